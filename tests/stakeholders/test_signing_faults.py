"""What may go wrong around a signature: a process that dies, a forged form, a withdrawal, midnight, an office renamed
(W12, W14-W16, W18). Signing itself is in test_signing.py, the e-sign service in test_certifying.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deputy
from formats.dates import Quarter
from stakeholders import keeping, sheets, signing
from stakeholders.models import Commitment, CommitmentStateChange, Fulfilment, Signature
from stakeholders.signing import SigningRefused
from tests import factories
from tests.factories import PASSWORD

from .signing_steps import shown, signed_by

WITA = ZoneInfo("Asia/Makassar")


class Killed(BaseException):
    """As when the process ends there: no handler of the code under test catches it."""


@pytest.mark.parametrize("step", ["content_of", "new_code", "_move", "_replace_older"])
def test_signing_that_dies_halfway_leaves_nothing(plan, cast, organisations, monkeypatch, step):
    """W12: either all of it stands in the database or nothing; the next attempt finds a clean record."""
    first = signed_by(factories.make_commitment(plan, organisations.dinkes, state="submitted"), cast.head)
    second = signing.new_version(first.pk, by=cast.editor, reason="Target naik")
    signing.submit(second.pk, by=cast.editor)
    text, changes = shown(second), CommitmentStateChange.objects.count()
    whole = getattr(signing, step)

    def die(*args, **values):
        whole(*args, **values)
        raise Killed

    monkeypatch.setattr(signing, step, die)
    with pytest.raises(Killed):
        signing.sign(second.pk, by=cast.head, shown_hash=text)
    monkeypatch.undo()
    rows = {row.version: row for row in Commitment.objects.filter(lineage=first.lineage)}
    assert (rows[1].state, rows[2].state, rows[2].code) == ("signed", "submitted", "")
    assert not Signature.objects.filter(commitment=second).exists()
    assert CommitmentStateChange.objects.count() == changes
    signing.sign(second.pk, by=cast.head, shown_hash=text)
    assert Commitment.objects.get(pk=first.pk).state == "superseded"


def test_sheet_of_a_signed_text_is_made_whenever_it_is_asked_for(waiting, cast, monkeypatch):
    """W12: the PDF is made from the record, so a crash before it loses nothing, and the file comes out the same later."""
    made = []
    monkeypatch.setattr(sheets, "printed", lambda html, sealer: made.append(html) or b"%PDF-")
    signed = signed_by(waiting, cast.head)
    for _time in range(2):
        sheets.sheet_of(signed)
    assert made[0] == made[1] and signed.code in made[0]


def test_form_cannot_name_another_office_or_person(waiting, cast, organisations, client):
    """W14: who signs, and for whom, is asked of the session and of the day, never of the form."""
    client.force_login(cast.other_head)
    forged = {
        "agree": "on",
        "password": PASSWORD,
        "shown": shown(waiting),
        "organisation": organisations.dinkes.pk,
        "signer": cast.head.pk,
        "as_deputy": "on",
    }
    url = reverse("stakeholders:commitment_sign", args=[waiting.pk])
    assert client.post(url, forged).status_code == 404 and not Signature.objects.exists()
    client.force_login(cast.head)
    client.post(url, forged | {"organisation": organisations.disdik.pk, "signer": cast.other_head.pk})
    signature = Signature.objects.get()
    assert (signature.signer, signature.organisation, signature.as_deputy) == (cast.head, organisations.dinkes, False)


def test_deputy_signs_on_the_page_as_such_and_the_sheet_says_so(waiting, cast, organisations, client):
    today = timezone.localdate()
    waiting.dated_on = today
    waiting.save()
    url = reverse("stakeholders:commitment_sign", args=[waiting.pk])
    data = {"agree": "on", "password": PASSWORD, "shown": shown(waiting)}
    deputy = Deputy.objects.create(
        user=cast.other_head,
        organisation=organisations.dinkes,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
    )
    client.force_login(cast.other_head)
    assert client.get(waiting.get_absolute_url()).status_code == client.post(url, data).status_code == 404
    assert not Signature.objects.exists()
    Deputy.objects.filter(pk=deputy.pk).update(ends_on=today)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert data["shown"] in page and "Plt. Kepala Dinas Kesehatan" in page
    assert "Plt. Kepala Dinas Kesehatan" in sheets.sheet_html(waiting)
    assert client.post(url, data).status_code == 302
    signature = Signature.objects.get()
    assert (signature.signer, signature.office, signature.as_deputy) == (cast.other_head, cast.head.office, True)
    assert "Plt. Kepala Dinas Kesehatan" in sheets.sheet_html(Commitment.objects.get(pk=waiting.pk))


@pytest.mark.parametrize(("office", "is_active"), [("Kepala Dinas Kesehatan", False), ("", True)])
def test_deputy_of_a_vacant_office_signs_in_that_office(waiting, cast, organisations, office, is_active):
    cast.head.office, cast.head.is_active = office, is_active
    cast.head.save()
    today = timezone.localdate()
    Deputy.objects.create(user=cast.contributor, organisation=organisations.dinkes, starts_on=today, ends_on=today)
    signed_by(waiting, cast.contributor)
    assert Signature.objects.get().office == "Kepala Dinas Kesehatan"


def test_withdrawal_has_a_reason_and_keeps_the_original(waiting, cast, client):
    """W15."""
    signed = signed_by(waiting, cast.head)
    url = reverse("stakeholders:commitment_cancel", args=[signed.pk])
    client.force_login(cast.head)
    client.post(url, {"reason": " "})
    assert Commitment.objects.get(pk=signed.pk).state == "signed"
    client.post(url, {"reason": "Programnya pindah ke dinas lain"})
    change = signed.state_changes.first()
    assert (change.to_state, change.by, change.reason) == ("cancelled", cast.head, "Programnya pindah ke dinas lain")
    client.logout()
    page = client.get(reverse("stakeholders:verification", args=[signed.code]))
    assert page.context["is_genuine"] and not page.context["in_force"] and "Antrean daring" in page.content.decode()


def test_quarter_turns_at_midnight_in_luwu_and_a_late_form_still_counts(waiting, cast, client, monkeypatch):
    """W16: one rule for all days, that of WITA. A form opened before midnight is taken after it, for its own quarter."""
    moment = datetime(2026, 12, 31, 23, 59, tzinfo=WITA)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    item = signed_by(waiting, cast.head).items.get()
    client.force_login(cast.contributor)
    page = reverse("stakeholders:item_keeping", args=[waiting.pk, item.pk])
    offered = client.get(page).context["form"].fields["quarter"].choices
    assert [key for key, _label in offered] == ["2026-4"]
    moment += timedelta(minutes=2)
    data = {"quarter": "2026-4", "state": "partial", "value": "20", "note": "Dua menunggu jaringan"}
    client.post(reverse("stakeholders:item_report", args=[waiting.pk, item.pk]), data)
    assert Fulfilment.objects.get().quarter == 4
    offered = client.get(page).context["form"].fields["quarter"].choices
    assert [key for key, _label in offered] == ["2027-1", "2026-4"]
    # 31 December 16.01 UTC is the new year in Luwu.
    assert Quarter.of(timezone.localdate()) == Quarter(2027, 1)
    with pytest.raises(keeping.NotKept):
        keeping.report(
            item, by=cast.contributor, quarter=Quarter(2027, 2), state="fulfilled", value=22, note="", evidence=[]
        )


def test_office_renamed_or_closed_keeps_its_name_on_what_it_signed(waiting, cast, organisations, client):
    """W18."""
    signed = signed_by(waiting, cast.head)
    organisations.dinkes.name, organisations.dinkes.is_active = "Dinas Kesehatan dan Keluarga Berencana", False
    organisations.dinkes.save()
    signed = Commitment.objects.get(pk=signed.pk)
    client.force_login(cast.editor)
    for page in (
        client.get(signed.get_absolute_url()),
        client.get(reverse("stakeholders:verification", args=[signed.code])),
    ):
        assert page.context["document"].organisation == "Dinas Kesehatan"
        assert "Dengan ini Dinas Kesehatan Kabupaten Uji menyatakan" in page.content.decode()
    assert "Keluarga Berencana" not in sheets.sheet_html(signed)
    assert signed.signatures.get().organisation == organisations.dinkes
    with pytest.raises(SigningRefused):
        signing.sign(signed.pk, by=cast.other_head, shown_hash=shown(signed))
