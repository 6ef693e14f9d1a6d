"""Sow the demo's regulations, bodies with their seats, and meetings with agenda, attendance and decisions."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, time

from quickwins.demo.related import NAMESPACE, Related, Row, moment
from quickwins.models import Plan, Program
from stakeholders.models import (
    AgendaItem,
    Attendance,
    Bimtek,
    Body,
    Commitment,
    DataRequest,
    Decision,
    Membership,
    Regulation,
)

from .reading import read


def sow(plan: Plan) -> None:
    """Rows that are there, edited or not, are left alone."""
    _sow_regulations()
    related = Related(plan, today=date.max)
    _sow_bodies(related)
    _sow_meetings(related)


def _sow_regulations() -> None:
    present = set(Regulation.objects.values_list("level", "number", "year"))
    Regulation.objects.bulk_create(
        Regulation(position=position, **row)
        for position, row in enumerate(read("regulations.toml")["regulations"], start=1)
        if (row["level"], row["number"], row["year"]) not in present
    )


def _sow_bodies(related: Related) -> None:
    """Decrees and seats for the bodies of the reference data that have no seat yet."""
    rows = {row["key"]: row for row in read("bodies.toml")["bodies"]}
    for body in Body.objects.filter(plan=related.plan, key__in=rows, memberships__isnull=True):
        row = rows[body.key]
        body.decree_number = row["decree"]
        body.decreed_on = row["decreed_on"]
        body.term_ends_on = row["term_ends_on"]
        body.save(update_fields=["decree_number", "decreed_on", "term_ends_on"])
        Membership.objects.bulk_create(
            Membership(
                body=body,
                seat=member["seat"],
                office=member["office"],
                organisation=related.organisations[member["organisation"]] if "organisation" in member else None,
                user=related.users[member["user"]] if "user" in member else None,
                starts_on=row["decreed_on"],
                ends_on=row["term_ends_on"],
                position=position,
            )
            for position, member in enumerate(row["members"], start=1)
        )


def _sow_meetings(related: Related) -> None:
    data = read("meetings.toml")
    guests = {guest[0]: guest[1:] for guest in data["guests"]}
    present = set(Bimtek.objects.filter(plan=related.plan).values_list("key", flat=True))
    rows = [row for row in data["meetings"] if row["key"] not in present]
    meetings = [_meeting(related, row) for row in rows]
    Bimtek.objects.bulk_create(meetings)
    pairs = list(zip(rows, meetings, strict=True))
    AgendaItem.objects.bulk_create(item for row, meeting in pairs for item in _agenda(row, meeting))
    Attendance.objects.bulk_create(
        attendance for row, meeting in pairs for attendance in _attendances(related, guests, row, meeting)
    )
    Decision.objects.bulk_create(decision for decision in _decisions(related, pairs))


def _meeting(related: Related, row: Row) -> Bimtek:
    return Bimtek(
        id=uuid.uuid5(NAMESPACE, f"{related.plan.key}/meeting/{row['key']}"),
        plan=related.plan,
        phase=row.get("phase"),
        starts_on=row["from"],
        ends_on=row["until"],
        online_text=row["online"],
        **{name: row[name] for name in ("key", "kind", "title", "place", "purpose", "minutes", "state")},
    )


def _agenda(row: Row, meeting: Bimtek) -> Iterator[AgendaItem]:
    for item in row["agenda"]:
        yield AgendaItem(
            bimtek=meeting,
            day=item["day"],
            starts_at=time.fromisoformat(item["from"]),
            ends_at=time.fromisoformat(item["until"]),
            title=item["title"],
            speaker=item["by"],
        )


def _attendances(related: Related, guests: dict[str, list[str]], row: Row, meeting: Bimtek) -> Iterator[Attendance]:
    """People with an account by their user name, guests by their id; the absent were invited and did not come."""
    modes = Attendance.Mode
    for names, mode, is_present in (
        (row["onsite"], modes.ONSITE, True),
        (row["online_people"], modes.ONLINE, True),
        (row["absent"], modes.ONSITE, False),
    ):
        for name in names:
            attendance = Attendance(bimtek=meeting, mode=mode, is_present=is_present)
            if name in guests:
                attendance.name, attendance.office, organisation, attendance.organisation_text = guests[name]
                attendance.organisation = related.organisations[organisation] if organisation else None
            else:
                person = related.users[name]
                attendance.name, attendance.office = person.name, person.office
                attendance.organisation, attendance.user = person.organisation, person
            attendance.registered_at = moment(row["from"], 8) if is_present else None
            yield attendance


def _decisions(related: Related, pairs: list[tuple[Row, Bimtek]]) -> Iterator[Decision]:
    """What a decision points to may not be there (a demo sown in part); then it points to nothing."""
    programs = {program.key: program for program in Program.objects.filter(plan=related.plan)}
    commitments = set(Commitment.objects.filter(plan=related.plan).values_list("pk", flat=True))
    requests = set(DataRequest.objects.filter(plan=related.plan).values_list("pk", flat=True))
    for row, meeting in pairs:
        for number, decision in enumerate(row["decisions"], start=1):
            yield Decision(
                bimtek=meeting,
                number=number,
                text=decision["text"],
                owner=related.organisations[decision["owner"]],
                due_on=decision["due"],
                state=decision["state"],
                section_key=decision["section"],
                program=programs.get(decision.get("program", "")),
                commitment_id=_known(related, "commitment", decision.get("commitment"), commitments),
                data_request_id=_known(related, "data", decision.get("request"), requests),
            )


def _known(related: Related, noun: str, key: str | None, present: set[uuid.UUID]) -> uuid.UUID | None:
    identifier = uuid.uuid5(NAMESPACE, f"{related.plan.key}/{noun}/{key}") if key else None
    return identifier if identifier in present else None
