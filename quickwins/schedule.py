"""The schedule of a program as two pictures: its steps on the months (Gantt) and plan against progress (S-curve).

All positions are worked out here and written by a template as SVG, so that the page needs no script and the picture takes
the colours of the page, light or dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from formats.dates import MONTHS_SHORT

from .models import Milestone, Program, ProgressReport

ROW, HEAD, FOOT = 34, 28, 26
GANTT_WIDTH, LABELS = 752, 196
LABEL_SIGNS = 28
MOST_MONTHS = 18
# From so many points below the plan on a program is called behind.
BEHIND = 10


def month_start(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Axis:
    """Days on a stretch of pixels; `first` stands at the left end, `last` at the right."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        share = (inside - self.first).days / max((self.last - self.first).days, 1)
        return round(self.left + share * (self.right - self.left), 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def ticks(self) -> list[tuple[date, date, str]]:
        """Months with their short names; years when there are too many months. Each from its first day to the next's."""
        starts = [self.first]
        while starts[-1] < self.last:
            starts.append(next_month(starts[-1]))
        months = list(pairwise(starts))
        if len(months) <= MOST_MONTHS:
            return [(start, end, MONTHS_SHORT[start.month - 1]) for start, end in months]
        years = sorted({start.year for start, _end in months})
        return [(max(date(year, 1, 1), self.first), min(date(year + 1, 1, 1), self.last), str(year)) for year in years]


def axis_of(program: Program, steps: Sequence[Milestone], *, left: float, right: float) -> Axis | None:
    """Whole months around the schedule and its steps; None when nothing has a date."""
    days = [day for step in steps for day in (step.due_on, step.done_on) if day]
    days += [day for day in (program.starts_on, program.ends_on) if day]
    if not days or min(days) == max(days):
        return None
    return Axis(month_start(min(days)), next_month(max(days)), left, right)


@dataclass(frozen=True)
class Bar:
    """A step: from when what it waits for is due to its own day. Pixels."""

    title: str
    y: int
    x: float
    width: float
    diamond: float
    kind: str  # done, late, bar

    @property
    def middle(self) -> int:
        return self.y + ROW // 2

    @property
    def top(self) -> int:
        return self.y + 9


@dataclass(frozen=True)
class Gantt:
    width: int
    height: int
    foot: int
    bars: list[Bar]
    ticks: list[tuple[float, float, float, str]]  # left, width, middle, name
    today: float | None
    done: int
    late: int


def gantt(program: Program, steps: Sequence[Milestone], today: date) -> Gantt | None:
    """The steps with a bar each, in order of their days; None without dates."""
    axis = axis_of(program, steps, left=LABELS, right=GANTT_WIDTH - 8)
    if axis is None or not steps:
        return None
    stopped = program.state == Program.State.STOPPED
    bars, before = [], program.starts_on or axis.first
    for place, step in enumerate(sorted(steps, key=lambda row: (row.due_on, row.position))):
        start = step.depends_on.due_on if step.depends_on else before
        start = min(start, step.due_on)
        end = step.done_on or step.due_on
        kind = "done" if step.done_on else "late" if step.due_on < today and not stopped else "bar"
        left, right = axis.x(min(start, end)), axis.x(end)
        bars.append(
            Bar(
                title=step.title if len(step.title) <= LABEL_SIGNS else step.title[: LABEL_SIGNS - 1].rstrip() + "…",
                y=HEAD + place * ROW,
                x=left,
                width=max(round(right - left, 1), 3.0),
                diamond=axis.x(end),
                kind=kind,
            )
        )
        before = step.due_on
    foot = HEAD + len(bars) * ROW
    return Gantt(
        width=GANTT_WIDTH,
        height=foot + FOOT,
        foot=foot,
        bars=bars,
        ticks=[
            (axis.x(start), round(axis.x(end) - axis.x(start), 1), round((axis.x(start) + axis.x(end)) / 2, 1), name)
            for start, end, name in axis.ticks()
        ],
        today=axis.x(today) if axis.holds(today) else None,
        done=sum(bar.kind == "done" for bar in bars),
        late=sum(bar.kind == "late" for bar in bars),
    )


# ---- S-curve ----


def planned(program: Program, steps: Sequence[Milestone]) -> list[tuple[date, float]]:
    """Percent that should be done by which day: each step weighs the same and is done on its due day."""
    days = sorted(step.due_on for step in steps)
    if not days:
        return []
    start = min(program.starts_on or days[0], days[0])
    curve = [(start, 0.0)]
    for count, day in enumerate(days, start=1):
        curve.append((day, 100 * count / len(days)))
    return curve


def planned_on(curve: Sequence[tuple[date, float]], day: date) -> float | None:
    """The plan's percent of a day, between two steps in proportion; None without a plan."""
    if not curve:
        return None
    if day <= curve[0][0]:
        return curve[0][1]
    for (before, low), (after, high) in pairwise(curve):
        if day <= after:
            return low + (high - low) * (day - before).days / max((after - before).days, 1)
    return curve[-1][1]


def reported(program: Program, reports: Iterable[ProgressReport], today: date) -> list[tuple[date, int]]:
    """Percent reported by day, oldest first, carried on to today."""
    points = sorted((row.reported_on, row.percent) for row in reports)
    if not points:
        return []
    start = min(program.starts_on or points[0][0], points[0][0])
    curve = [(start, 0)] if start < points[0][0] else []
    curve += points
    return [*curve, (today, points[-1][1])] if points[-1][0] < today else curve


@dataclass(frozen=True)
class Curve:
    """Plan and progress as polylines; `plan_now` and `actual_now` are whole percents of today."""

    width: int
    height: int
    left: int
    right: float
    foot: float
    grid: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    plan: str
    actual: str
    today: float | None
    dot: tuple[float, float] | None
    plan_now: int
    actual_now: int

    @property
    def behind(self) -> int:
        return self.plan_now - self.actual_now

    @property
    def is_behind(self) -> bool:
        return self.behind >= BEHIND


def s_curve(
    program: Program,
    steps: Sequence[Milestone],
    reports: Sequence[ProgressReport],
    today: date,
    *,
    width: int = GANTT_WIDTH,
    height: int = 250,
) -> Curve | None:
    """The S-curve in a box of this size; None without steps or reports."""
    plan, actual = planned(program, steps), reported(program, reports, today)
    narrow = width < 500
    left, top, foot = (34 if narrow else 40), 12, height - 30
    axis = axis_of(program, steps, left=left, right=width - (14 if narrow else 118))
    if not plan or not actual or axis is None:
        return None

    def y(percent: float) -> float:
        return round(foot - (foot - top) * percent / 100, 1)

    def line(points: Sequence[tuple[date, float]]) -> str:
        return " ".join(f"{axis.x(day)},{y(percent)}" for day, percent in points)

    ticks = axis.ticks()
    step = 3 if narrow and len(ticks) > 6 else 1
    return Curve(
        width=width,
        height=height,
        left=left,
        right=axis.right,
        foot=foot,
        grid=[(y(percent), f"{percent}%" if percent == 100 else str(percent)) for percent in (0, 25, 50, 75, 100)],
        ticks=[(round((axis.x(a) + axis.x(b)) / 2, 1), name) for a, b, name in ticks[::step]],
        plan=line(plan),
        actual=line([point for point in actual if axis.holds(point[0])] or actual),
        today=axis.x(today) if axis.holds(today) else None,
        dot=(axis.x(actual[-1][0]), y(actual[-1][1])),
        plan_now=round(planned_on(plan, today) or 0),
        actual_now=round(actual[-1][1]),
    )
