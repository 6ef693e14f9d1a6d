"""Workbooks of programs as people send them: rows by their heads, cells set anew, parts that do not belong."""

import io
import zipfile

from openpyxl import Workbook, load_workbook

from quickwins import sheets
from quickwins.models import Program

HEADS = ["Kode sistem", "Program", "Dimensi", "Sub-dimensi", "OPD", "Tahun awal", "Tahun akhir", "Mulai", "Selesai"]


def downloaded(plan) -> bytes:
    programs = Program.objects.filter(plan=plan).with_budget(2026).with_list_data().select_related("mission")
    return sheets.as_xlsx(programs, year=2026)


def changed(content: bytes, **cells) -> bytes:
    """The workbook with some cells set anew, named like B2."""
    book = load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        book.active[name] = value
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(*rows, heads=HEADS) -> bytes:
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    return saved(book)


def row(name="Baru", **changes):
    values = dict(zip(HEADS, [None, name, "Smart Living", "Sub living", "Dinkes", 2026, 2027, None, None], strict=True))
    return [*(values | changes).values()]


def with_part(name: str, part: bytes) -> bytes:
    out = io.BytesIO(sheet(row()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr(name, part)
    return out.getvalue()


def million_rows() -> bytes:
    """A sheet of a million rows, small as a file."""
    out = io.BytesIO(sheet(row()))
    with zipfile.ZipFile(out) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = "xl/worksheets/sheet1.xml"
    one = b'<row><c t="inlineStr"><is><t>P</t></is></c></row>'
    parts[name] = parts[name].replace(b"</sheetData>", one * 1_000_000 + b"</sheetData>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as whole:
        for name, part in parts.items():
            whole.writestr(name, part)
    return out.getvalue()
