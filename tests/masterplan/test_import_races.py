"""An import and a writer at the same instant: one of them is first, the other is told, and no word is lost."""

from __future__ import annotations

import os
import uuid
from functools import partial

import pytest

from masterplan.importing.preview import make_preview
from masterplan.importing.taking import StaleImport, read_seen, start_import, take_import
from masterplan.models import Book, DocumentImport, Revision, Section
from masterplan.writing import Conflict, Saved, save_section

from .documents import docx, h, p
from .test_writing import together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("ROUNDS", 6))
CONTENT = docx(h(2, "Latar Belakang") + p("Impor satu.") + h(2, "Smart Society") + p("Impor dua."))


def test_an_import_and_a_save_at_once_lose_nothing(plan, cast):
    book = Book.objects.get(key="b1")
    society, background = (Section.objects.get(key=key) for key in ("b1.two.society", "b1.one.background"))
    for number in range(ROUNDS):
        Section.objects.filter(pk__in=[society.pk, background.pk]).update(html="")
        society.refresh_from_db()
        background.refresh_from_db()
        document = start_import("naskah.docx", CONTENT, book=book, by=cast.editor)
        seen = read_seen(make_preview(document, cast.editor).seen)
        text = f"<p>Ditulis tangan {number}.</p>"
        keep = {"user": cast.other_contributor, "base_version": society.version, "save_id": uuid.uuid4(), "html": text}
        deeds = [
            partial(take_import, document.pk, by=cast.editor, choices={}, seen=seen),
            partial(save_section, society.pk, **keep),
        ]
        imported, saved = together(2, lambda index, deeds=deeds: deeds[index]())
        written = Revision.objects.filter(kind="import", section=background, number=background.version + 1)
        if isinstance(imported, StaleImport):  # the writer was first: nothing at all was imported
            assert isinstance(saved, Saved) and not written.exists(), saved
            assert Section.objects.get(pk=society.pk).html == text
        else:  # the import was first: all of it stands, and the writer's text is kept aside and shown to him
            assert isinstance(imported, DocumentImport) and isinstance(saved, Conflict), (imported, saved)
            assert written.exists() and Section.objects.get(pk=society.pk).html == "<p>Impor dua.</p>"
            assert Revision.objects.filter(section=society, number=None, html=text).count() == 1


def test_an_import_confirmed_twice_at_once_is_written_once(plan, cast):
    book = Book.objects.get(key="b1")
    for _number in range(ROUNDS):
        Section.objects.update(html="")
        document = start_import("naskah.docx", CONTENT, book=book, by=cast.editor)
        seen = read_seen(make_preview(document, cast.editor).seen)
        before = Revision.objects.count()
        take = partial(take_import, document.pk, by=cast.editor, choices={}, seen=seen)
        results = together(3, lambda _index, take=take: take())
        assert all(isinstance(one, DocumentImport) for one in results), results
        assert Revision.objects.count() == before + 2 and document.written.count() == 2
