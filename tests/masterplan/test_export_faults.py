"""What goes wrong around an export: texts made to break a typesetter, a full disk, a database that goes away, work that
ends its worker, payloads of before (cases P05, P07-P09, P15-P17, P20, P22)."""

from __future__ import annotations

import errno
import sys
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from masterplan import exporting
from masterplan.export.job import Job
from masterplan.export.pool import Failure, Pool
from masterplan.export.style import stylesheet
from masterplan.export_keeping import FOLDER
from masterplan.exporting import request_export, restart_silent_exports, run_export
from masterplan.models import Export, Section
from masterplan.models.edition import MAX_ATTEMPTS, SILENT_AFTER

from . import pdfcheck
from .printing import printer  # noqa: F401

State = Export.State


@pytest.fixture(autouse=True)
def warm(monkeypatch, printer):  # noqa: F811
    monkeypatch.setattr(exporting, "printer", lambda: printer)


@pytest.fixture
def written(plan):
    Section.objects.written().filter(book__plan=plan).update(html="<p>Isi bagian.</p>", version=1, word_count=2)
    return plan


def ask(user, plan, **changes) -> Export:
    wish = {"book": "b1", "format": "pdf", "options": {"tagged": False}}
    return request_export(user, plan, **wish | changes)[0]


def run(export: Export) -> Export:
    run_export(str(export.pk))
    export.refresh_from_db()
    return export


CELLS = "<td>1</td>" * 6
DOUBLED = " ".join(f"--a{n}: var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 31))
REPEATED = '<g id="a0"><rect width="9" height="9"/></g>' + "".join(
    f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, 9)
)
ABUSE = {
    "5,000 rows (P05)": f"<table>{f'<tr>{CELLS}</tr>' * 5000}</table>",
    "letters as large as a city (P07)": '<p style="font-size:1e9px">a</p><img width="99999999" height="99999999">',
    "a page of one pixel (P07)": "<style>@page { size: 1px; margin: 0 }</style><p>kata kata kata</p>",
    "a cell over 65,534 columns (P08)": '<table><tr><td colspan="65534">a</td></tr><tr><td rowspan="65534">b</td></tr></table>',
    "a word of a megabyte (P09)": f"<p>{'a' * 1_000_000}</p>",
    "100,000 combining marks (P09)": f"<p>a{chr(0x301) * 100_000}</p>",
    "boxes in boxes without end": '<div style="display:flex">' * 14 + "x" + "</div>" * 14,
    "2,000 footnotes in a paragraph": f"<p>{'x<span class=footnote>catatan</span>' * 2000}</p>",
    "20,000 cells in a row": f"<table><tr>{'<td>1</td>' * 20_000}</tr></table>",
    "20,000 forced pages": '<p style="break-after:page">a</p>' * 20_000,
    "20,000 counters": "<style>p { counter-increment: a }</style>" + "<p>a</p>" * 20_000,
    "20,000 selectors": f"<style>{''.join(f'p.a{n} b {{ color: red }}' for n in range(20_000))}</style><p>a</p>",
    "values in values without end": f"<style>:root {{ --a0: aaaaaaaa; {DOUBLED} }} p {{ font-family: var(--a30) }}</style><p>a</p>",
    "a drawing that repeats itself a hundred million times": f'<svg xmlns="http://www.w3.org/2000/svg">{REPEATED}</svg>',
    "forty tables in each other": "<table><tr><td>" * 40 + "x" + "</td></tr></table>" * 40,
    "a paragraph of a megabyte": f"<p>{'kata ' * 200_000}</p>",
    "a box as high as the sky": '<div style="height:1e9px">a</div>',
}


def test_texts_made_to_break_the_typesetter_are_set_or_refused_with_a_reason():
    jobs = [Job(html, (stylesheet(),), kind="whole", variant="") for html in ABUSE.values()]
    pool = Pool(2, seconds=0.4)
    try:
        results = dict(zip(ABUSE, pool.run(jobs), strict=True))
        for name, result in results.items():
            if isinstance(result, Failure):
                assert result.code in {"time", "memory", "nesting", "error"}, (name, result)
            else:
                assert result.startswith(b"LWF1"), name
        assert results["boxes in boxes without end"].code == "time"
        # Nobody is left behind, and the next text is set.
        [plain] = pool.run([replace(jobs[0], html="<p>Isi.</p>")], seconds=30)
        assert isinstance(plain, bytes)
    finally:
        pool.close()


