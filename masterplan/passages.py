"""A printed chapter taken apart for comparing: its sections, and in each the paragraphs, items, pictures and tables.

Numbers that the program gives (chapters, sections, captions) are left out, and references to them are written as in the
newer text: what only moved up by one is no change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import html as markup

from formats.dates import format_date

from .export.manuscript import Book, Chapter, DataTable, Manuscript

DRAWING = re.compile(r"<svg\b(?P<head>[^>]*)>.*?</svg>", re.DOTALL)
LINK = re.compile(r'<a href="(#[^"]+)">([^<]*)</a>')
TEXTS = {"p": "paragraph", "li": "item", "blockquote": "paragraph", "dt": "item", "dd": "item", "pre": "paragraph"}
TEXTS |= {f"h{level}": "heading" for level in range(2, 7)}
BLOCKS = {*TEXTS, "ul", "ol", "dl", "figure", "table", "div", "section", "article", "header"}
# An item or quotation made of plain paragraphs is one passage; one that holds these is read in parts.
PARTED = {"ul", "ol", "dl", "figure", "table"}
FIGURE = re.compile(r"[–−-]?(?:Rp)?[0-9.,]*\s?%?")


@dataclass(frozen=True)
class Passage:
    """A paragraph, item, small heading or picture. `position` counts those of its kind in the section from 1."""

    kind: str
    text: str
    position: int = 0
    label: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: heads of its columns, and rows of cells (spans filled up). `label` is "Tabel 3.2", caption without it."""

    label: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    position: int = 0
    kind: str = "table"

    @property
    def text(self) -> str:
        return "\n".join(" | ".join(row) for row in (self.heads, *self.rows))

    @property
    def name(self) -> str:
        return f"{self.label} {self.caption}".strip()

    def name_column(self) -> int:
        """The column that tells the rows apart: the first whose words mostly differ, else the first of words."""
        body = [row for row in self.rows if any(row)]
        worded = [
            column
            for column in range(len(self.heads) or (len(body[0]) if body else 0))
            if sum(bool(FIGURE.fullmatch(row[column])) for row in body if column < len(row)) * 2 < len(body)
        ]
        for column in worded[:4]:
            names = [row[column] for row in body if column < len(row)]
            if len({name for name in names if name}) >= 0.7 * len(names):
                return column
        return worded[0] if worded else 0

    def keyed_rows(self, column: int) -> dict[tuple[str, int], tuple[str, ...]]:
        """The rows by what stands in that column, equal ones counted in their order."""
        keyed: dict[tuple[str, int], tuple[str, ...]] = {}
        for row in self.rows:
            name = row[column] if len(row) > column else ""
            count = 0
            while (name, count) in keyed:
                count += 1
            keyed[name, count] = row
        return keyed


@dataclass(frozen=True)
class SectionText:
    """A section as it was printed, without what stands below it."""

    anchor: str
    book: Book
    chapter: Chapter
    number: str
    title: str
    passages: tuple[Passage | Grid, ...] = field(default=())

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    @property
    def name(self) -> str:
        return f"{self.number} {self.title}".strip()


def sections_of(manuscript: Manuscript, references: Mapping[str, str]) -> dict[str, SectionText]:
    """Every section of the manuscript by its anchor. `references` are the words of links by their target."""
    found: dict[str, SectionText] = {}
    # The line below a table of records tells their day, which is that of the whole text: not a change of its own.
    day = re.compile(rf'(<p class="source">[^<]*), keadaan {re.escape(format_date(manuscript.as_of))}')
    for book in manuscript.books:
        for chapter in book.chapters:
            chapter = replace(chapter, html=day.sub(r"\1", chapter.html))
            for section in _sections(book, chapter, references):
                found[section.anchor] = section
    return found


def reference_words(manuscript: Manuscript) -> dict[str, str]:
    """How a manuscript speaks of what it refers to: "#t-b1-two-1" -> "Tabel 2.1"."""
    return {
        address: words
        for book in manuscript.books
        for chapter in book.chapters
        for address, words in LINK.findall(chapter.html)
    }


def _sections(book: Book, chapter: Chapter, references: Mapping[str, str]) -> Iterator[SectionText]:
    heads = {heading.anchor: heading for heading in chapter.headings}
    anchor = chapter.headings[0].anchor if chapter.headings else f"c-{chapter.key}"
    parts: dict[str, list[markup.HtmlElement]] = {anchor: []}
    order = [anchor]
    for element in _tree(chapter, references):
        own = element.get("id", "")
        if own in heads and element.tag in TEXTS:
            anchor = own
            parts[anchor] = []
            order.append(anchor)
        else:
            parts[anchor].append(element)
    for key in order:
        heading = heads.get(key)
        yield SectionText(
            key,
            book,
            chapter,
            heading.number if heading else chapter.label,
            heading.title if heading else chapter.title,
            tuple(_Reader(chapter).read(parts[key])),
        )


