"""The register as a file: exactly the programs of the list, strings as strings, never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from formats.dates import as_date

from .models import Program

# A spreadsheet takes a text that starts so for a formula when it opens a CSV.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def columns(year: int) -> list[tuple[str, int]]:
    """Heads with the width of their column."""
    return [
        (_("Program"), 48),
        (_("Dimension"), 20),
        (_("Sub-dimension"), 28),
        (_("OPD"), 18),
        (_("State"), 14),
        (_("Quick Win"), 14),
        (_("First year"), 10),
        (_("Last year"), 10),
        (_("Starts on"), 12),
        (_("Ends on"), 12),
        (_("Progress (%)"), 12),
        (_("Budget %(year)s (Rp)") % {"year": year}, 20),
        (_("Realised %(year)s (Rp)") % {"year": year}, 20),
        (_("RPJMD mission"), 14),
        (_("Program or activity code"), 20),
        (_("Updated"), 12),
        (_("System code"), 38),
    ]


def rows(programs: Iterable[Program]) -> Iterator[list[Any]]:
    """One row per program, money in whole rupiah; wants `with_list_data`, `with_budget` and `mission`."""
    for program in programs:
        yield [
            program.name,
            program.dimension.name,
            program.subdimension.name,
            str(program.lead),
            program.get_state_display(),
            str(Program.QuickWin(program.quickwin_state).label) if program.quickwin_state else "",
            program.first_year,
            program.last_year,
            program.starts_on,
            program.ends_on,
            program.progress,
            None if program.ceiling is None else int(program.ceiling),  # type: ignore[attr-defined]
            None if program.realised is None else int(program.realised),  # type: ignore[attr-defined]
            program.mission.number if program.mission else None,
            program.budget_code,
            as_date(program.updated_at),
            str(program.pk),
        ]


def as_xlsx(programs: Iterable[Program], *, year: int) -> bytes:
    """A workbook with one sheet; text cells are of the type string, so that no text becomes a formula or a number."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Programs")[:31])
    heads = columns(year)
    for number, (_label, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"
    sheet.append([_text(sheet, label, bold=True) for label, _width in heads])
    for row in rows(programs):
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def as_csv(programs: Iterable[Program], *, year: int) -> bytes:
    """UTF-8 with a mark and semicolons: what a spreadsheet set to Indonesian opens by a double click."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([label for label, _width in columns(year)])
    for row in rows(programs):
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
