"""The schedule as pictures: positions of bars, late steps, plan against progress."""

from datetime import date

import pytest

from quickwins import schedule
from quickwins.models import Milestone, Program, ProgressReport

TODAY = date(2026, 11, 23)


@pytest.fixture
def program():
    return Program(name="Antrean", state="running", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))


def step(title, due_on, done_on=None, depends_on=None):
    return Milestone(title=title, due_on=due_on, done_on=done_on, depends_on=depends_on)


@pytest.fixture
def steps():
    first = step("Alur", date(2026, 3, 31), date(2026, 3, 20))
    return [
        first,
        step("Uji coba", date(2026, 6, 30), date(2026, 7, 2), first),
        step("Rujukan", date(2026, 9, 30)),
        step("Serah terima", date(2026, 12, 31)),
    ]


def test_bar_is_done_late_or_to_come(program, steps):
    gantt = schedule.gantt(program, steps, TODAY)
    assert [bar.kind for bar in gantt.bars] == ["done", "done", "late", "bar"]
    assert (gantt.done, gantt.late) == (2, 1)
    assert all(schedule.LABELS <= bar.x <= bar.x + bar.width <= gantt.width for bar in gantt.bars)
    assert gantt.bars[0].x < gantt.bars[1].x < gantt.bars[2].x
    assert [name for *_, name in gantt.ticks][:3] == ["Jan", "Feb", "Mar"] and len(gantt.ticks) == 12


def test_stopped_program_has_no_late_step(program, steps):
    program.state = "stopped"
    assert schedule.gantt(program, steps, TODAY).late == 0


def test_schedule_of_many_years_is_marked_by_years(program, steps):
    program.ends_on = date(2030, 12, 31)
    gantt = schedule.gantt(program, steps, TODAY)
    assert [name for *_, name in gantt.ticks] == ["2026", "2027", "2028", "2029", "2030"]


def test_program_without_dates_has_no_picture(program):
    assert schedule.gantt(program, [], TODAY) is None
    program.starts_on = program.ends_on = None
    assert schedule.gantt(program, [step("Satu", date(2028, 2, 29))], TODAY) is None
    assert schedule.s_curve(program, [], [], TODAY) is None


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 1, 1), 0),
        (date(2026, 1, 1), 0),
        (date(2026, 3, 31), 25),
        (date(2026, 9, 30), 75),
        (date(2026, 12, 31), 100),
        (date(2030, 1, 1), 100),
    ],
)
def test_plan_rises_with_each_step(program, steps, day, percent):
    assert schedule.planned_on(schedule.planned(program, steps), day) == percent


def test_plan_rises_in_proportion_between_steps(program, steps):
    middle = schedule.planned_on(schedule.planned(program, steps), date(2026, 11, 15))
    assert 75 < middle < 100


def test_curve_tells_how_far_behind_the_program_is(program, steps):
    reports = [
        ProgressReport(reported_on=date(2026, 9, 1), percent=50),
        ProgressReport(reported_on=date(2026, 3, 1), percent=20),
    ]
    curve = schedule.s_curve(program, steps, reports, TODAY)
    assert curve.actual_now == 50 and curve.plan_now == 90
    assert curve.behind == 40 and curve.is_behind
    assert len(curve.actual.split()) == 4  # start, two reports in order of their days, today
    xs = [float(point.split(",")[0]) for point in curve.actual.split()]
    assert xs == sorted(xs)
