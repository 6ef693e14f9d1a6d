"""Sow the demo's analysis and glossary from the files beside this module.

Sowing again changes nothing: a table of the plan that holds rows already, edited or not, is left alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import Organisation
from masterplan.models import (
    AspectScore,
    Evaluation,
    EvaluationAspect,
    EvaluationScheme,
    Gap,
    Readiness,
    ReadinessAspect,
    ReadinessElement,
    Swot,
    SwotStrategy,
    Term,
)
from quickwins.demo.seed import link_strategic_issues
from quickwins.models import Plan, Program, StrategicIssue

Row = dict[str, Any]
HERE = Path(__file__).parent


def read(name: str) -> Row:
    """One of the data files; decimals stay exact."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"), parse_float=Decimal)


def seed_analysis() -> None:
    """Strategic issues, readiness, gaps (with the programs that close them), SWOT, one evaluation, and the glossary.

    Wants the reference data and the demo's programs: a program that is not there is left out of its gap. Runs in the
    caller's transaction.
    """
    plan = Plan.objects.get(is_current=True)
    data = read("analysis.toml")
    organisations = {organisation.key: organisation for organisation in Organisation.objects.opd()}
    _sow_issues(plan, data["issues"])
    link_strategic_issues()
    _sow_readiness(plan, data["readiness"], organisations)
    _sow_gaps(plan, data["gaps"], organisations)
    _sow_swot(plan, data["swot"], data["strategies"])
    _sow_evaluations(plan, data["evaluations"])
    _sow_terms(plan, read("terms.toml")["terms"])


def _sow_issues(plan: Plan, rows: list[Row]) -> None:
    dimensions = {dimension.key: dimension for dimension in plan.dimensions.all()}
    present = set(plan.issues.values_list("key", flat=True))
    for position, row in enumerate(rows, start=1):
        if row["key"] not in present:
            fields = {name: row[name] for name in ("key", "title", "problem", "source")}
            issue = StrategicIssue.objects.create(plan=plan, position=position, **fields)
            issue.dimensions.set([dimensions[key] for key in row["dimensions"] if key in dimensions])


def _aspects(plan: Plan) -> dict[str, ReadinessAspect]:
    return {aspect.key: aspect for aspect in ReadinessAspect.objects.filter(element__plan=plan)}


def _sow_readiness(plan: Plan, rows: list[Row], organisations: dict[str, Organisation]) -> None:
    if Readiness.objects.filter(aspect__element__plan=plan).exists():
        return
    aspects = _aspects(plan)
    Readiness.objects.bulk_create(
        Readiness(
            aspect=aspects[row["aspect"]],
            organisation=organisations[row["opd"]],
            position=position,
            **{name: row[name] for name in ("condition", "level", "evidence")},
        )
        for position, row in enumerate(rows, start=1)
    )


def _sow_gaps(plan: Plan, rows: list[Row], organisations: dict[str, Organisation]) -> None:
    if plan.gaps.exists():
        return
    aspects = _aspects(plan)
    dimensions = {dimension.key: dimension for dimension in plan.dimensions.all()}
    programs = {program.key: program for program in Program.objects.filter(plan=plan)}
    gaps = Gap.objects.bulk_create(
        Gap(
            plan=plan,
            aspect=aspects[row["aspect"]] if "aspect" in row else None,
            dimension=dimensions[row["dimension"]] if "dimension" in row else None,
            organisation=organisations[row["opd"]],
            position=position,
            **{name: row[name] for name in ("current", "expected", "gap", "level", "recommendation", "source")},
        )
        for position, row in enumerate(rows, start=1)
    )
    Gap.programs.through.objects.bulk_create(
        Gap.programs.through(gap=gap, program=programs[key])
        for row, gap in zip(rows, gaps, strict=True)
        for key in row["programs"]
        if key in programs
    )


def _sow_swot(plan: Plan, rows: list[Row], strategies: list[Row]) -> None:
    elements = {element.key: element for element in ReadinessElement.objects.filter(plan=plan)}
    if not Swot.objects.filter(element__plan=plan).exists():
        Swot.objects.bulk_create(
            Swot(element=elements[row["element"]], quadrant=row["quadrant"], text=row["text"], source=row["source"], position=position)
            for position, row in enumerate(rows, start=1)
        )  # fmt: skip
    if not plan.swot_strategies.exists():
        SwotStrategy.objects.bulk_create(
            SwotStrategy(plan=plan, position=position, **row) for position, row in enumerate(strategies, start=1)
        )


def _sow_evaluations(plan: Plan, rows: list[Row]) -> None:
    aspects = {aspect.key: aspect for aspect in EvaluationAspect.objects.all()}
    present = set(plan.evaluations.values_list("year", flat=True))
    for row in rows:
        if row["year"] not in present:
            evaluation = Evaluation.objects.create(
                plan=plan, year=row["year"], scheme=EvaluationScheme.objects.get(key=row["scheme"]), note=row["note"]
            )
            AspectScore.objects.bulk_create(_scores(evaluation, row["scores"], aspects))


def _scores(evaluation: Evaluation, scores: Row, aspects: dict[str, EvaluationAspect]) -> Iterator[AspectScore]:
    for key, value in scores.items():
        yield AspectScore(evaluation=evaluation, aspect=aspects[key], value=value)


def _sow_terms(plan: Plan, rows: list[Row]) -> None:
    present = set(plan.terms.values_list("word", flat=True))
    Term.objects.bulk_create(Term(plan=plan, **row) for row in rows if row["word"] not in present)
