"""Susun: the outline of a book at work. The list comes back to htmx, others are led back to it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from formats.dates import UnreadableDate, parse_date
from formats.text import clean_line, safe_int
from masterplan import arranging
from masterplan.models import Book, Section
from masterplan.outline import book_tree, of_plan

from .lookup import visible_book


def may_arrange(user) -> bool:
    """The outline belongs to administrators and editors."""
    return user.is_administrator or user.is_editor


@require_safe
def outline_edit(request: HttpRequest, book_key: str) -> HttpResponse:
    return _page(request, _book(request, book_key))


@require_POST
def outline_assign(request: HttpRequest, book_key: str) -> HttpResponse:
    """Give several sections to one OPD, with a due date."""
    book = _book(request, book_key)
    pks = [number for text in request.POST.getlist("section") if (number := safe_int(text, 2**63 - 1)) is not None]
    organisation = None
    if request.POST.get("organisation"):
        organisation = Organisation.objects.active().filter(key=request.POST["organisation"]).first()
        if organisation is None:
            raise Http404
    due, due_text = None, request.POST.get("due_on", "").strip()
    try:
        due = parse_date(due_text) if due_text else None
    except UnreadableDate as error:
        return _page(request, book, problem=str(error), status=422)
    if not pks:
        return _page(request, book, problem=_("Choose at least one section first."), status=422)
    mine = Section.objects.filter(book=book, pk__in=pks).values_list("pk", flat=True)
    count = arranging.assign(mine, organisation=organisation, due_on=due, set_due=bool(due_text))
    told = ngettext("%(count)s section was assigned.", "%(count)s sections were assigned.", count) % {"count": count}
    return _done(request, book, told)


@require_POST
def section_move(request: HttpRequest, key: str) -> HttpResponse:
    """One step (`direction`), or, dragged, to a place (`parent` and `before`, keys; empty `before` = the end)."""
    section = _section(request, key)
    direction = request.POST.get("direction", "")
    if direction in arranging.DIRECTIONS:
        return _deed(request, section.book, lambda: arranging.move(section.pk, direction))
    keys = dict(Section.objects.filter(book=section.book).values_list("key", "pk"))
    parent, before = request.POST.get("parent", ""), request.POST.get("before", "")
    if (parent and parent not in keys) or (before and before not in keys) or "parent" not in request.POST:
        return _page(request, section.book, problem=_("This part cannot be moved there."), status=409)
    return _deed(
        request,
        section.book,
        lambda: arranging.place(section.pk, parent_id=keys.get(parent), before_id=keys.get(before)),
    )


@require_POST
def section_add(request: HttpRequest, book_key: str) -> HttpResponse:
    """A new section in `parent` (its key), or a new chapter."""
    book = _book(request, book_key)
    title = clean_line(request.POST.get("title", ""))[:250]
    parent = None
    if request.POST.get("parent"):
        parent = Section.objects.filter(book=book, key=request.POST["parent"]).first()
        if parent is None:
            raise Http404
    if not title:
        return _page(request, book, problem=_("Write a title first."), status=422)
    told = _("“%(title)s” was added.") % {"title": title}
    return _deed(request, book, lambda: arranging.add(book, title=title, parent_id=parent.pk if parent else None), told)


@require_POST
def section_rename(request: HttpRequest, key: str) -> HttpResponse:
    section = _section(request, key)
    title = clean_line(request.POST.get("title", ""))[:250]
    if not title:
        return _page(request, section.book, problem=_("Write a title first."), status=422)
    Section.objects.filter(pk=section.pk).update(title=title, reference_hash="")
    return _done(request, section.book)


@require_POST
def section_retire(request: HttpRequest, key: str) -> HttpResponse:
    """Take a section out of the book, or bring it back (`back`)."""
    section = _section(request, key)
    deed = arranging.bring_back if request.POST.get("back") else arranging.retire
    return _deed(request, section.book, lambda: deed(section.pk))


def _deed(request: HttpRequest, book: Book, deed: Callable[[], object], told: str = "") -> HttpResponse:
    try:
        deed()
    except arranging.ArrangeError as error:
        return _page(request, book, problem=str(error), status=409)
    return _done(request, book, told)


def _done(request: HttpRequest, book: Book, told: str = "") -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _page(request, book, told=told)
    if told:
        messages.success(request, told)
    return redirect("masterplan:outline_edit", book.key)


def _page(request: HttpRequest, book: Book, *, problem: str = "", told: str = "", status: int = 200) -> HttpResponse:
    tree = book_tree(book, request.user, everything=True)  # type: ignore[arg-type]
    context = {
        "book": book,
        "rows": [item for root in tree for item in root.walk()],
        "organisations": Organisation.objects.active().order_by("position", "name"),
        "problem": problem,
        "told": told,
    }
    if request.htmx:  # type: ignore[attr-defined]
        # A refused move is told in the list itself, which therefore comes as an answer that is put in.
        return render(request, "masterplan/_arrange.html", context, status=422 if problem else 200)
    return render(request, "masterplan/book_arrange.html", context, status=status)


def _book(request: HttpRequest, key: str) -> Book:
    book = visible_book(request, key)
    if not may_arrange(request.user):
        raise PermissionDenied(_("The outline is arranged by administrators and editors."))
    return book


def _section(request: HttpRequest, key: str) -> Section:
    section = Section.objects.visible_to(request.user).filter(of_plan(key)).select_related("book__plan").first()  # type: ignore[arg-type]
    if section is None:
        raise Http404
    if not may_arrange(request.user):
        raise PermissionDenied(_("The outline is arranged by administrators and editors."))
    return section
