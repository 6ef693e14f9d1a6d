"""Reading visions with missions, goals and objectives, and the strategic issues of the RPJMD."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Plan, StrategicIssue, Vision


@dataclass(frozen=True)
class ObjectiveRow:
    text: str
    indicator: str


@dataclass(frozen=True)
class GoalRow:
    text: str
    objectives: tuple[ObjectiveRow, ...]


@dataclass(frozen=True)
class MissionRow:
    """`dimensions` are keys of the dimensions the mission speaks about."""

    id: int
    number: int
    text: str
    dimensions: tuple[str, ...]
    goals: tuple[GoalRow, ...]


@dataclass(frozen=True)
class VisionRow:
    scope: str
    scope_name: str
    title: str
    text: str
    source: str
    missions: tuple[MissionRow, ...]


@dataclass(frozen=True)
class IssueRow:
    title: str
    problem: str
    source: str
    dimensions: tuple[str, ...]
    dimension_names: tuple[str, ...]


def visions(plan: Plan) -> dict[str, VisionRow]:
    """The plan's visions by scope (smart_city, rpjmd, rpjpd). Five queries."""
    rows = Vision.objects.filter(plan=plan).prefetch_related("missions__dimensions", "missions__goals__objectives")
    return {
        row.scope: VisionRow(
            row.scope, row.get_scope_display(), row.title, row.text, row.source,
            tuple(_mission(mission) for mission in row.missions.all()),
        )
        for row in rows
    }  # fmt: skip


def issues(plan: Plan) -> tuple[IssueRow, ...]:
    """Strategic issues in order. Two queries."""
    return tuple(
        IssueRow(
            row.title, row.problem, row.source,
            tuple(dimension.key for dimension in row.dimensions.all()),
            tuple(dimension.name for dimension in row.dimensions.all()),
        )
        for row in StrategicIssue.objects.filter(plan=plan).prefetch_related("dimensions")
    )  # fmt: skip


def _mission(mission) -> MissionRow:
    goals = tuple(
        GoalRow(goal.text, tuple(ObjectiveRow(row.text, row.indicator) for row in goal.objectives.all()))
        for goal in mission.goals.all()
    )
    keys = tuple(dimension.key for dimension in mission.dimensions.all())
    return MissionRow(mission.pk, mission.number, mission.text, keys, goals)
