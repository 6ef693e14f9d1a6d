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
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.models import Organisation
from formats.dates import as_date

from .importing import labels
from .models import Dimension, Mission, Plan, Program, SubDimension, Vision

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


# Rows of an empty template that offer lists, and the least and the most year that is asked for.
TEMPLATE_ROWS = 500
YEARS = (2000, 2100)


def lists_of(plan: Plan) -> dict[str, list[str]]:
    """What may be chosen, by the head of its column. Four queries."""
    subs = SubDimension.objects.filter(dimension__plan=plan, is_active=True, dimension__is_active=True)
    missions = Mission.objects.filter(vision__plan=plan, vision__scope=Vision.Scope.RPJMD)
    return {
        _("Dimension"): list(Dimension.objects.filter(plan=plan, is_active=True).values_list("name", flat=True)),
        _("Sub-dimension"): list(dict.fromkeys(subs.values_list("name", flat=True))),
        _("OPD"): [str(one) for one in Organisation.objects.opd().active()],
        _("State"): [str(label) for _value, label in Program.State.choices],
        _("RPJMD mission"): [str(number) for number in missions.order_by("number").values_list("number", flat=True)],
    }


def _offer(book: Workbook, sheet: Any, heads: list[str], lists: dict[str, list[str]], last: int) -> None:
    """Drop-downs on the columns with a list; the lists stand on a sheet of their own, for a formula holds 255 signs."""
    choices = book.create_sheet(_("Choices")[:31])
    choices.append([_text(choices, label, bold=True) for label in lists])
    most = max((len(values) for values in lists.values()), default=0)
    for place in range(most):
        row = [values[place] if place < len(values) else None for values in lists.values()]
        choices.append([_text(choices, value) if value is not None else None for value in row])
    for number, (label, values) in enumerate(lists.items(), start=1):
        if label not in heads or not values:
            continue
        letter, column = get_column_letter(number), get_column_letter(heads.index(label) + 1)
        offer = DataValidation(
            type="list", formula1=f"'{choices.title}'!${letter}$2:${letter}${len(values) + 1}", allow_blank=True,
            errorTitle=label, error=_("Choose one from the list."),
        )  # fmt: skip
        offer.add(f"{column}2:{column}{last}")
        sheet.data_validations.append(offer)
    for label in (_("First year"), _("Last year")):
        column = get_column_letter(heads.index(label) + 1)
        years = DataValidation(
            type="whole", operator="between", formula1=str(YEARS[0]), formula2=str(YEARS[1]), errorTitle=label,
            error=_("Write a year from 2000 to 2100."),
        )  # fmt: skip
        years.add(f"{column}2:{column}{last}")
        sheet.data_validations.append(years)


def as_template(plan: Plan) -> bytes:
    """An empty workbook to be filled in: the columns that an import reads, with drop-downs."""
    read = {*labels().values()} - {labels()["id"]}
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Programs")[:31])
    heads = [(label, width) for label, width in columns(plan.first_year) if label in read]
    for number, (_label, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"
    sheet.append([_text(sheet, label, bold=True) for label, _width in heads])
    _offer(book, sheet, [label for label, _width in heads], lists_of(plan), TEMPLATE_ROWS)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xlsx(programs: Iterable[Program], *, year: int, plan: Plan | None = None) -> bytes:
    """A workbook; text cells are of the type string, so that no text becomes a formula or a number. With a plan its
    columns offer what may be chosen."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Programs")[:31])
    heads = columns(year)
    for number, (_label, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"
    sheet.append([_text(sheet, label, bold=True) for label, _width in heads])
    count = 1
    for row in rows(programs):
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])
        count += 1
    if plan is not None:
        _offer(book, sheet, [label for label, _width in heads], lists_of(plan), count + TEMPLATE_ROWS)
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
