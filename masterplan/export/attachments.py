"""The figures behind the tables of a book as workbooks, kept in the PDF so that its reader can use them again."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .manuscript import Book, Chapter, DataTable, Manuscript
from .metadata import Attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW = 5
WIDEST = 60
SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def tables_attached(manuscript: Manuscript) -> tuple[Attachment, ...]:
    """One workbook for each book that has tables with data, a sheet for each table."""
    return tuple(
        Attachment(
            f"{book.key}-tabel.xlsx",
            workbook(book, manuscript.as_of),
            XLSX,
            f"Data tabel {book.title}",
        )
        for book in manuscript.books
        if any(chapter.data for chapter in book.chapters)
    )


def workbook(book: Book, moment: datetime) -> bytes:
    """The tables of a book; the same data gives the same bytes."""
    made = Workbook()
    made.remove(made.active)
    made.properties.title = book.title
    made.properties.created = made.properties.modified = moment.replace(tzinfo=None, microsecond=0)
    for chapter in book.chapters:
        numbers = {caption.anchor: caption.number for caption in chapter.tables}
        for table in chapter.data:
            add_sheet(made, chapter, table, numbers.get(table.anchor, ""))
    target = io.BytesIO()
    made.save(target)
    return with_moment(target.getvalue(), moment)


def with_moment(data: bytes, moment: datetime) -> bytes:
    """The workbook with the moment of its data in place of that of its writing, which openpyxl puts in."""
    stamp = moment.astimezone(UTC).replace(microsecond=0)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = MOMENT.sub(f"{stamp:%Y-%m-%dT%H:%M:%S}Z".encode(), content)
            made.writestr(zipfile.ZipInfo(entry.filename, stamp.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def add_sheet(made: Workbook, chapter: Chapter, table: DataTable, number: str) -> None:
    wanted = SHEET_SIGNS.sub(" ", f"Tabel {number}" if number else table.title)[:28].strip() or "Tabel"
    name, count = wanted, 1
    while name in made.sheetnames:
        count += 1
        name = f"{wanted} {count}"
    sheet = made.create_sheet(name)
    put(sheet["A1"], f"Tabel {number} {table.title}" if number else table.title)
    sheet["A1"].font = Font(bold=True)
    put(sheet["A2"], f"{chapter.label} {chapter.title}".strip())
    put(sheet["A3"], f"Sumber: {table.source}" if table.source else None)
    widths = [len(column) for column in table.columns]
    for at, column in enumerate(table.columns, 1):
        cell = sheet.cell(FIRST_ROW, at)
        put(cell, column)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for row_at, row in enumerate(table.rows, FIRST_ROW + 1):
        for at, value in enumerate(row, 1):
            put(sheet.cell(row_at, at), value)
            if at <= len(widths):
                widths[at - 1] = max(widths[at - 1], len(str(value)) if value is not None else 0)
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = min(width + 2, WIDEST)
    sheet.freeze_panes = f"A{FIRST_ROW + 1}"


def put(cell, value: object) -> None:
    """Numbers as numbers, all else as text: a value that begins with "=" is never a formula."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.value = value
    elif value is not None:
        cell.value = text(str(value))
        cell.data_type = "s"


def text(value: str) -> str:
    return CONTROL.sub("", value)
