"""Scoring the candidates for quick win: several people score alone, and nobody sees the others before all are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User

from .models import Criterion, Dimension, Plan, Program, Score

LOWEST, HIGHEST = 0, 4


class ScoringClosed(Exception):
    """Scores that cannot be taken any more; the message is for the person who scored."""


def may_score(user: User) -> bool:
    return user.is_reviewer or user.is_editor


def criteria_of(*, portfolio: bool) -> list[Criterion]:
    """The active questions about one candidate, or about all quick wins together."""
    level = Criterion.Level.PORTFOLIO if portfolio else Criterion.Level.QUICKWIN
    return list(Criterion.objects.filter(level=level, is_active=True))


@dataclass(frozen=True)
class Standing:
    """How far the scoring of one candidate is. `finished` and `waiting` are people, `mine` counts my answers."""

    asked: int
    mine: int = 0
    finished: tuple[User, ...] = ()
    waiting: tuple[User, ...] = ()

    @property
    def all_in(self) -> bool:
        return bool(self.asked and self.finished) and not self.waiting

    @property
    def is_mine_done(self) -> bool:
        return self.mine >= self.asked


def panel(plan: Plan) -> list[User]:
    """Who scores: all active reviewers, and the editors who have begun to."""
    begun = Score.objects.filter(plan=plan).values("reviewer")
    scorers = Q(role=User.Role.REVIEWER) | Q(role=User.Role.EDITOR, pk__in=begun)
    return list(User.objects.active().filter(scorers).select_related("organisation").order_by("name"))


# Values by candidate (None: the portfolio), person, and criterion, all by primary key.
Given = dict[object, dict[int, dict[int, Fraction]]]


@dataclass(frozen=True)
class Sheet:
    """All that was scored in a plan."""

    people: list[User]
    criteria: list[Criterion]
    given: Given

    @classmethod
    def of(cls, plan: Plan) -> Sheet:
        """Three queries."""
        criteria = list(Criterion.objects.filter(is_active=True))
        given: Given = {}
        scores = Score.objects.filter(plan=plan, criterion__in=[row.pk for row in criteria])
        for program, reviewer, criterion, value in scores.values_list("program", "reviewer", "criterion", "value"):
            given.setdefault(program, {}).setdefault(reviewer, {})[criterion] = Fraction(value)
        return cls(panel(plan), criteria, given)

    def standing(self, key: object, user: User | None, *, is_decided: bool = False) -> Standing:
        """How far the scoring of one candidate is. An editor is waited for only where he has begun.

        Once a candidate is decided nobody scores it any more, so nobody is waited for: who had finished counts.
        """
        level = Criterion.Level.PORTFOLIO if key is None else Criterion.Level.QUICKWIN
        asked = sum(row.level == level for row in self.criteria)
        own = {person: len(values) for person, values in self.given.get(key, {}).items()}
        people = [one for one in self.people if one.is_reviewer or one.pk in own]
        return Standing(
            asked=asked,
            mine=own.get(user.pk, 0) if user else 0,
            finished=tuple(one for one in people if own.get(one.pk, 0) >= asked),
            waiting=() if is_decided else tuple(one for one in people if own.get(one.pk, 0) < asked),
        )

    def means(self, key: object, standing: Standing) -> dict[int, Fraction]:
        """The mean of each question over those who have finished, by primary key; nothing before all are in."""
        if not standing.all_in:
            return {}
        found: dict[int, list[Fraction]] = {}
        for one in standing.finished:
            for criterion, value in self.given.get(key, {}).get(one.pk, {}).items():
                found.setdefault(criterion, []).append(value)
        return {criterion: sum(values, Fraction(0)) / len(values) for criterion, values in found.items()}


def is_decided(program: Program | None) -> bool:
    """Whether nobody scores it any more. The portfolio is never decided."""
    return program is not None and program.quickwin_state != Program.QuickWin.NOMINATED


def standing_of(plan: Plan, program: Program | None, user: User) -> Standing:
    key = program.pk if program else None
    return Sheet.of(plan).standing(key, user, is_decided=is_decided(program))


def my_answers(plan: Plan, program: Program | None, user: User) -> dict[int, Score]:
    """What this person has answered so far, by primary key of the criterion."""
    return {row.criterion_id: row for row in Score.objects.filter(plan=plan, program=program, reviewer=user)}


@transaction.atomic
def enter(
    plan: Plan, program: Program | None, answers: Mapping[Criterion, tuple[Decimal | int, str]], *, by: User
) -> None:
    """Keep answers (value 0–4 and a note) of one person about a candidate, or about the portfolio (None).

    Raises PermissionDenied for who does not score; ScoringClosed when the candidate is decided or all scores are in:
    what the others gave is open by then, and nobody changes his score after seeing theirs.
    """
    if not may_score(by):
        raise PermissionDenied(_("Only reviewers and editors score."))
    # One at a time per candidate, so that the last two do not both think the other is missing.
    if program is not None:
        program = Program.objects.select_for_update().get(pk=program.pk)
        if program.quickwin_state != Program.QuickWin.NOMINATED:
            raise ScoringClosed(_("Only nominated programs are scored."))
    else:
        Plan.objects.select_for_update().get(pk=plan.pk)
    if standing_of(plan, program, by).all_in:
        raise ScoringClosed(_("All scores are in and open; they can no longer be changed."))
    for criterion, (value, note) in answers.items():
        if not LOWEST <= value <= HIGHEST:
            raise ValueError("a score is 0 to 4")
        Score.objects.update_or_create(
            plan=plan, program=program, criterion=criterion, reviewer=by, defaults={"value": value, "note": note}
        )


# ---- Results ----


@dataclass(frozen=True)
class Result:
    """What all gave one candidate: means by criterion and by person, and the whole mean, rounded only where printed."""

    criteria: list[tuple[Criterion, list[Decimal | None], float | None]]
    people: list[User]
    by_person: list[float | None]
    mean: float | None


def result(plan: Plan, program: Program | None, standing: Standing) -> Result:
    """The scores of a candidate as a table, of those who have finished. The caller has made sure that all are in."""
    criteria = criteria_of(portfolio=program is None)
    given: dict[tuple[int, int], Decimal] = {}
    people: dict[int, User] = {}
    rows_given = Score.objects.filter(plan=plan, program=program, reviewer__in=[one.pk for one in standing.finished])
    for row in rows_given.select_related("reviewer"):
        given[row.criterion_id, row.reviewer_id] = row.value
        people[row.reviewer_id] = row.reviewer
    ordered = sorted(people.values(), key=lambda one: one.name)
    rows, means = [], []
    for criterion in criteria:
        values = [given.get((criterion.pk, one.pk)) for one in ordered]
        mean = _mean([Fraction(value) for value in values if value is not None])
        rows.append((criterion, values, _plain(mean)))
        if mean is not None:
            means.append((criterion.weight, mean))
    by_person = [
        weighted([(c.weight, Fraction(given[c.pk, one.pk])) for c in criteria if (c.pk, one.pk) in given])
        for one in ordered
    ]
    return Result(rows, ordered, [_plain(mean) for mean in by_person], _plain(weighted(means)))


def _plain(mean: Fraction | None) -> float | None:
    return None if mean is None else float(mean)


def _mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def weighted(pairs: list[tuple[int, Fraction]]) -> Fraction | None:
    """The mean of values by their weights; None without any weight."""
    whole = sum(weight for weight, _value in pairs)
    return sum((weight * value for weight, value in pairs), Fraction(0)) / whole if whole else None


@dataclass
class Candidate:
    """One row of the ranking. `mean`, `spread` and `rank` are None as long as scores are missing."""

    program: Program
    standing: Standing
    mean: Fraction | None = None
    spread: tuple[Fraction, Fraction] | None = None
    rank: int | None = None

    @property
    def score(self) -> float | None:
        return None if self.mean is None else float(self.mean)

    @property
    def lowest(self) -> float | None:
        return None if self.spread is None else float(self.spread[0])

    @property
    def highest(self) -> float | None:
        return None if self.spread is None else float(self.spread[1])


@dataclass
class Group:
    dimension: Dimension
    rows: list[Candidate] = field(default_factory=list)


def ranking(plan: Plan, user: User) -> list[Group]:
    """Candidates by dimension, best first; ranks run over the whole plan, ties share one. Four queries."""
    sheet = Sheet.of(plan)
    programs = Program.objects.filter(plan=plan).exclude(quickwin_state="").with_list_data()
    candidates = [_candidate(row, sheet, user) for row in programs]
    means = sorted((row.mean for row in candidates if row.mean is not None), reverse=True)
    groups: dict[int, Group] = {}
    for row in candidates:
        row.rank = means.index(row.mean) + 1 if row.mean is not None else None
        dimension = row.program.subdimension.dimension
        groups.setdefault(dimension.pk, Group(dimension)).rows.append(row)
    for group in groups.values():
        group.rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.program.name))
    return sorted(groups.values(), key=lambda group: (group.dimension.position, group.dimension.pk))


def _candidate(program: Program, sheet: Sheet, user: User) -> Candidate:
    standing = sheet.standing(program.pk, user, is_decided=is_decided(program))
    if not standing.all_in:
        return Candidate(program, standing)
    weights = {row.pk: row.weight for row in sheet.criteria}
    means = [(weights[key], mean) for key, mean in sheet.means(program.pk, standing).items()]
    given = sheet.given[program.pk]
    people = [weighted([(weights[key], value) for key, value in given[one.pk].items()]) for one in standing.finished]
    known = [mean for mean in people if mean is not None]
    return Candidate(program, standing, weighted(means), (min(known), max(known)) if known else None)
