"""The register in figures: by dimension, by OPD, by year and by source of money. Sums are made in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum

from .models import BudgetLine, Dimension, Plan, Program
from .register import percent_of

AT_WORK = (Program.State.DETERMINED, Program.State.RUNNING, Program.State.FINISHED)
SHADES = 4


@dataclass(frozen=True)
class Group:
    """Programs of one dimension or OPD. Money is rupiah of one year, `progress` the mean in percent; None: nothing."""

    group: Any
    count: int
    quick_wins: int
    at_work: int
    progress: float | None
    ceiling: int | None
    realised: int | None

    @property
    def absorption(self) -> float | None:
        return percent_of(self.realised, self.ceiling)


def groups(plan: Plan, by: str, year: int) -> dict[Any, Group]:
    """Figures of all programs by a field (`subdimension__dimension`, `lead`), stopped ones left out. Two queries."""
    programs = Program.objects.filter(plan=plan).exclude(state=Program.State.STOPPED)
    lines = BudgetLine.objects.filter(program__in=programs.values("pk"), year=year).order_by()
    money = {
        row["group"]: (row["ceiling"], row["realised"])
        for row in lines.values(group=F(f"program__{by}")).annotate(ceiling=Sum("ceiling"), realised=Sum("realised"))
    }
    rows = (
        programs.order_by()
        .values(group=F(by))
        .annotate(
            count=Count("pk"),
            quick_wins=Count("pk", filter=Q(quickwin_state=Program.QuickWin.CHOSEN)),
            at_work=Count("pk", filter=Q(state__in=AT_WORK)),
            progress=Avg("progress"),
        )
    )
    found = {}
    for row in rows:
        ceiling, realised = money.get(row["group"], (None, None))
        found[row["group"]] = Group(
            **row,
            ceiling=None if ceiling is None else int(ceiling),
            realised=None if realised is None else int(realised),
        )
    return found


@dataclass(frozen=True)
class Cell:
    """How many programs of a dimension run in a year; `shade` 0–4 for the colour, the number always stands beside it."""

    year: int
    count: int
    shade: int


def heat_map(plan: Plan) -> dict[int, list[Cell]]:
    """Programs at work by dimension and year of the plan, stopped ones left out. One query."""
    spans = Program.objects.filter(plan=plan).exclude(state=Program.State.STOPPED).order_by()
    counts: dict[int, dict[int, int]] = {}
    for dimension, first, last in spans.values_list("subdimension__dimension", "first_year", "last_year"):
        own = counts.setdefault(dimension, {})
        for year in range(max(first, plan.first_year), min(last, plan.last_year) + 1):
            own[year] = own.get(year, 0) + 1
    most = max((count for own in counts.values() for count in own.values()), default=0)
    return {
        dimension: [Cell(year, own.get(year, 0), _shade(own.get(year, 0), most)) for year in plan.years]
        for dimension, own in counts.items()
    }


def _shade(count: int, most: int) -> int:
    return -(-count * SHADES // most) if count and most else 0


@dataclass(frozen=True)
class SourceTotal:
    """Money of one source in one year; `share` is its percent of all, rounded."""

    name: str
    is_apbd: bool
    ceiling: int
    realised: int | None
    share: int

    @property
    def absorption(self) -> float | None:
        return percent_of(self.realised, self.ceiling)


def by_source(plan: Plan, year: int) -> list[SourceTotal]:
    """Money of the programs of one year by source, stopped ones left out. One query."""
    lines = BudgetLine.objects.filter(program__plan=plan, year=year).exclude(program__state=Program.State.STOPPED)
    rows = list(
        lines.order_by("source__position", "source")
        .values("source", "source__name", "source__is_apbd", "source__position")
        .annotate(ceiling_sum=Sum("ceiling"), realised_sum=Sum("realised"))
    )
    whole = sum(int(row["ceiling_sum"]) for row in rows)
    return [
        SourceTotal(
            name=row["source__name"],
            is_apbd=row["source__is_apbd"],
            ceiling=int(row["ceiling_sum"]),
            realised=None if row["realised_sum"] is None else int(row["realised_sum"]),
            share=round(100 * int(row["ceiling_sum"]) / whole) if whole else 0,
        )
        for row in rows
    ]


def whole(found: Iterable[Group]) -> Group:
    """All groups together; the mean progress is that of all programs, not of the groups' means."""
    rows = list(found)
    count = sum(row.count for row in rows)
    ceilings = [row.ceiling for row in rows if row.ceiling is not None]
    realised = [row.realised for row in rows if row.realised is not None]
    return Group(
        group=None,
        count=count,
        quick_wins=sum(row.quick_wins for row in rows),
        at_work=sum(row.at_work for row in rows),
        progress=sum((row.progress or 0) * row.count for row in rows) / count if count else None,
        ceiling=sum(ceilings) if ceilings else None,
        realised=sum(realised) if realised else None,
    )


def dimensions_of(plan: Plan) -> list[Dimension]:
    return list(Dimension.objects.filter(plan=plan, is_active=True))
