"""A book's outline as one person sees it: the tree beside a section, the rows of a book, the way to the next section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q

from accounts.models import User

from .models import Book, OutlineNode, Section, build_outline
from .models.book import STATE_MARKS

# What a tree needs: everything but the long texts.
LIGHT = ("guidance", "blocks", "html", "reference_hash")


@dataclass
class TreeItem:
    """A line of the outline. `open` shows the children."""

    section: Section
    number: str
    label: str
    title: str
    depth: int
    chapter_number: int
    readable: bool
    current: bool = False
    open: bool = False
    children: list[TreeItem] = field(default_factory=list)

    @cached_property
    def href(self) -> str:
        """The reading page; empty where the person may not read."""
        return self.section.get_absolute_url() if self.readable else ""

    @property
    def full_title(self) -> str:
        """`1.2 Dasar Hukum`, `BAB I Pendahuluan`."""
        return f"{self.label} {self.title}".strip()

    @property
    def mark(self) -> tuple[str, str]:
        """Colour and icon of the state, for sections with a text of their own."""
        return STATE_MARKS[self.section.state] if self.section.holds_text else ("", "")

    def walk(self) -> Iterable[TreeItem]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Progress:
    """How far a book is: sections with a text of their own, by state."""

    total: int
    by_state: dict[str, int]

    @property
    def approved(self) -> int:
        return self.by_state.get(Section.State.APPROVED, 0)

    @property
    def percent(self) -> int:
        return self.approved * 100 // self.total if self.total else 0

    @property
    def parts(self) -> list[dict[str, object]]:
        """The states in their order, for the bar of several parts; empty ones are left out."""
        colours = {"calm": "draft", "info": "info", "warn": "warn", "ok-line": "brand", "ok": "ok"}
        return [
            {
                "percent": round(count * 100 / self.total),
                "color": colours[STATE_MARKS[state][0]],
                "label": f"{count} {label.lower()}",
                "count": count,
            }
            for state, label in reversed(Section.State.choices)
            if (count := self.by_state.get(state, 0))
        ]

    @property
    def told(self) -> str:
        return ", ".join(str(part["label"]) for part in self.parts)


def book_outline(book: Book, *related: str) -> list[OutlineNode]:
    """The numbered outline of one book, without the long texts: one query. `related` names what comes along of the
    organisation, dimension … of each section; most pages need titles, numbers and states alone."""
    sections = Section.objects.filter(book=book).defer(*LIGHT)
    return build_outline(sections.select_related(*related) if related else sections)


def book_tree(
    book: Book,
    user: User,
    current: Section | None = None,
    *,
    nodes: list[OutlineNode] | None = None,
    everything: bool = False,
) -> list[TreeItem]:
    """The outline of one book as this person sees it. What he may not read is left out, unless it leads to something he
    may; retired sections are left out unless `everything`."""
    nodes = nodes or book_outline(book, "organisation")
    if Section.all_open_to(user):
        visible = {node.section.pk for root in nodes for node in root.walk()}
    else:
        visible = set(Section.objects.filter(book=book).visible_to(user).values_list("pk", flat=True))
    plan = book.plan
    roots = [_item(node, visible, plan.fill, current, everything) for node in nodes]
    return [item for item in roots if item is not None]


def book_progress(books: Iterable[Book]) -> dict[int, Progress]:
    """Progress of several books from one query. It counts the whole book for everybody, as Meja Kerja does: how far a
    book is does not depend on who asks."""
    rows = (
        Section.objects.filter(book__in=list(books))
        .written()
        .order_by()
        .values("book", "state")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {book.pk: {} for book in books}
    for row in rows:
        counts[row["book"]][row["state"]] = row["count"]
    return {pk: Progress(sum(states.values()), states) for pk, states in counts.items()}


def outline_progress(outline: Iterable[OutlineNode]) -> Progress:
    """The same from an outline that is there already."""
    states: dict[str, int] = {}
    for root in outline:
        for node in root.walk():
            if node.section.holds_text and node.section.is_active:
                states[node.section.state] = states.get(node.section.state, 0) + 1
    return Progress(sum(states.values()), states)


def find(tree: Iterable[TreeItem], section: Section) -> TreeItem | None:
    return next((item for root in tree for item in root.walk() if item.section.pk == section.pk), None)


def ancestors(tree: Iterable[TreeItem], section: Section) -> list[TreeItem]:
    """From the chapter down to the part just above the section."""
    by_pk = {item.section.pk: item for root in tree for item in root.walk()}
    line: list[TreeItem] = []
    parent = section.parent_id
    while parent in by_pk:
        line.insert(0, by_pk[parent])
        parent = by_pk[parent].section.parent_id
    return line


def neighbours(tree: Iterable[TreeItem], section: Section) -> tuple[TreeItem | None, TreeItem | None]:
    """The readable section before and after, chapters included."""
    row = [item for root in tree for item in root.walk() if item.readable]
    at = next((index for index, item in enumerate(row) if item.section.pk == section.pk), None)
    if at is None:
        return None, None
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)


def of_plan(key: str) -> Q:
    """A section of the current plan by its key."""
    return Q(key=key, book__plan__is_current=True)


def _item(node: OutlineNode, visible: set[int], fill, current: Section | None, everything: bool) -> TreeItem | None:
    section = node.section
    children = [
        item for child in node.children if (item := _item(child, visible, fill, current, everything)) is not None
    ]
    readable = section.pk in visible
    if not section.is_active and not everything:
        return None
    if not children and (not readable or (section.kind in Section.CONTAINERS and node.children)):
        return None
    here = current is not None and section.pk == current.pk
    return TreeItem(
        section=section,
        number=node.number,
        label=node.label,
        title=fill(section.title),
        depth=node.depth,
        chapter_number=node.chapter_number,
        readable=readable,
        current=here,
        open=here or any(child.open or child.current for child in children),
        children=children,
    )
