"""Indicators as people see them: the value of now, whether it is old, and how it was worked out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Organisation
from formats.dates import Quarter, ago, say_date
from formats.numbers import format_number

from .arithmetic import Arithmetic, Part, actual, combined, decimal_of, in_order, parts_of
from .models import Indicator, Program, Reading, Target

# The box of components/spark.html and the room left in it.
SPARK_LEFT, SPARK_RIGHT, SPARK_TOP, SPARK_BOTTOM = 4, 196, 5, 35


def due_quarter(today: date) -> Quarter:
    """The last quarter that is over: what should have been reported by now."""
    return Quarter.of(today).previous()


def told(indicator: Indicator, readings: Sequence[Reading], year: int) -> str:
    """ "Dihitung dari …": how the value of a year came about, part by part, in a sentence or two."""
    parts = parts_of(indicator, readings, year)
    if not parts:
        return _("No reading in %(year)s yet.") % {"year": year}
    words = [_periods_told(indicator, parts, year)]
    if indicator.is_ratio:
        words.append(_ratio_told(indicator, parts))
    elif len(parts) > 1:
        values = "; ".join(
            f"{_opd_of(part)} {format_number(decimal_of(part.top), indicator.decimals)}" for part in parts
        )
        words.append(
            _("OPDs combined (%(how)s): %(values)s.") % {"how": indicator.get_combining_display(), "values": values}
        )
    elif indicator.arithmetic == Arithmetic.FLOW:
        sums = " + ".join(format_number(row.value, indicator.decimals) for row in parts[0].readings)
        words = [_("Sum of the quarters of %(year)s: %(sum)s.") % {"year": year, "sum": sums}]
    missing = missing_parts(indicator, parts)
    if missing:
        words.append(_("Not in yet: %(names)s.") % {"names": ", ".join(str(one) for one in missing)})
    return " ".join(words)


def _periods_told(indicator: Indicator, parts: Sequence[Part], year: int) -> str:
    last = max(Quarter(part.readings[-1].year, part.readings[-1].quarter) for part in parts)
    if indicator.arithmetic == Arithmetic.FLOW:
        return _("Sum of the quarters of %(year)s.") % {"year": year}
    if indicator.arithmetic == Arithmetic.CUMULATIVE:
        return _("Running total up to %(quarter)s.") % {"quarter": last}
    return _("State at the end of %(quarter)s.") % {"quarter": last}


def _ratio_told(indicator: Indicator, parts: Sequence[Part]) -> str:
    """The division as it was made: sums above and below, then the quotient; never a mean of quotients."""
    top = " + ".join(format_number(decimal_of(part.top)) for part in parts)
    bottom = " + ".join(format_number(decimal_of(part.bottom)) for part in parts)
    several = len(parts) > 1
    names = {
        "numerator": indicator.numerator,
        "top": f"({top})" if several else top,
        "denominator": indicator.denominator,
        "bottom": f"({bottom})" if several else bottom,
    }
    told = _("%(numerator)s %(top)s divided by %(denominator)s %(bottom)s") % names
    if indicator.scale > 1:
        told += " × " + format_number(indicator.scale)
    return told + f" = {format_number(decimal_of(combined(indicator, parts)), indicator.decimals)}."


def _opd_of(part: Part) -> str:
    return str(part.readings[-1].organisation or "")


def missing_parts(indicator: Indicator, parts: Sequence[Part]) -> list[Organisation]:
    """OPDs that are to enter a part and have none among these. Wants the prefetched `parts` of the indicator."""
    if indicator._state.adding:
        return []
    there = {part.organisation_id for part in parts}
    return [one for one in indicator.parts.all() if one.pk not in there]


def last_quarter(indicator: Indicator, readings: Iterable[Reading]) -> Quarter | None:
    """The last quarter of which all is in: with several OPDs, the one the slowest of them has reached. None: nothing.

    Wants the prefetched `parts` of the indicator.
    """
    last: dict[int | None, Quarter] = {}
    for row in readings:
        last[row.organisation_id] = max(last.get(row.organisation_id, Quarter(1, 1)), Quarter(row.year, row.quarter))
    wanted = [one.pk for one in indicator.parts.all()]
    if not wanted:
        return max(last.values(), default=None)
    return min((last[key] for key in wanted), default=None) if all(key in last for key in wanted) else None


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
    value = actual(indicator, readings, last.year) if last else None
    target = _target_of(targets, year)
    whole = last_quarter(indicator, readings)
    stale = watched and last is not None and (whole is None or whole < due_quarter(today))
    down = indicator.direction == Indicator.Direction.DOWN
    if last is None:
        foot = _("No reading yet")
    elif stale:
        since = whole or Quarter(last.year, last.quarter)
        foot = _("Old, since %(date)s") % {"date": say_date(since.last_day)}
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
        derived=told(indicator, readings, last.year) if last else "",
        spark=spark(indicator.baseline, by_quarter(indicator, readings), target.value if target else None),
    )


def by_quarter(indicator: Indicator, readings: Iterable[Reading]) -> list[Decimal]:
    """The value of each quarter in which something was read, all OPDs together, oldest first."""
    rows = list(readings)
    quarters = sorted({(row.year, row.quarter) for row in rows})
    values = [actual(indicator, rows, year, quarter) for year, quarter in quarters]
    return [value for value in values if value is not None]


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
