"""An edition on screen: the frozen chapters, which were written for print, as pages that link to one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lxml import etree
from lxml import html as markup

from .export.assemble import thaw
from .export.manuscript import Book, Chapter, Heading, Manuscript
from .models import Edition

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
MARK = re.compile(r'<x-drawing n="([0-9]+)"></x-drawing>')
MEDIA = "mp://media/"
FRONT = "Bagian awal"


@dataclass(frozen=True)
class Page:
    """A chapter of an edition and where it stands."""

    book: Book
    chapter: Chapter
    url: str

    @property
    def title(self) -> str:
        return f"{self.chapter.label} {self.chapter.title}".strip()

    @property
    def short(self) -> str:
        """The number alone, as it stands in the contents: "III", "L2", nothing for the front matter."""
        return f"L{self.chapter.number}" if self.chapter.kind == "appendix" else self.chapter.number

    @property
    def sections(self) -> list[Heading]:
        return [heading for heading in self.chapter.headings if heading.level == 2]

    @property
    def subsections(self) -> list[Heading]:
        return [heading for heading in self.chapter.headings if heading.level == 3]


def manuscript_of(edition: Edition) -> Manuscript:
    """What was frozen. Editions never change, so the last few are kept in this process."""
    return _manuscript(edition.pk)


@lru_cache(maxsize=3)
def _manuscript(pk: UUID) -> Manuscript:
    return thaw(Edition.objects.values_list("content", flat=True).get(pk=pk))


def pages_of(edition: Edition) -> list[Page]:
    """All chapters in the order of the books."""
    manuscript = manuscript_of(edition)
    return [Page(book, chapter, _url(edition, book, chapter)) for book in manuscript.books for chapter in book.chapters]


def find_page(pages: list[Page], book_key: str, key: str) -> Page | None:
    return next((page for page in pages if page.book.key == book_key and page.chapter.key == key), None)


def read(pages: list[Page], page: Page) -> SafeString:
    """The chapter for the screen: links lead to the pages of their targets, footnotes stand at the end, wide tables
    scroll in their own region. The frozen text was cleaned and escaped when it was made."""
    drawings: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        drawings.append(match[0])
        return f'<x-drawing n="{len(drawings) - 1}"></x-drawing>'

    # Drawings are not parsed: the parser would write the names of their attributes in small letters.
    tree = markup.fragment_fromstring(DRAWING.sub(put_aside, page.chapter.html), create_parent="div")
    _link(tree, page, _places(pages))
    _show_pictures(tree)
    _let_tables_scroll(tree)
    notes = _move_footnotes(tree)
    inner = "".join(
        [
            str(format_html("{}", tree.text or "")),
            *(etree.tostring(child, encoding="unicode", method="html") for child in tree),
        ]
    )
    return mark_safe(MARK.sub(lambda match: drawings[int(match[1])], inner) + notes)


def _url(edition: Edition, book: Book, chapter: Chapter) -> str:
    return reverse("masterplan:edition_chapter", args=[edition.code, book.key, chapter.key])


def _places(pages: list[Page]) -> Mapping[str, Page]:
    """Anchor -> the page it stands on."""
    places: dict[str, Page] = {}
    for page in pages:
        chapter = page.chapter
        places |= {heading.anchor: page for heading in chapter.headings}
        places |= {caption.anchor: page for caption in (*chapter.tables, *chapter.figures)}
    return places


def _link(tree: markup.HtmlElement, page: Page, places: Mapping[str, Page]) -> None:
    here = set(tree.xpath(".//@id"))
    for link in list(tree.iter("a")):
        address = link.get("href", "")
        if not address.startswith("#"):
            continue
        there = places.get(address[1:])
        if there is None:
            if address[1:] not in here:
                link.drop_tag()
        elif there.chapter.headings and there.chapter.headings[0].anchor == address[1:]:
            link.set("href", there.url)  # the chapter itself: its title is the head of the page
        elif there is not page:
            link.set("href", f"{there.url}{address}")


def _show_pictures(tree: markup.HtmlElement) -> None:
    for image in tree.iter("img"):
        source = image.get("src", "")
        if source.startswith(MEDIA):
            image.set("src", reverse("files:file_download", args=[source.removeprefix(MEDIA)]))
            image.set("loading", "lazy")


def _let_tables_scroll(tree: markup.HtmlElement) -> None:
    for table in list(tree.iter("table")):
        if any(parent.tag == "table" for parent in table.iterancestors()):
            continue
        figure = next(table.iterancestors("figure"), None)
        caption = figure.find(".//figcaption") if figure is not None else None
        box = etree.Element("div")
        box.set("class", "scroll-x")
        box.set("role", "region")
        box.set("tabindex", "0")
        box.set("aria-label", " ".join(caption.text_content().split()) if caption is not None else "Tabel")
        box.tail, table.tail = table.tail, None
        table.getparent().replace(table, box)
        box.append(table)


def _move_footnotes(tree: markup.HtmlElement) -> str:
    spans = tree.xpath('.//span[@class="footnote"]')
    notes = []
    for number, span in enumerate(spans, 1):
        notes.append(span.text_content())
        mark = etree.Element("sup")
        link = etree.SubElement(mark, "a")
        link.text = str(number)
        for name, value in (
            ("href", f"#kaki-{number}"),
            ("id", f"acuan-{number}"),
            ("aria-label", f"Catatan kaki {number}"),
        ):
            link.set(name, value)
        mark.tail = span.tail
        span.getparent().replace(span, mark)
    if not notes:
        return ""
    items = "".join(
        format_html(
            '<li id="kaki-{0}"><p>{1} <a href="#acuan-{0}" aria-label="Kembali ke teks">↩</a></p></li>', number, text
        )
        for number, text in enumerate(notes, 1)
    )
    return f'<section class="footnotes" aria-label="Catatan kaki"><ol>{items}</ol></section>'
