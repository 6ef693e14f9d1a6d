"""One part of the book -> pages: HTML through WeasyPrint, checked for completeness, made ready for binding.

Runs in a worker process (pool.py) and never in a web process. Plain data in, plain data out: no Django here.
"""

from __future__ import annotations

import gc
import html
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

import pydyf
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.formatting_structure.boxes import Box, LineBox, PageBox, ParentBox, TableBox
from weasyprint.text.fonts import FontConfiguration

from . import strip
from .fetcher import ProjectFetcher
from .fragment import Bookmark, Carrier, Fragment, Remark
from .job import Job
from .pictures import usable_pictures
from .structure import lighten
from .style import FACES, FOLIO_CHARACTERS

POINTS = 0.75  # of a CSS pixel
FAR = "x-mp:"  # scheme of links to another part of the book, until binding knows its pages
PLACEHOLDER = "¤¤¤¤"  # stands where a page number will be; as wide as the longest one
WATCHED = logging.getLogger("weasyprint")


class Incomplete(RuntimeError):
    """Something of the part is not on the pages that came out."""


def run(job: Job, carrier: Carrier | None = None) -> bytes:
    """Do one job and give its result as bytes: a Fragment, a Carrier, or (kind "whole") a finished PDF.

    Raises Incomplete and whatever WeasyPrint raises on text that it cannot set.
    """
    if job.kind == "carrier":
        return make_carrier(job).to_bytes()
    if job.kind == "whole":
        return typeset_whole(job).to_bytes()
    if carrier is None:
        raise ValueError("A fragment needs the carrier of its fonts.")
    return (typeset_frames if job.kind == "frames" else typeset)(job, carrier).to_bytes()


def typeset(job: Job, carrier: Carrier) -> Fragment:
    """The pages of one part, without folios. Raises Incomplete."""
    document, remarks = render(job)
    sizes = tuple((round(page.width * POINTS, 3), round(page.height * POINTS, 3)) for page in document.pages)
    fragment = Fragment(
        pdf=b"",
        sizes=sizes,
        anchors=anchors_of(document),
        bookmarks=bookmarks_of(document),
        remarks=tuple(remarks),
    )
    links = [list(number_links(page)) for page in document.pages]
    raw, more = write(document, job)
    # The layout is the most that this process ever holds: it goes before the pages are looked through.
    del document
    fragment = replace(fragment, remarks=fragment.remarks + tuple(more))
    return strip.stripped(raw, fragment, carrier, links)


def typeset_whole(job: Job) -> Fragment:
    """The whole book in one piece, fonts and folios and all: kept to compare with (`--single-pass`), and therefore as
    WeasyPrint works by itself, with its garbage collected as it goes."""
    document, remarks = render(job)
    sizes = tuple((page.width * POINTS, page.height * POINTS) for page in document.pages)
    raw, more = write(document, job)
    return Fragment(raw, sizes, anchors_of(document), bookmarks_of(document), remarks=(*remarks, *more))


def typeset_frames(job: Job, carrier: Carrier) -> Fragment:
    """Empty pages, upright, turned and cover, with only their foot, the mark of a draft, and a slot for the folio.

    `job.css` draws the folio as the placeholder. What is on these pages is drawn on every page of the book.
    """
    document, remarks = render(replace(job, html=FRAMES, expected=(), variant=""))
    sizes = tuple((round(page.width * POINTS, 3), round(page.height * POINTS, 3)) for page in document.pages)
    links = [[("", "arabic", (0.0, 0.0, page.width, page.height))] for page in document.pages]
    raw, more = write(document, replace(job, variant=""))
    return strip.stripped(raw, Fragment(b"", sizes, remarks=(*remarks, *more)), carrier, links)


FRAMES = '<div>\u00a0</div><div class="wide">\u00a0</div><div class="blank-cover">\u00a0</div>'


def render(job: Job) -> tuple[weasyprint.Document, list[Remark]]:
    """Lay the job out. Pictures that cannot be shown become labelled frames; every warning becomes a remark."""
    text, media, remarks = usable_pictures(job.html, job.media)
    styles, fonts = prepared(job.css)
    fetcher = ProjectFetcher(media)
    source = PAGE.format(title=html.escape(job.title), body=text)
    with listening(remarks), undisturbed(job):
        document = HTML(string=source, url_fetcher=fetcher, base_url="mp://book/").render(
            stylesheets=styles, font_config=fonts, pdf_variant=job.variant or None
        )
    found = set().union(*(page.anchors for page in document.pages)) if document.pages else set()
    if missing := [anchor for anchor in job.expected if anchor not in found]:
        raise Incomplete(f"{len(missing)} of {len(job.expected)} places are not on any page: {', '.join(missing[:5])}")
    wide = dict.fromkeys(name for page in document.pages for name in too_wide(page._page_box))
    return document, [*remarks, *(Remark("table_wide", name) for name in wide)]


