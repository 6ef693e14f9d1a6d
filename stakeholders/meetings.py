"""What is written down about a Bimtek or another meeting: who was present, what was decided, the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from .models import AgendaItem, Attendance, Bimtek, Decision
from .pointing import Place, places


class NotRecorded(Exception):
    """The row was not taken; the message says why."""


@dataclass(frozen=True)
class Group:
    """Those of one organisation who were present."""

    name: str
    present: list[Attendance]

    @property
    def onsite(self) -> int:
        return sum(row.mode == Attendance.Mode.ONSITE for row in self.present)

    @property
    def online(self) -> int:
        return len(self.present) - self.onsite


def by_organisation(attendances: Iterable[Attendance]) -> list[Group]:
    """Those present by organisation, in the order of the register; guests of others come after."""
    groups: dict[str, list[Attendance]] = {}
    for row in attendances:
        if row.is_present:
            name = row.organisation.name if row.organisation else row.organisation_text or _("Without organisation")
            groups.setdefault(name, []).append(row)
    return [Group(name, rows) for name, rows in groups.items()]


def by_day(agenda: Iterable[AgendaItem]) -> list[tuple[date, list[AgendaItem]]]:
    return [(day, list(rows)) for day, rows in groupby(agenda, key=lambda row: row.day)]


@dataclass(frozen=True)
class Pointed:
    """A decision and the records it is about, each with its kind in words, its title and its address."""

    row: Decision
    about: list[tuple[str, str, str]]


def decisions_of(meeting: Bimtek) -> list[Pointed]:
    """The decisions in their order, each with all it points to. Two queries."""
    rows = meeting.decisions.select_related(
        "owner", "program", "commitment__organisation", "data_request__producer"
    ).order_by("number")
    sections = places(meeting.plan) if any(row.section_key for row in rows) else {}
    return [Pointed(row, list(_about(row, sections))) for row in rows]


def _about(row: Decision, sections: Mapping[str, Place]) -> Iterator[tuple[str, str, str]]:
    if place := sections.get(row.section_key):
        yield _("Section"), str(place), place.url
    if row.program:
        yield _("Program"), row.program.name, row.program.get_absolute_url()
    if row.commitment:
        title = f"{row.commitment.title}, {row.commitment.organisation}"
        yield _("Commitment"), title, row.commitment.get_absolute_url()
    if row.data_request:
        title = f"{row.data_request.title}, {row.data_request.producer}"
        yield _("Data request"), title, row.data_request.get_absolute_url()


def _locked(meeting_id: UUID) -> Bimtek:
    return Bimtek.objects.select_for_update().get(pk=meeting_id)


@transaction.atomic
def add_decision(meeting_id: UUID, **values: Any) -> Decision:
    """The next decision in number: two who write at once get two numbers."""
    meeting = _locked(meeting_id)
    last = meeting.decisions.order_by("-number").values_list("number", flat=True).first() or 0
    return Decision.objects.create(bimtek=meeting, number=last + 1, **values)


@transaction.atomic
def move_decision(meeting_id: UUID, number: int, to_state: str) -> Decision:
    """Say that a decision is carried out, dropped, or open again; who and when is kept by its history. Raises
    `NotRecorded` when there is no such decision or state."""
    _locked(meeting_id)
    found = Decision.objects.filter(bimtek=meeting_id, number=number).first()
    if found is None or to_state not in Decision.State.values:
        raise NotRecorded(_("This decision is not there any more. Reload the page."))
    if found.state != to_state:
        found.state = to_state
        found.save(update_fields=["state"])
    return found


@transaction.atomic
def add_attendance(meeting_id: UUID, **values: Any) -> Attendance:
    """Raises `NotRecorded` when a person of that name and organisation is on the list already."""
    meeting = _locked(meeting_id)
    same = meeting.attendances.filter(
        name__iexact=values["name"],
        organisation=values.get("organisation"),
        organisation_text__iexact=values.get("organisation_text", ""),
    )
    if same.exists():
        raise NotRecorded(_("%(name)s is on the list already.") % {"name": values["name"]})
    return Attendance.objects.create(bimtek=meeting, is_present=True, **values)
