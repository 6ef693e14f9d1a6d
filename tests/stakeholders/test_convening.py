"""Preparing a meeting and inviting to it: states, agenda, calendar entries that follow every change, minutes as PDF."""

from __future__ import annotations

import email
import io
import re
from datetime import UTC, date, datetime, time, timedelta

import pikepdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from masterplan.blocks import Place as BlockPlace
from masterplan.blocks import Records, compute
from stakeholders import convening, inviting, meetings, reporting
from stakeholders.calendar_files import calendar_file, escaped, folded
from stakeholders.convening import NotConvened
from stakeholders.inviting import NotInvited, people_of, read_guests
from stakeholders.models import AgendaItem, Bimtek, Contact, Decision
from tests import factories
from tests.files import corpus
from tests.masterplan import block_records

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


@pytest.fixture
def meeting(plan) -> Bimtek:
    one = Bimtek.objects.create(
        plan=plan, title="Bimtek I; pengantar, dan \\ arah", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2),
        place="Aula Bappelitbangda", online_text="Zoom", online_link="https://zoom.example/j/1",
    )  # fmt: skip
    AgendaItem.objects.create(bimtek=one, day=date(2026, 12, 1), starts_at=time(8, 30), ends_at=time(12), title="Buka")
    AgendaItem.objects.create(bimtek=one, day=date(2026, 12, 2), starts_at=time(9), ends_at=time(15), title="Kelompok")
    return Bimtek.objects.get(pk=one.pk)


def entry(meeting: Bimtek, **values) -> dict[str, str]:
    """The entry as a calendar reads it: names with their parameters, those of the first day."""
    found, _days = events(meeting, **values)
    return found


