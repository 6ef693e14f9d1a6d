"""Blocks of programs and actions: matrices, road map, alignment with the RPJMD."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from formats.numbers import NONE, format_number
from quickwins.reporting import ActionRow, HorizonRow, IndicatorRow, Money, ProgramRow, grouped, total

from .params import BlockProblem, Param, choice, dimension, horizon, subdimension
from .pieces import BlockTable, Cell, Column, juta, lines, number, text, years_text, yes_no
from .registry import Asked, block

MARK = "●"
MAX_YEAR_COLUMNS = 6
"""More years than this are written below one another in one column; a landscape page holds no more columns."""
MAX_LANDSCAPE_SIGNS = 165
"""A landscape page in the small type of dense tables holds so many signs beside the gaps of its columns."""
MAX_UPRIGHT_YEARS, MAX_UPRIGHT_SIGNS = 10, 52
"""So many years and signs in one row of a road map fit beside the names on a portrait page."""

MATRIX = (
    "no", "subdimension", "objective", "strategy", "program", "lead", "supporters", "indicator", "unit", "baseline",
    "targets", "mission", "spbe", "quickwin",
)  # fmt: skip


@block(
    "program_matrix",
    columns=MATRIX,
    dimension=dimension("section"),
    subdimension=subdimension("section"),
    horizon=horizon(),
    only_quickwin=Param(False),
)
def program_matrix(asked: Asked) -> Sequence[BlockTable]:
    programs = chosen_programs(asked)
    if asked["only_quickwin"]:
        programs = [row for row in programs if row.is_quick_win]
    if not programs:
        return []
    years = target_years(indicator for row in programs for indicator in row.indicators)
    table = _matrix(asked, programs, years)
    # A matrix wider than the paper would lose its last columns: then the targets share one.
    return [table if table.longest_words <= MAX_LANDSCAPE_SIGNS else _matrix(asked, programs, [])]


@block(
    "action_plan",
    columns=(
        "no", "action", "output", "indicator", "lead", "years", "budget", "sources", "code", "note",
    ),
    group=Param("", lambda records: list(records.action_groups)),
    dimension=dimension(),
    horizon=horizon(),
)  # fmt: skip
def action_plan(asked: Asked) -> Sequence[BlockTable]:
    """One table per action group, each with its total; money in million rupiah."""
    rows = [
        row
        for row in asked.records.actions
        if asked["group"] in ("", row.group)
        and asked["dimension"] in ("", row.dimension)
        and in_horizon(asked, row.first_year, row.last_year)
    ]
    return [_action_table(asked, group) for group in grouped(rows, lambda row: row.group).values()]


@block(
    "roadmap",
    columns=("no", "program", "lead", "years"),
    dimension=dimension(),
    horizon=horizon(),
    show=choice("targets", "targets", "marks"),
)
def roadmap(asked: Asked) -> Sequence[BlockTable]:
    """Programs over years: the target of the program's first indicator, or a mark where it runs without one."""
    programs = [
        row
        for row in asked.records.programs
        if asked["dimension"] in ("", row.dimension) and in_horizon(asked, row.first_year, row.last_year)
    ]
    if not programs:
        return []
    first, last = _span(asked, programs)
    years = range(first, last + 1)
    targets = asked["show"] == "targets"
    rows = tuple(
        (
            number(position),
            text(row.name),
            text(row.lead),
            *(_roadmap_cell(row, year, targets) for year in years),
        )
        for position, row in enumerate(programs, start=1)
    )
    columns = (
        Column("no", numeric=True),
        Column("program"),
        Column("lead"),
        *(Column(f"years:{year}", str(year), numeric=True) for year in years),
    )
    note = f"{MARK} program berjalan pada tahun itu; angka ialah target indikator pertama." if targets else ""
    # Short figures stand on an upright page, so that the text around them is not torn apart.
    widest = (max(4, *(len(row[index].text) for row in rows)) for index in range(3, 3 + len(years)))
    short = len(years) <= MAX_UPRIGHT_YEARS and sum(widest) <= MAX_UPRIGHT_SIGNS
    wide = False if short else None
    return [BlockTable(asked.caption(_about(asked)), columns, rows, source=asked.source, note=note, wide=wide)]


