"""Numbers of tables and figures, computed for a whole chapter from the stored texts, the same for screen and print.

A *unit* is what counts from 1: a chapter ("Tabel 3.1"), one appendix ("Tabel L2.1"), or one piece of the front matter
(no numbers). A table or image takes a number when it has a caption; a live block takes as many as it draws, none while it
is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import html as markup

from masterplan.blocks import BlockFigure, BlockTable, Drawn
from masterplan.export.manuscript import Caption
from masterplan.models import OutlineNode, Section

TARGET = re.compile(r"(r-[a-z0-9]{6,12})(?:-([1-9][0-9]?))?")
FOOTNOTE = re.compile(r'<span class="footnote">')


@dataclass(frozen=True)
class Unit:
    """`prefix` stands before the dot: "3", "L2", "" for no numbers. `kind` is front, chapter or appendix."""

    node: OutlineNode
    kind: str
    prefix: str

    def sections(self) -> list[OutlineNode]:
        """The active sections with text of their own, in the order of the book."""
        return [node for node in active_nodes(self.node) if node.section.holds_text]


@dataclass(frozen=True)
class Part:
    """A table, image or live block of a text, with the captions of what it draws (None = without a number), and its stable
    id ("" when it has none)."""

    kind: str
    captions: tuple[Caption | None, ...] = ()
    drawn: Drawn | None = None
    mark: str = ""


@dataclass(frozen=True)
class SectionNumbers:
    """The parts of a section in order, and how many footnotes stand before it in its unit."""

    parts: tuple[Part, ...] = ()
    footnotes_before: int = 0

    def captions(self, kind: str) -> list[Caption]:
        """The numbered captions of kind "table" or "figure"; their anchors begin with t- and g-."""
        return [caption for part in self.parts for caption in self.of_part(part, kind)]

    @staticmethod
    def of_part(part: Part, kind: str) -> list[Caption]:
        """The numbered captions of that kind in one part."""
        start = {"table": "t-", "figure": "g-"}[kind]
        return [caption for caption in part.captions if caption is not None and caption.anchor.startswith(start)]

    def find(self, kind: str, place: str) -> Caption | None:
        """What a reference names: `2` is the second of its kind in the section, as old texts say; `r-abc123` the one with
        that id, wherever it stands by now, and `r-abc123-2` the second one drawn by that live block."""
        if place.isdecimal() and place.isascii():
            found, number = self.captions(kind), place
        elif match := TARGET.fullmatch(place):
            found = [caption for part in self.parts if part.mark == match[1] for caption in self.of_part(part, kind)]
            number = match[2] or "1"
        else:
            return None
        return found[int(number) - 1] if len(number) <= 3 and 0 < int(number) <= len(found) else None


@dataclass
class _Counter:
    prefix: str
    tables: int = 0
    figures: int = 0
    in_section: dict[str, int] = field(default_factory=dict)

    def take(self, kind: str, slug: str, text: str) -> Caption | None:
        if not self.prefix or not text:
            return None
        count = self.in_section[kind] = self.in_section.get(kind, 0) + 1
        if kind == "table":
            self.tables += 1
            return Caption(f"t-{slug}-{count}", f"{self.prefix}.{self.tables}", text)
        self.figures += 1
        return Caption(f"g-{slug}-{count}", f"{self.prefix}.{self.figures}", text)


def active_nodes(node: OutlineNode) -> Iterable[OutlineNode]:
    """The node and what stands below it, without retired branches."""
    yield node
    for child in node.children:
        if child.section.is_active:
            yield from active_nodes(child)


def units(roots: Iterable[OutlineNode]) -> list[Unit]:
    """The units of one book in the order of print; pages the program makes (cover, contents) are none."""
    found: list[Unit] = []
    for root in roots:
        if not root.section.is_active:
            continue
        if root.section.kind == Section.Kind.CHAPTER:
            found.append(Unit(root, "chapter", str(root.chapter_number)))
            continue
        kind = "appendix" if root.section.kind == Section.Kind.APPENDIX else "front"
        for child in root.children:
            if child.section.is_active and not child.section.generated:
                found.append(Unit(child, kind, f"L{child.number}" if kind == "appendix" else ""))
    return found


def slug(section: Section, book_key: str) -> str:
    """The section's key as part of an anchor, unique over the books of a plan."""
    key = section.key if section.key.startswith(f"{book_key}.") else f"{book_key}.{section.key}"
    return re.sub(r"[^a-zA-Z0-9_-]+", "-", key)


def parse(html: str) -> markup.HtmlElement:
    """The tree of a stored text, below one `div`. Stored texts were cleaned when they were written."""
    return markup.fragment_fromstring(html or "", create_parent="div")


def parts_of(tree: markup.HtmlElement) -> list[markup.HtmlElement]:
    """Tables, images and live blocks in the order of the text."""
    return [
        element
        for element in tree.iter("figure", "div")
        if element.get("class") in ("table", "image") or element.get("data-blok") is not None
    ]


def caption_text(figure: markup.HtmlElement) -> str:
    """The words of a caption without its footnotes."""
    caption = figure.find("figcaption")
    if caption is None:
        return ""
    bare = deepcopy(caption)
    for note in bare.xpath('.//span[@class="footnote"]'):
        note.drop_tree()
    return " ".join(bare.text_content().split())


def number_unit(
    unit: Unit, book_key: str, html_of: Callable[[Section], str], compute: Callable[[Section, str, str], Drawn]
) -> Iterator[tuple[int, SectionNumbers]]:
    """Section ids with their numbers, in order; who reads one section takes no more than those up to it.

    `compute` gives the pieces of a live block; nothing is drawn for that.
    """
    counter = _Counter(unit.prefix)
    footnotes = 0
    for node in unit.sections():
        html = html_of(node.section)
        counter.in_section = {}
        parts = [_number_part(element, node.section, book_key, counter, compute) for element in parts_of(parse(html))]
        yield node.section.pk, SectionNumbers(tuple(parts), footnotes)
        footnotes += len(FOOTNOTE.findall(html))


def _number_part(
    element: markup.HtmlElement,
    section: Section,
    book_key: str,
    counter: _Counter,
    compute: Callable[[Section, str, str], Drawn],
) -> Part:
    anchor, mark = slug(section, book_key), element.get("id", "")
    if element.tag == "figure":
        kind = "table" if element.get("class") == "table" else "figure"
        return Part(kind, (counter.take(kind, anchor, caption_text(element)),), mark=mark)
    drawn = compute(section, element.get("data-blok", ""), element.get("data-param", ""))
    captions = tuple(
        counter.take("table" if isinstance(piece, BlockTable) else "figure", anchor, piece.title)
        if isinstance(piece, BlockTable | BlockFigure)
        else None
        for piece in drawn.pieces
    )
    return Part("block", captions, drawn, mark)
