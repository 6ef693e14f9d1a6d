"""Guests put themselves on the attendance list: by code, in the hours alone, once, without seeing anybody else."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta

import pytest
from django.db import connections
from django.urls import reverse

from formats.dates import WITA
from stakeholders import attending
from stakeholders.attending import Guest, NotOpen
from stakeholders.models import AgendaItem, Attendance, Bimtek

# The evening of 2 July in UTC is the morning of 3 July in Luwu.
MORNING = datetime(2023, 7, 3, 8, 30, tzinfo=WITA)


@pytest.fixture
def meeting(plan) -> Bimtek:
    one = Bimtek.objects.create(
        plan=plan, title="Bimtek I", starts_on="2023-07-03", ends_on="2023-07-04", state="open", place="Aula"
    )
    AgendaItem.objects.create(bimtek=one, day="2023-07-03", starts_at=time(8, 30), ends_at=time(10), title="Pembukaan")
    AgendaItem.objects.create(bimtek=one, day="2023-07-03", starts_at=time(13), title="Kelompok")
    return attending.open_list(one.pk)


def guest(name: str = "Budi Santoso", **values: str) -> Guest:
    return Guest(name, **{"organisation_text": "Komunitas Peta"} | values)


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2023, 7, day, hour, minute, tzinfo=WITA)


# ---- Code and hours ----


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(7, 29), False), (at(7, 30), True), (at(12), True), (at(15, 30), True), (at(15, 31), False),
        # The second day has no agenda: usual hours.
        (at(6, 59, 4), False), (at(7, 0, 4), True), (at(18, 0, 4), True), (at(18, 1, 4), False), (at(9, 0, 5), False),
    ],
)  # fmt: skip
def test_list_is_open_in_the_hours_of_luwu(meeting, now, expected):
    assert attending.is_open(meeting, now) is expected


def test_next_opening_is_told(meeting):
    assert attending.next_opening(meeting, at(20, 0, 1)) == at(7, 30)
    assert attending.next_opening(meeting, at(20)) == at(7, 0, 4)
    assert attending.next_opening(meeting, at(20, 0, 4)) is None


def test_code_is_read_however_it_is_typed(meeting):
    code = meeting.checkin_code
    for typed in (code, code.lower(), attending.told_code(code), f" {code[:4]} {code[4:]} "):
        assert attending.by_code(typed) == meeting
    for wrong in ("", "x", code[:-1], code + "2", "0" * 8, "\ud800" * 8, "9" * 5000):
        assert attending.by_code(wrong) is None


def test_new_code_closes_the_old_one(meeting):
    old = meeting.checkin_code
    attending.open_list(meeting.pk)
    assert attending.by_code(old) is None
    attending.close_list(meeting.pk)
    assert Bimtek.objects.get().checkin_code == "" and attending.by_code("") is None


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_only_an_announced_meeting_has_a_list(meeting, state):
    Bimtek.objects.update(state=state)
    with pytest.raises(NotOpen):
        attending.open_list(meeting.pk)
    with pytest.raises(NotOpen):
        attending.register(meeting.pk, guest(), now=MORNING)


# ---- One line for each person ----


def test_same_person_stands_on_the_list_once(meeting):
    for name in ("Budi Santoso", "  budi  santoso ", "Dr. H. Budi Santoso, S.Kom., M.Si.", "BUDI SANTOSO"):
        attending.register(meeting.pk, guest(name.strip()), now=MORNING)
    attending.register(meeting.pk, guest("Budi Santosa"), now=MORNING)
    attending.register(meeting.pk, guest(organisation_text="Bank Uji"), now=MORNING)
    found = meeting.attendances.order_by("pk").values_list("name", "organisation_text")
    assert list(found) == [
        ("Budi Santoso", "Komunitas Peta"), ("Budi Santosa", "Komunitas Peta"), ("Budi Santoso", "Bank Uji"),
    ]  # fmt: skip


def test_organisation_of_the_register_is_known_by_its_names(meeting, organisations):
    for number, typed in enumerate(("dinas kesehatan", "DINKES", "Dinas  Kesehatan")):
        row = attending.register(meeting.pk, guest(f"Orang {'abc'[number] * 3}", organisation_text=typed), now=MORNING)
        assert (row.organisation, row.organisation_text, row.category) == (organisations.dinkes, "", "government")
    row = attending.register(meeting.pk, guest("Orang Lain", category="media"), now=MORNING)
    assert (row.organisation, row.organisation_text, row.category) == (None, "Komunitas Peta", "media")


def test_invited_who_came_keeps_his_line(meeting, organisations):
    invited = Attendance.objects.create(
        bimtek=meeting, name="Ani Rahma, S.Kep.", organisation=organisations.dinkes, is_present=False
    )
    row = attending.register(
        meeting.pk, guest("Ani Rahma", organisation_text="Dinkes", mode="online", office="Kabid"), now=MORNING
    )
    assert (row.pk, row.is_present, row.mode, row.office, row.by_code) == (invited.pk, True, "online", "Kabid", True)
    assert row.registered_at == MORNING


def test_forty_phones_at_once_make_forty_lines(transactional_db, request):
    plan = request.getfixturevalue("plan")
    one = Bimtek.objects.create(plan=plan, title="B", starts_on="2023-07-03", ends_on="2023-07-03", state="open")
    attending.open_list(one.pk)
    names = [f"Orang {chr(97 + number)}{chr(97 + number)}" for number in range(10)] * 2
    start = threading.Barrier(len(names))

    def come(name: str) -> None:
        start.wait()
        try:
            attending.register(one.pk, guest(name), now=MORNING)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.attendances.values_list("name", flat=True)) == sorted(set(names))


# ---- The open page ----


@pytest.fixture
def now(monkeypatch):
    """The clock of the page; `now(moment)` sets it."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr("stakeholders.views.attending.timezone.now", lambda: moment)

    set_clock(MORNING)
    return set_clock


