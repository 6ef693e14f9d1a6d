"""Each live block with data and without, its parameters, its faults, its queries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterplan.blocks import BLOCKS, NUMBERS, BlockFigure, BlockRich, BlockTable, Place, Records, compute
from masterplan.blocks.drawing import Look, draw
from masterplan.blocks.registry import Block
from masterplan.models import BlockKind, Section
from masterplan.rendering import draw_block
from quickwins.models import BudgetLine, Indicator, Program, Target
from quickwins.reporting import all_money, dimension_summaries, horizon_of, horizons
from stakeholders.models import Commitment

from . import block_records

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOWHERE = Place()
QUERIES = {"indicator_table": "set=dimension&dimension=living"}


@pytest.fixture
def records(plan, organisations) -> Records:
    block_records.fill(plan, organisations)
    return Records(plan, NOW)


# They tell numbers of dimensions, sources and days, and no name that a person gave.
FIGURES_ONLY = ("budget_by_source", "dimension_summary", "program_dashboard", "program_heat_map", "s_curve")


def pieces(records: Records, name: str, query: str = "", place: Place = NOWHERE):
    drawn = compute(name, query, place, records)
    assert not drawn.problem, drawn.problem
    return drawn.pieces


def table(records: Records, name: str, query: str = "", place: Place = NOWHERE) -> BlockTable:
    return next(piece for piece in pieces(records, name, query, place) if isinstance(piece, BlockTable))


def column(found: BlockTable, key: str) -> list[str]:
    index = [row.key for row in found.columns].index(key)
    return [row[index].text for row in found.rows]


def test_every_block_of_the_outline_exists(db):
    block_records.load_kinds()
    assert set(BlockKind.objects.values_list("key", flat=True)) == set(BLOCKS)


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_block_draws_its_records_on_screen_and_in_print(records, name):
    drawn = compute(name, QUERIES.get(name, ""), Place(), records)
    assert not drawn.problem
    assert not drawn.empty
    for piece in drawn.pieces:
        for is_print in (True, False):
            html = draw(piece, Look(is_print))
            assert "Layanan" in html or isinstance(piece, BlockFigure) or name in FIGURES_ONLY


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_block_without_data_says_so_and_draws_nothing(plan, name):
    block_records.load_kinds()
    drawn = compute(name, QUERIES.get(name, ""), Place(), Records(plan, NOW))
    assert not drawn.problem
    assert drawn.pieces == ()
    assert drawn.empty == BlockKind.objects.get(key=name).empty


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_block_escapes_what_people_named(plan, organisations, name):
    block_records.fill(plan, organisations, name="<script>{{ 7*7 }}</script>&")
    drawn = compute(name, QUERIES.get(name, ""), Place(), Records(plan, NOW))
    html = "".join(draw(piece, Look(is_print=True)) for piece in drawn.pieces)
    assert "<script" not in html
    assert name in FIGURES_ONLY or "{{ 7*7 }}" in html


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_block_takes_the_same_queries_for_three_and_for_thirty_rows(plan, organisations, name):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            drawn = compute(name, QUERIES.get(name, ""), Place(), Records(plan, NOW))
            assert not drawn.problem
        return len(captured)

    block_records.fill(plan, organisations, 3)
    few = count()
    Program.objects.bulk_create(
        Program(plan=plan, name=f"Lain {number}", lead=organisations.dinkes, first_year=2026, last_year=2028,
                subdimension=plan.dimensions.first().subdimensions.first())
        for number in range(27)
    )  # fmt: skip
    assert count() == few
    assert few <= 34


def test_block_of_a_group_without_any_data_is_empty_and_not_wrong(plan):
    block_records.load_kinds()
    drawn = compute("region_facts", "group=key_figures", NOWHERE, Records(plan, NOW))
    assert drawn.empty and not drawn.problem


def test_unknown_block_parameter_and_value_are_boxed(records):
    for name, query in (
        ("no_such_block", ""),
        ("program_matrix", "colour=red"),
        ("program_matrix", "dimension=mars"),
        ("program_matrix", "only_quickwin=perhaps"),
        ("bimtek_attendance", "phase=99999999"),
        ("program_matrix", "dimension=living&subdimension=<script>"),
    ):
        drawn = compute(name, query, Place(), records)
        assert drawn.problem and not drawn.pieces, (name, query)


def test_failing_block_is_boxed_and_the_next_one_is_drawn(records, monkeypatch):
    def fail(asked):
        raise RuntimeError("broken")

    monkeypatch.setitem(BLOCKS, "glossary", Block("glossary", {}, (), fail))
    assert "tidak dapat digambar" in compute("glossary", "", Place(), records).problem
    assert table(records, "issue_list").rows


def test_failing_query_leaves_the_transaction_usable(records, monkeypatch):
    def fail(plan):
        with connection.cursor() as cursor:
            cursor.execute("select 1/0")

    monkeypatch.setattr("masterplan.blocks.records.analysis.terms", fail)
    assert compute("glossary", "", Place(), records).problem
    assert table(records, "issue_list").rows


def test_block_takes_dimension_from_its_section(records):
    found = table(records, "program_matrix", place=Place("society", "sub"))
    assert column(found, "program")[0].startswith("Layanan")
    assert "Smart Society" in found.title
    everything = table(records, "program_matrix", "dimension=&subdimension=", Place("society", "sub"))
    assert len(everything.rows) == 3 > len(found.rows)


def test_column_taken_out_by_the_administrator_is_not_printed(records):
    kind = BlockKind.objects.get(key="issue_list")
    kind.columns = [{"key": "issue", "title": "Isu"}, {"key": "no", "title": "Nomor"}]
    kind.save()
    found = table(records, "issue_list")
    assert [row.title for row in found.columns] == ["Isu", "Nomor"]
    assert [row[1].text for row in found.rows] == ["1", "2", "3"]


def test_loading_kinds_again_keeps_what_the_administrator_changed(db):
    block_records.load_kinds()
    BlockKind.objects.filter(key="glossary").update(name="Kamus")
    block_records.load_kinds()
    assert BlockKind.objects.get(key="glossary").name == "Kamus"


def test_zero_and_none_differ_in_money(records, plan):
    BudgetLine.objects.filter(year=2026).delete()
    found = table(records, "quickwin_list")
    assert column(found, "budget") == ["0"]
    BudgetLine.objects.all().delete()
    assert column(table(Records(plan, NOW), "quickwin_list"), "budget") == ["–"]


def test_sums_of_money_agree(records):
    by_source = table(records, "budget_by_source")
    by_dimension = table(records, "budget_by_source", "group_by=dimension")
    summary = table(records, "dimension_summary")
    whole = sum(line.ceiling for line in BudgetLine.objects.all())
    assert by_source.total[-1].value == by_dimension.total[-1].value == summary.total[-1].value == whole
    assert sum(row[-1].value for row in summary.rows) == whole
    assert by_source.total[-1].text == "6.300,0"


def test_summary_counts_each_program_once(records):
    found = table(records, "dimension_summary")
    counts = [[cell.value for cell in row[1:5]] for row in (*found.rows, found.total)]
    assert all(sum(row[1:]) == row[0] for row in counts)
    assert counts[-1][0] == 3
    rows = dimension_summaries(records.dimensions, records.horizons, records.programs, records.actions)
    assert sum(row.budget for row in rows) == sum(line.amount for line in all_money(records.programs, records.actions))


def test_program_outside_all_terms_counts_in_the_nearest(records, plan):
    assert [horizon_of(year, horizons(plan)) for year in (2020, 2026, 2028, 2050)] == [
        "short",
        "short",
        "medium",
        "long",
    ]


def test_only_verified_readings_are_printed(records):
    found = table(records, "indicator_table")
    index = [row.key for row in found.columns].index("last")
    assert {row[index].lines for row in found.rows} == {("43", "(TW 1 2026)")}


def test_commitments_that_are_not_signed_never_appear(records, plan):
    Commitment.objects.filter(title__endswith="0").update(state="cancelled", cancelled_reason="Batal")
    for query in ("", "state=", "state=signed"):
        assert len(table(Records(plan, NOW), "commitment_list", query).rows) == 2
    assert compute("commitment_list", "state=draft", Place(), records).problem


def test_equal_scores_share_a_rank(records):
    found = table(records, "quickwin_scores")
    assert column(found, "rank") == ["1", "1", "1"]
    assert column(found, "mean") == ["3,00", "3,00", "3,00"]


def test_evaluation_adds_up_with_absent_as_zero(records):
    found = table(records, "evaluation_scores")
    assert [[cell.text for cell in row[1:]] for row in found.rows] == [["40", "3,41", "1,36"], ["60", "–", "0,00"]]
    assert found.total[-1].text == "1,36"


def test_roadmap_shows_targets_and_marks(records):
    found = table(records, "roadmap")
    assert [row.title for row in found.columns[3:]] == ["2026", "2027", "2028", "2029", "2030"]
    marks = table(records, "roadmap", "show=marks&horizon=medium")
    assert {cell.text for row in marks.rows for cell in row[3:]} == {"●"}


def test_tables_turn_the_page_only_when_they_must(records):
    for name, query, is_wide in (
        ("roadmap", "", False),
        ("program_matrix", "", True),
        ("indicator_table", "set=dimension&dimension=living", False),
        ("indicator_table", "", True),
        ("commitment_list", "", True),
        ("glossary", "", False),
    ):
        assert table(records, name, query).is_wide is is_wide, name


def test_targets_open_into_years_until_there_are_too_many(records):
    heads = [row.title for row in table(records, "program_matrix").columns]
    assert [head for head in heads if head.startswith("Target")] == [f"Target {year}" for year in range(2026, 2031)]
    indicator = Indicator.objects.filter(program__isnull=False).first()
    Target.objects.bulk_create(Target(indicator=indicator, year=year, value=1) for year in range(2031, 2036))
    again = table(Records(records.plan, NOW), "program_matrix")
    assert "Target per tahun" in [row.title for row in again.columns]


def test_attendance_is_counted(records):
    found = table(records, "bimtek_attendance")
    assert [cell.text for cell in found.total[3:5]] == ["3", "3"]
    assert len(pieces(records, "bimtek_attendance", "detail=list&phase=1")) == 1


def test_live_numbers_are_written_as_the_tables_count(records):
    assert NUMBERS["program_count"](records) == "3"
    assert NUMBERS["quickwin_count"](records) == "1"
    assert NUMBERS["commitment_signed_count"](records) == "3"
    assert NUMBERS["opd_count"](records) == table(records, "dimension_summary").total[-2].text
    assert NUMBERS["budget_total"](records) == "Rp6,3 miliar"


def test_charts_are_drawn_as_pictures_with_a_finding(records):
    figure = next(piece for piece in pieces(records, "budget_by_source") if isinstance(piece, BlockFigure))
    html = draw(figure, Look(is_print=True, anchor="g-x-1", number="4.1"))
    assert html.count("<svg") == 1
    assert 'role="img"' in html and "Rp6,3 miliar" in html
    assert "<b>Gambar 4.1</b>" in html


def test_preview_of_a_block_has_no_number(records, plan):
    section = Section.objects.get(key="b1.two.living")
    html = draw_block("program_matrix", "", section)
    assert "<b>Tabel" not in html and "<table>" in html
    assert "tidak dikenal" in draw_block("program_matrix", "x=1", section)


def test_factsheets_are_rich_with_data(records):
    sheet = pieces(records, "quickwin_factsheets")[0]
    assert isinstance(sheet, BlockRich)
    html = draw(sheet, Look(is_print=True, level=2))
    assert "<h3>Layanan 0</h3>" in html and "Rp1.850.000.000" in html
    assert sheet.data_rows
