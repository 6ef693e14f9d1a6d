"""What still is missing in a section before it is handed over: each finding with the place in the text it speaks about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from files.models import StoredFile
from formats.html import FILE_ADDRESS, blocks, word_count
from formats.numbers import format_number

from .blocks import Place, Records, compute
from .models import BlockKind, Section
from .numbering import TARGET
from .typed_figures import Typed, typed_figures, with_live_number

BLOCK = re.compile(r'<div data-blok="([^"]*)"(?: data-param="([^"]*)")?(?: id="[^"]*")?>')
REFERENCE = re.compile(r'<span data-rujuk="([a-z]+):([^"]*)">')
IMAGE = re.compile(r'<img src="([^"]*)"(?: alt="([^"]*)")?')
ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
CELL = re.compile(r'<t[hd]((?: [a-z]+="[^"]*")*)>(.*?)</t[hd]>', re.S)
SPAN = re.compile(r'colspan="([0-9]+)"')
# Signs of table text that fit side by side on a landscape A4 page at the smallest size used (7.5 pt, 247 mm).
LANDSCAPE_SIGNS = 165


@dataclass(frozen=True)
class Finding:
    """`block` is the number of the top-level block it is about, from 1; 0 for the whole section. What `blocks_submission`
    must be mended before the section can be submitted; the rest is advice. `figure` is a typed figure that a live number
    can replace."""

    text: str
    block: int = 0
    blocks_submission: bool = False
    figure: Typed | None = None


def findings(section: Section, html: str | None = None) -> list[Finding]:
    """All findings in the order of the text, those of the whole section first. A constant number of queries, and those
    of the live blocks that stand in the text."""
    text = section.html if html is None else html
    parts = blocks(text)
    found = [*_length(section, text), *_missing_blocks(section, text)]
    references, files = _known(section, text)
    records = Records(section.book.plan, timezone.now())
    place = Place(
        dimension=section.dimension.key if section.dimension else "",
        subdimension=section.subdimension.key if section.subdimension else "",
    )
    typed = typed_figures(text, records)
    for number, part in enumerate(parts, 1):
        found += _figure(number, part)
        found += [_differs(text, figure) for figure in typed if figure.block == number]
        for kind, key in REFERENCE.findall(part):
            leads_to, _dot, spot = (key, "", "") if kind == "section" else key.rpartition(".")
            if leads_to not in references:
                found.append(Finding(_("A cross-reference leads to a section that is gone."), number, True))
            elif (mark := TARGET.fullmatch(spot)) and f' id="{mark[1]}"' not in references[leads_to]:
                found.append(Finding(_("A cross-reference leads to a table or picture that is gone."), number, True))
        for source, alternative in IMAGE.findall(part):
            address = FILE_ADDRESS.fullmatch(source)
            if address and source.split("/")[2] not in files:
                found.append(Finding(_("The file of a picture is missing. Put the picture in anew."), number, True))
            if not alternative.strip():
                found.append(Finding(_("A picture has no text for those who cannot see it."), number))
        for name, query in BLOCK.findall(part):
            drawn = compute(name, query.replace("&amp;", "&"), place, records)
            if drawn.problem:
                found.append(Finding(drawn.problem, number, True))
            elif drawn.empty:
                found.append(Finding(_("The live block “%(name)s” is empty as yet.") % {"name": drawn.title}, number))
    if count := section.threads.open().count():
        text = ngettext("%(count)s comment is still open.", "%(count)s comments are still open.", count)
        found.append(Finding(text % {"count": count}))
    return found


def _length(section: Section, html: str) -> Iterator[Finding]:
    count = word_count(html)
    if not html.strip() and section.min_words:
        yield Finding(_("The section has no text yet."), 0, True)
    elif count < section.min_words:
        yield Finding(
            _("The text has %(count)s words; at least %(least)s are asked for.")
            % {"count": format_number(count), "least": format_number(section.min_words)}
        )


def _missing_blocks(section: Section, html: str) -> Iterator[Finding]:
    """Blocks that the outline asks for and the text does not hold."""
    present = {name for name, _query in BLOCK.findall(html)}
    wanted = [row["block"] for row in section.blocks or [] if row.get("block") not in present]
    names = dict(BlockKind.objects.filter(key__in=wanted).values_list("key", "name")) if wanted else {}
    for key in dict.fromkeys(wanted):
        yield Finding(_("The live block “%(name)s” is asked for and not in the text.") % {"name": names.get(key, key)})


def _figure(number: int, part: str) -> Iterator[Finding]:
    if not part.startswith("<figure"):
        return
    caption = re.search(r"<figcaption>(.*?)</figcaption>", part, re.S)
    named = caption is not None and strip_tags(caption[1]).strip()
    if part.startswith('<figure class="table"'):
        if not named:
            yield Finding(_("A table has no title."), number)
        if "<thead>" not in part:
            yield Finding(_("A table has no heading row, so none is repeated on its next page."), number)
        if _table_width(part) > LANDSCAPE_SIGNS:
            yield Finding(_("A table is too wide even for a landscape page. Divide it or shorten its columns."), number)
    elif not named:
        yield Finding(_("A picture has no title."), number)


def _differs(html: str, figure: Typed) -> Finding:
    words = _("“%(typed)s” is written here; the records say %(now)s (%(label)s).")
    told = words % {"typed": f"{figure.typed}{figure.beside}", "now": figure.now, "label": figure.label}
    return Finding(told, figure.block, figure=figure if with_live_number(html, figure) is not None else None)


def _table_width(table: str) -> int:
    """How wide the table must be at least, in signs: the longest word of each column, and two signs between columns."""
    widths: dict[int, int] = {}
    for row in ROW.findall(table):
        column = 0
        for attributes, cell in CELL.findall(row):
            span = int(match[1]) if (match := SPAN.search(attributes)) else 1
            longest = max((len(word) for word in strip_tags(cell).split()), default=1)
            for index in range(column, column + span):
                widths[index] = max(widths.get(index, 1), -(-longest // span))
            column += span
    return sum(widths.values()) + 2 * len(widths)


def _known(section: Section, html: str) -> tuple[dict[str, str], set[str]]:
    """The sections that are referred to and exist, key -> text; ids of the files that are shown and exist."""
    keys = {key if kind == "section" else key.rpartition(".")[0] for kind, key in REFERENCE.findall(html)}
    ids = {match[0].split("/")[2] for match in FILE_ADDRESS.finditer(html)}
    sections = Section.objects.filter(book__plan=section.book.plan_id, is_active=True, key__in=keys) if keys else None
    references = dict(sections.values_list("key", "html")) if sections is not None else {}
    if section.key in references:
        references[section.key] = html  # as it is to be handed over
    files = {str(pk) for pk in StoredFile.objects.filter(pk__in=ids).values_list("pk", flat=True)} if ids else set()
    return references, files
