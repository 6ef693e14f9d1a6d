"""What someone wants printed: text in work or an edition, which book, which format, what goes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from formats.dates import say_date
from quickwins.models import Plan

from .export_reading import ALL
from .models import Book, Edition, Export, Section, build_outline

DRAFT = "draft"


class ExportForm(forms.Form):
    """`cleaned_data` has book, format, edition (or None) and options, as request_export takes them."""

    source = forms.ChoiceField(label=_("Content"), widget=forms.RadioSelect, initial=DRAFT)
    book = forms.ChoiceField(label=_("Book"))
    format = forms.ChoiceField(
        label=_("Format"), choices=Export.Format.choices, widget=forms.RadioSelect, initial=Export.Format.PDF
    )
    appendices = forms.BooleanField(label=_("Appendices"), required=False, initial=True)
    lists = forms.BooleanField(label=_("List of tables and list of figures"), required=False, initial=True)
    plain = forms.BooleanField(label=_("A simpler PDF, without tags for screen readers"), required=False)

    def __init__(self, *args: Any, user: User, plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = list(Book.objects.filter(plan=plan)) if plan else []
        for book in books:
            book.plan = plan  # type: ignore[assignment]  # filled titles ask for it
        self.editions = {
            edition.code: edition
            for edition in Edition.objects.visible_to(user).filter(plan=plan).defer("content").order_by("-number")
        }
        self.fields["source"].choices = [(DRAFT, _("Text in work"))] + [  # type: ignore[attr-defined]
            (code, f"{code}, {edition.title}") for code, edition in self.editions.items()
        ]
        self.whole = [(book.key, f"{book.short}, {book.subject}") for book in books]
        if len(books) > 1:
            self.whole.append((ALL, str(_("All books in one file"))))
        self.chapters = chapters_of(books)
        single = [choice for _name, choices in self.chapters for choice in choices]
        self.fields["book"].choices = self.whole + single  # type: ignore[attr-defined]

    @property
    def sources(self) -> list[dict[str, object]]:
        """The choices of `source` with the line below each."""
        chosen = self["source"].value()
        rows: list[dict[str, object]] = [
            {"value": DRAFT, "label": _("Text in work"), "told": _("As it is when you press the button, marked DRAF")}
        ]
        for code, edition in self.editions.items():
            told = _("Frozen on {date}, unchanged since").format(date=say_date(edition.frozen_at))
            rows.append({"value": code, "label": f"{code}, {edition.title}", "told": told})
        return [row | {"checked": row["value"] == chosen, "id": f"source-{at}"} for at, row in enumerate(rows)]

    @property
    def formats(self) -> list[dict[str, object]]:
        chosen = self["format"].value()
        return [
            {"value": value, "label": "DOCX" if value == "docx" else label, "checked": value == chosen}
            for value, label in Export.Format.choices
        ]

    @property
    def switches(self) -> list[forms.BoundField]:
        return [self["appendices"], self["lists"], self["plain"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["edition"] = self.editions.get(data.get("source", ""))
        data["options"] = {
            "appendices": bool(data.get("appendices")),
            "lists": bool(data.get("lists")),
            "tagged": not data.get("plain"),
        }
        book, _slash, chapter = data.get("book", "").partition("/")
        if chapter:
            label = dict(self.fields["book"].choices)[data["book"]]  # type: ignore[attr-defined]
            data["options"] |= {"chapter": chapter, "chapter_name": label}
        return data | {"book": book}


def chapters_of(books: list[Book]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The chapters of each book, for those who want one alone: short title of the book, then value and label of each."""
    tops: dict[int, list[Section]] = {book.pk: [] for book in books}
    for section in Section.objects.filter(book__in=books, parent=None, is_active=True).without_text():
        tops[section.book_id].append(section)
    groups = []
    for book in books:
        nodes = [node for node in build_outline(tops[book.pk]) if node.section.kind == Section.Kind.CHAPTER]
        values = [
            (f"{book.key}/{node.section.key}", f"{node.label} {book.plan.fill(node.section.title)}".strip())
            for node in nodes
        ]
        if values:
            groups.append((book.short, values))
    return groups
