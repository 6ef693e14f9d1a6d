"""Blocks of where the regency wants to go, and of the analysis behind it."""

from __future__ import annotations

from collections.abc import Sequence

from quickwins.reporting import VisionRow, grouped

from .params import Param, choice, dimension, element
from .pieces import BlockRich, BlockTable, Cell, Column, Piece, listed, number, text
from .registry import Asked, block

QUADRANTS = ("strength", "weakness", "opportunity", "threat")


@block(
    "vision_mission",
    columns=("mission", "goal", "objective", "indicator"),
    scope=choice("smart_city", "smart_city", "rpjmd", "rpjpd"),
    part=choice("vision", "vision", "missions", "goals"),
)
def vision_mission(asked: Asked) -> Sequence[Piece]:
    """The vision as a quotation, the missions as a list, or goals and objectives as a table."""
    vision = asked.records.visions.get(str(asked["scope"]))
    if vision is None:
        return []
    if asked["part"] == "goals":
        return _goals(asked, vision)
    missions = [f"{mission.number}. {mission.text}" for mission in vision.missions]
    if asked["part"] == "missions":
        if not missions:
            return []
        context = {"missions": [(mission.number, mission.text) for mission in vision.missions], "source": vision.source}
        rows = tuple((mission.number, mission.text) for mission in vision.missions)
        template = "masterplan/blocks/missions.html"
        return [BlockRich(template, context, f"Misi {vision.scope_name}", ("Nomor", "Misi"), rows)]
    if not vision.text:
        return []
    context = {"title": vision.title, "text": vision.text, "source": vision.source}
    return [BlockRich("masterplan/blocks/vision.html", context)]


@block("issue_list", columns=("no", "issue", "problem", "dimensions", "source"), dimension=dimension())
def issue_list(asked: Asked) -> Sequence[BlockTable]:
    issues = [row for row in asked.records.issues if asked["dimension"] == "" or asked["dimension"] in row.dimensions]
    rows = tuple(
        (number(position), text(row.title), text(row.problem), text(", ".join(row.dimension_names)), text(row.source))
        for position, row in enumerate(issues, start=1)
    )
    keys = ("no", "issue", "problem", "dimensions", "source")
    about = asked.dimension_name(asked["dimension"])
    return _table(asked, about, keys, rows)


@block("readiness_table", columns=("no", "aspect", "condition", "level", "evidence", "organisation"), element=element())
def readiness_table(asked: Asked) -> Sequence[BlockTable]:
    found = [row for row in asked.records.readiness if asked["element"] in ("", row.element)]
    rows = tuple(
        (
            number(position),
            text(row.aspect),
            text(row.condition),
            text(f"{row.level} {row.level_name}"),
            text(row.evidence),
            text(row.organisation),
        )
        for position, row in enumerate(found, start=1)
    )
    keys = ("no", "aspect", "condition", "level", "evidence", "organisation")
    return _table(asked, _element_name(asked), keys, rows)


@block(
    "gap_table",
    columns=(
        "no", "element", "aspect", "current", "expected", "gap", "level", "recommendation", "organisation", "source",
    ),
    element=element(),
    dimension=dimension(),
)  # fmt: skip
def gap_table(asked: Asked) -> Sequence[BlockTable]:
    """Gaps of an element or of a dimension; the column that is the same in all rows is left to the caption."""
    found = [
        row
        for row in asked.records.gaps
        if asked["element"] in ("", row.element) and asked["dimension"] in ("", row.dimension)
    ]
    left_out = {"element"} if asked["element"] else {"element", "aspect"} if asked["dimension"] else set()
    keys = (
        "no",
        "element",
        "aspect",
        "current",
        "expected",
        "gap",
        "level",
        "recommendation",
        "organisation",
        "source",
    )
    rows: list[tuple[Cell, ...]] = []
    for position, row in enumerate(found, start=1):
        level = f"{row.level} {row.level_name}" if row.level is not None else ""
        values = (
            number(position),
            text(row.element_name or row.dimension_name),
            text(row.aspect),
            *(text(value) for value in (row.current, row.expected, row.gap, level, row.recommendation)),
            text(row.organisation),
            text(row.source),
        )
        rows.append(tuple(cell for key, cell in zip(keys, values, strict=True) if key not in left_out))
    about = _element_name(asked) or asked.dimension_name(asked["dimension"])
    return _table(asked, about, tuple(key for key in keys if key not in left_out), tuple(rows))