def too_wide(page: PageBox) -> Iterator[str]:
    """Ids of the tables of a page that reach beyond its text, as they were really laid out; "" of one without an id."""
    edge = page.content_box_x() + page.width + 1

    def look(box: Box, name: str) -> Iterator[str]:
        name = (box.element.get("id") if box.element is not None else None) or name
        if isinstance(box, TableBox):
            if box.border_box_x() + box.border_width() > edge:
                yield name
        elif isinstance(box, ParentBox) and not isinstance(box, LineBox):
            for child in box.children:
                yield from look(child, name)

    yield from look(page, "")


def write(document: weasyprint.Document, job: Job) -> tuple[bytes, list[Remark]]:
    """The PDF of a layout; strip looks into the content of fragments and compresses it afterwards."""
    remarks: list[Remark] = []
    alone = job.kind != "whole"

    def finish(_: weasyprint.Document, pdf: pydyf.PDF) -> None:
        if alone and "StructTreeRoot" in pdf.catalog:
            lighten(pdf, f"{job.key[:6]}-")

    with listening(remarks), undisturbed(job):
        data = document.write_pdf(pdf_variant=job.variant or None, uncompressed_pdf=alone, finisher=finish)
    return data, remarks


PAGE = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
)


def prepared(css: tuple[str, ...]) -> tuple[list[CSS], FontConfiguration]:
    """Parsed stylesheets and the fonts that the first of them names."""
    main, fonts = unpacked(css[0])
    more = [
        CSS(string=text, font_config=fonts, url_fetcher=ProjectFetcher(), base_url="mp://book/") for text in css[1:]
    ]
    return [main, *more], fonts


@lru_cache(maxsize=8)
def unpacked(sheet: str) -> tuple[CSS, FontConfiguration]:
    """A stylesheet with its fonts, kept for the life of the process: unpacking them takes a second."""
    fonts = FontConfiguration()
    return CSS(string=sheet, font_config=fonts, url_fetcher=ProjectFetcher(), base_url="mp://book/"), fonts


@contextmanager
def listening(remarks: list[Remark]) -> Iterator[None]:
    """Collect what WeasyPrint complains about; nobody reads the log of a worker."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            remarks.append(Remark("typesetter", record.getMessage()[:300]))

    ear = Ear(logging.WARNING)
    WATCHED.addHandler(ear)
    propagate, WATCHED.propagate = WATCHED.propagate, False
    try:
        yield
    finally:
        WATCHED.propagate = propagate
        WATCHED.removeHandler(ear)


@contextmanager
def undisturbed(job: Job) -> Iterator[None]:
    """Without garbage collection, which finds nothing to free while a layout grows and costs a fifth of the time."""
    was_on = gc.isenabled()
    if job.kind != "whole":
        gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def anchors_of(document: weasyprint.Document) -> dict[str, tuple[int, float, float]]:
    """Anchor -> page index and point from the bottom left, in PDF points; the first of a name counts."""
    anchors: dict[str, tuple[int, float, float]] = {}
    for index, page in enumerate(document.pages):
        for name, (x, y, *_) in page.anchors.items():
            anchors.setdefault(name, (index, round(x * POINTS, 2), round((page.height - y) * POINTS, 2)))
    return anchors


def bookmarks_of(document: weasyprint.Document) -> tuple[Bookmark, ...]:
    return tuple(
        Bookmark(level, " ".join(label.split()), index, round(x * POINTS, 2), round((page.height - y) * POINTS, 2))
        for index, page in enumerate(document.pages)
        for level, label, (x, y, *_), _state in page.bookmarks
    )


def number_links(page: weasyprint.document.Page) -> Iterator[tuple[str, str, tuple[float, float, float, float]]]:
    """Links of class `pn` on a page, where numbers will stand: anchor, roman or arabic, rectangle in CSS pixels."""
    for _kind, target, rectangle, box in page.links:
        classes = (box.element.get("class") or "").split() if box.element is not None else []
        if "pn" in classes:
            yield target.removeprefix(FAR), "roman" if "roman" in classes else "arabic", rectangle


def make_carrier(job: Job) -> Carrier:
    """Typeset the fixed set of characters in every face. `job.css` is the stylesheet of the fragments."""
    shown = "".join(
        f"<p style='font:{style} {weight} 10pt \"{family}\";hyphens:none;text-align:left'>{html.escape(characters)}"
        f" <span style='font-variant-numeric:lining-nums tabular-nums'>{html.escape(figures)}</span>"
        f" <span class='pn'>{FOLIO_CHARACTERS + PLACEHOLDER if numbers else ''}</span></p>"
        for family, weight, style, characters, figures, numbers in FACES
    )
    document, _ = render(replace(job, html=shown, expected=(), media={}))
    raw, _ = write(document, job)
    return strip.carrier_of(raw)