def events(meeting: Bimtek, **values) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The entry unfolded, with the properties of the whole and of its first event, and each event by itself."""
    data = calendar_file(
        meeting, meeting.agenda.all(), organiser=("Dinas; Kominfo", "noreply@luwu.example"),
        attendee=('Ani "A" Rahma', "ani@contoh.test"), url="https://luwu.example/b", now=NOW, **values,
    )  # fmt: skip
    assert data.endswith(b"\r\n") and max(len(line) for line in data.split(b"\r\n")) <= 75
    text = data.decode().replace("\r\n ", "")

    def read(part: str) -> dict[str, str]:
        return dict(line.split(":", 1) for line in part.split("\r\n") if ":" in line)

    head, *parts = text.split("BEGIN:VEVENT\r\n")
    assert all(part.count("END:VEVENT") == 1 for part in parts)
    days = [read(part) for part in parts]
    return read(head) | days[0], days


# ---- The calendar entry ----


def test_entry_says_when_in_the_zone_of_luwu(meeting):
    found = entry(meeting)
    assert found["DTSTART;TZID=Asia/Makassar"] == "20261201T083000"
    assert found["DTEND;TZID=Asia/Makassar"] == "20261201T120000"
    assert found["RRULE"] == "FREQ=DAILY;COUNT=2" and found["TZOFFSETTO"] == "+0800"
    assert found["DTSTAMP"] == "20261123T160000Z"
    assert (found["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("REQUEST", "CONFIRMED", "0")
    assert found["UID"] == f"bimtek-{meeting.pk}@luwu.example"
    assert found["SUMMARY"] == "Bimtek I\\; pengantar\\, dan \\\\ arah"
    assert found['ATTENDEE;CN="Ani A Rahma";ROLE=REQ-PARTICIPANT;RSVP=FALSE'] == "mailto:ani@contoh.test"


def test_each_day_has_its_own_hours(meeting):
    """The second day begins later and ends later: an event that stands in place of the repeated one, under the same UID."""
    AgendaItem.objects.create(
        bimtek=meeting, day=date(2026, 12, 2), starts_at=time(13), ends_at=time(16, 30), title="Pleno"
    )
    _head, (first, second) = events(meeting)
    zone = ";TZID=Asia/Makassar"
    assert second["UID"] == first["UID"] and second["SEQUENCE"] == first["SEQUENCE"]
    assert second[f"RECURRENCE-ID{zone}"] == "20261202T083000" and "RRULE" not in second
    assert (second[f"DTSTART{zone}"], second[f"DTEND{zone}"]) == ("20261202T090000", "20261202T163000")
    assert "Pleno" in second["DESCRIPTION"] and "Buka" not in second["DESCRIPTION"]
    assert "Pleno" in first["DESCRIPTION"] and f"RECURRENCE-ID{zone}" not in first


def test_days_with_the_same_hours_or_none_yet_are_one_repeat(meeting):
    meeting.agenda.filter(day=date(2026, 12, 2)).update(starts_at=time(8, 30), ends_at=time(12))
    meeting.ends_on = date(2026, 12, 3)
    _head, days = events(meeting)
    assert [day.get("RRULE") for day in days] == ["FREQ=DAILY;COUNT=3"]


def test_whole_meeting_is_called_off_at_once(meeting):
    meeting.state = "cancelled"
    _head, days = events(meeting)
    assert len(days) == 1 and days[0]["STATUS"] == "CANCELLED"


def test_entry_of_one_day_without_agenda(meeting):
    meeting.agenda.all().delete()
    meeting.ends_on = meeting.starts_on
    found = entry(meeting)
    assert found["DTSTART;TZID=Asia/Makassar"] == "20261201T080000" and "RRULE" not in found


def test_cancelled_entry_has_the_same_uid(meeting):
    before = entry(meeting)["UID"]
    meeting.state, meeting.sequence = "cancelled", 4
    found = entry(meeting)
    assert (found["UID"], found["METHOD"], found["STATUS"], found["SEQUENCE"]) == (before, "CANCEL", "CANCELLED", "4")


@given(st.text(max_size=300))
def test_any_text_stays_one_line_of_the_entry(text):
    line = folded(f"SUMMARY:{escaped(text)}")
    assert all(len(part.encode("utf-8", "surrogatepass")) <= 75 for part in line.split("\r\n"))
    assert not re.search(r"[\x00-\x1f]", line.replace("\r\n ", ""))


# ---- Inviting ----


def test_addresses_are_read_as_they_are_pasted():
    found = read_guests("Ani Rahma <ani@contoh.id>\n\nbudi@contoh.id; cici@contoh.id")
    assert [(one.name, one.email) for one in found] == [
        ("Ani Rahma", "ani@contoh.id"), ("", "budi@contoh.id"), ("", "cici@contoh.id"),
    ]  # fmt: skip
    for wrong in ("Ani Rahma", "ani@", "a b@c.id", "x@y\r\nBcc: z@w.id"):
        with pytest.raises(NotInvited):
            read_guests(wrong)


def test_people_of_an_organisation_are_its_accounts_and_contacts(cast, organisations):
    Contact.objects.create(organisation=organisations.dinkes, name="Tamu", email="tamu@contoh.test", basis="surat")
    cast.head.email = ""
    cast.head.save()
    assert [one.email for one in people_of([organisations.dinkes])] == [cast.contributor.email, "tamu@contoh.test"]


@pytest.fixture
def invited(meeting, cast, organisations) -> Bimtek:
    guests = [*people_of([organisations.dinkes]), *read_guests("Ani <ani@contoh.test>\nANI@contoh.test")]
    assert inviting.invite(meeting.pk, guests) == 3
    return meeting


def entries() -> list[tuple[str, str, str]]:
    """Receiver, method and sequence of the entries that were mailed since the last look."""
    found = []
    for one in mail.outbox:
        message = email.message_from_bytes(one.message().as_bytes())
        [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        text = part.get_payload(decode=True).decode().replace("\r\n ", "")
        assert part.get_param("method") == re.search(r"METHOD:(\w+)", text)[1] and part.get_filename() == "undangan.ics"
        found.append((one.to[0], part.get_param("method"), re.search(r"SEQUENCE:(\d+)", text)[1]))
    mail.outbox.clear()
    return sorted(found)


def test_invitation_follows_the_meeting(invited, cast):
    assert inviting.send_waiting() == 0, "a draft is told to nobody"
    convening.move(invited.pk, "open")
    assert inviting.send_waiting() == 3 and inviting.send_waiting() == 0
    everybody = sorted(["ani@contoh.test", cast.contributor.email, cast.head.email])
    assert entries() == [(who, "REQUEST", "0") for who in everybody]
    assert convening.tell_of_change(invited.pk, {"place"}, agenda=False)
    assert not convening.tell_of_change(invited.pk, {"purpose"}, agenda=False)
    inviting.send_waiting()
    assert entries() == [(who, "REQUEST", "1") for who in everybody]
    # Who comes later gets the newest alone; who never got one is not told that it is called off.
    inviting.invite(invited.pk, read_guests("budi@contoh.test"))
    with pytest.raises(NotConvened):
        convening.move(invited.pk, "cancelled", reason=" ")
    convening.move(invited.pk, "cancelled", reason="Banjir")
    inviting.send_waiting()
    assert entries() == [(who, "CANCEL", "2") for who in everybody]


def test_invitation_has_text_html_and_honest_headers(invited, settings):
    settings.DEFAULT_FROM_EMAIL = "Masterplan <noreply@luwu.example>"
    convening.move(invited.pk, "open")
    inviting.send_waiting()
    one = next(one for one in mail.outbox if one.to == ["ani@contoh.test"])
    assert one.subject.startswith("Undangan: Bimtek I") and "1–2 Desember 2026" in one.subject
    [(html, kind)] = one.alternatives
    assert kind == "text/html" and "08.30" in html and "08.30" in one.body and "Yth. Ani" in one.body
    assert one.extra_headers["Auto-Submitted"] == "auto-generated"
    assert one.extra_headers["Message-ID"].endswith("@luwu.example>")
    assert "/bimtek/" not in one.body, "a guest has no account to read the page with"


def test_failing_mail_is_tried_thrice_and_told(invited, monkeypatch, cast, client):
    convening.move(invited.pk, "open")
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
    monkeypatch.setattr(inviting, "SILENT_AFTER", timedelta(0))
    for _time in range(5):
        assert inviting.send_waiting() == 0
    assert set(invited.invitations.values_list("attempts", flat=True)) == {3}
    client.force_login(cast.editor)
    assert "ZeroDivisionError" in client.get(reverse("stakeholders:meeting_invite", args=[invited.pk])).content.decode()


def test_killed_worker_loses_no_invitation(invited, monkeypatch):
    convening.move(invited.pk, "open")
    whole, count = inviting.mail_for, [0]

    class Killed(BaseException):
        pass

    def fragile(row):
        count[0] += 1
        if count[0] % 2:
            raise Killed
        return whole(row)

    monkeypatch.setattr(inviting, "mail_for", fragile)
    monkeypatch.setattr(inviting, "SILENT_AFTER", timedelta(0))
    for _time in range(8):
        try:
            inviting.send_waiting()
        except Killed:
            continue
    assert len({one.to[0] for one in mail.outbox}) == len(mail.outbox) == 3


def test_demo_sends_nothing(invited, settings):
    convening.move(invited.pk, "open")
    settings.DEMO = True
    assert inviting.send_waiting() == 0 and mail.outbox == []


# ---- States ----


@pytest.mark.parametrize(("state", "to"), [(one, to) for one in Bimtek.State.values for to in Bimtek.State.values])
def test_only_known_steps_are_taken(meeting, state, to):
    Bimtek.objects.update(state=state)
    if to in convening.STEPS[state]:
        assert convening.move(meeting.pk, to, reason="Alasan").state == to
    else:
        with pytest.raises(NotConvened):
            convening.move(meeting.pk, to, reason="Alasan")


def test_every_change_of_state_is_kept_with_its_person(meeting, cast, client):
    client.force_login(cast.editor)
    for state in ("open", "running", "closed", "running"):
        client.post(reverse("stakeholders:meeting_move", args=[meeting.pk]), {"to": state})
    events = meeting.events.order_by("pgh_id")
    assert [one.state for one in events] == ["draft", "open", "running", "closed", "running"]
    assert {one.pgh_context.metadata["user"] for one in events if one.state != "draft"} == {cast.editor.pk}


def test_draft_is_the_editors_own_and_what_was_called_off_is_not_printed(meeting, cast, client, plan):
    from stakeholders import reporting

    client.force_login(cast.contributor)
    assert client.get(meeting.get_absolute_url()).status_code == 404
    convening.move(meeting.pk, "open")
    assert client.get(meeting.get_absolute_url()).status_code == 200 and len(reporting.meetings(plan)) == 1
    convening.move(meeting.pk, "cancelled", reason="Banjir")
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Banjir" in page and reporting.meetings(plan) == ()


# ---- Over the web ----

FORM = {
    "kind": "bimtek", "phase": "2", "title": "Bimtek II", "starts_on": "1/12/2026", "ends_on": "2 Desember 2026",
    "place": "Aula", "online_link": "", "online_text": "", "purpose": "",
    "acara-TOTAL_FORMS": "1", "acara-INITIAL_FORMS": "0", "acara-MIN_NUM_FORMS": "0", "acara-MAX_NUM_FORMS": "60",
    "acara-0-day": "1/12/2026", "acara-0-starts_at": "08.30", "acara-0-ends_at": "10:00", "acara-0-title": "Pembukaan",
}  # fmt: skip


def test_meeting_is_written_down_with_its_agenda(plan, cast, client):
    client.force_login(cast.editor)
    url = reverse("stakeholders:meeting_create")
    assert client.get(url).status_code == 200
    assert client.post(url, FORM | {"tambah": "acara"}).context["rows"].total_form_count() == 2
    assert not Bimtek.objects.exists()
    response = client.post(url, FORM)
    meeting = Bimtek.objects.get()
    assert response.headers["Location"] == meeting.get_absolute_url() and meeting.state == "draft"
    [item] = meeting.agenda.all()
    assert (item.day, item.starts_at, item.ends_at) == (date(2026, 12, 1), time(8, 30), time(10))


@pytest.mark.parametrize(
    "wrong",
    [{"ends_on": "30/11/2026"}, {"ends_on": "1/12/2027"}, {"title": ""}, {"phase": "5"}, {"phase": "0"}, {"kind": "x"},
     {"acara-0-day": "3/12/2026"}, {"acara-0-starts_at": "25.00"}, {"acara-0-ends_at": "08.00"},
     {"online_link": "javascript:alert(1)"}, {"acara-0-title": "a\u202eb"}, {"starts_on": "12/31/2026"}],
)  # fmt: skip
def test_wrong_meeting_is_told(plan, cast, client, wrong):
    client.force_login(cast.editor)
    assert client.post(reverse("stakeholders:meeting_create"), FORM | wrong).status_code == 422
    assert not Bimtek.objects.exists()


def test_two_editors_do_not_overwrite_each_other(meeting, cast, client):
    client.force_login(cast.editor)
    url = reverse("stakeholders:meeting_edit", args=[meeting.pk])
    seen = client.get(url).context["seen"]
    data = FORM | {"acara-TOTAL_FORMS": "0", "seen": seen}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"title": "Judul lama"}).status_code == 409
    meeting.refresh_from_db()
    assert meeting.title == "Bimtek II"


def test_edit_of_an_announced_meeting_raises_the_number(invited, cast, client):
    convening.move(invited.pk, "open")
    client.force_login(cast.editor)
    url = reverse("stakeholders:meeting_edit", args=[invited.pk])
    seen = client.get(url).context["seen"]
    client.post(url, FORM | {"acara-TOTAL_FORMS": "0", "seen": seen})
    invited.refresh_from_db()
    assert invited.sequence == 1


def test_material_comes_and_goes(meeting, cast, client):
    client.force_login(cast.editor)
    add = reverse("stakeholders:material_add", args=[meeting.pk])
    client.post(add, {"file": SimpleUploadedFile("paparan.pdf", corpus.pdf())})
    client.post(add, {"file": SimpleUploadedFile("paparan.exe", b"MZ")})
    file = meeting.materials.get()
    assert file.is_shared
    client.post(reverse("stakeholders:material_remove", args=[meeting.pk, file.pk]))
    assert not meeting.materials.exists()


def test_people_are_invited_over_the_web(meeting, cast, organisations, client):
    client.force_login(cast.editor)
    url = reverse("stakeholders:meeting_invite", args=[meeting.pk])
    assert client.post(url, {"organisations": [organisations.dinkes.pk], "guests": "a@b.id"}).status_code == 302
    assert client.post(url, {"guests": "bukan alamat"}).status_code == 422
    assert meeting.invitations.count() == 3
    row = meeting.invitations.get(email="a@b.id")
    client.post(reverse("stakeholders:invitation_remove", args=[meeting.pk, row.pk]))
    assert meeting.invitations.count() == 2


# ---- Minutes ----


def test_decision_points_to_a_section_and_more(meeting, cast, plan, organisations, client):
    program = factories.make_program(plan, organisations.dinkes)
    asked = factories.make_data_request(plan, organisations.dinkes)
    client.force_login(cast.editor)
    data = {
        "keputusan-text": "Bab dua memuat antrean", "keputusan-section_key": "b1.two.living",
        "keputusan-program": str(program.pk), "keputusan-data_request": str(asked.pk),
    }  # fmt: skip
    url = reverse("stakeholders:decision_add", args=[meeting.pk])
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"keputusan-section_key": "b9.none"}).status_code == 422
    alone = client.post(url, {"keputusan-text": "Tentang apa?"})
    assert alone.status_code == 422 and "Tulis keputusan ini tentang apa" in alone.content.decode()
    [decision] = meetings.decisions_of(meeting)
    assert [title for _kind, title, _url in decision.about] == [
        "Buku 1: Smart Living", program.name, f"{asked.title}, Dinkes",
    ]  # fmt: skip
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Smart Living" in page and "/naskah/bagian/b1.two.living/" in page


def test_decision_is_carried_out_dropped_and_opened_again(meeting, cast, client):
    decision = meetings.add_decision(meeting.pk, text="Satu")
    client.force_login(cast.editor)
    url = reverse("stakeholders:decision_move", args=[meeting.pk, 1])
    for to in ("done", "dropped", "open", "done", "done"):
        assert client.post(url, {"to": to}).status_code == 302
    for wrong in ({"to": "x"}, {}, {"to": "d" * 300}):
        assert client.post(url, wrong).status_code == 302
    assert client.post(reverse("stakeholders:decision_move", args=[meeting.pk, 7]), {"to": "open"}).status_code == 302
    assert client.post(reverse("stakeholders:decision_move", args=[meeting.pk, 10**20]), {}).status_code == 404
    decision.refresh_from_db()
    assert decision.state == "done"
    kept = decision.events.order_by("pgh_id")
    assert list(kept.values_list("state", flat=True)) == ["open", "done", "dropped", "open", "done"]
    assert {event.pgh_context.metadata["user"] for event in kept[1:]} == {cast.editor.pk}
    assert "Selesai" in client.get(meeting.get_absolute_url()).content.decode()


def test_book_prints_what_each_decision_points_to(meeting, plan, organisations, django_assert_max_num_queries):
    """In words, as the book is read on paper; of a promise that is not signed only whose it is."""
    program = factories.make_program(plan, organisations.dinkes)
    asked = factories.make_data_request(plan, organisations.dinkes)
    draft = factories.make_commitment(plan, organisations.dinkes, title="Rancangan rahasia")
    signed = factories.make_commitment(plan, organisations.disdik, state="signed", title="Komitmen sekolah")
    convening.move(meeting.pk, "open")
    meetings.add_decision(
        meeting.pk, text="Satu", section_key="b1.two.living", program=program, data_request=asked, commitment=draft
    )
    meetings.add_decision(meeting.pk, text="Dua", commitment=signed)
    meetings.add_decision(meeting.pk, text="Tiga", section_key="b9.gone")
    with django_assert_max_num_queries(5):
        [found] = reporting.meetings(plan)
    assert [row.about for row in found.decisions] == [
        (
            "Bagian: Smart Living (Buku 1)",
            f"Program: {program.name}",
            "Komitmen: Dinas Kesehatan",
            f"Permintaan data: {asked.title}, Dinkes",
        ),
        ("Komitmen: Komitmen sekolah, Dinas Pendidikan",),
        (),
    ]
    block_records.load_kinds()
    [table] = compute("decision_list", "", BlockPlace(), Records(plan, NOW)).pieces
    assert [column.title for column in table.columns][3] == "Menunjuk ke" and not table.is_wide
    # The meeting stands above its decisions, not in each line of them.
    assert [column.key for column in table.columns if column.is_group] == ["meeting"] and table.width == 6
    assert [row[3].plain for row in table.rows][1:] == ["Komitmen: Komitmen sekolah, Dinas Pendidikan", None]
    assert table.rows[0][3].lines[0] == "Bagian: Smart Living (Buku 1)"


def test_minutes_are_printed_with_numbered_decisions(meeting, cast, client):
    meeting.minutes = "Dibuka.\n\nDitutup."
    meeting.save()
    for text in ("Satu", "Dua"):
        meetings.add_decision(meeting.pk, text=text, section_key="b1.two.living")
    assert list(Decision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    client.force_login(cast.editor)
    response = client.get(reverse("stakeholders:minutes_sheet", args=[meeting.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) >= 1 and pdf.Root.Lang == "id"
