"""A year of reminders, day by day, and mails through a real server. ROUNDS is the number of days; 365 is the whole year."""

from __future__ import annotations

import email
import importlib
import os
import random
import socket
from collections import Counter, defaultdict
from datetime import date, timedelta
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from stakeholders import reminding
from stakeholders.models import DataRequest, Holiday, Reminder
from tests import factories

ROUNDS = int(os.environ.get("ROUNDS", 40))
EVERY = 50 if ROUNDS >= 365 else 6
FIRST = date(2026, 1, 5)
ONE = timedelta(days=1)
DAYS = [FIRST + ONE * number for number in range(ROUNDS)]


class Killed(BaseException):
    """What `kill -9` does to a worker, as far as a test can: nothing after it is run."""


# ---- Working days once more, written without the code under test ----


def works(day: date, off: set[date]) -> bool:
    return day.weekday() not in (5, 6) and day not in off


def away(day: date, steps: int, off: set[date]) -> date:
    """So many working days from a day; a day that is off counts for nothing."""
    side = 1 if steps > 0 else -1
    left = abs(steps)
    while left:
        day += ONE * side
        left -= works(day, off)
    return day


def enter_days_off() -> set[date]:
    """The days off of 2026 as the installation has them; a test before this one may have emptied the table."""
    decree = importlib.import_module("stakeholders.migrations.0004_holidays_of_2026")
    days = {day for day, _name in (*decree.HOLIDAYS, *decree.JOINT_LEAVE)}
    Holiday.objects.all().delete()
    Holiday.objects.bulk_create(Holiday(day=day, name="Libur") for day in days)
    assert len(days) == 25
    return days


def digest_day(day: date, off: set[date]) -> date:
    """The first working day of a week, this day or later."""
    while True:
        monday = day - ONE * day.weekday()
        first = next((monday + ONE * n for n in range(7) if works(monday + ONE * n, off)), None)
        if first and first >= day:
            return first
        day = monday + ONE * 7


