"""Taking a workbook into the register as a job of its own: claimed once, told row by row, all or nothing at the end."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from files.models import StoredFile

from . import importing
from .importing import Report, UnreadableSheet
from .models import Plan, ProgramImport
from .tasks import make_import

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SILENT_AFTER = timedelta(minutes=2)
TOLD_EVERY = 0.25
State = ProgramImport.State


@transaction.atomic
def request_import(plan: Plan, stored: StoredFile, *, by: User) -> tuple[ProgramImport, bool]:
    """The job for this file: the one there is of it, or a new one; True with a new one. Queued in the same transaction."""
    User.objects.select_for_update().get(pk=by.pk)
    same = ProgramImport.objects.filter(plan=plan, file=stored, by=by).exclude(state=State.REFUSED).first()
    if same:
        return same, False
    job = ProgramImport.objects.create(plan=plan, file=stored, by=by)
    make_import.enqueue(str(job.pk))
    return job, True


def claim(job_id: str) -> ProgramImport | None:
    """Take the job for this worker with one UPDATE, the attempt counted before the work; None if it is not free."""
    now = timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, heartbeat__lt=now - SILENT_AFTER)
    taken = ProgramImport.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=State.RUNNING, attempts=F("attempts") + 1, heartbeat=now, done_count=0, total_count=0
    )
    return ProgramImport.objects.select_related("plan", "file", "by").get(pk=job_id) if taken else None


def run_import(job_id: str) -> None:
    """Read and write the workbook of a job. Does nothing when another worker is at it or it is finished."""
    job = claim(job_id)
    if job is None:
        return
    mine = ProgramImport.objects.filter(pk=job.pk, attempts=job.attempts, state=State.RUNNING)
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            mine.update(done_count=done, total_count=total, heartbeat=timezone.now())

    with translation.override(job.by.language or None):
        try:
            content = content_of(job)
            importing.take(job.plan, content, by=job.by, progress=progress, done=lambda report: finish(job, report))
        except UnreadableSheet as error:
            refuse(job, str(error))
        except Superseded:
            logger.warning("import %s was taken over by another worker", job.pk)
        except OSError:
            refuse(job, _("The file is no longer there. Send it again."))
        except Exception:
            logger.exception("import %s failed in attempt %s", job.pk, job.attempts)
            try_again(job)


def content_of(job: ProgramImport) -> bytes:
    """Raises OSError."""
    if job.file is None:
        raise FileNotFoundError
    with job.file.file.open("rb") as kept:
        return kept.read()


def finish(job: ProgramImport, report: Report) -> None:
    """Say in the row what was written, in the transaction that writes it: both are there, or neither is.

    Raises Superseded when another worker has taken the job over, so that nothing is written twice.
    """
    done = ProgramImport.objects.filter(pk=job.pk, attempts=job.attempts, state=State.RUNNING).update(
        state=State.DONE,
        done_count=len(report.rows),
        total_count=len(report.rows),
        new_count=len(report.new),
        changed_count=len(report.changed),
        finished_at=timezone.now(),
    )
    if not done:
        raise Superseded


class Superseded(Exception):
    """This worker was thought dead and another one has the job."""


def try_again(job: ProgramImport) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        refuse(job, _("Three attempts did not come to an end. The administrator finds the reason in the log."))
        return
    with transaction.atomic():
        if ProgramImport.objects.filter(pk=job.pk, attempts=job.attempts).update(state=State.QUEUED):
            make_import.enqueue(str(job.pk))


def refuse(job: ProgramImport, message: str) -> None:
    ProgramImport.objects.filter(pk=job.pk, attempts=job.attempts).update(
        state=State.REFUSED, message=message, finished_at=timezone.now()
    )


def restart_silent_imports() -> int:
    """Queue again what a killed worker left; nothing of it was written. Gives how many."""
    silent = ProgramImport.objects.filter(state=State.RUNNING, heartbeat__lt=timezone.now() - SILENT_AFTER)
    rows = list(silent)
    for job in rows:
        try_again(job)
    return len(rows)
