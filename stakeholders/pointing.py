"""Sections of the book that a decision or a data request is about. The book stands above, so it tells by a hook.

`tellers` are functions of the floor above: from a plan to its sections in the order of the books. As long as nobody has hung
one here, nothing can be pointed at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from quickwins.models import Plan


@dataclass(frozen=True)
class Place:
    key: str
    title: str
    book: str
    url: str

    def __str__(self) -> str:
        return f"{self.book}: {self.title}"


Teller = Callable[[Plan], list[Place]]
tellers: list[Teller] = []


def places(plan: Plan) -> dict[str, Place]:
    """The sections of a plan by their key, in the order of the books."""
    return {place.key: place for teller in tellers for place in teller(plan)}


class SectionField(forms.ChoiceField):
    """A section by its key; `offer` sets what can be chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def offer(self, plan: Plan, kept: str = "") -> None:
        """The sections by book; one that is no longer there stays as long as it is kept."""
        groups: dict[str, list[tuple[str, str]]] = {}
        found = places(plan)
        for place in found.values():
            groups.setdefault(place.book, []).append((place.key, place.title))
        lost = [(kept, kept)] if kept and kept not in found else []
        self.choices = [("", "–"), *lost, *groups.items()]
