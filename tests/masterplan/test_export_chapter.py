"""One chapter alone: with its number, without the others, and never offered as the print of an edition."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from masterplan import exporting, publishing
from masterplan.exporting import request_export, run_export
from masterplan.models import Export, Section
from masterplan.views.editions import downloads
from masterplan.views.exports import file_name

from . import pdfcheck
from .approvals import approve_all
from .printing import printer  # noqa: F401

OPTIONS = {"tagged": True, "lists": True, "appendices": True}


@pytest.fixture(autouse=True)
def warm(monkeypatch, printer):  # noqa: F811
    monkeypatch.setattr(exporting, "printer", lambda: printer)


def test_one_chapter_is_asked_for_and_made(client, plan, cast):
    for section in Section.objects.written().filter(book__plan=plan):
        word = section.key.rsplit(".", 1)[-1] + "canary"
        html = f'<p>Kata {word}, lihat <span data-rujuk="section:b1.one.purpose"></span>.</p>'
        Section.objects.filter(pk=section.pk).update(html=html, version=1, word_count=4)
    client.force_login(cast.editor)
    page = client.get("/ekspor/").content.decode()
    assert 'value="b1/b1.two"' in page and "<optgroup" in page
    wish = {"source": "draft", "book": "b1/b1.two", "format": "pdf", "appendices": "on", "lists": "on"}
    client.post(reverse("masterplan:export_create"), wish)
    export = Export.objects.get()
    assert (export.book, export.chapter, export.choice) == ("b1", "b1.two", "b1/b1.two")
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == Export.State.DONE, export.error
    with default_storage.open(export.file) as file:
        pdf = pdfcheck.open_pdf(file.read())
    text = "\n".join(pdfcheck.page_text(page) for page in pdf.pages)
    assert "livingcanary" in text and "purposecanary" not in text and "BAB II" in text
    assert list(pdfcheck.faults_of_links(pdf)) == [] and pdf.check_pdf_syntax() == []
    assert "b1-two" in file_name(export)
    page = client.get("/ekspor/").content.decode()
    assert "BAB II" in page.split("sepuluh terakhir")[1]


def test_a_chapter_that_is_not_there_is_told(client, plan, cast):
    export, _is_new = request_export(
        cast.editor, plan, book="b1", format="pdf", options=OPTIONS | {"chapter": "b1.nine"}
    )
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == Export.State.FAILED and export.error
    client.force_login(cast.editor)
    for book in ("b1/b1.nine", "b1/", "/b1.two", "b2/b1.two", "b1/b1.two/x"):
        asked = {"source": "draft", "book": book, "format": "pdf"}
        assert client.post(reverse("masterplan:export_create"), asked).status_code == 422


def test_a_chapter_is_no_print_of_an_edition(plan, cast):
    approve_all(plan, cast.leader)
    edition = publishing.freeze(plan, by=cast.leader, title="Satu", reason="Edisi pertama")
    done = {"state": "done", "file": "exports/x.pdf", "sha256": "a" * 64, "size": 8, "requested_by": cast.leader}
    part = OPTIONS | {"chapter": "b1.two"}
    Export.objects.create(plan=plan, edition=edition, book="b1", options=part, finished_at=edition.frozen_at, **done)
    assert downloads(edition) == []
