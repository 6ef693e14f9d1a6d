"""Data requests: asked, delivered, returned, verified by a second person; tables are checked cell by cell."""

from __future__ import annotations

import io
import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from formats.dates import today_wita
from stakeholders import data_requests
from stakeholders.data_requests import DataRefused, Delivery
from stakeholders.models import DataRequest, Dataset
from stakeholders.tables import BadTable, Column, read_columns, rows_of_text, rows_of_workbook, template, write_columns
from tests import factories
from tests.files import corpus

COLUMNS = [
    {"name": "Kecamatan", "kind": "text", "unit": ""},
    {"name": "Kunjungan", "kind": "integer", "unit": "orang"},
    {"name": "Rerata", "kind": "decimal", "unit": ""},
    {"name": "Per", "kind": "date", "unit": ""},
]
ASKED = [Column.of(one) for one in COLUMNS]


@pytest.fixture
def asked(plan, organisations) -> DataRequest:
    return factories.make_data_request(plan, organisations.dinkes, columns=COLUMNS, form="table")


def deliver(asked: DataRequest, by, **values) -> data_requests.DataAnswer:
    return data_requests.deliver(asked.pk, by=by, delivery=Delivery(rows=[["Belopa", 12, 1.5, "2026-01-02"]], **values))


# ---- States ----


def test_answer_goes_back_and_forth_and_becomes_data(asked, cast):
    deliver(asked, cast.contributor, source="Rekap")
    data_requests.give_back(asked.pk, by=cast.editor, answer_number=1, reason="Belum ada Desember")
    deliver(asked, cast.contributor, source="Rekap lengkap", reference_year=2025)
    dataset = data_requests.verify(asked.pk, by=cast.editor, answer_number=2, is_open=True)
    asked.refresh_from_db()
    assert asked.state == "verified" and asked.answers.count() == 2
    assert [one.to_state for one in asked.state_changes.all()] == ["verified", "delivered", "returned", "delivered"]
    assert (dataset.version, dataset.is_newest, dataset.is_open, dataset.source) == (1, True, True, "Rekap lengkap")
    assert dataset.rows == [["Belopa", 12, 1.5, "2026-01-02"]] and dataset.verified_by == cast.editor


def test_newer_data_of_the_same_kind_is_a_new_version(asked, cast, plan, organisations):
    deliver(asked, cast.contributor)
    first = data_requests.verify(asked.pk, by=cast.editor, answer_number=1)
    again = factories.make_data_request(plan, organisations.dinkes, columns=COLUMNS, title=asked.title.upper())
    deliver(again, cast.contributor)
    second = data_requests.verify(again.pk, by=cast.editor, answer_number=1)
    first.refresh_from_db()
    assert (second.key, second.version, second.is_newest, first.is_newest) == (first.key, 2, True, False)


def test_nobody_checks_what_he_delivered(asked, cast):
    deliver(asked, cast.editor)
    for deed in (
        lambda: data_requests.verify(asked.pk, by=cast.editor, answer_number=1),
        lambda: data_requests.give_back(asked.pk, by=cast.editor, answer_number=1, reason="x"),
    ):
        with pytest.raises(DataRefused):
            deed()
    assert not Dataset.objects.exists()


def test_check_is_of_the_answer_that_was_shown(asked, cast):
    deliver(asked, cast.contributor)
    deliver(asked, cast.head)
    with pytest.raises(DataRefused) as refused:
        data_requests.verify(asked.pk, by=cast.editor, answer_number=1)
    assert refused.value.stale


@pytest.mark.parametrize("state", ["requested", "returned", "verified"])
def test_only_what_was_delivered_is_checked(asked, cast, state):
    deliver(asked, cast.contributor)
    DataRequest.objects.update(state=state)
    with pytest.raises(DataRefused):
        data_requests.verify(asked.pk, by=cast.editor, answer_number=1)


def test_verified_data_takes_no_further_answer(asked, cast):
    deliver(asked, cast.contributor)
    data_requests.verify(asked.pk, by=cast.editor, answer_number=1)
    with pytest.raises(DataRefused):
        deliver(asked, cast.contributor)


def test_number_is_kept_as_number(plan, cast, organisations):
    one = factories.make_data_request(plan, organisations.dinkes, form="number", unit="orang")
    data_requests.deliver(one.pk, by=cast.contributor, delivery=Delivery(value_text="1.250,5"))
    dataset = data_requests.verify(one.pk, by=cast.editor, answer_number=1)
    assert (float(dataset.value), dataset.text, dataset.unit) == (1250.5, "1.250,5", "orang")


