"""Every section is written anew all the time while books are exported: each book is one moment of the plan (case P19)."""

from __future__ import annotations

import os
import re
import threading

import pytest
from django.core.files.storage import default_storage
from django.db import close_old_connections, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from masterplan import exporting
from masterplan.export import assemble as assembling
from masterplan.exporting import request_export, run_export
from masterplan.models import Export, Section
from quickwins.models import Plan

from . import pdfcheck
from .printing import printer  # noqa: F401

ROUNDS = int(os.environ.get("ROUNDS", 3))
STATE = re.compile(r"keadaan([0-9]+)x")


@pytest.fixture(autouse=True)
def warm(monkeypatch, printer):  # noqa: F811
    monkeypatch.setattr(exporting, "printer", lambda: printer)


class Writer(threading.Thread):
    """Writes the number of its turn into title and text of all sections, in one transaction, again and again."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(daemon=True)
        self.plan, self.turn, self.ended = plan, 0, threading.Event()
        self.write()

    def write(self) -> None:
        self.turn += 1
        word = f"keadaan{self.turn}x"
        with transaction.atomic():
            # Outline and texts are read by queries of their own: a book of two moments shows in titles against texts.
            for section in Section.objects.written().filter(book__plan=self.plan):
                Section.objects.filter(pk=section.pk).update(title=f"Bagian {word}", html=f"<p>Isi pada {word}.</p>")
            Section.objects.filter(book__plan=self.plan, kind="chapter").update(
                title=Concat(Value("Bab "), Value(word))
            )

    def run(self) -> None:
        while not self.ended.wait(0.005):
            self.write()
        connection.close()


@pytest.fixture
def writer(plan) -> Writer:
    made = Writer(plan)
    made.start()
    yield made
    made.ended.set()
    made.join()
    close_old_connections()


def moments(user, writer: Writer) -> set[str]:
    """The turns that are told anywhere in a book: text, titles, contents, outline."""
    export = request_export(user, writer.plan, book="b1", format="pdf", options={"tagged": True})[0]
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == Export.State.DONE, export.error
    with default_storage.open(export.file) as file:
        pdf = pdfcheck.open_pdf(file.read())
    shown = "\n".join(pdfcheck.page_text(page) for page in pdf.pages)
    shown += "\n".join(title for _level, title, _page in pdfcheck.outline_of(pdf))
    assert shown.count("Isi pada") == Section.objects.written().filter(book__plan=writer.plan).count()
    return set(STATE.findall(shown))


@pytest.fixture
def between(monkeypatch, writer) -> None:
    """The writer gets two turns at least between the query of the outline and that of the texts."""
    real = assembling.build_outline

    def late(sections):
        turn = writer.turn
        while writer.turn < turn + 2 and writer.is_alive():
            writer.ended.wait(0.001)
        return real(sections)

    monkeypatch.setattr(assembling, "build_outline", late)


@pytest.mark.django_db(transaction=True)
def test_a_book_is_one_moment_while_every_section_is_rewritten(cast, writer, between):
    seen = [moments(cast.editor, writer) for _ in range(ROUNDS)]
    assert all(len(turns) == 1 for turns in seen), seen
    assert len(set.union(*seen)) == ROUNDS, "the writer was at work between the books"


@pytest.mark.django_db(transaction=True)
def test_two_moments_in_one_book_are_noticed(cast, writer, between, monkeypatch):
    """Without the snapshot the check above fails."""
    monkeypatch.setattr(assembling, "_take_snapshot", lambda: None)
    assert len(moments(cast.editor, writer)) > 1
