"""Keeping a commitment: what was reached of each item in each quarter, told by its owner and checked by somebody else.

The state of the commitment follows from the checked reports of all its items, never from a button.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from files.models import StoredFile
from formats.dates import Quarter

from .document import Document, Pledge
from .models import Commitment, CommitmentItem, CommitmentStateChange, Fulfilment
from .pledged_data import Asking
from .signing import locked

State = Fulfilment.State


class NotKept(Exception):
    """The report or its check was not taken; the message says why and what to do."""


@dataclass
class Promise:
    """A pledge as it was signed, beside the record that is followed. `latest` is the newest report, checked or not; `asking`
    is how far a pledged data set has come, for those who show it."""

    pledge: Pledge
    item: CommitmentItem | None
    reports: list[Fulfilment]
    asking: Asking | None = None

    @property
    def latest(self) -> Fulfilment | None:
        return self.reports[0] if self.reports else None

    @property
    def percent(self) -> int | None:
        """Reached share of the target in whole percent; None without target or report."""
        if self.latest is None or self.latest.value is None or not self.pledge.target:
            return None
        return int(100 * self.latest.value / self.pledge.target)


def pledges(commitment: Commitment, document: Document, today: date) -> list[Promise]:
    """The items of a document with their reports, newest first. Three queries."""
    items = list(
        commitment.items.select_related("program__subdimension__dimension").prefetch_related(
            "fulfilments__reported_by", "fulfilments__verified_by", "fulfilments__returned_by", "fulfilments__evidence"
        )
    )
    # A signed text and its rows cannot part (see the guards of the models), so they stand in the same order.
    paired: Iterable[tuple[Pledge, CommitmentItem | None]] = zip(
        document.items, items if len(items) == len(document.items) else [None] * len(document.items), strict=True
    )
    return [Promise(pledge, item, list(item.fulfilments.all()) if item else []) for pledge, item in paired]


def quarters_to_report(item: CommitmentItem, signed_on: date, today: date) -> list[Quarter]:
    """Quarters about which something can be told: from the signing to the present one, the newest first."""
    first, last = Quarter.of(signed_on), Quarter.of(today)
    quarters = [last]
    while quarters[-1] > first and len(quarters) < 40:
        quarters.append(quarters[-1].previous())
    return quarters


@transaction.atomic
def report(
    item: CommitmentItem,
    *,
    by: User,
    quarter: Quarter,
    state: str,
    value: Decimal | None,
    note: str,
    evidence: list[StoredFile],
) -> Fulfilment:
    """Tell what was reached of an item in a quarter. A checked report is final; an unchecked one may be told anew.

    Raises `NotKept` when the commitment is not in force, the report was checked already, or a shortfall has no reason.
    """
    commitment = locked(item.commitment_id)
    if not commitment.is_signed:
        raise NotKept(_("Only the items of a signed commitment are reported on."))
    if state != State.FULFILLED and not note.strip():
        raise NotKept(_("Say why the item is not kept in full, and what follows."))
    if quarter > Quarter.of(timezone.localdate()):
        raise NotKept(_("This quarter has not begun yet."))
    row = Fulfilment.objects.select_for_update().filter(item=item, year=quarter.year, quarter=quarter.number).first()
    if row is not None and row.verified_at:
        raise NotKept(_("The report of %(quarter)s was checked already and stays.") % {"quarter": quarter})
    row = row or Fulfilment(item=item, year=quarter.year, quarter=quarter.number)
    row.state, row.value, row.note = state, value, note.strip()
    row.reported_by, row.reported_at = by, timezone.now()
    row.returned_note, row.returned_by = "", None
    row.save()
    row.evidence.add(*evidence)
    return row


def reports_to_check(user: User) -> QuerySet[Fulfilment]:
    """Reports of signed commitments that wait for the check of this person: told by somebody else, not returned."""
    if not (user.is_authenticated and may_check(user)):
        return Fulfilment.objects.none()
    waiting = Fulfilment.objects.filter(verified_at__isnull=True, returned_note="")
    return waiting.filter(item__commitment__state__in=Commitment.SIGNED_STATES).exclude(reported_by=user)


def may_check(user: User) -> bool:
    """Kominfo and Bappelitbangda check; never the own report."""
    return user.is_editor or user.is_reviewer


@transaction.atomic
def verify(fulfilment_id: UUID, *, by: User) -> Fulfilment:
    """Accept a report as a second person; the state of the commitment follows. Raises `NotKept`."""
    row = _held(fulfilment_id)
    if row.verified_at:
        raise NotKept(_("This report was checked already."))
    if row.returned_note:
        raise NotKept(_("This report was returned; wait for the new one."))
    if row.reported_by_id == by.pk:
        raise NotKept(_("Nobody checks the own report. Ask a colleague of Kominfo or Bappelitbangda."))
    if row.state == State.FULFILLED and not row.evidence.exists():
        raise NotKept(_("There is no evidence for this item yet. Return the report and ask for it."))
    row.verified_by, row.verified_at = by, timezone.now()
    row.save(update_fields=["verified_by", "verified_at"])
    follow(row.item.commitment, by=by)
    return row


@transaction.atomic
def give_back(fulfilment_id: UUID, *, by: User, reason: str) -> Fulfilment:
    """Return a report with a note; its owner tells it anew. Raises `NotKept`."""
    row = _held(fulfilment_id)
    if row.verified_at:
        raise NotKept(_("This report was checked already."))
    if row.reported_by_id == by.pk:
        raise NotKept(_("Nobody checks the own report. Ask a colleague of Kominfo or Bappelitbangda."))
    if not reason.strip():
        raise NotKept(_("Say what is missing or wrong."))
    row.returned_note, row.returned_by = reason.strip(), by
    row.save(update_fields=["returned_note", "returned_by"])
    return row


def _held(fulfilment_id: UUID) -> Fulfilment:
    """The report, with the rows of its commitment and itself held in that order (as `report` does)."""
    item = CommitmentItem.objects.get(fulfilments=fulfilment_id)
    locked(item.commitment_id)
    return Fulfilment.objects.select_for_update(of=("self",)).select_related("item__commitment").get(pk=fulfilment_id)


def follow(commitment: Commitment, *, by: User) -> None:
    """Give the commitment the state that the checked reports of its items add up to.

    It stays open while an item has neither been kept nor reported on for the quarter in which it is due. Then it is kept
    when all items are, not kept when none has anything to show, and kept in part otherwise.
    """
    latest: dict[int, Fulfilment] = {}
    reports = Fulfilment.objects.filter(item__commitment=commitment, verified_at__isnull=False)
    for row in reports.order_by("year", "quarter"):
        latest[row.item_id] = row
    items = list(commitment.items.all())
    states = {row.state for row in latest.values()}
    if not items or not all(is_settled(item, latest.get(item.pk)) for item in items):
        state = Commitment.State.SIGNED
    elif states == {State.FULFILLED}:
        state = Commitment.State.FULFILLED
    elif states == {State.UNFULFILLED}:
        state = Commitment.State.UNFULFILLED
    else:
        state = Commitment.State.PARTIAL
    if state == commitment.state:
        return
    short = [row.note for row in latest.values() if row.state != State.FULFILLED]
    CommitmentStateChange.objects.create(
        commitment=commitment,
        from_state=commitment.state,
        to_state=state,
        by=by,
        reason=" ".join(short) if state != Commitment.State.SIGNED else "",
    )
    commitment.state = state
    commitment.save(update_fields=["state", "updated_at"])


def is_settled(item: CommitmentItem, report: Fulfilment | None) -> bool:
    """Whether nothing more is to come: kept, or told of for the quarter in which it is due (the end of its year)."""
    if report is None:
        return False
    if report.state == State.FULFILLED:
        return True
    due = item.due_on or (date(item.year, 12, 31) if item.year else None)
    return due is not None and Quarter(report.year, report.quarter).last_day >= due
