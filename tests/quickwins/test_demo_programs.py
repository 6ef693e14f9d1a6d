"""The demo's register: the files agree with the reference data and with themselves; sowing is complete and repeatable."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models

from accounts.models import Organisation, User
from quickwins.demo import seed
from quickwins.demo.related import quarter_end, read
from quickwins.models import (
    Action,
    BudgetLine,
    Indicator,
    Milestone,
    Program,
    ProgramStateChange,
    ProgressReport,
    Reading,
    Score,
    StrategicIssue,
    Vision,
)
from quickwins.models.program import BUDGET_CODE
from tests import factories

PROGRAMS = read("programs.toml")["programs"]
ACTIONS = read("actions.toml")["actions"]
DIRECTION = read("direction.toml")
TODAY = read("programs.toml")["today"]
REFERENCE = tomllib.loads(
    (Path(settings.BASE_DIR) / "luwu_smartcity" / "data" / "reference.toml").read_text(encoding="utf-8")
)
YEARS = {str(year) for year in range(2026, 2031)}
UNDECIDED = {"proposed", "scored"}
# The regency's yearly budget (APBD 2023) in rupiah: smart city may take a small part of it only.
APBD = 1_472_270_000_000

by_key = pytest.mark.parametrize("row", PROGRAMS, ids=lambda row: row["key"])


def keys(table: str) -> set[str]:
    return {row["key"] for row in REFERENCE[table]}


def subdimensions() -> set[tuple[str, str]]:
    return {(row["key"], sub["key"]) for row in REFERENCE["dimensions"] for sub in row["subdimensions"]}


def amounts(rows: list[dict]) -> list[int]:
    return [value for row in rows for line in row["budget"] for value in line["ceiling"].values()]


# ---- The files ----


def test_register_has_forty_different_programs():
    assert len(PROGRAMS) == 40
    for field in ("key", "name", "objective", "strategy", "summary", "benefit_people", "uniqueness"):
        assert len({row[field] for row in PROGRAMS}) == 40, field


def test_register_fills_every_subdimension():
    assert {(row["dimension"], row["subdimension"]) for row in PROGRAMS} == subdimensions()


def test_one_quick_win_is_chosen_per_dimension():
    chosen = [row for row in PROGRAMS if row.get("quickwin_state") == "chosen"]
    assert Counter(row["dimension"] for row in chosen) == dict.fromkeys(keys("dimensions"), 1)
    assert {row["quickwin_year"] for row in chosen} == {2026}
    assert all(row["schedule_start"].year == row["schedule_end"].year == 2026 for row in chosen)


def test_states_are_spread():
    assert set(Counter(row["state"] for row in PROGRAMS)) == keys("program_states")


@by_key
def test_program_names_only_known_keys(row):
    assert {row["lead"], row["proposer"], *row["supporters"], *row["partners"]} <= keys("organisations")
    assert row["stage"] in keys("stages")
    assert row["innovation_type"] in keys("innovation_types") and row["innovation_kind"] in keys("innovation_kinds")
    assert row.get("quickwin_state", "") in keys("quickwin_states") | {""}
    assert {line["source"] for line in row["budget"]} <= keys("funding_sources")
    assert row["mission"] in range(1, 8) and set(row["sdg"]) <= set(range(1, 18))
    assert set(row["partners"]) <= set(read("programs.toml")["partnership_forms"])


@by_key
def test_decided_program_has_a_valid_budget_code(row):
    code = row["budget_code"]
    assert re.match(BUDGET_CODE, code) if code else row["state"] in UNDECIDED
    assert not code or code[:4] in {affair["code"] for affair in REFERENCE["affairs"]}


@by_key
def test_budget_is_positive_and_within_the_years_of_the_program(row):
    for line in row["budget"]:
        assert line["ceiling"] and all(value > 0 for value in line["ceiling"].values())
        assert all(row["first_year"] <= int(year) <= row["last_year"] for year in line["ceiling"])
        assert all(0 <= value <= line["ceiling"][year] for year, value in line["realised"].items())
        assert set(line["realised"]) <= {"2026"}


@by_key
def test_quick_win_and_nominee_take_twelve_months_at_most(row):
    if row.get("quickwin_state") in {"chosen", "nominated"}:
        start, end = row["schedule_start"], row["schedule_end"]
        assert start < end < start.replace(year=start.year + 1)


@by_key
def test_stories_agree_with_state_and_progress(row):
    reports = row["reports"]
    assert [report["on"] for report in reports] == sorted(report["on"] for report in reports)
    assert [report["percent"] for report in reports] == sorted(report["percent"] for report in reports)
    assert all(report["on"] <= TODAY for report in reports)
    if row["state"] in {"running", "finished", "stopped"}:
        assert reports and reports[-1]["percent"] == row["progress"] and row["schedule_start"] <= TODAY
    else:
        assert not reports
    assert (row["state"] == "finished") == (row["progress"] == 100)
    assert bool(row.get("stopped_reason")) == (row["state"] == "stopped")
    assert 3 <= len(row["milestones"]) <= 6 and len(row["risks"]) == 2
    if row["state"] == "finished":
        assert all("done_on" in step for step in row["milestones"])


@by_key
def test_indicators_can_be_computed(row):
    assert 1 <= len(row["indicators"]) <= 3
    for indicator in row["indicators"]:
        targets = list(indicator["targets"].items())
        assert targets and {year for year, _ in targets} <= YEARS
        values = [value for _, value in targets]
        assert values == sorted(values, reverse=indicator["direction"] == "down"), indicator["name"]
        assert set(indicator["unverified"]) <= set(indicator["readings"])
        for period in indicator["readings"]:
            year, quarter = period.split("-Q")
            assert quarter_end(int(year), int(quarter)) <= TODAY
        if indicator["arithmetic"] == "cumulative":
            values = list(indicator["readings"].values())
            assert values == sorted(values), indicator["name"]


def test_about_twenty_candidates_are_scored_by_three_reviewers():
    scored = [row for row in PROGRAMS if row["scores"]]
    questions = [row for row in REFERENCE["quickwin_criteria"] if row["level"] == "quickwin"]
    assert {row["key"] for row in scored} >= {row["key"] for row in PROGRAMS if row.get("quickwin_state")}
    for row in scored:
        assert len(row["scores"]) == 3
        for marks in row["scores"]:
            assert len(marks) == len(questions) and all(0 <= mark <= 4 for mark in marks), row["key"]
    portfolio = {row["key"] for row in REFERENCE["quickwin_criteria"] if row["level"] == "portfolio"}
    assert set(read("programs.toml")["portfolio"]["scores"]) == portfolio


def test_choice_against_the_ranking_has_a_note():
    for dimension in keys("dimensions"):
        scored = [row for row in PROGRAMS if row["dimension"] == dimension and row["scores"]]
        best = max(scored, key=lambda row: sum(map(sum, row["scores"])))
        chosen = next(row for row in scored if row.get("quickwin_state") == "chosen")
        assert best is chosen or (chosen.get("quickwin_note") and best.get("quickwin_note"))


def test_some_milestones_are_late_but_most_are_not():
    due = [step for row in PROGRAMS if row["state"] == "running" for step in row["milestones"] if step["due"] < TODAY]
    late = [step for step in due if "done_on" not in step]
    assert 5 <= len(late) <= len(due) / 4


def test_yearly_sums_suit_a_regency():
    for year in YEARS:
        total = sum(line["ceiling"].get(year, 0) for row in PROGRAMS + ACTIONS for line in row["budget"])
        assert APBD * 0.01 < total < APBD * 0.03, (year, total)


def test_action_plan_names_only_known_keys():
    assert len({row["key"] for row in ACTIONS}) == len(ACTIONS) >= 35
    assert {row["group"] for row in ACTIONS} == keys("action_groups")
    assert {row["lead"] for row in ACTIONS} <= keys("organisations")
    assert {row["dimension"] for row in ACTIONS} == keys("dimensions") | {""}
    assert {row["program"] for row in ACTIONS} <= {row["key"] for row in PROGRAMS} | {""}
    assert {line["source"] for row in ACTIONS for line in row["budget"]} <= keys("funding_sources")
    assert all(value > 0 for value in amounts(ACTIONS))
    for row in ACTIONS:
        assert re.match(BUDGET_CODE, row["budget_code"]), row["key"]
        assert all(
            row["first_year"] <= int(year) <= row["last_year"] for line in row["budget"] for year in line["ceiling"]
        )


def test_smart_city_objectives_serve_every_subdimension_once():
    vision = next(row for row in DIRECTION["visions"] if row["scope"] == "smart_city")
    assert len(vision["missions"]) == 6 and "(contoh)" in vision["text"]
    served = [
        (mission["dimensions"][0], sub)
        for mission in vision["missions"]
        for objective in mission["objectives"]
        for sub in objective["subdimensions"]
    ]
    assert len(served) == len(set(served)) and set(served) == subdimensions()


def test_invented_main_indicators_say_so():
    assert len(DIRECTION["main_indicators"]) == 14
    for row in DIRECTION["main_indicators"]:
        assert row["example"] == row["source"].endswith("(contoh)"), row["name"]
        # A public figure has no readings of the plan's own years: nobody has published them.
        assert row["example"] or not any(period.startswith("2026") for period in row["readings"])


# ---- Sowing ----


@pytest.fixture
def reference(db) -> None:
    call_command("load_reference", verbosity=0)


@pytest.fixture
def people(reference) -> None:
    for organisation in Organisation.objects.opd():
        factories.make_user(f"{organisation.key}.staf", User.Role.CONTRIBUTOR, organisation)
        factories.make_user(f"{organisation.key}.kepala", User.Role.HEAD, organisation)
    factories.make_user("kominfo", User.Role.EDITOR)
    factories.make_user("bappelitbangda", User.Role.REVIEWER)
    factories.make_user("walidata.rencana", User.Role.REVIEWER)
    factories.make_user("sekda", User.Role.LEADER)


TABLES: list[type[models.Model]] = [
    Vision, Program, ProgramStateChange, Indicator, Reading, Milestone, BudgetLine, ProgressReport, Score, Action,
]  # fmt: skip


def contents() -> dict[str, list]:
    return {table.__name__: list(table._default_manager.order_by("pk").values_list()) for table in TABLES}


def test_sowing_twice_changes_nothing(people):
    seed.seed_directions()
    seed.seed_programs(today=TODAY)
    before = contents()
    seed.seed_directions()
    seed.seed_programs(today=TODAY)
    assert contents() == before
    assert len(before["Program"]) == 40 and len(before["Vision"]) == 3


def test_sown_rows_keep_the_rules_of_their_models(people):
    seed.seed_directions()
    seed.seed_programs(today=TODAY)
    for table in [table for table in TABLES if table is not ProgramStateChange]:
        # Uniqueness and references were proved by the database; asking again would take thousands of queries.
        references = [field.name for field in table._meta.fields if field.is_relation]
        for row in table._default_manager.all():
            row.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    assert not Reading.objects.filter(verified_by=models.F("entered_by")).exists()
    for program in Program.objects.prefetch_related("state_changes"):
        changes = list(program.state_changes.all())[::-1]
        assert [c.to_state for c in changes[:-1]] == [c.from_state for c in changes[1:]]
        assert changes[-1].to_state == program.state
        assert all(change.at.date() <= TODAY for change in changes)


def test_sowing_leaves_an_edited_program_alone(people):
    seed.seed_programs(today=TODAY)
    Program.objects.filter(key="satu-data").update(name="Portal data", progress=61)
    seed.seed_programs(today=TODAY)
    assert Program.objects.get(key="satu-data").name == "Portal data"
    assert Program.objects.count() == 40


def test_missing_people_are_tolerated(reference):
    seed.seed_directions()
    seed.seed_programs(today=TODAY)
    assert Program.objects.count() == 40
    assert not Score.objects.exists()
    assert not Reading.objects.filter(verified_at__isnull=False).exists()


def test_what_lies_after_today_is_left_out(people):
    seed.seed_programs(today=date(2026, 7, 1))
    program = Program.objects.get(key="pajak-nontunai")
    assert (program.state, program.progress) == ("running", 30)
    assert not ProgressReport.objects.filter(reported_on__gt=date(2026, 7, 1)).exists()
    assert not Milestone.objects.filter(done_on__gt=date(2026, 7, 1)).exists()
    assert not Reading.objects.filter(year=2026, quarter__gte=2).exists()


def test_strategic_issues_are_linked_when_they_come_later(people):
    seed.seed_programs(today=TODAY)
    plan = Program.objects.first().plan
    StrategicIssue.objects.create(plan=plan, key="health-reach", title="Jangkauan layanan kesehatan")
    seed.link_strategic_issues()
    linked = set(Program.objects.filter(issue__key="health-reach").values_list("key", flat=True))
    assert linked == {row["key"] for row in PROGRAMS if row["strategic_issue"] == "health-reach"}


def test_sowing_takes_a_bounded_number_of_queries(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(900):
        seed.seed_directions()
        seed.seed_programs(today=TODAY)
