"""Pages of commitments: drafting with rows, stale forms, the register. The printed sheet is in test_sheet.py."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from files.models import StoredFile
from stakeholders import forms, sheets, signing
from stakeholders.models import ClauseTemplate, Commitment, CommitmentItem, Reminder
from tests import factories
from tests.test_permissions import png

MOST_QUERIES = 12


def row(prefix: str, number: int, **values: str) -> dict[str, str]:
    return {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def sent(organisation, **values: str) -> dict[str, str]:
    """The page as a browser sends it: one item, one empty row, no witness."""
    return {
        "kind": "opd",
        "organisation": str(organisation.pk),
        "title": "Lembar Komitmen Uji",
        "dated_on": "2 November 2026",
        "clauses": "Melaksanakan program;\nMelapor setiap triwulan.",
        "butir-TOTAL_FORMS": "2",
        "butir-INITIAL_FORMS": "0",
        "saksi-TOTAL_FORMS": "1",
        "saksi-INITIAL_FORMS": "0",
        **row(
            "butir", 0, kind="support", text="Antrean daring", target="1.250,5", unit="puskesmas", amount="Rp1,25 miliar",
            due_on="31/12/2026",
        ),
        **row("butir", 1, kind="program"),
    } | values  # fmt: skip


def test_staff_draws_up_a_commitment_with_numbers_as_people_type_them(plan, cast, organisations, client):
    client.force_login(cast.contributor)
    response = client.post(reverse("stakeholders:commitment_create"), sent(organisations.dinkes))
    draft = Commitment.objects.get()
    assert response.status_code == 302 and response.url == draft.get_absolute_url()
    assert draft.clauses == ["Melaksanakan program", "Melapor setiap triwulan."]
    item = draft.items.get()
    assert (str(item.target.normalize()), item.amount, item.due_on) == ("1250.5", 1_250_000_000, date(2026, 12, 31))
    assert draft.state_changes.get().to_state == "draft" and draft.created_by == cast.contributor


def test_person_in_charge_with_an_account_is_reminded(plan, cast, organisations, client):
    client.force_login(cast.contributor)
    url = reverse("stakeholders:commitment_create")
    client.post(url, sent(organisations.dinkes, contact_name=cast.contributor.name.upper()))
    draft = Commitment.objects.get()
    assert draft.contact == cast.contributor and draft.contact_name == cast.contributor.name.upper()
    edit = reverse("stakeholders:commitment_edit", args=[draft.pk])
    client.post(edit, edited(draft, contact_name=cast.other_contributor.name))
    draft.refresh_from_db()
    assert draft.contact is None and draft.contact_name == cast.other_contributor.name


def test_form_sent_twice_makes_one_draft(plan, cast, organisations, client):
    client.force_login(cast.contributor)
    page = client.get(reverse("stakeholders:commitment_create")).content.decode()
    given = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert given
    data = sent(organisations.dinkes, id=given[1])
    for _time in range(2):
        assert client.post(reverse("stakeholders:commitment_create"), data).status_code == 302
    assert Commitment.objects.count() == 1


def test_usual_clauses_are_offered(plan, cast, client):
    ClauseTemplate.objects.create(key="a", name="A", text="Melaksanakan program sesuai jadwal.")
    client.force_login(cast.contributor)
    page = client.get(reverse("stakeholders:commitment_create")).content.decode()
    assert "Melaksanakan program sesuai jadwal." in page


def test_row_is_added_without_script_and_what_was_typed_stays(plan, cast, organisations, client):
    client.force_login(cast.contributor)
    response = client.post(reverse("stakeholders:commitment_create"), sent(organisations.dinkes, tambah="butir"))
    page = response.content.decode()
    assert response.status_code == 200 and not Commitment.objects.exists()
    assert page.count('name="butir-2-text"') == 1 and "Antrean daring" in page and "1.250,5" in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("butir-0-target", "banyak"),
        ("butir-0-amount", "-5"),
        ("butir-0-amount", "9" * 20),
        ("butir-0-due_on", "31/02/2026"),
        ("butir-0-unit", ""),
        ("butir-0-kind", "program"),
        ("title", ""),
        ("title", "x" * 300),
        ("title", "Rp\u202e1"),
        ("clauses", "x" * 1100),
        ("organisation", "99999999999999999999"),
        ("butir-TOTAL_FORMS", "abc"),
        ("butir-0-program", "99999999-9999-9999-9999-999999999999"),
    ],
)
def test_bad_input_is_refused_with_the_text_kept(plan, cast, organisations, client, name, value):
    client.force_login(cast.contributor)
    response = client.post(reverse("stakeholders:commitment_create"), sent(organisations.dinkes) | {name: value})
    assert response.status_code == 422 and not Commitment.objects.exists()
    page = response.content.decode()
    assert "Lembar Komitmen Uji" in page or name == "title"
    assert page.count('class="errors"') <= 1, "said once"


def test_staff_promises_for_no_other_opd(plan, cast, organisations, client):
    client.force_login(cast.contributor)
    response = client.post(reverse("stakeholders:commitment_create"), sent(organisations.disdik))
    assert response.status_code == 422 and not Commitment.objects.exists()


def edited(commitment: Commitment, **values: str) -> dict[str, str]:
    item = commitment.items.get()
    return (
        sent(
            commitment.organisation,
            version=str(commitment.edit_version),
            **{"butir-INITIAL_FORMS": "1", "butir-0-id": str(item.pk)},
        )
        | values
    )


def test_edit_saves_and_raises_the_version(plan, cast, organisations, client):
    draft = factories.make_commitment(plan, organisations.dinkes)
    client.force_login(cast.contributor)
    assert client.post(reverse("stakeholders:commitment_edit", args=[draft.pk]), edited(draft)).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.edit_version) == ("Lembar Komitmen Uji", 2)
    assert draft.items.get().text == "Antrean daring"


def test_removed_row_goes(plan, cast, organisations, client):
    draft = factories.make_commitment(plan, organisations.dinkes)
    client.force_login(cast.contributor)
    client.post(reverse("stakeholders:commitment_edit", args=[draft.pk]), edited(draft, **{"butir-0-DELETE": "on"}))
    assert not draft.items.exists()


@pytest.mark.parametrize("version", ["1", "", "-1", "9" * 20, "abc"])
def test_stale_form_is_not_saved_and_keeps_the_text(plan, cast, organisations, client, version):
    draft = factories.make_commitment(plan, organisations.dinkes, edit_version=2)
    client.force_login(cast.editor)
    response = client.post(reverse("stakeholders:commitment_edit", args=[draft.pk]), edited(draft, version=version))
    page = response.content.decode()
    draft.refresh_from_db()
    assert response.status_code == 409 and draft.title != "Lembar Komitmen Uji"
    assert "Lembar Komitmen Uji" in page and 'name="version" value="2"' in page


def test_form_opened_before_the_signature_changes_nothing(plan, cast, organisations, client):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    data = edited(waiting)
    signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))
    client.force_login(cast.contributor)
    assert client.post(reverse("stakeholders:commitment_edit", args=[waiting.pk]), data).status_code == 403
    assert CommitmentItem.objects.get(commitment=waiting).text != "Antrean daring"


def attached(*contents: bytes) -> dict[str, list[SimpleUploadedFile]]:
    return {"attach": [SimpleUploadedFile(f"lampiran-{number}.png", one) for number, one in enumerate(contents, 1)]}


def test_attachments_come_with_the_draft_and_are_signed_along(plan, cast, organisations, client):
    client.force_login(cast.contributor)
    url = reverse("stakeholders:commitment_create")
    response = client.post(url, sent(organisations.dinkes) | attached(png(), png()))
    draft = Commitment.objects.get()
    assert response.status_code == 302
    assert sorted(draft.attachments.values_list("name", flat=True)) == ["lampiran-1.png", "lampiran-2.png"]
    kept = draft.attachments.order_by("name").first()
    data = edited(draft, drop=str(kept.pk), **{"saksi-INITIAL_FORMS": "0"})
    assert client.post(reverse("stakeholders:commitment_edit", args=[draft.pk]), data).status_code == 302
    assert list(draft.attachments.values_list("name", flat=True)) == ["lampiran-2.png"]
    content = signing.content_of(Commitment.objects.get())
    assert content["attachments"] == [["lampiran-2.png", draft.attachments.get().sha256]]
    page = client.get(draft.get_absolute_url()).content.decode()
    assert draft.attachments.get().get_absolute_url() in page


@pytest.mark.parametrize("files", [[b"<script>alert(1)</script>"], [b""]], ids=["script", "empty"])
def test_bad_attachment_is_refused_with_the_text_kept(plan, cast, organisations, client, files):
    client.force_login(cast.contributor)
    response = client.post(reverse("stakeholders:commitment_create"), sent(organisations.dinkes) | attached(*files))
    assert response.status_code == 422 and not Commitment.objects.exists()
    assert "Lembar Komitmen Uji" in response.content.decode() and not StoredFile.objects.exists()


def test_attachments_are_few_enough_to_be_read(plan, cast, organisations, client, monkeypatch):
    monkeypatch.setattr(forms, "MAX_ATTACHMENTS", 1)
    client.force_login(cast.contributor)
    data = sent(organisations.dinkes) | attached(png(), png())
    assert client.post(reverse("stakeholders:commitment_create"), data).status_code == 422


def test_who_signs_can_read_what_is_attached(plan, cast, organisations, client):
    """A joint sheet of the secretariat with an attachment: the head of another OPD opens it before he signs."""
    client.force_login(cast.editor)
    data = sent(organisations.setda, kind="joint") | {"parties": [organisations.dinkes.pk]} | attached(png())
    client.post(reverse("stakeholders:commitment_create"), data)
    joint = Commitment.objects.get()
    signing.submit(joint.pk, by=cast.editor)
    client.force_login(cast.head)
    assert client.get(joint.get_absolute_url()).status_code == 200
    assert client.get(joint.attachments.get().get_absolute_url()).status_code == 200


def test_scan_of_the_paper_stands_on_the_record_for_all_who_read_it(plan, cast, organisations, client):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))
    client.force_login(cast.contributor)
    upload = SimpleUploadedFile("lembar-basah.png", png())
    client.post(reverse("stakeholders:commitment_scan", args=[waiting.pk]), {"file": upload})
    waiting.refresh_from_db()
    client.force_login(cast.other_head)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert "lembar-basah.png" in page and waiting.scan.get_absolute_url() in page
    assert client.get(waiting.scan.get_absolute_url()).status_code == 200
    assert not signing.changed_since_signed(Commitment.objects.get(pk=waiting.pk))


def test_return_needs_a_note_and_is_written_down(plan, cast, organisations, client):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    client.force_login(cast.head)
    url = reverse("stakeholders:commitment_return", args=[waiting.pk])
    client.post(url, {"reason": "  "})
    waiting.refresh_from_db()
    assert waiting.state == "submitted"
    client.post(url, {"reason": "Target terlalu tinggi"})
    waiting.refresh_from_db()
    assert waiting.state == "draft" and waiting.state_changes.get().reason == "Target terlalu tinggi"


def test_scan_is_attached_and_a_bad_file_refused(plan, cast, organisations, client):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    client.force_login(cast.contributor)
    url = reverse("stakeholders:commitment_scan", args=[waiting.pk])
    for name, content in (
        ("lembar.png", b"<script>alert(1)</script>"),
        ("lembar.csv", b"a;b\n1;2\n"),
        ("lembar", png()),
    ):
        client.post(url, {"file": SimpleUploadedFile(name, content)})
        waiting.refresh_from_db()
        assert waiting.scan is None and not StoredFile.objects.exists()
    client.post(url, {"file": SimpleUploadedFile("lembar.png", png())})
    waiting.refresh_from_db()
    assert waiting.scan.name == "lembar.png" and waiting.scan.organisation == organisations.dinkes


# ---- The register ----


def names(response) -> list[str]:
    return [one.title for one in response.context["page_obj"]]


def test_filters_stand_in_the_address(plan, cast, organisations, client):
    factories.make_commitment(plan, organisations.dinkes, title="Satu")
    factories.make_commitment(plan, organisations.disdik, title="Dua", state="submitted", kind="pact")
    client.force_login(cast.editor)
    url = reverse("stakeholders:commitment_list")
    assert names(client.get(url)) == ["Dua", "Satu"]
    assert names(client.get(url, {"keadaan": "draft"})) == ["Satu"]
    assert names(client.get(url, {"jenis": "pact", "lembaga": "disdik"})) == ["Dua"]
    assert names(client.get(url, {"q": "pendidikan"})) == ["Dua"]
    assert names(client.get(url, {"keadaan": "ngawur", "page": "9999999999999999999999"})) == ["Dua", "Satu"]
    assert names(client.get(url, {"q": "tidak ada"})) == []


def test_overview_tells_who_has_not_signed(plan, cast, organisations, client):
    factories.make_commitment(plan, organisations.dinkes, state="signed")
    factories.make_commitment(plan, organisations.disdik, state="submitted")
    client.force_login(cast.leader)
    unsigned = client.get(reverse("stakeholders:commitment_list")).context["unsigned"]
    assert next((one.key, one.waits) for one in unsigned) == ("disdik", True)
    assert "dinkes" not in {one.key for one in unsigned}
    client.force_login(cast.contributor)
    assert client.get(reverse("stakeholders:commitment_list")).context["unsigned"] == []


def test_other_opd_sees_no_draft_not_even_in_counts(plan, cast, organisations, client):
    factories.make_commitment(plan, organisations.dinkes, title="Rahasia kenari")
    client.force_login(cast.other_contributor)
    response = client.get(reverse("stakeholders:commitment_list"))
    assert response.context["page_obj"].paginator.count == 0 and "kenari" not in response.content.decode()


LISTS = ["commitment_list", "data_request_list", "bimtek_list", "stakeholder_list"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["editor", "contributor"])
def test_lists_cost_the_same_for_few_and_many_rows(plan, cast, organisations, client, name, who, connection_queries):
    client.force_login(getattr(cast, who))

    def fill(count: int) -> None:
        from stakeholders.models import Attendance, Bimtek

        for number in range(count):
            factories.make_commitment(plan, organisations.dinkes, state="signed")
            factories.make_data_request(plan, organisations.dinkes)
            factories.make_organisation(f"x{Commitment.objects.count()}")
            meeting = Bimtek.objects.create(
                plan=plan,
                title=f"Rapat {number}",
                kind="team",
                state="closed",
                starts_on="2026-01-05",
                ends_on="2026-01-05",
            )
            Attendance.objects.create(bimtek=meeting, name="Peserta", organisation=organisations.dinkes)

    fill(3)
    client.get("/panduan/")  # the first request of a sign-in writes its session
    few = connection_queries(client, reverse(f"stakeholders:{name}"))
    fill(30)
    many = connection_queries(client, reverse(f"stakeholders:{name}"))
    assert few == many <= MOST_QUERIES


@pytest.fixture
def connection_queries(django_assert_num_queries):
    from django.db import connection

    def count(client, url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


def test_translations_of_the_page_are_complete(plan, cast, organisations, client):
    """No English word of the detail page is left for Indonesian readers."""
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    client.force_login(cast.head)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert not re.search(r">\s*(Signature|History|What is promised|Versions)\s*<", page)


def test_every_message_about_any_item_stands_on_the_commitment(plan, cast, organisations, client):
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    CommitmentItem.objects.create(commitment=one, text="Melatih petugas", due_on=date(2026, 12, 1))
    signing.sign(one.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(one)))
    other = factories.make_commitment(plan, organisations.dinkes)
    for number, item in enumerate([*one.items.order_by("pk"), other.items.get()]):
        for step in ("H-3 2026-12-01", "H+1 2026-12-01"):
            Reminder.objects.create(
                subject_kind="commitment_item", subject_id=str(item.pk), step=step, recipient=cast.contributor,
                due_on=date(2026, 12, 1 + number), state="sent", sent_at=timezone.now(),
            )  # fmt: skip
    Reminder.objects.filter(step__startswith="H+1", due_on=date(2026, 12, 2)).update(state="cancelled")
    client.force_login(cast.head)
    response = client.get(one.get_absolute_url())
    told = [(row["row"].step_key, row["about"]) for row in response.context["reminded"]]
    assert told == [
        ("H-3", "Melatih petugas"),
        ("H+1", "Antrean daring di 22 puskesmas"),
        ("H-3", "Antrean daring di 22 puskesmas"),
    ]
    assert response.content.decode().count(f"H-3, {cast.contributor.name}: ") == 2


def test_changed_due_date_is_told_in_the_language_of_the_page(plan, cast, organisations, client):
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    one.items.update(due_on=date(2026, 8, 17))
    signing.sign(one.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(one)))
    draft = signing.new_version(one.pk, by=cast.editor, reason="Tenggat mundur")
    draft.items.update(due_on=date(2026, 10, 1))
    client.force_login(cast.editor)
    told = []
    for language in ("id", "en"):
        cast.editor.language = language
        cast.editor.save()
        page = client.get(draft.get_absolute_url(), headers={"Accept-Language": language})
        told += [(change.before, change.now) for change in page.context["changes"]]
        printed = sheets.sheet_html(draft)
        assert "1 Okt 2026" in printed and "1 Oct 2026" not in printed
    assert told == [("17 Agu 2026", "1 Okt 2026"), ("17 Aug 2026", "1 Oct 2026")]
