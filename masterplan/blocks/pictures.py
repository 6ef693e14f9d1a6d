"""Blocks that are pictures of the register, each with the table of its data beneath: drawn by the floor of the programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.utils import translation

from quickwins import pictures
from quickwins.pictures import Picture
from quickwins.reporting import ProgramRow

from .params import Param, choice, dimension
from .pieces import BlockFigure, BlockTable, Column, Piece, text
from .records import Records
from .registry import Asked, block


def _names(records: Records) -> list[str]:
    return [name for row in records.programs for name in (row.key, row.id) if name]


def program() -> Param:
    """One program, by its key or its system code."""
    return Param("", _names)


@block("program_heat_map")
def program_heat_map(asked: Asked) -> Sequence[Piece]:
    """Programs by dimension and year."""
    records = asked.records
    return _drawn(asked, lambda: pictures.heat_map(records.dimensions, records.programs, records.plan.years))


@block("impact_effort", dimension=dimension())
def impact_effort(asked: Asked) -> Sequence[Piece]:
    """What brings much for little."""
    return _drawn(asked, lambda: pictures.impact_effort(_programs(asked)))


@block("s_curve", dimension=dimension(), program=program())
def s_curve(asked: Asked) -> Sequence[Piece]:
    """Plan against progress of one program, of a dimension, or of all."""
    return _drawn(asked, lambda: pictures.s_curve(_programs(asked), asked.records.on))


@block("milestone_chart", dimension=dimension(), program=program())
def milestone_chart(asked: Asked) -> Sequence[Piece]:
    """The milestones of one program, or of each quick win that was chosen."""
    rows = [row for row in _programs(asked) if asked["program"] or row.is_quick_win]
    drawn: list[Piece] = []
    for row in rows:
        drawn += _drawn(asked, partial(pictures.gantt, row, asked.records.on))
    return drawn


@block("program_dashboard", dimension=dimension(), by=choice("dimension", "dimension", "opd"))
def program_dashboard(asked: Asked) -> Sequence[Piece]:
    """Progress, counts and money by dimension or by OPD."""
    return _drawn(asked, lambda: pictures.by_group(_programs(asked), by=str(asked["by"])))


def _programs(asked: Asked) -> list[ProgramRow]:
    wanted = asked.params.get("program", "")
    return [
        row
        for row in asked.records.programs
        if asked["dimension"] in ("", row.dimension) and wanted in ("", row.key, row.id)
    ]


def _drawn(asked: Asked, draw: Callable[[], Picture | None]) -> list[Piece]:
    """The picture and its table. What is printed is Indonesian, whatever language the reader's interface has."""
    with translation.override("id"):
        picture = draw()
    if picture is None:
        return []
    figure = BlockFigure(picture.title, picture.spec, picture.finding, picture.heads, picture.rows, asked.source)
    columns = tuple(Column(f"column:{number}", head) for number, head in enumerate(picture.heads))
    rows = tuple(tuple(text(cell) for cell in row) for row in picture.rows)
    return [figure, BlockTable(picture.title, columns, rows, source=asked.source, note=picture.note, wide=False)]
