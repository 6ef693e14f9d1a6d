"""Laying a document onto the outline: which heading is which section, and by what that was told.

A heading that agrees in number and title is taken first, then in title, then in number, last in place: as many headings as
sections between two that are matched. The level of a heading does not matter, its place below other headings does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formats.numbers import roman

if TYPE_CHECKING:
    from .reading import Passage

BAB = re.compile(r"(?:bab|chapter)\s+([ivxlc]+|[0-9]{1,2})\b[\s.:–-]*", re.IGNORECASE)
APPENDIX = re.compile(r"(?:lampiran|appendix)\s+([0-9]{1,2}|[ivx]+|[a-z])\b[\s.:–-]*", re.IGNORECASE)
DECIMAL = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})*)[.)]?\s+")
LETTER = re.compile(r"[A-Za-z][.)]\s+")
ROMANS = {roman(number).casefold(): number for number in range(1, 40)}


@dataclass(eq=False)
class Place:
    """A part of the outline: its number as it is told in a document (`bab 1`, `1.2`, `lampiran 2`) and its plain title."""

    pk: int
    number: str
    title: str
    parent: Place | None = None
    children: list[Place] = field(default_factory=list)


@dataclass
class Match:
    """`by`: "both", "title", "number" or "place"."""

    place: Place
    by: str


@dataclass(eq=False)
class _Heading:
    index: int
    level: int
    number: str
    title: str
    parent: _Heading | None = None
    children: list[_Heading] = field(default_factory=list)


def number_and_title(text: str, auto: str = "") -> tuple[str, str]:
    """`("1.2", "dasar hukum")` of "1.2. Dasar  Hukum"; the number is "" where there is none. `auto` is the number that
    Word would set before it: `II`, `1.2`."""
    text = " ".join(text.split())
    number = ""
    if found := BAB.match(text):
        number = f"bab {ROMANS.get(found[1].casefold(), found[1])}"
    elif found := APPENDIX.match(text):
        number = f"lampiran {ROMANS.get(found[1].casefold(), found[1].casefold())}"
    elif found := DECIMAL.match(text):
        number = found[1]
    elif (found := LETTER.match(text)) is None and auto:
        number = f"bab {ROMANS[auto.casefold()]}" if auto.casefold() in ROMANS else auto
    rest = text[found.end() :] if found else text
    return number, plain_title(rest)


def plain_title(text: str) -> str:
    """A title as it is compared: small letters, no punctuation, "&" as "dan"."""
    return " ".join(re.findall(r"\w+", text.replace("&", " dan ").casefold()))


def match_passages(passages: Sequence[Passage], roots: Sequence[Place]) -> dict[int, Match]:
    """The match of each passage by its index; those without one are not in it."""
    places = [place for root in roots for place in _walk(root)]
    headings = _tree(passages)
    found: dict[int, Match] = {}
    used: set[int] = set()

    def take(heading: _Heading, place: Place, by: str) -> None:
        found[heading.index] = Match(place, by)
        used.add(place.pk)

    def free(heading: _Heading, place: Place) -> bool:
        """Not taken yet, and below the place of the heading above: a subheading is not led into another chapter."""
        above = _above(heading, found)
        return place.pk not in used and (above is None or above in _line(place))

    for heading in headings:
        same = [place for place in places if place.title == heading.title and place.number == heading.number != ""]
        if len(same) == 1 and same[0].pk not in used and heading.title:
            take(heading, same[0], "both")
    for heading in headings:
        if heading.index in found or not heading.title:
            continue
        same = [place for place in places if place.title == heading.title and free(heading, place)]
        if len(same) == 1:
            take(heading, same[0], "title")
    for heading in headings:
        if heading.index in found or not heading.number:
            continue
        same = [place for place in places if place.number == heading.number and free(heading, place)]
        if len(same) == 1:
            take(heading, same[0], "number")
    rows = [(roots, [heading for heading in headings if heading.parent is None])]
    while rows:
        siblings, row = rows.pop()
        for heading, place in _by_place(row, siblings, found, used):
            take(heading, place, "place")
        rows += [(found[one.index].place.children, one.children) for one in row if one.index in found and one.children]
    return found


def _by_place(
    row: Sequence[_Heading], siblings: Sequence[Place], found: dict[int, Match], used: set[int]
) -> list[tuple[_Heading, Place]]:
    """Between two neighbours that are matched: headings without a number and places that are free, if they are as many."""
    order = {place.pk: index for index, place in enumerate(siblings)}
    pairs: list[tuple[_Heading, Place]] = []
    gap: list[_Heading] = []
    start = 0
    for heading in [*row, None]:
        if heading is not None and (heading.index not in found or found[heading.index].place.pk not in order):
            gap.append(heading)
            continue
        end = len(siblings) if heading is None else order[found[heading.index].place.pk]
        free = [place for place in siblings[start:end] if place.pk not in used]
        if gap and len(gap) == len(free) and not any(one.number or one.index in found for one in gap):
            pairs += zip(gap, free, strict=True)
        gap, start = [], end + 1
    return pairs


def _above(heading: _Heading, found: dict[int, Match]) -> Place | None:
    parent = heading.parent
    while parent is not None:
        if parent.index in found:
            return found[parent.index].place
        parent = parent.parent
    return None


def _line(place: Place) -> Iterable[Place]:
    """The places above a place."""
    while place.parent is not None:
        place = place.parent
        yield place


def _tree(passages: Sequence[Passage]) -> list[_Heading]:
    """The headings in their order, each hung below the last one of a higher level."""
    headings: list[_Heading] = []
    line: list[_Heading] = []
    for index, passage in enumerate(passages):
        if not passage.level:
            continue
        number, title = number_and_title(passage.title, passage.auto)
        heading = _Heading(index, passage.level, number, title)
        while line and line[-1].level >= passage.level:
            line.pop()
        if line:
            heading.parent = line[-1]
            line[-1].children.append(heading)
        line.append(heading)
        headings.append(heading)
    return headings


def _walk(place: Place) -> Iterable[Place]:
    yield place
    for child in place.children:
        yield from _walk(child)
