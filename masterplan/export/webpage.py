"""The same book as one web page that needs no other file: style, faces and pictures are in it. No script."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from formats.dates import format_date, format_moment

from .fragment import Remark
from .manuscript import Book, Chapter, Heading, Manuscript
from .parts import anchor_of, signatory_pairs, subject_of, title_lines
from .pictures import ALT, IMG, SOURCE, attribute, examine, frame
from .printing import Finding
from .sniffing import sniff

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLESHEET = STATIC / "css" / "print" / "webpage.css"
MEDIA = "mp://media/"
FONT_URL = re.compile(r'url\("([^"]+\.woff2)"\)')
NOTE = re.compile(r'<span class="footnote">(.*?)</span>', re.DOTALL)
# A wide table scrolls within its frame: the keyboard must get there.
TABLE = re.compile(r'(<figure class="table[^"]*")')
LOCAL_LINK = re.compile(r"""<a\b([^>]*?)\bhref="#([^"]*)"([^>]*)>""")
ID = re.compile(r"""\bid="([^"]+)\"""")


def web_page(
    manuscript: Manuscript, read_media: Callable[[str], bytes], *, lists: bool = True, frozen: str = ""
) -> tuple[bytes, tuple[Finding, ...]]:
    """The manuscript as UTF-8 HTML, and what should be looked at (pictures that are not there). `frozen` is the style of
    an edition (`plain_style` of its day), empty takes today's."""
    findings: list[Finding] = []
    pictures = Pictures(read_media)
    books = []
    for book in manuscript.books:
        chapters = []
        for chapter in book.chapters:
            text, remarks = pictures.put_into(chapter.html)
            name = f"{chapter.label} {chapter.title}".strip()
            findings += [Finding(chapter.key, name, each) for each in remarks]
            text = with_notes(TABLE.sub(r'\1 tabindex="0"', text), chapter.key, name)
            chapters.append(
                {
                    "chapter": chapter,
                    "anchor": anchor_of(chapter),
                    "text": mark_safe(text),
                    "sections": [heading for heading in chapter.headings if 1 < heading.level <= 3],
                }
            )
        books.append({"book": book, "subject": subject_of(book), "chapters": chapters})
    context = {
        "m": manuscript,
        "books": books,
        "several": len(books) > 1,
        "title": " ".join(title_lines(manuscript)),
        "as_of": format_moment(manuscript.as_of),
        "edition_date": format_date(manuscript.edition_date) if manuscript.edition_date else "",
        "pairs": list(signatory_pairs(manuscript)),
        "tables": captions(manuscript, "tables") if lists else [],
        "figures": captions(manuscript, "figures") if lists else [],
        "style": mark_safe(stylesheet(frozen)),
    }
    page = render_to_string("print/webpage.html", context)
    return without_dead_links(page).encode("utf-8", "replace"), tuple(findings)


class Pictures:
    """Puts pictures into the text as data, each read once."""

    def __init__(self, read_media: Callable[[str], bytes]) -> None:
        self.read_media = read_media
        self.known: dict[str, tuple[str, str]] = {}

    def put_into(self, text: str) -> tuple[str, list[Remark]]:
        remarks: list[Remark] = []

        def replaced(match: re.Match[str]) -> str:
            source, alt = attribute(SOURCE, match[0]), attribute(ALT, match[0])
            reason, data = self.find(source)
            if reason:
                remarks.append(Remark(reason, alt or source[:80]))
                return frame(reason, alt)
            return f'<img src="{data}" alt="{html.escape(alt)}">'

        return IMG.sub(replaced, text), remarks

    def find(self, source: str) -> tuple[str, str]:
        """Why a picture cannot be shown, or its data."""
        if not source.startswith(MEDIA):
            return "picture_foreign", ""
        if source not in self.known:
            reason, data = examine(lambda: self.read_media(source.removeprefix(MEDIA)))
            encoded = "" if reason else f"data:{sniff(data)};base64,{base64.b64encode(data).decode()}"
            self.known[source] = (reason, encoded)
        return self.known[source]


def with_notes(text: str, key: str, title: str) -> str:
    """Footnotes as numbered marks, with their words at the end of the chapter, in a part named after it."""
    notes: list[str] = []
    name = re.sub(r"[^A-Za-z0-9]+", "-", key)

    def mark(match: re.Match[str]) -> str:
        notes.append(match[1])
        number = len(notes)
        return (
            f'<sup class="note"><a href="#kaki-{name}-{number}" id="acuan-{name}-{number}"'
            f' aria-label="Catatan kaki {number}">{number}</a></sup>'
        )

    text = NOTE.sub(mark, text)
    if not notes:
        return text
    rows = "".join(
        f'<li id="kaki-{name}-{number}">{words} <a href="#acuan-{name}-{number}" aria-label="Kembali ke teks">↩</a></li>'
        for number, words in enumerate(notes, 1)
    )
    label = html.escape(f"Catatan kaki {title}")
    return f'{text}<section class="notes" aria-label="{label}"><ol>{rows}</ol></section>'


def captions(manuscript: Manuscript, name: str) -> list[tuple[Book, Chapter, list[Heading]]]:
    return [
        (book, chapter, found)
        for book in manuscript.books
        for chapter in book.chapters
        if (found := list(getattr(chapter, name)))
    ]


def without_dead_links(page: str) -> str:
    """Links to what is not in this file become plain words."""
    known = set(ID.findall(page))

    def kept(match: re.Match[str]) -> str:
        return match[0] if html.unescape(match[2]) in known else f"<a{match[1]}{match[3]}>"

    return LOCAL_LINK.sub(kept, page)


def plain_style() -> str:
    """Today's style, its faces by their names."""
    return STYLESHEET.read_text(encoding="utf-8")


def stylesheet(frozen: str = "") -> str:
    """The style, today's or that of an edition, with its faces as data."""

    def embedded(match: re.Match[str]) -> str:
        data = (STATIC / "css" / "print" / match[1]).resolve().read_bytes()
        return f'url("data:font/woff2;base64,{base64.b64encode(data).decode()}")'

    return FONT_URL.sub(embedded, frozen or plain_style())
