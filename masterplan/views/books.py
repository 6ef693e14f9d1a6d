"""Naskah: the books of the plan, and the outline of one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from masterplan.models import Book, Section
from masterplan.outline import TreeItem, book_outline, book_progress, book_tree, outline_progress

from .arranging import may_arrange
from .importing import may_import
from .lookup import person, visible_book


def book_list(request: HttpRequest) -> HttpResponse:
    """The books with how far each of them is."""
    books = list(Book.objects.filter(plan__is_current=True).select_related("plan"))
    progress = book_progress(books)
    rows = [{"book": book, "progress": progress[book.pk]} for book in books]
    mine = Section.objects.none()
    if person(request).acts_for_opd:
        mine = (
            Section.objects.of_current_plan()
            .editable_by(person(request))
            .select_related("book")
            .without_text()
            .order_by("book__position", "position")
        )
    plan = books[0].plan if books else None
    return render(request, "masterplan/book_list.html", {"rows": rows, "plan": plan, "mine": mine})


def book_detail(request: HttpRequest, book_key: str) -> HttpResponse:
    """The outline of one book as a table: state, responsible OPD, words, last edit."""
    book = visible_book(request, book_key)
    outline = book_outline(book, "organisation", "edited_by")
    tree = book_tree(book, person(request), nodes=outline)
    rows = [item for root in tree for item in root.walk()]
    query, states, organisations = (
        request.GET.get("q", "").strip()[:200],
        set(request.GET.getlist("keadaan")),
        set(request.GET.getlist("opd")),
    )
    shown = [row for row in rows if _matches(row, query, states, organisations)]
    filtered = len(shown) != len(rows)
    opd = {row.section.organisation.key: row.section.organisation.short for row in rows if row.section.organisation}
    menus = [
        {
            "label": _("State"),
            "name": "keadaan",
            "options": [
                {"value": value, "label": label, "checked": value in states} for value, label in Section.State.choices
            ],
        },
        {
            "label": "OPD",
            "name": "opd",
            "options": [
                {"value": key, "label": short, "checked": key in organisations}
                for key, short in sorted(opd.items(), key=lambda row: row[1])
            ],
        },
    ]
    context = {
        "book": book,
        "books": [
            {"label": other.short, "url": other.get_absolute_url(), "current": other.pk == book.pk}
            for other in Book.objects.filter(plan=book.plan)
        ],
        "rows": shown,
        "filtered": filtered,
        "progress": outline_progress(outline),
        "menus": menus,
        "may_arrange": may_arrange(person(request)),
        "may_import": may_import(request, book),
        "search": {"name": "q", "label": _("Search in the outline"), "value": query},
        "clear_url": request.path if filtered else "",
    }
    return render(request, "masterplan/book_detail.html", context)


def _matches(row: TreeItem, query: str, states: set[str], organisations: set[str]) -> bool:
    section = row.section
    if not (query or states or organisations):
        return True
    if not section.holds_text or query.casefold() not in row.full_title.casefold():
        return False
    owner = section.organisation.key if section.organisation else ""
    return (not states or section.state in states) and (not organisations or owner in organisations)
