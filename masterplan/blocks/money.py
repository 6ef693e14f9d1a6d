"""Blocks of money and counts: budget by source, summary per dimension, indicators."""

from __future__ import annotations

from collections.abc import Sequence

from formats.numbers import format_juta, format_number, format_percent, format_rupiah_short
from quickwins.reporting import DimensionSummary, IndicatorRow, Money, dimension_summaries, summarise, total

from .charts import bars
from .params import BlockProblem, Param, choice, dimension
from .pieces import BlockFigure, BlockTable, Cell, Column, Piece, juta, number, rupiah, text
from .programs import MAX_YEAR_COLUMNS, baseline_cell, target_cells, target_columns, target_years
from .registry import Asked, block


@block(
    "budget_by_source",
    columns=("group", "years", "total"),
    dimension=dimension(),
    group_by=choice("source", "source", "dimension", "year"),
    chart=Param(True),
)
def budget_by_source(asked: Asked) -> Sequence[Piece]:
    """Money per source (or dimension, or year) and year, in million rupiah, with totals; and the same as bars."""
    groups = _money_groups(asked)
    money = [line for _name, found in groups for line in found]
    if not money:
        return []
    years = sorted({line.year for line in money})
    if len(years) > MAX_YEAR_COLUMNS or asked["group_by"] == "year":
        years = []
    rows = tuple((text(name), *_by_year(found, years), juta(total(found))) for name, found in groups)
    columns = (
        Column("group", {"dimension": "Dimensi", "year": "Tahun"}.get(str(asked["group_by"]), "")),
        *(Column(f"years:{year}", f"{year} (juta Rp)", numeric=True) for year in years),
        Column("total", "Jumlah (juta Rp)", numeric=True),
    )
    totals = (Cell("Jumlah"), *_by_year(money, years), juta(total(money)))
    about = f"Anggaran menurut {_group_word(asked)}"
    if asked["dimension"]:
        about += f" {asked.dimension_name(asked['dimension'])}"
    apbd = total(line for line in money if line.is_apbd) or 0
    share = format_percent(apbd * 100 / sum(line.amount for line in money)) if total(money) else ""
    note = f"Bagian APBD kabupaten {share}." if share else ""
    table = BlockTable(about, columns, rows, totals, source=asked.source, note=note)
    if not asked["chart"]:
        return [table]
    return [_budget_chart(asked, about, groups), table]


@block(
    "dimension_summary",
    columns=("dimension", "programs", "short", "medium", "long", "quickwins", "opd", "budget"),
    dimension=dimension(),
    chart=Param(True),
)
def dimension_summary(asked: Asked) -> Sequence[Piece]:
    """Programs, quick wins, OPD and money per dimension with totals; of one dimension as a short list of facts."""
    records = asked.records
    if asked["dimension"]:
        return _one_dimension(asked)
    if not records.programs and not records.actions:
        return []
    summaries = dimension_summaries(records.dimensions, records.horizons, records.programs, records.actions)
    whole = summarise("", "Jumlah", records.horizons, list(records.programs), list(records.actions))
    columns = (
        Column("dimension"),
        Column("programs", numeric=True),
        *(Column(_horizon_key(index), row.name, numeric=True) for index, row in enumerate(records.horizons)),
        Column("quickwins", numeric=True),
        Column("opd", numeric=True),
        Column("budget", "Anggaran (juta Rp)", numeric=True),
    )
    table = BlockTable(
        asked.caption(),
        columns,
        tuple(_summary_cells(row) for row in summaries),
        _summary_cells(whole),
        source=asked.source,
        note="Program dihitung pada jangka waktu tahun mulainya; satu OPD dapat terlibat dalam beberapa dimensi.",
    )
    if not asked["chart"]:
        return [table]
    counted = [row for row in summaries if row.key]
    most = max(counted, key=lambda row: row.programs)
    finding = f"{sum(row.programs for row in counted)} program; terbanyak {most.name} dengan {most.programs} program."
    chart = BlockFigure(
        "Jumlah program menurut dimensi",
        bars([(row.name, row.programs, format_number(row.programs)) for row in counted]),
        finding,
        ("Dimensi", "Jumlah program"),
        tuple((row.name, row.programs) for row in counted),
        asked.source,
    )
    return [chart, table]


@block(
    "indicator_table",
    columns=("no", "indicator", "unit", "baseline", "targets", "last", "source"),
    set=choice("smart_city", "smart_city", "dimension", "program"),
    dimension=dimension(),
)
def indicator_table(asked: Asked) -> Sequence[BlockTable]:
    """Indicators with a column per target year. Sets: of the whole plan, of one dimension, or those of the programs."""
    rows = _indicators(asked)
    if not rows:
        return []
    years = target_years(rows)
    # The few indicators of one dimension stand on an upright page; their sources go below the table.
    upright = asked["set"] == "dimension" and len(years) <= 5
    columns = [Column("no", numeric=True), Column("indicator"), Column("unit"), Column("baseline", numeric=True)]
    columns += [*target_columns(years), Column("last", numeric=True)]
    body = [
        [
            number(position),
            text(row.name),
            text(row.unit),
            baseline_cell(row),
            *target_cells(row, years),
            _last(row),
        ]
        for position, row in enumerate(rows, start=1)
    ]
    note = ""
    if upright:
        note = "; ".join(dict.fromkeys(row.source for row in rows if row.source))
        note = f"Sumber data indikator: {note}." if note else ""
    else:
        columns.append(Column("source"))
        body = [[*cells, text(row.source)] for cells, row in zip(body, rows, strict=True)]
    about = asked.dimension_name(asked["dimension"]) if asked["dimension"] else "smart city"
    table = BlockTable(
        asked.caption(about),
        tuple(columns),
        tuple(tuple(cells) for cells in body),
        source=asked.source,
        note=note,
        wide=False if upright else None,
    )
    return [table]


