"""Programs out of a workbook of the same shape as the download: first told what would happen, then all or nothing.

Read are the columns that describe a program; state, choice, progress and money of the download are looked at by nobody,
because they change by deeds and budget lines. A file that was downloaded and sent back unchanged changes nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.models import Organisation, User
from formats.dates import UnreadableDate, parse_date
from formats.ids import parse_uuid
from formats.text import CONTROLS, clean_line

from .deciding import content_hash
from .models import Mission, Plan, Program, ProgramStateChange, SubDimension, Vision

MOST_ROWS = 5000
MOST_COLUMNS = 60
MERGED = re.compile(rb"<mergeCell[\s>]")
HIDDEN_ROW = re.compile(rb"<row\s[^>]{0,400}\bhidden=\"(?:1|true)\"")
CHUNK = 1 << 20
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Told how many rows of how many are read.
Progress = Callable[[int, int], None]

# What is written by an import; the relations stand here by the column of the database.
WRITTEN = (
    *("name", "subdimension_id", "lead_id", "first_year", "last_year", "starts_on", "ends_on", "mission_id"),
    "budget_code",
)
REQUIRED = ("name", "dimension", "subdimension", "lead", "first_year", "last_year")


class UnreadableSheet(ValueError):
    """A file that cannot be read as a whole; the message is for the person who sent it."""


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: its number in the sheet, the name of the column, and what to do."""

    row: int
    column: str
    message: str


@dataclass
class Row:
    """One row of the sheet as a program; `changes` are names of columns, empty for a program that stays as it is."""

    number: int
    program: Program
    is_new: bool
    changes: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What an import would do. Nothing is written as long as there is a problem."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.changes and not row.is_new]

    @property
    def same_count(self) -> int:
        return len(self.rows) - len(self.new) - len(self.changed)


def labels() -> dict[str, str]:
    """Name of each read field in the words of the present language, as in the download."""
    return {
        "id": _("System code"),
        "name": _("Program"),
        "dimension": _("Dimension"),
        "subdimension": _("Sub-dimension"),
        "lead": _("OPD"),
        "first_year": _("First year"),
        "last_year": _("Last year"),
        "starts_on": _("Starts on"),
        "ends_on": _("Ends on"),
        "mission": _("RPJMD mission"),
        "budget_code": _("Program or activity code"),
    }


def _known_heads() -> dict[str, str]:
    """Heads in both languages: a file may have been downloaded by somebody else."""
    found: dict[str, str] = {}
    for language in ("en", "id"):
        with translation.override(language):
            found |= {label.casefold(): name for name, label in labels().items()}
    return found


