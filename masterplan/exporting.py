"""The deed of exporting: ask for a file, make it in the background, hand it out. The row of the Export is the truth."""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from quickwins.models import Plan

from .export.assemble import NothingToPrint, assemble_edition
from .export.make import Options, Product, make
from .export.manuscript import Manuscript
from .export.pool import Pool
from .export.printing import BookPrinter, CannotPrint
from .export.store import FragmentStore
from .export_keeping import FOLDER, flush_to_disk
from .export_mail import promise_mails
from .export_reading import ALL, book_keys, file_reader, may_export, read_any_file, readable_manuscript
from .export_sharing import job_for, step_back, wait_too
from .models import Book, Edition, Export
from .models.edition import MAX_ATTEMPTS, SILENT_AFTER
from .problems import problems_of
from .tasks import make_export

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
MAX_UNFINISHED = 5


class CannotExport(ValueError):
    """The request cannot be granted; the text says why, for the person who asked."""


class Stopped(Exception):
    """This worker must let go of the export: it was cancelled, or another worker has taken it over."""


@transaction.atomic
def request_export(
    user: User, plan: Plan, *, book: str, format: str, edition: Edition | None = None, options: Mapping[str, object]
) -> tuple[Export, bool]:
    """The job that makes this file: an unfinished one of the same wish, or a new one. True with a new one.

    Two people who may read the same get one job. The task is put into the queue in the same transaction. Raises
    CannotExport.
    """
    # Twenty clicks at once wait here for each other, of one person or of several; who edits the plan does not wait.
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if book != ALL and not Book.objects.filter(plan=plan, key=book).exists():
        raise CannotExport(_("This book does not exist in the plan."))
    wish = {"plan": plan, "book": book, "format": format, "edition": edition, "options": dict(options)}
    if same := job_for(user, plan, wish):
        wait_too(same, user)
        return same, False
    if Export.objects.filter(requested_by=user).unfinished().count() >= MAX_UNFINISHED:
        raise CannotExport(_("Five exports of yours are still being made. Wait for one of them or cancel it."))
    export = Export.objects.create(requested_by=user, **wish)
    make_export.enqueue(str(export.pk))
    return export, True


def cancel_export(export: Export, *, by: User) -> bool:
    """Ask the worker to stop; one that nobody has begun is cancelled at once. False when it was finished before.

    While somebody else waits for the same file it is made for him, and `by` alone steps back.
    """
    if step_back(export, by):
        return True
    now = timezone.now()
    queued = Export.objects.filter(pk=export.pk, state=Export.State.QUEUED)
    if queued.update(state=Export.State.CANCELLED, cancel_asked=True, finished_at=now):
        return True
    return bool(Export.objects.filter(pk=export.pk, state=Export.State.RUNNING).update(cancel_asked=True))


def run_export(export_id: str) -> None:
    """Make the file of an export. Does nothing when another worker is at it or it is finished."""
    if not (export := claim(export_id)):
        return
    run = Run(export)
    try:
        run.finish(*produce(export, run))
    except Stopped:
        run.let_go()
    except (NothingToPrint, CannotExport) as error:
        run.fail(str(error) if isinstance(error, CannotExport) else _("There is nothing to print in this choice."))
    except CannotPrint as error:
        logger.error("Export %s cannot be printed: %s", export.pk, error)
        run.fail(_("The typesetter does not work on this server. The administrator finds the reason in the log."))
    except Exception:
        logger.exception("Export %s failed in attempt %s", export.pk, export.attempts)
        # A database that was started anew has left this connection dead (case P17).
        if not connection.is_usable():
            connection.close()
        run.try_again()


def claim(export_id: str) -> Export | None:
    """Take the export for this worker with one UPDATE, counting the attempt before the work; None if it is not free."""
    now = timezone.now()
    free = Export.objects.filter(pk=export_id, attempts__lt=MAX_ATTEMPTS).filter(
        Q(state=Export.State.QUEUED) | Q(state=Export.State.RUNNING, heartbeat__lt=now - SILENT_AFTER)
    )
    taken = free.update(
        state=Export.State.RUNNING,
        attempts=F("attempts") + 1,
        heartbeat=now,
        started_at=Coalesce(F("started_at"), now),
        step="assemble",
        done_count=0,
        total_count=0,
    )
    if not taken:
        return None
    return Export.objects.select_related("requested_by", "plan", "edition").get(pk=export_id)