@block(
    "alignment_table",
    columns=("mission", "goal", "objective", "program", "dimension"),
    dimension=dimension(),
)
def alignment_table(asked: Asked) -> Sequence[BlockTable]:
    """Programs under the RPJMD mission they serve, in the order of the missions; unlinked ones are left to the checks."""
    vision = asked.records.visions.get("rpjmd")
    rows: list[tuple[Cell, ...]] = []
    for mission in vision.missions if vision else ():
        told = ("", "", "")
        linked = [row for row in asked.records.programs if row.mission_id == mission.id]
        linked = [row for row in linked if asked["dimension"] in ("", row.dimension)]
        for row in sorted(linked, key=lambda row: (row.goal, row.goal_objective)):
            path = (f"{mission.number}. {mission.text}", row.goal, row.goal_objective)
            # What is the same as in the row above is left out, from the left up to the first difference.
            same = next((depth for depth in range(3) if path[depth] != told[depth]), 3)
            head = (Cell("") if depth < same else text(words) for depth, words in enumerate(path))
            rows.append((*head, text(row.name), text(row.dimension_name)))
            told = path
    columns = tuple(Column(key) for key in ("mission", "goal", "objective", "program", "dimension"))
    about = asked.dimension_name(asked["dimension"])
    return [BlockTable(asked.caption(about), columns, tuple(rows), source=asked.source)] if rows else []


def chosen_programs(asked: Asked) -> list[ProgramRow]:
    """Programs of the dimension, sub-dimension and term that a block asks for."""
    wanted, sub = asked["dimension"], asked["subdimension"]
    dimensions = asked.records.dimensions
    if (
        wanted
        and sub
        and not any(row.key == wanted and sub in {s.key for s in row.subdimensions} for row in dimensions)
    ):
        raise BlockProblem(f"Sub-dimensi “{sub}” bukan bagian dari dimensi “{wanted}”.")
    return [
        row
        for row in asked.records.programs
        if wanted in ("", row.dimension)
        and sub in ("", row.subdimension)
        and in_horizon(asked, row.first_year, row.last_year)
    ]


def in_horizon(asked: Asked, first_year: int, last_year: int) -> bool:
    term = _horizon(asked)
    return term is None or term.overlaps(first_year, last_year)


def target_years(indicators: Iterable[IndicatorRow]) -> list[int]:
    """The years with targets, when they fit as columns of their own; else none."""
    years = sorted({year for indicator in indicators for year in indicator.targets})
    return years if len(years) <= MAX_YEAR_COLUMNS else []


def target_columns(years: Iterable[int]) -> list[Column]:
    """A column per year, or one for all when there are none."""
    return [Column(f"targets:{year}", f"Target {year}", numeric=True) for year in years] or [Column("targets")]


def target_cells(indicator: IndicatorRow, years: Iterable[int]) -> list[Cell]:
    """The targets for `target_columns`; without years below one another, never broken between year and value."""
    cells = [number(indicator.targets.get(year), indicator.decimals) for year in years]
    pairs = sorted(indicator.targets.items())
    return cells or [lines(f"{year}:\u00a0{format_number(value, indicator.decimals)}" for year, value in pairs)]


def baseline_cell(indicator: IndicatorRow) -> Cell:
    """The value, its year below it."""
    value, _space, year = baseline_text(indicator).partition(" ")
    return Cell("", indicator.baseline, lines=(value, year)) if year else Cell()


def baseline_text(indicator: IndicatorRow) -> str:
    """`144 (2025)`, "–" when unknown."""
    if indicator.baseline is None:
        return NONE
    return f"{format_number(indicator.baseline, indicator.decimals)} ({indicator.baseline_year})"


def year_columns(budgets: Iterable[Iterable[Money]]) -> list[int]:
    """The years in which there is money, when they fit as columns of their own; else none."""
    years = sorted({line.year for lines_ in budgets for line in lines_})
    return years if len(years) <= MAX_YEAR_COLUMNS else []


def _horizon(asked: Asked) -> HorizonRow | None:
    return next((row for row in asked.records.horizons if row.key == asked["horizon"]), None)


def _about(asked: Asked) -> str:
    """What the caption adds: sub-dimension or dimension, and the term."""
    parts = []
    wanted = asked["dimension"]
    sub = asked.params.get("subdimension")
    for row in asked.records.dimensions:
        if row.key == wanted:
            parts.append(
                next((f"{row.name}: {s.short or s.name}" for s in row.subdimensions if s.key == sub), row.name)
            )
    term = _horizon(asked)
    if term is not None:
        parts.append(f"{term.name.lower()} ({years_text(term.first_year, term.last_year)})")
    return ", ".join(parts)


