"""Pemeriksaan: submit, return, verify, approve. Each deed is bound to the version its doer saw.

draft -> submitted -> (returned -> submitted)* -> verified -> approved. Nobody passes what he edited last or submitted
himself, in whatever role (case W03). Each change of state is a row with version and hash of the text it speaks about.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .checking import findings
from .models import Review, Section, SectionStateChange

State = Section.State


class ReviewError(Exception):
    """A deed that is refused. `status` is its HTTP status, the message says what to do."""

    status = 409
    message: str | Promise = _("This step is not open in the section's present state. Reload the page.")

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(str(message or self.message))


class VersionMoved(ReviewError):
    message = _("The text was changed after you opened it. Read the new version, then decide.")


class OwnWork(ReviewError):
    status = 403
    message = _("You edited or submitted this text yourself. Someone else must pass it.")


class NotYours(ReviewError):
    status = 403
    message = _("Your role does not allow this step.")


class NothingToSubmit(ReviewError):
    status = 422
    message = _("The section has no text yet. Write it before you submit it.")


class NotReady(ReviewError):
    status = 422
    message = _("Some things must be mended before the section can be submitted. They are listed under Check.")


class NoteMissing(ReviewError):
    status = 422
    message = _("Write what has to be changed.")


def may_submit(section: Section, user: User) -> bool:
    """Whether the section's state lets it be submitted; that the user may write here is checked by `editable_by`."""
    return (
        section.holds_text and section.state in {State.DRAFT, State.RETURNED} and (user.is_editor or user.acts_for_opd)
    )


def may_return(section: Section, user: User) -> bool:
    return user.is_reviewer and section.state in {State.SUBMITTED, State.VERIFIED}


def may_verify(section: Section, user: User) -> bool:
    return user.is_reviewer and section.state == State.SUBMITTED and not is_own_work(section, user)


def may_approve(section: Section, user: User) -> bool:
    return user.is_leader and section.state == State.VERIFIED and not is_own_work(section, user)


def is_own_work(section: Section, user: User) -> bool:
    """Whether this person edited the text last or submitted it in the present round."""
    if section.edited_by_id == user.pk:
        return True
    last = Review.objects.filter(section=section).order_by("-submitted_at").first()
    return last is not None and last.submitted_by_id == user.pk


def submit(section_id: int, *, by: User, version: int, note: str = "") -> Review:
    """Hand the shown version over to the reviewers. Raises `ReviewError`."""
    with transaction.atomic():
        section = _section_at(section_id, version, {State.DRAFT, State.RETURNED})
        if not section.html.strip() and section.min_words:
            raise NothingToSubmit()
        if any(finding.blocks_submission for finding in findings(section)):
            raise NotReady()
        review = Review.objects.create(section=section, version=version, submitted_by=by)
        _move(section, State.SUBMITTED, by=by, note=note)
    return review


def withdraw(section_id: int, *, by: User, version: int) -> None:
    """Take a submitted text back, as long as nobody has verified it."""
    with transaction.atomic():
        section = _section_at(section_id, version, {State.SUBMITTED})
        _close_review(section)
        _move(section, State.DRAFT, by=by, note="")


def return_section(section_id: int, *, by: User, version: int, note: str) -> None:
    """Give the text back to its writers with a note that says what to change."""
    if not note.strip():
        raise NoteMissing()
    if not by.is_reviewer:
        raise NotYours()
    with transaction.atomic():
        section = _section_at(section_id, version, {State.SUBMITTED, State.VERIFIED})
        _close_review(section)
        _move(section, State.RETURNED, by=by, note=note.strip())


def verify(section_id: int, *, by: User, version: int, note: str = "") -> None:
    """Confirm the shown version on behalf of Bappelitbangda."""
    if not by.is_reviewer:
        raise NotYours()
    with transaction.atomic():
        section = _section_at(section_id, version, {State.SUBMITTED})
        if is_own_work(section, by):
            raise OwnWork()
        _close_review(section)
        _move(section, State.VERIFIED, by=by, note=note)


def approve(section_id: int, *, by: User, version: int, note: str = "") -> None:
    """The leader's approval of the shown, verified version."""
    if not by.is_leader:
        raise NotYours()
    with transaction.atomic():
        section = _section_at(section_id, version, {State.VERIFIED})
        if is_own_work(section, by):
            raise OwnWork()
        _move(section, State.APPROVED, by=by, note=note)


def claim(review_id: int, *, by: User) -> bool:
    """Take an open review; False when a colleague was quicker."""
    if not by.is_reviewer:
        raise NotYours()
    free = Review.objects.filter(pk=review_id, closed_at=None, claimed_by=None)
    return bool(free.update(claimed_by=by, claimed_at=timezone.now()))


def release(review_id: int, *, by: User, to: User | None = None) -> bool:
    """Give a claimed review back to the queue, or hand it over to a colleague."""
    if not by.is_reviewer or (to is not None and not (to.is_reviewer and to.is_active)):
        raise NotYours()
    mine = Review.objects.filter(pk=review_id, closed_at=None, claimed_by=by)
    return bool(mine.update(claimed_by=to, claimed_at=timezone.now() if to else None))


def _section_at(section_id: int, version: int, states: set[State]) -> Section:
    """The section, locked, if it stands at the version that was shown and in one of the states."""
    section = Section.objects.select_for_update(of=("self",)).get(pk=section_id)
    if section.version != version:
        raise VersionMoved()
    if section.state not in states or not section.holds_text or not section.is_active:
        raise ReviewError()
    return section


def _close_review(section: Section) -> None:
    Review.objects.filter(section=section, closed_at=None).update(closed_at=timezone.now())


def _move(section: Section, to: State, *, by: User, note: str) -> None:
    Section.objects.filter(pk=section.pk).update(state=to)
    change = SectionStateChange.objects.create(
        section=section,
        from_state=section.state,
        to_state=to,
        by=by,
        note=note,
        version=section.version,
        content_hash=section.content_hash,
    )
    transaction.on_commit(partial(_tell, change.pk))


def _tell(change_id: int) -> None:
    from .notifying import mail_state_change

    mail_state_change.enqueue(change_id)
