"""Putting oneself on the attendance list of a meeting, without an account: by the code at the door or by the link online.

The code opens the list in the hours of the meeting alone (WITA) and shows nobody who else is on it. A second registration of
the same person is folded into the first, and is answered in the same words: the page tells nothing about others.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from formats.dates import WITA, in_wita
from formats.text import clean_line, sort_key

from .models import AgendaItem, Attendance, Bimtek

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
BEFORE, AFTER, LAST_SESSION = timedelta(minutes=60), timedelta(minutes=30), timedelta(hours=2)
# For days without an agenda.
MORNING, EVENING = time(7), time(18)
# More than any hall holds; what comes beyond it is no guest but a machine.
MAX_BY_CODE = 1500


class NotOpen(Exception):
    """Nobody can put himself on the list now; the message says when, or whom to ask."""


@dataclass(frozen=True)
class Guest:
    """What a guest says of himself; no more than the list of those present needs."""

    name: str
    office: str = ""
    organisation_text: str = ""
    category: str = ""
    mode: str = Attendance.Mode.ONSITE


# ---- The code ----


def open_list(meeting_id: UUID) -> Bimtek:
    """Give the meeting a new code; one that was copied before opens nothing any more. Raises `NotOpen`."""
    with transaction.atomic():
        meeting = Bimtek.objects.select_for_update().get(pk=meeting_id)
        if not meeting.is_held:
            raise NotOpen(_("Announce the meeting first: guests register for meetings that are announced or running."))
        meeting.checkin_code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
        meeting.save(update_fields=["checkin_code"])
        return meeting


@transaction.atomic
def close_list(meeting_id: UUID) -> Bimtek:
    meeting = Bimtek.objects.select_for_update().get(pk=meeting_id)
    meeting.checkin_code = ""
    meeting.save(update_fields=["checkin_code"])
    return meeting


def told_code(code: str) -> str:
    """The code as it is printed and read out: "K7MW-4PXR"."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def by_code(text: str) -> Bimtek | None:
    """The meeting that a code opens, however it was typed; None when there is none."""
    code = re.sub(r"[^0-9A-Z]", "", text[:40].upper())
    if len(code) != CODE_LENGTH:
        return None
    return Bimtek.objects.filter(checkin_code=code).select_related("plan").first()


# ---- The hours ----


def hours(meeting: Bimtek, agenda: Iterable[AgendaItem]) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the list is open on each day: an hour before the first session to half an hour after the last."""
    days: dict[object, list[AgendaItem]] = {}
    for item in agenda:
        days.setdefault(item.day, []).append(item)
    for number in range((meeting.ends_on - meeting.starts_on).days + 1):
        day = meeting.starts_on + timedelta(days=number)
        items = days.get(day, [])
        if not items:
            yield datetime.combine(day, MORNING, WITA), datetime.combine(day, EVENING, WITA)
            continue
        first = datetime.combine(day, min(item.starts_at for item in items), WITA)
        ends = [
            datetime.combine(day, item.ends_at, WITA)
            if item.ends_at
            else datetime.combine(day, item.starts_at, WITA) + LAST_SESSION
            for item in items
        ]
        yield first - BEFORE, max(ends) + AFTER


def is_open(meeting: Bimtek, now: datetime) -> bool:
    if not (meeting.is_held and meeting.checkin_code):
        return False
    return any(first <= now <= last for first, last in hours(meeting, meeting.agenda.all()))


def next_opening(meeting: Bimtek, now: datetime) -> datetime | None:
    """When the list opens next; None when the meeting is over, cancelled, or not announced."""
    if not meeting.is_held:
        return None
    return next((in_wita(first) for first, _last in hours(meeting, meeting.agenda.all()) if first > now), None)


# ---- Registering ----


@transaction.atomic
def register(meeting_id: UUID, guest: Guest, *, now: datetime, user: User | None = None) -> Attendance:
    """Write a guest down as present. Who stands on the list already (or was invited) keeps that one line.

    Raises `NotOpen` outside the hours, also when the list was closed while the form lay open.
    """
    meeting = Bimtek.objects.select_for_update().get(pk=meeting_id)
    if not is_open(meeting, now):
        raise NotOpen(_("The attendance list is closed now. Ask the committee to write you down."))
    organisation = known_organisation(guest.organisation_text)
    same = _same_person(meeting, guest, organisation, user)
    if same is None:
        if meeting.attendances.filter(by_code=True).count() >= MAX_BY_CODE:
            raise NotOpen(_("The attendance list is full. Ask the committee to write you down."))
        same = Attendance(bimtek=meeting, name=guest.name, mode=guest.mode, by_code=True)
    elif not same.is_present:
        same.mode, same.by_code = guest.mode, True
    same.is_present = True
    same.office = same.office or guest.office
    same.organisation = same.organisation or organisation
    same.organisation_text = "" if same.organisation else same.organisation_text or guest.organisation_text
    same.category = same.organisation.category if same.organisation else same.category or guest.category
    same.user = same.user or user
    same.registered_at = same.registered_at or now
    same.save()
    return same


def known_organisation(text: str) -> Organisation | None:
    """The organisation of the register that was meant: by its name or short name."""
    wanted = sort_key(clean_line(text))
    if not wanted:
        return None
    for row in Organisation.objects.active():
        if wanted in (sort_key(row.name), sort_key(row.short), sort_key(row.former_name or row.name)):
            return row
    return None


def bare_name(name: str) -> str:
    """A name without titles, case and signs, to know a person again: "Dr. H. Budi Santoso, S.Kom." is "budi santoso"."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")]
    return re.sub(r"[^\w ]", "", sort_key(" ".join(words) or name)).strip()


def _same_person(
    meeting: Bimtek, guest: Guest, organisation: Organisation | None, user: User | None
) -> Attendance | None:
    """Who is on the list already under this name from the same place; a name without a place fits any one alone."""
    rows = list(meeting.attendances.select_related("organisation").order_by("pk"))
    if user:
        for row in rows:
            if row.user_id == user.pk:
                return row
    named = [row for row in rows if bare_name(row.name) == bare_name(guest.name)]
    place = sort_key(guest.organisation_text)
    for row in named:
        if organisation and row.organisation_id == organisation.pk:
            return row
        if not organisation and not row.organisation_id and sort_key(row.organisation_text) == place:
            return row
    return None