class Run:
    """One attempt at an export. The number of the attempt is its right to the row: a worker that was thought dead and
    comes back changes nothing any more."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.mine = Export.objects.filter(pk=export.pk, attempts=export.attempts, state=Export.State.RUNNING)
        self.told_at = 0.0
        self.told = ("", -1, -1)
        self.reused: list[int] = []

    def progress(self, step: str, done: int, total: int) -> None:
        """Heartbeat and progress, at most every two seconds unless something has changed. Raises Stopped."""
        now = time.monotonic()
        if now - self.told_at < (HEARTBEAT_SECONDS if self.told == (step, done, total) else 0.2):
            return
        self.told_at, self.told = now, (step, done, total)
        values = {"heartbeat": timezone.now(), "step": step, "done_count": min(done, total), "total_count": total}
        if not self.reused and step == "typeset" and total:
            # The first thing told is what was known before: the estimate of the wait counts from there.
            self.reused = [done]
            values["reused_count"] = done
        if not self.mine.filter(cancel_asked=False).update(**values):
            raise Stopped

    def finish(self, product: Product, manuscript: Manuscript) -> None:
        """Store the file under a name of this attempt, then name it in the row: nobody is ever handed half a file."""
        name = f"{FOLDER}/{self.export.pk}-{self.export.attempts}.{self.export.format}"
        if default_storage.exists(name):
            default_storage.delete(name)
        stored = default_storage.save(name, ContentFile(product.data))
        flush_to_disk(stored)
        with transaction.atomic():
            done = self.mine.filter(cancel_asked=False).update(
                state=Export.State.DONE,
                file=stored,
                size=len(product.data),
                sha256=hashlib.sha256(product.data).hexdigest(),
                page_count=product.page_count,
                as_of=manuscript.as_of,
                problems=problems_of(manuscript, product.findings, self.export.plan),
                reused_count=product.reused,
                finished_at=timezone.now(),
                heartbeat=timezone.now(),
                step="",
                error="",
            )
            if done:
                tell_who_waited(self.export)
        if not done:
            default_storage.delete(stored)
            raise Stopped

    def let_go(self) -> None:
        self.mine.filter(cancel_asked=True).update(state=Export.State.CANCELLED, finished_at=timezone.now(), step="")

    def fail(self, reason: str) -> None:
        if self.mine.update(state=Export.State.FAILED, error=reason, finished_at=timezone.now(), step=""):
            tell_who_waited(self.export)

    def try_again(self) -> None:
        if self.export.attempts >= MAX_ATTEMPTS:
            self.fail(given_up())
            return
        with transaction.atomic():
            if self.mine.update(state=Export.State.QUEUED, heartbeat=timezone.now(), step=""):
                make_export.enqueue(str(self.export.pk))


def tell_who_waited(export: Export) -> None:
    """A mail to those who had to wait long; who waited a moment is still looking at the page."""
    if timezone.now() - export.created_at >= timedelta(seconds=settings.EXPORT_MAIL_AFTER_SECONDS):
        promise_mails(export)


def given_up() -> str:
    return _("Three attempts did not come to an end. The administrator finds the reason in the log.")


def restart_silent_exports() -> int:
    """Put exports whose worker went silent into the queue again; after the last attempt they have failed. Returns how
    many were looked after. Runs every few seconds (timetable)."""
    count = 0
    for export in Export.objects.silent():
        same = Export.objects.filter(
            pk=export.pk, state=export.state, attempts=export.attempts, heartbeat=export.heartbeat
        )
        now = timezone.now()
        with transaction.atomic():
            if export.cancel_asked:
                count += same.update(state=Export.State.CANCELLED, finished_at=now, step="")
            elif export.attempts >= MAX_ATTEMPTS:
                if same.update(state=Export.State.FAILED, error=given_up(), finished_at=now, step=""):
                    tell_who_waited(export)
                    count += 1
            elif same.update(state=Export.State.QUEUED, heartbeat=now, step=""):
                make_export.enqueue(str(export.pk))
                count += 1
    return count


def restart_exports_of(worker: str) -> int:
    """The same at once for the exports of a worker that has ended: whoever saw it end need not wait for its silence.
    `worker` is its name in the queue. Returns how many exports were looked after."""
    left = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, worker_ids__contains=[worker])
    exports = left.filter(task_path=make_export.module_path).values_list("args_kwargs__args__0", flat=True)
    long_ago = timezone.now() - 2 * SILENT_AFTER
    Export.objects.filter(pk__in=list(exports), state=Export.State.RUNNING).update(heartbeat=long_ago)
    left.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    return restart_silent_exports()


def produce(export: Export, run: Run) -> tuple[Product, Manuscript]:
    """The file of an export, with what its requester may read at this moment. Raises CannotExport, NothingToPrint,
    CannotPrint, and what `run.progress` raises."""
    user = next((each for each in [export.requested_by, *export.also_for.order_by("pk")] if may_export(each)), None)
    if user is None:
        raise CannotExport(_("Your account may not make exports any more."))
    keys = book_keys(export.plan, export.book)
    reader: Callable[[str], bytes] = read_any_file
    if export.edition:
        manuscript = assemble_edition(export.edition, [] if export.book == ALL else keys)
    else:
        manuscript, section_ids = readable_manuscript(export.plan, keys, user, timezone.now())
        run.mine.update(section_ids=section_ids)
        reader = file_reader(user)
    if export.chapter:
        manuscript = only_chapter(manuscript, export.chapter)
    options = Options(
        tagged=bool(export.options.get("tagged", True)),
        lists=bool(export.options.get("lists", True)),
        appendices=bool(export.options.get("appendices", True)),
        **frozen_looks(export.edition),
    )
    return make(manuscript, export.format, reader, printer(), options, run.progress), manuscript


def only_chapter(manuscript: Manuscript, key: str) -> Manuscript:
    """One chapter with its number, as it stands in its book. Raises NothingToPrint where it is not in the manuscript."""
    for book in manuscript.books:
        for chapter in book.chapters:
            if chapter.key == key:
                return replace(manuscript, books=(replace(book, chapters=(chapter,)),), problems=chapter.problems)
    raise NothingToPrint


def frozen_looks(edition: Edition | None) -> dict[str, Any]:
    """The looks with which an edition was frozen, so that its pages stay the same, as fields of Options; today's for the
    text in work, and where an edition kept none."""
    style = edition.style if edition else {}
    return {
        "frozen_style": str(style.get("stylesheet", "")),
        "frozen_page": str(style.get("webpage", "")),
        "frozen_word": style.get("word"),
    }


@cache
def printer() -> BookPrinter:
    """The typesetting processes of this worker, kept warm from book to book."""
    size = getattr(settings, "EXPORT_PROCESSES", 0) or min(2, os.cpu_count() or 1)
    pool = Pool(size)
    atexit.register(pool.close)
    return BookPrinter(pool, FragmentStore())
