"""The selection of quick wins: mean of the reviewers per criterion, mean of the criteria, rank with ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..models import Criterion, Plan, Program, Score


@dataclass(frozen=True)
class CriterionRow:
    key: str
    name: str


@dataclass(frozen=True)
class CandidateRow:
    """`means` by key of the criterion (only those scored), `mean` over them by weight, `rank` 1 = best, ties equal.

    Means are exact; they are rounded only where they are printed.
    """

    program_id: str
    name: str
    dimension: str
    dimension_name: str
    state: str
    state_name: str
    means: Mapping[str, Fraction]
    mean: Fraction | None
    rank: int | None


@dataclass(frozen=True)
class ScoreSheet:
    criteria: tuple[CriterionRow, ...]
    candidates: tuple[CandidateRow, ...]


def score_sheet(plan: Plan) -> ScoreSheet:
    """Everybody who was nominated, chosen or scored, best first, unscored last. Three queries."""
    criteria = [row for row in Criterion.objects.filter(level=Criterion.Level.QUICKWIN) if row.is_active]
    values: dict[object, dict[int, list[Fraction]]] = {}
    scores = Score.objects.filter(plan=plan, program__isnull=False, criterion__in=[row.pk for row in criteria])
    for program, criterion, value in scores.values_list("program", "criterion", "value"):
        values.setdefault(program, {}).setdefault(criterion, []).append(Fraction(value))
    programs = Program.objects.filter(plan=plan).select_related("subdimension__dimension")
    candidates = [row for row in programs if row.quickwin_state or row.pk in values]
    means = {row.pk: _means(criteria, values.get(row.pk, {})) for row in candidates}
    whole = {key: _weighted(criteria, found) for key, found in means.items()}
    ranked = sorted((mean for mean in whole.values() if mean is not None), reverse=True)
    ranks = {mean: ranked.index(mean) + 1 for mean in ranked}
    rows = [
        CandidateRow(
            program_id=str(row.pk),
            name=row.name,
            dimension=row.dimension.key,
            dimension_name=row.dimension.name,
            state=row.quickwin_state,
            state_name=str(Program.QuickWin(row.quickwin_state).label) if row.quickwin_state else "",
            means=means[row.pk],
            mean=whole[row.pk],
            rank=ranks.get(whole[row.pk]),  # type: ignore[arg-type]
        )
        for row in candidates
    ]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0))
    return ScoreSheet(tuple(CriterionRow(row.key, row.name) for row in criteria), tuple(rows))


def _means(criteria: list[Criterion], values: Mapping[int, list[Fraction]]) -> dict[str, Fraction]:
    return {row.key: sum(values[row.pk], Fraction()) / len(values[row.pk]) for row in criteria if values.get(row.pk)}


def _weighted(criteria: list[Criterion], means: Mapping[str, Fraction]) -> Fraction | None:
    scored = [row for row in criteria if row.key in means and row.weight]
    weight = sum(row.weight for row in scored)
    return sum((means[row.key] * row.weight for row in scored), Fraction()) / weight if weight else None
