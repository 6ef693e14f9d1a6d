"""Charts and Gantt diagrams as SVG: one picture for the page, the PDF and the DOCX, drawn from a Vega-Lite spec.

The drawing engine runs threads of its own and must never be used before a process forks: it is imported and called
only when the first chart is drawn, which is to happen in a worker or a web process that has been forked already.
"""

import functools
import hashlib
import json
import re
import shutil
import tempfile
from pathlib import Path

from .dates import DAYS, MONTHS, MONTHS_SHORT
from .numbers import MINUS
from .runs import escape
from .text import clean_line

FONT_FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts" / "print"
FONT = "Source Sans 3"
MEASURED_FONT = "SourceSans3-Regular"
VERSION = "5.21"
"""Of Vega-Lite, held fast so that a chart looks the same after an upgrade of the library."""

LIGHT = {
    "ink_2": "#474b54", "ink_3": "#61656d", "line": "#dedbd2", "line_strong": "#86837a",
    "brand": "#27427a", "brand_line": "#b7c3de", "brand_tint": "#e9edf6",
}  # fmt: skip
DARK = {
    "ink_2": "#bfc2c9", "ink_3": "#a0a4ae", "line": "#323843", "line_strong": "#7b8290",
    "brand": "#9ab3e8", "brand_line": "#465a86", "brand_tint": "#222c42",
}  # fmt: skip

NUMBER_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""], "minus": MINUS}
TIME_LOCALE = {
    "dateTime": "%A, %-d %B %Y %H.%M",
    "date": "%-d %B %Y",
    "time": "%H.%M",
    "periods": ["", ""],
    "days": [DAYS[-1], *DAYS[:-1]],
    "shortDays": [day[:3] for day in (DAYS[-1], *DAYS[:-1])],
    "months": list(MONTHS),
    "shortMonths": list(MONTHS_SHORT),
}


class UnsafeChart(ValueError):
    """A spec that asks for something from outside, or a drawing with something active in it."""


def chart_config(dark: bool = False) -> dict:
    """The look shared by all charts: type, colours, axes, Indonesian numbers and months."""
    colour = DARK if dark else LIGHT
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "padding": 0,
        "aria": False,  # the picture as a whole has a name
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": 400,
            "labelColor": colour["ink_3"],
            "titleColor": colour["ink_2"],
            "gridColor": colour["line"],
            "domainColor": colour["ink_2"],
            "ticks": False,
            "labelPadding": 6,
            "titlePadding": 8,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "tickCount": 4},
        "legend": {
            "orient": "top",
            "labelFontSize": 13,
            "title": None,
            "symbolType": "square",
            "labelColor": colour["ink_2"],
        },
        "header": {"labelColor": colour["ink_2"], "titleColor": colour["ink_2"], "labelFontSize": 13},
        "text": {"fontSize": 12, "color": colour["ink_2"]},
        "line": {"strokeWidth": 2.5, "color": colour["brand"]},
        "area": {"color": colour["brand_tint"]},
        "rule": {"color": colour["line_strong"]},
        "bar": {"color": colour["brand"], "cornerRadiusEnd": 2},
        "point": {"size": 60, "filled": True, "color": colour["brand"]},
        "range": {
            "category": [colour["brand"], colour["ink_3"], colour["line_strong"]],
            "ordinal": [colour["brand_tint"], colour["brand_line"], colour["brand"]],
        },
        "locale": {"number": NUMBER_LOCALE, "time": TIME_LOCALE},
    }


def render_svg(spec: dict, *, alt: str, dark: bool = False) -> str:
    """The chart as ``<svg role="img" aria-label="…">``, the same text for the same input.

    ``spec`` is Vega-Lite with its values inline; its own ``config`` goes over :func:`chart_config`. ``alt`` is the
    finding of the chart in words. Dates are best given with a UTC time unit or scale (``utcyearmonth``), so that the zone
    of the server does not shift them. Raises :class:`UnsafeChart` for a spec that names an address or has no words for it,
    and ValueError for one that cannot be drawn.
    """
    alt = clean_line(alt)
    if not alt:
        raise UnsafeChart("a chart needs its finding in words")
    _refuse_addresses(spec)
    spec = {key: value for key, value in spec.items() if key != "$schema"}
    config = _merged(chart_config(dark), spec.pop("config", {}))
    text = json.dumps(spec, default=str)
    if '"clip": true' in text:
        config["bar"] = config["bar"] | {"cornerRadiusEnd": 0}  # the engine draws nothing of clipped round bars
    engine, font = _engine()
    svg = engine.vegalite_to_svg(
        text,
        vl_version=VERSION,
        config=config | {"font": font} if config["font"] == FONT else config,
        allowed_base_urls=[],
        format_locale=NUMBER_LOCALE,
        time_format_locale=TIME_LOCALE,
    )
    svg = svg.replace(f'font-family="{font}"', f"font-family=\"'{FONT}', sans-serif\"")  # unquoted, the 3 is an error
    digest = hashlib.sha256(json.dumps([spec, config], sort_keys=True, default=str).encode("utf-8", "replace"))
    return _finish(svg, alt, "c" + digest.hexdigest()[:8])


@functools.cache
def _engine() -> tuple:
    """The drawing engine and the name under which it measures text; kept for the life of the process."""
    import vl_convert  # late: see the module's text

    source = FONT_FOLDER / f"{MEASURED_FONT}.ttf"
    if not source.is_file():
        return vl_convert, "sans-serif"
    # The engine takes "Source Sans 3" for a malformed name, which makes it guess all widths: it gets this face alone.
    folder = tempfile.TemporaryDirectory(prefix="chart-fonts-")
    _FOLDERS.append(folder)
    shutil.copy(source, folder.name)
    vl_convert.register_font_directory(folder.name)
    return vl_convert, MEASURED_FONT


_FOLDERS: list[tempfile.TemporaryDirectory] = []


def _refuse_addresses(spec: object) -> None:
    pending = [spec]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if refused := {"url", "href", "usermeta", "loader"} & {str(key).lower() for key in value}:
                raise UnsafeChart(f"a chart may not contain {', '.join(sorted(refused))}")
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            pending.extend(value)


def _merged(base: dict, over: dict) -> dict:
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result


ACTIVE = re.compile(r"<\s*(?:script|foreignobject|image|iframe|a|use|style)\b|\son[a-z]+\s*=|href\s*=", re.IGNORECASE)

TAG = re.compile(r"<[^>]*>")
NEEDLESS = re.compile(r'\s(?:style|class|role|aria-[a-z]+|xmlns:xlink)="[^"]*"')


def _finish(svg: str, alt: str, prefix: str) -> str:
    """Gives the root its name, makes ids unique on the page, and drops what means nothing there: inline styles (which
    the site's CSP refuses), classes (which would meet the site's own), roles of parts of a picture.
    """
    if ACTIVE.search(re.sub(r'"[^"]*"', '""', "".join(TAG.findall(svg)))):
        raise UnsafeChart("the drawing contains something active")
    names: dict[str, str] = {}
    for name in re.findall(r'<[^>]*\sid="([^"]+)"', svg):
        names.setdefault(name, f"{prefix}-{len(names)}")

    def tidy(tag: re.Match) -> str:
        text = NEEDLESS.sub("", tag[0])
        text = re.sub(r'(\sid=")([^"]+)"', lambda match: f'{match[1]}{names[match[2]]}"', text)
        return re.sub(r"url\(#([^)]+)\)", lambda match: f"url(#{names.get(match[1], match[1])})", text)

    return TAG.sub(tidy, svg).replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)
