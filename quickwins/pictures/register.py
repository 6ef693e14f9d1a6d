"""Pictures of the whole register: heat map, impact and effort, figures by dimension and by OPD."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from formats.numbers import format_juta, format_number, format_percent

from ..reporting import DimensionRow, ProgramRow, total
from .picture import Picture, at_work

LEVELS = range(1, 6)
MIDDLE = 3


# ---- Heat map ----


def heat_map(
    dimensions: Sequence[DimensionRow], programs: Sequence[ProgramRow], years: Sequence[int]
) -> Picture | None:
    """Programs by dimension and year, stopped ones left out; the number stands in each field beside its colour."""
    live = at_work(programs)
    counts = {
        (row.name, year): sum(one.dimension == row.key and one.first_year <= year <= one.last_year for one in live)
        for row in dimensions
        for year in years
    }
    if not live or not counts:
        return None
    most = max(counts.values())
    name, year = max(counts, key=lambda key: counts[key])
    values = [{"dimension": one, "year": str(when), "count": count} for (one, when), count in counts.items()]
    side = {"field": "dimension", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 190}}
    across = {"field": "year", "type": "ordinal", "title": None, "axis": {"orient": "top", "labelAngle": 0}}
    spec = {
        "width": 420,
        "height": {"step": 34},
        "data": {"values": values},
        "encoding": {"y": side, "x": across},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 2},
                "encoding": {
                    "color": {
                        "field": "count", "type": "quantitative", "legend": None,
                        "scale": {"domain": [0, most], "range": ["#f6f5f1", "#8fa5d4"], "interpolate": "rgb"},
                    }
                },
            },
            {"mark": {"type": "text", "fontSize": 13, "color": "#1c2027"}, "encoding": {"text": {"field": "count"}}},
        ],
    }  # fmt: skip
    finding = _("Most programs run in %(dimension)s in %(year)s: %(count)s.") % {
        "dimension": name,
        "year": year,
        "count": most,
    }
    rows = tuple((row.name, *(str(counts[row.name, one]) for one in years)) for row in dimensions)
    return Picture(
        _("Programs by dimension and year"), finding, spec, (_("Dimension"), *(str(one) for one in years)), rows
    )


# ---- Impact and effort ----


def impact_effort(programs: Sequence[ProgramRow]) -> Picture | None:
    """Each program with both levels (1–5) by its number; what brings much for little stands at the upper left."""
    rated = [row for row in at_work(programs) if row.impact and row.effort]
    if not rated:
        return None
    places: dict[tuple[int, int], list[int]] = {}
    for number, row in enumerate(rated, start=1):
        places.setdefault((row.effort or 0, row.impact or 0), []).append(number)
    points = [
        {"effort": effort, "impact": impact, "count": len(numbers), "label": _numbers(numbers)}
        for (effort, impact), numbers in sorted(places.items())
    ]
    corners = [
        {"effort": 0.6, "impact": 5.4, "text": _("Quick to win")},
        {"effort": 3.15, "impact": 5.4, "text": _("Great projects")},
        {"effort": 0.6, "impact": 2.85, "text": _("Small extras")},
        {"effort": 3.15, "impact": 2.85, "text": _("Think again")},
    ]
    axis = {"values": [*LEVELS], "format": "d", "grid": False, "labelOverlap": False}
    scale = {"domain": [0.5, 5.6], "nice": False, "zero": False}
    x = {
        "field": "effort",
        "type": "quantitative",
        "scale": scale,
        "axis": axis,
        "title": _("Effort, 1 little – 5 much"),
    }
    y = {
        "field": "impact",
        "type": "quantitative",
        "scale": scale,
        "axis": axis,
        "title": _("Impact, 1 little – 5 much"),
    }
    spec = {
        "width": 440,
        "height": 340,
        "layer": [
            {"data": {"values": [{"at": MIDDLE}]}, "mark": {"type": "rule"}, "encoding": {"x": {"datum": MIDDLE}}},
            {"data": {"values": [{"at": MIDDLE}]}, "mark": {"type": "rule"}, "encoding": {"y": {"datum": MIDDLE}}},
            {
                "data": {"values": corners},
                "mark": {"type": "text", "align": "left", "fontSize": 12, "fontWeight": 600},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True},
                "encoding": {
                    "x": x, "y": y,
                    "size": {
                        "field": "count", "type": "quantitative", "legend": None,
                        "scale": {"domain": [1, max(3, *(len(numbers) for numbers in places.values()))], "range": [70, 420]},
                    },
                },
            },
            {
                "data": {"values": points},
                "mark": {"type": "text", "align": "left", "dx": 12, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }  # fmt: skip
    quick = [row for row in rated if (row.impact or 0) > MIDDLE and (row.effort or 0) < MIDDLE]
    finding = ngettext(
        "%(count)s of %(all)s program brings much for little effort.",
        "%(count)s of %(all)s programs bring much for little effort.",
        len(rated),
    ) % {"count": len(quick), "all": len(rated)}
    rows = tuple(
        (str(number), row.name, row.lead, str(row.impact), str(row.effort)) for number, row in enumerate(rated, start=1)
    )
    return Picture(
        _("Impact and effort"), finding, spec, (_("No."), _("Program"), _("OPD"), _("Impact"), _("Effort")), rows
    )


def _numbers(numbers: list[int]) -> str:
    """`3, 7, 12`, at most four of them."""
    shown = ", ".join(str(number) for number in numbers[:4])
    return f"{shown} +{len(numbers) - 4}" if len(numbers) > 4 else shown


# ---- Figures by dimension or OPD ----


def by_group(programs: Sequence[ProgramRow], *, by: str) -> Picture | None:
    """Programs, progress and money of each dimension or OPD (`by`: dimension, opd), stopped programs left out."""
    live = at_work(programs)
    groups: dict[str, list[ProgramRow]] = {}
    for row in live:
        groups.setdefault(row.dimension_name if by == "dimension" else row.lead, []).append(row)
    if not groups:
        return None
    figures = [
        (name, len(rows), sum(row.is_quick_win for row in rows), sum(row.progress for row in rows) / len(rows),
         total([line for row in rows for line in row.budget]))
        for name, rows in groups.items()
    ]  # fmt: skip
    data = [
        {"name": name, "progress": round(mean, 1), "label": f"{format_number(mean, 0)}% ({count})"}
        for name, count, _wins, mean, _money in figures
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 190}}
    x = {
        "field": "progress", "type": "quantitative", "scale": {"domain": [0, 100]},
        "title": _("mean progress in percent (number of programs)"),
    }  # fmt: skip
    spec = {
        "width": 380,
        "height": {"step": 26},
        "data": {"values": data},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "height": 14}},
            {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "label"}}},
        ],
    }
    best = max(figures, key=lambda row: row[3])
    finding = _("%(count)s programs; furthest is %(name)s with %(percent)s percent on the mean.") % {
        "count": len(live),
        "name": best[0],
        "percent": format_number(best[3], 0),
    }
    rows = tuple(
        (name, str(count), str(wins), format_percent(mean, 0), format_juta(money))
        for name, count, wins, mean, money in figures
    )
    heads = (
        _("Dimension") if by == "dimension" else _("OPD"), _("Programs"), "Quick Win", _("Mean progress"), _("Budget (million Rp)"),
    )  # fmt: skip
    title = _("Progress by dimension") if by == "dimension" else _("Progress by OPD")
    return Picture(title, finding, spec, heads, rows)
