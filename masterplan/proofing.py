"""The deed of pulling proofs: what was saved is typeset in the background, so that an export is little but the binding,
and what is wrong with the pages is told to the writers before anybody exports.

A save only wakes: one task waits in the queue at most, however many people save. A pass looks for itself what has
changed, compares the keys of all chapters of those books with what is in store, and typesets the rest chapter by chapter.
It stands behind everything else: exports go first, and only one pass is at work at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from quickwins.models import Plan

from .export.assemble import NothingToPrint, assemble
from .export.manuscript import Manuscript
from .export.parts import Part, parts_of
from .export.pool import Pool
from .export.printing import BookPrinter, CannotPrint, Finding
from .export.store import FragmentStore
from .export.style import Style
from .export_reading import file_reader, read_any_file, readable_manuscript
from .export_wishes import Wish, wishes
from .models import Export, Proof, Section
from .problems import WORDS, problem_words, problems_of
from .tasks import pull_proofs

logger = logging.getLogger(__name__)

# An autosave comes every two seconds: a pass begins this long after the first of them and takes the text of that moment.
SETTLED = timedelta(seconds=5)
# A failure that may have been bad luck (a process killed, a busy machine, a picture not there yet) is looked at again.
TRIED_AGAIN = timedelta(hours=1)
NICENESS = 10
# For so long after a save the page says that its pages are being made.
AWAITED = timedelta(minutes=2)
# Names of advisory locks of the database: who puts the task into the queue, who is at work.
WAKING, AT_WORK = 5_201_001, 5_201_002


def wake() -> bool:
    """See to it that a pass follows soon; costs one query while one is waiting already. True when a task was added."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=pull_proofs.module_path)
    if waiting.exists():
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The writer does not wait for the disk: a task that a power cut swallows is put there by the next save.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        if not _locked("pg_try_advisory_xact_lock", WAKING) or waiting.exists():
            return False
        pull_proofs.using(run_after=timezone.now() + SETTLED).enqueue()
    return True


def look_afresh() -> None:
    """For the timetable: figures, titles and the order of chapters change without a save of a text."""
    if Section.objects.of_current_plan().filter(version__gt=0).exists():
        wake()


def pull_changed_proofs() -> int:
    """Typeset the chapters of the current plan that nobody has typeset as they are now. Returns how many were typeset.

    Gives way to exports: what is left over is done in a later pass.
    """
    plan = Plan.objects.current()
    if plan is None:
        return 0
    with _alone() as mine:
        if not mine or _exports_wait():
            wake()
            return 0
        try:
            with proof_printer() as printer:
                return sum(_pull(plan, wish, printer) for wish in wishes(plan))
        except _GiveWay:
            wake()
            return 0
        except CannotPrint as error:
            # An export says it to a person; here nobody waits, and the next save tries again.
            logger.error("Proofs cannot be pulled: %s", error)
            return 0


class _GiveWay(Exception):
    """Somebody waits for an export."""


