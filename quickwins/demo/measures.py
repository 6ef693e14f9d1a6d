"""Sow the demo's indicators with targets and readings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from quickwins.models import Dimension, Indicator, Program, Reading, Target

from .related import EXAMPLE, NAMESPACE, Related, Row, insert_as_given, moment, quarter_end

DAYS_TO_ENTER, DAYS_TO_CHECK = 12, 5


class Measure(NamedTuple):
    """One indicator to sow: the file's row, its place, and what it belongs to."""

    row: Row
    position: int
    producer: str
    program: Program | None
    dimension: Dimension | None


def sow_main_indicators(related: Related, rows: list[Row]) -> None:
    """Main indicators of the plan; those with a name that is there already are left alone."""
    present = set(Indicator.objects.filter(plan=related.plan, program__isnull=True).values_list("name", flat=True))
    sow(
        related,
        (
            Measure(row, position, row["producer"], None, related.dimensions.get(row["dimension"]))
            for position, row in enumerate(rows, start=1)
            if row["name"] not in present
        ),
    )


def sow(related: Related, measures: Iterable[Measure]) -> None:
    indicators: list[Indicator] = []
    targets: list[Target] = []
    readings: list[Reading] = []
    for measure in measures:
        indicator = build_indicator(related, measure)
        indicators.append(indicator)
        targets += [Target(indicator=indicator, year=int(y), value=v) for y, v in measure.row["targets"].items()]
        readings += build_readings(related, measure, indicator)
    Indicator.objects.bulk_create(indicators)
    Target.objects.bulk_create(targets)
    insert_as_given(readings)


def build_indicator(related: Related, measure: Measure) -> Indicator:
    row, producer = measure.row, related.organisations[measure.producer]
    key = f"{measure.program.key if measure.program else 'main'}/{row['name']}"
    return Indicator(
        id=uuid.uuid5(NAMESPACE, f"{related.plan.key}/indicator/{key}"),
        plan=related.plan,
        program=measure.program,
        dimension=measure.dimension,
        producer=producer,
        owner=related.reporter(measure.producer),
        source=row.get("source") or f"{producer.short} {EXAMPLE}",
        note="Angka dan target contoh untuk peragaan." if row.get("example", True) else "Target contoh untuk peragaan.",
        position=measure.position,
        **{
            name: row[name]
            for name in ("name", "unit", "direction", "arithmetic", "decimals", "baseline", "baseline_year")
        },
    )


def build_readings(related: Related, measure: Measure, indicator: Indicator) -> list[Reading]:
    """One reading per quarter of the file, entered some days after the quarter's end; later ones are left out."""
    readings = []
    for period, value in measure.row["readings"].items():
        year, quarter = (int(part) for part in period.split("-Q"))
        entered = quarter_end(year, quarter) + timedelta(days=DAYS_TO_ENTER)
        if entered > related.today:
            continue
        checked: Row = {}
        if period not in measure.row.get("unverified", []):
            checked = related.verification(measure.producer, entered + timedelta(days=DAYS_TO_CHECK))
        readings.append(
            Reading(
                id=uuid.uuid5(indicator.id, period),
                indicator=indicator,
                year=year,
                quarter=quarter,
                value=value,
                entered_by=related.reporter(measure.producer),
                entered_at=moment(entered),
                **checked,
            )
        )
    return readings
