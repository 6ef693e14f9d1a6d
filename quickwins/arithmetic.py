"""The declared arithmetic of indicators: how quarters make a year, how OPDs make a whole, and never a mean of ratios.

Everything is worked out in exact fractions and turned into decimals at the very end, so that no order of entry and no
grouping can change a figure. Rounding belongs to who prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from .models import Indicator, Reading

Arithmetic, Combining = Indicator.Arithmetic, Indicator.Combining
# More signs than any stored value has, so that the last decimal shown is never one of the division.
PRECISION = 50


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Readings by period and OPD, whatever the order in which they were entered."""
    return sorted(readings, key=lambda row: (row.year, row.quarter, row.organisation_id or 0))


@dataclass(frozen=True)
class Part:
    """What one OPD brings to a figure: the quarters that count, and their amounts. `bottom` is 1 where nothing is divided."""

    organisation_id: int | None
    readings: tuple[Reading, ...]
    top: Fraction
    bottom: Fraction


def parts_of(indicator: Indicator, readings: Iterable[Reading], year: int, quarter: int | None = None) -> list[Part]:
    """What each OPD brings to the figure of a year, or of a year up to one of its quarters.

    A state (point) and a running total (cumulative) count with the last quarter there is. An amount within the period
    (flow) is the sum of the year's quarters; of one quarter it is that quarter alone.
    """
    flow = indicator.arithmetic == Arithmetic.FLOW
    by_opd: dict[int | None, list[Reading]] = {}
    for row in in_order(readings):
        in_time = quarter is None or (row.quarter == quarter if flow else row.quarter <= quarter)
        usable = not indicator.is_ratio or row.denominator
        if row.year == year and in_time and usable:
            by_opd.setdefault(row.organisation_id, []).append(row)
    parts = []
    for key, rows in by_opd.items():
        kept = rows if flow else rows[-1:]
        if indicator.is_ratio:
            top = sum((Fraction(row.numerator or 0) for row in kept), Fraction())
            bottom = sum((Fraction(row.denominator or 0) for row in kept), Fraction())
        else:
            top, bottom = sum((Fraction(row.value) for row in kept), Fraction()), Fraction(1)
        parts.append(Part(key, tuple(kept), top, bottom))
    return parts


def combined(indicator: Indicator, parts: Sequence[Part]) -> Fraction | None:
    """The whole of the parts; None of nothing. A ratio is the sum of numerators by the sum of denominators."""
    if not parts:
        return None
    if indicator.is_ratio:
        bottom = sum((part.bottom for part in parts), Fraction())
        return indicator.scale * sum((part.top for part in parts), Fraction()) / bottom if bottom else None
    values = [part.top for part in parts]
    if indicator.combining == Combining.MEAN:
        return sum(values, Fraction()) / len(values)
    if indicator.combining == Combining.HIGHEST:
        return max(values)
    if indicator.combining == Combining.LOWEST:
        return min(values)
    return sum(values, Fraction())


def actual(indicator: Indicator, readings: Iterable[Reading], year: int, quarter: int | None = None) -> Decimal | None:
    """The value an indicator reached in a year (up to a quarter), None when nothing was read in it."""
    return decimal_of(combined(indicator, parts_of(indicator, readings, year, quarter)))


def quotient(indicator: Indicator, numerator: Decimal, denominator: Decimal) -> Decimal:
    """What one row of a ratio shows, with the four decimals its column holds. Raises ZeroDivisionError."""
    ratio = decimal_of(indicator.scale * Fraction(numerator) / Fraction(denominator)) or Decimal(0)
    with localcontext(prec=PRECISION):
        return ratio.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def decimal_of(value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    with localcontext(prec=PRECISION):
        return Decimal(value.numerator) / Decimal(value.denominator)
