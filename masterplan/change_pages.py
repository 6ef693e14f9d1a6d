"""The matrix of changes on the screen: page by page, all of it or one chapter, with totals of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.safestring import mark_safe

from .change_sheet import kind_words
from .changes import Change
from .passages import SectionText

PER_PAGE = 200
KIND_PILLS = {"added": "ok", "section_added": "ok", "removed": "bad", "section_removed": "bad", "figures": "info"}


@dataclass(frozen=True)
class ChapterCount:
    """A chapter with changes, as a choice: its value in the address, its name, and how many there are in it."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class MatrixPage:
    """What is shown of the matrix: `groups` of one page, by section; `chapters` to choose from; `chapter` the chosen one."""

    page: Page
    groups: list[dict[str, object]]
    chapters: list[ChapterCount]
    chapter: ChapterCount | None


def matrix_page(rows: Sequence[Change], query: Mapping[str, str]) -> MatrixPage:
    """One page of the changes, `?bab=b1/b1.one&page=2`. A chapter or page that is not there gives all, or the nearest."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for row in rows:
        value = _chapter_value(row.section)
        counts[value] = counts.get(value, 0) + 1
        names.setdefault(value, _chapter_name(row.section))
    wanted = query.get("bab", "")
    chapters = [ChapterCount(value, names[value], count, value == wanted) for value, count in counts.items()]
    chapter = next((each for each in chapters if each.is_chosen), None)
    shown = [row for row in rows if _chapter_value(row.section) == chapter.value] if chapter else rows
    page = Paginator(shown, PER_PAGE).get_page(query.get("page", "1"))
    return MatrixPage(page, _grouped(list(page.object_list)), chapters, chapter)


def _chapter_value(section: SectionText) -> str:
    return f"{section.book.key}/{section.chapter.key}"


def _chapter_name(section: SectionText) -> str:
    return f"{section.book.short}, {section.chapter.label} {section.chapter.title}".replace(",  ", ", ").strip()


def _grouped(rows: Sequence[Change]) -> list[dict[str, object]]:
    """The changes by section. The two wordings were escaped where they were made (differences.py)."""
    words = kind_words()
    groups: list[dict[str, object]] = []
    inside: list[dict[str, object]] = []
    for row in rows:
        if not groups or groups[-1]["anchor"] != row.section.anchor:
            inside = []
            groups.append({"anchor": row.section.anchor, "section": row.section, "key": row.key, "rows": inside})
        inside.append(
            {
                "change": row,
                "before": mark_safe(row.difference.before_html),
                "after": mark_safe(row.difference.after_html),
                "kind": KIND_PILLS.get(row.difference.kind, "calm"),
                "word": words[row.difference.kind],
            }
        )
    return groups
