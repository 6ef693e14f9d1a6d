"""The budget of one program as tables: sums are worked out from the lines they stand under, so they always agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .models import BudgetLine, FundingSource
from .register import percent_of


@dataclass(frozen=True)
class SourceRow:
    """Rupiah of one source. `by_year` has None where there is no line; `share` is its percent of all ceilings."""

    source: FundingSource
    by_year: list[int | None]
    ceiling: int
    realised: int | None
    share: int

    @property
    def absorption(self) -> float | None:
        return percent_of(self.realised, self.ceiling)


@dataclass(frozen=True)
class Budget:
    """Rows by source over the years, with the sums beneath."""

    years: list[int]
    rows: list[SourceRow]
    by_year: list[int | None]
    ceiling: int
    realised: int | None

    @property
    def absorption(self) -> float | None:
        return percent_of(self.realised, self.ceiling)

    @property
    def spoken(self) -> str:
        return ", ".join(f"{row.source} {row.share}%" for row in self.rows)


def budget(lines: Iterable[BudgetLine], *, year: int | None = None) -> Budget | None:
    """The lines as a table, only those of `year` when given. None when there is no line."""
    kept = [line for line in lines if year is None or line.year == year]
    if not kept:
        return None
    years = sorted({line.year for line in kept})
    whole = sum(line.ceiling for line in kept)
    sources = sorted({line.source for line in kept}, key=lambda source: (source.position, source.pk))
    rows = []
    for source in sources:
        own = [line for line in kept if line.source_id == source.pk]
        ceiling = sum(line.ceiling for line in own)
        rows.append(
            SourceRow(
                source=source,
                by_year=[_sum(line.ceiling for line in own if line.year == one) for one in years],
                ceiling=ceiling,
                realised=_sum(line.realised for line in own if line.realised is not None),
                share=round(100 * ceiling / whole) if whole else 0,
            )
        )
    return Budget(
        years=years,
        rows=rows,
        by_year=[_sum(line.ceiling for line in kept if line.year == one) for one in years],
        ceiling=whole,
        realised=_sum(line.realised for line in kept if line.realised is not None),
    )


def _sum(amounts: Iterable[int]) -> int | None:
    """None of nothing: no amount is "–", not 0."""
    found = list(amounts)
    return sum(found) if found else None
