"""Messages and pauses on the record: the list for Kominfo, the panel beside each thing, pausing with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from formats.dates import format_date, today_wita
from stakeholders import reminding
from stakeholders.models import DataRequest, Holiday, Pause, Reminder
from stakeholders.workdays import Calendar
from tests import factories

ONE = timedelta(days=1)


@pytest.fixture
def asked(plan, organisations) -> DataRequest:
    return factories.make_data_request(plan, organisations.dinkes, due_on=date(2026, 8, 12))


def test_every_message_stands_in_the_list_and_on_the_record(asked, cast, client):
    reminding.remind(date(2026, 8, 13))
    client.force_login(cast.editor)
    for url in (reverse("stakeholders:reminder_list"), asked.get_absolute_url()):
        page = client.get(url).content.decode()
        assert cast.contributor.name in page and "H+1" in page
    page = client.get(reverse("stakeholders:reminder_list"))
    assert [one["url"] for one in page.context["rows"]] == [asked.get_absolute_url()]
    none = client.get(reverse("stakeholders:reminder_list"), {"langkah": "H-3", "q": "x\x7f"})
    assert none.context["rows"] == []


def test_list_costs_the_same_for_many(asked, cast, client, django_assert_max_num_queries):
    users = [cast.contributor, cast.head, cast.editor]
    Reminder.objects.bulk_create(
        Reminder(
            subject_kind="data_request", subject_id=str(asked.pk), step=f"H{n}", recipient=user, due_on=asked.due_on
        )
        for user in users
        for n in range(12)
    )
    client.force_login(cast.editor)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("stakeholders:reminder_list")).status_code == 200


def test_pause_needs_a_reason_and_a_near_day(asked, cast, client):
    client.force_login(cast.editor)
    url = reverse("stakeholders:data_request_pause", args=[asked.pk])
    today = today_wita()
    until = format_date(today + ONE * 9, "input")
    for wrong in (
        {"until": until, "reason": "  "}, {"until": format_date(today - ONE, "input"), "reason": "Audit"},
        {"until": format_date(today + ONE * 400, "input"), "reason": "Audit"}, {"until": "besok", "reason": "Audit"}, {},
    ):  # fmt: skip
        client.post(url, wrong)
    assert not Pause.objects.exists()
    client.post(url, {"until": until, "reason": "Audit BPK"})
    row = Pause.objects.get()
    assert (row.by, row.reason, row.until) == (cast.editor, "Audit BPK", today + ONE * 9)
    client.force_login(cast.contributor)
    assert "Audit BPK" in client.get(asked.get_absolute_url()).content.decode()


def test_pause_holds_what_waits_and_lets_it_go_after(asked, cast):
    """What was planned before the pause is neither sent nor lost: it goes out when the pause is over, once."""
    day = date(2026, 8, 13)
    reminding.plan_reminders(day)
    row = Pause.objects.create(
        subject_kind="data_request", subject_id=str(asked.pk), until=date(2026, 8, 14), reason="Audit"
    )
    assert reminding.remind(day) == 0 and Reminder.objects.get().state == "waiting"
    assert reminding.remind(date(2026, 8, 18)) == 1 and len(mail.outbox) == 1
    assert Reminder.objects.get().state == "sent"
    assert reminding.remind(date(2026, 8, 19)) == 0
    assert row.reason == "Audit"


def test_pause_is_ended_before_its_time_and_stays_on_the_record(asked, cast, client):
    until = today_wita() + ONE * 9
    row = reminding.pause("data_request", asked.pk, until=until, reason="Audit", by=cast.editor)
    again = reminding.pause("data_request", asked.pk, until=until, reason="Mutasi", by=cast.editor)
    row.refresh_from_db()
    assert row.ended_by == cast.editor and reminding.pause_of("data_request", asked.pk) == again
    client.force_login(cast.editor)
    assert "Mutasi" in client.get(reverse("stakeholders:reminder_list")).content.decode()
    client.post(reverse("stakeholders:pause_end", args=[again.pk]))
    assert reminding.pause_of("data_request", asked.pk) is None and Pause.objects.count() == 2
    assert client.post(reverse("stakeholders:pause_end", args=[9**20])).status_code == 404


def test_item_of_a_commitment_is_paused_from_its_page(plan, cast, organisations, client):
    one = factories.make_commitment(plan, organisations.dinkes, state="signed")
    item = one.items.get()
    client.force_login(cast.editor)
    data = {"until": format_date(today_wita() + ONE, "input"), "reason": "Menunggu anggaran"}
    client.post(reverse("stakeholders:item_pause", args=[one.pk, item.pk]), data)
    assert (
        "Menunggu anggaran" in client.get(reverse("stakeholders:item_keeping", args=[one.pk, item.pk])).content.decode()
    )
    assert client.post(reverse("stakeholders:item_pause", args=[one.pk, 9**20]), data).status_code == 404


def test_missing_days_off_are_told(asked, cast, client, monkeypatch):
    url = reverse("stakeholders:reminder_list")
    Holiday.objects.get_or_create(day=date(2026, 12, 25), defaults={"name": "Natal"})
    client.force_login(cast.administrator)
    for today, expected in ((date(2026, 9, 30), None), (date(2026, 10, 1), 2027), (date(2027, 1, 1), 2027)):
        monkeypatch.setattr("stakeholders.views.reminders.today_wita", lambda today=today: today)
        assert client.get(url).context["year_without_holidays"] == expected
    assert "/admin/stakeholders/holiday/" in client.get(url).content.decode()
    Holiday.objects.create(day=date(2027, 1, 1), name="Tahun baru")
    assert client.get(url).context["year_without_holidays"] is None
    assert not Calendar().is_working(date(2027, 1, 1))


def test_administrator_edits_days_off(cast, client):
    client.force_login(cast.administrator)
    assert client.get("/admin/stakeholders/holiday/").status_code == 200
    client.post("/admin/stakeholders/holiday/add/", {"day": "2027-05-01", "name": "Hari Buruh"})
    assert Holiday.objects.filter(day=date(2027, 5, 1)).exists()
