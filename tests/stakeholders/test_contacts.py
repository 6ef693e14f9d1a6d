"""Contacts are shown for a reason that is written down, to those who may; where each organisation stands is drawn and told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Organisation
from formats.dates import format_date, today_wita
from stakeholders.models import Body, Contact, ContactAccess, Membership
from stakeholders.plotting import placed_marks
from tests import factories


@pytest.fixture
def url(plan, cast, organisations) -> str:
    cast.contributor.phone = "0811-222-333"
    cast.contributor.save()
    Contact.objects.create(organisation=organisations.dinkes, name="Rina", phone="0899-1", basis="surat kerja sama")
    return reverse("stakeholders:contacts_reveal", args=["dinkes"])


def test_contacts_stand_on_no_page_by_themselves(url, cast, client):
    for user in (cast.editor, cast.head, cast.administrator, cast.leader):
        client.force_login(user)
        page = client.get(reverse("stakeholders:stakeholder_detail", args=["dinkes"])).content.decode()
        assert "0811-222-333" not in page and "0899-1" not in page and cast.contributor.email not in page
    assert not ContactAccess.objects.exists()


def test_look_is_written_down_with_who_whose_and_why(url, cast, client):
    client.force_login(cast.editor)
    assert client.post(url, {"reason": " \u200b "}).status_code == 422
    assert not ContactAccess.objects.exists()
    page = client.post(url, {"reason": "Undangan Bimtek II"}).content.decode()
    assert "0811-222-333" in page and "0899-1" in page
    row = ContactAccess.objects.get()
    assert (row.by, row.organisation.key, row.reason) == (cast.editor, "dinkes", "Undangan Bimtek II")
    assert cast.contributor.name in row.shown and "Rina" in row.shown and "0811" not in row.shown


def test_administrator_gives_a_reason_like_everybody(url, cast, client):
    client.force_login(cast.administrator)
    assert "0811-222-333" in client.post(url, {"reason": "Surel akun salah"}).content.decode()
    assert ContactAccess.objects.get().by == cast.administrator


def test_stranger_sees_none_and_leaves_no_line(url, cast, client):
    client.force_login(cast.other_contributor)
    assert client.post(url, {"reason": "Ingin tahu"}).status_code == 403
    assert not ContactAccess.objects.exists()


def test_administrator_reads_the_log_and_cannot_change_it(url, cast, client):
    client.force_login(cast.editor)
    client.post(url, {"reason": "Undangan Bimtek II"})
    client.force_login(cast.administrator)
    page = client.get("/admin/stakeholders/contactaccess/").content.decode()
    assert "Undangan Bimtek II" in page and cast.editor.name in page
    row = ContactAccess.objects.get()
    assert client.post(f"/admin/stakeholders/contactaccess/{row.pk}/change/", {"reason": "lain"}).status_code == 403
    assert client.post(f"/admin/stakeholders/contactaccess/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_settings_show_no_way_to_reach_anybody(url, cast, client):
    """Neither the list, nor the row, nor a search: the administrator too gives a reason on the page of the organisation."""
    client.force_login(cast.administrator)
    contact = Contact.objects.get()
    person = f"/admin/accounts/user/{cast.contributor.pk}/"
    for page in ("/admin/stakeholders/contact/", f"/admin/stakeholders/contact/{contact.pk}/change/",
                 "/admin/accounts/user/", f"{person}change/", f"{person}history/"):  # fmt: skip
        response = client.get(page)
        assert response.status_code == 200
        text = response.content.decode()
        assert not [way for way in ("0811-222-333", "0899-1", cast.contributor.email) if way in text], page
    found = client.get("/admin/accounts/user/", {"q": cast.contributor.email}).context["cl"].result_count
    assert found == 0 and not ContactAccess.objects.exists()


def test_settings_keep_what_is_left_empty_and_take_what_is_typed(url, cast, organisations, client):
    client.force_login(cast.administrator)
    contact = Contact.objects.get()
    page = f"/admin/stakeholders/contact/{contact.pk}/change/"
    data = {"organisation": organisations.dinkes.pk, "name": "Rina Baru", "office": "", "basis": "surat", "phone": ""}
    assert client.post(page, data | {"email": ""}).status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.phone, contact.email) == ("Rina Baru", "0899-1", "")
    client.post(page, data | {"phone": "0812-9", "email": "rina@contoh.test"})
    contact.refresh_from_db()
    assert (contact.phone, contact.email) == ("0812-9", "rina@contoh.test")


def test_account_keeps_its_address_when_its_role_is_changed(url, cast, client):
    client.force_login(cast.administrator)
    user, page = cast.contributor, f"/admin/accounts/user/{cast.contributor.pk}/change/"
    before = (user.email, user.phone)
    data = {"username": user.username, "name": "Nama Baru", "email": "", "phone": "", "nip": "", "rank": "",
            "office": "", "language": "id", "role": "head", "organisation": user.organisation_id,
            "is_active": "on"}  # fmt: skip
    assert client.post(page, data).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.role) == ("Nama Baru", "head") and (user.email, user.phone) == before
    client.post(page, data | {"email": "baru@contoh.test"})
    user.refresh_from_db()
    assert (user.email, user.phone) == ("baru@contoh.test", before[1])


def test_picture_and_table_tell_the_same(plan, cast, organisations, client):
    Organisation.objects.update(influence=4, interest=4)
    factories.make_organisation("bupati", name="Bupati", influence=5, interest=5)
    factories.make_organisation("jauh", name="Jauh", influence=1, interest=1)
    factories.make_organisation("belum", name="Belum dinilai", influence=5)
    client.force_login(cast.editor)
    response = client.get(reverse("stakeholders:stakeholder_list"))
    marks = response.context["marks"]
    assert [mark.row.key for mark in marks][:1] == ["bupati"] and marks[-1].row.key == "jauh"
    assert len(marks) == 8 and "Belum dinilai" not in {mark.row.name for mark in marks}
    assert response.content.decode().count("<circle") == 8
    assert len({(mark.x, mark.y) for mark in marks}) == 8, "none hides another"
    first, last = marks[0], marks[-1]
    assert first.x > last.x and first.y < last.y


def test_register_parts_the_government(plan, cast, organisations, client):
    factories.make_organisation("komdigi", name="Kementerian Komdigi", kind=Organisation.Kind.MINISTRY)
    factories.make_organisation("bps", name="BPS", kind=Organisation.Kind.VERTICAL)
    factories.make_organisation("dprd", name="DPRD", kind=Organisation.Kind.COUNCIL)
    factories.make_organisation("pdam", name="PDAM", kind=Organisation.Kind.ROE, category=Organisation.Category.SOE)
    client.force_login(cast.leader)
    groups = client.get(reverse("stakeholders:stakeholder_list")).context["groups"]
    assert list(groups) == ["OPD", "Pemerintah pusat", "DPRD, kecamatan, dan desa", "BUMN/BUMD", "Akademisi"]
    assert [row.name for row in groups["Pemerintah pusat"]] == ["BPS", "Kementerian Komdigi"]


def test_bodies_tell_their_decree_their_term_and_their_seats(plan, cast, organisations, client):
    today = today_wita()
    council = Body.objects.create(
        plan=plan, key="dewan", name="Dewan Smart City", decree_kind="SK Bupati", decree_number="188.45/12",
        decreed_on=date(2026, 2, 3), term_ends_on=today - timedelta(days=1),
    )  # fmt: skip
    Membership.objects.create(body=council, seat="Ketua", office="Sekretaris Daerah", organisation=organisations.setda)
    Body.objects.create(plan=plan, key="forum", name="Forum Smart City", term_ends_on=today)
    client.force_login(cast.contributor)
    page = client.get(reverse("stakeholders:stakeholder_list")).content.decode()
    assert "SK Bupati 188.45/12, 3 Februari 2026" in page and "Sekretaris Daerah" in page
    assert "Masa tugas berakhir" in page and f"Masa tugas sampai {format_date(today)}" in page
    assert page.count("SK belum dicatat") == 1


def test_marks_stay_within_the_picture():
    rows = [
        Organisation(key=str(n), name=str(n), influence=influence, interest=interest)
        for influence in range(1, 6)
        for interest in range(1, 6)
        for n in range(20)
    ]
    for mark in placed_marks(rows):
        assert mark.x - 10 > 40 and mark.x + 10 < 540 and mark.y - 10 + 10 > 10 and mark.y + 10 < 510
