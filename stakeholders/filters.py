"""Filters of the lists, all of them in the address. Values that nobody offers are dropped: an old link shows more, never
an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from formats.text import clean_line, safe_int
from quickwins.filters import address

PER_PAGE = 25
MAX_SEARCH = 200


@dataclass(frozen=True)
class Choice:
    """One filter: the parameter `name`, its label, and what may be chosen as (value, label)."""

    name: str
    label: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Chosen:
    """What is set in the address: the search words and the values of each filter."""

    q: str
    values: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, query: QueryDict, choices: list[Choice]) -> Chosen:
        values = {}
        for choice in choices:
            wanted = query.getlist(choice.name)
            values[choice.name] = tuple(value for value, _label in choice.options if value in wanted)
        return cls(clean_line(query.get("q", "")[:MAX_SEARCH]), values)

    def __bool__(self) -> bool:
        return bool(self.q) or any(self.values.values())

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.values[name]


def filter_bar(chosen: Chosen, choices: list[Choice], query: QueryDict, *, search: str) -> dict[str, Any]:
    """Context of `components/filter_bar.html`; `search` is the label of the search field."""
    chips, menus = [], []
    for choice in choices:
        values = chosen[choice.name]
        if values:
            told = ", ".join(label for value, label in choice.options if value in values)
            chips.append(
                {
                    "label": f"{choice.label}: {told}",
                    "clear_url": address(query, **{choice.name: None}),
                    "clear_label": _("Remove the filter %(name)s") % {"name": choice.label},
                }
            )
        if choice.options:
            options = [{"value": value, "label": text, "checked": value in values} for value, text in choice.options]
            menus.append({"label": choice.label, "name": choice.name, "options": options})
    return {
        "search": {"name": "q", "label": search, "value": chosen.q},
        "chips": chips,
        "menus": menus,
        "hidden": [],
        "clear_url": "?" if chosen else "",
    }


def page_of(rows: QuerySet, query: QueryDict) -> Page:
    """The page that the address asks for, the nearest one when it asks for nonsense."""
    return Paginator(rows, PER_PAGE).get_page(safe_int(query.get("page", "1")) or 1)
