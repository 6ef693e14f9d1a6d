"""What an OPD may not read is in none of its files: not in text, contents, names of parts, data or metadata (P24)."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from django.core.files.storage import default_storage

from masterplan import exporting
from masterplan.export.printing import BookPrinter
from masterplan.exporting import request_export, run_export
from masterplan.models import Export, Section

from . import pdfcheck
from .printing import printer  # noqa: F401

WORDS = "<p>Teks bagian ini memuat kata rahasia {word} dan beberapa kalimat lain untuk diuji.</p>"
TABLE = (
    '<figure class="table"><figcaption>Tabel {word}</figcaption><table><thead><tr><th><p>Kepala</p></th></tr></thead>'
    "<tbody><tr><td><p>{word}</p></td></tr></tbody></table></figure>"
)


def pieces(data: bytes) -> str:
    """All that can be read in a file: its parts, with those of the files within, and what stands about them."""
    if data.startswith(b"%PDF"):
        pdf = pdfcheck.open_pdf(data)
        titles = " ".join(title for _level, title, _page in pdfcheck.outline_of(pdf))
        attached = " ".join(pieces(bytes(file.get_file().read_bytes())) for file in pdf.attachments.values())
        about = f"{pdf.docinfo!r} {pdf.Root.Metadata.read_bytes().decode() if '/Metadata' in pdf.Root else ''}"
        alive = " ".join(str(each) for each in pdf.objects if isinstance(each, pikepdf.String))
        text = "\n".join(pdfcheck.page_text(page) for page in pdf.pages)
        return "\n".join([text, titles, " ".join(pdf.attachments), attached, about, alive])
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(f"{name} {pieces(archive.read(name))}" for name in archive.namelist())
    return data.decode("utf-8", "replace")


@pytest.mark.parametrize("format", ["pdf", "html", "docx", "zip"])
def test_no_format_tells_an_opd_of_what_others_write(plan, cast, monkeypatch, printer, format):  # noqa: F811
    monkeypatch.setattr(exporting, "printer", lambda: BookPrinter(printer.pool))
    for section in Section.objects.written().filter(book__plan=plan):
        word = section.key.rsplit(".", 1)[-1] + "canary"
        html = WORDS.format(word=word) + TABLE.format(word=f"{word}table")
        Section.objects.filter(pk=section.pk).update(html=html, version=1, word_count=12)
    options = {"tagged": True, "lists": True, "appendices": True}
    export, _is_new = request_export(cast.contributor, plan, book="all", format=format, options=options)
    run_export(str(export.pk))
    export = Export.objects.get(pk=export.pk)
    assert export.state == Export.State.DONE, export.error
    with default_storage.open(export.file) as file:
        told = pieces(file.read())
    assert "livingcanary" in told and "livingcanarytable" in told
    for hidden in ("societycanary", "purposecanary", "closingcanary", "Smart Society"):
        assert hidden not in told