@pytest.mark.django_db(transaction=True)
def test_work_that_ends_its_worker_is_given_up_and_the_queue_goes_on(written, cast, monkeypatch):
    """Case P15."""
    real = exporting.produce
    bad = ask(cast.editor, written)

    def ends(export, run):
        if export.pk == bad.pk:
            sys.exit(3)
        return real(export, run)

    monkeypatch.setattr(exporting, "produce", ends)
    good = ask(cast.leader, written, format="html")
    for _ in range(MAX_ATTEMPTS + 1):
        DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
        names = {"queue_names": ["*"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "uji"}
        QueueWorker(**names, interval=0, batch=True, startup_delay=False, max_tasks=9).run()
        Export.objects.filter(pk=bad.pk, state=State.RUNNING).update(heartbeat=timezone.now() - 2 * SILENT_AFTER)
        restart_silent_exports()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.attempts) == (State.FAILED, MAX_ATTEMPTS) and bad.error
    assert good.state == State.DONE
    assert not DBTaskResult.objects.ready().exists()


def test_a_full_disk_is_a_clean_failure_and_later_a_success(written, cast, monkeypatch):
    """Case P16."""
    export = ask(cast.editor, written)
    real = default_storage.save

    def full(name, content, **more):
        if name.startswith(FOLDER):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(name, content, **more)

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full)
        for _ in range(MAX_ATTEMPTS):
            run(export)
    assert export.state == State.FAILED and export.error and not export.file
    assert run(ask(cast.editor, written)).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_meanwhile_costs_an_attempt(written, cast, monkeypatch):
    """Case P17: the connection is dead, the next one is not."""
    export = ask(cast.editor, written)
    real, gone = exporting.produce, []

    def interrupted(export, run):
        if not gone:
            gone.append(1)
            other = connection.copy()
            with other.cursor() as cursor, connection.cursor() as own:
                own.execute("SELECT pg_backend_pid()")
                cursor.execute("SELECT pg_terminate_backend(%s)", own.fetchone())
            other.close()
            with pytest.raises(OperationalError):
                Export.objects.count()
            run.progress("typeset", 1, 2)
        return real(export, run)

    monkeypatch.setattr(exporting, "produce", interrupted)
    run(export)
    assert (export.state, export.attempts) == (State.QUEUED, 1)
    assert DBTaskResult.objects.count() == 2
    assert run(export).state == State.DONE and export.attempts == 2


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<table></table>",
        '<figure class="table"><table><thead></thead><tbody></tbody></table><figcaption>Kosong</figcaption></figure>',
        '<figure class="image"><img src="/berkas/00000000-0000-4000-8000-000000000000/" alt="Peta"></figure>',
    ],
    ids=["no text", "no rows", "empty body", "only a picture"],
)
def test_a_plan_of_almost_nothing_is_a_whole_book(plan, cast, html):
    """Case P20."""
    Section.objects.written().filter(book__plan=plan).exclude(key="b1.one.purpose").update(is_active=False)
    Section.objects.filter(key="b1.one.purpose").update(html=html, version=1)
    export = run(ask(cast.editor, plan, options={"tagged": True}))
    assert export.state == State.DONE
    with default_storage.open(export.file) as file:
        pdf = pdfcheck.open_pdf(file.read())
    assert len(pdf.pages) == export.page_count and not pdfcheck.faults(pdf)


def test_payloads_of_before_still_run_or_do_nothing(written, cast):
    """Case P22: a task names its export and nothing else; options that are missing or unknown take their usual value."""
    for options in ({}, {"tagged": False, "colour": "sepia", "lists": None}):
        export = Export.objects.create(requested_by=cast.editor, plan=written, book="b1", format="pdf", options=options)
        assert run(export).state == State.DONE
    run_export(str(uuid.uuid4()))
