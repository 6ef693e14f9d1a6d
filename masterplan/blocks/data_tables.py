"""Blocks of verified data that OPDs delivered: a table and a chart, each with its source and year.

Without a version the newest is drawn. A version that was chosen stays, and says so as soon as there is a newer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from formats.numbers import format_number
from stakeholders.reporting import DataTable

from . import charts
from .params import BlockProblem, Param
from .pieces import BlockFigure, BlockTable, Cell, Column, number, text
from .registry import Asked, block

MAX_PRINTED, MAX_BARS = 300, 30


def data() -> Param:
    """One data set, by its key."""
    return Param("", lambda records: list(dict.fromkeys(row.key for row in records.data_tables)))


@block("dataset_table", data=data(), version=Param(0))
def dataset_table(asked: Asked) -> Sequence[BlockTable]:
    """One data set as it was delivered; without a name all of them, for an appendix."""
    found = []
    for row in _asked_for(asked):
        columns = tuple(
            Column(f"c{place}", head, numeric)
            for place, (head, numeric) in enumerate(zip(row.heads, row.numeric, strict=True))
        )
        cells = tuple(
            tuple(_cell(value, numeric) for value, numeric in zip(line, row.numeric, strict=False))
            for line in row.rows[:MAX_PRINTED]
            if len(line) == len(columns)
        )
        if columns and cells:
            found.append(BlockTable(row.title, columns, cells, source=_source(row), note=_note(row)))
    return found


@block("dataset_chart", data=data(), version=Param(0), label=Param(""), value=Param(""))
def dataset_chart(asked: Asked) -> Sequence[BlockFigure]:
    """Bars of one column by another: by itself the first column with names and the first with numbers."""
    found = []
    for row in _asked_for(asked):
        label = _column(row, str(asked["label"]), numeric=False)
        value = _column(row, str(asked["value"]), numeric=True)
        if label is None or value is None:
            continue
        pairs: list[tuple[str, float]] = []
        for line in row.rows:
            amount = line[value] if len(line) == len(row.heads) else None
            if isinstance(amount, int | float) and len(pairs) < MAX_BARS:
                pairs.append((str(line[label]), float(amount)))
        if not pairs:
            continue
        most = max(pairs, key=lambda pair: pair[1])
        unit = row.heads[value]
        alt = f"{row.title}: {len(pairs)} batang; terbesar {most[0]} ({format_number(most[1])})."
        note = _note(row)
        found.append(
            BlockFigure(
                f"{row.title}: {unit}",
                charts.bars([(name, amount, format_number(amount)) for name, amount in pairs], unit),
                alt,
                (row.heads[label], unit),
                tuple(pairs),
                ". ".join(filter(None, [_source(row), note])),
            )
        )
    return found


def _asked_for(asked: Asked) -> list[DataTable]:
    """The versions to draw. Raises BlockProblem for a version that does not exist."""
    key, version = str(asked["data"]), int(str(asked["version"]))
    rows = [row for row in asked.records.data_tables if key in ("", row.key)]
    if not version:
        return [row for row in rows if row.version == row.newest]
    found = [row for row in rows if row.version == version]
    if rows and not found:
        raise BlockProblem(f"Versi {version} dari data ini tidak ada.")
    return found


def _column(row: DataTable, name: str, *, numeric: bool) -> int | None:
    if name:
        wanted = name.casefold()
        for place, (head, plain) in enumerate(zip(row.heads, row.names, strict=True)):
            if wanted in (head.casefold(), plain.casefold()):
                return place
        raise BlockProblem(f"Kolom “{name[:40]}” tidak ada di data ini.")
    return next((place for place, is_number in enumerate(row.numeric) if is_number == numeric), None)


def _cell(value: object, numeric: bool) -> Cell:
    if numeric and isinstance(value, int | float):
        return number(Decimal(repr(value)))
    return text(str(value) if value not in (None, "") else "")


def _source(row: DataTable) -> str:
    return ", ".join(filter(None, [row.source or row.producer, str(row.year) if row.year else ""]))


def _note(row: DataTable) -> str:
    said = []
    if row.version < row.newest:
        newer = f"versi {row.newest}" + (f", {row.newest_year}" if row.newest_year else "")
        said.append(f"Ini versi {row.version}; sudah ada data yang lebih baru ({newer})")
    if len(row.rows) > MAX_PRINTED:
        said.append(f"{format_number(len(row.rows) - MAX_PRINTED)} baris lainnya ada pada berkas data")
    return ". ".join(said)