def test_year_of_reminders_with_killed_workers(plan, cast, organisations, monkeypatch):
    chance = random.Random(2026)
    off = enter_days_off()
    delivered: dict[str, date | None] = {}
    due: dict[str, date] = {}
    for number in range(ROUNDS // 4):
        title = f"Data {number:03}"
        day = FIRST + ONE * chance.randint(24, max(30, ROUNDS))
        while not works(day, off):
            day += ONE
        due[title] = day
        delivered[title] = day + ONE * chance.randint(-18, 24) if chance.random() < 0.6 else None
        factories.make_data_request(plan, organisations.dinkes, title=title, due_on=day)
    gone = FIRST + ONE * (ROUNDS // 2)  # the head retires
    sent: dict[tuple[str, str], list[date]] = defaultdict(list)
    mails: Counter[tuple[str, date]] = Counter()
    kills = run_days(cast, delivered, gone, sent, mails, monkeypatch)
    staff, head = cast.contributor.email, cast.head.email
    last = DAYS[-1]

    def owed_on(title: str, day: date) -> bool:
        return day <= last and (delivered[title] is None or delivered[title] > day)

    wrong = []
    for title, day in due.items():
        expected: dict[str, list[set[date]]] = defaultdict(list)
        early, near = digest_day(away(day, -14, off), off), away(day, -3, off)
        monday = digest_day(near - ONE * near.weekday(), off)
        if owed_on(title, early):
            expected[staff].append({early})
        if owed_on(title, near):
            # Together with something else it comes with the digest of that week.
            expected[staff].append({near, monday})
        elif owed_on(title, monday) and sent[staff, title][1:2] == [monday]:
            # Told ahead on Monday, and delivered before the day itself.
            expected[staff].append({monday})
        if owed_on(title, away(day, 1, off)):
            expected[staff].append({away(day, 1, off)})
        seventh, fourteenth = away(day, 7, off), away(day, 14, off)
        if owed_on(title, seventh) and seventh < gone:
            expected[head].append({seventh})
        if owed_on(title, fourteenth):
            for who in (cast.editor.email, cast.leader.email):
                expected[who].append({fourteenth})
        for who in (staff, head, cast.editor.email, cast.leader.email):
            found = sent[who, title]
            fits = len(found) == len(expected[who]) and all(
                one in choices for one, choices in zip(found, expected[who], strict=True)
            )
            if not fits:
                wrong.append((title, who, day, delivered[title], found, expected[who]))
    assert wrong == []
    assert all(works(day, off) for days in sent.values() for day in days)
    assert not [day for (who, _title), days in sent.items() for day in days if who == head and day >= gone]
    assert set(Reminder.objects.values_list("state", flat=True)) <= {"sent", "cancelled", "waiting"}
    assert kills >= 2
    assert set(mails.values()) == {1}, "one mail for each person and day"


def run_days(cast, delivered, gone, sent, mails, monkeypatch) -> int:
    """Play the days, looking three times on each; gives how often a worker was killed, before a mail went out or just after."""
    whole_mail, whole_send, jobs, kills = reminding.mail_for, EmailBackend.send_messages, [0], [0]
    seen: set[str] = set()
    today = [FIRST]

    def fragile(*values):
        jobs[0] += 1
        if jobs[0] % EVERY == 0:
            kills[0] += 1
            raise Killed
        return whole_mail(*values)

    def delivering(self, messages):
        count = whole_send(self, messages)
        for one in messages:
            # A mail whose worker was killed after sending comes twice with one id: mail servers and readers fold it.
            if one.extra_headers["Message-ID"] not in seen:
                seen.add(one.extra_headers["Message-ID"])
                mails[one.to[0], today[0]] += 1
                for line in one.body.splitlines():
                    if line.startswith("- "):
                        sent[one.to[0], line[2:]].append(today[0])
        if jobs[0] % EVERY == EVERY - 2:
            jobs[0] += 1
            kills[0] += 1
            raise Killed
        return count

    monkeypatch.setattr(reminding, "mail_for", fragile)
    monkeypatch.setattr(EmailBackend, "send_messages", delivering)
    monkeypatch.setattr(reminding, "SILENT_AFTER", timedelta(0))
    for day in DAYS:
        today[0] = day
        DataRequest.objects.filter(title__in=[one for one, on in delivered.items() if on == day]).update(
            state="delivered"
        )
        if day == gone:
            cast.head.is_active = False
            cast.head.save()
        looks = 0
        while looks < 3:
            try:
                reminding.remind(day)
                looks += 1
            except Killed:
                continue
    return kills[0]


def test_two_things_of_one_week_come_in_one_mail(plan, cast, organisations):
    """Due on Thursday and Friday: the steps of the week come together on Monday; a single one comes on its day."""
    for number, day in enumerate((date(2026, 8, 13), date(2026, 8, 14))):
        factories.make_data_request(plan, organisations.dinkes, title=f"Data {number}", due_on=day)
    factories.make_data_request(plan, organisations.disdik, title="Data sendiri", due_on=date(2026, 8, 13))
    days = {}
    for day in (date(2026, 8, 3) + ONE * number for number in range(9)):
        before = len(mail.outbox)
        reminding.remind(day)
        days[day] = sorted(one.to[0] for one in mail.outbox[before:])
    told = {day: addresses for day, addresses in days.items() if addresses}
    assert told == {
        # What was asked for with less than fourteen days left is told at once in the digest.
        date(2026, 8, 3): sorted([cast.contributor.email, cast.other_contributor.email]),
        date(2026, 8, 10): sorted([cast.contributor.email, cast.other_contributor.email]),
    }
    ours = [one for one in mail.outbox if one.to == [cast.contributor.email]]
    assert [one.body.count("- Data") for one in ours] == [2, 2]


# ---- A real server ----


class Mailbox:
    """Keeps what it is given, as bytes; refuses whoever is named `full@…`."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("penuh"):
            return "552 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Masterplan Smart City <noreply@luwu.example>"
    yield box
    server.stop()


def test_mails_arrive_readable_at_a_real_server(mailbox, plan, cast, organisations):
    factories.make_data_request(
        plan, organisations.dinkes, title="Kunjungan “puskesmas” & rawat inap", due_on=date(2026, 8, 12)
    )
    cast.other_contributor.email = "penuh@contoh.test"
    cast.other_contributor.save()
    factories.make_data_request(plan, organisations.disdik, title="Murid", due_on=date(2026, 8, 12))
    assert reminding.remind(date(2026, 8, 13)) == 1
    [(to, content)] = mailbox.mails
    message = email.message_from_bytes(content, policy=modern)
    assert to == cast.contributor.email == message["To"]
    assert message["From"] == "Masterplan Smart City <noreply@luwu.example>"
    assert message["Auto-Submitted"] == "auto-generated" and message["Message-ID"].endswith("@luwu.example>")
    assert message["Date"] and "1" in message["Subject"]
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "Kunjungan “puskesmas” & rawat inap" in text and "12 Agustus 2026" in text
    assert "Kunjungan “puskesmas” &amp; rawat inap" in html and 'href="http' in html
    assert "<" not in text and "{" not in html and max(len(line) for line in text.splitlines()) < 200
    refused = Reminder.objects.get(recipient=cast.other_contributor)
    assert refused.state == "waiting" and "552" in refused.error
