"""Counting and summing over rows: every figure that is printed comes from here, so that two tables never disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from .rows import ActionRow, DimensionRow, HorizonRow, Money, ProgramRow, total

Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(frozen=True)
class DimensionSummary:
    """`by_horizon` counts each program once, in the term in which it starts, so that the counts add up to `programs`."""

    key: str
    name: str
    programs: int
    by_horizon: Mapping[str, int]
    quick_wins: int
    opd: int
    budget: int | None
    opd_ids: frozenset[int] = field(default_factory=frozenset)


def all_money(programs: Iterable[ProgramRow], actions: Iterable[ActionRow]) -> list[Money]:
    """Every budget line of the plan. A rupiah is entered once, at a program or at an action, so both are added."""
    budgets = [*(row.budget for row in programs), *(row.budget for row in actions)]
    return [line for budget in budgets for line in budget]


def lead_ids(programs: Iterable[ProgramRow], actions: Iterable[ActionRow]) -> frozenset[int]:
    """The organisations that lead a program or an action."""
    return frozenset([*(row.lead_id for row in programs), *(row.lead_id for row in actions)])


def grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by a key, keys in order of first appearance."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def horizon_of(year: int, horizons: Iterable[HorizonRow]) -> str:
    """Key of the term a first year lies in; before the first term counts as the first, after the last as the last."""
    found = ""
    for horizon in sorted(horizons, key=lambda row: row.first_year):
        if not found or year >= horizon.first_year:
            found = horizon.key
    return found


def dimension_summaries(
    dimensions: Iterable[DimensionRow],
    horizons: Iterable[HorizonRow],
    programs: Iterable[ProgramRow],
    actions: Iterable[ActionRow],
) -> list[DimensionSummary]:
    """One row per dimension in order, then, when there is money of actions without a dimension, one with the key ""."""
    horizons, programs, actions = list(horizons), list(programs), list(actions)
    rows = [
        summarise(
            dimension.key,
            dimension.name,
            horizons,
            [row for row in programs if row.dimension == dimension.key],
            [row for row in actions if row.dimension == dimension.key],
        )
        for dimension in dimensions
    ]
    rest = [row for row in actions if not row.dimension]
    return [*rows, summarise("", "Lintas dimensi", horizons, [], rest)] if rest else rows


def summarise(
    key: str,
    name: str,
    horizons: Iterable[HorizonRow],
    programs: list[ProgramRow],
    actions: list[ActionRow],
) -> DimensionSummary:
    """Counts and money of the given programs and actions; `opd` counts those who lead one of them."""
    horizons = list(horizons)
    starts = [horizon_of(row.first_year, horizons) for row in programs]
    leads = lead_ids(programs, actions)
    return DimensionSummary(
        key=key,
        name=name,
        programs=len(programs),
        by_horizon={horizon.key: starts.count(horizon.key) for horizon in horizons},
        quick_wins=sum(row.is_quick_win for row in programs),
        opd=len(leads),
        budget=total(all_money(programs, actions)),
        opd_ids=leads,
    )
