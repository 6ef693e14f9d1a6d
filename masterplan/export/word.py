"""The book as a Word document, through pandoc: real headings, captions, footnotes, fields for contents and lists."""

from __future__ import annotations

import base64
import html
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from formats.dates import format_date, format_moment

from .attachments import with_moment
from .fragment import Remark
from .manuscript import Manuscript
from .parts import anchor_of, signatory_pairs, subject_of, title_lines
from .printing import CannotPrint, Finding
from .webpage import Pictures, without_dead_links
from .wordcontents import with_contents
from .wordhead import with_line_on_every_page
from .wordstyle import reference_document

FILTER = Path(__file__).with_name("word.lua")
SECONDS = 180.0
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)
LABEL = re.compile(r'\baria-label="([^"]*)"')
SOURCE = re.compile(r'<p class="(source|meta)">(.*?)</p>', re.DOTALL)
STYLE_NAMES = {"source": "Source", "meta": "Source"}
PIXELS_PER_INCH = 200


def word_document(
    manuscript: Manuscript,
    read_media: Callable[[str], bytes],
    *,
    lists: bool = True,
    beat: Callable[[], None] = lambda: None,
    reference: str | None = None,
) -> tuple[bytes, tuple[Finding, ...]]:
    """The manuscript as DOCX, and what should be looked at. `beat` is called twice a second; what it raises ends the
    work. `reference` is the reference document of an edition (`reference_document`). Raises CannotPrint when pandoc does
    not work."""
    text, findings = page_for_pandoc(manuscript, read_media)
    command = [
        pandoc_path(),
        "--from=html",
        "--to=docx",
        # No file and no address beyond those named here.
        "--sandbox",
        "--toc",
        "--toc-depth=3",
        *(["--list-of-tables", "--list-of-figures"] if lists else []),
        "--metadata=lang:id",
        "--metadata=toc-title:Daftar Isi",
        "--metadata=lot-title:Daftar Tabel",
        "--metadata=lof-title:Daftar Gambar",
        f"--lua-filter={FILTER}",
        f"--dpi={PIXELS_PER_INCH}",
        "--output=-",
    ]
    head = head_of(manuscript)
    with reference_document(head, reference) as path:
        data = run([*command, f"--reference-doc={path}"], text.encode("utf-8", "replace"), beat)
    data = with_contents(data)
    if manuscript.is_draft:
        data = with_line_on_every_page(data, head)
    # Pandoc knows no clock in its sandbox: the file would be of 1970.
    return with_moment(data, manuscript.as_of), findings


def page_for_pandoc(manuscript: Manuscript, read_media: Callable[[str], bytes]) -> tuple[str, tuple[Finding, ...]]:
    """The whole book as one HTML text in the form that pandoc and our filter read."""
    findings: list[Finding] = []
    pictures = Pictures(read_media)
    books = []
    for book in manuscript.books:
        chapters = []
        for chapter in book.chapters:
            body, remarks = pictures.put_into(chapter.html)
            body, more = drawings_as_pictures(body)
            title = f"{chapter.label} {chapter.title}".strip()
            findings += [Finding(chapter.key, title, each) for each in (*remarks, *more)]
            chapters.append({"anchor": anchor_of(chapter), "title": title, "text": mark_safe(with_styles(body))})
        books.append({"book": book, "subject": subject_of(book), "chapters": chapters})
    context = {
        "m": manuscript,
        "books": books,
        "several": len(books) > 1,
        "title": " ".join(title_lines(manuscript)),
        "as_of": format_moment(manuscript.as_of),
        "edition_date": format_date(manuscript.edition_date) if manuscript.edition_date else "",
        "pairs": list(signatory_pairs(manuscript)),
    }
    return without_dead_links(render_to_string("print/word.html", context)), tuple(findings)


def with_styles(body: str) -> str:
    """Lines that have a style of their own in the reference document."""
    return SOURCE.sub(lambda match: f'<div custom-style="{STYLE_NAMES[match[1]]}"><p>{match[2]}</p></div>', body)


def drawings_as_pictures(body: str) -> tuple[str, list[Remark]]:
    """Charts as pictures of pixels: Word's older versions draw no SVG."""
    remarks: list[Remark] = []

    def replaced(match: re.Match[str]) -> str:
        label = LABEL.search(match[0])
        alt = html.unescape(label[1]) if label else ""
        try:
            data = base64.b64encode(pixels_of(match[0])).decode()
        except ValueError:
            remarks.append(Remark("picture_unreadable", alt))
            return f"<p>[{html.escape(alt)}]</p>"
        return f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" style="width:15cm">'

    return SVG.sub(replaced, body), remarks


def pixels_of(svg: str) -> bytes:
    """The drawing as PNG. Raises ValueError. The engine must not be loaded before a process forks: only workers of the
    queue and the command line come here."""
    import vl_convert

    if 'xmlns="' not in svg[:400]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return vl_convert.svg_to_png(svg.replace("Source Sans 3", "sans-serif"), scale=2.0, ppi=PIXELS_PER_INCH / 2)


def head_of(manuscript: Manuscript) -> str:
    """The line at the head of each page."""
    name = manuscript.plan_title
    if len(manuscript.books) == 1:
        name = f"{name}, {manuscript.books[0].short}"
    return f"DRAF · {name}" if manuscript.is_draft else f"{name} · Edisi {manuscript.edition}"


def pandoc_path() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def run(command: list[str], text: bytes, beat: Callable[[], None]) -> bytes:
    """Run pandoc with its input, within SECONDS. Raises CannotPrint, and what `beat` raises."""
    deadline = time.monotonic() + SECONDS
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            given: bytes | None = text
            while True:
                try:
                    data, errors = process.communicate(given, timeout=0.5)
                    break
                except subprocess.TimeoutExpired:
                    given = None
                    beat()
                    if time.monotonic() > deadline:
                        raise CannotPrint(f"pandoc did not finish within {SECONDS:.0f} s") from None
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise CannotPrint(f"pandoc: {errors.decode(errors='replace')[:300]}")
    return data