def _exports_wait() -> bool:
    return Export.objects.unfinished().exists()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the only one at work. The database lets go of the lock when the process is killed."""
    mine = _locked("pg_try_advisory_lock", AT_WORK)
    try:
        yield mine
    finally:
        if mine:
            _locked("pg_advisory_unlock", AT_WORK)


def _locked(function: str, name: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [name])
        return bool(cursor.fetchone()[0])


def _pull(plan: Plan, wish: Wish, printer: BookPrinter) -> int:
    """One kind of file: typeset what is not in store. Returns how many chapters. Raises _GiveWay, CannotPrint."""
    now = timezone.now()
    if wish.reader and _exports_wait():
        raise _GiveWay
    try:
        manuscript = _manuscript(plan, wish, now)
    except NothingToPrint:
        return 0
    reader = file_reader(wish.reader) if wish.reader else read_any_file
    style = Style(draft=True, tagged=wish.tagged)
    parts = (part for part in parts_of(manuscript)[0] if part.chapter)
    chapters = dict(Section.objects.filter(book__plan=plan, book__key__in=wish.keys).values_list("key", "pk"))
    proofs = {proof.chapter_id: proof for proof in Proof.objects.filter(chapter__in=chapters.values())}
    count = 0
    for chapter, stretches in groupby(parts, key=lambda part: part.key):
        pieces = list(stretches)
        keys = [printer.job(piece, style).key for piece in pieces]
        key = sha256(" ".join(keys).encode()).hexdigest()
        known = all(printer.store.has(each) for each in keys)
        if wish.kept:
            known = _still_holds(proofs.pop(chapters[chapter], None), key, known, now)
        if known:
            continue
        if _exports_wait():
            raise _GiveWay
        fresh, fragments, findings = printer.proof(pieces, reader, style)
        count += fresh > 0
        if wish.kept:
            values = {
                "key": key,
                "page_count": sum(fragment.page_count for fragment in fragments),
                "problems": _rows(plan, manuscript, pieces[0], findings),
                "made_at": timezone.now(),
                "looked_at": now,
            }
            Proof.objects.update_or_create(chapter_id=chapters[chapter], defaults=values)
    if wish.kept:
        # What is left over are chapters that were retired or emptied since.
        Proof.objects.filter(pk__in=[proof.pk for proof in proofs.values()]).delete()
        Proof.objects.filter(chapter__in=chapters.values()).update(looked_at=now)
    return count


def _manuscript(plan: Plan, wish: Wish, now: datetime) -> Manuscript:
    """The very manuscript that an export of this reader would be made of. Raises NothingToPrint."""
    if wish.reader is None:
        return assemble(plan, wish.keys, as_of=now)
    manuscript, _section_ids = readable_manuscript(plan, wish.keys, wish.reader, now)
    return manuscript


def _still_holds(proof: Proof | None, key: str, is_stored: bool, now: datetime) -> bool:
    """Whether the pages of a proof are those of today. Failed ones are in no store; they are tried again after a while."""
    if proof is None or proof.key != key:
        return False
    return is_stored or (bool(proof.problems) and proof.made_at > now - TRIED_AGAIN)


def _rows(plan: Plan, manuscript: Manuscript, part: Part, findings: list[Finding]) -> list[dict[str, str]]:
    problems = part.chapter.problems if part.chapter else ()
    return problems_of(replace(manuscript, problems=problems), tuple(findings), plan)


@contextmanager
def proof_printer() -> Iterator[BookPrinter]:
    """One typesetting process that leaves the processor to everybody else, and ends after the pass."""
    pool = Pool(1, niceness=NICENESS)
    try:
        yield BookPrinter(pool, FragmentStore())
    finally:
        pool.close()


@dataclass(frozen=True)
class ProofTold:
    """What is shown with the checks of a section: the pages of its chapter, and whether newer ones are being made."""

    problems: list[str]
    page_count: int
    made_at: datetime | None
    is_awaited: bool


def proof_of(section: Section, user: User) -> ProofTold:
    """What typesetting found in a section, or in its chapter as a whole; to whoever does not read all of the chapter
    nothing that could come from another section of it: no words, no number of pages, no moment. Three queries."""
    rows = Section.objects.filter(book=section.book_id).order_by().values_list("pk", "parent")
    parents = dict(rows)
    line = _line_up(section.pk, parents)
    # The nearest one that begins on a page of its own.
    found = {proof.chapter_id: proof for proof in Proof.objects.filter(chapter__in=line).select_related("chapter")}
    proof = next((found[pk] for pk in line if pk in found), None)
    now, edited = timezone.now(), section.edited_at
    behind = edited is not None and (proof is None or proof.looked_at < edited)
    is_awaited = behind and edited is not None and edited > now - AWAITED
    if proof is None:
        return ProofTold([], 0, None, is_awaited)
    own, of_chapter = section.get_absolute_url(), {proof.chapter.get_absolute_url(), ""}
    reads_all = _reads_all_of(proof.chapter_id, parents, user)
    words = [
        problem_words(row)
        for row in proof.problems
        if row.get("url", "") == own or (row.get("url", "") in of_chapter and (reads_all or _names_nothing(row)))
    ]
    if not reads_all:
        return ProofTold(words, 0, None, is_awaited)
    return ProofTold(words, proof.page_count, proof.made_at, is_awaited)


def _line_up(pk: int, parents: Mapping[int, int | None]) -> list[int]:
    """The node and all above it."""
    line = [pk]
    while (above := parents.get(line[-1])) and above not in line:
        line.append(above)
    return line


def _reads_all_of(chapter: int, parents: Mapping[int, int | None], user: User) -> bool:
    """Whether this person reads every text of the chapter. One query, none for those to whom all is open."""
    if Section.all_open_to(user):
        return True
    inside = Section.objects.written().filter(pk__in=[pk for pk in parents if chapter in _line_up(pk, parents)])
    return not inside.exclude(pk__in=Section.objects.visible_to(user).values("pk")).exists()


def _names_nothing(row: Mapping[str, str]) -> bool:
    """Whether a problem of the chapter as a whole is told without a word of its text."""
    return not row.get("text") and "{about}" not in str(WORDS.get(row.get("code", ""), WORDS["failed_error"]))
