"""The frozen rows that figures are counted over. All money is whole rupiah."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..models import Program


@dataclass(frozen=True)
class SubDimensionRow:
    key: str
    name: str
    short: str = ""


@dataclass(frozen=True)
class DimensionRow:
    key: str
    name: str
    letter: str
    colour: str
    subdimensions: tuple[SubDimensionRow, ...] = ()


@dataclass(frozen=True)
class HorizonRow:
    """A term in calendar years, both ends included."""

    key: str
    name: str
    first_year: int
    last_year: int

    def overlaps(self, first_year: int, last_year: int) -> bool:
        return first_year <= self.last_year and last_year >= self.first_year


@dataclass(frozen=True)
class Money:
    """A budget line: rupiah of one year from one source."""

    year: int
    source: str
    source_name: str
    source_position: int
    is_apbd: bool
    amount: int
    realised: int | None = None


@dataclass(frozen=True)
class IndicatorRow:
    """`last_value` is the newest verified reading, `last_period` its (year, quarter)."""

    name: str
    unit: str
    decimals: int
    baseline: Decimal | None
    baseline_year: int | None
    targets: Mapping[int, Decimal]
    source: str
    dimension: str = ""
    last_value: Decimal | None = None
    last_period: tuple[int, int] | None = None


@dataclass(frozen=True)
class MilestoneRow:
    title: str
    due_on: date
    done_on: date | None
    waits_for: str = ""


@dataclass(frozen=True)
class ReportRow:
    """What a report of progress said: percent done, and rupiah spent so far where it was told."""

    on: date
    percent: int
    spent: int | None = None


@dataclass(frozen=True)
class RiskRow:
    text: str
    likelihood: int
    impact: int
    mitigation: str


@dataclass(frozen=True)
class ProgramRow:
    """A program as the books print it. `dimension` and `subdimension` are keys."""

    id: str
    key: str
    name: str
    dimension: str
    dimension_name: str
    subdimension: str
    subdimension_name: str
    lead: str
    lead_name: str
    lead_id: int
    supporters: tuple[str, ...]
    supporter_ids: tuple[int, ...]
    state: str
    state_name: str
    quickwin_state: str
    quickwin_name: str
    first_year: int
    last_year: int
    starts_on: date | None
    ends_on: date | None
    stage: str
    progress: int
    proposer: str
    summary: str
    objective: str
    strategy: str
    benefit_government: str
    benefit_people: str
    uniqueness: str
    beneficiaries: str
    beneficiaries_count: int | None
    partners: tuple[tuple[str, str], ...]
    partners_text: str
    sustainability: str
    innovation_type: str
    innovation_kind: str
    mission_id: int | None
    mission_number: int | None
    goal: str
    goal_objective: str
    issue: str
    spbe: str
    budget_code: str
    indicators: tuple[IndicatorRow, ...] = ()
    budget: tuple[Money, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    reports: tuple[ReportRow, ...] = ()
    impact: int | None = None
    effort: int | None = None

    @property
    def is_quick_win(self) -> bool:
        return self.quickwin_state == Program.QuickWin.CHOSEN

    @property
    def budget_total(self) -> int | None:
        """Rupiah of all years; None when no amount was recorded."""
        return total(self.budget)


@dataclass(frozen=True)
class ActionRow:
    name: str
    group: str
    group_name: str
    dimension: str
    program: str
    output: str
    indicator: str
    lead: str
    lead_id: int
    first_year: int
    last_year: int
    budget_code: str
    note: str
    budget: tuple[Money, ...] = ()

    @property
    def budget_total(self) -> int | None:
        return total(self.budget)


def total(lines: Iterable[Money]) -> int | None:
    """Sum in rupiah, None when there is no line at all ("–"); lines of 0 give 0."""
    amounts = [line.amount for line in lines]
    return sum(amounts) if amounts else None
