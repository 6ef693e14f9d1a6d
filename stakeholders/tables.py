"""Tables that an OPD delivers: the columns that were asked for, a workbook to fill in, and the check of every cell.

A cell is kept as text, as a whole or decimal number, or as an ISO date. What cannot be read is told by row and column; no
number is ever guessed (cases U14, U15).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from formats.dates import UnreadableDate, parse_date
from formats.numbers import UnreadableNumber, format_number, parse_number
from formats.text import clean_line

MAX_ROWS, MAX_COLUMNS, MAX_CELL, TOLD = 5000, 30, 500, 12
MOST_XML = 24 * 1024 * 1024
KINDS = {"text": "teks", "integer": "bulat", "decimal": "desimal", "date": "tanggal"}
Cell = str | int | float


@dataclass(frozen=True)
class Column:
    """A column that is asked for. `kind` is text, integer, decimal or date."""

    name: str
    kind: str = "text"
    unit: str = ""

    @classmethod
    def of(cls, stored: Any) -> Column:
        """From what a request or dataset keeps: a name, or name with kind and unit."""
        if isinstance(stored, dict):
            kind = str(stored.get("kind", "text"))
            return cls(str(stored.get("name", "")), kind if kind in KINDS else "text", str(stored.get("unit", "")))
        return cls(str(stored))

    @property
    def head(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def is_number(self) -> bool:
        return self.kind in {"integer", "decimal"}


class BadTable(Exception):
    """The rows cannot be taken; `problems` say where and why, at most a dozen of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


def columns_of(stored: Iterable[Any]) -> list[Column]:
    return [Column.of(one) for one in stored]


def read_columns(text: str) -> list[dict[str, str]]:
    """Columns as they are asked for, one in each line: "Kunjungan; bulat; orang". Raises `BadTable`."""
    found: list[dict[str, str]] = []
    words = {word: kind for kind, word in KINDS.items()} | {kind: kind for kind in KINDS}
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [clean_line(part) for part in line.split(";")]
        if not any(parts):
            continue
        name, kind, unit = [*parts, "", ""][:3]
        if not name or len(name) > 80 or len(unit) > 40 or len(parts) > 3:
            raise BadTable(
                [_("Line %(row)s: write name, kind and unit, for example “Visits; bulat; orang”.") % {"row": number}]
            )
        if kind and kind.casefold() not in words:
            raise BadTable([_("Line %(row)s: the kind is teks, bulat, desimal or tanggal.") % {"row": number}])
        found.append({"name": name, "kind": words.get(kind.casefold(), "text"), "unit": unit})
    if len(found) > MAX_COLUMNS:
        raise BadTable([_("At most %(count)s columns can be asked for.") % {"count": MAX_COLUMNS}])
    names = [column["name"].casefold() for column in found]
    if len(set(names)) != len(names):
        raise BadTable([_("Two columns have the same name.")])
    return found


def write_columns(stored: Iterable[Any]) -> str:
    """The columns as `read_columns` reads them."""
    lines = []
    for column in columns_of(stored):
        parts = [column.name, KINDS[column.kind], column.unit]
        lines.append("; ".join(part for part in parts if part))
    return "\n".join(lines)


