"""One stored text on its way to the reader: headings in order, captions with numbers, tables, images, references.

The stored text is parsed once; each live block becomes a mark in the tree, and what it draws is put in after the tree
was written, so that drawings are never parsed and texts can never look like a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.html import format_html
from lxml import etree
from lxml.html import HtmlElement

from formats.html import FILE_ADDRESS
from masterplan.blocks import NUMBERS, BlockFigure, BlockRich, BlockTable, Piece
from masterplan.blocks.drawing import Look, draw_safely, empty, notice
from masterplan.blocks.pieces import MAX_PORTRAIT_COLUMNS
from masterplan.export.manuscript import Caption, DataTable

from .numbering import Part, caption_text, parse, parts_of, slug
from .table_figures import align_numbers, holds_figures, typed_table

if TYPE_CHECKING:
    from .rendering import Located, RenderContext

MARK = re.compile(r'<x-part n="([0-9]+)"></x-part>')
WORDS = {"table": "Tabel", "figure": "Gambar"}


def stand_in(blocks: Iterable[Mapping[str, object]]) -> str:
    """The text of a section that has none yet: the live blocks its outline asks for."""
    html = ""
    for row in blocks:
        params = {name: _written(value) for name, value in row.items() if name != "block"}
        html += format_html('<div data-blok="{}" data-param="{}"></div>', row.get("block", ""), urlencode(params))
    return html


class TextFlow:
    """Writes the text of one section. `problems` are words; `media`, `data` what it shows, filled while it is written."""

    def __init__(self, context: RenderContext, place: Located, level: int) -> None:
        self.context = context
        self.place = place
        self.level = level
        self.section = place.node.section
        self.numbers = context.numbers(self.section)
        self.slug = slug(self.section, place.book_key)
        self.problems: list[str] = []
        self.data: list[DataTable] = []
        self.media: dict[str, str] = {}
        self._pieces: list[str] = []
        self._typed: list[tuple[int, HtmlElement, Caption]] = []
        self._seen = {"table": 0, "figure": 0}
        self._last_level = level

    def write(self) -> str:
        """The HTML. Drawn blocks and notices are escaped where they are made."""
        tree = parse(self.context.html_of(self.section))
        self._number_parts(tree)
        self._shift_headings(tree)
        for span in list(tree.iter("span")):
            self._fill(span)
        for at, figure, caption in self._typed:
            self.data[at] = typed_table(figure, caption, self._pieces)
        for link in list(tree.iter("a")):
            if link.get("href", "").startswith("#"):
                link.drop_tag()  # an address inside some other document
        notes = [] if self.context.is_print else self._move_footnotes(tree)
        html = _inside(tree) + self._footnotes(notes)
        return MARK.sub(lambda match: self._pieces[int(match[1])], html)

    # ---- Tables, images, blocks ----

    def _number_parts(self, tree: HtmlElement) -> None:
        pairs = list(zip(parts_of(tree), self.numbers.parts, strict=True))
        if self.context.is_print:
            _gather_wide(tree, pairs)
        for element, part in pairs:
            if part.kind == "block":
                self._replace(element, self._draw(element, part))
            elif part.kind == "table":
                self._set_table(element, part.captions[0])
            else:
                self._set_image(element, part.captions[0])

    def _draw(self, element: HtmlElement, part: Part) -> str:
        drawn = part.drawn
        if drawn is None or drawn.problem:
            words = drawn.problem if drawn else "Blok tidak dikenal."
            self.problems.append(words)
            return notice(words)
        if drawn.empty:
            self.problems.append(f"Blok “{drawn.title}” belum berisi data.")
            return empty(drawn.empty)
        level = self._level_before(element)
        pairs = zip(drawn.pieces, part.captions, strict=True)
        return "".join(self._draw_piece(drawn.title, piece, caption, level) for piece, caption in pairs)

    def _draw_piece(self, title: str, piece: Piece, caption: Caption | None, level: int) -> str:
        look = Look(self.context.is_print, level, caption.anchor if caption else "", caption.number if caption else "")
        html, fault = draw_safely(title, piece, look)
        if fault:
            self.problems.append(fault)
            # The number was given to it, and references may lead here.
            return format_html('<div id="{}">{}</div>', look.anchor, html) if look.anchor else html
        self.data += _data(piece, look.anchor)
        return html

    def _level_before(self, element: HtmlElement) -> int:
        """The level of the last heading before the element, as it will be written."""
        level = self.level
        for heading in element.xpath("preceding::h3|preceding::h4"):
            level = self._shifted(heading.tag, level)
        return level

    def _set_table(self, figure: HtmlElement, caption: Caption | None) -> None:
        self._set_caption(figure, "table", caption)
        table = figure.find("table")
        if table is None:
            return
        for cell in table.iter("td", "th"):
            if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip():
                cell[0].drop_tag()  # a single paragraph in a cell says nothing
        columns = align_numbers(table)
        if self.context.is_print and caption is not None and holds_figures(table):
            # Filled in once the live numbers in its cells are there.
            self._typed.append((len(self.data), figure, caption))
            self.data.append(DataTable(caption.anchor, caption.text, (), ()))
        if not self.context.is_print:
            label = caption_text(figure) or "Tabel"
            region = _wrap(table, "scroll-x")
            for name, value in (("tabindex", "0"), ("role", "region"), ("aria-label", label)):
                region.set(name, value)
        elif columns > MAX_PORTRAIT_COLUMNS:
            source = figure.getnext()
            wide = _wrap(figure, "wide")
            if source is not None and source.get("class") == "source" and not (wide.tail or "").strip():
                wide.append(source)

    def _set_image(self, figure: HtmlElement, caption: Caption | None) -> None:
        self._set_caption(figure, "figure", caption)
        image = next(figure.iter("img"), None)
        address = image.get("src", "") if image is not None else ""
        file_id = address.split("/")[2] if FILE_ADDRESS.fullmatch(address) else ""
        stored = self.context.file(file_id) if file_id else None
        if image is None or stored is None:
            words = f"Gambar “{caption_text(figure) or 'tanpa judul'}” tidak ditemukan."
            self.problems.append(words)
            if image is not None:
                self._replace(image, notice(words))
            return
        self.media[file_id] = stored.sha256
        if not image.get("alt"):
            image.set("alt", caption_text(figure))
        if self.context.is_print:
            image.set("src", f"mp://media/{file_id}")
        elif stored.width and stored.height:
            # The page does not jump when the image arrives.
            image.set("width", str(stored.width))
            image.set("height", str(stored.height))
            image.set("loading", "lazy")

    def _set_caption(self, figure: HtmlElement, kind: str, caption: Caption | None) -> None:
        figure.attrib.pop("id", None)  # in the book the anchor of its number stands for it
        words = figure.find("figcaption")
        if words is None:
            return
        if kind == "table":
            figure.insert(0, words)
        else:
            figure.append(words)
        if caption is None:
            return
        figure.set("id", caption.anchor)
        number = etree.Element("b")
        number.text = f"{WORDS[kind]} {caption.number}"
        number.tail = " " + (words.text or "")
        words.text = None
        words.insert(0, number)

    # ---- Headings ----

    def _shift_headings(self, tree: HtmlElement) -> None:
        last = self.level
        for heading in tree.iter("h3", "h4"):
            last = self._shifted(heading.tag, last)
            heading.tag = f"h{last}"

    def _shifted(self, tag: str, last: int) -> int:
        """h3 stands one below the section's heading, h4 two, and no level is left out."""
        return min(self.level + int(tag[1]) - 2, last + 1, 6)

    # ---- In the line ----

    def _fill(self, span: HtmlElement) -> None:
        name, target = span.get("data-angka"), span.get("data-rujuk")
        if name is not None:
            self._replace(span, self._live_number(name))
        elif target is not None:
            self._replace(span, self._reference(target))

    def _live_number(self, name: str) -> str:
        known = NUMBERS.get(name)
        if known is None:
            return self._missing(f"Angka “{name[:60]}” tidak dikenal.")
        try:
            return format_html("{}", known(self.context.records))
        except Exception:
            return self._missing(f"Angka “{name[:60]}” tidak dapat dihitung.")

    def _reference(self, target: str) -> str:
        """`section:KEY`, `table:KEY.r-abc123`, `figure:KEY.1` (see `SectionNumbers.find`): the printed number, as a link where it can be followed."""
        kind, _colon, key = target.partition(":")
        if kind == "section":
            place = self.context.find(key, self.place.book_key)
            words, link = (place.words, self.context.link_to(place)) if place else ("", "")
        else:
            words, link = self._part_reference(kind, key)
        if not words:
            return self._missing(f"Rujukan “{target[:80]}” tidak ditemukan.")
        return format_html('<a href="{}">{}</a>', link, words) if link else format_html("{}", words)

    def _part_reference(self, kind: str, key: str) -> tuple[str, str]:
        section_key, _dot, part = key.rpartition(".")
        place = self.context.find(section_key, self.place.book_key)
        if kind not in WORDS or place is None:
            return "", ""
        caption = self.context.numbers(place.node.section).find(kind, part)
        if caption is None:
            return "", ""
        own = place.node.section.pk == self.section.pk
        page = "" if own or self.context.is_print else self.context.link_to(place)
        follows = own or not self.context.is_print or self.context.reads(place.node.section)
        return f"{WORDS[kind]} {caption.number}", f"{page}#{caption.anchor}" if follows else ""

    def _missing(self, words: str) -> str:
        self.problems.append(words)
        return format_html('<strong class="unresolved">[{}]</strong>', words)

    # ---- Footnotes on screen; print sets them itself at the foot of the page ----

    def _move_footnotes(self, tree: HtmlElement) -> list[tuple[int, str]]:
        notes: list[tuple[int, str]] = []
        for span in tree.xpath('.//span[@class="footnote"]'):
            number = self.numbers.footnotes_before + len(notes) + 1
            notes.append((number, span.text_content()))
            mark = format_html(
                '<sup><a href="#kaki-{0}" id="acuan-{0}" aria-label="Catatan kaki {0}">{0}</a></sup>', number
            )
            self._replace(span, mark)
        return notes

    @staticmethod
    def _footnotes(notes: list[tuple[int, str]]) -> str:
        if not notes:
            return ""
        items = "".join(
            format_html(
                '<li id="kaki-{0}" value="{0}"><p>{1} <a href="#acuan-{0}" aria-label="Kembali ke teks">↩</a></p></li>',
                number,
                text,
            )
            for number, text in notes
        )
        return f'<section class="footnotes" aria-label="Catatan kaki"><ol>{items}</ol></section>'

    def _replace(self, element: HtmlElement, html: str) -> None:
        """Put finished HTML in the element's place (a mark until the tree was written)."""
        mark = etree.Element("x-part", n=str(len(self._pieces)))
        self._pieces.append(str(html))
        mark.tail = element.tail
        element.getparent().replace(element, mark)


