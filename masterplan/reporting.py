"""Figures of the analysis (readiness, gaps, SWOT), the yearly evaluation, and the glossary.

Each reader takes a constant number of queries and gives frozen rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from formats.text import sort_key
from quickwins.models import Plan

from .models import (
    Evaluation,
    EvaluationAspect,
    Gap,
    Readiness,
    ReadinessElement,
    ReadinessLevel,
    Swot,
    SwotStrategy,
    Term,
)


@dataclass(frozen=True)
class ElementRow:
    key: str
    name: str


@dataclass(frozen=True)
class ReadinessRow:
    element: str
    aspect: str
    condition: str
    level: int
    level_name: str
    evidence: str
    organisation: str


@dataclass(frozen=True)
class GapRow:
    """`element` is the key of a readiness element or "", `dimension` that of a dimension or ""."""

    element: str
    element_name: str
    aspect: str
    dimension: str
    dimension_name: str
    current: str
    expected: str
    gap: str
    level: int | None
    level_name: str
    recommendation: str
    organisation: str
    source: str
    programs: tuple[str, ...]


@dataclass(frozen=True)
class SwotRow:
    element: str
    quadrant: str
    text: str
    source: str


@dataclass(frozen=True)
class StrategyRow:
    kind: str
    kind_name: str
    text: str


@dataclass(frozen=True)
class AspectRow:
    """`mean` None = not scored; it counts 0 in the final (rule of the ministry's evaluation)."""

    key: str
    name: str
    weight: Decimal
    mean: Decimal | None

    @property
    def weighted(self) -> Decimal:
        return (self.mean or Decimal(0)) * self.weight / 100


@dataclass(frozen=True)
class EvaluationRow:
    year: int
    scheme: str
    scheme_name: str
    note: str
    aspects: tuple[AspectRow, ...]

    @property
    def final(self) -> Decimal:
        """Sum of weight x mean on the 0–4 scale, in full precision."""
        return sum((aspect.weighted for aspect in self.aspects), Decimal(0))


@dataclass(frozen=True)
class TermRow:
    word: str
    meaning: str
    kind: str


def elements(plan: Plan) -> tuple[ElementRow, ...]:
    """The active readiness elements in order. One query."""
    rows = ReadinessElement.objects.filter(plan=plan, is_active=True)
    return tuple(ElementRow(row.key, row.name) for row in rows)


def readiness(plan: Plan) -> tuple[ReadinessRow, ...]:
    """Assessed items in the order of elements and aspects. Two queries."""
    names = _level_names()
    rows = Readiness.objects.filter(aspect__element__plan=plan, aspect__element__is_active=True)
    return tuple(
        ReadinessRow(
            row.aspect.element.key, row.aspect.name, row.condition, row.level, names.get(row.level, ""), row.evidence,
            str(row.organisation) if row.organisation else "",
        )
        for row in rows.select_related("aspect__element", "organisation")
    )  # fmt: skip


def gaps(plan: Plan) -> tuple[GapRow, ...]:
    """Gaps in order, with the programs that close them. Three queries."""
    names = _level_names()
    rows = Gap.objects.filter(plan=plan).select_related("aspect__element", "dimension", "organisation")
    return tuple(
        GapRow(
            element=row.aspect.element.key if row.aspect else "",
            element_name=row.aspect.element.name if row.aspect else "",
            aspect=row.aspect.name if row.aspect else "",
            dimension=row.dimension.key if row.dimension else "",
            dimension_name=row.dimension.name if row.dimension else "",
            current=row.current,
            expected=row.expected,
            gap=row.gap,
            level=row.level,
            level_name=names.get(row.level, "") if row.level is not None else "",
            recommendation=row.recommendation,
            organisation=str(row.organisation) if row.organisation else "",
            source=row.source,
            programs=tuple(program.name for program in row.programs.all()),
        )
        for row in rows.prefetch_related("programs")
    )


def swot(plan: Plan) -> tuple[SwotRow, ...]:
    """SWOT statements in the order of the elements. One query."""
    rows = Swot.objects.filter(element__plan=plan, element__is_active=True).select_related("element")
    return tuple(SwotRow(row.element.key, row.quadrant, row.text, row.source) for row in rows)


def swot_strategies(plan: Plan) -> tuple[StrategyRow, ...]:
    """Crossing strategies SO, WO, ST, WT in that order. One query."""
    order = list(SwotStrategy.Kind.values)
    rows = sorted(SwotStrategy.objects.filter(plan=plan), key=lambda row: (order.index(row.kind), row.position))
    return tuple(StrategyRow(row.kind, row.get_kind_display(), row.text) for row in rows)


def evaluations(plan: Plan) -> tuple[EvaluationRow, ...]:
    """Results by year, newest first; one row per aspect that the scheme gives a weight. Three queries."""
    rows = Evaluation.objects.filter(plan=plan).select_related("scheme").prefetch_related("scores")
    aspects = list(EvaluationAspect.objects.all())
    return tuple(
        EvaluationRow(row.year, row.scheme.key, row.scheme.name, row.note, tuple(_aspect_rows(row, aspects)))
        for row in rows
    )


def terms(plan: Plan) -> tuple[TermRow, ...]:
    """The glossary, sorted as people look words up. One query."""
    rows = [TermRow(row.word, row.meaning, row.kind) for row in Term.objects.filter(plan=plan)]
    return tuple(sorted(rows, key=lambda row: sort_key(row.word)))


def _level_names() -> dict[int, str]:
    return dict(ReadinessLevel.objects.values_list("value", "name"))


def _aspect_rows(row: Evaluation, aspects: list[EvaluationAspect]) -> list[AspectRow]:
    means = {score.aspect_id: score.value for score in row.scores.all()}
    weights = {key: Decimal(str(weight)) for key, weight in row.scheme.weights.items()}
    return [
        AspectRow(aspect.key, aspect.name, weights[aspect.key], means.get(aspect.pk))
        for aspect in aspects
        if weights.get(aspect.key)
    ]
