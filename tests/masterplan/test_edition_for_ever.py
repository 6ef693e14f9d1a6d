"""The book of an edition, made again after everything in the records has changed: the very same file."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from files.models import StoredFile
from masterplan import exporting, publishing, word_reference
from masterplan.export import webpage
from masterplan.export.printing import BookPrinter
from masterplan.export.wordstyle import OWN_REFERENCE, dressed
from masterplan.exporting import request_export, run_export
from masterplan.models import BlockKind, Book, Edition, Export, Section
from quickwins.models import Plan, Program
from tests import factories

from . import pdfcheck
from .approvals import approved_plan, write
from .printing import printer  # noqa: F401

DAY = datetime(2026, 7, 2, 3, 0, tzinfo=UTC)


def made(plan: Plan, user, edition: Edition | None, format: str = "pdf") -> bytes:
    """The file of all books, made anew."""
    Export.objects.all().delete()
    options = {"tagged": False, "lists": True, "appendices": True}
    export, _is_new = request_export(user, plan, book="all", format=format, edition=edition, options=options)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == Export.State.DONE, export.error
    with default_storage.open(export.file) as file:
        return file.read()


def text_of(data: bytes) -> list[str]:
    return [pdfcheck.page_text(page) for page in pdfcheck.open_pdf(data).pages]


def pixels_of(data: bytes, folder: Path) -> list[bytes]:
    folder.mkdir()
    (folder / "book.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "60", folder / "book.pdf", folder / "page"], check=True)
    return [file.read_bytes() for file in sorted(folder.glob("page-*.ppm"))]


def test_edition_gives_the_same_book_for_ever(plan, cast, organisations, monkeypatch, printer, tmp_path):  # noqa: F811
    ready = approved_plan(plan, cast, organisations)
    default_storage.save(OWN_REFERENCE, ContentFile(dressed("Kop pertama")))
    edition = publishing.freeze(ready, by=cast.leader, title="Satu", reason="Edisi pertama", at=DAY)
    # Each time by a printer that remembers nothing.
    monkeypatch.setattr(exporting, "printer", lambda: BookPrinter(printer.pool))
    before = made(ready, cast.editor, edition)
    others = {format: made(ready, cast.editor, edition, format) for format in ("html", "docx")}

    Program.objects.update(name="Nama lain", progress=99)
    factories.make_program(ready, organisations.disdik, name="Program kedua", state="running")
    BlockKind.objects.update(name="Judul lain")
    for section in Section.objects.filter(book__plan=ready).written():
        write(section.key, '<p>Lain: <span data-angka="program_count"></span> program.</p>', cast.editor)
    Section.objects.filter(kind="chapter").update(title="Bab lain")
    Book.objects.update(title="Buku lain", short="Lain")
    Plan.objects.filter(pk=ready.pk).update(region="Kabupaten Lain", title="Rencana Lain")
    StoredFile.objects.update(name="lain.png")
    word_reference.replace("acuan.docx", dressed("Kop kedua"))
    (tmp_path / "lain.css").write_text("body { color: red }")
    monkeypatch.setattr(webpage, "STYLESHEET", tmp_path / "lain.css")

    ready.refresh_from_db()
    after = made(ready, cast.leader, Edition.objects.get(pk=edition.pk))
    text = " ".join(" ".join(page.split()) for page in text_of(after))
    assert "Antrean daring" in text and "Ada 1 program." in text and "keadaan 2 Juli 2026" in text
    assert text_of(after) == text_of(before)
    assert "2 Juli 2026 pukul 11.00 WITA" in text  # of which moment the figures in the prose are
    assert after == before
    frozen = Edition.objects.get(pk=edition.pk)
    assert {format: made(ready, cast.leader, frozen, format) for format in others} == others
    if shutil.which("pdftoppm"):
        assert pixels_of(after, tmp_path / "after") == pixels_of(before, tmp_path / "before")
    # The text in work does follow: the comparison above can fail.
    assert b"body { color: red }" in made(ready, cast.editor, None, "html") and b"color: red" not in others["html"]
    heads = [
        zipfile.ZipFile(io.BytesIO(each)).read("word/header1.xml")
        for each in (others["docx"], made(ready, cast.editor, None, "docx"))
    ]
    assert b"Kop pertama" in heads[0] and b"Kop kedua" in heads[1]
    assert "Lain: 2 program." in " ".join(text_of(made(ready, cast.editor, None)))
