"""Figures about meetings: who was present, what was decided, and what each decision points to.

The words are those of the books, which are Indonesian whatever the language of the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from quickwins.models import Plan

from .models import Bimtek, Decision
from .pointing import Place, places


@dataclass(frozen=True)
class PresentRow:
    name: str
    office: str
    organisation: str
    mode_name: str
    is_onsite: bool


@dataclass(frozen=True)
class DecisionRow:
    """`about` tells what the decision points to, each in words: "Program: Antrean daring puskesmas"."""

    number: int
    text: str
    owner: str
    due_on: date | None
    state: str
    state_name: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeetingRow:
    """`present` holds only those who were present; `organisations` counts the bodies they came from."""

    kind: str
    phase: int | None
    title: str
    starts_on: date
    ends_on: date
    place: str
    online: str
    present: tuple[PresentRow, ...]
    organisations: int
    decisions: tuple[DecisionRow, ...]

    @property
    def onsite(self) -> int:
        return sum(row.is_onsite for row in self.present)

    @property
    def online_count(self) -> int:
        return len(self.present) - self.onsite


def meetings(plan: Plan) -> tuple[MeetingRow, ...]:
    """Bimtek and other meetings in order of time, with those present and the decisions. At most five queries."""
    decided = Decision.objects.select_related(
        "owner", "program", "commitment__organisation", "data_request__producer"
    ).order_by("number")
    found = Bimtek.objects.filter(plan=plan).exclude(state__in=[Bimtek.State.DRAFT, Bimtek.State.CANCELLED])
    rows = list(found.prefetch_related("attendances__organisation", Prefetch("decisions", decided)))
    points = any(decision.section_key for row in rows for decision in row.decisions.all())
    sections = places(plan) if points else {}
    return tuple(_meeting_row(row, sections) for row in rows)


def _meeting_row(row: Bimtek, sections: Mapping[str, Place]) -> MeetingRow:
    present = [attendance for attendance in row.attendances.all() if attendance.is_present]
    named = {attendance.organisation_id for attendance in present if attendance.organisation_id}
    guests = {attendance.organisation_text.casefold() for attendance in present if not attendance.organisation_id}
    return MeetingRow(
        kind=row.kind,
        phase=row.phase,
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        place=row.place,
        online=row.online_text,
        present=tuple(
            PresentRow(
                attendance.name,
                attendance.office,
                attendance.organisation.short if attendance.organisation else attendance.organisation_text,
                attendance.get_mode_display(),
                attendance.mode == "onsite",
            )
            for attendance in present
        ),
        organisations=len(named) + len(guests - {""}),
        decisions=tuple(
            DecisionRow(
                decision.number, decision.text, str(decision.owner) if decision.owner else "", decision.due_on,
                decision.state, decision.get_state_display(), tuple(_about(decision, sections)),
            )
            for decision in row.decisions.all()
        ),
    )  # fmt: skip


def _about(row: Decision, sections: Mapping[str, Place]) -> Iterator[str]:
    """What a decision points to, as the books print it. Of a commitment that is not in force, which not everybody may
    read, only whose it is."""
    if place := sections.get(row.section_key):
        yield f"Bagian: {place.title} ({place.book})"
    if row.program:
        yield f"Program: {row.program.name}"
    if commitment := row.commitment:
        owner = commitment.organisation.name
        yield f"Komitmen: {commitment.title}, {owner}" if commitment.is_signed else f"Komitmen: {owner}"
    if row.data_request:
        yield f"Permintaan data: {row.data_request.title}, {row.data_request.producer}"
