"""Editions: freeze all books as they stand approved at one moment, then enact that edition with its Perbup.

An edition holds only approved text, with the figures, pictures and style of its moment, and never changes: the database
refuses it. Freezing happens once, however often it is asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg2.errors import SerializationFailure

from accounts.models import User
from files.models import StoredFile
from formats.dates import as_date
from formats.text import clean_line, clean_lines
from quickwins.models import Plan

from . import word_reference
from .export.assemble import assemble
from .export.assemble import freeze as as_json
from .export.manuscript import Manuscript
from .export.style import stylesheet
from .export.webpage import plain_style
from .export_reading import ALL
from .exporting import CannotExport, request_export
from .models import Book, Edition, EditionFile, EditionStateChange, Section, SectionStateChange
from .numbering import slug
from .standing import Missing, standing

ATTEMPTS = 3
PRINT_OPTIONS = {"tagged": True, "lists": True, "appendices": True}


class PublishingError(Exception):
    """A deed that is refused. `status` is its HTTP status, the message says what to do."""

    status = 409
    message: str | Promise = _("This step is not open for the edition. Reload the page.")

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


class NotLeader(PublishingError):
    status = 403
    message = _("Only the leader freezes and enacts editions.")


class Incomplete(PublishingError):
    """`missing` names what must be approved first."""

    status = 422

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(
            _("The edition cannot be frozen yet: %(count)s sections are not approved.") % {"count": len(missing)}
        )
        self.missing = list(missing)


class PictureLost(PublishingError):
    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The picture “%(name)s” is damaged or gone. Replace it in its section first.") % {"name": name}
        )


class NothingNew(PublishingError):
    """`edition` says the same already."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(_("Nothing has changed since edition %(code)s.") % {"code": edition.code})
        self.edition = edition


class FrozenMeanwhile(PublishingError):
    def __init__(self, edition: Edition) -> None:
        super().__init__(_("Edition %(code)s was frozen meanwhile.") % {"code": edition.code})
        self.edition = edition


class AlreadyEnacted(PublishingError):
    message = _("This edition was enacted already.")


class WordsMissing(PublishingError):
    status = 422
    message = _("Fill in what is missing.")


def freeze(
    plan: Plan, *, by: User, title: str, reason: str, after: int | None = None, at: datetime | None = None
) -> Edition:
    """A new edition of all approved text. `after` is the number of the last edition the leader saw (0 = none), `at` the
    moment it is of (now; the demo tells of an earlier day).

    Must not run inside another transaction on a live site: it opens one that is a single moment of the database. Two
    who freeze at once get one edition. Raises `PublishingError`.
    """
    if not by.is_leader or not by.is_active:
        raise NotLeader()
    title, reason = clean_line(title), clean_lines(reason)
    if not title or not reason:
        raise WordsMissing()
    return _again_when_crossed(lambda: _freeze(plan, by, title[:250], reason, after, at or timezone.now()))


def enact(
    edition: Edition, *, by: User, regulation: str, at: datetime | None = None, with_prints: bool = True
) -> Edition:
    """Record the Perbup and publish: from now on everybody reads the edition; its prints are put into the queue.
    Raises `PublishingError`."""
    if not by.is_leader or not by.is_active:
        raise NotLeader()
    regulation = clean_line(regulation)[:150]
    if not regulation:
        raise WordsMissing(_("Write number and year of the Perbup."))
    with transaction.atomic():
        found = (
            Edition.objects.without_content().select_for_update(of=("self",)).select_related("plan").get(pk=edition.pk)
        )
        if found.state != Edition.State.FROZEN:
            raise AlreadyEnacted()
        now = at or timezone.now()
        Edition.objects.filter(pk=found.pk).update(state=Edition.State.ENACTED, regulation=regulation, published_at=now)
        _log(found, found.state, Edition.State.ENACTED, by=by, note=regulation, at=now)
        StoredFile.objects.filter(editions=found, is_open=False).update(is_open=True)
        found.refresh_from_db(fields=["state", "regulation", "published_at"])
        if with_prints:
            _ask_for_prints(found, by)
    return found


def _freeze(plan: Plan, by: User, title: str, reason: str, after: int | None, now: datetime) -> Edition:
    with transaction.atomic():
        _one_moment()
        last = Edition.objects.filter(plan=plan).without_content().order_by("-number").first()
        if last is not None and after is not None and after != last.number:
            raise FrozenMeanwhile(last)
        state = standing(plan)
        if not state.is_ready:
            raise Incomplete(state.missing)
        keys = list(Book.objects.filter(plan=plan).values_list("key", flat=True))
        manuscript = assemble(plan, keys, as_of=now, visible=set(state.approved))
        if last is not None and last.content_hash == manuscript.content_hash:
            raise NothingNew(last)
        files = _files_of(manuscript)
        number, code = _next_code(plan, as_date(now).year)
        manuscript = replace(
            manuscript,
            edition=code,
            edition_date=as_date(now),
            verify_url=f"{settings.SITE_URL}{reverse('masterplan:edition_detail', args=[code])}",
            is_draft=False,
        )
        edition = Edition.objects.create(
            plan=plan,
            code=code,
            number=number,
            title=title,
            reason=reason,
            content=as_json(manuscript),
            content_hash=manuscript.content_hash,
            sources=sources_of(plan, state.approved),
            style=_style(),
            as_of=now,
            frozen_by=by,
            frozen_at=now,
        )
        _log(edition, "", Edition.State.FROZEN, by=by, note=reason, at=now)
        EditionFile.objects.bulk_create(EditionFile(edition=edition, file=file, sha256=file.sha256) for file in files)
        StoredFile.objects.filter(editions=edition, is_shared=False).update(is_shared=True)
    return edition


