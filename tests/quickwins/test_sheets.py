"""The register as a file: the programs of the list, strings as strings."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from quickwins import importing
from quickwins.models import BudgetLine
from tests import factories

URL = "quickwins:program_download"


@pytest.fixture
def download(client, cast, monkeypatch):
    """`download(query)` asks for the file as a reviewer on 23 November 2026."""
    monkeypatch.setattr("quickwins.views.downloads.today_wita", lambda: date(2026, 11, 23))
    client.force_login(cast.reviewer)
    return lambda query="": client.get(reverse(URL) + query)


def cells(response):
    book = load_workbook(io.BytesIO(response.content))
    return [[(cell.value, cell.data_type) for cell in row] for row in book.active.iter_rows()]


def test_file_holds_exactly_the_filtered_programs(plan, organisations, download):
    factories.make_program(plan, organisations.dinkes, name="Antrean")
    factories.make_program(plan, organisations.disdik, name="Murid baru", state="running")
    assert [row[0][0] for row in cells(download("?tahap=running"))][1:] == ["Murid baru"]
    assert [row[0][0] for row in cells(download("?urut=-nama"))][1:] == ["Murid baru", "Antrean"]
    assert len(cells(download("?opd=gone"))) == 3


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "@cmd", "-2", '=HYPERLINK("x")', "00123", "1.000", "2026-01-01"])
def test_text_stays_text_and_never_becomes_a_formula(plan, organisations, download, name):
    factories.make_program(plan, organisations.dinkes, name=name, budget_code="2.16.03.2.02.0035")
    row = cells(download())[1]
    assert row[0] == (name, "s")
    assert ("2.16.03.2.02.0035", "s") in row
    text = download("?bentuk=csv").content.decode("utf-8-sig")
    shown = list(csv.reader(io.StringIO(text), delimiter=";"))[1][0]
    assert shown == (f"'{name}" if name[0] in "=+-@" else name)


def test_money_is_a_number_in_whole_rupiah_and_nothing_is_empty(plan, organisations, download):
    program = factories.make_program(plan, organisations.dinkes, name="Antrean")
    row = cells(download())[1]
    assert row[11] == (None, "n")
    BudgetLine.objects.create(program=program, year=2026, source=factories.make_source(), ceiling=1_850_000_001)
    assert cells(download())[1][11] == (1_850_000_001, "n")


def offered(book, column: str) -> list[str]:
    """What the drop-down of a column offers, read as a spreadsheet does."""
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    (rule,) = [one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{heads[column]}2:")]
    assert rule.type == "list" and rule.allow_blank
    name, _sign, area = rule.formula1.partition("!")
    cells = book[name.strip("'")][area.replace("$", "")]
    return [one.value for (one,) in cells]


@pytest.mark.parametrize("query", ["bentuk=templat", "bentuk=xlsx"])
def test_workbook_offers_what_may_be_chosen(client, cast, plan, organisations, query):
    client.force_login(cast.editor)
    factories.make_program(plan, organisations.dinkes)
    content = client.get(reverse("quickwins:program_download") + f"?{query}").content
    book = load_workbook(io.BytesIO(content))
    assert offered(book, "Dimensi") == ["Smart Living", "Smart Society"]
    assert offered(book, "Sub-dimensi") == ["Sub living", "Sub society"]
    assert {"Dinkes", "Disdik"} <= set(offered(book, "OPD"))
    assert all(one.sheet_state == "visible" for one in book.worksheets)


def test_filled_template_is_taken(client, cast, plan, organisations):
    client.force_login(cast.editor)
    book = load_workbook(io.BytesIO(client.get(reverse("quickwins:program_download") + "?bentuk=templat").content))
    heads = {cell.value: cell.column for cell in book.worksheets[0][1]}
    for head, value in {
        "Program": "Telemedisin", "Dimensi": "Smart Living", "Sub-dimensi": "Sub living", "OPD": "Dinkes",
        "Tahun awal": 2026, "Tahun akhir": 2027,
    }.items():  # fmt: skip
        book.worksheets[0].cell(2, heads[head], value)
    out = io.BytesIO()
    book.save(out)
    assert [one.program.name for one in importing.look(plan, out.getvalue()).new] == ["Telemedisin"]