@block("swot", columns=QUADRANTS, element=element(), strategies=Param(True))
def swot(asked: Asked) -> Sequence[BlockTable]:
    """Statements by quadrant, a row per element; besides, when asked, the strategies that cross them."""
    tables: list[BlockTable] = []
    found = [row for row in asked.records.swot if asked["element"] in ("", row.element)]
    if found:
        tables.append(_swot_table(asked, found))
    strategies = asked.records.swot_strategies if asked["strategies"] else ()
    if strategies:
        groups = grouped(strategies, lambda row: row.kind_name)
        rows = tuple((text(name), listed(row.text for row in members)) for name, members in groups.items())
        columns = (Column("kind", "Silang"), Column("strategies", "Strategi"))
        tables.append(BlockTable("Strategi silang SWOT", columns, rows, source=asked.source))
    return tables


@block(
    "evaluation_scores",
    columns=("aspect", "weight", "mean", "weighted"),
    year=Param(0),
    scheme=Param(""),
)
def evaluation_scores(asked: Asked) -> Sequence[BlockTable]:
    """The result of a year (0 = the newest): weights, means on the 0–4 scale, and the final they add up to."""
    found = next(
        (
            row
            for row in asked.records.evaluations
            if asked["year"] in (0, row.year) and asked["scheme"] in ("", row.scheme)
        ),
        None,
    )
    if found is None:
        return []
    rows = tuple(
        (text(row.name), number(row.weight), number(row.mean, 2), number(row.weighted, 2)) for row in found.aspects
    )
    columns = (
        Column("aspect"),
        Column("weight", numeric=True),
        Column("mean", numeric=True),
        Column("weighted", numeric=True),
    )
    weights = sum((row.weight for row in found.aspects), start=type(found.final)(0))
    totals = (Cell("Nilai akhir"), number(weights), Cell(""), number(found.final, 2))
    note = f"Skala 0–4. Pembobotan: {found.scheme_name}. {found.note}".strip()
    return [BlockTable(asked.caption(str(found.year)), columns, rows, totals, source=asked.source, note=note)]


@block("glossary", columns=("word", "meaning"), kind=choice("", "term", "abbreviation"))
def glossary(asked: Asked) -> Sequence[BlockTable]:
    found = [row for row in asked.records.terms if asked["kind"] in ("", row.kind)]
    return _table(asked, "", ("word", "meaning"), tuple((text(row.word), text(row.meaning)) for row in found))


def _table(asked: Asked, about: str, keys: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> list[BlockTable]:
    columns = tuple(Column(key, numeric=key == "no") for key in keys)
    return [BlockTable(asked.caption(about), columns, rows, source=asked.source)] if rows else []


def _element_name(asked: Asked) -> str:
    name = next((row.name for row in asked.records.elements if row.key == asked["element"]), "")
    return name[:1].lower() + name[1:]


def _goals(asked: Asked, vision: VisionRow) -> list[BlockTable]:
    rows: list[tuple[Cell, ...]] = []
    for mission in vision.missions:
        head = text(f"{mission.number}. {mission.text}")
        for goal in mission.goals:
            goal_cell = text(goal.text)
            for objective in goal.objectives or (None,):
                told = (text(objective.text), text(objective.indicator)) if objective else (Cell(), Cell())
                rows.append((head, goal_cell, *told))
                head = goal_cell = Cell("")
    title = f"Misi, tujuan, dan sasaran {vision.scope_name}"
    columns = tuple(Column(key) for key in ("mission", "goal", "objective", "indicator"))
    return [BlockTable(title, columns, tuple(rows), source=asked.source)] if rows else []


def _swot_table(asked: Asked, found) -> BlockTable:
    columns = tuple(Column(key) for key in QUADRANTS)
    groups = grouped(found, lambda row: row.element)
    rows = tuple(
        tuple(listed(row.text for row in members if row.quadrant == quadrant) for quadrant in QUADRANTS)
        for members in groups.values()
    )
    if not asked["element"]:
        # Several elements: each row is named, in a column of its own before the quadrants.
        names = {row.key: row.name for row in asked.records.elements}
        cells = (text(names.get(str(key), "")) for key in groups)
        rows = tuple((cell, *row) for cell, row in zip(cells, rows, strict=True))
        columns = (Column("element", "Elemen"), *columns)
    about = _element_name(asked) or "seluruh elemen"
    return BlockTable(asked.caption(about), columns, rows, source=asked.source)
