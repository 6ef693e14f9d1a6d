"""Which sections of the book speak of a program or an indicator. The book stands above the register, so it tells by a hook.

`tellers` are functions of the floor above: from a plan to names and the places that speak of them. As long as nobody has
hung one here, nothing is known and nothing is said to hang loose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User

from .models import Plan


@dataclass(frozen=True)
class Place:
    """A section of the book; `by_block` where a live block draws the name, else it stands in the text; `order` in the books."""

    key: int
    title: str
    book: str
    url: str
    by_block: bool = False
    order: int = 0

    def __str__(self) -> str:
        return f"{self.book}: {self.title}"


@dataclass(frozen=True)
class Quotes:
    """Places by the name of a program, in the order of the books, and the names of indicators that stand anywhere."""

    programs: Mapping[str, Sequence[Place]]
    indicators: frozenset[str]

    def of(self, name: str) -> Sequence[Place]:
        return self.programs.get(name, ())


Teller = Callable[[Plan, User], Quotes]
tellers: list[Teller] = []


def quotes(plan: Plan, user: User) -> Quotes | None:
    """What the book says, in the sections this person may read; None when no book is there to ask."""
    return tellers[0](plan, user) if tellers else None
