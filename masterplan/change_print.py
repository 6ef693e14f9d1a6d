"""The matrix of changes on paper: landscape A4 in the words of the book, in parts that are each made in a few seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from files.printing import printed
from quickwins.models import Plan

from .change_sheet import kind_words
from .changes import Change, Side

ROWS_A_PART = 200
SIGNS_A_PART = 100_000
# A whole new section stands in the matrix with its beginning; all of it is in the book and in the workbook.
LONGEST = 1_500


@dataclass(frozen=True)
class Row:
    """A change as it is printed; `is_first` begins a section. Both wordings were escaped where they were made."""

    number: int
    change: Change
    kind: str
    before: str
    after: str
    is_first: bool
    is_cut: bool


def divided(rows: Sequence[Change]) -> list[Sequence[Change]]:
    """The changes as parts of bounded length, so that none keeps the typesetter long; one empty part without changes."""
    parts, begin, signs = [], 0, 0
    for at, row in enumerate(rows):
        length = min(len(row.difference.before), LONGEST) + min(len(row.difference.after), LONGEST)
        if at > begin and (at - begin >= ROWS_A_PART or signs + length > SIGNS_A_PART):
            parts.append(rows[begin:at])
            begin, signs = at, 0
        signs += length
    return [*parts, rows[begin:]]


def as_pdf(plan: Plan, rows: Sequence[Change], old: Side, new: Side, number: int) -> bytes:
    """Part `number` (from 1) as PDF. Raises `NoSheet` when it cannot be made now, IndexError without such a part.

    To be called under the language of the book: what the rows say was put into words when they were found.
    """
    parts = divided(rows)
    if not 1 <= number <= len(parts):
        raise IndexError(number)
    before = sum(len(part) for part in parts[: number - 1])
    context = {
        "plan": plan,
        "old": old,
        "new": new,
        "rows": list(_printed(parts[number - 1], before)),
        "first": before + 1,
        "last": before + len(parts[number - 1]),
        "count": len(rows),
        "part": number,
        "parts": len(parts),
        "demo": settings.DEMO,
    }
    with translation.override("id"):
        html = render_to_string("print/changes.html", context)
    return printed(html)


def _printed(rows: Sequence[Change], before: int) -> Iterator[Row]:
    words = kind_words()
    last = ""
    for number, row in enumerate(rows, before + 1):
        found = row.difference
        old, new = _wording(found.before, found.before_html), _wording(found.after, found.after_html)
        is_cut = max(len(found.before), len(found.after)) > LONGEST
        is_first = row.section.anchor != last
        yield Row(number, row, words[found.kind], old, new, is_first, is_cut)
        last = row.section.anchor


def _wording(text: str, html: str) -> str:
    """The marked wording; of a very long one the beginning without marks, which the template escapes."""
    return mark_safe(html) if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"
