"""Reading programs, actions, money and indicators: a constant number of queries, frozen rows out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Organisation

from ..arithmetic import actual
from ..models import (
    Action,
    BudgetLine,
    Dimension,
    Horizon,
    Indicator,
    Milestone,
    Partnership,
    Plan,
    Program,
    Reading,
    Risk,
)
from .rows import (
    ActionRow,
    DimensionRow,
    HorizonRow,
    IndicatorRow,
    MilestoneRow,
    Money,
    ProgramRow,
    ReportRow,
    RiskRow,
    SubDimensionRow,
)


def dimensions(plan: Plan) -> tuple[DimensionRow, ...]:
    """The active dimensions with their sub-dimensions, in order. Two queries."""
    rows = Dimension.objects.filter(plan=plan, is_active=True).prefetch_related("subdimensions")
    return tuple(
        DimensionRow(
            row.key,
            row.name,
            row.letter,
            row.colour,
            tuple(SubDimensionRow(sub.key, sub.name, sub.short) for sub in row.subdimensions.all() if sub.is_active),
        )
        for row in rows
    )


def horizons(plan: Plan) -> tuple[HorizonRow, ...]:
    """Short, medium, long term of this plan in calendar years. One query."""
    rows = Horizon.objects.filter(plan=plan, is_active=True).select_related("plan")
    return tuple(HorizonRow(row.key, row.name, *row.calendar_years()) for row in rows)


def programs(
    plan: Plan, *, only: QuerySet[Program] | None = None, for_pictures: bool = False
) -> tuple[ProgramRow, ...]:
    """All programs of the plan (or `only` these) in the order of the books, with all that is printed of them.

    Twelve queries. `for_pictures` leaves out what no picture shows, which of thousands of programs is most of it.
    """

    def told(rows: Any) -> Any:
        return rows.none() if for_pictures else rows

    rows = (
        (Program.objects.all() if only is None else only)
        .filter(plan=plan)
        .select_related(
            "subdimension__dimension", "lead", "stage", "mission", "objective__goal", "issue",
            "innovation_type", "innovation_kind",
        )
        .prefetch_related(
            Prefetch("supporters", told(Organisation.objects.all())),
            Prefetch("partnerships", told(Partnership.objects.select_related("organisation"))),
            Prefetch("budget_lines", BudgetLine.objects.select_related("source")),
            Prefetch("indicators", told(_indicators())),
            Prefetch("milestones", Milestone.objects.select_related("depends_on")),
            Prefetch("risks", told(Risk.objects.all())),
            "reports",
        )
    )  # fmt: skip
    return tuple(_program_row(row) for row in rows)


def actions(plan: Plan) -> tuple[ActionRow, ...]:
    """All actions of the plan (rencana aksi) with their money. Two queries."""
    rows = (
        Action.objects.filter(plan=plan)
        .select_related("group", "lead", "dimension", "program__subdimension__dimension")
        .prefetch_related(Prefetch("budget_lines", BudgetLine.objects.select_related("source")))
    )
    return tuple(
        ActionRow(
            name=row.name,
            group=row.group.key,
            group_name=row.group.name,
            # An action that names only its program belongs to that program's dimension.
            dimension=(row.dimension or (row.program.dimension if row.program else None) or _NO_DIMENSION).key,
            program=row.program.name if row.program else "",
            output=row.output,
            indicator=row.indicator,
            lead=str(row.lead),
            lead_id=row.lead_id,
            first_year=row.first_year,
            last_year=row.last_year,
            budget_code=row.budget_code,
            note=row.note,
            budget=_money(row.budget_lines.all()),
        )
        for row in rows
    )


_NO_DIMENSION = Dimension(key="")


def main_indicators(plan: Plan) -> tuple[IndicatorRow, ...]:
    """Indicators of the plan or of one dimension, not those of programs. Three queries."""
    rows = _indicators().filter(plan=plan, program__isnull=True).select_related("dimension")
    return tuple(_indicator_row(row, row.dimension.key if row.dimension else "") for row in rows)


def _indicators():
    verified = Reading.objects.filter(verified_at__isnull=False).order_by("year", "quarter")
    return Indicator.objects.prefetch_related("targets", Prefetch("readings", verified, to_attr="verified_readings"))


def _indicator_row(row: Indicator, dimension: str = "") -> IndicatorRow:
    readings: list[Reading] = getattr(row, "verified_readings", [])
    last = readings[-1] if readings else None
    return IndicatorRow(
        name=row.name,
        unit=row.unit,
        decimals=row.decimals,
        baseline=row.baseline,
        baseline_year=row.baseline_year,
        targets={target.year: target.value for target in row.targets.all()},
        source=row.source,
        dimension=dimension,
        last_value=actual(row, readings, last.year, last.quarter) if last else None,
        last_period=(last.year, last.quarter) if last else None,
    )


def _money(lines: Iterable[BudgetLine]) -> tuple[Money, ...]:
    return tuple(
        Money(
            line.year, line.source.key, line.source.name, line.source.position, line.source.is_apbd,
            line.ceiling, line.realised,
        )
        for line in lines
    )  # fmt: skip


def _program_row(row: Program) -> ProgramRow:
    supporters = list(row.supporters.all())
    objective = row.objective
    return ProgramRow(
        id=str(row.pk),
        key=row.key,
        name=row.name,
        dimension=row.subdimension.dimension.key,
        dimension_name=row.subdimension.dimension.name,
        subdimension=row.subdimension.key,
        subdimension_name=row.subdimension.name,
        lead=str(row.lead),
        lead_name=row.lead.name,
        lead_id=row.lead_id,
        supporters=tuple(str(supporter) for supporter in supporters),
        supporter_ids=tuple(supporter.pk for supporter in supporters),
        state=row.state,
        state_name=row.get_state_display(),
        quickwin_state=row.quickwin_state,
        quickwin_name=str(Program.QuickWin(row.quickwin_state).label) if row.quickwin_state else "",
        first_year=row.first_year,
        last_year=row.last_year,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        stage=row.stage.name if row.stage else "",
        progress=row.progress,
        proposer=row.proposer or str(row.lead),
        summary=row.summary,
        objective=row.objective_text or (objective.text if objective else ""),
        strategy=row.strategy,
        benefit_government=row.benefit_government,
        benefit_people=row.benefit_people,
        uniqueness=row.uniqueness,
        beneficiaries=row.beneficiaries,
        beneficiaries_count=row.beneficiaries_count,
        partners=tuple((str(partner.organisation), partner.form) for partner in row.partnerships.all()),
        partners_text=row.partners_text,
        sustainability=row.sustainability,
        innovation_type=row.innovation_type.name if row.innovation_type else "",
        innovation_kind=row.innovation_kind.name if row.innovation_kind else "",
        mission_id=row.mission_id,
        mission_number=row.mission.number if row.mission else None,
        goal=objective.goal.text if objective else "",
        goal_objective=objective.text if objective else "",
        issue=row.issue.title if row.issue else "",
        spbe=row.spbe,
        budget_code=row.budget_code,
        indicators=tuple(_indicator_row(indicator) for indicator in row.indicators.all()),
        budget=_money(row.budget_lines.all()),
        milestones=tuple(
            MilestoneRow(step.title, step.due_on, step.done_on, step.depends_on.title if step.depends_on else "")
            for step in row.milestones.all()
        ),
        risks=tuple(RiskRow(risk.text, risk.likelihood, risk.impact, risk.mitigation) for risk in row.risks.all()),
        reports=tuple(ReportRow(one.reported_on, one.percent, one.spent) for one in row.reports.all()),
        impact=row.impact,
        effort=row.effort,
    )
