"""Pictures of the register: what they say, the table of each, and the light with its rule."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from quickwins import lights, pictures
from quickwins.models import BudgetLine, Milestone, Program, ProgressReport
from quickwins.pictures.timing import curves_of, value_on
from quickwins.reporting import DimensionRow, MilestoneRow, Money, ReportRow, programs
from tests import factories

TODAY = date(2026, 11, 23)


@pytest.fixture
def program(plan, organisations):
    """Four milestones, one of them late; reported at 50 percent, 400 of 1,000 spent."""
    program = factories.make_program(
        plan, organisations.dinkes, name="Antrean", state="running", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31), last_year=2026, impact=5, effort=2,
    )  # fmt: skip
    first = Milestone.objects.create(program=program, title="Alur", due_on=date(2026, 3, 31), done_on=date(2026, 3, 20))
    Milestone.objects.create(
        program=program, title="Uji coba", due_on=date(2026, 6, 30), done_on=date(2026, 7, 2), depends_on=first
    )
    Milestone.objects.create(program=program, title="Rujukan", due_on=date(2026, 9, 30))
    Milestone.objects.create(program=program, title="Serah terima", due_on=date(2026, 12, 31))
    ProgressReport.objects.create(program=program, reported_on=date(2026, 9, 1), percent=50, spent=400, text="Setengah")
    ProgressReport.objects.create(program=program, reported_on=date(2026, 3, 1), percent=20, text="Mulai")
    BudgetLine.objects.create(program=program, year=2026, source=factories.make_source(), ceiling=1000)
    return program


@pytest.fixture
def row(plan, program):
    return programs(plan)[0]


def test_milestone_is_told_done_late_or_planned_in_words(row):
    picture = pictures.gantt(row, TODAY)
    assert [cells[-1] for cells in picture.rows] == [
        "Tercapai",
        "Tercapai",
        "Terlambat, terlambat 54 hari",
        "Direncanakan",
    ]
    assert picture.rows[1][3] == "Alur"  # waits for
    assert picture.finding == "4 tonggak: 2 tercapai, 1 terlambat."
    svg = str(picture.svg)
    assert 'role="img"' in svg and "terlambat 54 hari" in svg and "Hari ini" in svg and "stroke-dasharray" in svg


def test_days_of_a_picture_follow_the_language_of_the_page(row):
    row = replace(row, milestones=(MilestoneRow("Uji", date(2026, 8, 17), None),))
    assert pictures.gantt(row, TODAY).rows[0][1] == "17 Agu 2026"
    with translation.override("en"):
        assert pictures.gantt(row, TODAY).rows[0][1] == "17 Aug 2026"


def test_stopped_program_has_no_late_milestone(row):
    picture = pictures.gantt(replace(row, state="stopped"), TODAY)
    assert "0 terlambat" in picture.finding


def test_nothing_to_draw_is_no_picture(row):
    bare = replace(row, milestones=(), reports=(), impact=None)
    assert pictures.gantt(bare, TODAY) is None
    assert pictures.s_curve([bare], TODAY) is None
    assert pictures.impact_effort([bare]) is None
    assert pictures.by_group([], by="opd") is None
    assert pictures.heat_map([], [], [2026]) is None


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 1, 1), 0),
        (date(2026, 1, 1), 0),
        (date(2026, 3, 31), 25),
        (date(2026, 9, 30), 75),
        (date(2030, 1, 1), 100),
    ],
)
def test_plan_rises_with_each_milestone(row, day, percent):
    assert value_on(curves_of([row], TODAY).planned, day) == percent


def test_curve_tells_steps_and_money(row):
    picture = pictures.s_curve([row], TODAY)
    assert picture.finding.startswith("Rencana 90 persen, kemajuan 50 persen hari ini.")
    curves = curves_of([row], TODAY)
    assert [percent for _day, percent in curves.money_spent] == [0.0, 40.0]
    assert value_on(curves.money_planned, date(2026, 12, 31)) == 100
    assert 49 < value_on(curves.money_planned, date(2026, 7, 2)) < 51
    days = [day for day, _percent in curves.reported]
    assert days == sorted(days) and days[-1] == TODAY


def test_curve_of_many_weighs_money_as_it_is(row):
    rich = replace(
        row, budget=(Money(2026, "csr", "CSR", 2, False, 3000),), reports=(ReportRow(date(2026, 9, 1), 0, 0),)
    )
    curves = curves_of([row, rich], TODAY)
    assert curves.money_spent[-1][1] == 10  # 400 of 4,000
    assert curves.reported[-1][1] == 25


def test_day_of_a_leap_year_is_a_day(row):
    leap = replace(row, starts_on=date(2028, 2, 29), milestones=(MilestoneRow("Satu", date(2028, 2, 29), None),))
    assert "1 tonggak" in pictures.gantt(leap, date(2028, 2, 29)).finding


def test_impact_and_effort_number_the_programs(row):
    small = replace(row, name="Kecil", impact=5, effort=2)
    great = replace(row, name="Besar", impact=4, effort=5)
    stopped = replace(row, name="Berhenti", state="stopped")
    picture = pictures.impact_effort([row, small, great, stopped])
    assert [cells[:2] for cells in picture.rows] == [("1", "Antrean"), ("2", "Kecil"), ("3", "Besar")]
    assert picture.finding.startswith("2 dari 3 program")
    assert ">1, 2<" in str(picture.svg)


def test_heat_map_counts_what_runs_in_a_year(row):
    dimension = DimensionRow(row.dimension, row.dimension_name, "L", "#000000")
    picture = pictures.heat_map([dimension], [row, replace(row, first_year=2027, last_year=2028)], [2026, 2027])
    assert picture.rows == ((row.dimension_name, "1", "1"),)


def test_groups_add_up_to_the_register(row):
    rows = [row, replace(row, lead="Lain", progress=90), replace(row, state="stopped")]
    picture = pictures.by_group(rows, by="opd")
    assert [cells[:2] for cells in picture.rows] == [("Dinkes", "1"), ("Lain", "1")]


# ---- The light ----


@pytest.mark.parametrize(
    ("percent", "done", "old", "kind"),
    [(95, True, False, "ok"), (80, True, False, "warn"), (60, True, False, "bad"), (95, False, False, "bad"), (95, True, True, "calm"), (60, True, True, "bad")],
)  # fmt: skip
def test_light_follows_its_rule_and_old_beats_green(row, percent, done, old, kind):
    steps = tuple(
        replace(step, done_on=step.due_on if done and step.due_on < TODAY else step.done_on) for step in row.milestones
    )
    light = lights.light_of(
        replace(row, milestones=steps, reports=(ReportRow(date(2026, 11, 20), percent),)), TODAY, has_old_values=old
    )
    assert (light.kind, bool(light.label), bool(light.why)) == (kind, True, True)


def test_only_a_running_program_has_a_light(row):
    assert lights.light_of(replace(row, state="finished"), TODAY, has_old_values=False) is None


def test_silence_is_not_green(row):
    steps = tuple(replace(step, done_on=step.due_on) for step in row.milestones)
    light = lights.light_of(
        replace(row, milestones=steps, reports=(ReportRow(date(2026, 8, 1), 100),)), TODAY, has_old_values=False
    )
    assert light.kind == "calm"


# ---- Pages ----


def test_page_shows_each_picture_with_its_table(client, cast, plan, program):
    client.force_login(cast.reviewer)
    page = client.get(reverse("quickwins:program_pictures")).content.decode()
    assert page.count('<svg role="img"') == 6 and page.count('<table class="tbl">') == 5  # the curve is drawn twice
    for title in ("Kemajuan menurut dimensi", "Kemajuan menurut OPD", "Dampak dan upaya", "Kurva S seluruh program"):
        assert title in page


def test_program_shows_its_light_and_the_rule(client, cast, program, monkeypatch):
    monkeypatch.setattr("quickwins.views.detail.today_wita", lambda: TODAY)
    client.force_login(cast.reviewer)
    page = client.get(program.get_absolute_url()).content.decode()
    assert "Merah: jauh tertinggal" in page and "Kuning: tertinggal 10 poin" in page


def test_words_of_people_stay_words_in_a_picture(row):
    bad = '<script>alert(1)</script>"&'
    picture = pictures.gantt(replace(row, milestones=(MilestoneRow(bad, date(2026, 3, 1), None),)), TODAY)
    assert "<script" not in str(picture.svg)


def test_pictures_take_a_constant_number_of_queries(
    client, cast, plan, program, organisations, django_assert_max_num_queries
):
    client.force_login(cast.reviewer)
    url = reverse("quickwins:program_pictures")
    client.get(url)
    for _ in range(12):
        factories.make_program(plan, organisations.dinkes, impact=2, effort=3)
    with django_assert_max_num_queries(26):
        client.get(url)
    assert Program.objects.count() == 13
