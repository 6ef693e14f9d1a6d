"""How far a plan is from an edition: which sections are approved, and which keep it from being frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from quickwins.models import Plan

from .models import Book, Section, SectionStateChange, build_outline


@dataclass(frozen=True)
class Missing:
    """A section that keeps the plan from being frozen. `is_altered`: approved, but its text is not the approved one."""

    section: Section
    label: str
    is_altered: bool = False


@dataclass(frozen=True)
class Standing:
    """How far the plan is from an edition: `missing` must be approved, `left_out` (not required) would not be in it."""

    missing: tuple[Missing, ...]
    left_out: tuple[Missing, ...]
    approved: dict[int, SectionStateChange]
    total: int

    @property
    def is_ready(self) -> bool:
        return self.total > 0 and not self.missing

    @property
    def missing_by_book(self) -> list[tuple[Book, list[Missing]]]:
        return _by_book(self.missing)

    @property
    def left_out_by_book(self) -> list[tuple[Book, list[Missing]]]:
        return _by_book(self.left_out)


def standing(plan: Plan) -> Standing:
    """Which written sections are approved, by the row that says so about this very text."""
    approved = _approvals(plan)
    missing: list[Missing] = []
    left_out: list[Missing] = []
    good: dict[int, SectionStateChange] = {}
    total = 0
    for section, label in _written_in_order(plan):
        total += 1
        change = approved.get(section.pk)
        is_approved = section.state == Section.State.APPROVED
        if is_approved and change and change.content_hash == section.content_hash:
            good[section.pk] = change
        else:
            (missing if section.required else left_out).append(Missing(section, label, is_altered=is_approved))
    return Standing(tuple(missing), tuple(left_out), good, total)


def _approvals(plan: Plan) -> dict[int, SectionStateChange]:
    """The newest approval of each section, by its id."""
    rows = SectionStateChange.objects.filter(section__book__plan=plan, to_state=Section.State.APPROVED)
    newest = rows.order_by("section_id", "-at", "-pk").distinct("section_id").select_related("by")
    return {row.section_id: row for row in newest}


def _by_book(rows: Sequence[Missing]) -> list[tuple[Book, list[Missing]]]:
    """The rows, which come in the order of the books, book by book."""
    return [(book, list(group)) for book, group in groupby(rows, key=lambda row: row.section.book)]


def _written_in_order(plan: Plan) -> list[tuple[Section, str]]:
    """The sections that hold text, in the order of the books, with their numbers."""
    by_book: dict[Book, list[Section]] = {}
    sections = (
        Section.objects.filter(book__plan=plan).select_related("book", "organisation").defer("guidance", "blocks")
    )
    for section in sections.order_by("book__position", "book", "position", "pk"):
        by_book.setdefault(section.book, []).append(section)
    nodes = (node for rows in by_book.values() for root in build_outline(rows) for node in root.walk())
    return [(node.section, node.label) for node in nodes if node.section.holds_text and node.section.is_active]