def _one_moment() -> None:
    """One at a time, and all readings from one snapshot.

    A lock on the row of the plan would come too late: its SELECT fixes the snapshot before it waits, and the second one
    would not see the edition it waited for. LOCK TABLE takes none; readers of editions do not wait for it.
    """
    with connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(Edition._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")


def _again_when_crossed(deed: Callable[[], Edition]) -> Edition:
    """A file that somebody changed in the same moment ends the snapshot; then all is read again."""
    for attempt in range(ATTEMPTS):
        try:
            return deed()
        except OperationalError as error:
            if not isinstance(error.__cause__, SerializationFailure) or attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def sources_of(plan: Plan, approved: dict[int, SectionStateChange]) -> list[dict[str, object]]:
    """What each section of an edition is made of: its anchor in the text, version, hash, and who stood for it."""
    rows = Section.objects.filter(pk__in=approved).select_related("book", "edited_by").defer("guidance", "blocks")
    return [
        {
            "section": section.pk,
            "book": section.book.key,
            "key": section.key,
            "anchor": f"s-{slug(section, section.book.key)}",
            "title": plan.fill(section.title),
            "version": section.version,
            "hash": section.content_hash,
            "edited_by": section.edited_by.name if section.edited_by else "",
            "edited_at": section.edited_at.isoformat() if section.edited_at else "",
            "approved_by": change.by.name if (change := approved[section.pk]).by else "",
            "approved_at": change.at.isoformat(),
        }
        for section in rows.order_by("book__position", "pk")
    ]


def _files_of(manuscript: Manuscript) -> list[StoredFile]:
    """The pictures of the manuscript, each read once to see that it is what it was. Raises `PictureLost`."""
    wanted = {
        UUID(key): digest for book in manuscript.books for part in book.chapters for key, digest in part.media.items()
    }
    files = list(StoredFile.objects.filter(pk__in=wanted))
    for stored in files:
        try:
            with stored.file.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError:
            raise PictureLost(stored.name) from None
        if digest != wanted[stored.pk]:
            raise PictureLost(stored.name)
    return files


def _style() -> dict[str, str]:
    """The look of this moment: what is needed to set the same pages again, and the hash that shows whether it changed."""
    text = stylesheet()
    digest = hashlib.sha256(text.encode()).hexdigest()
    typesetter = f"WeasyPrint {version('weasyprint')}"
    more = {"webpage": plain_style(), "word": word_reference.keep()}
    return {"sha256": digest, "stylesheet": text, "typesetter": typesetter, **more}


def _next_code(plan: Plan, year: int) -> tuple[int, str]:
    """Number and code of the next edition, e.g. 2 and LWU-2027-2. A code that another plan has is passed over."""
    number = (Edition.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0) + 1
    prefix = code_prefix(plan.region_short)
    taken = set(Edition.objects.filter(code__startswith=f"{prefix}-{year}-").values_list("code", flat=True))
    while f"{prefix}-{year}-{number}" in taken:
        number += 1
    return number, f"{prefix}-{year}-{number}"


def code_prefix(region: str) -> str:
    """Three letters for a region: the first, the next consonant, the last. "Luwu" gives LWU, "Luwu Timur" LWT."""
    words = re.findall(r"[A-Z]+", region.upper())
    if not words:
        return "EDS"
    if len(words) > 1:
        return (re.sub(r"(?<=.)[AEIOU]", "", words[0])[:2] + words[1][0])[:3]
    word = words[0]
    inner = re.sub(r"[AEIOU]", "", word[1:-1])[:1] or word[1:2]
    return f"{word[0]}{inner}{word[-1] if len(word) > 1 else ''}"


def _log(edition: Edition, before: str, after: str, *, by: User, note: str, at: datetime) -> None:
    EditionStateChange.objects.create(
        edition=edition, from_state=before, to_state=after, by=by, at=at, note=note, content_hash=edition.content_hash
    )


def _ask_for_prints(edition: Edition, by: User) -> None:
    """The PDFs that the public page offers: each book, and all of them. Who has too much waiting asks for them later."""
    keys = [ALL, *Book.objects.filter(plan=edition.plan).values_list("key", flat=True)]
    try:
        for key in keys:
            request_export(by, edition.plan, book=key, format="pdf", edition=edition, options=PRINT_OPTIONS)
    except CannotExport:
        return
