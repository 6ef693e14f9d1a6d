"""Asking for data and getting it: who asks, who delivers, who checks. Never the same person twice; old answers stay.

Producer (produsen data) is the OPD that owns the data, custodian (walidata) is Kominfo, which checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from files.models import StoredFile
from formats.numbers import UnreadableNumber, parse_number

from .models import DataAnswer, DataForm, DataRequest, DataRequestStateChange, Dataset
from .tables import Cell

State = DataRequest.State
KEY_LENGTH = 80


class DataRefused(Exception):
    """The deed was not done; the message says why and what to do. `stale` when the state changed meanwhile."""

    def __init__(self, message: str, *, stale: bool = False) -> None:
        super().__init__(message)
        self.stale = stale


@dataclass(frozen=True)
class Delivery:
    """What an OPD sends: a value, rows (cells as text) or a file, with source and year."""

    value_text: str = ""
    rows: Sequence[Sequence[Cell]] = ()
    file: StoredFile | None = None
    source: str = ""
    reference_year: int | None = None
    note: str = ""
    contact_name: str = ""


def locked_request(request_id: UUID) -> DataRequest:
    """The request with its row held until the transaction ends."""
    return DataRequest.objects.select_for_update(of=("self",)).select_related("producer", "plan").get(pk=request_id)


@transaction.atomic
def ask(requests: Sequence[DataRequest], *, by: User) -> list[DataRequest]:
    """Send out requests, one for each producer."""
    for request in requests:
        request.requested_by = by
        request.save(force_insert=True)
        DataRequestStateChange.objects.create(request=request, to_state=State.REQUESTED, by=by)
    return list(requests)


@transaction.atomic
def deliver(request_id: UUID, *, by: User, delivery: Delivery) -> DataAnswer:
    """Keep an answer as the next in number; one that was sent but not yet checked may be followed by a better one.

    Raises `DataRefused` when the data is verified already or nothing is sent.
    """
    request = locked_request(request_id)
    if request.state == State.VERIFIED:
        raise DataRefused(_("This data is verified already. Newer data is asked for by a new request."), stale=True)
    if not (delivery.value_text or delivery.rows or delivery.file):
        raise DataRefused(_("Send a value, rows, or a file."))
    last = request.answers.order_by("-number").values_list("number", flat=True).first() or 0
    answer = DataAnswer.objects.create(
        request=request,
        number=last + 1,
        value_text=delivery.value_text,
        rows=[list(row) for row in delivery.rows],
        file=delivery.file,
        source=delivery.source or request.producer.name,
        reference_year=delivery.reference_year,
        note=delivery.note,
        contact_name=delivery.contact_name or by.name,
        delivered_by=by,
    )
    _move(request, State.DELIVERED, by=by, reason=delivery.note)
    return answer


def _newest_to_decide(request: DataRequest, answer_number: int, by: User) -> DataAnswer:
    """The answer that the decision is about: the newest one, and the one that the checker was shown."""
    if request.state != State.DELIVERED:
        raise DataRefused(_("Nothing waits for a check here. Reload the page to see the state."), stale=True)
    answer = request.answers.select_for_update().order_by("-number").first()
    if answer is None or answer.number != answer_number:
        raise DataRefused(_("A newer answer came in after you opened the page. Look at it first."), stale=True)
    if answer.delivered_by_id == by.pk:
        raise DataRefused(_("Nobody checks what he delivered himself. Ask a colleague."))
    return answer


@transaction.atomic
def give_back(request_id: UUID, *, by: User, answer_number: int, reason: str) -> DataRequest:
    """Return the newest answer with a note on what is missing. Raises `DataRefused`."""
    request = locked_request(request_id)
    if not reason.strip():
        raise DataRefused(_("Say what is missing or wrong, so that it can be mended."))
    answer = _newest_to_decide(request, answer_number, by)
    answer.returned_note, answer.decided_by, answer.decided_at = reason.strip(), by, timezone.now()
    answer.save(update_fields=["returned_note", "decided_by", "decided_at"])
    return _move(request, State.RETURNED, by=by, reason=reason.strip())


@transaction.atomic
def verify(request_id: UUID, *, by: User, answer_number: int, is_open: bool = False) -> Dataset:
    """Accept the newest answer as a second person; it becomes the newest version of its dataset. Raises `DataRefused`."""
    request = locked_request(request_id)
    answer = _newest_to_decide(request, answer_number, by)
    answer.decided_by, answer.decided_at = by, timezone.now()
    answer.save(update_fields=["decided_by", "decided_at"])
    _move(request, State.VERIFIED, by=by)
    return _new_version(request, answer, by=by, is_open=is_open)


def _new_version(request: DataRequest, answer: DataAnswer, *, by: User, is_open: bool) -> Dataset:
    key = dataset_key(request)
    # The key is held by its newest row: two checks at once make two versions one after the other.
    older = Dataset.objects.select_for_update().filter(plan=request.plan, key=key).order_by("-version").first()
    if older is not None:
        Dataset.objects.filter(plan=request.plan, key=key, is_newest=True).update(is_newest=False)
    value = value_of(answer.value_text) if request.form == DataForm.NUMBER else None
    return Dataset.objects.create(
        plan=request.plan,
        key=key,
        version=older.version + 1 if older else 1,
        group=older.group if older else "",
        title=request.title,
        producer=request.producer,
        form=request.form,
        value=value,
        text=answer.value_text or (_("%(count)s rows") % {"count": len(answer.rows)} if answer.rows else ""),
        unit=request.unit,
        reference_year=answer.reference_year,
        columns=request.columns,
        rows=answer.rows,
        file=answer.file,
        source=answer.source,
        note=answer.note[:300],
        is_open=is_open,
        request=request,
        received_on=timezone.localdate(),
        verified_by=by,
        position=older.position if older else 1000 + request.plan.datasets.count(),
    )


def dataset_key(request: DataRequest) -> str:
    """The name under which versions of the same data gather: what an earlier request of it gave, else producer and title."""
    same = DataRequest.objects.filter(plan=request.plan, producer=request.producer, title__iexact=request.title)
    known = Dataset.objects.filter(plan=request.plan, request__in=same).values_list("key", flat=True).first()
    return known or slugify(f"{request.producer.key} {request.title}")[:KEY_LENGTH].strip("-") or str(request.pk)


def value_of(text: str) -> Decimal | None:
    """The number in a delivered value; None when it is written as words."""
    try:
        return parse_number(text, negative=True, decimals=4)
    except UnreadableNumber:
        return None


def _move(request: DataRequest, to_state: str, *, by: User, reason: str = "") -> DataRequest:
    """Change the state of a held row and write down who, when, from, to, why."""
    from_state, request.state = request.state, to_state
    request.save(update_fields=["state"])
    DataRequestStateChange.objects.create(
        request=request, from_state=from_state, to_state=to_state, by=by, reason=reason
    )
    return request
