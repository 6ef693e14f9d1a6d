"""The one way from an address to a record: not visible is 404, visible but not allowed is 403."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from quickwins.views.access import current_plan, person

from ..models import Bimtek, Commitment, DataRequest

__all__ = ["allowed", "current_plan", "person", "reason_of", "visible_commitment", "visible_meeting", "visible_request"]

MAX_REASON = 2000
Row = TypeVar("Row")


def visible_commitment(request: HttpRequest, pk: UUID) -> Commitment:
    """A commitment this person may read. Raises Http404."""
    rows = Commitment.objects.visible_to(person(request)).select_related("organisation", "plan", "scan", "replaces")
    return _found(rows.filter(pk=pk).first())


def visible_request(request: HttpRequest, pk: UUID) -> DataRequest:
    """A data request this person may read. Raises Http404."""
    rows = DataRequest.objects.visible_to(person(request)).select_related(
        "producer", "plan", "program", "indicator", "requested_by", "pledge__commitment"
    )
    return _found(rows.filter(pk=pk).first())


def visible_meeting(request: HttpRequest, pk: UUID) -> Bimtek:
    """A Bimtek or other meeting this person may read. Raises Http404."""
    return _found(Bimtek.objects.visible_to(person(request)).select_related("plan").filter(pk=pk).first())


def allowed(right: bool, who: str) -> None:
    """Raises PermissionDenied with a sentence that says who may."""
    if not right:
        raise PermissionDenied(who)


def _found(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:MAX_REASON]
