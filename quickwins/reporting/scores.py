"""The selection of quick wins: mean of the reviewers per criterion, mean of the criteria, rank with ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..models import Criterion, Plan, Program
from ..scoring import Sheet, is_decided, weighted


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
    """`portfolio` are the questions asked once about all quick wins, each with its mean (None before all are in)."""

    criteria: tuple[CriterionRow, ...]
    candidates: tuple[CandidateRow, ...]
    portfolio: tuple[tuple[CriterionRow, Fraction | None], ...] = ()


def score_sheet(plan: Plan) -> ScoreSheet:
    """Everybody who was nominated, chosen or scored, best first. Four queries.

    As long as one of the reviewers is waited for, a candidate stands there without any mean: who prints a draft of the
    book must not learn what the others gave.
    """
    sheet = Sheet.of(plan)
    criteria = [row for row in sheet.criteria if row.level == Criterion.Level.QUICKWIN]
    keys, weights = {row.pk: row.key for row in criteria}, {row.pk: row.weight for row in criteria}
    programs = Program.objects.filter(plan=plan).select_related("subdimension__dimension")
    candidates = [row for row in programs if row.quickwin_state or row.pk in sheet.given]
    means: dict[object, dict[int, Fraction]] = {}
    for row in candidates:
        standing = sheet.standing(row.pk, None, is_decided=is_decided(row))
        means[row.pk] = {key: mean for key, mean in sheet.means(row.pk, standing).items() if key in keys}
    whole = {key: weighted([(weights[one], mean) for one, mean in found.items()]) for key, found in means.items()}
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
            means={keys[one]: mean for one, mean in means[row.pk].items()},
            mean=whole[row.pk],
            rank=ranks.get(whole[row.pk]),  # type: ignore[arg-type]
        )
        for row in candidates
    ]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0))
    together = sheet.means(None, sheet.standing(None, None))
    return ScoreSheet(
        tuple(CriterionRow(row.key, row.name) for row in criteria),
        tuple(rows),
        tuple(
            (CriterionRow(row.key, row.name), together.get(row.pk))
            for row in sheet.criteria
            if row.level == Criterion.Level.PORTFOLIO
        ),
    )
