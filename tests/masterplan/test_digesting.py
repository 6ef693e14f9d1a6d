"""The daily digest: by choice, on working days, in the morning, once a day, with links to the place, none when nothing waits."""

from __future__ import annotations

import os
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from luwu_smartcity import timetable
from masterplan import commenting, digesting
from masterplan.models import Digest, Review, Section, SectionStateChange
from masterplan.writing import save_section
from stakeholders.models import Holiday

ROUNDS = int(os.environ.get("ROUNDS", 6))
# A Tuesday far from any holiday, 07.30 WITA.
MORNING = datetime(2027, 3, 2, 23, 30, tzinfo=UTC) - timedelta(days=1)
TODAY = MORNING.date() + timedelta(days=1)


@pytest.fixture(autouse=True)
def no_holidays(db):
    Holiday.objects.all().delete()


@pytest.fixture
def section(plan, cast) -> Section:
    section = Section.objects.get(key="b1.one.background")
    save_section(section.pk, user=cast.editor, base_version=0, save_id=uuid.uuid4(), html="<p>Satu</p>")
    section.refresh_from_db()
    return section


def choose(*users: User) -> None:
    User.objects.filter(pk__in=[user.pk for user in users]).update(daily_digest=True)


def give_back(section: Section, by: User, note: str = "Lengkapi tahun datanya") -> None:
    Section.objects.filter(pk=section.pk).update(state="returned")
    SectionStateChange.objects.create(section=section, from_state="submitted", to_state="returned", by=by, note=note)


