"""The calendar entry of a meeting (iCalendar, RFC 5545) as it is sent by mail (iTIP, RFC 5546): REQUEST and CANCEL.

The UID of a meeting never changes; a higher SEQUENCE replaces what a calendar has. A meeting of several days is one entry
that repeats the hours of the first; each day with other hours is an event of its own in it, which stands in place of the
repeated one (RECURRENCE-ID, RFC 5545 section 3.8.4.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from .models import AgendaItem, Bimtek

ZONE = "Asia/Makassar"
MORNING, EVENING = time(8), time(16)
FOLD = 75  # octets of a line, RFC 5545 section 3.1
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:WITA",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def uid_of(meeting: Bimtek, domain: str) -> str:
    return f"bimtek-{meeting.pk}@{domain}"


def calendar_file(
    meeting: Bimtek,
    agenda: Iterable[AgendaItem],
    *,
    organiser: tuple[str, str],
    attendee: tuple[str, str],
    url: str,
    now: datetime,
) -> bytes:
    """The entry for one who is invited; `organiser` and `attendee` are name and address. Cancelled meetings give CANCEL."""
    items = list(agenda)
    cancelled = meeting.state == Bimtek.State.CANCELLED
    (day, first, last), *others = days_of(meeting, items)
    domain = organiser[1].rpartition("@")[2] or "localhost"
    where = "; ".join(filter(None, [meeting.place, meeting.online_text]))
    same = [
        f"UID:{uid_of(meeting, domain)}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{escaped(meeting.title)}",
        *([f"LOCATION:{escaped(where)}"] if where else []),
        f"URL:{url}",
        f"ORGANIZER;CN={quoted(organiser[0])}:mailto:{organiser[1]}",
        f"ATTENDEE;CN={quoted(attendee[0])};ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:{attendee[1]}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Masterplan Smart City//Bimtek//ID",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if cancelled else 'REQUEST'}",
        *TIMEZONE,
        "BEGIN:VEVENT",
        *same,
        *_span(day, first, last),
        *([f"RRULE:FREQ=DAILY;COUNT={len(others) + 1}"] if others else []),
        f"DESCRIPTION:{escaped(described(meeting, items))}",
        "END:VEVENT",
    ]
    # Who calls the whole off need not name its days.
    for other, begins, ends in [] if cancelled else others:
        if (begins, ends) != (first, last):
            lines += [
                "BEGIN:VEVENT",
                *same,
                f"RECURRENCE-ID;TZID={ZONE}:{_local(other, first)}",
                *_span(other, begins, ends),
                f"DESCRIPTION:{escaped(described(meeting, [item for item in items if item.day == other]))}",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode("utf-8")


def days_of(meeting: Bimtek, agenda: Iterable[AgendaItem]) -> Iterator[tuple[date, time, time]]:
    """Each day of the meeting with its hours; a day without an agenda of its own has those of the first day that has one."""
    by_day: dict[date, list[AgendaItem]] = {}
    for item in agenda:
        by_day.setdefault(item.day, []).append(item)
    usual = hours_of(by_day[min(by_day)]) if by_day else (MORNING, EVENING)
    for number in range((meeting.ends_on - meeting.starts_on).days + 1):
        day = meeting.starts_on + timedelta(days=number)
        yield day, *(hours_of(by_day[day]) if day in by_day else usual)


def hours_of(items: Iterable[AgendaItem]) -> tuple[time, time]:
    """From the first session to the end of the last; when nobody said when that is, to the end of the day's work."""
    items = list(items)
    first = min(item.starts_at for item in items)
    last = max(item.ends_at or item.starts_at for item in items)
    return first, last if last > first else EVENING if first < EVENING else time(23, 59)


def _span(day: date, first: time, last: time) -> list[str]:
    return [f"DTSTART;TZID={ZONE}:{_local(day, first)}", f"DTEND;TZID={ZONE}:{_local(day, last)}"]


def described(meeting: Bimtek, items: Iterable[AgendaItem]) -> str:
    parts = [meeting.cancelled_reason, meeting.purpose, meeting.online_link]
    agenda = [f"{item.day:%d-%m-%Y} {item.starts_at:%H.%M} {item.title}" for item in items]
    return "\n".join(filter(None, [*parts, *agenda]))


def _local(day: date, clock: time) -> str:
    return f"{day:%Y%m%d}T{clock:%H%M%S}"


def escaped(text: str) -> str:
    """A value of type TEXT: what has a meaning in the format is written with a backslash; a line break cannot end a line."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join("".join(sign for sign in line if sign >= " ") for line in text.splitlines())


def quoted(text: str) -> str:
    """A parameter in quotes, which itself can hold neither quotes nor controls."""
    return '"' + "".join(sign for sign in text if sign >= " " and sign != '"') + '"'


def folded(line: str) -> str:
    """Lines of at most 75 octets; the rest goes on behind a blank. No letter is cut in two."""
    parts, current, size = [], "", 0
    for sign in line:
        width = len(sign.encode("utf-8"))
        if size + width > FOLD:
            parts.append(current)
            current, size = "", 1
        current, size = current + sign, size + width
    return "\r\n ".join([*parts, current])
