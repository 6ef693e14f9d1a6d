"""From the stored text of a section to what is read: numbers, captions, references, live blocks, for screen and print.

Stored texts are canonical HTML that was cleaned when it was written (formats.html). Everything that comes from records is
escaped where it is drawn; nothing of either ever passes a template engine as source.

What stands in the book is Indonesian whatever the language of the reader's interface, so its words are no msgids.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from files.models import StoredFile
from formats.html import FILE_ADDRESS
from masterplan.blocks import Drawn, Place, Records, compute
from masterplan.blocks.drawing import Look, draw_safely, empty, notice
from masterplan.export.manuscript import Caption, DataTable, Heading, Problem
from masterplan.models import OutlineNode, Section, build_outline
from masterplan.numbering import SectionNumbers, Unit, active_nodes, number_unit, slug, units
from masterplan.textflow import TextFlow, stand_in
from quickwins.models import Plan

EMPTY_SECTION = "Belum ada isi."


@dataclass(frozen=True)
class Rendered:
    """One section ready to be read. `media` is file id -> sha256 of the images it shows."""

    html: SafeString
    headings: tuple[Heading, ...] = ()
    tables: tuple[Caption, ...] = ()
    figures: tuple[Caption, ...] = ()
    data: tuple[DataTable, ...] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True)
class Located:
    """Where a section stands in the plan."""

    node: OutlineNode
    unit: Unit | None
    book_key: str

    @property
    def words(self) -> str:
        """How the text speaks of it: "Bab III", "Bagian 1.3", "Lampiran 2", of unnumbered pages the title."""
        label, kind = self.node.label, self.node.section.kind
        if kind == Section.Kind.CHAPTER and label:
            return f"Bab {self.node.number}"
        if label.startswith("Lampiran"):
            return label
        if self.node.number:
            return f"Bagian {self.node.number}"
        return f"“{self.node.section.title}”"


class RenderContext:
    """What all sections of one rendering share. Built once per book or page; whatever it reads, it reads once.

    `html_of` gives the stored text of a section; `linked` are the ids of the sections that can be linked to, None = all.
    """

    def __init__(
        self,
        plan: Plan,
        outlines: Mapping[str, list[OutlineNode]],
        html_of: Callable[[Section], str],
        *,
        is_print: bool,
        as_of: datetime,
        linked: frozenset[int] | None = None,
        files: Mapping[str, StoredFile] | None = None,
    ) -> None:
        self.plan = plan
        self.is_print = is_print
        self.records = Records(plan, as_of)
        self.linked = linked
        self._html_of = html_of
        self._outlines = dict(outlines)
        self._numbers: dict[int, SectionNumbers] = {}
        self._numbering: dict[int, Iterator[tuple[int, SectionNumbers]]] = {}
        self._files = dict(files or {})

    def html_of(self, section: Section) -> str:
        """The stored text; while it is empty, the live blocks the outline asks for."""
        html = self._html_of(section)
        return html if html.strip() else stand_in(section.blocks)

    def link_to(self, place: Located) -> str:
        """The address of a section for a reference, "" where it cannot be followed."""
        section = place.node.section
        if self.is_print:
            return f"#s-{slug(section, place.book_key)}" if self.reads(section) else ""
        return address(section)

    def has_text(self, section: Section) -> bool:
        return bool(self._html_of(section).strip())

    @cached_property
    def places(self) -> dict[int, Located]:
        found: dict[int, Located] = {}
        for book_key, roots in self._outlines.items():
            unit_of = {node.section.pk: unit for unit in units(roots) for node in active_nodes(unit.node)}
            for root in (root for root in roots if root.section.is_active):
                for node in active_nodes(root):
                    found[node.section.pk] = Located(node, unit_of.get(node.section.pk), book_key)
        return found

    def find(self, key: str, book_key: str) -> Located | None:
        """The section of that key, first in the own book, then in the plan's other books."""
        matches = [place for place in self.places.values() if place.node.section.key == key]
        if not matches and self._read_other_books():
            matches = [place for place in self.places.values() if place.node.section.key == key]
        return min(matches, key=lambda place: place.book_key != book_key, default=None)

    def _read_other_books(self) -> bool:
        """Outlines of the books that were not handed in, once; True when there are any."""
        if self.is_print or getattr(self, "_others_read", False):
            return False
        self._others_read = True
        rows = Section.objects.filter(book__plan=self.plan).exclude(book__key__in=self._outlines)
        by_book: dict[str, list[Section]] = {}
        for section in rows.without_text().select_related("book"):
            by_book.setdefault(section.book.key, []).append(section)
        self._outlines |= {key: build_outline(sections) for key, sections in by_book.items()}
        del self.places
        return bool(by_book)

    def numbers(self, section: Section) -> SectionNumbers:
        """The numbers of a section; those before it in its unit are computed with them, those after it when asked for."""
        place = self.places.get(section.pk)
        if place is None or place.unit is None or not section.holds_text:
            return SectionNumbers()
        key = place.unit.node.section.pk
        if key not in self._numbering:
            self._numbering[key] = number_unit(place.unit, place.book_key, self.html_of, self.compute)
        while section.pk not in self._numbers:
            pk, numbers = next(self._numbering[key])
            self._numbers[pk] = numbers
        return self._numbers[section.pk]

    def compute(self, section: Section, name: str, query: str) -> Drawn:
        return compute(name, query, place_of(section), self.records)

    def reads(self, section: Section) -> bool:
        """Whether links may lead to the section: it stands in what is being made."""
        return self.linked is None or section.pk in self.linked

    def file(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)


