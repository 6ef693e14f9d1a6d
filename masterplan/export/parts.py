"""From a manuscript to the parts that are typeset: cover, front matter, lists, chapters, each as HTML of its own.

The words in templates/print/ are those of the printed document, which is Indonesian whatever language its reader uses
the site in; hence they are no msgids.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import segno
from django.template.loader import render_to_string

from formats.dates import format_date, format_moment

from .manuscript import Book, Chapter, Manuscript, Signatory
from .stretches import stretches

ID = re.compile(r''' id="([^"]+)"''')
LOCAL_LINK = re.compile(r"""<a\b([^>]*?)\bhref="#([^"]*)"([^>]*)>""")
FAR = "x-mp:"
PLACEHOLDER = "¤¤¤¤"
CONTENTS_DEPTH = 3


@dataclass(frozen=True)
class Part:
    """A piece that is typeset alone. `numbering` of its pages: "" (cover), roman or arabic; `shift` moves its outline
    entries below a book's; `chapter` is None for what the program makes itself."""

    key: str
    title: str
    html: str
    numbering: str
    expected: tuple[str, ...] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    shift: int = 0
    chapter: Chapter | None = None

    @cached_property
    def anchors(self) -> frozenset[str]:
        return frozenset(ID.findall(self.html))


@dataclass(frozen=True)
class Entry:
    """A row of a list: level "0".."3" or "f" (front matter), number as printed, numbering of the page it is on."""

    anchor: str
    level: str
    number: str
    title: str
    numbering: str = "arabic"


def parts_of(manuscript: Manuscript, *, lists: bool = True) -> tuple[tuple[Part, ...], dict[str, bytes]]:
    """All parts in their order, and the pictures the program made for them (id -> bytes).

    One book: cover, approval, its forewords, lists, chapters. Several: one cover, approval and set of lists for all,
    then each book with a title page. `lists=False` leaves out the lists of tables and figures.
    """
    several = len(manuscript.books) > 1
    book = None if several or not manuscript.books else manuscript.books[0]
    pictures = qr_code(manuscript)
    context: dict[str, object] = {"m": manuscript, "book": book, "code": next(iter(pictures), "")}
    front = [cover(context), approval(context)]
    body: list[Part] = []
    for each in manuscript.books:
        chapters = [part for one in each.chapters for part in chapter_parts(manuscript, each, one, inner=several)]
        if several:
            body += [book_title(each), *chapters]
        else:
            front += [part for part in chapters if part.numbering == "roman"]
            body += [part for part in chapters if part.numbering == "arabic"]
    if not body:
        body = [nothing_part(book)]
    front += list_parts(manuscript, front, lists=lists)
    return linked([*front, *body]), pictures


def cover(context: dict[str, object]) -> Part:
    manuscript, book = context["m"], context["book"]
    assert isinstance(manuscript, Manuscript)
    more = {
        "title_lines": title_lines(manuscript),
        "subject": subject_of(book) if isinstance(book, Book) else "",
        "as_of": format_moment(manuscript.as_of),
        "edition_date": format_date(manuscript.edition_date) if manuscript.edition_date else "",
        "year": (manuscript.edition_date or manuscript.printed_on).year,
    }
    text = render_to_string("print/cover.html", context | more)
    return Part("cover", "Sampul", text, "", ("cover",), media_of(text))


def approval(context: dict[str, object]) -> Part:
    manuscript = context["m"]
    assert isinstance(manuscript, Manuscript)
    digest = manuscript.content_hash
    more = {
        "pairs": list(signatory_pairs(manuscript)),
        "as_of": format_moment(manuscript.as_of),
        "fingerprint": " ".join(digest[at : at + 8] for at in range(0, len(digest), 8)),
    }
    text = render_to_string("print/approval.html", context | more)
    return Part("approval", "Lembar Pengesahan", text, "roman", ("approval",), media_of(text))


def title_lines(manuscript: Manuscript) -> list[str]:
    """The plan's title without region and years, which stand below it, in two lines: "Masterplan", "Smart City"."""
    bare = manuscript.plan_title.replace(manuscript.region, "").replace(manuscript.period, "")
    return (" ".join(bare.split()) or manuscript.plan_title).split(" ", 1)


