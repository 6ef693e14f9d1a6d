"""The figures behind the tables of a book as workbooks, kept in the PDF so that its reader can use them again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from .manuscript import Book, Caption, DataTable, Manuscript
from .metadata import Attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CREATOR = "Masterplan Smart City"
FIRST_ROW = 5
CONTENTS, CONTENTS_ROW = "Isi", 3
WIDEST = 60
SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Tables:
    """What a workbook tells of a chapter."""

    label: str
    title: str
    captions: tuple[Caption, ...]
    data: tuple[DataTable, ...]


def tables_attached(manuscript: Manuscript) -> tuple[Attachment, ...]:
    """One workbook for each book that has tables with data, a sheet for each table."""
    return tuple(
        Attachment(f"{book.key}-tabel.xlsx", workbook(book, manuscript.as_of), XLSX, described(book))
        for book in manuscript.books
        if any(chapter.data for chapter in book.chapters)
    )


def described(book: Book) -> str:
    """What the list of attachments says: how many tables, from which to which."""
    numbers = [number_of(table, chapter.tables) for chapter in book.chapters for table in chapter.data]
    named = [f"Tabel {number}" for number in numbers if number]
    span = f", {named[0]} sampai {named[-1]}" if len(named) > 1 else "".join(f", {name}" for name in named)
    return f"Data {len(numbers)} tabel{span}: {book.title}"


def number_of(table: DataTable, captions: Sequence[Caption]) -> str:
    return next((caption.number for caption in captions if caption.anchor == table.anchor), "")


def workbook(book: Book, moment: datetime) -> bytes:
    """The tables of a book; the same data gives the same bytes."""
    chapters = tuple(Tables(each.label, each.title, each.tables, each.data) for each in book.chapters if each.data)
    return with_moment(sheets(book.title, chapters), moment)


@lru_cache(maxsize=6)
def sheets(title: str, chapters: tuple[Tables, ...]) -> bytes:
    """Each table on a sheet named by its number, behind one that lists them. Kept in the process: an edit of the text changes no figures, and a workbook takes as long as binding the book."""
    made = Workbook()
    made.remove(made.active)
    made.properties.title, made.properties.creator = title, CREATOR
    contents = made.create_sheet(CONTENTS)
    rows = [
        (chapter, table, add_sheet(made, chapter, table, number_of(table, chapter.captions)))
        for chapter in chapters
        for table in chapter.data
    ]
    fill_contents(contents, title, rows)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def with_moment(data: bytes, moment: datetime) -> bytes:
    """A workbook or Word document with the moment of its data in place of that of its writing."""
    stamp = moment.astimezone(UTC).replace(microsecond=0)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = MOMENT.sub(f"{stamp:%Y-%m-%dT%H:%M:%S}Z".encode(), content)
            made.writestr(zipfile.ZipInfo(entry.filename, stamp.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def fill_contents(sheet: Worksheet, title: str, rows: Sequence[tuple[Tables, DataTable, Worksheet]]) -> None:
    """The way to each table, as in the list of tables of the book."""
    put(sheet["A1"], title)
    sheet["A1"].font = Font(bold=True)
    for at, (head, width) in enumerate((("Lembar", 16), ("Judul", 70), ("Bab", 40), ("Sumber", 60)), 1):
        cell = sheet.cell(CONTENTS_ROW, at)
        put(cell, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = width
    for at, (chapter, table, leaf) in enumerate(rows, CONTENTS_ROW + 1):
        told = (leaf.title, table.title, f"{chapter.label} {chapter.title}".strip(), table.source)
        for column, words in enumerate(told, 1):
            put(sheet.cell(at, column), words or None)
        link = sheet.cell(at, 1)
        link.hyperlink = Hyperlink(link.coordinate, location=f"'{leaf.title}'!A1")
        link.font = Font(underline="single", color="274278")
    sheet.freeze_panes = f"A{CONTENTS_ROW + 1}"


def add_sheet(made: Workbook, chapter: Tables, table: DataTable, number: str) -> Worksheet:
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
    return sheet


def put(cell, value: object) -> None:
    """Numbers as numbers, all else as text: a value that begins with "=" is never a formula."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.value = value
    elif value is not None:
        cell.value = text(str(value))
        cell.data_type = "s"


def text(value: str) -> str:
    return CONTROL.sub("", value)
