"""Convening a meeting: writing it down, announcing it, starting and closing it, calling it off, handing out material."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from files.models import StoredFile

from .inviting import announce_change, send_soon
from .models import Bimtek

State = Bimtek.State
# From where to where; the record of a closed meeting can be opened again, one that was called off cannot.
STEPS: dict[str, tuple[str, ...]] = {
    State.DRAFT: (State.OPEN,),
    State.OPEN: (State.RUNNING, State.CANCELLED),
    State.RUNNING: (State.CLOSED, State.CANCELLED),
    State.CLOSED: (State.RUNNING,),
    State.CANCELLED: (),
}
# A change of these has to reach the calendars of those invited.
TOLD = {"title", "starts_on", "ends_on", "place", "online_link", "online_text"}


class NotConvened(Exception):
    """The step was not taken; the message says why and what to do."""


@transaction.atomic
def move(meeting_id: UUID, to_state: str, *, reason: str = "") -> Bimtek:
    """Take the meeting to another state; who and when is kept by its history. Raises `NotConvened`."""
    meeting = Bimtek.objects.select_for_update().get(pk=meeting_id)
    if to_state not in STEPS[meeting.state]:
        raise NotConvened(_("The meeting is in another state meanwhile. Reload the page."))
    if to_state == State.CANCELLED and not reason.strip():
        raise NotConvened(_("Say why the meeting is called off; those invited are told."))
    meeting.state = to_state
    meeting.cancelled_reason = reason.strip()[:300] if to_state == State.CANCELLED else ""
    if to_state not in Bimtek.HELD:
        meeting.checkin_code = ""
    meeting.save(update_fields=["state", "cancelled_reason", "checkin_code"])
    if to_state == State.CANCELLED:
        announce_change(meeting)
    elif to_state == State.OPEN:
        send_soon(meeting)
    return meeting


@transaction.atomic
def tell_of_change(meeting_id: UUID, changed: set[str], *, agenda: bool) -> bool:
    """After an edit: whether those invited get a new entry. Drafts, past and cancelled meetings tell nobody."""
    meeting = Bimtek.objects.select_for_update().get(pk=meeting_id)
    if not meeting.is_held or not (agenda or changed & TOLD):
        return False
    announce_change(meeting)
    return True


def add_material(meeting: Bimtek, stored: StoredFile) -> None:
    meeting.materials.add(stored)


def remove_material(meeting: Bimtek, pk: UUID) -> bool:
    """The file stays in the files: what was handed out once can be looked up."""
    found = meeting.materials.filter(pk=pk).first()
    if found is None:
        return False
    meeting.materials.remove(found)
    return True
