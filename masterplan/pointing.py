"""The sections of a plan's books, as the floor below names them in decisions and data requests."""

from __future__ import annotations

from django.urls import reverse

from quickwins.models import Plan
from stakeholders.pointing import Place

from .models import Section


def sections_of(plan: Plan) -> list[Place]:
    """Chapters and sections that people write, in the order of the books. One query."""
    rows = Section.objects.filter(book__plan=plan, generated="").select_related("book")
    found = [row for row in rows if row.kind in (Section.Kind.CHAPTER, Section.Kind.SECTION)]
    by_parent: dict[int | None, list[Section]] = {}
    for row in sorted(found, key=lambda row: (row.book.position, row.position, row.pk)):
        by_parent.setdefault(row.parent_id, []).append(row)
    known = {row.pk for row in found}
    ordered: list[Section] = []

    def walk(rows: list[Section]) -> None:
        for row in rows:
            ordered.append(row)
            walk(by_parent.get(row.pk, []))

    walk([row for rows in by_parent.values() for row in rows if row.parent_id not in known])
    ordered.sort(key=lambda row: row.book.position)
    return [
        Place(row.key, plan.fill(row.title), row.book.short, reverse("masterplan:section_detail", args=[row.key]))
        for row in ordered
    ]