def _money_groups(asked: Asked) -> list[tuple[str, list[Money]]]:
    """(name, lines) in order; a rupiah stands at a program or at an action, so both are taken."""
    records, wanted = asked.records, asked["dimension"]
    budgets = [(row.dimension, row.budget) for row in records.programs]
    budgets += [(row.dimension, row.budget) for row in records.actions]
    owned = [(dimension, line) for dimension, budget in budgets for line in budget if wanted in ("", dimension)]
    if asked["group_by"] == "dimension":
        names = [(row.key, row.name) for row in records.dimensions] + [("", "Lintas dimensi")]
        pairs = [(name, [line for key, line in owned if key == dimension]) for dimension, name in names]
    elif asked["group_by"] == "year":
        years = sorted({line.year for _key, line in owned})
        pairs = [(str(year), [line for _key, line in owned if line.year == year]) for year in years]
    else:
        sources = sorted({(line.source_position, line.source_name) for _key, line in owned})
        pairs = [(name, [line for _key, line in owned if line.source_name == name]) for _position, name in sources]
    return [(name, found) for name, found in pairs if found]


def _group_word(asked: Asked) -> str:
    return {"dimension": "dimensi", "year": "tahun"}.get(str(asked["group_by"]), "sumber dana")


def _by_year(money: list[Money], years: list[int]) -> list[Cell]:
    return [juta(total(line for line in money if line.year == year)) for year in years]


def _budget_chart(asked: Asked, title: str, groups: list[tuple[str, list[Money]]]) -> BlockFigure:
    values = [(name, total(found) or 0) for name, found in groups]
    largest = max(values, key=lambda pair: pair[1])
    whole = sum(value for _name, value in values)
    return BlockFigure(
        title,
        bars([(name, value / 1_000_000, format_juta(value)) for name, value in values], "juta Rp"),
        f"Seluruhnya {format_rupiah_short(whole)}; terbesar {largest[0]} dengan {format_rupiah_short(largest[1])}.",
        (_group_word(asked).capitalize(), "Jumlah (Rp)"),
        tuple(values),
        asked.source,
    )


def _horizon_key(index: int) -> str:
    """The three columns of the data file serve the first three terms; a fourth stands with the third."""
    return ("short", "medium", "long")[index] if index < 3 else f"long:{index}"


def _summary_cells(row: DimensionSummary) -> tuple[Cell, ...]:
    counts = (number(count) for count in row.by_horizon.values())
    return (text(row.name), number(row.programs), *counts, number(row.quick_wins), number(row.opd), juta(row.budget))


def _one_dimension(asked: Asked) -> list[BlockTable]:
    records, key = asked.records, asked["dimension"]
    programs = [row for row in records.programs if row.dimension == key]
    actions = [row for row in records.actions if row.dimension == key]
    if not programs and not actions:
        return []
    summary = summarise(str(key), asked.dimension_name(key), records.horizons, programs, actions)
    facts = [("Jumlah program", number(summary.programs))]
    facts += [(f"Program mulai {row.name.lower()}", number(summary.by_horizon[row.key])) for row in records.horizons]
    facts += [
        ("Quick Win", number(summary.quick_wins)),
        ("OPD penanggung jawab", number(summary.opd)),
        ("Anggaran (Rp)", rupiah(summary.budget)),
    ]
    rows = tuple((text(name), cell) for name, cell in facts)
    columns = (Column("fact", "Uraian"), Column("value", "Nilai", numeric=True))
    return [BlockTable(f"Ringkasan {summary.name}", columns, rows, source=asked.source)]


def _indicators(asked: Asked) -> list[IndicatorRow]:
    wanted = asked["dimension"]
    if asked["set"] == "program":
        return [
            indicator
            for program in asked.records.programs
            if wanted in ("", program.dimension)
            for indicator in program.indicators
        ]
    if asked["set"] == "dimension":
        if not wanted:
            raise BlockProblem("Pilih dimensi untuk tabel indikator dimensi.")
        return [row for row in asked.records.main_indicators if row.dimension == wanted]
    return [row for row in asked.records.main_indicators if wanted in ("", row.dimension)]


def _last(row: IndicatorRow) -> Cell:
    if row.last_value is None or row.last_period is None:
        return Cell()
    year, quarter = row.last_period
    return Cell("", row.last_value, lines=(format_number(row.last_value, row.decimals), f"(TW {quarter} {year})"))
