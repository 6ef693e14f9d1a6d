"""Signed means unchanged: the database refuses, what changes behind it is told, a new version is signed anew (W11, W13)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pgtrigger
import pytest
from django.db import InternalError, connection, transaction

from files.models import StoredFile
from files.uploading import store_content
from stakeholders import signing
from stakeholders.document import Document, differences
from stakeholders.models import Commitment, Signature, Witness
from stakeholders.signing import SigningRefused, content_of, fingerprint_of
from tests import factories
from tests.test_permissions import png

from .signing_steps import signed_by, verification_of


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
    # A newer layout is told, but nobody is asked for a new version because of it, nor told of other words.
    assert page.context["layout_alone"] == (what == "template")
    assert verification_of(client, signed).context["changed"] == (what != "template")
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
    client.force_login(cast.other_head)
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "tidak cocok dengan tanda tangannya" in page and "Ditandatangani " + cast.head.name not in page
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


# ---- Verification ----


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
