"""The figures in a table that somebody typed: which columns hold numbers, and all of it as data for a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape

from django.utils.html import strip_tags
from lxml.html import HtmlElement

from formats.numbers import UnreadableNumber, parse_number
from masterplan.export.manuscript import Caption, DataTable

NUMERIC = re.compile(r"[−-]?\(?(?:Rp)?[−-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?\)?\s?(?:%|persen)?\.?")
# Codes and numbers of documents are names made of digits: they are read from the left.
NAMED_BY_DIGITS = re.compile(r"(?:kode|nomor|nip|nik|npwp|no\. (?:telp|hp|surat))\b", re.I)
NOTHING = {"", "–", "-", "—"}
SOURCE = re.compile(r"^Sumber:\s*")


def align_numbers(table: HtmlElement) -> int:
    """Mark the columns that hold numbers only (class num, heads too); gives back the number of columns."""
    cells, width = grid(table)
    numeric = set(range(width))
    holds_number: set[int] = set()
    for cell, column, is_head in cells:
        text = " ".join(cell.text_content().split())
        if is_head and NAMED_BY_DIGITS.match(text):
            numeric.discard(column)
        if is_head or text in NOTHING:
            continue
        if int(cell.get("colspan") or 1) == 1 and NUMERIC.fullmatch(text):
            holds_number.add(column)
        else:
            numeric.discard(column)
    for cell, column, _is_head in cells:
        if column in numeric & holds_number:
            cell.set("class", "num")
    return width


def grid(table: HtmlElement) -> tuple[list[tuple[HtmlElement, int, bool]], int]:
    """Every cell with its column and whether it is a head of columns, and the width, with spans taken into account."""
    cells: list[tuple[HtmlElement, int, bool]] = []
    busy: dict[int, int] = {}
    width = 0
    for row in table.iter("tr"):
        column = 0
        in_head = row.getparent().tag == "thead"
        taken = {place: rows - 1 for place, rows in busy.items() if rows > 1}
        for cell in row.iterchildren("td", "th"):
            while busy.get(column):
                column += 1
            cells.append((cell, column, in_head))
            span = int(cell.get("colspan") or 1)
            if (rows := int(cell.get("rowspan") or 1)) > 1:
                taken |= dict.fromkeys(range(column, column + span), rows - 1)
            column += span
            width = max(width, column)
        busy = taken
    return cells, width


def holds_figures(table: HtmlElement) -> bool:
    """Whether a column of the table is one of numbers; `align_numbers` has marked it."""
    return any(cell.get("class") == "num" for cell in table.iter("td"))


def typed_table(figure: HtmlElement, caption: Caption, pieces: Sequence[str]) -> DataTable:
    """The table of a figure as data: numbers in the columns of numbers, words elsewhere, each value of a cell that spans
    several in the first of them. `pieces` are what stands in place of the marks that live numbers have become."""
    table = figure.find(".//table")
    cells, width = grid(table)
    heads: list[list[str]] = [[] for _ in range(width)]
    rows: dict[HtmlElement, list[object]] = {}
    for cell, column, is_head in cells:
        text = _text(cell, pieces)
        if is_head:
            for at in range(column, min(column + int(cell.get("colspan") or 1), width)):
                if text and text not in heads[at]:
                    heads[at].append(text)
        else:
            row = rows.setdefault(cell.getparent(), [None] * width)
            row[column] = _value(text) if cell.get("class") == "num" else text or None
    source = (figure if figure.getnext() is not None else figure.getparent()).getnext()
    beside = _text(source, pieces) if source is not None and source.get("class") == "source" else ""
    columns = tuple(" – ".join(words) for words in heads)
    return DataTable(caption.anchor, caption.text, columns, tuple(map(tuple, rows.values())), SOURCE.sub("", beside))


def _value(text: str) -> object:
    """A number where the cell is nothing else; what has a unit keeps it, as words."""
    try:
        number = parse_number(text, negative=True)
    except UnreadableNumber:
        return text or None
    return int(number) if number == number.to_integral_value() and "," not in text else Decimal(number)


def _text(element: HtmlElement, pieces: Sequence[str]) -> str:
    """The words of an element without its footnotes."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "x-part":
            parts.append(unescape(strip_tags(pieces[int(child.get("n"))])))
        elif child.get("class") != "footnote":
            parts.append(_text(child, pieces))
            parts.append(" " if child.tag in ("p", "li", "br") else "")
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
