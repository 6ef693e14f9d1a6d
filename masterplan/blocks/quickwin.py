"""Blocks of quick wins: list, one sheet each, scores of the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from formats.dates import format_date
from quickwins.factsheet import facts, schedule_of
from quickwins.reporting import CandidateRow, ProgramRow

from .params import choice, dimension
from .pieces import BlockRich, BlockTable, Cell, Column, number, rupiah, text
from .programs import baseline_text, target_cells, target_columns, target_years
from .registry import Asked, block

STATES = ("chosen", "nominated", "not_chosen")


@block(
    "quickwin_list",
    columns=("no", "dimension", "program", "proposer", "issue", "benefit", "schedule", "budget"),
    dimension=dimension(),
    state=choice("chosen", *STATES),
)
def quickwin_list(asked: Asked) -> Sequence[BlockTable]:
    programs = _programs(asked)
    if not programs:
        return []
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            number(position),
            text(row.dimension_name),
            text(row.name),
            text(row.proposer),
            text(row.issue),
            text(row.benefit_people),
            text(schedule_of(row)),
            rupiah(row.budget_total),
        )
        for position, row in enumerate(programs, start=1)
    )
    keys = ["no", "dimension", "program", "proposer", "issue", "benefit", "schedule", "budget"]
    columns = [Column(key, numeric=key in {"no", "budget"}) for key in keys]
    if asked["dimension"]:
        # All rows are of one dimension: the caption says so, the page stays upright.
        del columns[1]
        rows = tuple((*row[:1], *row[2:]) for row in rows)
    about = asked.dimension_name(asked["dimension"])
    return [BlockTable(asked.caption(about), tuple(columns), rows, source=asked.source)]


@block("quickwin_factsheets", dimension=dimension(), state=choice("chosen", *STATES))
def quickwin_factsheets(asked: Asked) -> Sequence[BlockRich]:
    """One sheet per quick win: facts, indicators, milestones, risks."""
    sheets = [_sheet(row) for row in _programs(asked)]
    told = tuple((sheet["name"], label, value) for sheet in sheets for label, value in sheet["facts"])
    if not sheets:
        return []
    return [
        BlockRich(
            "masterplan/blocks/quickwin_factsheets.html",
            {"sheets": sheets},
            asked.caption(),
            ("Quick Win", "Uraian", "Isi"),
            told,
        )
    ]


@block(
    "quickwin_scores",
    columns=("no", "program", "dimension", "criteria", "mean", "rank", "state"),
    dimension=dimension(),
    state=choice("", *STATES),
)
def quickwin_scores(asked: Asked) -> Sequence[BlockTable]:
    """Means of the reviewers per criterion, best first; equal means share a rank."""
    sheet = asked.records.score_sheet
    rows = [
        row
        for row in sheet.candidates
        if asked["dimension"] in ("", row.dimension) and asked["state"] in ("", row.state) and row.mean is not None
    ]
    if not rows:
        return []
    columns = (
        Column("no", numeric=True),
        Column("program"),
        Column("dimension"),
        *(Column(f"criteria:{row.key}", row.key, numeric=True) for row in sheet.criteria),
        Column("mean", numeric=True),
        Column("rank", numeric=True),
        Column("state"),
    )
    legend = "; ".join(f"{row.key} {row.name[:1].lower()}{row.name[1:]}" for row in sheet.criteria)
    body = tuple(_score_cells(row, position, sheet.criteria) for position, row in enumerate(rows, start=1))
    note = f"Kriteria: {legend}. Nilai 0–4 ialah rata-rata para penilai."
    together = "; ".join(
        f"{row.key} {row.name[:1].lower()}{row.name[1:]} {number(mean, 2).text}" for row, mean in sheet.portfolio
    )
    if together and not asked["dimension"]:
        note += f" Seluruh quick win: {together}."
    about = asked.dimension_name(asked["dimension"])
    return [BlockTable(asked.caption(about), columns, body, source=asked.source, note=note)]


def _programs(asked: Asked) -> list[ProgramRow]:
    """Quick wins of the wanted state; without one all that were ever nominated."""
    return [
        row
        for row in asked.records.programs
        if row.quickwin_state
        and asked["dimension"] in ("", row.dimension)
        and asked["state"] in ("", row.quickwin_state)
    ]


def _sheet(row: ProgramRow) -> dict[str, Any]:
    years = target_years(row.indicators)
    return {
        "name": row.name,
        "facts": facts(row),
        "target_heads": [column.title or "Target" for column in target_columns(years)],
        "indicators": [
            {
                "name": indicator.name,
                "unit": indicator.unit,
                "baseline": baseline_text(indicator),
                "targets": target_cells(indicator, years),
            }
            for indicator in row.indicators
        ],
        "milestones": [
            {
                "title": step.title,
                "due": format_date(step.due_on, "short"),
                "done": format_date(step.done_on, "short") if step.done_on else "",
            }
            for step in row.milestones
        ],
        "risks": [{"text": risk.text, "mitigation": risk.mitigation} for risk in row.risks],
    }


def _score_cells(row: CandidateRow, position: int, criteria) -> tuple[Cell, ...]:
    return (
        number(position),
        text(row.name),
        text(row.dimension_name),
        *(number(row.means.get(criterion.key), 2) for criterion in criteria),
        number(row.mean, 2),
        number(row.rank),
        text(row.state_name),
    )
