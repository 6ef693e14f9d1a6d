"""Bimtek and meetings: the record of decisions and attendance, and the register of stakeholders."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse

from stakeholders import meetings
from stakeholders.models import AgendaItem, Attendance, Bimtek, Body, Decision, Membership
from tests import factories


@pytest.fixture
def meeting(plan, organisations) -> Bimtek:
    one = Bimtek.objects.create(
        plan=plan, title="Bimtek I", starts_on="2023-07-03", ends_on="2023-07-04", state="closed", phase=1
    )
    for day, start, title in (
        ("2023-07-04", 8, "Kelompok"),
        ("2023-07-03", 9, "Pembukaan"),
        ("2023-07-03", 8, "Daftar"),
    ):
        AgendaItem.objects.create(bimtek=one, day=day, starts_at=time(start), title=title)
    for name, mode, organisation in (
        ("Ani", "onsite", "dinkes"),
        ("Budi", "online", "dinkes"),
        ("Cici", "onsite", "disdik"),
    ):
        Attendance.objects.create(bimtek=one, name=name, mode=mode, organisation=getattr(organisations, organisation))
    Attendance.objects.create(bimtek=one, name="Dedi", is_present=False, organisation=organisations.dinkes)
    return one


def test_page_counts_who_was_present_by_organisation(meeting, cast, client):
    client.force_login(cast.contributor)
    context = client.get(meeting.get_absolute_url()).context
    assert [(group.name, group.onsite, group.online) for group in context["groups"]] == [
        ("Dinas Kesehatan", 1, 1),
        ("Dinas Pendidikan", 1, 0),
    ]
    assert (context["onsite"], context["online"], context["absent"]) == (2, 1, 1)
    assert [[one.title for one in rows] for _day, rows in context["days"]] == [["Daftar", "Pembukaan"], ["Kelompok"]]


def test_decisions_are_numbered_and_point_somewhere(meeting, cast, plan, organisations, client):
    program = factories.make_program(plan, organisations.dinkes)
    client.force_login(cast.editor)
    url = reverse("stakeholders:decision_add", args=[meeting.pk])
    data = {"keputusan-text": "Puskesmas memakai antrean", "keputusan-program": str(program.pk)}
    for _time in range(2):
        assert client.post(url, data | {"keputusan-due_on": "31/12/2026"}).status_code == 302
    assert list(Decision.objects.values_list("number", flat=True)) == [1, 2]
    assert client.get(meeting.get_absolute_url()).content.decode().count(program.name) >= 2
    assert client.post(url, data | {"keputusan-due_on": "31/02/2026"}).status_code == 422


def test_nobody_stands_on_the_list_twice(meeting, cast, organisations, client):
    client.force_login(cast.editor)
    url = reverse("stakeholders:attendance_add", args=[meeting.pk])
    data = {"hadir-name": "Eka", "hadir-organisation_text": "Komunitas Peta", "hadir-mode": "online"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"hadir-name": " eka "}).status_code == 422
    both = data | {"hadir-name": "Fajar", "hadir-organisation": str(organisations.dinkes.pk)}
    assert client.post(url, both).status_code == 422
    assert meeting.attendances.filter(name="Eka").count() == 1


def test_minutes_are_kept(meeting, cast, client):
    client.force_login(cast.editor)
    client.post(reverse("stakeholders:minutes_save", args=[meeting.pk]), {"minutes": "Dibuka pukul 08.00.\n\nSelesai."})
    meeting.refresh_from_db()
    assert meeting.minutes.startswith("Dibuka") and "<p>Selesai.</p>" in client.get(
        meeting.get_absolute_url()
    ).content.decode().replace("\n", "")


def test_hostile_words_are_shown_as_words(meeting, cast, client):
    meetings.add_decision(meeting.pk, text="<script>x</script> {{ 7|add:7 }}")
    client.force_login(cast.leader)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "<script>x" not in page and "{{ 7|add:7 }}" in page


def test_register_groups_by_category_and_shows_bodies(plan, cast, organisations, client):
    organisations.dinkes.influence, organisations.dinkes.interest = 5, 4
    organisations.dinkes.save()
    body = Body.objects.create(plan=plan, key="dewan", name="Dewan Smart City")
    Membership.objects.create(body=body, seat="Pembina", office="Bupati")
    client.force_login(cast.contributor)
    response = client.get(reverse("stakeholders:stakeholder_list"))
    assert list(response.context["groups"]) == ["OPD", "Akademisi"]
    assert "Pembina" in response.content.decode()
    [highest] = [cells for level, cells in response.context["plot"] if level == 5]
    assert highest[3] == [organisations.dinkes]
    narrowed = client.get(reverse("stakeholders:stakeholder_list"), {"unsur": "academia", "q": "uji"})
    assert list(narrowed.context["groups"]) == ["Akademisi"]


def test_page_of_an_organisation_shows_what_may_be_seen(plan, cast, organisations, client):
    program = factories.make_program(plan, organisations.dinkes, state="running")
    factories.make_commitment(plan, organisations.dinkes, title="Draf rahasia")
    factories.make_data_request(plan, organisations.dinkes, title="Data terutang")
    url = reverse("stakeholders:stakeholder_detail", args=["dinkes"])
    client.force_login(cast.editor)
    page = client.get(url).content.decode()
    assert program.name in page and "Draf rahasia" in page and "Data terutang" in page and cast.head.name in page
    client.force_login(cast.other_contributor)
    page = client.get(url).content.decode()
    assert "Draf rahasia" not in page and "Data terutang" not in page and cast.contributor.name not in page