def _gather_wide(tree: HtmlElement, pairs: list[tuple[HtmlElement, Part]]) -> None:
    """Let text go on and collect wide tables behind it, so that a turned page does not leave half a page empty before it.

    They wait until the next upright table or picture, which keeps the numbers in order, or the end of the section.
    """
    waiting: list[HtmlElement] = []
    for element, part in pairs:
        if element.getparent() is not tree or (element.tail or "").strip():
            continue
        if _is_wide(element, part):
            waiting.append(element)
        elif any(part.captions):
            _put_before(waiting, element)
            waiting = []
    for element in waiting:
        _move(element, lambda moved: tree.append(moved))


def _is_wide(element: HtmlElement, part: Part) -> bool:
    if part.kind == "block":
        pieces = part.drawn.pieces if part.drawn else ()
        return bool(pieces) and all(getattr(piece, "is_wide", False) for piece in pieces)
    rows = element.iter("tr")
    return part.kind == "table" and max((_span(row) for row in rows), default=0) > MAX_PORTRAIT_COLUMNS


def _span(row: HtmlElement) -> int:
    return sum(int(cell.get("colspan", 1)) for cell in row)


def _put_before(waiting: list[HtmlElement], place: HtmlElement) -> None:
    for element in waiting:
        _move(element, place.addprevious)


