"""Tables: cells in rows and columns, spans that fit, heading rows that can be repeated on each page."""

from bisect import bisect_left
from dataclasses import dataclass

MAX_ROWS = 500
MAX_COLUMNS = 20
MAX_SPAN = 50
MAX_HEAD_ROWS = 6
"""More heading rows would fill a printed page, on which they are repeated."""


class TooManyCells(Exception):
    """The table has more than 500 rows or 20 columns."""


@dataclass(slots=True)
class Cell:
    heading: bool
    html: str
    colspan: int = 1
    rowspan: int = 1
    column: int = 0


Row = list[Cell]


def read_span(text: str | None) -> int:
    """A span as written in the markup: digits, 1 to 50; anything else is 1."""
    text = (text or "").strip()
    if not (text.isascii() and text.isdecimal()):
        return 1
    return max(1, min(int(text[:6]), MAX_SPAN))


def write_table(head: list[Row], bodies: list[list[Row]]) -> str:
    """The ``<table>`` of heading rows and groups of body rows, "" when there is no cell.

    Spans end with their group and count only columns in which a cell begins; leading rows of nothing but heading cells
    become the ``<thead>``. Raises :class:`TooManyCells`.
    """
    for row in head:
        for cell in row:
            cell.heading = True
    rows = [row for group in (head, *bodies) for row in _place(group)]
    # Only columns in which some cell begins are columns: the rest of a wide span says nothing.
    columns = sorted({cell.column for row in rows for cell in row})
    if len(rows) > MAX_ROWS or len(columns) > MAX_COLUMNS:
        raise TooManyCells
    if not columns:
        return ""
    for row in rows:
        for cell in row:
            cell.colspan = bisect_left(columns, cell.column + cell.colspan) - bisect_left(columns, cell.column)
    count = _head_rows(rows)
    html = "<table>"
    if count:
        html += f"<thead>{_write_rows(rows[:count], 'col')}</thead>"
    if rows[count:]:
        html += f"<tbody>{_write_rows(rows[count:], 'row')}</tbody>"
    return html + "</table>"


def _place(group: list[Row]) -> list[Row]:
    """Sets the columns of the cells and cuts spans that overlap or leave the group; drops rows of nothing."""
    kept: list[Row] = []
    begun: set[int] = set()  # columns in which a cell begins
    busy: dict[int, int] = {}  # columns taken by cells from above, for how many more rows
    for row in group:
        if not row and not busy:
            continue
        kept.append(row)
        column = 0
        taken = dict(busy)
        for cell in row:
            while column in busy:
                column += 1
            cell.column = column
            begun.add(column)
            if len(begun) > MAX_COLUMNS:
                raise TooManyCells
            while column < cell.column + cell.colspan and column not in busy:
                taken[column] = cell.rowspan
                column += 1
            cell.colspan = column - cell.column
        busy = {column: rows - 1 for column, rows in taken.items() if rows > 1}
    for index, row in enumerate(kept):
        for cell in row:
            cell.rowspan = min(cell.rowspan, len(kept) - index)
    return kept


def _head_rows(rows: list[Row]) -> int:
    count = 0
    while count < len(rows) and all(cell.heading for cell in rows[count]):
        count += 1
    if count == len(rows) > 1:
        count = 1  # a table of headings only: one row of them is enough
    count = min(count, MAX_HEAD_ROWS)
    # A cell that reaches from the heading into the body holds both together.
    while count and any(index + cell.rowspan > count for index, row in enumerate(rows[:count]) for cell in row):
        count -= 1
    return count


def _write_rows(rows: list[Row], scope: str) -> str:
    return "".join(f"<tr>{''.join(_write_cell(cell, scope) for cell in row)}</tr>" for row in rows)


def _write_cell(cell: Cell, scope: str) -> str:
    tag, attributes = ("th", f' scope="{scope}"') if cell.heading else ("td", "")
    if cell.colspan > 1:
        attributes += f' colspan="{cell.colspan}"'
    if cell.rowspan > 1:
        attributes += f' rowspan="{cell.rowspan}"'
    return f"<{tag}{attributes}>{cell.html}</{tag}>"