def test_two_checks_at_once_make_one_version(transactional_db, request):
    plan, cast = request.getfixturevalue("plan"), request.getfixturevalue("cast")
    organisations = request.getfixturevalue("organisations")
    one = factories.make_data_request(plan, organisations.dinkes)
    data_requests.deliver(one.pk, by=cast.contributor, delivery=Delivery(value_text="12"))
    start, outcomes = threading.Barrier(2), []

    def check() -> None:
        start.wait()
        try:
            data_requests.verify(one.pk, by=cast.editor, answer_number=1)
            outcomes.append("done")
        except DataRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=check) for _place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"] and Dataset.objects.count() == 1


# ---- Tables ----


def test_rows_are_read_the_indonesian_way():
    text = "Kecamatan;Kunjungan (orang);Rerata;Per\nBelopa; 1.250 ;3,5;2 Januari 2026\nBua\t7\t-1\t2026-02-01"
    assert rows_of_text(text, ASKED) == [["Belopa", 1250, 3.5, "2026-01-02"], ["Bua", 7, -1, "2026-02-01"]]


@pytest.mark.parametrize(
    "row",
    ["Belopa;12", "Belopa;1,5;2;2026-01-01", "Belopa;dua;2;2026-01-01", "Belopa;1,000,000.50;2;2026-01-01",
     "Belopa;1;2;31/02/2026", "Belopa;1;2;02/13/2026", "x" * 600 + ";1;2;2026-01-01"],
)  # fmt: skip
def test_wrong_cell_is_told_with_row_and_column(row):
    with pytest.raises(BadTable) as bad:
        rows_of_text("Bua;1;2;2026-01-01\n" + row, ASKED)
    assert "2" in bad.value.problems[0]


def test_columns_are_written_as_they_are_read():
    assert read_columns(write_columns(COLUMNS)) == COLUMNS
    for wrong in ("A;aneh", "A;bulat;orang;lagi", "A\na", ";bulat"):
        with pytest.raises(BadTable):
            read_columns(wrong)


def filled(*rows) -> bytes:
    book = load_workbook(io.BytesIO(template(ASKED, "Kunjungan")))
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_workbook_comes_back_as_it_went_out():
    assert rows_of_workbook(filled(["Belopa", 12, 2.5, today_wita()]), ASKED) == [
        ["Belopa", 12, 2.5, today_wita().isoformat()]
    ]
    # A code with leading zeros stays a text, a whole number in a text column gets no comma.
    assert rows_of_workbook(filled(["0012", 3.0, 1, "2026-01-01"]), ASKED)[0][0] == "0012"


def test_formula_merged_cells_and_rubbish_are_refused():
    with pytest.raises(BadTable):
        rows_of_workbook(filled(["=1+1", 1, 1, "2026-01-01"]), ASKED)
    book = Workbook()
    book.active.append(["a", 1, 2, "2026-01-01"])
    book.active.merge_cells("A1:B1")
    out = io.BytesIO()
    book.save(out)
    for content in (out.getvalue(), b"PK\x03\x04rusak", b""):
        with pytest.raises(BadTable):
            rows_of_workbook(content, ASKED)


# ---- Over the web ----


def test_one_question_makes_a_request_for_each_opd(plan, cast, organisations, client):
    client.force_login(cast.editor)
    data = {
        "title": "Jumlah pegawai", "form": "table", "level": "regency", "period": "2025", "due_on": "31/12/2099",
        "columns": "Golongan\nJumlah; bulat; orang", "producers": [organisations.dinkes.pk, organisations.disdik.pk],
    }  # fmt: skip
    assert client.post(reverse("stakeholders:data_request_create"), data).status_code == 302
    assert set(DataRequest.objects.values_list("producer__key", flat=True)) == {"dinkes", "disdik"}
    first = DataRequest.objects.first()
    assert first.columns[1] == {"name": "Jumlah", "kind": "integer", "unit": "orang"}
    assert first.requested_by == cast.editor and first.state_changes.get().to_state == "requested"
    for wrong in ({"due_on": "1/1/2020"}, {"columns": ""}, {"producers": ["999999999999999"]}, {"title": ""}):
        assert client.post(reverse("stakeholders:data_request_create"), data | wrong).status_code == 422