FORM = {"name": "Citra Dewi", "organisation_text": "Komunitas Peta", "office": "Ketua", "mode": "onsite"}


def page_of(meeting: Bimtek) -> str:
    return reverse("stakeholders:checkin", args=[attending.told_code(meeting.checkin_code)])


def test_guest_registers_without_an_account(meeting, client, now):
    url = page_of(meeting)
    response = client.get(url)
    assert response.status_code == 200 and "no-cache" in response.headers["Cache-Control"]
    response = client.post(url, FORM)
    assert response.status_code == 302 and "sessionid" not in response.cookies
    page = client.get(response.headers["Location"]).content.decode()
    assert "Citra" not in page and "Komunitas Peta" not in page
    row = meeting.attendances.get()
    assert (row.name, row.office, row.mode, row.by_code) == ("Citra Dewi", "Ketua", "onsite", True)


def test_page_shows_guests_nobody_else_and_answers_twice_the_same(meeting, client, now):
    Attendance.objects.create(bimtek=meeting, name="Rahasia Sekali", organisation_text="Bank Uji")
    url = page_of(meeting)
    first, second = client.post(url, FORM), client.post(url, FORM | {"name": "CITRA DEWI"})
    assert first.headers["Location"] == second.headers["Location"]
    for address in (url, first.headers["Location"]):
        page = client.get(address).content.decode()
        assert "Rahasia" not in page and "Bank Uji" not in page
    assert meeting.attendances.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 151}, {"name": "…!"}, {"organisation_text": ""}, {"mode": "lewat"}, {"mode": ""},
     {"category": "aneh"}, {"office": "y" * 151}, {"name": "a\u202eb cd"}],
)  # fmt: skip
def test_wrong_input_is_told(meeting, client, now, wrong):
    assert client.post(page_of(meeting), FORM | wrong).status_code == 422
    assert not meeting.attendances.exists()


def test_what_is_wrong_is_told_once(meeting, client, now):
    page = client.post(page_of(meeting), {"mode": "onsite"}).content.decode()
    assert page.count('class="errors"') == 1 and 'href="#id_name"' in page


