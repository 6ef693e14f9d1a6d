"""Signing: what is shown is what is signed, once, by the office holder of the day, and stays as it is (W08-W15)."""

from __future__ import annotations

import json
import os
import threading
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pgtrigger
import pytest
from django.db import InternalError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deputy
from files.models import StoredFile
from files.uploading import store_content
from formats.dates import today_wita
from stakeholders import signing
from stakeholders.document import Document, differences
from stakeholders.models import Commitment, CommitmentItem, Signature, Witness
from stakeholders.signing import SigningRefused, content_of, fingerprint_of
from tests import factories
from tests.factories import PASSWORD
from tests.test_permissions import png


@pytest.fixture
def waiting(plan, cast, organisations) -> Commitment:
    """A commitment of Dinkes that waits for its head."""
    return factories.make_commitment(plan, organisations.dinkes, state="submitted")


def shown(commitment: Commitment) -> str:
    return fingerprint_of(content_of(Commitment.objects.get(pk=commitment.pk)))


def signed_by(commitment: Commitment, user) -> Commitment:
    signing.sign(commitment.pk, by=user, shown_hash=shown(commitment))
    return Commitment.objects.get(pk=commitment.pk)


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


# ---- Signed means unchanged ----


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE stakeholders_commitment SET title = 'Lain' WHERE id = %s",
        "UPDATE stakeholders_commitment SET clauses = '[]' WHERE id = %s",
        "UPDATE stakeholders_commitment SET dated_on = '2030-01-01' WHERE id = %s",
        "DELETE FROM stakeholders_commitment WHERE id = %s",
        "UPDATE stakeholders_commitmentitem SET target = 1 WHERE commitment_id = %s",
        "UPDATE stakeholders_commitmentitem SET amount = 1 WHERE commitment_id = %s",
        "DELETE FROM stakeholders_commitmentitem WHERE commitment_id = %s",
        "INSERT INTO stakeholders_commitmentitem (commitment_id, kind, text, unit, position)"
        " VALUES (%s, 'support', 'Tambahan', '', 9)",
        "UPDATE stakeholders_witness SET name = 'Lain' WHERE commitment_id = %s",
        "DELETE FROM stakeholders_witness WHERE commitment_id = %s",
        "UPDATE stakeholders_signature SET content_hash = repeat('0', 64) WHERE commitment_id = %s",
        "UPDATE stakeholders_signature SET name = 'Lain' WHERE commitment_id = %s",
        "DELETE FROM stakeholders_signature WHERE commitment_id = %s",
    ],
)
def test_database_refuses_to_change_what_is_signed(waiting, cast, sql):
    Witness.objects.create(commitment=waiting, name="Saksi")
    signed_by(waiting, cast.head)
    with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [waiting.pk.hex])
    assert not signing.changed_since_signed(waiting)