def place_of(section: Section) -> Place:
    """What "section" means in the parameters of a block that stands in this section."""
    return Place(
        dimension=section.dimension.key if section.dimension else "",
        subdimension=section.subdimension.key if section.subdimension else "",
    )


def read_files(texts: Iterable[str]) -> dict[str, StoredFile]:
    """The files of all images in the given texts, by id. One query, none without images."""
    ids = {uuid.UUID(match[0].split("/")[2]) for text in texts for match in FILE_ADDRESS.finditer(text)}
    if not ids:
        return {}
    rows = StoredFile.objects.filter(pk__in=ids).only("id", "sha256", "width", "height", "content_type")
    return {str(row.pk): row for row in rows}


def render_section(node: OutlineNode, context: RenderContext, *, heading_only: bool = False) -> Rendered:
    """One section with its heading, as it stands in the book. In print the unit's own title is left to the page's frame.

    `heading_only` is for a section whose text the reader may not see, but something below it.
    """
    section = node.section
    place = context.places[section.pk]
    level = node.depth - place.unit.node.depth + 1 if place.unit else 1
    anchor = f"s-{slug(section, place.book_key)}"
    title = context.plan.fill(section.title)
    heading = Heading(anchor, level, node.label or node.number, title)
    opening = ""
    if context.is_print and level > 1:
        number = format_html('<span class="no">{}</span> ', node.number) if node.number else ""
        opening = format_html('<h{0} id="{1}">{2}{3}</h{0}>', min(level, 6), anchor, number, title)
    if heading_only or not section.holds_text:
        return Rendered(mark_safe(opening), (heading,))
    text = TextFlow(context, place, min(level, 6) if context.is_print else 1)
    html = text.write()
    missing = ""
    problems = [problem(section, place, words) for words in text.problems]
    if not context.has_text(section) and (section.required or not node.children) and section.min_words:
        missing = empty(EMPTY_SECTION)
        problems.insert(0, problem(section, place, "Bagian ini belum berisi."))
    numbers = context.numbers(section)
    return Rendered(
        html=mark_safe(f"{opening}{missing}{html}"),
        headings=(heading,),
        tables=tuple(numbers.captions("table")),
        figures=tuple(numbers.captions("figure")),
        data=tuple(text.data),
        media=text.media,
        problems=tuple(problems),
        is_empty=not context.has_text(section),
    )


def render_for_reading(book_outline: list[OutlineNode], section: Section) -> Rendered:
    """A section for its reading page, whose h1 is the section's title; in-text headings begin at h2.

    A constant number of queries: the texts of its chapter (for the numbers), the images, the records its blocks print.
    """
    roots = {node.section.pk: root for root in book_outline for node in root.walk()}
    root = roots.get(section.pk)
    siblings = [node.section.pk for node in root.walk()] if root else [section.pk]
    rows = Section.objects.filter(pk__in=siblings).select_related("dimension", "subdimension")
    rows = rows.only("html", "blocks", "dimension__key", "subdimension__key")
    chapter = {row.pk: row for row in rows}
    for node in root.walk() if root else ():
        row = chapter.get(node.section.pk) or Section()  # a section that vanished meanwhile is empty
        for name in ("blocks", "dimension", "subdimension"):
            setattr(node.section, name, getattr(row, name))
    context = RenderContext(
        section.book.plan,
        {section.book.key: book_outline},
        lambda wanted: chapter[wanted.pk].html if wanted.pk in chapter else "",
        is_print=False,
        as_of=timezone.now(),
        files=read_files([section.html]),
    )
    place = context.places.get(section.pk)
    if place is None:
        # A retired section stands nowhere; those who look after it still read it, without numbers.
        node = OutlineNode(section, "", "", 0)
        place = context.places[section.pk] = Located(node, Unit(node, "front", ""), section.book.key)
    return render_section(place.node, context)


def draw_block(name: str, params: str, section: Section) -> SafeString:
    """A live block as the editor previews it, without a number. `params` is the query string of `data-param`."""
    records = Records(section.book.plan, timezone.now())
    drawn = compute(name, params, place_of(section), records)
    if drawn.problem:
        return notice(drawn.problem)
    if drawn.empty:
        return empty(drawn.empty)
    pieces = [draw_safely(drawn.title, piece, Look(is_print=False)) for piece in drawn.pieces]
    return mark_safe("".join(html for html, _words in pieces))


def problem(section: Section, place: Located, text: str) -> Problem:
    """A problem with the section's place in words and its address."""
    name = f"{place.words} {section.title}" if place.node.number else section.title
    return Problem(name, text, address(section))


def address(section: Section) -> str:
    """The reading page of a section."""
    try:
        return section.get_absolute_url()
    except NoReverseMatch:  # a key with a slash has no page
        return ""
