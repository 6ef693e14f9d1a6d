"""What someone wants printed: text in work or an edition, which book, which format, what goes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from formats.dates import say_date
from quickwins.models import Plan

from .exporting import ALL
from .models import Book, Edition, Export

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
            (code, edition.title or code) for code, edition in self.editions.items()
        ]
        choices = [(book.key, f"{book.short}, {book.subject}") for book in books]
        if len(books) > 1:
            choices.append((ALL, str(_("All books in one file"))))
        self.fields["book"].choices = choices  # type: ignore[attr-defined]

    @property
    def sources(self) -> list[dict[str, object]]:
        """The choices of `source` with the line below each."""
        chosen = self["source"].value()
        rows: list[dict[str, object]] = [
            {"value": DRAFT, "label": _("Text in work"), "told": _("As it is when you press the button, marked DRAF")}
        ]
        for code, edition in self.editions.items():
            told = _("Frozen on {date}, unchanged since").format(date=say_date(edition.frozen_at))
            rows.append({"value": code, "label": edition.title or code, "told": told})
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
        return data