def template(columns: Sequence[Column], title: str) -> bytes:
    """A workbook with the heads of the columns, to be filled in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Data"))
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(14, min(40, len(column.head) + 4))
    sheet.freeze_panes = "A2"
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, value=column.head)
        cell.data_type, cell.font = "s", Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    book.properties.title = title[:200]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of_text(text: str, columns: Sequence[Column]) -> list[list[Cell]]:
    """Rows pasted from a sheet (tabs) or typed with semicolons. Raises `BadTable`."""
    raw = [
        (number, line.split("\t" if "\t" in line else ";"))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    return checked(raw, columns)


def rows_of_workbook(content: bytes, columns: Sequence[Column]) -> list[list[Cell]]:
    """Rows of the first sheet of an XLSX file; formulas, merged cells and hidden sheets are refused. Raises `BadTable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            # Read whole, a sheet takes fifty times its size: how large it is must be known before (U15).
            if sum(part.file_size for part in parts.infolist() if part.filename.endswith(".xml")) > MOST_XML:
                raise BadTable([_("More than %(limit)s rows. Send them as a file.") % {"limit": MAX_ROWS}])
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except BadTable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError):
        raise BadTable([_("The workbook cannot be read. Save it again as XLSX.")]) from None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise BadTable([_("The workbook has no visible sheet.")])
    sheet = sheets[0]
    if sheet.merged_cells.ranges:
        where = next(iter(sheet.merged_cells.ranges)).coord
        raise BadTable([_("The sheet has merged cells (%(where)s). Split them.") % {"where": where}])
    if sheet.max_row > MAX_ROWS + 1000:
        raise BadTable([_("More than %(limit)s rows. Send them as a file.") % {"limit": MAX_ROWS}])
    width = len(columns) or MAX_COLUMNS
    raw: list[tuple[int, list[Any]]] = []
    problems = []
    for number, cells in enumerate(sheet.iter_rows(max_col=max(width, min(sheet.max_column, MAX_COLUMNS))), start=1):
        if any(cell.data_type == "f" for cell in cells):
            problems.append(_("Row %(row)s holds a formula. Paste the values instead.") % {"row": number})
            continue
        values = [cell.value for cell in cells]
        while len(values) > width and values[-1] is None:
            values.pop()
        if any(value not in (None, "") for value in values):
            raw.append((number, values))
    if problems:
        raise BadTable(problems[:TOLD])
    return checked(raw, columns)


def checked(raw: Sequence[tuple[int, Sequence[Any]]], columns: Sequence[Column]) -> list[list[Cell]]:
    """Cells as they are kept. A first row that repeats the heads is left out. Raises `BadTable`."""
    if raw and columns and _is_heads(raw[0][1], columns):
        raw = raw[1:]
    if not raw:
        raise BadTable([_("There are no rows yet.")])
    if len(raw) > MAX_ROWS:
        raise BadTable([_("More than %(limit)s rows. Send them as a file.") % {"limit": MAX_ROWS}])
    rows: list[list[Cell]] = []
    problems: list[str] = []
    for number, cells in raw:
        if columns and len(cells) != len(columns):
            problems.append(
                _("Row %(row)s has %(found)s cells, %(wanted)s are asked for.")
                % {"row": number, "found": len(cells), "wanted": len(columns)}
            )
            continue
        row: list[Cell] = []
        for place, value in enumerate(cells):
            column = columns[place] if columns else Column("")
            try:
                row.append(_read(value, column))
            except (UnreadableNumber, UnreadableDate, ValueError) as error:
                told = getattr(error, "message", error)
                problems.append(
                    _("Row %(row)s, column %(column)s (“%(value)s”): %(why)s")
                    % {"row": number, "column": column.name or place + 1, "value": str(value).strip()[:40], "why": told}
                )
        rows.append(row)
        if len(problems) >= TOLD:
            break
    if problems:
        raise BadTable(problems[:TOLD])
    return rows


def _is_heads(cells: Sequence[Any], columns: Sequence[Column]) -> bool:
    found = [clean_line(str(cell or "")).casefold() for cell in cells]
    return found in ([column.name.casefold() for column in columns], [column.head.casefold() for column in columns])


def _read(value: Any, column: Column) -> Cell:
    """One cell. Raises UnreadableNumber, UnreadableDate or ValueError with a sentence that says what to write."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if column.is_number:
        if isinstance(value, bool | date):
            raise ValueError(_("this is no number"))
        if isinstance(value, int | float):
            number = Decimal(repr(value))
        else:
            number = parse_number(str(value), negative=True, decimals=4)
        if column.kind == "integer":
            if number != number.to_integral_value():
                raise ValueError(_("a whole number is asked for"))
            return int(number)
        return int(number) if number == number.to_integral_value() else float(number)
    if column.kind == "date":
        if isinstance(value, datetime):
            value = value.date()
        return (value if isinstance(value, date) else parse_date(str(value))).isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean_line(value.date().isoformat() if isinstance(value, datetime) else str(value))
    if len(text) > MAX_CELL:
        raise ValueError(_("the text is longer than %(limit)s letters") % {"limit": MAX_CELL})
    return text


def shown(rows: Iterable[Sequence[Any]]) -> list[list[tuple[str, bool]]]:
    """Cells as they are read, each with whether it is a number: numbers in Indonesian writing, "–" for nothing."""
    return [[(_shown(cell), isinstance(cell, int | float)) for cell in row] for row in rows]


def _shown(cell: Any) -> str:
    if cell in ("", None):
        return "–"
    return format_number(cell) if isinstance(cell, int | float) else str(cell)
