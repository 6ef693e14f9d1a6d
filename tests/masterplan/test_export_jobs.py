"""The job of an export: asked for once, claimed once, restarted when silent, never half a file."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from masterplan import export_keeping, export_reading, exporting
from masterplan.export.pool import Pool, Worker
from masterplan.export.printing import BookPrinter, CannotPrint
from masterplan.export_reading import may_download
from masterplan.exporting import (
    CannotExport,
    cancel_export,
    claim,
    request_export,
    restart_silent_exports,
    run_export,
)
from masterplan.models import Book, Export, Section
from masterplan.models.edition import MAX_ATTEMPTS, SILENT_AFTER

from . import pdfcheck
from .printing import printer  # noqa: F401

State = Export.State
WORDS = "<p>Teks bagian ini memuat kata rahasia {word} dan beberapa kalimat lain untuk diuji.</p>"


@pytest.fixture(autouse=True)
def warm(monkeypatch, printer):  # noqa: F811
    """The workers of the whole test run instead of a pair for each test."""
    monkeypatch.setattr(exporting, "printer", lambda: printer)


@pytest.fixture
def written(plan):
    """The small plan with a word of its own in each section."""
    for section in Section.objects.written().filter(book__plan=plan):
        word = section.key.rsplit(".", 1)[-1] + "canary"
        Section.objects.filter(pk=section.pk).update(html=WORDS.format(word=word), version=1, word_count=12)
    return plan


def ask(user, plan, **changes) -> Export:
    wish = {"book": "b1", "format": "pdf", "options": {"tagged": False, "lists": True, "appendices": True}}
    return request_export(user, plan, **wish | changes)[0]


def text_of(export: Export) -> str:
    with default_storage.open(export.file) as file:
        pdf = pdfcheck.open_pdf(file.read())
    return "\n".join(pdfcheck.page_text(page) for page in pdf.pages)


def silence(export: Export, **values) -> None:
    """Make the export look as a killed worker leaves it."""
    long_ago = timezone.now() - SILENT_AFTER - timedelta(seconds=5)
    Export.objects.filter(pk=export.pk).update(heartbeat=long_ago, created_at=long_ago, **values)


def test_export_is_made_and_its_row_says_what_the_file_is(written, cast):
    export = ask(cast.editor, written)
    run_export(str(export.pk))
    export.refresh_from_db()
    with default_storage.open(export.file) as file:
        data = file.read()
    assert (export.state, export.attempts, export.error) == (State.DONE, 1, "")
    assert export.sha256 == hashlib.sha256(data).hexdigest() and export.size == len(data)
    assert export.page_count == len(pdfcheck.open_pdf(data).pages) and export.as_of
    assert "backgroundcanary" in text_of(export)


def test_the_same_wish_twice_is_one_job_and_one_task(plan, cast):
    first = ask(cast.editor, plan)
    second, is_new = request_export(
        cast.editor, plan, book="b1", format="pdf", options={"tagged": False, "lists": True, "appendices": True}
    )
    assert first.pk == second.pk and not is_new
    assert DBTaskResult.objects.count() == 1
    assert ask(cast.editor, plan, format="html").pk != first.pk
    assert ask(cast.contributor, plan).pk != first.pk


def test_a_finished_job_is_not_handed_out_for_a_new_wish(written, cast):
    first = ask(cast.editor, written)
    run_export(str(first.pk))
    assert ask(cast.editor, written).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_are_one_job(plan, cast):
    made, gate = [], threading.Barrier(20)

    def click() -> None:
        gate.wait()
        try:
            made.append(ask(cast.editor, plan).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 20 and len(set(made)) == 1
    assert Export.objects.count() == 1 and DBTaskResult.objects.count() == 1
    close_old_connections()


def test_more_than_five_unfinished_are_refused(plan, cast):
    for lists in (True, False):
        for format in ("pdf", "html", "docx", "zip"):
            if Export.objects.count() < 5:
                ask(cast.editor, plan, format=format, options={"lists": lists})
    with pytest.raises(CannotExport):
        ask(cast.editor, plan, format="pdf", options={"other": True})
    assert ask(cast.leader, plan)


def test_an_unknown_book_is_refused(plan, cast):
    with pytest.raises(CannotExport):
        ask(cast.editor, plan, book="b9")


def test_only_one_worker_claims_a_job(plan, cast):
    export = ask(cast.editor, plan)
    assert claim(str(export.pk)) is not None
    assert claim(str(export.pk)) is None
    export.refresh_from_db()
    assert export.attempts == 1


def test_the_attempt_is_counted_before_the_work(plan, cast, monkeypatch):
    export = ask(cast.editor, plan)

    def killed(export, run):
        assert Export.objects.get(pk=export.pk).attempts == 1
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "produce", killed)
    with pytest.raises(KeyboardInterrupt):
        run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == (State.RUNNING, 1)


def test_a_silent_export_is_put_into_the_queue_again_and_finished(written, cast):
    export = ask(cast.editor, written)
    claim(str(export.pk))
    assert restart_silent_exports() == 0
    silence(export)
    assert restart_silent_exports() == 1
    export.refresh_from_db()
    assert export.state == State.QUEUED and DBTaskResult.objects.count() == 2
    run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == (State.DONE, 2)


def test_a_lost_task_is_put_into_the_queue_once_a_minute_not_at_every_look(plan, cast):
    export = ask(cast.editor, plan)
    silence(export)
    Export.objects.filter(pk=export.pk).update(heartbeat=None)
    assert restart_silent_exports() == 1
    assert restart_silent_exports() == 0


def test_the_fourth_attempt_is_a_failure_with_a_reason(plan, cast):
    export = ask(cast.editor, plan)
    for attempt in range(MAX_ATTEMPTS):
        assert claim(str(export.pk)).attempts == attempt + 1
        silence(export)
        restart_silent_exports()
    export.refresh_from_db()
    assert export.state == State.FAILED and export.error
    assert claim(str(export.pk)) is None


def test_an_error_is_tried_again_and_then_told(plan, cast, monkeypatch):
    export = ask(cast.editor, plan)

    def broken(export, run):
        raise ZeroDivisionError

    monkeypatch.setattr(exporting, "produce", broken)
    for _ in range(MAX_ATTEMPTS):
        run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == (State.FAILED, MAX_ATTEMPTS) and export.error
    assert DBTaskResult.objects.count() == MAX_ATTEMPTS


def test_a_broken_tool_is_told_at_once(plan, cast, monkeypatch):
    export = ask(cast.editor, plan)

    def broken(export, run):
        raise CannotPrint("no fonts")

    monkeypatch.setattr(exporting, "produce", broken)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == (State.FAILED, 1)
    assert "no fonts" not in export.error


def test_a_worker_that_comes_back_from_the_dead_changes_nothing(written, cast, monkeypatch):
    export = ask(cast.editor, written)
    real = exporting.produce

    def slow(export, run):
        product = real(export, run)
        # Meanwhile it was thought dead, and another worker has finished the job.
        silence(export)
        restart_silent_exports()
        monkeypatch.setattr(exporting, "produce", real)
        run_export(str(export.pk))
        return product

    monkeypatch.setattr(exporting, "produce", slow)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == (State.DONE, 2)
    assert export.file.endswith("-2.pdf") and default_storage.exists(export.file)
    assert not default_storage.exists(export.file.replace("-2.pdf", "-1.pdf"))


def test_cancelling_before_the_start_ends_it_at_once(plan, cast):
    export = ask(cast.editor, plan)
    assert cancel_export(export, by=export.requested_by)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.file) == (State.CANCELLED, "")
    assert not cancel_export(export, by=export.requested_by)


def test_cancelling_while_it_runs_stops_the_worker(written, cast, monkeypatch):
    export = ask(cast.editor, written)
    real = export_reading.assemble

    def cancelled_meanwhile(*args, **kwargs):
        cancel_export(export, by=export.requested_by)
        return real(*args, **kwargs)

    monkeypatch.setattr(export_reading, "assemble", cancelled_meanwhile)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.file) == (State.CANCELLED, "")


def test_progress_counts_parts_and_beats(written, cast):
    export = ask(cast.editor, written)
    claim(str(export.pk))
    export.refresh_from_db()
    run = exporting.Run(export)
    run.progress("typeset", 3, 24)
    export.refresh_from_db()
    assert (export.step, export.done_count, export.total_count) == ("typeset", 3, 24)
    assert export.percent == 12


def test_no_half_written_file_is_ever_named(written, cast, monkeypatch):
    """A worker killed between writing and naming leaves a file that no row speaks of; the sweep takes it away."""
    export = ask(cast.editor, written)

    def killed(name):
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "flush_to_disk", killed)
    with pytest.raises(KeyboardInterrupt):
        run_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.file) == (State.RUNNING, "")
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(exporting.timezone, "now", lambda: later)
    assert export_keeping.remove_orphans() == 1


def test_files_are_forgotten_after_their_time(written, cast):
    export = ask(cast.editor, written)
    run_export(str(export.pk))
    export.refresh_from_db()
    export_keeping.forget_old_fragments()
    assert default_storage.exists(export.file)
    Export.objects.filter(pk=export.pk).update(
        finished_at=timezone.now() - export_keeping.KEPT_EXPORTS - timedelta(days=1)
    )
    export_keeping.forget_old_fragments()
    assert not default_storage.exists(export.file) and not Export.objects.exists()


def test_an_opd_gets_its_own_sections_and_no_word_of_others(written, cast):
    """Case P24: not in the text, not in contents, outline or metadata."""
    export = ask(cast.contributor, written)
    run_export(str(export.pk))
    export.refresh_from_db()
    text = text_of(export)
    assert export.state == State.DONE, export.error
    assert "backgroundcanary" in text and "livingcanary" in text
    with default_storage.open(export.file) as file:
        pdf = pdfcheck.open_pdf(file.read())
        titles = " ".join(title for _, title, _ in pdfcheck.outline_of(pdf))
    for hidden in ("societycanary", "purposecanary", "closingcanary"):
        assert hidden not in text
    assert "Smart Society" not in text + titles and "Smart Living" in text


def test_a_right_lost_meanwhile_closes_the_file(written, cast):
    """Case P21."""
    export = ask(cast.contributor, written)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert may_download(cast.contributor, export)
    Section.objects.filter(key="b1.one.background").update(organisation=cast.other_head.organisation)
    assert not may_download(cast.contributor, export)


def test_a_right_lost_before_the_start_fails_the_job(plan, cast):
    export = ask(cast.editor, plan)
    cast.editor.is_active = False
    cast.editor.save()
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == State.FAILED and export.error


def test_an_empty_plan_is_printed_with_words_that_say_so(plan, cast):
    Section.objects.all().delete()
    Book.objects.filter(plan=plan).update(title="Buku 1: Kosong")
    export = ask(cast.editor, plan)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == State.DONE and "Belum ada isi." in text_of(export)


def test_problems_lead_to_their_section(written, cast):
    export = ask(cast.editor, written)
    missing = '<figure class="image"><img src="/berkas/00000000-0000-4000-8000-000000000000/" alt="Peta"><figcaption>Peta</figcaption></figure>'
    Section.objects.filter(key="b1.one.purpose").update(html=missing)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == State.DONE
    assert any("b1.one" in problem["url"] for problem in export.problems)


def test_a_chapter_that_kills_its_process_costs_a_page_not_the_book(written, cast, monkeypatch):
    """kill -9 of each child that sets it: the part is told, the next export has it."""
    pool = Pool(1)
    monkeypatch.setattr(exporting, "printer", lambda: BookPrinter(pool))
    export = ask(cast.editor, written)
    real = Worker.give

    def give(self, index, job, *args) -> None:
        real(self, index, job, *args)
        if "backgroundcanary" in job.html:
            os.kill(self.process.pid, signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "give", give)
        run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == State.DONE
    assert [problem["code"] for problem in export.problems if "code" in problem] == ["failed_crash"]
    assert "Bagian ini belum dapat dicetak." in text_of(export)
    export = ask(cast.editor, written)
    run_export(str(export.pk))
    pool.close()
    assert "backgroundcanary" in text_of(Export.objects.get(pk=export.pk))
