"""Signing: what is shown is what is signed, once, by the office holder of the day (W08-W10, W14).

That it stays so is in test_signed_text.py, two at once in test_signing_races.py, paper in test_paper.py.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deputy
from formats.dates import today_wita
from masterplan import digesting
from stakeholders import signing
from stakeholders.models import Commitment, Signature
from stakeholders.signing import SigningRefused, fingerprint_of
from tests import factories
from tests.factories import PASSWORD

from .signing_steps import shown, signed_by

# ---- Who, when, what ----


def test_head_signs_what_was_shown(waiting, cast):
    signature = signing.sign(waiting.pk, by=cast.head, shown_hash=shown(waiting))
    waiting.refresh_from_db()
    assert waiting.state == Commitment.State.SIGNED and waiting.code
    assert (signature.name, signature.office, signature.as_deputy) == (cast.head.name, cast.head.office, False)
    assert fingerprint_of(signature.content) == signature.content_hash == shown(waiting)
    assert waiting.state_changes.first().content_hash == signature.content_hash


def test_stale_text_is_not_signed(waiting, cast):
    before = shown(waiting)
    waiting.items.update(target=18)
    with pytest.raises(SigningRefused) as refused:
        signing.sign(waiting.pk, by=cast.head, shown_hash=before)
    assert refused.value.stale and not Signature.objects.exists()


def test_second_signature_is_refused(waiting, cast):
    signed_by(waiting, cast.head)
    with pytest.raises(SigningRefused) as refused:
        signing.sign(waiting.pk, by=cast.head, shown_hash=shown(waiting))
    assert refused.value.stale and Signature.objects.count() == 1


@pytest.mark.parametrize("who", ["other_head", "contributor", "editor", "leader", "administrator", "reviewer"])
def test_only_the_head_of_this_organisation_signs(waiting, cast, who):
    with pytest.raises(SigningRefused):
        signing.sign(waiting.pk, by=getattr(cast, who), shown_hash=shown(waiting))


@pytest.mark.parametrize(
    ("starts", "ends", "may"), [(-1, 1, True), (0, 0, True), (-5, -1, False), (1, 5, False)], ids=str
)
def test_deputy_signs_within_his_dates_as_such(waiting, cast, organisations, starts, ends, may):
    today = timezone.localdate()
    Deputy.objects.create(
        user=cast.other_head,
        organisation=organisations.dinkes,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
    )
    if may:
        signature = signing.sign(waiting.pk, by=cast.other_head, shown_hash=shown(waiting))
        assert signature.as_deputy and signature.organisation == organisations.dinkes
    else:
        with pytest.raises(SigningRefused):
            signing.sign(waiting.pk, by=cast.other_head, shown_hash=shown(waiting))


@pytest.mark.parametrize("as_party", [False, True], ids=["alone", "party of a joint one"])
@pytest.mark.parametrize(
    ("kind", "starts", "ends", "may"),
    [
        ("acting_head", -1, 1, True),
        ("acting_head", 0, 0, True),
        ("acting_head", -5, -1, False),
        ("acting_head", 1, 5, False),
        ("operator", -1, 1, False),
    ],
    ids=str,
)
def test_deputy_of_another_office_finds_what_waits_within_his_dates(
    waiting, cast, organisations, kind, starts, ends, may, as_party
):
    """He belongs to another OPD: nothing but the clause of the deputy lets him see the text that he is to sign."""
    if as_party:
        waiting.kind, waiting.organisation = Commitment.Kind.JOINT, organisations.setda
        waiting.save()
        waiting.parties.set([organisations.dinkes, organisations.kampus])
    today = timezone.localdate()
    Deputy.objects.create(
        user=cast.other_head,
        organisation=organisations.dinkes,
        kind=kind,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
    )
    assert Commitment.objects.visible_to(cast.other_head).filter(pk=waiting.pk).exists() == may
    assert Commitment.objects.to_be_signed_by(cast.other_head, today).filter(pk=waiting.pk).exists() == may
    draft = factories.make_commitment(waiting.plan, organisations.bappelitbangda)
    assert not Commitment.objects.visible_to(cast.other_head).filter(pk=draft.pk).exists()


def test_operator_is_no_deputy_of_the_head(waiting, cast, organisations):
    today = timezone.localdate()
    Deputy.objects.create(
        user=cast.contributor, organisation=organisations.dinkes, kind="operator", starts_on=today, ends_on=today
    )
    with pytest.raises(SigningRefused):
        signing.sign(waiting.pk, by=cast.contributor, shown_hash=shown(waiting))


def test_replaced_head_signs_no_more_and_stays_in_the_record(waiting, cast, organisations):
    first = signed_by(waiting, cast.head)
    cast.head.is_active = False
    cast.head.save()
    second = factories.make_commitment(first.plan, organisations.dinkes, state="submitted")
    with pytest.raises(SigningRefused):
        signing.sign(second.pk, by=cast.head, shown_hash=shown(second))
    assert first.signatures.get().name == cast.head.name


def test_daily_mail_of_the_signatory_names_what_waits_for_his_signature(waiting, cast):
    today, since = timezone.localdate(), timezone.now()

    def told(user) -> list[str]:
        groups = digesting.waiting_for(user, today, since)
        return [line.url for group in groups for line in group.lines if line.title == waiting.title]

    assert told(cast.head) == [waiting.get_absolute_url()] and told(cast.contributor) == told(cast.other_head) == []
    signed_by(waiting, cast.head)
    assert told(cast.head) == []


def test_empty_draft_is_not_submitted(plan, cast, organisations):
    draft = Commitment.objects.create(
        plan=plan, organisation=organisations.dinkes, title="Kosong", dated_on=today_wita()
    )
    with pytest.raises(SigningRefused):
        signing.submit(draft.pk, by=cast.contributor)


def test_joint_commitment_is_signed_when_the_last_party_has_signed(waiting, cast, organisations):
    waiting.kind = Commitment.Kind.JOINT
    waiting.save()
    waiting.parties.set([organisations.dinkes, organisations.disdik])
    text = shown(waiting)
    signing.sign(waiting.pk, by=cast.head, shown_hash=text)
    waiting.refresh_from_db()
    assert waiting.state == Commitment.State.SUBMITTED and not waiting.code
    with pytest.raises(SigningRefused):
        signing.take_back(waiting.pk, by=cast.editor, reason="Ubah")
    signing.sign(waiting.pk, by=cast.other_head, shown_hash=text)
    waiting.refresh_from_db()
    assert waiting.state == Commitment.State.SIGNED and waiting.code
    assert set(waiting.signatures.values_list("content_hash", flat=True)) == {text}


def test_date_of_the_signature_is_that_of_the_regency(waiting, cast, monkeypatch):
    """16.30 UTC is the next day in Luwu: a deputy whose term begins then may sign (T01)."""
    moment = timezone.datetime(2026, 12, 1, 16, 30, tzinfo=timezone.get_fixed_timezone(0))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    Deputy.objects.create(
        user=cast.other_head,
        organisation=waiting.organisation,
        starts_on=date(2026, 12, 2),
        ends_on=date(2026, 12, 2),
    )
    assert signing.sign(waiting.pk, by=cast.other_head, shown_hash=shown(waiting)).as_deputy


# ---- Over the web ----


def sign_url(commitment: Commitment) -> str:
    return reverse("stakeholders:commitment_sign", args=[commitment.pk])


def panel(commitment: Commitment, **values: str) -> dict[str, str]:
    return {"agree": "on", "password": PASSWORD, "shown": shown(commitment)} | values


def test_page_of_the_head_holds_the_hash_of_what_it_shows(waiting, cast, client):
    client.force_login(cast.head)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert f'name="shown" value="{shown(waiting)}"' in page and "Antrean daring di 22 puskesmas" in page
    assert client.post(sign_url(waiting), panel(waiting)).status_code == 302
    waiting.refresh_from_db()
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert waiting.is_signed and waiting.code in page and 'name="shown"' not in page


@pytest.mark.parametrize(
    "wrong",
    [{"password": "salah"}, {"password": ""}, {"agree": ""}, {"shown": ""}, {"shown": "0" * 63}, {"shown": "x"}],
)
def test_incomplete_panel_signs_nothing(waiting, cast, client, wrong):
    client.force_login(cast.head)
    response = client.post(sign_url(waiting), panel(waiting, **wrong))
    assert response.status_code == 422 and not Signature.objects.exists()


def test_changed_text_is_told_and_not_signed(waiting, cast, client):
    client.force_login(cast.head)
    data = panel(waiting)
    waiting.items.update(text="Yang lain")
    response = client.post(sign_url(waiting), data, follow=True)
    assert not Signature.objects.exists()
    [message] = response.context["messages_now"]
    assert message.level_tag == "error" and response.context["fingerprint"] == shown(waiting) != data["shown"]


def test_guessing_the_password_is_slowed(waiting, cast, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    client.force_login(cast.head)
    codes = [client.post(sign_url(waiting), panel(waiting, password=f"salah-{n}")).status_code for n in range(5)]
    assert codes == [422, 422, 422, 429, 429]
    assert client.post(sign_url(waiting), panel(waiting)).status_code == 429 and not Signature.objects.exists()


def test_password_is_not_logged_nor_given_back(waiting, cast, client, caplog):
    client.force_login(cast.head)
    response = client.post(sign_url(waiting), panel(waiting, password="kenari-rahasia-81"))
    assert "kenari-rahasia-81" not in caplog.text + response.content.decode()
    assert "wrong password" in caplog.text