def test_unsigned_rows_can_be_changed(waiting):
    """The guard tells signed from unsigned; without this the test above could pass for any reason."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stakeholders_commitmentitem SET target = 1 WHERE commitment_id = %s", [waiting.pk.hex])
        assert cursor.rowcount == 1


def test_signed_text_stays_when_the_commitment_is_cancelled(waiting, cast):
    signed_by(waiting, cast.head)
    signing.cancel(waiting.pk, by=cast.editor, reason="Dasar hukumnya dicabut")
    with pytest.raises(InternalError), transaction.atomic():
        Commitment.objects.filter(pk=waiting.pk).update(title="Lain")


@pytest.mark.parametrize("what", ["organisation", "program", "source", "attachment", "bytes", "target", "template"])
def test_change_behind_a_signature_is_noticed_and_the_text_kept(
    waiting, cast, organisations, client, monkeypatch, what
):
    """Each of them shows on the page of the commitment, with what was signed and what stands there today (W11)."""
    program = factories.make_program(waiting.plan, organisations.dinkes)
    source = factories.make_source()
    waiting.items.update(program=program, funding_source=source)
    attached = store_content("rab.png", png(), owner=cast.contributor, is_shared=True)
    waiting.attachments.add(attached)
    text = Document.of(content_of(waiting))
    signed = signed_by(waiting, cast.head)
    assert not signing.changed_since_signed(signed)
    if what == "attachment":
        signed.attachments.set([store_content("lampiran.png", png(), owner=cast.contributor)])
    elif what == "bytes":
        StoredFile.objects.filter(pk=attached.pk).update(sha256="0" * 64)
    elif what == "target":
        # Past every guard, as somebody with the rights of the database's owner could.
        with pgtrigger.ignore("stakeholders.CommitmentItem:signed_part_is_not_changed"):
            signed.items.update(target=23)
    elif what == "template":
        monkeypatch.setattr(signing, "template_mark", lambda: "1" * 64)
    else:
        row = {"organisation": organisations.dinkes, "program": program, "source": source}[what]
        row.name = "Nama Baru"
        row.save()
    signed = Commitment.objects.get(pk=waiting.pk)
    assert signing.changed_since_signed(signed)
    signature = signed.signatures.get()
    assert signing.signature_is_intact(signature) and Document.of(signature.content) == text
    client.force_login(cast.head)
    page = client.get(signed.get_absolute_url())
    assert "Berubah sejak ditandatangani." in page.content.decode() and page.context["changed"]
    if what == "target":
        assert [(one.before, one.now) for one in page.context["changed"]] == [("22 puskesmas", "23 puskesmas")]


def test_unchanged_text_is_not_called_changed(waiting, cast, client):
    signed = signed_by(waiting, cast.head)
    client.force_login(cast.head)
    page = client.get(signed.get_absolute_url())
    assert page.context["changed"] == [] and "Berubah sejak" not in page.content.decode()


def test_attachment_with_a_flipped_byte_is_not_genuine(waiting, cast, client):
    attached = store_content("rab.png", png(), owner=cast.contributor, is_shared=True)
    waiting.attachments.add(attached)
    signed = signed_by(waiting, cast.head)
    assert verification_of(client, signed).context["is_genuine"]
    path = Path(attached.file.path)
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, (1, 1))  # a clock as coarse as a second must not hide it
    assert not verification_of(client, signed).context["is_genuine"]
    path.unlink()
    assert not verification_of(client, signed).context["is_genuine"]


def test_signature_of_an_older_schema_is_compared_in_its_own_writing(waiting):
    content = content_of(waiting, schema=1)
    assert "opening" not in content
    signature = Signature(commitment=waiting, content=content, content_hash=fingerprint_of(content))
    assert not signing.differs_from(waiting, signature)
    waiting.title = "Lain"
    assert signing.differs_from(waiting, signature)


def test_new_version_supersedes_the_old_one_when_it_is_signed(waiting, cast):
    old = signed_by(waiting, cast.head)
    draft = signing.new_version(old.pk, by=cast.editor, reason="Target naik")
    assert (draft.version, draft.lineage, draft.replaces_id) == (2, old.lineage, old.pk)
    assert draft.items.get().target == 22
    with pytest.raises(SigningRefused):
        signing.new_version(old.pk, by=cast.editor, reason="Sekali lagi")
    draft.items.update(target=30)
    signing.submit(draft.pk, by=cast.contributor)
    new = signed_by(draft, cast.head)
    old.refresh_from_db()
    assert (old.state, new.state) == (Commitment.State.SUPERSEDED, Commitment.State.SIGNED)
    told = differences(*(Document.of(one.signatures.get().content) for one in (old, new)))
    assert [(one.before, one.now) for one in told if "target" in one.label.lower()] == [
        ("22 puskesmas", "30 puskesmas")
    ]


def test_another_new_version_may_follow_a_cancelled_one(waiting, cast):
    old = signed_by(waiting, cast.head)
    first = signing.new_version(old.pk, by=cast.editor, reason="Target naik")
    signing.cancel(first.pk, by=cast.editor, reason="Batal")
    second = signing.new_version(old.pk, by=cast.editor, reason="Tenggat mundur")
    assert second.version == 3 and list(old.successors.order_by("version")) == [first, second]


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


# ---- Verification ----


def verification_of(client, commitment: Commitment):
    return client.get(reverse("stakeholders:verification", args=[commitment.code]))


def test_public_check_says_genuine_without_personal_data(waiting, cast, client):
    signed = signed_by(waiting, cast.head)
    response = verification_of(client, signed)
    page = response.content.decode()
    assert response.context["is_genuine"] and cast.head.name in page and "Antrean daring" in page
    assert cast.head.nip not in page.replace(" ", "") and cast.head.email not in page


def test_one_flipped_byte_is_not_genuine(waiting, cast, client):
    signed = signed_by(waiting, cast.head)
    with pgtrigger.ignore("stakeholders.Signature:signature_is_final"), connection.cursor() as cursor:
        cursor.execute("UPDATE stakeholders_signature SET content = replace(content::text, '22', '23')::jsonb")
    response = verification_of(client, signed)
    assert response.status_code == 200 and not response.context["is_genuine"]


def test_every_sign_of_the_content_counts(waiting):
    """One changed sign anywhere in the kept text gives another fingerprint."""
    content = content_of(waiting)
    right, text = fingerprint_of(content), json.dumps(content)
    wrong = [text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :] for at in range(len(text)) if text[at].isalnum()]
    for one in wrong:
        try:
            changed = json.loads(one)
        except ValueError:
            continue
        assert fingerprint_of(changed) != right, one


@pytest.mark.parametrize("code", ["LWU-2222-3333-4444", "ngawur", "a" * 500, "LWU-2222", "%20", "٣"])
def test_unknown_code_gets_a_friendly_404(db, client, code):
    response = client.get(f"/verifikasi/{code}/")
    assert response.status_code == 404 and "Traceback" not in response.content.decode()


def test_code_is_read_tolerantly(waiting, cast, client):
    signed = signed_by(waiting, cast.head)
    spoken = signed.code.lower().replace("-", "–")
    assert client.get(f"/verifikasi/{spoken}/").status_code == 200


# ---- Races with real threads, each on its own connection ----

# A thousand pairs are the same tests with ROUNDS=1000.
ROUNDS = int(os.environ.get("ROUNDS", 12))


def race(*deeds) -> list[str]:
    """Run the deeds at the same moment; "done", or the name of what was raised."""
    start = threading.Barrier(len(deeds))
    outcomes: list[str] = [""] * len(deeds)

    def run(place: int, deed) -> None:
        start.wait()
        try:
            deed()
            outcomes[place] = "done"
        except Exception as error:
            outcomes[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def stage(transactional_db, request) -> SimpleNamespace:
    """Plan, cast and organisations that other connections see."""
    return SimpleNamespace(
        plan=request.getfixturevalue("plan"),
        cast=request.getfixturevalue("cast"),
        organisations=request.getfixturevalue("organisations"),
    )


def change_target(commitment_id, target: int) -> None:
    """As the editing page does it: the row is locked, then looked at, then written."""
    with transaction.atomic():
        commitment = signing.locked(commitment_id)
        if not commitment.is_open or commitment.signatures.exists():
            raise SigningRefused("closed")
        commitment.items.update(target=target)
        Commitment.objects.filter(pk=commitment_id).update(edit_version=commitment.edit_version + 1)


def test_two_who_sign_at_once_make_one_signature(stage):
    for _pair in range(ROUNDS):
        one = factories.make_commitment(stage.plan, stage.organisations.dinkes, state="submitted")
        text = shown(one)
        outcomes = race(*[partial(signing.sign, one.pk, by=stage.cast.head, shown_hash=text)] * 2)
        assert sorted(outcomes) == ["SigningRefused", "done"]
        assert one.signatures.count() == 1
        assert one.state_changes.filter(to_state="signed").count() == 1


def test_change_and_signature_at_once_never_sign_another_text(stage):
    seen = set()
    for _pair in range(ROUNDS):
        one = factories.make_commitment(stage.plan, stage.organisations.dinkes, state="submitted")
        text = shown(one)
        outcomes = race(
            partial(signing.sign, one.pk, by=stage.cast.head, shown_hash=text), partial(change_target, one.pk, 18)
        )
        assert outcomes.count("done") == 1
        seen.add(outcomes.index("done"))
        signature = one.signatures.first()
        if signature:
            assert signature.content_hash == text and not signing.changed_since_signed(
                Commitment.objects.get(pk=one.pk)
            )


def test_without_the_lock_two_signings_both_believe_they_won(stage, monkeypatch):
    """The control: with the lock out, both get past the check, and only the last guard of the database is left."""
    meeting = threading.Barrier(2, timeout=5)
    whole = content_of

    def unlocked(commitment_id):
        return Commitment.objects.select_related("organisation", "plan").get(pk=commitment_id)

    def slow(commitment, **values):
        content = whole(commitment, **values)
        if not Signature.objects.filter(commitment=commitment).exists():
            meeting.wait()
        return content

    monkeypatch.setattr(signing, "locked", unlocked)
    monkeypatch.setattr(signing, "content_of", slow)
    one = factories.make_commitment(stage.plan, stage.organisations.dinkes, state="submitted")
    text = fingerprint_of(whole(one))
    outcomes = race(*[lambda: signing.sign(one.pk, by=stage.cast.head, shown_hash=text)] * 2)
    assert sorted(outcomes) == ["IntegrityError", "done"]


def test_without_the_lock_a_text_is_signed_that_was_not_shown(stage, monkeypatch):
    """The control of the second race: the change goes in between the look and the signature, and is covered by it."""
    looked, changed = threading.Event(), threading.Event()
    whole = content_of

    def unlocked(commitment_id):
        return Commitment.objects.select_related("organisation", "plan").get(pk=commitment_id)

    def slow(commitment, **values):
        content = whole(commitment, **values)
        if threading.current_thread() is not threading.main_thread() and not looked.is_set():
            looked.set()
            changed.wait(5)
        return content

    monkeypatch.setattr(signing, "locked", unlocked)
    monkeypatch.setattr(signing, "content_of", slow)
    one = factories.make_commitment(stage.plan, stage.organisations.dinkes, state="submitted")
    text = fingerprint_of(whole(one))

    def change() -> None:
        looked.wait(5)
        try:
            change_target(one.pk, 18)
        finally:
            changed.set()

    race(lambda: signing.sign(one.pk, by=stage.cast.head, shown_hash=text), change)
    monkeypatch.setattr(signing, "content_of", whole)
    assert CommitmentItem.objects.get(commitment=one).target == 18
    assert one.signatures.get().content_hash == text
    assert signing.changed_since_signed(Commitment.objects.get(pk=one.pk))


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
