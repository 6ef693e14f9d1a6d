"""Programs from a workbook: out and in changes nothing, problems by row and cell, all or nothing."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from quickwins import importing
from quickwins.importing import UnreadableSheet
from quickwins.models import Program, SubDimension
from tests import factories
from tests.quickwins.workbooks import HEADS, changed, downloaded, million_rows, row, saved, sheet, with_part


def snapshot():
    return list(Program.objects.order_by("pk").values())


def test_file_sent_back_unchanged_changes_nothing(plan, register, cast):
    before = snapshot()
    report = importing.take(plan, downloaded(plan), by=cast.editor)
    assert (len(report.rows), report.new, report.changed, report.problems) == (2, [], [], [])
    assert snapshot() == before


def test_changed_cell_changes_its_program_and_no_other_thing(plan, register, cast):
    queue, school = register
    content = downloaded(plan)
    heads = [cell.value for cell in load_workbook(io.BytesIO(content)).active[1]]
    names = {cell.value: cell.row for cell in load_workbook(io.BytesIO(content)).active["A"]}
    column = "ABCDEFGHIJKLMNOPQ"[heads.index("Tahun akhir")]
    content = changed(content, **{f"{column}{names['Antrean']}": 2029})
    look = importing.look(plan, content)
    assert [(one.program, one.changes) for one in look.changed] == [(queue, ["Tahun akhir"])]
    queue.refresh_from_db()
    assert queue.last_year == 2027  # a look writes nothing
    importing.take(plan, content, by=cast.editor)
    queue.refresh_from_db()
    assert (queue.last_year, queue.version, queue.state, queue.progress) == (2029, 2, "running", 64)
    school.refresh_from_db()
    assert school.version == 1


def test_new_row_is_a_proposal_with_its_history(plan, register, cast):
    content = sheet(row(Mulai=datetime(2026, 2, 1), Selesai="28 Februari 2027"))
    importing.take(plan, content, by=cast.editor)
    program = Program.objects.get(name="Baru")
    assert (program.state, program.lead.key, program.created_by) == ("proposed", "dinkes", cast.editor)
    assert (program.starts_on, program.ends_on) == (date(2026, 2, 1), date(2027, 2, 28))
    assert program.state_changes.get().by == cast.editor


def test_two_programs_may_swap_their_names(plan, register, cast):
    queue, school = register
    rows = [
        row("=1+1", **{"Kode sistem": str(queue.pk)}),
        row("Antrean", **{"Kode sistem": str(school.pk)}),
    ]
    book = Workbook()
    book.active.append(HEADS)
    for values in rows:
        book.active.append(values)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    importing.take(plan, saved(book), by=cast.editor)
    queue.refresh_from_db()
    school.refresh_from_db()
    assert (queue.name, school.name) == ("=1+1", "Antrean")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"Program": ""}, "Program"),
        ({"Program": "a" * 201}, "Program"),
        ({"Program": "=1+1"}, "Program"),
        ({"Dimensi": "Smart Moon"}, "Sub-dimensi"),
        ({"Sub-dimensi": "Sub society"}, "Sub-dimensi"),
        ({"OPD": "Dinas Bulan"}, "OPD"),
        ({"OPD": "Unuji"}, "OPD"),
        ({"Tahun awal": None}, "Tahun awal"),
        ({"Tahun awal": 2026.5}, "Tahun awal"),
        ({"Tahun awal": "dua ribu"}, "Tahun awal"),
        ({"Tahun awal": 20261231}, "Tahun awal"),
        ({"Tahun awal": 1850}, "Tahun awal"),
        ({"Tahun awal": -2026}, "Tahun awal"),
        ({"Tahun akhir": 2025}, "Tahun akhir"),
        ({"Mulai": "29/02/2026"}, "Mulai"),
        ({"Mulai": "02/13/2026"}, "Mulai"),
        ({"Mulai": 46000.5}, "Mulai"),
        ({"Mulai": datetime(2026, 5, 1), "Selesai": datetime(2026, 4, 1)}, "Selesai"),
        ({"Kode sistem": "00000000-0000-0000-0000-000000000000"}, "Kode sistem"),
        ({"Kode sistem": "99999999999999999999"}, "Kode sistem"),
    ],
)
def test_row_with_a_problem_is_refused_with_its_cell_and_nothing_is_written(plan, register, cast, change, column):
    content = sheet(row("Baik"), row(**change))
    report = importing.look(plan, content)
    assert (3, column) in {(one.row, one.column) for one in report.problems}
    with pytest.raises(UnreadableSheet):
        importing.take(plan, content, by=cast.editor)
    assert Program.objects.count() == 2


def test_name_that_stands_twice_or_is_taken_is_refused(plan, register):
    report = importing.look(plan, sheet(row("Sama"), row("Sama"), row("Antrean")))
    assert [(one.row, one.column) for one in report.problems] == [(3, "Program"), (4, "Program")]


def test_code_as_a_number_is_refused(plan, register):
    content = sheet([*row(), 2.16], heads=[*HEADS, "Kode program/kegiatan"])
    assert [one.column for one in importing.look(plan, content).problems] == ["Kode program/kegiatan"]


def test_sheet_of_the_other_calendar_has_the_same_days(plan, register):
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEADS)
    book.active.append(row(Mulai=datetime(2026, 2, 1), Selesai=datetime(2026, 3, 1)))
    assert importing.look(plan, saved(book)).rows[0].program.starts_on == date(2026, 2, 1)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet_is_refused(plan, register, state):
    book = load_workbook(io.BytesIO(sheet(row())))
    hidden = book.create_sheet("Rahasia", 0)
    hidden.append(["apa saja"])
    hidden.sheet_state = state
    book.active = 1
    with pytest.raises(UnreadableSheet, match="Rahasia"):
        importing.look(plan, saved(book))


def test_hidden_row_is_refused(plan, register):
    book = load_workbook(io.BytesIO(sheet(row(), row("Dua"))))
    book.active.row_dimensions[3].hidden = True
    with pytest.raises(UnreadableSheet, match="tersembunyi"):
        importing.look(plan, saved(book))


@pytest.mark.parametrize("day", [datetime(1900, 1, 1), datetime(1904, 1, 2), datetime(2226, 5, 1), "31/12/1999"])
def test_day_that_is_none_of_this_age_is_refused(plan, register, day):
    report = importing.look(plan, sheet(row(Mulai=day)))
    assert [(one.row, one.column) for one in report.problems] == [(2, "Mulai")]
    assert "2000" in report.problems[0].message


def test_million_rows_are_refused_before_they_are_read(plan, register, send):
    content = million_rows()
    assert send(content).status_code == 422
    with pytest.raises(UnreadableSheet, match="5000"):
        importing.look(plan, content)
    assert Program.objects.count() == 2


def test_row_beyond_the_size_the_sheet_tells_is_read(plan, register):
    out = io.BytesIO(sheet(row("Satu"), row("Dua")))
    with zipfile.ZipFile(out) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert b'<dimension ref="A1:I3"' in parts[name]
    parts[name] = parts[name].replace(b'<dimension ref="A1:I3"', b'<dimension ref="A1:I2"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name, part in parts.items():
            whole.writestr(name, part)
    assert len(importing.look(plan, out.getvalue()).new) == 2


@pytest.mark.parametrize(
    "content",
    [
        lambda: with_part("xl/vbaProject.bin", b"Sub Auto_Open()"),
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
        lambda: with_part("xl/bomb.xml", b"\0" * 60_000_000),
    ],
    ids=["macros", "links to other files", "zip bomb"],
)
def test_page_refuses_a_dangerous_workbook(plan, register, send, content):
    page = send(content())
    assert page.status_code == 422 and 'class="note bad' in page.content.decode()
    assert Program.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [
        b"", b"bukan buku kerja", b"PK\x03\x04rusak",
        sheet(), sheet(row(), heads=["Program"]), sheet(row(), heads=[*HEADS[:-1], "Program"]),
    ],
    ids=["empty", "text", "broken", "no rows", "columns missing", "column twice"],
)  # fmt: skip
def test_file_that_is_no_register_is_refused(plan, register, content):
    with pytest.raises(UnreadableSheet):
        importing.look(plan, content)


def test_merged_cells_and_too_many_rows_are_refused(plan, register, monkeypatch):
    with pytest.raises(UnreadableSheet):
        importing.look(plan, merged(plan))
    monkeypatch.setattr(importing, "MOST_ROWS", 2)
    with pytest.raises(UnreadableSheet):
        importing.look(plan, sheet(row("A"), row("B"), row("C")))


def test_quick_win_is_not_made_longer_by_a_sheet(plan, register):
    queue, _school = register
    Program.objects.filter(pk=queue.pk).update(quickwin_state="chosen")
    values = {"Kode sistem": str(queue.pk), "Mulai": datetime(2026, 1, 5), "Selesai": datetime(2027, 2, 1)}
    report = importing.look(plan, sheet(row("Antrean", **values)))
    assert [one.column for one in report.problems] == ["Selesai"]


def test_register_that_changed_while_the_sheet_was_read_is_read_again(plan, register, cast, monkeypatch):
    """The name is free when the sheet is read and taken when it is written: refused, and nothing of it is there."""
    original = importing.look
    calls = []

    def looking(*arguments, **options):
        report = original(*arguments, **options)
        if not calls:
            factories.make_program(plan, register[0].lead, name="Baru")
        calls.append(1)
        return report

    monkeypatch.setattr(importing, "look", looking)
    with pytest.raises(UnreadableSheet):
        importing.take(plan, sheet(row("Lain"), row("Baru")), by=cast.editor)
    assert len(calls) == 2 and not Program.objects.filter(name="Lain").exists()


@pytest.mark.slow
def test_two_thousand_programs_go_out_and_in_within_seconds(plan, organisations, cast):
    sub = SubDimension.objects.first()
    Program.objects.bulk_create(
        Program(plan=plan, lead=organisations.dinkes, subdimension=sub, name=f"P {n}", first_year=2026, last_year=2027)
        for n in range(2000)
    )
    start = time.monotonic()
    content = downloaded(plan)
    out = time.monotonic()
    assert len(importing.look(plan, content).rows) == 2000
    looked = time.monotonic()
    assert importing.take(plan, content, by=cast.editor).same_count == 2000
    taken = time.monotonic()
    # Bounds of an idle machine, with room for a busy one.
    assert out - start < 9 and looked - out < 18 and taken - looked < 30
    print(f"out {out - start:.1f} s, look {looked - out:.1f} s, take {taken - looked:.1f} s")


def merged(plan) -> bytes:
    book = load_workbook(io.BytesIO(sheet(row(), row("Dua"))))
    book.active.merge_cells("C2:C3")
    return saved(book)
