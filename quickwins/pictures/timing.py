"""Pictures of time: the milestones of a program (Gantt), and plan against progress (S-curve) in steps and in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from formats.dates import say_date
from formats.numbers import NONE, format_percent

from ..models import Program
from ..reporting import MilestoneRow, ProgramRow, total
from .picture import Picture, at_work, short

NARROW = 280
MOST_STEPS = 40


# ---- Gantt ----


def gantt(program: ProgramRow, today: date, *, width: int = 430) -> Picture | None:
    """Milestones on the days of one program: dependencies as lines, today as a line, late ones with a word as well."""
    steps = sorted(program.milestones, key=lambda row: row.due_on)[:MOST_STEPS]
    if not steps:
        return None
    stopped = program.state == Program.State.STOPPED
    due = {step.title: step.due_on for step in steps}
    begin = program.starts_on or steps[0].due_on
    bars, waits, rows = [], [], []
    before = min(begin, steps[0].due_on)
    late = 0
    for number, step in enumerate(steps, start=1):
        start = min(due.get(step.waits_for, before), step.due_on)
        end = step.done_on or step.due_on
        kind = _standing(step, today, stopped)
        is_late = not step.done_on and step.due_on < today and not stopped
        late += is_late
        label = f"{number}. {short(step.title)}"
        told = _("late %(days)s days") % {"days": (today - step.due_on).days} if is_late else ""
        bars.append(
            {"step": label, "start": min(start, end).isoformat(), "end": end.isoformat(), "kind": kind, "told": told}
        )
        if step.waits_for in due:
            first = next(at for at, one in enumerate(steps, start=1) if one.title == step.waits_for)
            pair = f"{first}-{number}"
            waits += [
                {"step": f"{first}. {short(step.waits_for)}", "day": due[step.waits_for].isoformat(), "pair": pair},
                {"step": label, "day": start.isoformat(), "pair": pair},
            ]
        rows.append(
            (
                step.title,
                say_date(step.due_on, "short"),
                say_date(step.done_on, "short") if step.done_on else NONE,
                step.waits_for or NONE,
                f"{kind}, {told}" if told else kind,
            )
        )
        before = step.due_on
    kinds = [_("Attained"), _("Planned"), _("Late")]
    y = {"field": "step", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 210, "domain": False}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "height": 14, "strokeWidth": 1.5},
            "encoding": {
                "y": y, "x": _day("start"), "x2": {"field": "end"},
                "color": {
                    "field": "kind", "type": "nominal", "title": None,
                    "scale": {"domain": kinds, "range": ["#27427a", "#e9edf6", "#f8e4e1"]},
                },
                "stroke": {
                    "field": "kind", "type": "nominal", "legend": None,
                    "scale": {"domain": kinds, "range": ["#27427a", "#27427a", "#9b1c1c"]},
                },
                "strokeDash": {
                    "field": "kind", "type": "nominal", "legend": None,
                    "scale": {"domain": kinds, "range": [[1, 0], [1, 0], [4, 3]]},
                },
            },
        },
        {
            "data": {"values": bars},
            "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 90, "color": "#1c2027"},
            "encoding": {"y": y, "x": _day("end")},
        },
        {
            "data": {"values": [bar for bar in bars if bar["told"]]},
            "mark": {"type": "text", "align": "left", "dx": 9, "fontWeight": 600, "color": "#9b1c1c"},
            "encoding": {"y": y, "x": _day("end"), "text": {"field": "told"}},
        },
    ]  # fmt: skip
    if waits:
        line = {"type": "line", "strokeWidth": 1.25, "color": "#61656d", "interpolate": "step-after"}
        layers.append(
            {
                "data": {"values": waits},
                "mark": line,
                "encoding": {"y": y, "x": _day("day"), "detail": {"field": "pair"}},
            }
        )
    layers += _today(today)
    done = sum(bool(step.done_on) for step in steps)
    finding = _("%(total)s milestones: %(done)s reached, %(late)s late.") % {
        "total": len(steps),
        "done": done,
        "late": late,
    }
    spec = {"width": width, "height": {"step": 30}, "layer": layers}
    heads = (_("Milestone"), _("Due on"), _("Reached on"), _("Waits for"), _("State"))
    return Picture(_("Milestones of %(name)s") % {"name": program.name}, finding, spec, heads, tuple(rows))


def _standing(step: MilestoneRow, today: date, stopped: bool) -> str:
    if step.done_on:
        return _("Attained")
    return _("Late") if step.due_on < today and not stopped else _("Planned")


def _day(field: str) -> dict[str, Any]:
    return {
        "field": field, "type": "temporal", "title": None, "scale": {"type": "utc"},
        "axis": {"format": "%b %Y", "tickCount": 6, "labelOverlap": True},
    }  # fmt: skip


def _today(today: date) -> list[dict[str, Any]]:
    """The line of today with its word."""
    data = {"values": [{"day": today.isoformat(), "word": _("Today")}]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": "#9b1c1c", "strokeWidth": 1.5},
            "encoding": {"x": _day("day")},
        },
        {
            "data": data,
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "dx": 4,
                "color": "#9b1c1c",
                "fontWeight": 600,
            },
            "encoding": {"x": _day("day"), "y": {"value": -14}, "text": {"field": "word"}},
        },
    ]


# ---- S-curve: physical and financial ----


@dataclass(frozen=True)
class Curves:
    """Percent by day of what was planned and what was done, in steps and in money. Empty where nothing is known."""

    planned: tuple[tuple[date, float], ...]
    reported: tuple[tuple[date, float], ...]
    money_planned: tuple[tuple[date, float], ...] = ()
    money_spent: tuple[tuple[date, float], ...] = ()


def curves_of(programs: Sequence[ProgramRow], today: date) -> Curves:
    """The curves of one program or of many: each milestone weighs the same, money as much as it is.

    Planned money is spent evenly over the program's days of its year; what was spent is what the newest report up to a
    day says. A program without a report stands at nothing.
    """
    live = at_work(programs)
    steps = sorted(step.due_on for row in live for step in row.milestones)
    with_steps = [row for row in live if row.milestones]
    begin = min([row.starts_on for row in with_steps if row.starts_on] + steps[:1], default=None)
    planned: list[tuple[date, float]] = []
    if begin:
        planned.append((begin, 0.0))
        planned += [(day, 100 * count / len(steps)) for count, day in enumerate(steps, start=1)]
    days = sorted({report.on for row in with_steps for report in row.reports if report.on <= today})
    weight = sum(len(row.milestones) for row in with_steps)
    reported: list[tuple[date, float]] = []
    for day in days:
        done = sum(len(row.milestones) * _newest(row, day) for row in with_steps)
        reported.append((day, done / weight))
    if reported and begin and begin < reported[0][0]:
        reported.insert(0, (begin, 0.0))
    if reported and reported[-1][0] < today:
        reported.append((today, reported[-1][1]))
    return Curves(tuple(planned), tuple(reported), *_money_curves(live, today))


def _newest(row: ProgramRow, day: date) -> int:
    return max(((report.on, report.percent) for report in row.reports if report.on <= day), default=(day, 0))[1]


def _spent(row: ProgramRow, day: date) -> int:
    told = [(report.on, report.spent) for report in row.reports if report.on <= day and report.spent is not None]
    return max(told, default=(day, 0))[1] or 0


Points = tuple[tuple[date, float], ...]


def _money_curves(programs: Sequence[ProgramRow], today: date) -> tuple[Points, Points]:
    whole = total([line for row in programs for line in row.budget]) or 0
    spans = []
    for row in programs:
        for line in row.budget:
            first, last = date(line.year, 1, 1), date(line.year, 12, 31)
            if row.starts_on and row.starts_on.year == line.year:
                first = row.starts_on
            if row.ends_on and row.ends_on.year == line.year:
                last = max(row.ends_on, first)
            spans.append((first, last, line.amount))
    if not whole:
        return (), ()
    days = sorted({day for first, last, _amount in spans for day in (first, last)})
    planned = []
    for day in days:
        done = sum(
            amount * min(max((day - first).days / max((last - first).days, 1), 0.0 if day < last else 1.0), 1.0)
            for first, last, amount in spans
        )
        planned.append((day, 100 * done / whole))
    told = sorted({r.on for row in programs for r in row.reports if r.spent is not None and r.on <= today})
    spent = [(day, 100 * sum(_spent(row, day) for row in programs) / whole) for day in told]
    if spent:
        spent.insert(0, (min(days[0], spent[0][0]), 0.0))
    return tuple(planned), tuple(spent)


def value_on(points: Points, day: date) -> float | None:
    """Percent of a day, between two points in proportion; before the first and after the last as they are."""
    if not points:
        return None
    if day <= points[0][0]:
        return points[0][1]
    for (before, low), (after, high) in pairwise(points):
        if day <= after:
            return low + (high - low) * (day - before).days / max((after - before).days, 1)
    return points[-1][1]


def s_curve(
    programs: Sequence[ProgramRow], today: date, *, title: str = "", width: int = 520, height: int = 230
) -> Picture | None:
    """Plan against progress, in steps and in money, with today's line. None without a plan or without a report."""
    curves = curves_of(programs, today)
    if not curves.planned or not curves.reported:
        return None
    lines = [
        (_("Physical, planned"), curves.planned, "#61656d", [6, 4], 1.75),
        (_("Physical, reached"), curves.reported, "#27427a", [1, 0], 2.5),
        (_("Money, planned"), curves.money_planned, "#a06a10", [2, 3], 1.75),
        (_("Money, spent"), curves.money_spent, "#a06a10", [1, 0], 2.5),
    ]
    lines = [line for line in lines if line[1]]
    values = [
        {"line": name, "day": day.isoformat(), "percent": round(percent, 2)}
        for name, points, *_look in lines
        for day, percent in points
    ]
    names = [line[0] for line in lines]
    key = {"field": "line", "type": "nominal", "title": None, "sort": None}
    legend = {"legend": {"columns": 2 if width > NARROW else 1, "symbolType": "stroke", "symbolStrokeWidth": 2.5}}
    spec = {
        "width": width,
        "height": height,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line"},
                "encoding": {
                    "x": _day("day"),
                    "y": {
                        "field": "percent", "type": "quantitative", "title": _("percent"), "scale": {"domain": [0, 100]},
                        "axis": {"values": [0, 25, 50, 75, 100]},
                    },
                    "color": key | legend | {"scale": {"domain": names, "range": [line[2] for line in lines]}},
                    "strokeDash": key | {"scale": {"domain": names, "range": [line[3] for line in lines]}},
                    "strokeWidth": key | {"legend": None, "scale": {"domain": names, "range": [line[4] for line in lines]}},
                },
            },
            *_today(today),
        ],
    }  # fmt: skip
    plan_now = round(value_on(curves.planned, today) or 0)
    now = round(value_on(curves.reported, today) or 0)
    finding = _("Plan %(plan)s percent, progress %(progress)s percent today.") % {"plan": plan_now, "progress": now}
    if curves.money_spent:
        finding += " " + _("Of the money %(planned)s percent was planned and %(spent)s percent is spent.") % {
            "planned": round(value_on(curves.money_planned, today) or 0),
            "spent": round(value_on(curves.money_spent, today) or 0),
        }
    days = sorted({day for _name, points, *_look in lines for day, _percent in points})
    shown = days if len(days) <= MOST_STEPS else [*days[:: -(-len(days) // MOST_STEPS)], days[-1]]
    rows = tuple(
        (say_date(day, "short"), *(_percent_told(points, day) for _name, points, *_look in lines)) for day in shown
    )
    note = _("Each milestone weighs the same; planned money is spread evenly over the days of its year.")
    return Picture(title or _("S-curve"), finding, spec, (_("Day"), *names), rows, note)


def _percent_told(points: Points, day: date) -> str:
    if not points[0][0] <= day <= points[-1][0]:
        return NONE
    return format_percent(value_on(points, day), 0)
