"""What a live block is made of: tables, figures and rich pieces, as plain data without a target.

What is printed is Indonesian whatever language the reader's interface has: these are words of the book, not of the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from formats.dates import format_date
from formats.numbers import NONE, format_juta, format_number

MAX_PORTRAIT_COLUMNS = 7


@dataclass(frozen=True)
class Cell:
    """One cell: `text` as printed, or several `lines` (below one another) or `items` (a list); `value` for the data
    sheet."""

    text: str = NONE
    value: object = None
    lines: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def plain(self) -> object:
        """What the data sheet holds: the value, else the text, None for none."""
        if self.value is not None:
            return self.value
        parts = self.lines or self.items
        text = "\n".join(parts) if parts else self.text
        return None if text in (NONE, "") else text

    @property
    def widest(self) -> str:
        """The longest of its lines."""
        return max(self.lines or self.items or (self.text,), key=len)


def _longest(text: str, is_whole: bool) -> int:
    """Signs in the longest word; a number is never broken, nor is what a no-break space holds together."""
    return len(text) if is_whole else max((len(word) for word in text.split(" ")), default=0)


@dataclass(frozen=True)
class Column:
    """`title` "" = the title of the kind's column of that key. A key "targets:2027" is one of those "targets" opens into."""

    key: str
    title: str = ""
    numeric: bool = False
    # Printed as a heading row wherever its value changes, instead of as a column.
    is_group: bool = False


@dataclass(frozen=True)
class BlockTable:
    """A table with its own numbered caption. `total` is the ruled last row; `wide` None = as the kind says."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    source: str = ""
    note: str = ""
    wide: bool | None = None

    @property
    def width(self) -> int:
        """How many columns are printed."""
        return sum(not column.is_group for column in self.columns)

    @property
    def longest_words(self) -> int:
        """Signs in the longest word of each column, added up: below this width a table cannot be pressed."""
        rows = (*self.rows, *filter(None, [self.total]))
        return sum(
            max(_longest(column.title, False), *(_longest(row[index].widest, column.numeric) for row in rows), 0)
            for index, column in enumerate(self.columns)
            if not column.is_group
        )

    @property
    def is_wide(self) -> bool:
        """Whether it needs a landscape page: as the block or the kind says, else by the number of its columns."""
        return self.wide if self.wide is not None else self.width > MAX_PORTRAIT_COLUMNS


@dataclass(frozen=True)
class BlockFigure:
    """A chart with its own numbered caption. `alt` tells its finding; `spec` is Vega-Lite; the data are its table."""

    title: str
    spec: Mapping[str, object]
    alt: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    source: str = ""


@dataclass(frozen=True)
class BlockRich:
    """Anything else: a template with its context. It has headings or quotes, but no numbered caption."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    data_title: str = ""
    data_columns: tuple[str, ...] = ()
    data_rows: tuple[tuple[object, ...], ...] = ()


Piece = BlockTable | BlockFigure | BlockRich


def text(value: object) -> Cell:
    """Words as they are; empty is "–"."""
    words = str(value).strip() if value is not None else ""
    return Cell(words or NONE)


def number(value: Decimal | Fraction | int | None, decimals: int | None = None) -> Cell:
    if value is None:
        return Cell()
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return Cell(format_number(value, decimals), value)


def juta(value: int | None) -> Cell:
    """Rupiah under a head that says "juta Rp"; the data sheet keeps whole rupiah."""
    return Cell() if value is None else Cell(format_juta(value), value)


def rupiah(value: int | None) -> Cell:
    """Whole rupiah under a head that says "Rp"."""
    return Cell() if value is None else Cell(format_number(value, 0), value)


def year(value: int | None) -> Cell:
    return Cell() if value is None else Cell(str(value), value)


def day(value: date | None) -> Cell:
    return Cell() if value is None else Cell(format_date(value, "short"), value)


def lines(values: Iterable[str]) -> Cell:
    """Short values below one another."""
    kept = tuple(filter(None, values))
    if len(kept) < 2:
        return text(kept[0] if kept else "")
    return Cell("", lines=kept)


def listed(values: Iterable[str]) -> Cell:
    """Statements as a list with bullets."""
    kept = tuple(filter(None, values))
    if len(kept) < 2:
        return text(kept[0] if kept else "")
    return Cell("", items=kept)


def yes_no(value: bool) -> Cell:
    return Cell("Ya" if value else "Tidak")


def years_text(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
