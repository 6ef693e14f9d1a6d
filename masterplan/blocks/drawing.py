"""Drawing the pieces of live blocks as HTML, for the screen or for print."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from formats.charts import render_svg

from .pieces import BlockFigure, BlockRich, BlockTable, Cell, Column, Piece

DENSE = 10
"""A table of more columns is set in smaller type."""

INNER_ID = re.compile(r'(\bid="|url\(#)c[0-9a-f]{8}-')
# Records are escaped, so that every tag in a drawn piece is one of its template.
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """Where a piece is drawn: for print or screen, below a heading of that level, with the caption's anchor and number."""

    is_print: bool
    level: int = 2
    anchor: str = ""
    number: str = ""

    def heading(self, deeper: int = 1) -> str:
        return f"h{min(self.level + deeper, 6)}"


def draw(piece: Piece, look: Look) -> SafeString:
    """The HTML of one piece. Raises whatever a template or the chart's renderer raises."""
    if isinstance(piece, BlockTable):
        return _table(piece, look)
    if isinstance(piece, BlockFigure):
        return _figure(piece, look)
    return _rich(piece, look)


def draw_safely(title: str, piece: Piece, look: Look) -> tuple[SafeString, str]:
    """The HTML of a piece and "", or a boxed notice and its words when drawing fails."""
    try:
        return draw(piece, look), ""
    except Exception:
        # A fault of one drawing must not cost the book; the log tells the operator why.
        logger.exception("live block “%s” could not be drawn", title)
        words = f"Blok “{title}” tidak dapat digambar."
        return notice(words), words


def notice(words: str) -> SafeString:
    """A boxed notice in the place of what could not be drawn."""
    return format_html('<div class="note warn notice"><p>{}</p></div>', words)


def empty(words: str) -> SafeString:
    """What is printed for a block without data; it takes no number."""
    return format_html('<p class="empty">{}</p>', words)


def _table(piece: BlockTable, look: Look) -> SafeString:
    context = {
        "piece": piece,
        "look": look,
        "table": table_html(piece),
        "is_wide": piece.is_wide,
        "is_dense": piece.width > DENSE,
    }
    return _template("masterplan/blocks/table.html", context)


def _figure(piece: BlockFigure, look: Look) -> SafeString:
    svg = _svg(json.dumps(piece.spec, sort_keys=True), piece.alt)
    if look.anchor:
        # The same chart may stand in several places of one document: its inner ids follow the place.
        svg = INNER_ID.sub(rf"\1{look.anchor}-", svg)
    return _template("masterplan/blocks/figure.html", {"piece": piece, "look": look, "svg": mark_safe(svg)})


@lru_cache(maxsize=256)
def _svg(spec: str, alt: str) -> str:
    """The drawing of a spec. Kept in the process: the same chart stands in several books and on several pages."""
    return render_svg(json.loads(spec), alt=alt)


def _rich(piece: BlockRich, look: Look) -> SafeString:
    context = {**piece.context, "look": look, "heading": look.heading(), "subheading": look.heading(2)}
    html = _template(piece.template, context)
    return html if look.is_print else mark_safe(TABLE.sub(_scrolling, html))


def _scrolling(match: re.Match[str]) -> str:
    """A table of a sheet in a region that scrolls, so that the page itself never does."""
    return f'<div class="scroll-x" tabindex="0" role="region" aria-label="Tabel">{match[0]}</div>'


def _template(name: str, context: dict[str, object]) -> SafeString:
    return mark_safe(render_to_string(name, context).strip())


def table_html(piece: BlockTable) -> SafeString:
    """The bare table. Written here and not in the template, because a matrix has thousands of cells."""
    columns = [(index, column) for index, column in enumerate(piece.columns) if not column.is_group]
    group = next((index for index, column in enumerate(piece.columns) if column.is_group), None)
    head = "".join(
        f'<th scope="col"{_number_class(column.numeric)}>{escape(column.title)}</th>' for _index, column in columns
    )
    body: list[str] = []
    told = ""
    for row in piece.rows:
        if group is not None and row[group].text not in ("", told):
            told = row[group].text
            body.append(f'<tr class="group"><th scope="colgroup" colspan="{len(columns)}">{escape(told)}</th></tr>')
        body.append(_row(row, columns))
    # The total is the last row and no tfoot, which print repeats on every page.
    total = _row(piece.total, columns, ' class="total"') if piece.total else ""
    return mark_safe(f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}{total}</tbody></table>")


def _row(cells: tuple[Cell, ...], columns: list[tuple[int, Column]], attributes: str = "") -> str:
    inside = "".join(f"<td{_number_class(column.numeric)}>{cell_html(cells[index])}</td>" for index, column in columns)
    return f"<tr{attributes}>{inside}</tr>"


def cell_html(cell: Cell) -> str:
    """Escaped text, lines parted by breaks, or a list."""
    if cell.items:
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in cell.items) + "</ul>"
    if cell.lines:
        return "<br>".join(str(escape(line)) for line in cell.lines)
    return str(escape(cell.text))


def _number_class(is_number: bool) -> str:
    return ' class="num"' if is_number else ""