def signatory_pairs(manuscript: Manuscript) -> Iterator[tuple[Signatory, Signatory]]:
    """The columns of the approval sheet, two beside each other; at least one pair, even if nobody is named yet."""
    people = list(manuscript.signatories) or [
        Signatory("Disusun oleh", "Ketua Tim Pelaksana"),
        Signatory("Ditetapkan oleh", "Bupati"),
    ]
    people += [Signatory("", "")] * (len(people) % 2)
    yield from zip(people[::2], people[1::2], strict=True)


def chapter_parts(manuscript: Manuscript, book: Book, chapter: Chapter, *, inner: bool) -> list[Part]:
    """A foreword or a chapter; a long one in several parts, all with its key. Every heading, caption and the marks at the
    ends are expected on their pages. `inner` is true in a file of several books, where forewords follow the title page
    of their book and are counted with it."""
    is_front = chapter.kind == "front"
    context = {
        "chapter": chapter,
        "anchor": anchor_of(chapter),
        "full_title": f"{chapter.label} {chapter.title}".strip(),
        "running": f"{manuscript.plan_title}, {book.short}",
        "inside": [heading for heading in chapter.headings if heading.level == 2],
        "number": PLACEHOLDER,
        "inner": inner,
    }
    first = Part(
        chapter.key,
        str(context["full_title"]),
        "",
        "roman" if is_front and not inner else "arabic",
        shift=1 if inner else 0,
        chapter=chapter,
    )
    captions = (*chapter.tables, *chapter.figures)
    wanted = [*(heading.anchor for heading in chapter.headings), *(caption.anchor for caption in captions)]
    missing = dict.fromkeys([anchor_of(chapter), *wanted])
    parts = []
    for at, (text, footnotes) in enumerate([(chapter.html, 0)] if is_front else stretches(chapter.html)):
        end = f"end-{chapter.key}-{at}" if at else f"end-{chapter.key}"
        template = "print/front.html" if is_front else "print/chapter_goes_on.html" if at else "print/chapter.html"
        page = render_to_string(template, context | {"text": text, "footnotes": footnotes, "end": end})
        media = {name: digest for name, digest in chapter.media.items() if name in page} or media_of(page)
        part = replace(first, html=page, media=media)
        here = [anchor for anchor in missing if anchor in part.anchors]
        for anchor in here:
            del missing[anchor]
        parts.append(replace(part, expected=(*here, end)))
    # What is in none of them is missed by the last.
    parts[-1] = replace(parts[-1], expected=(*parts[-1].expected, *missing))
    return parts


def failed_part(part: Part, reason: str) -> Part:
    """The page that stands for a part that could not be typeset; its anchors stay, so that no link dangles."""
    chapter = part.chapter
    anchor = part.expected[0]
    context = {
        "css": "chapter" if chapter and chapter.kind != "front" else "front inner" if part.shift else "front",
        "anchor": anchor,
        "label": chapter.label if chapter else "",
        "title": chapter.title if chapter else part.title,
        "full_title": part.title,
        "reason": reason,
        "anchors": sorted(part.anchors - {anchor}),
    }
    text = render_to_string("print/failed.html", context)
    return replace(part, html=text, expected=(anchor,), media={})


def book_title(book: Book) -> Part:
    text = render_to_string("print/book_title.html", {"book": book, "subject": subject_of(book)})
    return Part(f"title-{book.key}", book.title, text, "arabic", (book.key,))


def nothing_part(book: Book | None) -> Part:
    """The body of a file without chapters: a page that says so."""
    chapter = Chapter("empty", "chapter", "", "", book.title if book else "Masterplan", "")
    text = render_to_string(
        "print/chapter.html", {"chapter": chapter, "anchor": "empty", "end": "end-empty", "full_title": chapter.title}
    )
    return Part("empty", chapter.title, text, "arabic", ("empty", "end-empty"))


def list_parts(manuscript: Manuscript, front: list[Part], *, lists: bool) -> list[Part]:
    """Contents, and the lists of tables and figures."""
    several = len(manuscript.books) > 1
    wanted = [("toc", "Daftar Isi", contents(manuscript, front, lists=lists), False, "Belum ada isi.")]
    if lists:
        wanted += [
            ("lot", "Daftar Tabel", captions(manuscript, "tables", "Tabel"), True, "Belum ada tabel."),
            ("lof", "Daftar Gambar", captions(manuscript, "figures", "Gambar"), True, "Belum ada gambar."),
        ]
    parts = []
    for anchor, title, entries, is_captions, empty in wanted:
        rows = entries if several or not is_captions else [entry for entry in entries if entry.level != "0"]
        parts.append(Part(anchor, title, list_html(anchor, title, tuple(rows), is_captions, empty), "roman", (anchor,)))
    return parts