def _tree(chapter: Chapter, references: Mapping[str, str]) -> markup.HtmlElement:
    text = DRAWING.sub("", chapter.html)
    text = LINK.sub(lambda match: references.get(match[1], match[2]), text)
    tree = markup.fragment_fromstring(text, create_parent="div")
    for number in tree.xpath('.//span[@class="no"]'):
        number.drop_tree()
    for note in tree.xpath('.//span[@class="footnote"]'):
        note.text = f" [{note.text or ''}"
        note.tail = f"] {note.tail or ''}"
        note.drop_tag()
    for line in tree.iter("br"):
        line.tail = f" {line.tail or ''}"
    return tree


class _Reader:
    """Reads the elements of one section in order, counting paragraphs, items and the like."""

    def __init__(self, chapter: Chapter) -> None:
        self.labels = {caption.anchor: f"Tabel {caption.number}" for caption in chapter.tables}
        self.labels |= {caption.anchor: f"Gambar {caption.number}" for caption in chapter.figures}
        self.data = {table.anchor: table for table in chapter.data if table.anchor}
        self.counts: dict[str, int] = {}

    def read(self, elements: Iterable[markup.HtmlElement]) -> Iterator[Passage | Grid]:
        for element in elements:
            if not isinstance(element.tag, str):
                continue
            if element.tag == "figure":
                yield from self._figure(element)
            elif element.tag == "table":
                yield self._grid(element, "", "")
            elif element.tag in TEXTS and not _holds(element, PARTED):
                yield from self._text(TEXTS[element.tag], _words(element))
            elif _holds(element, BLOCKS):
                yield from self._text(TEXTS.get(element.tag, "paragraph"), _own_words(element))
                yield from self.read(element)
            else:
                yield from self._text("paragraph", _words(element))

    def _text(self, kind: str, text: str) -> Iterator[Passage]:
        if text:
            yield Passage(kind, text, self._count(kind))

    def _figure(self, figure: markup.HtmlElement) -> Iterator[Passage | Grid]:
        anchor = figure.get("id", "")
        label = self.labels.get(anchor, "")
        caption = _caption(figure)
        table = figure.find(".//table")
        if table is not None:
            yield self._grid(table, label, caption)
            return
        image = figure.find(".//img")
        source = image.get("src", "").rpartition("/")[2] if image is not None else ""
        if anchor in self.data:
            yield _data_grid(self.data[anchor], label, caption, self._count("table"))
        else:
            # The id tells one picture from another; people read the caption.
            yield Passage("picture", f"{caption} ({source})" if source else caption, self._count("picture"), label)

    def _grid(self, table: markup.HtmlElement, label: str, caption: str) -> Grid:
        rows = _fill_up(table)
        heads: tuple[str, ...] = ()
        if rows and table.find(".//thead") is not None:
            heads, rows = rows[0], rows[1:]
        return Grid(label, caption, heads, tuple(rows), self._count("table"))

    def _count(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]


def _data_grid(data: DataTable, label: str, caption: str, position: int) -> Grid:
    """The figures behind a chart, which are what changes in it."""
    rows = tuple(tuple("" if cell is None else _written(cell) for cell in row) for row in data.rows)
    return Grid(label, caption or data.title, tuple(data.columns), rows, position)


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return " ".join(str(value).split())


def _fill_up(table: markup.HtmlElement) -> list[tuple[str, ...]]:
    """The cells of all rows; a cell that spans several stands in each of them."""
    grid: list[dict[int, str]] = []
    for number, row in enumerate(table.iter("tr")):
        while len(grid) <= number:
            grid.append({})
        column = 0
        for cell in row.iterchildren("td", "th"):
            while column in grid[number]:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _words(cell)
            for down in range(number, number + high):
                while len(grid) <= down:
                    grid.append({})
                for across in range(column, column + wide):
                    grid[down].setdefault(across, text)
            column += wide
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    return [tuple(row.get(column, "") for column in range(width)) for row in grid]


def _span(cell: markup.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(max(int(value), 1), 100) if value.isdecimal() and len(value) < 4 else 1


def _caption(figure: markup.HtmlElement) -> str:
    caption = figure.find(".//figcaption")
    if caption is None:
        return ""
    text = _words(caption)
    number = caption.find("b")
    label = _words(number) if number is not None else ""
    return text.removeprefix(label).strip() if re.fullmatch(r"(Tabel|Gambar) \S+", label) else text


def _holds(element: markup.HtmlElement, tags: set[str]) -> bool:
    return any(child.tag in tags for child in element.iterdescendants() if isinstance(child.tag, str))


def _own_words(element: markup.HtmlElement) -> str:
    """What stands in the element itself, beside the blocks it holds."""
    parts = [element.text or ""]
    for child in element:
        inline = isinstance(child.tag, str) and child.tag not in BLOCKS and not _holds(child, BLOCKS)
        parts += [child.text_content() if inline else " ", child.tail or ""]
    return " ".join("".join(parts).split())


def _words(element: markup.HtmlElement) -> str:
    # What stands in items and paragraphs of a cell would run into each other.
    if items := element.xpath(".//li[not(ancestor::li)]"):
        beside = " ".join(" ".join(element.xpath(".//text()[not(ancestor::li)]")).split())
        texts = [" ".join(item.text_content().split()) for item in items]
        return f"{beside} {'; '.join(texts)}".strip()
    if _holds(element, BLOCKS):
        return " ".join(" ".join(element.itertext()).split())
    return " ".join(element.text_content().split())
