"""The records that blocks print: each set is read once, when the first block asks for it, and shared by all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from django.db import transaction

from formats.dates import as_date, format_date
from masterplan import reporting as analysis
from masterplan.models import BlockKind
from quickwins import reporting as figures
from quickwins.models import ActionGroup, Plan
from stakeholders import reporting as promises

Rows = TypeVar("Rows")


class Records:
    """All rows of one plan as of one moment. However many blocks a book has, the number of queries is bounded."""

    def __init__(self, plan: Plan, as_of: date | datetime) -> None:
        self.plan = plan
        self.on = as_date(as_of)

    def _read(self, reader: Callable[..., Rows], *arguments: object) -> Rows:
        # A savepoint: when one reader fails, its blocks are boxed and the rest of the snapshot can still be read.
        with transaction.atomic():
            return reader(*arguments)

    @property
    def source(self) -> str:
        """The line below a table of records."""
        return f"data {self.plan.title} {self.plan.region_short or self.plan.region}, keadaan {format_date(self.on)}"

    @cached_property
    def kinds(self) -> dict[str, BlockKind]:
        return self._read(lambda: {row.key: row for row in BlockKind.objects.all()})

    @cached_property
    def dimensions(self) -> tuple[figures.DimensionRow, ...]:
        return self._read(figures.dimensions, self.plan)

    @cached_property
    def horizons(self) -> tuple[figures.HorizonRow, ...]:
        return self._read(figures.horizons, self.plan)

    @cached_property
    def action_groups(self) -> dict[str, str]:
        return self._read(lambda: {row.key: row.name for row in ActionGroup.objects.filter(is_active=True)})

    @cached_property
    def programs(self) -> tuple[figures.ProgramRow, ...]:
        return self._read(figures.programs, self.plan)

    @cached_property
    def actions(self) -> tuple[figures.ActionRow, ...]:
        return self._read(figures.actions, self.plan)

    @cached_property
    def main_indicators(self) -> tuple[figures.IndicatorRow, ...]:
        return self._read(figures.main_indicators, self.plan)

    @cached_property
    def visions(self) -> dict[str, figures.VisionRow]:
        return self._read(figures.visions, self.plan)

    @cached_property
    def issues(self) -> tuple[figures.IssueRow, ...]:
        return self._read(figures.issues, self.plan)

    @cached_property
    def score_sheet(self) -> figures.ScoreSheet:
        return self._read(figures.score_sheet, self.plan)

    @cached_property
    def commitments(self) -> tuple[promises.CommitmentRow, ...]:
        return self._read(promises.signed_commitments, self.plan)

    @cached_property
    def datasets(self) -> tuple[promises.DatasetRow, ...]:
        return self._read(promises.datasets, self.plan)

    @cached_property
    def data_tables(self) -> tuple[promises.DataTable, ...]:
        return self._read(promises.data_tables, self.plan)

    @cached_property
    def regulations(self) -> tuple[promises.RegulationRow, ...]:
        return self._read(promises.regulations)

    @cached_property
    def bodies(self) -> tuple[promises.BodyRow, ...]:
        return self._read(promises.bodies, self.plan, self.on)

    @cached_property
    def stakeholders(self) -> tuple[promises.StakeholderRow, ...]:
        return self._read(promises.stakeholders, self.plan)

    @cached_property
    def meetings(self) -> tuple[promises.MeetingRow, ...]:
        return self._read(promises.meetings, self.plan)

    @cached_property
    def elements(self) -> tuple[analysis.ElementRow, ...]:
        return self._read(analysis.elements, self.plan)

    @cached_property
    def readiness(self) -> tuple[analysis.ReadinessRow, ...]:
        return self._read(analysis.readiness, self.plan)

    @cached_property
    def gaps(self) -> tuple[analysis.GapRow, ...]:
        return self._read(analysis.gaps, self.plan)

    @cached_property
    def swot(self) -> tuple[analysis.SwotRow, ...]:
        return self._read(analysis.swot, self.plan)

    @cached_property
    def swot_strategies(self) -> tuple[analysis.StrategyRow, ...]:
        return self._read(analysis.swot_strategies, self.plan)

    @cached_property
    def evaluations(self) -> tuple[analysis.EvaluationRow, ...]:
        return self._read(analysis.evaluations, self.plan)

    @cached_property
    def terms(self) -> tuple[analysis.TermRow, ...]:
        return self._read(analysis.terms, self.plan)
