"""The outline of a book at work: move, add, rename, retire, assign. Numbers follow by themselves.

Each deed locks the book first, so that two people who reorder at once leave neither a gap nor a double (case C21).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

from .models import Book, Section

# Chapter, section, sub-section and one more: deeper numbers are read by nobody.
DEEPEST = 3
DIRECTIONS = ("up", "down", "in", "out")


class ArrangeError(Exception):
    """A move that the outline does not allow; the message says why."""

    message: str | Promise = _("This part cannot be moved there.")

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


def move(section_id: int, direction: str) -> None:
    """One step: `up` or `down` among its neighbours (over the edge of a chapter into the next), `in` below the neighbour
    above, `out` behind its parent. Raises ArrangeError when there is no such step."""
    with transaction.atomic():
        rows = _Rows(section_id)
        section = rows.section
        siblings = rows.children(section.parent_id)
        at = siblings.index(section)
        if direction in ("up", "down"):
            step = -1 if direction == "up" else 1
            # Retired neighbours are not seen, so one step goes over all of them.
            target = at + step
            while 0 <= target < len(siblings) and not siblings[target].is_active:
                target += step
            if 0 <= target < len(siblings):
                rows.put(section, section.parent_id, target)
            else:
                rows.put_beyond(section, step)
        elif direction == "in":
            above = next((row for row in reversed(siblings[:at]) if row.is_active), None)
            if above is None or section.parent_id is None:
                raise ArrangeError(_("There is no section above to put it under."))
            rows.put(section, above.pk, len(rows.children(above.pk)))
        elif direction == "out":
            parent = rows.by_pk.get(section.parent_id or 0)
            if parent is None or parent.parent_id is None:
                raise ArrangeError(_("It already stands directly in its chapter."))
            rows.put(section, parent.parent_id, rows.children(parent.parent_id).index(parent) + 1)
        else:
            raise ArrangeError()


def place(section_id: int, *, parent_id: int | None, before_id: int | None) -> None:
    """Put a section (dragged) into a parent, before one of its children, or as the last one."""
    with transaction.atomic():
        rows = _Rows(section_id)
        section = rows.section
        if (parent_id is not None and parent_id not in rows.by_pk) or (parent_id is None) != (
            section.parent_id is None
        ):
            raise ArrangeError()
        siblings = [row for row in rows.children(parent_id) if row.pk != section.pk]
        index = next((i for i, row in enumerate(siblings) if row.pk == before_id), len(siblings))
        rows.put(section, parent_id, index)


def add(book: Book, *, title: str, parent_id: int | None = None, after_id: int | None = None) -> Section:
    """A new section at the end of `parent_id` or behind `after_id`; without a parent a new chapter."""
    with transaction.atomic():
        Book.objects.select_for_update().get(pk=book.pk)
        parent = Section.objects.filter(book=book, pk=parent_id).first() if parent_id else None
        if (parent_id and parent is None) or (parent is not None and parent.generated):
            raise ArrangeError()
        after = Section.objects.filter(book=book, pk=after_id, parent=parent).first() if after_id else None
        last = Section.objects.filter(book=book, parent=parent).aggregate(last=Max("position"))["last"] or 0
        section = Section.objects.create(
            book=book,
            parent=parent,
            title=title,
            key=_free_key(book, parent, title),
            kind=Section.Kind.SECTION if parent else Section.Kind.CHAPTER,
            position=last + 1,
            role=parent.role if parent else "",
            organisation=parent.organisation if parent else None,
            dimension=parent.dimension if parent else None,
            required=False,
        )
        rows = _Rows(section.pk)
        if rows.depth(section) > DEEPEST:
            raise ArrangeError(_("The outline goes no deeper than three levels below a chapter."))
        if after is not None:
            rows.put(section, section.parent_id, rows.children(section.parent_id).index(rows.by_pk[after.pk]) + 1)
        elif parent is None:
            # A new chapter stands behind the last chapter, before the appendices.
            tops = [row for row in rows.children(None) if row.pk != section.pk]
            chapters = [index for index, row in enumerate(tops) if row.kind != Section.Kind.APPENDIX]
            rows.put(section, None, (chapters[-1] + 1) if chapters else 0)
    return section


def retire(section_id: int) -> int:
    """Take a section and all below it out of the book; texts and history stay. Gives how many."""
    return _set_active(section_id, False)


def bring_back(section_id: int) -> int:
    """Put a retired section and all below it back to its old place."""
    return _set_active(section_id, True)


def assign(sections: Iterable[int], *, organisation: Organisation | None, due_on: date | None, set_due: bool) -> int:
    """Give sections to an OPD and, with `set_due`, a due date. Gives how many were changed."""
    values: dict[str, object] = {"organisation": organisation}
    if set_due:
        values["due_on"] = due_on
    return Section.objects.filter(pk__in=list(sections)).written().update(**values)


class _Rows:
    """All sections of one book, the book locked."""

    def __init__(self, section_id: int) -> None:
        book_id = Section.objects.values_list("book_id", flat=True).get(pk=section_id)
        Book.objects.select_for_update().get(pk=book_id)
        light = ("pk", "parent_id", "position", "kind", "is_active", "generated", "book_id")
        self.by_pk = {row.pk: row for row in Section.objects.filter(book_id=book_id).only(*light)}
        self.section = self.by_pk[section_id]

    def children(self, parent_id: int | None) -> list[Section]:
        rows = [row for row in self.by_pk.values() if row.parent_id == parent_id]
        return sorted(rows, key=lambda row: (row.position, row.pk))

    def depth(self, section: Section) -> int:
        depth, parent = 0, section.parent_id
        while parent is not None:
            depth, parent = depth + 1, self.by_pk[parent].parent_id
        return depth

    def height(self, section: Section) -> int:
        return max((1 + self.height(child) for child in self.children(section.pk)), default=0)

    def put(self, section: Section, parent_id: int | None, index: int) -> None:
        """Give the section its place and number both rows of siblings anew, from 1."""
        above = parent_id
        while above is not None:
            if above == section.pk:
                raise ArrangeError(_("A section cannot stand below itself."))
            above = self.by_pk[above].parent_id
        parent = self.by_pk.get(parent_id) if parent_id else None
        if parent is not None and (parent.generated or self.depth(parent) + 1 + self.height(section) > DEEPEST):
            raise ArrangeError(_("The outline goes no deeper than three levels below a chapter."))
        if parent is None and section.kind == Section.Kind.SECTION:
            raise ArrangeError()
        old_parent = section.parent_id
        row = [other for other in self.children(parent_id) if other.pk != section.pk]
        row.insert(max(0, min(index, len(row))), section)
        section.parent_id = parent_id
        self._number(row, moved=section)
        if old_parent != parent_id:
            self._number([other for other in self.children(old_parent) if other.pk != section.pk])

    def put_beyond(self, section: Section, step: int) -> None:
        """Over the edge: to the end of the chapter before, or to the beginning of the one behind."""
        tops = [row for row in self.children(None) if row.is_active and row.kind == self._top(section).kind]
        at = tops.index(self._top(section)) + step
        if section.parent_id is None or self.by_pk[section.parent_id].parent_id is not None or not 0 <= at < len(tops):
            raise ArrangeError(_("It already stands at the edge."))
        target = tops[at]
        self.put(section, target.pk, 0 if step > 0 else len(self.children(target.pk)))

    def _top(self, section: Section) -> Section:
        while section.parent_id is not None:
            section = self.by_pk[section.parent_id]
        return section

    def _number(self, row: list[Section], moved: Section | None = None) -> None:
        for position, section in enumerate(row, 1):
            if section.position != position or section is moved:
                section.position = position
                Section.objects.filter(pk=section.pk).update(position=position, parent=section.parent_id)


def _set_active(section_id: int, active: bool) -> int:
    with transaction.atomic():
        rows = _Rows(section_id)
        below, pending = [], [rows.section]
        while pending:
            section = pending.pop()
            below.append(section.pk)
            pending += rows.children(section.pk)
        if active and rows.section.parent_id and not rows.by_pk[rows.section.parent_id].is_active:
            raise ArrangeError(_("The part it stands in is retired. Bring that back first."))
        return Section.objects.filter(pk__in=below).exclude(is_active=active).update(is_active=active)


def _free_key(book: Book, parent: Section | None, title: str) -> str:
    """`b1.intro.peta-wilayah`: the parent's key and the title, with a number when it is taken."""
    stem = f"{parent.key if parent else book.key}.{slugify(title)[:30].strip('-') or 'bagian'}"[:74]
    taken = set(Section.objects.filter(book__plan=book.plan_id, key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
