"""The ladder of reminders over working days: each once, on its day, to those who are there, none lost."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail

from accounts.models import Deputy
from stakeholders import reminding, signing
from stakeholders.models import DataRequest, Fulfilment, Holiday, Pause, Reminder
from stakeholders.workdays import Calendar
from tests import factories

# Thursday 17 December 2026; with Christmas off.
DUE = date(2026, 12, 17)
ONE = timedelta(days=1)


@pytest.fixture
def calendar(db) -> Calendar:
    Holiday.objects.all().delete()
    Holiday.objects.create(day=date(2026, 12, 25), name="Natal")
    Holiday.objects.create(day=date(2026, 12, 24), name="Natal", is_joint_leave=True)
    return Calendar()


@pytest.fixture
def asked(plan, organisations) -> DataRequest:
    return factories.make_data_request(plan, organisations.dinkes, due_on=DUE)


def run(first: date, last: date) -> list[tuple[date, str]]:
    """One run a day; gives day and address of every mail."""
    found = []
    day = first
    while day <= last:
        before = len(mail.outbox)
        reminding.remind(day)
        found += [(day, one.to[0]) for one in mail.outbox[before:]]
        day += ONE
    return found


# ---- Working days ----


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (0, "2026-12-17"),
        (1, "2026-12-18"),
        (2, "2026-12-21"),
        (5, "2026-12-28"),
        (-1, "2026-12-16"),
        (-4, "2026-12-11"),
    ],
)
def test_working_days_skip_weekends_and_holidays(calendar, steps, expected):
    assert calendar.shifted(DUE, steps).isoformat() == expected


def test_due_date_on_a_day_off_moves_to_the_next_working_day(calendar):
    assert calendar.shifted(date(2026, 12, 26), 0) == date(2026, 12, 28)
    assert calendar.is_first_of_week(date(2026, 12, 28)) and not calendar.is_first_of_week(date(2026, 12, 29))
    Holiday.objects.create(day=date(2026, 12, 28), name="Libur")
    assert Calendar().is_first_of_week(date(2026, 12, 29))


# ---- The ladder ----


def test_each_step_is_told_once_on_its_working_day(calendar, asked, cast):
    sent = run(date(2026, 11, 1), date(2027, 2, 1))
    staff, head = cast.contributor.email, cast.head.email
    assert sent == [
        # 14 working days before is Friday 27 November: it waits for the digest of Monday.
        (date(2026, 11, 30), staff),
        (date(2026, 12, 14), staff),
        (date(2026, 12, 18), staff),
        # 7 working days after, with two days off at Christmas.
        (date(2026, 12, 30), head),
        *((calendar.shifted(DUE, 14), who.email) for who in sorted((cast.editor, cast.leader), key=lambda one: one.pk)),
    ]
    assert Counter(Reminder.objects.values_list("state", flat=True)) == {"sent": 6}


def test_run_again_on_the_same_day_sends_nothing_more(calendar, asked, cast):
    for _time in range(3):
        reminding.remind(date(2026, 12, 18))
    assert len(mail.outbox) == 1


def test_days_without_a_run_skip_to_the_present_step(calendar, asked, cast):
    sent = run(date(2026, 12, 30), date(2026, 12, 30))
    assert sent == [(date(2026, 12, 30), cast.head.email)]


def test_no_mail_on_a_day_off(calendar, asked):
    for day in (date(2026, 12, 19), date(2026, 12, 20), date(2026, 12, 25)):
        assert reminding.remind(day) == 0
    assert mail.outbox == []


def test_what_was_delivered_is_asked_for_no_more(calendar, asked):
    run(date(2026, 12, 14), date(2026, 12, 14))
    DataRequest.objects.update(state="delivered")
    assert run(date(2026, 12, 15), date(2027, 1, 20)) == []


def test_delivered_between_planning_and_sending_is_not_sent(calendar, asked, cast):
    day = date(2026, 12, 18)
    reminding.plan_reminders(day, calendar)
    DataRequest.objects.update(state="delivered")
    assert reminding.send_waiting(day, calendar) == 0 and Reminder.objects.get().state == "cancelled"


def test_nobody_who_left_is_written_to(calendar, asked, cast, organisations):
    reminding.plan_reminders(date(2026, 12, 18), calendar)
    cast.contributor.is_active = False
    cast.contributor.save()
    assert cast.contributor.email not in {address for _day, address in run(date(2026, 12, 18), date(2026, 12, 29))}
    # The office goes on: its deputy is told in place of the head.
    Deputy.objects.create(
        user=cast.other_head, organisation=organisations.dinkes, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31)
    )
    assert run(date(2026, 12, 30), date(2026, 12, 30)) == [(date(2026, 12, 30), cast.other_head.email)]


def test_person_without_an_address_is_passed_over(calendar, asked, cast):
    cast.contributor.email = ""
    cast.contributor.save()
    assert run(date(2026, 12, 18), date(2026, 12, 18)) == [] and Reminder.objects.get().state == "cancelled"


def test_pause_holds_back_and_gives_free_again(calendar, asked, cast, monkeypatch):
    Pause.objects.create(
        subject_kind="data_request", subject_id=str(asked.pk), until=date(2026, 12, 20), reason="Audit", by=cast.editor
    )
    monkeypatch.setattr(reminding, "today_wita", lambda: date(2026, 12, 18))
    assert run(date(2026, 12, 18), date(2026, 12, 18)) == []
    monkeypatch.setattr(reminding, "today_wita", lambda: date(2026, 12, 21))
    assert run(date(2026, 12, 21), date(2026, 12, 21)) == [(date(2026, 12, 21), cast.contributor.email)]


def test_many_things_make_one_mail(calendar, asked, cast, plan, organisations):
    for number in range(4):
        factories.make_data_request(plan, organisations.dinkes, title=f"Data {number}", due_on=DUE)
    assert len(run(date(2026, 12, 18), date(2026, 12, 18))) == 1
    [one] = mail.outbox
    [(html, kind)] = one.alternatives
    for number in range(4):
        assert f"Data {number}" in one.body and f"Data {number}" in html
    assert kind == "text/html" and "/data/" in one.body and cast.contributor.name in one.body


def test_what_comes_after_the_mail_of_the_day_waits_for_the_next_day(calendar, asked, cast, plan, organisations):
    """The timetable looks every hour; a person gets one mail on a working day all the same."""
    friday, monday = date(2026, 12, 18), date(2026, 12, 21)
    assert reminding.remind(friday) == 1
    factories.make_data_request(plan, organisations.dinkes, title="Susulan", due_on=date(2026, 12, 17))
    factories.make_data_request(plan, organisations.disdik, title="Lain", due_on=date(2026, 12, 17))
    assert reminding.remind(friday) == 1 and mail.outbox[-1].to == [cast.other_contributor.email]
    assert reminding.remind(friday) == 0
    assert run(monday, monday) == [(monday, cast.contributor.email)]
    assert "Susulan" in mail.outbox[-1].body
    assert Counter(Reminder.objects.values_list("sent_on", flat=True)) == {friday: 2, monday: 1}


def test_nothing_new_goes_out_beside_a_mail_that_is_being_sent(calendar, asked, cast, plan, organisations):
    """Another worker has claimed what waited; what is planned now must not become a second mail of the day."""
    day = date(2026, 12, 18)
    reminding.plan_reminders(day, calendar)
    assert len(reminding.claim(cast.contributor, day, calendar, reminding.subjects_owed(day))) == 1
    factories.make_data_request(plan, organisations.dinkes, title="Susulan", due_on=date(2026, 12, 17))
    assert reminding.remind(day) == 0 and mail.outbox == []


def test_digest_of_the_week_names_what_is_open_still(calendar, asked, cast, plan, organisations):
    """Told on Friday that it is late; on Monday another thing is due, and the mail of that day names both, apart."""
    run(date(2026, 12, 18), date(2026, 12, 18))
    resting = factories.make_data_request(plan, organisations.dinkes, title="Yang dijeda", due_on=DUE)
    factories.make_data_request(plan, organisations.dinkes, title="Baru", due_on=date(2026, 12, 29))
    factories.make_data_request(plan, organisations.dinkes, title="Belum", due_on=date(2027, 3, 1))
    Reminder.objects.create(
        subject_kind="data_request", subject_id=str(resting.pk), step=f"H+1 {DUE}", recipient=cast.contributor,
        due_on=date(2026, 12, 18), state="sent",
    )  # fmt: skip
    Pause.objects.create(
        subject_kind="data_request", subject_id=str(resting.pk), until=date(2027, 1, 9), reason="Audit"
    )
    monday, tuesday = date(2026, 12, 21), date(2026, 12, 22)
    assert run(monday, monday) == [(monday, cast.contributor.email)]
    [due] = [line[2:] for line in mail.outbox[-1].body.splitlines() if line.startswith("- ")]
    [named] = [line[2:] for line in mail.outbox[-1].body.splitlines() if line.startswith("· ")]
    assert (due, named) == ("Baru", asked.title)
    [(html, _kind)] = mail.outbox[-1].alternatives
    assert f">{asked.title}</a>" in html and "Belum" not in html and "Yang dijeda" not in html
    # On other days the mail holds what is due and no more.
    factories.make_data_request(plan, organisations.dinkes, title="Segera", due_on=date(2026, 12, 23))
    assert run(tuesday, tuesday) == [(tuesday, cast.contributor.email)]
    assert "· " not in mail.outbox[-1].body


def test_digest_names_the_first_and_counts_the_rest(calendar, asked, cast):
    one = reminding.subjects_owed(DUE).popitem()[1]
    rows = [Reminder(pk=1, subject_kind=one.kind, subject_id=one.pk, step=f"H+1 {DUE}", recipient=cast.contributor)]
    made = reminding.mail_for(cast.contributor, rows, DUE, {(one.kind, one.pk): one}, [one] * 23)
    assert made.body.count("· ") == 20 and "Dan 3 lagi" in made.body


def test_pledges_climb_the_same_ladder_until_they_are_reported(calendar, plan, cast, organisations):
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted", contact=cast.contributor)
    one.items.update(due_on=DUE)
    signing.sign(one.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(one)))
    assert run(date(2026, 12, 18), date(2026, 12, 18)) == [(date(2026, 12, 18), cast.contributor.email)]
    Fulfilment.objects.create(
        item=one.items.get(), year=2026, quarter=4, state="unfulfilled", note="Dana", reported_by=cast.contributor
    )
    assert run(date(2026, 12, 19), date(2027, 1, 30)) == []
    Fulfilment.objects.update(returned_note="Jelaskan")
    assert run(date(2027, 1, 4), date(2027, 1, 4)) != []


def test_new_due_date_begins_a_new_ladder(calendar, asked, cast):
    run(date(2026, 12, 14), date(2026, 12, 14))
    later = date(2027, 1, 21)
    DataRequest.objects.update(due_on=later)
    day = calendar.shifted(later, -3)
    assert run(day, day) == [(day, cast.contributor.email)]


def test_opd_without_staff_is_told_through_its_head(calendar, asked, cast):
    cast.contributor.is_active = False
    cast.contributor.save()
    assert run(date(2026, 12, 18), date(2026, 12, 18)) == [(date(2026, 12, 18), cast.head.email)]


# ---- Nothing is lost ----


def test_worker_killed_at_every_third_mail_loses_and_doubles_nothing(calendar, plan, organisations, cast, monkeypatch):
    """Killed before sending: the mail goes out when the claim has grown old. Simulated day by day over two months."""
    for number in range(6):
        factories.make_data_request(plan, organisations.dinkes, title=f"D{number}", due_on=DUE + ONE * number)
        factories.make_data_request(plan, organisations.disdik, title=f"E{number}", due_on=DUE + ONE * 2 * number)
    whole, count = reminding.mail_for, [0]

    class Killed(BaseException):
        pass

    def fragile(*values):
        count[0] += 1
        if count[0] % 3 == 0:
            raise Killed
        return whole(*values)

    monkeypatch.setattr(reminding, "mail_for", fragile)
    monkeypatch.setattr(reminding, "SILENT_AFTER", timedelta(0))
    day = date(2026, 11, 20)
    while day < date(2027, 2, 1):
        while True:
            try:
                reminding.remind(day)
                break
            except Killed:
                continue
        day += ONE
    assert count[0] > 20
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
    ids = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert len(set(ids)) == len(ids)
    told = Counter((one.to[0], line) for one in mail.outbox for line in one.body.splitlines() if line.startswith("- "))
    # Staff hears of each at three steps, the head at one, Kominfo and the leader at one.
    assert {count for (who, _line), count in told.items() if who == cast.contributor.email} == {3}
    assert {count for (who, _line), count in told.items() if who == cast.head.email} == {1}
    assert len([1 for who, _line in told if who == cast.editor.email]) == 12


def test_broken_mail_server_is_tried_thrice_and_told(calendar, asked, cast, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
    for _time in range(5):
        reminding.remind(date(2026, 12, 18))
    row = Reminder.objects.get()
    assert (row.state, row.attempts) == ("failed", 3) and "ZeroDivisionError" in row.error