def settle_assignments() -> None:
    """As if all sections had been given long ago: only what the test does is news."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE masterplan_sectionevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE masterplan_sectionevent SET pgh_created_at = pgh_created_at - interval '90 days'")
        cursor.execute("ALTER TABLE masterplan_sectionevent ENABLE TRIGGER USER")


def test_everything_that_waits_stands_in_one_mail_with_its_place(section, cast, settings):
    settings.SITE_URL = "https://masterplan.contoh.test"
    choose(cast.contributor)
    settle_assignments()
    give_back(section, cast.reviewer)
    thread = commenting.start_thread(section, by=cast.editor, text=f"@{cast.contributor.username} mohon <b>cek</b>")
    Section.objects.filter(key="b1.two.living").update(due_on=TODAY + timedelta(days=3))
    assert digesting.send_digests(MORNING) == 1
    message = mail.outbox[0]
    assert message.to == [cast.contributor.email] and "3" in message.subject
    html = message.alternatives[0][0]
    place = f"https://masterplan.contoh.test{section.get_absolute_url()}"
    for part in (message.body, html):
        assert f"{place}#k-{thread.pk}" in part and "Lengkapi tahun datanya" in part and "Smart Living" in part
        assert f"https://masterplan.contoh.test{reverse('accounts:profile')}" in part
    assert "<b>cek</b>" in message.body and "&lt;b&gt;cek&lt;/b&gt;" in html
    assert Digest.objects.get().lines == 3


def test_reviews_are_told_to_those_who_can_pass_them(section, cast):
    choose(cast.reviewer, cast.leader, cast.other_contributor)
    settle_assignments()
    Section.objects.filter(pk=section.pk).update(state="submitted")
    assert digesting.send_digests(MORNING) == 1 and mail.outbox[0].to == [cast.reviewer.email]
    Digest.objects.all().delete()
    # Claimed by a colleague, it is no longer awaited of this one.
    colleague = User.objects.create(
        username="pemeriksa2", name="Pemeriksa Dua", role="reviewer", email="p2@contoh.test"
    )
    review = Review.objects.create(section=section, version=1, submitted_by=cast.contributor, claimed_by=colleague)
    assert digesting.send_digests(MORNING) == 0
    Review.objects.filter(pk=review.pk).update(claimed_by=cast.reviewer)
    assert digesting.send_digests(MORNING) == 1
    Section.objects.filter(pk=section.pk).update(state="verified")
    assert digesting.send_digests(MORNING) == 1 and mail.outbox[-1].to == [cast.leader.email]


def test_a_section_given_to_an_opd_is_told_once(section, cast, organisations):
    choose(cast.other_contributor)
    settle_assignments()
    assert digesting.send_digests(MORNING) == 0
    Section.objects.filter(pk=section.pk).update(organisation=organisations.disdik)
    assert digesting.send_digests(MORNING) == 1 and section.title in mail.outbox[0].body
    # The next day it is no news any more.
    Digest.objects.update(claimed_at=timezone.now() + timedelta(minutes=1))
    assert digesting.send_digests(MORNING + timedelta(days=1)) == 0


def test_no_mail_without_choice_without_news_on_days_off_or_in_the_evening(section, cast):
    settle_assignments()
    choose(cast.reviewer)
    assert digesting.send_digests(MORNING) == 0  # nothing waits
    give_back(section, cast.reviewer)
    assert digesting.send_digests(MORNING) == 0  # the writer did not choose it
    choose(cast.contributor)
    for moment in (
        MORNING - timedelta(hours=3),  # 04.30
        MORNING + timedelta(hours=8),  # 15.30
        MORNING + timedelta(days=4),  # Saturday
        MORNING + timedelta(days=5),
    ):
        assert digesting.send_digests(moment) == 0, moment
    Holiday.objects.create(day=TODAY, name="Libur")
    assert digesting.send_digests(MORNING) == 0 and mail.outbox == []
    Holiday.objects.all().delete()
    User.objects.filter(pk=cast.contributor.pk).update(is_active=False)
    assert digesting.send_digests(MORNING) == 0
    User.objects.filter(pk=cast.contributor.pk).update(is_active=True)
    assert digesting.send_digests(MORNING) == 1


def test_a_closed_section_is_told_to_nobody(section, cast, organisations):
    """Mentioned once, then the section went to another OPD: the mail must not carry its text any more."""
    choose(cast.contributor)
    settle_assignments()
    commenting.start_thread(section, by=cast.editor, text=f"@{cast.contributor.username} rahasia")
    Section.objects.filter(pk=section.pk).update(organisation=organisations.disdik)
    assert digesting.send_digests(MORNING) == 0


def test_never_twice_on_a_day(section, cast):
    choose(cast.contributor)
    give_back(section, cast.reviewer)
    for hour in range(4):
        digesting.send_digests(MORNING + timedelta(hours=hour))
    call_command("send_digests")
    assert len([one for one in mail.outbox if one.to == [cast.contributor.email]]) <= 2
    assert Digest.objects.filter(day=TODAY).count() == 1
    assert (
        sum(
            "ringkasan" in one.extra_headers["Message-ID"] and TODAY.isoformat() in one.extra_headers["Message-ID"]
            for one in mail.outbox
        )
        == 1
    )


def test_a_mail_that_fails_is_tried_again(section, cast, settings):
    choose(cast.contributor)
    give_back(section, cast.reviewer)
    settings.EMAIL_BACKEND = "tests.masterplan.test_digesting.Broken"
    assert digesting.send_digests(MORNING) == 0 and not Digest.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert digesting.send_digests(MORNING) == 1


class Broken:
    """A mail server that is down."""

    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: list) -> int:
        raise OSError("connection refused")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(section, cast):
    choose(cast.contributor)
    give_back(section, cast.reviewer)
    user = User.objects.get(pk=cast.contributor.pk)
    for number in range(ROUNDS):
        day = TODAY + timedelta(days=number)
        barrier, sent = threading.Barrier(2), []

        def run(day=day, barrier=barrier, sent=sent) -> None:
            try:
                barrier.wait(10)
                sent.append(digesting.send_digest(user, day))
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _one in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(sent) == [0, 1]
    assert len(mail.outbox) == ROUNDS


def test_the_timetable_sends_them_but_not_to_the_people_of_the_demo(section, cast, settings, monkeypatch):
    asked: list[datetime] = []
    monkeypatch.setattr(timetable, "send_digests", asked.append)
    deed = next(deed for deed in timetable.TIMETABLE if deed.name == "send digests")
    settings.DEMO = True
    deed.run()
    assert asked == []
    settings.DEMO = False
    deed.run()
    assert len(asked) == 1


def test_the_choice_stands_on_the_page_of_the_account(client, cast):
    client.force_login(cast.contributor)
    address = reverse("accounts:profile")
    assert 'name="daily_digest"' in client.get(address).content.decode()
    client.post(address, {"phone": "", "language": "id", "daily_digest": "on"})
    cast.contributor.refresh_from_db()
    assert cast.contributor.daily_digest
    client.post(address, {"phone": "", "language": "id"})
    cast.contributor.refresh_from_db()
    assert not cast.contributor.daily_digest


def test_queries_do_not_grow_with_what_waits(section, cast, django_assert_max_num_queries):
    choose(cast.contributor)
    give_back(section, cast.reviewer)
    with django_assert_max_num_queries(6):
        assert digesting.waiting_for(cast.contributor, TODAY, MORNING - timedelta(days=900))
    for number in range(5):
        commenting.start_thread(section, by=cast.editor, text=f"@{cast.contributor.username} {number}")
    with django_assert_max_num_queries(6):
        assert digesting.waiting_for(cast.contributor, TODAY, MORNING - timedelta(days=900))