def test_asking_many_is_all_or_nothing(plan, cast, organisations):
    """W17: one request of a bundle that cannot be kept leaves none of them."""
    made = [
        DataRequest(plan=plan, producer=body, title="Data", period="2026", due_on=date(2026, 12, 31))
        for body in (organisations.dinkes, organisations.disdik)
    ]
    made[1].title = None
    with pytest.raises(IntegrityError):
        data_requests.ask(made, by=cast.editor)
    assert not DataRequest.objects.exists()


def test_delivery_over_the_web_by_rows_and_by_workbook(asked, cast, client):
    client.force_login(cast.contributor)
    url = reverse("stakeholders:data_request_deliver", args=[asked.pk])
    base = {"source": "Rekap", "reference_year": str(today_wita().year)}
    bad = client.post(url, base | {"rows": "Belopa;dua belas;1;2026-01-01"})
    assert bad.status_code == 422 and "dua belas" in bad.content.decode() and not asked.answers.exists()
    assert client.post(url, base).status_code == 422
    assert client.post(url, base | {"rows": "Belopa;12;1;2026-01-01"}).status_code == 302
    upload = SimpleUploadedFile("isian.xlsx", filled(["Bua", 5, 1, "2026-01-01"]))
    assert client.post(url, base | {"file": upload}).status_code == 302
    newest = asked.answers.first()
    assert (newest.number, newest.rows[0][0], newest.file.name) == (2, "Bua", "isian.xlsx")
    assert newest.file.organisation_id == asked.producer_id


def test_workbook_is_checked_before_anything_reads_it(asked, cast, client, monkeypatch):
    """U04, U05, U13: bombs, entities and macros never reach the reader of workbooks."""
    monkeypatch.setattr("stakeholders.tables.load_workbook", lambda *_values, **_named: pytest.fail("it was read"))
    client.force_login(cast.contributor)
    url = reverse("stakeholders:data_request_deliver", args=[asked.pk])
    bad = [(name, content) for name, content, _what in corpus.hostile() if name.endswith(".xlsx")]
    assert len(bad) >= 12
    for name, content in bad[::2]:
        data = {"source": "Dinkes", "reference_year": "2026", "file": SimpleUploadedFile(name, content)}
        assert client.post(url, data).status_code == 422, name
    assert not asked.answers.exists()


def test_workbook_of_a_million_rows_is_refused_unread(monkeypatch):
    """U15."""
    monkeypatch.setattr("stakeholders.tables.load_workbook", lambda *_values, **_named: pytest.fail("it was read"))
    row = b'<row><c t="n"><v>1</v></c></row>'
    large = corpus.office({"xl/worksheets/sheet1.xml": row * 1_000_000})
    with pytest.raises(BadTable) as refused:
        rows_of_workbook(large, ASKED)
    assert "5000" in refused.value.problems[0]


def test_template_of_another_opd_is_hidden(asked, cast, client):
    url = reverse("stakeholders:data_request_template", args=[asked.pk])
    client.force_login(cast.contributor)
    heads = [cell.value for cell in load_workbook(io.BytesIO(client.get(url).content)).active[1]]
    assert heads == ["Kecamatan", "Kunjungan (orang)", "Rerata", "Per"]
    client.force_login(cast.other_contributor)
    assert client.get(url).status_code == 404


def test_late_ones_are_marked_and_can_be_listed(plan, cast, organisations, client):
    from datetime import date

    factories.make_data_request(plan, organisations.dinkes, title="Lama sekali", due_on=date(2020, 1, 1))
    factories.make_data_request(plan, organisations.dinkes, title="Masih jauh", due_on=date(2099, 1, 1))
    client.force_login(cast.editor)
    url = reverse("stakeholders:data_request_list")
    everything = client.get(url)
    assert [(one["row"].title, one["late"]) for one in everything.context["rows"]] == [
        ("Lama sekali", True),
        ("Masih jauh", False),
    ]
    late = client.get(url, {"tenggat": "terlambat"})
    assert [one["row"].title for one in late.context["rows"]] == ["Lama sekali"]


def test_own_data_of_the_custodian_is_checked_by_the_coordinator(plan, cast, organisations):
    own = factories.make_data_request(plan, organisations.kominfo, state="delivered")
    other = factories.make_data_request(plan, organisations.dinkes, state="delivered")
    assert list(DataRequest.objects.verifiable_by(cast.reviewer)) == [own]
    assert set(DataRequest.objects.verifiable_by(cast.editor)) == {own, other}
    assert not DataRequest.objects.verifiable_by(cast.contributor).exists()
