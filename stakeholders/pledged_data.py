"""Data sets that a commitment pledges, beside the data requests that ask for them.

The pledge itself is signed and never written to; the request points to it. A new version of the commitment copies its
items, so a request goes on answering the pledge of the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from formats.dates import today_wita
from formats.pills import Pill
from formats.text import safe_int

from .models import Commitment, CommitmentItem, DataRequest

State = DataRequest.State
STATES = {
    State.REQUESTED: gettext_lazy("asked for"),
    State.DELIVERED: gettext_lazy("handed over"),
    State.RETURNED: gettext_lazy("returned to be mended"),
    State.VERIFIED: gettext_lazy("verified"),
}


@dataclass(frozen=True)
class Asking:
    """How far a pledged data set has come. `request` only where this reader may open it; `may_ask` while nobody asked."""

    pill: Pill
    request: DataRequest | None
    may_ask: bool


def asked_of(commitment: Commitment, items: Iterable[CommitmentItem], user: User) -> dict[int, Asking]:
    """The state of each pledged data set by the id of its item. Two queries, none without such a pledge."""
    pledged = [item for item in items if item.kind == CommitmentItem.Kind.DATA]
    if not pledged:
        return {}
    newest = {row.pledge.text: row for row in requests_for(commitment) if row.pledge}
    readable = set(DataRequest.objects.visible_to(user).filter(pk__in=[row.pk for row in newest.values()]))
    may_ask = commitment.is_signed and (user.is_editor or user.is_reviewer)
    found = {}
    for item in pledged:
        row = newest.get(item.text)
        if row is None:
            pill = Pill("calm", "circle", _("not asked for yet"))
        else:
            kind, icon = DataRequest.PILLS[State(row.state)]
            pill = Pill(kind, icon, str(STATES[State(row.state)]))
        found[item.pk] = Asking(pill, row if row in readable else None, may_ask and row is None)
    return found


def requests_for(commitment: Commitment) -> Any:
    """Requests for what any version of this document pledges, the newest last."""
    rows = DataRequest.objects.filter(pledge__commitment__lineage=commitment.lineage).select_related("pledge")
    return rows.order_by("requested_at", "pk")


def pledge_to_ask(number: str) -> CommitmentItem | None:
    """The pledged data set that a request is begun for; None for anything else that stands in the address."""
    items = CommitmentItem.objects.filter(
        kind=CommitmentItem.Kind.DATA, commitment__state__in=Commitment.SIGNED_STATES
    ).select_related("commitment__organisation")
    pk = safe_int(number, maximum=2**63 - 1)
    return items.filter(pk=pk).first() if pk else None


def proposal(pledge: CommitmentItem) -> dict[str, Any]:
    """What the pledge says already, as first values of a request."""
    commitment = pledge.commitment
    due_on = pledge.due_on if pledge.due_on and pledge.due_on >= today_wita() else None
    return {
        "title": pledge.text[:200],
        "why": _("Pledged in “%(title)s”%(number)s.")
        % {"title": commitment.title, "number": f", {commitment.number}" if commitment.number else ""},
        "producers": [commitment.organisation_id],
        "program": pledge.program_id,
        "unit": pledge.unit,
        "period": str(pledge.year or ""),
        "due_on": due_on,
    }


def bind(requests: Iterable[DataRequest], pledge: CommitmentItem) -> None:
    """Let new requests answer the pledge: those that ask the organisation which gave it."""
    for row in requests:
        if row.producer_id == pledge.commitment.organisation_id:
            row.pledge = pledge


class NotLinked(ValueError):
    """The link was not made; the message says why."""


def may_link(user: User) -> bool:
    return user.is_editor or user.is_reviewer


def choices(pledge: CommitmentItem) -> list[DataRequest]:
    """Requests of this organisation that answer no pledge yet, or this one."""
    rows = DataRequest.objects.filter(producer=pledge.commitment.organisation, plan=pledge.commitment.plan)
    same = requests_for(pledge.commitment).filter(pledge__text=pledge.text)
    return list(
        rows.filter(pledge__isnull=True).union(rows.filter(pk__in=same.values("pk"))).order_by("due_on", "title")
    )


@transaction.atomic
def link(pledge: CommitmentItem, request: DataRequest | None) -> None:
    """Let this request, and no other, answer the pledge; None takes the link away. Raises `NotLinked`."""
    if pledge.kind != CommitmentItem.Kind.DATA:
        raise NotLinked(_("This item pledges no data."))
    if request is not None:
        request = DataRequest.objects.select_for_update().get(pk=request.pk)
        if request.producer_id != pledge.commitment.organisation_id:
            raise NotLinked(_("This request asks another organisation."))
        same = request.pledge is None or request.pledge.text == pledge.text
        if not same:
            raise NotLinked(_("This request answers another pledge already."))
    rows = requests_for(pledge.commitment).filter(pledge__text=pledge.text)
    for row in rows.exclude(pk=request.pk if request else None):
        row.pledge = None
        row.save(update_fields=["pledge"])
    if request is not None:
        request.pledge = pledge
        request.save(update_fields=["pledge"])
