"""The one write path of text: clean, compare and set, keep every acknowledged version.

The editor, the plain form, the import and the restoring of an old version all come through `save_section`. A save names
the version it was made from; when the section has moved on meanwhile nothing is overwritten: the late text is kept aside,
and both texts go back to the writer, merged by blocks where that is possible.

A save of a text that is submitted, verified or approved opens a new round: the state goes back to draft with a row that
says so, and the open review is closed. What an edition froze is a copy and stays as it is. A writer who opened the section
in another state than it has now did not know that, so his save is refused instead and his text kept aside (case W01).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from formats.html import MAX_BYTES, UncleanHtml, clean_html, word_count

from .merging import Clash, merge, merged_text
from .models import Review, Revision, Section, SectionStateChange
from .proofing import wake

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
UNDER_REVIEW = {Section.State.SUBMITTED, Section.State.VERIFIED, Section.State.APPROVED}


class WritingError(Exception):
    """A save that is not kept. `status` is its HTTP status, `code` a word for scripts, the message is for the writer."""

    status = 400
    code = "bad_request"
    message: str | Promise = _("The save could not be read. Reload the page; your text stays in this browser.")

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


class BadSave(WritingError):
    """400: version or save id are missing, broken, from the future, or belong to another save."""


class TooLarge(WritingError):
    status = 413
    code = "too_large"
    message = _("The text is larger than 1 MB. Split it over several sections, or upload tables and pictures as files.")


class SectionGone(WritingError):
    status = 410
    code = "gone"
    message = _("This section was removed meanwhile. Your text stays in this browser; copy it to where it belongs.")


class Unkeepable(WritingError):
    status = 422
    code = "unkeepable"
    message = _("The text cannot be kept in this form. Paste it anew without formatting.")


class StateMoved(WritingError):
    """409: the section was submitted, verified or approved while it was being written."""

    status = 409
    code = "state_moved"

    def __init__(self, section: Section) -> None:
        self.section = section
        super().__init__(
            say(
                "This section became “%(state)s” while you were writing. Your text was kept in the history. Open it again to start a new round."
            )
            % {"state": section.get_state_display()}
        )


@dataclass(frozen=True)
class Saved:
    """The text is kept as `version`; `html` is what was kept, after cleaning."""

    version: int
    saved_at: datetime
    html: str
    word_count: int
    state: str
    reopened: bool = False


@dataclass(frozen=True)
class Conflict:
    """Another text was saved first. `html` is the section as it is now, by whom and when; `mine` the text that came too
    late, kept in the history. `parts` is the merge by blocks, `merged` the joined text when no block clashed."""

    version: int
    html: str
    by: User | None
    at: datetime | None
    mine: str
    base: str
    parts: tuple[str | Clash, ...] = field(default=())
    merged: str | None = None


def save_section(
    section_id: int,
    *,
    user: User,
    base_version: int,
    save_id: UUID,
    html: str,
    kind: str = Revision.Kind.SAVE,
    seen_state: str = "",
    name: str = "",
) -> Saved | Conflict:
    """Keep a text that was made from `base_version`, or tell what stands against it.

    Whether the user may write here is the caller's to check. `save_id` is made by the client, once per text: sent again, the
    first answer comes again (case C06). `seen_state` is the state the writer saw when he began; empty means any.
    Raises `WritingError`.
    """
    if not isinstance(base_version, int) or isinstance(base_version, bool) or not 0 <= base_version < 2**31 - 1:
        raise BadSave()
    cleaned = _cleaned(html)
    if (first := _answered_before(section_id, user, save_id, cleaned)) is not None:
        return first
    refusal: StateMoved | None = None
    try:
        with transaction.atomic():
            section = _locked(section_id)
            if base_version > section.version:
                raise BadSave(
                    _("The save names a version that does not exist. Reload the page; your text stays in this browser.")
                )
            if seen_state and seen_state != section.state and section.state in UNDER_REVIEW:
                _keep_aside(section, user, base_version, save_id, cleaned)
                refusal = StateMoved(section)
            else:
                words = word_count(cleaned)
                version = set_if_unchanged(section_id, base_version, cleaned, words, user)
                if version is not None:
                    return _acknowledge(section, version, base_version, user, save_id, cleaned, words, kind, name)
                _keep_aside(section, user, base_version, save_id, cleaned)
    except IntegrityError:
        # The same save came twice at the same moment; the other one was first.
        if (first := _answered_before(section_id, user, save_id, cleaned)) is not None:
            return first
        raise
    if refusal:
        raise refusal
    return _conflict(section_id, base_version, cleaned)


def set_if_unchanged(section_id: int, base_version: int, html: str, words: int, user: User) -> int | None:
    """Compare and set, in one UPDATE: the new version, or None when the section is not at `base_version` any more."""
    changed = Section.objects.filter(pk=section_id, version=base_version).update(
        html=html,
        word_count=words,
        version=base_version + 1,
        edited_by=user,
        edited_at=timezone.now(),
    )
    return base_version + 1 if changed else None


def _cleaned(html: str) -> str:
    if UNSTORABLE.search(html):
        raise BadSave(_("The text holds characters that cannot be stored. Remove what was pasted last and try again."))
    if len(html) > MAX_BYTES:
        raise TooLarge()
    try:
        return clean_html(html)
    except UncleanHtml as error:
        raise TooLarge(error.message) if error.code == "too_large" else Unkeepable(error.message) from error


def open_new_round(section: Section, *, by: User, version: int, html: str, note: str = "") -> None:
    """Take a section that was submitted or passed back to draft; closes its open review. Inside a transaction."""
    Review.objects.filter(section=section, closed_at=None).update(closed_at=timezone.now())
    Section.objects.filter(pk=section.pk).update(state=Section.State.DRAFT)
    written = Section(version=version, html=html)
    SectionStateChange.objects.create(
        section=section,
        from_state=section.state,
        to_state=Section.State.DRAFT,
        by=by,
        note=note,
        version=version,
        content_hash=written.content_hash,
    )


def _locked(section_id: int) -> Section:
    section = (
        Section.objects.select_for_update(of=("self",))
        .only("pk", "version", "state", "kind", "generated", "is_active")
        .filter(pk=section_id)
        .first()
    )
    if section is None or not section.is_active:
        raise SectionGone()
    if not section.holds_text:
        raise Unkeepable(_("This page is made by the program and holds no text of its own."))
    return section


def _acknowledge(
    section: Section,
    version: int,
    base_version: int,
    user: User,
    save_id: UUID,
    html: str,
    words: int,
    kind: str,
    name: str,
) -> Saved:
    reopened = section.state in UNDER_REVIEW
    if reopened:
        open_new_round(section, by=user, version=version, html=html, note=say("New round: the text was edited."))
    # What cannot be typeset ahead costs the export time, never the save.
    transaction.on_commit(wake, robust=True)
    revision = Revision.objects.create(
        section=section,
        number=version,
        base_version=base_version,
        save_id=save_id,
        kind=kind,
        name=name,
        html=html,
        word_count=words,
        saved_by=user,
    )
    state = Section.State.DRAFT if reopened else section.state
    return Saved(version, revision.saved_at, html, words, state, reopened)


def _keep_aside(section: Section, user: User, base_version: int, save_id: UUID, html: str) -> None:
    """The text that came too late stays in the history, without a number."""
    Revision.objects.create(
        section=section,
        number=None,
        base_version=base_version,
        save_id=save_id,
        kind=Revision.Kind.ASIDE,
        html=html,
        word_count=word_count(html),
        saved_by=user,
    )


def _answered_before(section_id: int, user: User, save_id: UUID, cleaned: str) -> Saved | Conflict | None:
    """The answer to a save that was sent before. A save id used for another text or by another person is refused."""
    before = Revision.objects.filter(section=section_id, save_id=save_id).first()
    if before is None:
        return None
    if before.saved_by_id != user.pk or before.html != cleaned:
        raise BadSave(_("This save id belongs to another save. Save again."))
    if before.number is None:
        return _conflict(section_id, before.base_version, cleaned)
    state = Section.objects.values_list("state", flat=True).get(pk=section_id)
    return Saved(before.number, before.saved_at, before.html, before.word_count, state)


def _conflict(section_id: int, base_version: int, mine: str) -> Conflict:
    section = Section.objects.select_related("edited_by").get(pk=section_id)
    base = Revision.objects.filter(section=section_id, number=base_version).values_list("html", flat=True).first() or ""
    parts = merge(base, mine, section.html)
    joined = merged_text(parts)
    if joined is not None:
        # A merge that breaks the nesting (an item without its list) is none: both texts are shown instead.
        joined = joined if clean_html(joined) == joined else None
    if joined is None and not any(isinstance(part, Clash) for part in parts):
        parts = [Clash(base, mine, section.html)]
    return Conflict(
        section.version, section.html, section.edited_by, section.edited_at, mine, base, tuple(parts), joined
    )
