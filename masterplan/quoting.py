"""Which sections speak of which program and indicator: by a live block that draws it, or by name in the text.

The index is made of all sections of a plan at once and kept until a section or a record changes; what one person is told
of it are the sections he may read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from django.core.cache import cache
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from quickwins.models import Indicator, Plan, Program
from quickwins.quoting import Place as Quoted
from quickwins.quoting import Quotes

from .blocks import BlockTable, Place, Records, compute
from .checking import BLOCK
from .models import Section

KEPT_SECONDS = 3600
WORD = re.compile(r"\w+")

# Names of programs and of indicators, each with (section, drawn by a block).
Index = dict[str, dict[str, list[tuple[int, bool]]]]


def sections_that_speak(plan: Plan, user: User) -> Quotes:
    """The teller of the golden thread: places by program, in the order of the books, for one reader."""
    index = index_of(plan)
    rows = Section.objects.filter(book__plan=plan).visible_to(user).written().without_text().select_related("book")
    places = {
        row.pk: Quoted(row.pk, row.title, row.book.short, row.get_absolute_url(), order=number)
        for number, row in enumerate(rows.order_by("book__position", "parent__position", "position", "pk"))
    }
    programs = {}
    for name, found in index["programs"].items():
        own = [replace(places[key], by_block=drawn) for key, drawn in found if key in places]
        programs[name] = tuple(sorted(own, key=lambda place: place.order))
    return Quotes(programs, frozenset(name for name, found in index["indicators"].items() if found))


def index_of(plan: Plan) -> Index:
    """The index from the cache, or made now. Three queries tell whether it is still true."""
    sections = Section.objects.filter(book__plan=plan).aggregate(
        count=Count("pk"), version=Sum("version"), at=Max("edited_at")
    )
    programs = Program.objects.filter(plan=plan).aggregate(count=Count("pk"), at=Max("updated_at"))
    indicators = Indicator.objects.filter(plan=plan).count()
    stamp = f"{plan.pk}:{list(sections.values())}:{list(programs.values())}:{indicators}"
    kept = cache.get(f"quoting:{plan.pk}")
    if kept and kept[0] == stamp:
        return kept[1]
    index = made_index(plan)
    cache.set(f"quoting:{plan.pk}", (stamp, index), KEPT_SECONDS)
    return index


def made_index(plan: Plan) -> Index:
    names = {
        "programs": {one: one.casefold() for one in Program.objects.filter(plan=plan).values_list("name", flat=True)},
        "indicators": {
            one: one.casefold() for one in Indicator.objects.filter(plan=plan).values_list("name", flat=True)
        },
    }
    # A name can stand in a text only where its longest word does: most are passed over by one look into a set.
    longest = {
        name: max(WORD.findall(low), key=len, default="") for kind in names.values() for name, low in kind.items()
    }
    index: Index = {kind: {} for kind in names}
    records = Records(plan, timezone.now())
    rows = Section.objects.filter(book__plan=plan).written().select_related("book", "dimension", "subdimension")
    for section in rows.order_by("pk"):
        drawn = {cell.strip().casefold() for cell in _drawn(section, records)}
        said = html.unescape(strip_tags(section.html)).casefold()
        words = set(WORD.findall(said))
        for kind, known in names.items():
            for name, low in known.items():
                if low in drawn:
                    index[kind].setdefault(name, []).append((section.pk, True))
                elif longest[name] in words and low in said:
                    index[kind].setdefault(name, []).append((section.pk, False))
    return index


def _drawn(section: Section, records: Records) -> Iterator[str]:
    """Everything that the live blocks of a section put into cells; no chart is drawn for it."""
    place = Place(
        dimension=section.dimension.key if section.dimension else "",
        subdimension=section.subdimension.key if section.subdimension else "",
    )
    for name, query in BLOCK.findall(section.html):
        for piece in compute(name, query.replace("&amp;", "&"), place, records).pieces:
            if isinstance(piece, BlockTable):
                for row in piece.rows:
                    for cell in row:
                        yield cell.text
                        yield from (*cell.lines, *cell.items)
            else:
                rows = getattr(piece, "data_rows", ()) or getattr(piece, "rows", ())
                yield from (str(value) for row in rows for value in row)
