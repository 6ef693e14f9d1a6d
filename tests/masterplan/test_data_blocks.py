"""Delivered data in a section: as table and as chart, with source and year, and a warning once there is a newer version."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masterplan.blocks import BlockFigure, BlockTable, Place, Records, compute
from masterplan.blocks.drawing import Look, draw
from stakeholders import data_requests
from stakeholders.data_requests import Delivery
from tests import factories

from . import block_records

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COLUMNS = [
    {"name": "Kecamatan", "kind": "text", "unit": ""},
    {"name": "Kunjungan", "kind": "integer", "unit": "orang"},
    {"name": "Rerata", "kind": "decimal", "unit": ""},
]


@pytest.fixture
def delivered(plan, cast, organisations):
    """`delivered(rows, year)` asks for the table, delivers it and has it verified; gives the dataset."""
    block_records.load_kinds()

    def deliver(rows, year):
        asked = factories.make_data_request(plan, organisations.dinkes, columns=COLUMNS, form="table")
        answer = Delivery(rows=rows, source="Dinas Kesehatan", reference_year=year)
        data_requests.deliver(asked.pk, by=cast.contributor, delivery=answer)
        return data_requests.verify(asked.pk, by=cast.editor, answer_number=1)

    return deliver


def drawn(plan, name: str, query: str = "") -> list:
    found = compute(name, query, Place(), Records(plan, NOW))
    assert not found.problem, found.problem
    return list(found.pieces)


def test_delivered_table_is_drawn_with_source_and_year(delivered, plan):
    data = delivered([["Belopa", 1250, 3.5], ["Bua", 7, ""]], 2023)
    [piece] = drawn(plan, "dataset_table", f"data={data.key}")
    assert isinstance(piece, BlockTable) and piece.source == "Dinas Kesehatan, 2023" and piece.note == ""
    assert [[cell.text for cell in row] for row in piece.rows] == [["Belopa", "1.250", "3,5"], ["Bua", "7", "–"]]
    html = draw(piece, Look(is_print=True))
    assert "Sumber: Dinas Kesehatan, 2023" in html and "Kunjungan (orang)" in html


def test_newest_version_is_drawn_and_a_chosen_one_warns(delivered, plan):
    first = delivered([["Belopa", 1, 1]], 2023)
    delivered([["Belopa", 2, 1]], 2024)
    [newest] = drawn(plan, "dataset_table", f"data={first.key}")
    assert newest.rows[0][1].text == "2" and newest.note == ""
    [kept] = drawn(plan, "dataset_table", f"data={first.key}&version=1")
    assert kept.rows[0][1].text == "1" and "lebih baru (versi 2, 2024)" in kept.note
    assert "lebih baru" in draw(kept, Look(is_print=False))
    [chart] = drawn(plan, "dataset_chart", f"data={first.key}&version=1")
    assert "lebih baru" in chart.source


def test_chart_takes_the_columns_that_are_named(delivered, plan):
    data = delivered([["Belopa", 12, 3.5], ["Bua", 7, 4], ["Kosong", "", ""]], 2023)
    [piece] = drawn(plan, "dataset_chart", f"data={data.key}")
    assert isinstance(piece, BlockFigure) and piece.rows == (("Belopa", 12.0), ("Bua", 7.0))
    assert piece.source == "Dinas Kesehatan, 2023" and "terbesar Belopa (12)" in piece.alt
    [other] = drawn(plan, "dataset_chart", f"data={data.key}&value=rerata")
    assert other.rows == (("Belopa", 3.5), ("Bua", 4.0))


@pytest.mark.parametrize("query", ["version=9", "value=aneh", "label=aneh", "version=x", "data=tidak-ada"])
def test_what_is_not_there_is_boxed(delivered, plan, query):
    data = delivered([["Belopa", 12, 3.5]], 2023)
    query = query if query.startswith("data") else f"data={data.key}&{query}"
    assert compute("dataset_chart", query, Place(), Records(plan, NOW)).problem


def test_long_table_is_cut_and_says_so(delivered, plan):
    data = delivered([[f"Desa {number}", number, 1] for number in range(320)], 2023)
    [piece] = drawn(plan, "dataset_table", f"data={data.key}")
    assert len(piece.rows) == 300 and piece.note.startswith("20 baris")