def _move(element: HtmlElement, put: Callable[[HtmlElement], object]) -> None:
    """Move a figure together with the line that names its source."""
    source = element.getnext()
    put(element)
    if source is not None and source.get("class") == "source":
        element.addnext(source)


def _inside(tree: HtmlElement) -> str:
    parts = [format_html("{}", tree.text or "")]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in tree]
    return "".join(parts)


def _wrap(element: HtmlElement, name: str) -> HtmlElement:
    """A `div` of that class around the element."""
    box = etree.Element("div")
    box.set("class", name)
    box.tail, element.tail = element.tail, None
    element.getparent().replace(element, box)
    box.append(element)
    return box


def _data(piece: Piece, anchor: str) -> list[DataTable]:
    """The figures behind what is printed, for the data sheet."""
    if isinstance(piece, BlockTable):
        rows = tuple(tuple(cell.plain for cell in row) for row in (*piece.rows, *filter(None, [piece.total])))
        return [DataTable(anchor, piece.title, tuple(column.title for column in piece.columns), rows, piece.source)]
    if isinstance(piece, BlockFigure):
        return [DataTable(anchor, piece.title, piece.columns, piece.rows, piece.source)]
    if isinstance(piece, BlockRich) and piece.data_title:
        return [DataTable(anchor, piece.data_title, piece.data_columns, piece.data_rows)]
    return []


def _written(value: object) -> str:
    """A value of the data file as it stands in a query string."""
    return str(value).lower() if isinstance(value, bool) else str(value)
