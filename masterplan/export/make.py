"""A manuscript as a file of one of the formats. Jobs and the command line come through here alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

from .attachments import XLSX, tables_attached, workbook
from .manuscript import Manuscript
from .printing import BookPrinter, CannotPrint, Finding, MediaReader, Progress

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Options:
    """What can be chosen besides book and format. `tagged`: PDF/A-3a and PDF/UA, else a plain PDF. `frozen_style` is
    the stylesheet of an edition, `frozen_page` that of its web page, `frozen_word` its reference document
    (`reference_document`)."""

    tagged: bool = True
    lists: bool = True
    appendices: bool = True
    single_pass: bool = False
    frozen_style: str = ""
    frozen_page: str = ""
    frozen_word: str | None = None


@dataclass(frozen=True)
class Product:
    """A finished file; `page_count` where it has pages."""

    data: bytes
    findings: tuple[Finding, ...] = ()
    page_count: int | None = None
    typeset: int = 0
    reused: int = 0


def make(
    manuscript: Manuscript,
    format: str,
    read_media: MediaReader,
    printer: BookPrinter,
    options: Options = Options(),
    progress: Progress = lambda step, done, total: None,
) -> Product:
    """The manuscript as a file. `progress` may raise to end the work. Raises CannotPrint when a tool does not work."""
    if not options.appendices:
        manuscript = without_appendices(manuscript)
    makers: dict[str, Callable[..., Product]] = {
        "pdf": make_pdf,
        "html": make_html,
        "docx": make_docx,
        "zip": make_zip,
    }
    return makers[format](manuscript, read_media, printer, options, progress)


def make_pdf(
    manuscript: Manuscript, read_media: MediaReader, printer: BookPrinter, options: Options, progress: Progress
) -> Product:
    printed = printer.print(
        manuscript,
        read_media,
        tagged=options.tagged,
        lists=options.lists,
        single_pass=options.single_pass,
        frozen_style=options.frozen_style,
        progress=progress,
    )
    return Product(printed.data, printed.findings, printed.page_count, printed.typeset, printed.reused)


def make_html(
    manuscript: Manuscript, read_media: MediaReader, printer: BookPrinter, options: Options, progress: Progress
) -> Product:
    from .webpage import web_page

    progress("write", 0, 1)
    data, findings = web_page(manuscript, read_media, lists=options.lists, frozen=options.frozen_page)
    return Product(data, findings)


def make_docx(
    manuscript: Manuscript, read_media: MediaReader, printer: BookPrinter, options: Options, progress: Progress
) -> Product:
    from .word import word_document

    progress("write", 0, 1)
    data, findings = word_document(
        manuscript,
        read_media,
        lists=options.lists,
        beat=lambda: progress("write", 0, 1),
        reference=options.frozen_word,
    )
    return Product(data, findings)


def make_zip(
    manuscript: Manuscript, read_media: MediaReader, printer: BookPrinter, options: Options, progress: Progress
) -> Product:
    """Each book as a PDF of its own, and the figures behind its tables as a workbook beside it."""
    target = io.BytesIO()
    findings: list[Finding] = []
    pages = fresh = reused = 0
    stamp = manuscript.as_of.timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes, how: int) -> None:
            # The moment of the data, not of the packing: the same books give the same archive.
            archive.writestr(zipfile.ZipInfo(name, (max(stamp[0], 1980), *stamp[1:])), data, how)

        for book in manuscript.books:
            one = replace(manuscript, books=(book,))
            made = make_pdf(one, read_media, printer, options, progress)
            add(f"{book.short}.pdf", made.data, zipfile.ZIP_STORED)
            if tables_attached(one):
                add(f"Data {book.short}.xlsx", workbook(book, manuscript.as_of), zipfile.ZIP_STORED)
            findings += made.findings
            pages += made.page_count or 0
            fresh, reused = fresh + made.typeset, reused + made.reused
    return Product(target.getvalue(), tuple(findings), pages, fresh, reused)


def without_appendices(manuscript: Manuscript) -> Manuscript:
    books = (
        replace(book, chapters=tuple(chapter for chapter in book.chapters if chapter.kind != "appendix"))
        for book in manuscript.books
    )
    return replace(manuscript, books=tuple(books))


__all__ = ["CONTENT_TYPES", "XLSX", "CannotPrint", "Options", "Product", "make", "without_appendices"]