def test_page_outside_the_hours_says_when(meeting, client, now):
    now(at(22, 0, 2))
    page = client.get(page_of(meeting)).content.decode()
    assert "Senin, 3 Juli 2023" in page and "07.30" in page and "<form" not in page
    client.cookies["django_language"] = "en"
    assert "Monday, 3 July 2023" in client.get(page_of(meeting)).content.decode()
    del client.cookies["django_language"]
    now(at(8, 0, 3))
    assert client.post(page_of(meeting), FORM).status_code == 302
    now(at(18, 0, 3))
    assert client.post(page_of(meeting), FORM | {"name": "Terlambat Sekali"}).status_code == 200
    assert meeting.attendances.count() == 1


def test_link_for_those_online_says_so(meeting, client, now):
    form = client.get(page_of(meeting), {"cara": "daring"}).context["form"]
    assert form["mode"].value() == "online"


def test_who_is_signed_in_is_known(meeting, client, now, cast):
    client.force_login(cast.contributor)
    form = client.get(page_of(meeting)).context["form"]
    assert (form["name"].value(), form["organisation_text"].value()) == (cast.contributor.name, "Dinas Kesehatan")
    client.post(page_of(meeting), {"name": "Nama Lain", "organisation_text": "Dinkes", "mode": "online"})
    client.post(page_of(meeting), {"name": "Nama Lain Lagi", "organisation_text": "Dinkes", "mode": "online"})
    assert meeting.attendances.get().user == cast.contributor


def test_code_is_typed_and_guesses_are_counted(meeting, client, now, settings):
    url = reverse("stakeholders:checkin_code")
    assert client.post(url, {"kode": meeting.checkin_code.lower()}).headers["Location"] == page_of(meeting)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"attendance_code": "3/m/ip"}
    answers = [client.get(reverse("stakeholders:checkin", args=["AAAA-AAAA"])).status_code for _time in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert client.get(page_of(meeting)).status_code == 200


def test_flood_of_registrations_is_slowed(meeting, client, now, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"attendance": "2/m/ip"}
    answers = [client.post(page_of(meeting), FORM | {"name": f"Orang {x}"}).status_code for x in ("aa", "bb", "cc")]
    assert answers == [302, 302, 429]


# ---- For the committee ----


def test_committee_sees_the_list_grow(meeting, cast, client, now, django_assert_max_num_queries):
    client.force_login(cast.editor)
    url = reverse("stakeholders:attendance_live", args=[meeting.pk])
    assert "Citra Dewi" not in client.get(url).content.decode()
    for number in range(12):
        attending.register(meeting.pk, guest(f"Orang {chr(97 + number) * 3}"), now=MORNING + timedelta(minutes=number))
    with django_assert_max_num_queries(9):
        page = client.get(url).content.decode()
    assert "Orang aaa" in page and "08.41" in page and "hx-get" in page
    door = client.get(reverse("stakeholders:attendance_door", args=[meeting.pk])).content.decode()
    assert attending.told_code(meeting.checkin_code) in door and "<svg" in door and "Orang aaa" not in door


def test_somebody_is_taken_off_again(meeting, cast, client, now):
    row = attending.register(meeting.pk, guest(), now=MORNING)
    client.force_login(cast.editor)
    client.post(reverse("stakeholders:attendance_remove", args=[meeting.pk, row.pk]))
    assert not meeting.attendances.exists()
    assert (
        client.post(reverse("stakeholders:attendance_remove", args=[meeting.pk, 99999999999999999])).status_code == 302
    )


def test_poster_is_a_pdf_with_the_code(meeting, cast, client, now, tmp_path):
    import pikepdf

    client.force_login(cast.editor)
    response = client.get(reverse("stakeholders:attendance_poster", args=[meeting.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    path = tmp_path / "poster.pdf"
    path.write_bytes(response.content)
    assert len(pikepdf.open(path).pages) == 1
