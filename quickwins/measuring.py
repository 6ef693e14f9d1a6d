"""Indicators as people see them: the value of now, whether it is old, and how it was worked out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from formats.dates import Quarter, ago, format_date
from formats.numbers import format_number

from .models import Indicator, Program, Reading, Target

Arithmetic = Indicator.Arithmetic

# The box of components/spark.html and the room left in it.
SPARK_LEFT, SPARK_RIGHT, SPARK_TOP, SPARK_BOTTOM = 4, 196, 5, 35


def due_quarter(today: date) -> Quarter:
    """The last quarter that is over: what should have been reported by now."""
    return Quarter.of(today).previous()


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Readings by period, whatever the order in which they were entered."""
    return sorted(readings, key=lambda row: (row.year, row.quarter))


def actual(arithmetic: str, readings: Sequence[Reading], year: int) -> Decimal | None:
    """The value an indicator reached in a year, None when nothing was read in it.

    A state (point) or a running total (cumulative) counts with the last quarter read, an amount within the period (flow)
    is the sum of the year's quarters.
    """
    values = [row.value for row in in_order(readings) if row.year == year]
    if not values:
        return None
    return sum(values, Decimal(0)) if arithmetic == Arithmetic.FLOW else values[-1]


def told(arithmetic: str, readings: Sequence[Reading], year: int, decimals: int) -> str:
    """ "Dihitung dari …": how the value of a year came about, in one sentence."""
    rows = [row for row in in_order(readings) if row.year == year]
    if not rows:
        return _("No reading in %(year)s yet.") % {"year": year}
    if arithmetic == Arithmetic.FLOW:
        sums = " + ".join(format_number(row.value, decimals) for row in rows)
        return _("Sum of the quarters of %(year)s: %(sum)s.") % {"year": year, "sum": sums}
    last = Quarter(rows[-1].year, rows[-1].quarter)
    if arithmetic == Arithmetic.CUMULATIVE:
        return _("Running total up to %(quarter)s.") % {"quarter": last}
    return _("State at the end of %(quarter)s.") % {"quarter": last}


def reached(direction: str, value: Decimal | None, target: Decimal | None) -> bool | None:
    """Whether the value meets the target in the declared direction; None when one of them is missing."""
    if value is None or target is None:
        return None
    return value <= target if direction == Indicator.Direction.DOWN else value >= target


@dataclass(frozen=True)
class Card:
    """What `components/kpi.html` shows of an indicator, and the address where its value is entered."""

    indicator: Indicator
    title: str
    value: str
    unit: str
    start: str
    start_label: str
    target: str
    target_label: str
    direction: str
    foot: str
    stale: bool
    derived: str
    spark: SafeString | str = field(default="")


def card(indicator: Indicator, *, year: int, today: date, watched: bool = True) -> Card:
    """The card of an indicator with its prefetched `targets` and `readings`.

    `watched`: the program is at work, so a value whose quarter is missing is old.
    """
    readings = in_order(indicator.readings.all())
    targets = sorted(indicator.targets.all(), key=lambda row: row.year)
    last = readings[-1] if readings else None
    value = actual(indicator.arithmetic, readings, last.year) if last else None
    target = _target_of(targets, year)
    stale = watched and last is not None and Quarter(last.year, last.quarter) < due_quarter(today)
    down = indicator.direction == Indicator.Direction.DOWN
    if last is None:
        foot = _("No reading yet")
    elif stale:
        foot = _("Old, since %(date)s") % {"date": format_date(Quarter(last.year, last.quarter).last_day)}
    else:
        wanted = _("Down is good") if down else _("Up is good")
        foot = f"{wanted}, {ago(last.entered_at, today)}"
    write = lambda number: format_number(number, indicator.decimals)  # noqa: E731
    return Card(
        indicator=indicator,
        title=indicator.name,
        value=write(value),
        unit=indicator.unit,
        start=write(indicator.baseline) if indicator.baseline is not None else "",
        start_label=_("Start %(year)s") % {"year": indicator.baseline_year},
        target=(("≤ " if down else "") + write(target.value)) if target else "",
        target_label=_("Target %(year)s") % {"year": target.year} if target else "",
        direction="" if last is None else ("down" if down else "up"),
        foot=foot,
        stale=stale,
        derived=told(indicator.arithmetic, readings, last.year, indicator.decimals) if last else "",
        spark=spark(indicator.baseline, [row.value for row in readings], target.value if target else None),
    )


def _target_of(targets: list[Target], year: int) -> Target | None:
    """The target of the year, else the next one to come, else the last there was."""
    for target in targets:
        if target.year >= year:
            return target
    return targets[-1] if targets else None


def spark(baseline: Decimal | None, values: Sequence[Decimal], target: Decimal | None) -> SafeString | str:
    """The small line of a card as SVG: baseline and readings, the target dashed. "" with fewer than two points."""
    line = ([baseline] if baseline is not None else []) + list(values)
    if len(line) < 2:
        return ""
    bounds = [*line, *([target] if target is not None else [])]
    low, high = min(bounds), max(bounds)
    reach = high - low or Decimal(1)

    def height(value: Decimal) -> str:
        return f"{SPARK_BOTTOM - float((value - low) / reach) * (SPARK_BOTTOM - SPARK_TOP):.1f}"

    step = (SPARK_RIGHT - SPARK_LEFT) / (len(line) - 1)
    points = " ".join(f"{SPARK_LEFT + step * place:.1f},{height(value)}" for place, value in enumerate(line))
    return render_to_string(
        "components/spark.html", {"points": points, "target_y": None if target is None else height(target)}
    )


def cards(program: Program, *, year: int, today: date) -> list[Card]:
    """The cards of a program's prefetched indicators."""
    watched = program.state == Program.State.RUNNING
    return [card(row, year=year, today=today, watched=watched) for row in program.indicators.all()]