def _program_cells(program: ProgramRow, position: int) -> dict[str, Cell]:
    return {
        "no": number(position),
        "subdimension": text(f"{program.dimension_name}: {program.subdimension_name}"),
        "objective": text(program.objective),
        "strategy": text(program.strategy),
        "program": text(program.name),
        "lead": text(program.lead),
        "supporters": text(", ".join(program.supporters)),
        "mission": text(program.mission_number),
        "spbe": text(program.spbe),
        "quickwin": yes_no(program.is_quick_win),
    }


def _matrix(asked: Asked, programs: list[ProgramRow], years: list[int]) -> BlockTable:
    """A row per program, a row more for each further indicator; headings per sub-dimension unless the caption names it."""
    columns: list[Column] = []
    for key in MATRIX:
        if key == "targets":
            columns += target_columns(years)
        elif key != "subdimension" or not asked["subdimension"]:
            columns.append(Column(key, numeric=key == "no", is_group=key == "subdimension"))
    rows: list[tuple[Cell, ...]] = []
    for position, program in enumerate(programs, start=1):
        for index, indicator in enumerate(program.indicators or (None,)):
            cells = _program_cells(program, position) if index == 0 else {}
            cells |= _indicator_cells(indicator, years)
            rows.append(tuple(cells.get(column.key, Cell("")) for column in columns))
    return BlockTable(asked.caption(_about(asked)), tuple(columns), tuple(rows), source=asked.source)


def _indicator_cells(indicator: IndicatorRow | None, years: list[int]) -> dict[str, Cell]:
    targets = [column.key for column in target_columns(years)]
    if indicator is None:
        return {key: Cell() for key in ("indicator", "unit", "baseline", *targets)}
    return {
        "indicator": text(indicator.name),
        "unit": text(indicator.unit),
        "baseline": baseline_cell(indicator),
        **dict(zip(targets, target_cells(indicator, years), strict=True)),
    }


def _action_table(asked: Asked, rows: list[ActionRow]) -> BlockTable:
    years = year_columns(row.budget for row in rows)
    columns = [Column("no", numeric=True), *(Column(key) for key in ("action", "output", "indicator", "lead", "years"))]
    if years:
        columns += [Column(f"budget:{year}", f"{year} (juta Rp)", numeric=True) for year in years]
    else:
        columns.append(Column("budget", "Anggaran (juta Rp)", numeric=True))
    columns += [Column("sources"), Column("code"), Column("note")]
    body = tuple(
        (
            number(position),
            text(row.name),
            text(row.output),
            text(row.indicator),
            text(row.lead),
            text(years_text(row.first_year, row.last_year)),
            *_money_cells(row.budget, years),
            text(", ".join(dict.fromkeys(line.source_name for line in row.budget))),
            text(row.budget_code),
            text(row.note),
        )
        for position, row in enumerate(rows, start=1)
    )
    money = [line for row in rows for line in row.budget]
    blank = Cell("")
    totals = (blank, Cell("Jumlah"), blank, blank, blank, blank, *_money_cells(money, years), blank, blank, blank)
    about = rows[0].group_name[:1].lower() + rows[0].group_name[1:]
    parts = (about, f"({asked.dimension_name(asked['dimension'])})" if asked["dimension"] else "")
    return BlockTable(asked.caption(*parts), tuple(columns), body, totals, source=asked.source)


def _money_cells(money: Iterable[Money], years: list[int]) -> list[Cell]:
    money = list(money)
    if not years:
        return [juta(total(money))]
    return [juta(total(line for line in money if line.year == year)) for year in years]


def _span(asked: Asked, programs: list[ProgramRow]) -> tuple[int, int]:
    """The years of the grid: those of the term, or from the plan's first year to the last in which a program runs."""
    term = _horizon(asked)
    if term is not None:
        return term.first_year, term.last_year
    last = max(row.last_year for row in programs)
    limit = max((row.last_year for row in asked.records.horizons), default=last)
    first = asked.records.plan.first_year
    return first, max(first, min(last, limit))


def _roadmap_cell(row: ProgramRow, year: int, targets: bool) -> Cell:
    if targets and row.indicators and year in row.indicators[0].targets:
        return number(row.indicators[0].targets[year], row.indicators[0].decimals)
    if row.first_year <= year <= row.last_year:
        return Cell(MARK)
    return Cell("")