def cells_of(content: bytes, progress: Progress | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of the first sheet, by number, with cells by field. Raises UnreadableSheet."""
    try:
        _refuse_merged_and_hidden(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except UnreadableSheet:
        raise
    except Exception as error:  # a broken workbook fails in a dozen ways
        raise UnreadableSheet(_("The file cannot be read as a workbook. Save it as XLSX and send it again.")) from error
    hidden = [one.title for one in book.worksheets if one.sheet_state != "visible"]
    if hidden:
        raise UnreadableSheet(
            _(
                "The file has a hidden sheet: “%(name)s”. Show it or take it out, so that nothing is read that nobody sees."
            )
            % {"name": clean_line(hidden[0])[:60]}
        )
    sheet = next(iter(book.worksheets), None)
    if sheet is None:
        raise UnreadableSheet(_("The file has no visible sheet."))
    # What the file says of its own size is a hint for the progress, nothing more.
    whole = min(sheet.max_row or 0, MOST_ROWS)
    # Rows beyond the size it tells would be passed over in silence.
    sheet.reset_dimensions()
    known, heads = _known_heads(), {}
    count = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number == 1:
            heads = _heads(cells, known)
            continue
        row = {name: cells[place] for place, name in heads.items() if place < len(cells)}
        if all(cell.value in (None, "") for cell in row.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise UnreadableSheet(_("The sheet has more than %(count)s rows. Split it.") % {"count": MOST_ROWS})
        if progress:
            progress(count, max(whole, count))
        yield number, row


def _refuse_merged_and_hidden(content: bytes) -> None:
    """Merged cells hide which row a value belongs to; hidden rows are read although nobody sees them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as sheet:
                tail = b""
                while chunk := sheet.read(CHUNK):
                    if MERGED.search(tail + chunk):
                        raise UnreadableSheet(_("The sheet has merged cells. Take them apart and send it again."))
                    if HIDDEN_ROW.search(tail + chunk):
                        raise UnreadableSheet(
                            _("The sheet has hidden rows. Take the filter off or show them, and send it again.")
                        )
                    tail = (tail + chunk)[-512:]


def _heads(cells: Any, known: dict[str, str]) -> dict[int, str]:
    heads: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = known.get(clean_line(cell.value).casefold()) if isinstance(cell.value, str) else None
        if name in heads.values():
            raise UnreadableSheet(_("The column “%(name)s” stands there twice.") % {"name": clean_line(cell.value)})
        if name:
            heads[place] = name
    missing = [label for name, label in labels().items() if name in REQUIRED and name not in heads.values()]
    if missing:
        raise UnreadableSheet(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    return heads


class Reader:
    """Turns cells into programs; what it looks names up in is read once for the whole sheet."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.labels = plan, labels()
        self.problems: list[Problem] = []
        self.programs = {row.pk: row for row in Program.objects.filter(plan=plan)}
        subs = SubDimension.objects.filter(dimension__plan=plan).select_related("dimension")
        self.subdimensions = {(row.dimension.name.casefold(), row.name.casefold()): row for row in subs}
        self.leads: dict[str, Organisation] = {}
        for row in Organisation.objects.opd().active():
            self.leads |= {row.name.casefold(): row, row.short.casefold(): row}
        missions = Mission.objects.filter(vision__plan=plan, vision__scope=Vision.Scope.RPJMD)
        self.missions = {row.number: row for row in missions}

    def problem(self, number: int, name: str, message: str) -> None:
        self.problems.append(Problem(number, self.labels.get(name, ""), message))

    def read(self, number: int, cells: dict[str, Any]) -> Row | None:
        """The row as a program, or None with problems noted."""
        before = len(self.problems)
        for name, cell in cells.items():
            if cell.value is not None and cell.data_type == "f":
                self.problem(number, name, _("Formulas are not read. Put in the value itself."))
            elif cell.value is not None and cell.data_type == "e":
                self.problem(number, name, _("The cell holds an error of the spreadsheet."))
        if len(self.problems) > before:
            return None
        program = self._program(number, cells)
        if program is None:
            return None
        is_new = program._state.adding
        old = {name: getattr(program, name) for name in WRITTEN}
        self._fill(number, cells, program)
        if len(self.problems) > before:
            return None
        self._check(number, program)
        if len(self.problems) > before:
            return None
        changes = [name for name in WRITTEN if getattr(program, name) != old[name]]
        return Row(number, program, is_new, [self.labels[name.removesuffix("_id")] for name in changes])

    def _program(self, number: int, cells: dict[str, Any]) -> Program | None:
        text = self._text(number, "id", cells, 60)
        if not text:
            return Program(plan=self.plan)
        found = self.programs.get(key) if (key := parse_uuid(text)) else None
        if found is None:
            self.problem(number, "id", _("No program has this code. Leave it empty for a new program."))
        return found

    def _fill(self, number: int, cells: dict[str, Any], program: Program) -> None:
        program.name = self._text(number, "name", cells, 200)
        if not program.name:
            self.problem(number, "name", _("The name is missing."))
        pair = self._text(number, "dimension", cells, 200), self._text(number, "subdimension", cells, 200)
        sub = self.subdimensions.get((pair[0].casefold(), pair[1].casefold()))
        if sub is None:
            self.problem(number, "subdimension", _("This dimension has no such sub-dimension."))
        else:
            program.subdimension_id = sub.pk
        lead = self.leads.get(self._text(number, "lead", cells, 200).casefold())
        if lead is None:
            self.problem(number, "lead", _("No OPD has this name."))
        else:
            program.lead_id = lead.pk
        for name in ("first_year", "last_year"):
            year = self._whole(number, name, cells)
            if year is None:
                self.problem(number, name, _("The year is missing."))
            else:
                setattr(program, name, year)
        # A column that is not there leaves its field alone; an empty cell empties it.
        for name in ("starts_on", "ends_on"):
            if name in cells:
                setattr(program, name, self._day(number, name, cells))
        if "mission" in cells:
            wanted = self._whole(number, "mission", cells)
            if wanted is not None and wanted not in self.missions:
                self.problem(number, "mission", _("The RPJMD has no mission of this number."))
            program.mission_id = self.missions[wanted].pk if wanted in self.missions else None
        if "budget_code" in cells:
            if isinstance(cells["budget_code"].value, int | float):
                self.problem(
                    number, "budget_code", _("Set the cell to text: a spreadsheet shortens codes that are numbers.")
                )
            program.budget_code = self._text(number, "budget_code", cells, 20)

    def _check(self, number: int, program: Program) -> None:
        """The rules of the model, told by column."""
        others = {one.name for one in program._meta.fields} - {"name", "first_year", "last_year", "budget_code"}
        try:
            program.clean_fields(exclude=others)
            if not all(FIRST_YEAR <= year <= LAST_YEAR for year in (program.first_year, program.last_year)):
                raise ValidationError({"first_year": _("Write a year from 2000 to 2100.")})
            program.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.problem(number, name, " ".join(messages))

    def _text(self, number: int, name: str, cells: dict[str, Any], limit: int) -> str:
        value = cells[name].value if name in cells else None
        if value is None:
            return ""
        if isinstance(value, str) and CONTROLS.search(value):
            self.problem(number, name, _("The cell holds characters that cannot be shown."))
        text = clean_line(str(value))
        if len(text) > limit:
            self.problem(number, name, _("At most %(count)s signs.") % {"count": limit})
            return ""
        return text

    def _whole(self, number: int, name: str, cells: dict[str, Any]) -> int | None:
        value = cells[name].value if name in cells else None
        if value in (None, ""):
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,4}\s*", value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 9999:
            self.problem(
                number, name, _("Write a whole number, for example %(example)s.") % {"example": self.plan.first_year}
            )
            return None
        return value

    def _day(self, number: int, name: str, cells: dict[str, Any]) -> date | None:
        value = cells[name].value
        if value in (None, ""):
            return None
        if isinstance(value, str):
            try:
                value = parse_date(value)
            except UnreadableDate as error:
                self.problem(number, name, str(error))
                return None
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            self.problem(number, name, _("This is not a date. Write for example 17/08/2026 or 17 Agustus 2026."))
            return None
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            # A day of 1900 or 1904 is what a spreadsheet makes of a number that is no date.
            told = _("The year of this date is %(year)s; write one from 2000 to 2100.") % {"year": value.year}
            self.problem(number, name, told)
            return None
        return value


def look(plan: Plan, content: bytes, progress: Progress | None = None) -> Report:
    """What the workbook would change. Writes nothing. Raises UnreadableSheet."""
    reader, report = Reader(plan), Report()
    names: dict[str, int] = {}
    keys: dict[object, int] = {}
    for number, cells in cells_of(content, progress):
        row = reader.read(number, cells)
        if row is None:
            continue
        if (first := names.setdefault(row.program.name, number)) != number:
            reader.problem(number, "name", _("Row %(row)s has the same name.") % {"row": first})
        if (first := keys.setdefault(row.program.pk, number)) != number:
            reader.problem(number, "id", _("Row %(row)s is the same program.") % {"row": first})
        report.rows.append(row)
    # A name of the register that no row of the sheet gives up.
    renamed = {row.program.pk for row in report.rows}
    taken = {row.name for key, row in reader.programs.items() if key not in renamed}
    for row in report.rows:
        if row.program.name in taken:
            reader.problem(row.number, "name", _("There is a program with this name already. Choose another name."))
    report.problems = reader.problems
    if not report.rows and not report.problems:
        raise UnreadableSheet(_("The sheet holds no program."))
    return report


def take(
    plan: Plan,
    content: bytes,
    *,
    by: User,
    progress: Progress | None = None,
    done: Callable[[Report], None] | None = None,
) -> Report:
    """Write what `look` told, all or nothing. Raises UnreadableSheet also when there is any problem.

    `done` is called in the transaction of the writing; what it raises undoes it. The sheet is read before the register is
    locked, which is what takes long; when the register has changed meanwhile it is read once more under the lock.
    """
    seen = _state_of(plan)
    report = look(plan, content, progress)
    with transaction.atomic():
        # The register stands still from here to the last row written.
        list(Program.objects.select_for_update().filter(plan=plan).order_by("pk").values_list("pk", flat=True))
        if _state_of(plan) != seen:
            report = look(plan, content)
        _write(report, by)
        if done:
            done(report)
    return report


def _state_of(plan: Plan) -> list[tuple[Any, ...]]:
    return list(Program.objects.filter(plan=plan).order_by("pk").values_list("pk", "version", "updated_at", "state"))


def _write(report: Report, by: User) -> None:
    if report.problems:
        raise UnreadableSheet(_("Nothing was imported: the sheet has problems by now. Look at them again."))
    now = timezone.now()
    changed = [row.program for row in report.changed]
    for program in changed:
        program.version += 1
        program.updated_at = now
    _free_names(changed)
    columns = [name.removesuffix("_id") for name in WRITTEN]
    Program.objects.bulk_update(changed, [*columns, "version", "updated_at"], batch_size=500)
    new = [row.program for row in report.new]
    leads = Organisation.objects.in_bulk({program.lead_id for program in new})
    for program in new:
        program.created_by, program.proposer = by, leads[program.lead_id].name
    Program.objects.bulk_create(new, batch_size=500)
    ProgramStateChange.objects.bulk_create(
        [
            ProgramStateChange(
                program=program, to_state=Program.State.PROPOSED, by=by, content_hash=content_hash(program)
            )
            for program in new
        ],
        batch_size=500,
    )


def _free_names(changed: list[Program]) -> None:
    """Two programs that swap their names would meet the constraint half way; a name nobody has goes between."""
    stored = dict(Program.objects.filter(pk__in=[row.pk for row in changed]).values_list("pk", "name"))
    wanted = {row.name for row in changed if stored[row.pk] != row.name}
    for key, name in stored.items():
        if name in wanted:
            Program.objects.filter(pk=key).update(name=f"{key}")
