"""Workers killed with -9 at random moments of an export, with the real parent of the workers: each book is finished once,
whole, soon, and nothing else is ever handed out (cases P13, P14)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django_tasks_db.models import DBTaskResult

from masterplan.exporting import claim, request_export, restart_exports_of
from masterplan.models import Export, Section

from . import pdfcheck

# ROUNDS=50 is the full measure: then each fifth kills a typesetting process alone, each twentieth all at once.
ROUNDS = int(os.environ.get("ROUNDS", 2))
PROMISED_SECONDS = 90
UNFINISHED = {Export.State.QUEUED, Export.State.RUNNING}
PARAGRAPHS = 12
ROOT = Path(__file__).resolve().parents[2]


class Workers:
    """`run_workers` as the site runs it, on the database and the files of the test."""

    def __init__(self, media: Path) -> None:
        at = connection.settings_dict
        login = quote(at["USER"], safe="") + (f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else "")
        # A socket's folder stands in the path.
        server = f"/{at['HOST']}" if at["HOST"].startswith("/") else f"{at['HOST']}:{at['PORT'] or 5432}"
        address = f"postgres://{login}@{server}/{at['NAME']}"
        self.env = os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(media), "LOG_LEVEL": "ERROR"}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "manage.py", "run_workers", "--workers=2", "--die-with-parent"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stderr=subprocess.DEVNULL)

    def maker(self, export: Export) -> int:
        """The worker that makes the export, by its name in the queue; 0 when it has just ended."""
        tasks = DBTaskResult.objects.running().filter(args_kwargs__args__0=str(export.pk)).order_by("-started_at")
        name = next((task.worker_ids[-1] for task in tasks), "?")
        return next((pid for pid in children(self.process.pid) if name in command_of(pid)), 0)

    def kill_worker(self, export: Export) -> None:
        kill(self.maker(export))

    def kill_child(self, export: Export) -> None:
        for child in children(self.maker(export))[:1]:
            kill(child)

    def kill_all(self, export: Export) -> None:
        """As a power cut: nobody is left who has seen it. Something outside starts the site anew."""
        workers = children(self.process.pid)
        kill(self.process.pid)
        for pid in workers:
            kill(pid)
        self.process.wait()
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def children(parent: int) -> list[int]:
    return [int(word) for word in told_of(f"/proc/{parent}/task/{parent}/children").split()]


def command_of(pid: int) -> str:
    return told_of(f"/proc/{pid}/cmdline")


def told_of(path: str) -> str:
    try:
        return Path(path).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def kill(pid: int) -> None:
    if not pid:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait(condition: Callable[[], bool], seconds: float) -> float:
    """Seconds until the condition holds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it took too long"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture
def workers(settings) -> Iterator[Workers]:
    made = Workers(Path(settings.MEDIA_ROOT))
    yield made
    made.stop()


def write(plan, word: str) -> int:
    """A text of its own in each section, so that no page is known from before. Returns how many."""
    sections = Section.objects.written().filter(book__plan=plan)
    for section in sections:
        html = "".join(
            f"<p>Alinea {number} dari {section.title}: {word}. {'Isi naskah. ' * 60}</p>"
            for number in range(PARAGRAPHS)
        )
        Section.objects.filter(pk=section.pk).update(html=html, version=1, word_count=500)
    return sections.count()


def ask(user, plan) -> Export:
    return request_export(user, plan, book="b1", format="pdf", options={"tagged": True})[0]


def look(export: Export) -> bool:
    """Whether the export is finished. At any moment a file that the row names is the whole file."""
    export.refresh_from_db()
    if export.file:
        with default_storage.open(export.file) as file:
            assert hashlib.sha256(file.read()).hexdigest() == export.sha256
    return export.state not in UNFINISHED


@pytest.mark.django_db(transaction=True)
def test_books_are_finished_once_and_whole_after_workers_were_killed(plan, cast, workers):
    chance = random.Random(4)
    write(plan, "kata0x")
    export = ask(cast.editor, plan)
    wait(lambda: look(export), PROMISED_SECONDS)
    pages, usual = export.page_count, (export.finished_at - export.started_at).total_seconds()
    took: list[float] = []
    anew = number = 0
    while len(took) < ROUNDS:
        number += 1
        word = f"kata{number}x"
        count = write(plan, word)
        export = ask(cast.editor, plan)
        wait(lambda export=export: look(export) or export.state == Export.State.RUNNING, PROMISED_SECONDS)
        # Any moment of the work: gathering, typesetting, binding, writing, naming.
        time.sleep(chance.uniform(0, 0.9 * usual))
        if look(export):
            usual = (export.finished_at - export.started_at).total_seconds()
            continue
        if len(took) % 20 == 19:
            workers.kill_all(export)
        elif len(took) % 5 == 4:
            workers.kill_child(export)
        else:
            workers.kill_worker(export)
        took.append(wait(lambda export=export: look(export), PROMISED_SECONDS))
        anew += export.attempts > 1
        assert export.state == Export.State.DONE, export.error
        with default_storage.open(export.file) as file:
            text = "".join(pdfcheck.page_text(page) for page in pdfcheck.open_pdf(file.read()).pages)
        assert export.page_count == pages and text.count(word) == PARAGRAPHS * count, export.problems
    print(
        f"{ROUNDS} kills, {anew} books begun anew, each finished within {max(took):.1f} s, median {median(took):.1f} s"
    )
    assert anew >= ROUNDS // 2


@pytest.mark.django_db(transaction=True)
def test_a_book_left_by_a_worker_that_ended_is_begun_anew_at_once(plan, cast):
    export, other = ask(cast.editor, plan), ask(cast.reviewer, plan)
    for each, worker in ((export, "mati"), (other, "hidup")):
        claim(str(each.pk))
        DBTaskResult.objects.get(args_kwargs__args__0=str(each.pk)).claim(worker)
    assert restart_exports_of("mati") == 1
    export.refresh_from_db()
    other.refresh_from_db()
    assert (export.state, other.state) == (Export.State.QUEUED, Export.State.RUNNING)
    assert DBTaskResult.objects.ready().count() == 1 and restart_exports_of("mati") == 0
