"""Where each organisation stands by influence and interest, as marks of a picture: several on one spot stand in a fan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Organisation

# In the units of the picture: a square for each pair of levels, from left (interest 1) and from below (influence 1).
CELL, LEFT, TOP = 100, 40, 10
PER_ROW = 4
STEP = 22


@dataclass(frozen=True)
class Mark:
    """One organisation: its place, its number in the list beside the picture."""

    row: Organisation
    number: int
    x: int
    y: int


def placed_marks(rows: Iterable[Organisation]) -> list[Mark]:
    """Those with both levels, the most influential and interested first; at most sixteen on a spot are told apart."""
    placed = [row for row in rows if row.influence and row.interest]
    placed.sort(key=lambda row: (-(row.influence or 0), -(row.interest or 0), row.position, row.name))
    seen: dict[tuple[int, int], int] = {}
    marks = []
    for number, row in enumerate(placed, start=1):
        spot = (row.influence or 0, row.interest or 0)
        index = seen[spot] = seen.get(spot, -1) + 1
        column, line = index % PER_ROW, index // PER_ROW % PER_ROW
        x = LEFT + (spot[1] - 1) * CELL + 17 + column * STEP
        y = TOP + (5 - spot[0]) * CELL + 17 + line * STEP
        marks.append(Mark(row, number, x, y))
    return marks