@lru_cache(maxsize=32)
def list_html(anchor: str, title: str, entries: tuple[Entry, ...], captions: bool, nothing: str) -> str:
    """A list without its numbers. Kept in the process: an edit of the text changes no list."""
    context = {
        "anchor": anchor,
        "title": title,
        "entries": entries,
        "captions": captions,
        "nothing": nothing,
        "number": PLACEHOLDER,
    }
    return render_to_string("print/contents.html", context)


def contents(manuscript: Manuscript, front: list[Part], *, lists: bool) -> list[Entry]:
    """Entries of the contents: front matter, then books (where several), chapters and sections down to 1.1.1."""
    several = len(manuscript.books) > 1
    entries = [
        Entry(anchor_of(part.chapter) if part.chapter else part.key, "f", "", part.title, "roman") for part in front[1:]
    ]
    if lists:
        entries += [Entry("lot", "f", "", "Daftar Tabel", "roman"), Entry("lof", "f", "", "Daftar Gambar", "roman")]
    for book in manuscript.books:
        if several:
            entries.append(Entry(book.key, "0", book.short, subject_of(book)))
        for chapter in book.chapters:
            if chapter.kind == "front":
                if several:
                    entries.append(Entry(anchor_of(chapter), "f", "", chapter.title))
                continue
            entries.append(Entry(anchor_of(chapter), "1", chapter.label, chapter.title))
            entries += [
                Entry(heading.anchor, str(heading.level), heading.number, heading.title)
                for heading in chapter.headings
                if 1 < heading.level <= CONTENTS_DEPTH
            ]
    return entries


def captions(manuscript: Manuscript, name: str, word: str) -> list[Entry]:
    """Entries of the list of tables or figures, under the name of their book where there are several."""
    entries: list[Entry] = []
    for book in manuscript.books:
        rows = [
            Entry(caption.anchor, "c", f"{word} {caption.number}", caption.text)
            for chapter in book.chapters
            for caption in getattr(chapter, name)
        ]
        if rows:
            entries += [Entry(book.key, "0", book.short, subject_of(book)), *rows]
    return entries


def linked(parts: list[Part]) -> tuple[Part, ...]:
    """Links to other parts get a scheme of their own; links to what is not in this book become plain text."""
    everywhere = set().union(*(part.anchors for part in parts)) if parts else set()

    def rewrite(part: Part) -> Part:
        own = part.anchors

        def href(match: re.Match[str]) -> str:
            anchor = html.unescape(match[2])
            if anchor in own:
                return match[0]
            if anchor in everywhere:
                return f'<a{match[1]}href="{FAR}{match[2]}"{match[3]}>'
            return f"<a{match[1]}{match[3]}>"

        return replace(part, html=LOCAL_LINK.sub(href, part.html))

    return tuple(rewrite(part) for part in parts)


def anchor_of(chapter: Chapter) -> str:
    """The anchor of a chapter's opening: that of its heading of level 1, else its key."""
    first = next((heading for heading in chapter.headings if heading.level == 1), None)
    return first.anchor if first else chapter.key


def subject_of(book: Book) -> str:
    return book.subject or book.title


def media_of(text: str) -> dict[str, str]:
    """Ids of the pictures that a text shows; their ids stand for their content where nobody says more."""
    return {name: name for name in re.findall(r'src="mp://media/([^"]+)"', text)}


def qr_code(manuscript: Manuscript) -> dict[str, bytes]:
    """The code that leads to the edition's page, as a drawing; nothing for a draft."""
    if manuscript.is_draft or not manuscript.verify_url:
        return {}
    drawing = segno.make(manuscript.verify_url, error="m", micro=False).svg_inline(border=0, omitsize=True)
    drawing = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    name = "qr-" + hashlib.sha256(drawing.encode()).hexdigest()[:16]
    return {name: drawing.encode()}
