"""What was signed on paper: recorded from its scan by Kominfo, bound to text and scan, told as such, never twice (W08-W10)."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Deputy
from files.uploading import store_content
from luwu_smartcity import desk
from masterplan.blocks.promises import _sheet
from stakeholders import certifying, keeping, paper, reporting, sheets, signing
from stakeholders.models import Commitment, Signature
from stakeholders.paper import OnPaper
from stakeholders.signing import SigningRefused, content_of, fingerprint_of
from tests import factories
from tests.test_permissions import png

from .signing_steps import ROUNDS, race, shown, take_lock_out


def with_scan(commitment: Commitment, owner) -> Commitment:
    commitment.scan = store_content("lembar-basah.png", png(), owner=owner, is_shared=True)
    commitment.save()
    return commitment


@pytest.fixture
def waiting(plan, cast, organisations) -> Commitment:
    """A commitment of Dinkes, signed on paper by its head, with the scan beside it."""
    return with_scan(factories.make_commitment(plan, organisations.dinkes, state="submitted"), cast.contributor)


def by_head(cast, **values) -> OnPaper:
    read = OnPaper(cast.head.organisation, cast.head.name, cast.head.office, cast.head.nip, False, timezone.localdate())
    return replace(read, **values)


def record(commitment: Commitment, cast, read: OnPaper | None = None, **values) -> Signature:
    text = shown(commitment)
    given = {"by": cast.editor, "shown_hash": text, "scan_hash": commitment.scan.sha256, "mark": text[:8]} | values
    return paper.record(commitment.pk, read=read or by_head(cast), **given)


# ---- On the record ----


def test_paper_signs_the_same_text_and_is_told_as_paper(waiting, cast):
    text = shown(waiting)
    signature = record(waiting, cast)
    signed = Commitment.objects.get(pk=waiting.pk)
    assert signed.state == "signed" and signed.code
    assert (signature.signer, signature.recorded_by, signature.is_on_paper) == (cast.head, cast.editor, True)
    assert signature.content_hash == text == fingerprint_of(content_of(signed))
    assert signature.scan_sha256 == waiting.scan.sha256
    change = signed.state_changes.first()
    assert (change.to_state, change.by, change.content_hash) == ("signed", cast.editor, text)
    assert "di atas kertas" in change.reason and waiting.scan.sha256 in change.reason


def test_what_was_signed_on_paper_is_followed_like_the_rest(waiting, cast):
    record(waiting, cast)
    item = waiting.items.get()
    row = keeping.report(
        item, by=cast.contributor, quarter=keeping.Quarter.of(timezone.localdate()), state="partial", value=20,
        note="Dua belum", evidence=[],
    )  # fmt: skip
    assert row.item == item
    with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
        waiting.items.update(target=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"shown_hash": "0" * 64, "mark": "0" * 8},
        {"mark": "0" * 8},
        {"mark": ""},
        {"scan_hash": "0" * 64},
        {"read": {"signed_on": timedelta(days=1)}},
        {"read": {"signed_on": timedelta(days=-1)}},
        {"read": {"organisation": "disdik"}},
    ],
    ids=["another text", "another sheet", "no mark", "another scan", "tomorrow", "before it was written", "no party"],
)
def test_what_does_not_fit_is_not_recorded(waiting, cast, organisations, wrong):
    wrong = dict(wrong)
    read = by_head(cast)
    for name, value in wrong.pop("read", {}).items():
        value = read.signed_on + value if isinstance(value, timedelta) else getattr(organisations, value)
        read = replace(read, **{name: value})
    with pytest.raises(SigningRefused):
        record(waiting, cast, read, **wrong)
    assert not Signature.objects.exists() and Commitment.objects.get(pk=waiting.pk).state == "submitted"


@pytest.mark.parametrize("who", ["administrator", "reviewer", "leader", "contributor", "head"])
def test_only_kominfo_records(waiting, cast, who):
    with pytest.raises(SigningRefused):
        record(waiting, cast, by=getattr(cast, who))


def test_nobody_records_his_own_signature(waiting, cast, organisations):
    today = timezone.localdate()
    Deputy.objects.create(user=cast.editor, organisation=organisations.dinkes, starts_on=today, ends_on=today)
    with pytest.raises(SigningRefused):
        record(waiting, cast, by_head(cast, name=cast.editor.name))
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            commitment=waiting, organisation=organisations.dinkes, signer=cast.editor, recorded_by=cast.editor,
            name="x", is_on_paper=True, paper_signed_on=today, scan=waiting.scan, scan_sha256=waiting.scan.sha256,
            content={}, content_hash="0" * 64,
        )  # fmt: skip


def test_half_of_either_kind_is_refused_by_the_database(waiting, cast, organisations):
    """A signature is electronic with its signatory, or on paper with recorder, day and scan; nothing in between."""
    common = {"commitment": waiting, "organisation": organisations.dinkes, "name": "x", "content": {}}
    for values in ({}, {"signer": cast.head, "is_on_paper": True}, {"signer": cast.head, "recorded_by": cast.editor}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(content_hash="0" * 64, **common, **values)


def test_partner_without_an_account_signs_on_paper(plan, cast, organisations):
    one = factories.make_commitment(plan, organisations.kampus, kind="partner", state="submitted")
    with_scan(one, cast.editor)
    read = OnPaper(organisations.kampus, "Prof. Contoh", "Rektor", "", False, timezone.localdate())
    signature = record(one, cast, read)
    assert (signature.signer, signature.name) == (None, "Prof. Contoh")
    assert Commitment.objects.get(pk=one.pk).state == "signed"


def test_joint_sheet_may_be_signed_partly_on_paper(waiting, cast, organisations, client):
    waiting.kind = Commitment.Kind.JOINT
    waiting.save()
    waiting.parties.set([organisations.dinkes, organisations.disdik])
    record(waiting, cast)
    half = Commitment.objects.get(pk=waiting.pk)
    assert half.state == "submitted" and "di atas kertas" in half.state_changes.first().reason
    client.force_login(cast.other_head)
    screen = client.get(reverse("stakeholders:commitment_ceremony", args=[waiting.pk])).content.decode()
    assert f"{cast.head.name}, di atas kertas" in screen and "<b>1</b>" in screen
    signing.sign(waiting.pk, by=cast.other_head, shown_hash=shown(waiting))
    signed = Commitment.objects.get(pk=waiting.pk)
    assert signed.state == "signed" and len(set(signed.signatures.values_list("content_hash", flat=True))) == 1
    html = sheets.sheet_html(signed)
    assert "di atas kertas" in html and "tidak tersertifikasi" in html


@pytest.mark.parametrize("column", ["scan_sha256 = repeat('0', 64)", "recorded_name = 'Lain'", "is_on_paper = false"])
def test_recorded_signature_is_final(waiting, cast, column):
    record(waiting, cast)
    with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE stakeholders_signature SET {column}")


# ---- It never looks like an electronic one ----


def test_every_place_says_paper_and_none_says_electronic(waiting, cast, client):
    record(waiting, cast)
    signed = Commitment.objects.get(pk=waiting.pk)
    told = f"dicatat oleh {cast.editor.name} pada"
    client.force_login(cast.other_head)
    page = client.get(signed.get_absolute_url()).content.decode()
    assert page.count(told) >= 2 and "ditandatangani di atas kertas pada" in page
    client.logout()
    check = client.get(reverse("stakeholders:verification", args=[signed.code]))
    assert check.context["is_genuine"] and told in check.content.decode()
    assert "tidak tersertifikasi" not in check.content.decode()
    html = sheets.sheet_html(signed)
    assert told in html and "Ditandatangani secara elektronik" not in html and 'class="given"' not in html
    assert "tidak tersertifikasi" not in html and "bukan tanda tangan elektronik" in html.lower()


def test_books_print_paper_as_paper_in_indonesian(waiting, cast):
    record(waiting, cast)
    with translation.override("en"):
        [row] = reporting.signed_commitments(waiting.plan)
    assert row.signatures[0].on_paper.startswith("ditandatangani di atas kertas pada ")
    html = render_to_string("masterplan/blocks/commitment_sheets.html", {"sheets": [_sheet(row)], "heading": "h3"})
    assert "Ditandatangani di atas kertas pada " in html and "WITA" not in html


def test_paper_gets_no_certified_signature(waiting, cast, settings):
    settings.ESIGN_BACKEND = "bsre"
    signature = record(waiting, cast)
    signed = Commitment.objects.get(pk=waiting.pk)
    assert certifying.signature_to_certify(signed, cast.head) is None
    with pytest.raises(certifying.NotCertified):
        certifying._begin(signature, by=cast.head)


def test_flipped_byte_of_the_scan_shows(waiting, cast, client):
    record(waiting, cast)
    url = reverse("stakeholders:verification", args=[Commitment.objects.get(pk=waiting.pk).code])
    assert client.get(url).context["is_genuine"]
    path = Path(waiting.scan.file.path)
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, (1, 1))
    assert not client.get(url).context["is_genuine"]


def test_later_scan_does_not_take_the_place_of_the_recorded_one(waiting, cast, client):
    record(waiting, cast)
    newer = store_content("lain.png", png() + b"\0", owner=cast.contributor, is_shared=True)
    Commitment.objects.filter(pk=waiting.pk).update(scan=newer)
    assert Signature.objects.get().scan == waiting.scan
    client.force_login(cast.other_head)
    assert waiting.scan.get_absolute_url() in client.get(waiting.get_absolute_url()).content.decode()


# ---- On the page of the commitment ----


def sent(commitment: Commitment, cast, **values: str) -> dict[str, str]:
    text = shown(commitment)
    return {
        "organisation": str(cast.head.organisation_id),
        "name": cast.head.name,
        "office": cast.head.office,
        "nip": "19720814 200112 2 003",
        "signed_on": timezone.localdate().strftime("%d/%m/%Y"),
        "mark": f"{text[:4]} {text[4:10]}".upper(),
        "agree": "on",
        "shown": text,
        "scan": commitment.scan.sha256,
    } | values


def test_kominfo_records_on_the_page(waiting, cast, client):
    url = reverse("stakeholders:commitment_paper", args=[waiting.pk])
    client.force_login(cast.editor)
    form = client.get(waiting.get_absolute_url()).context["paper_form"]
    assert form.initial["name"] == cast.head.name and form.initial["shown"] == shown(waiting)
    assert client.post(url, sent(waiting, cast)).status_code == 302
    assert Signature.objects.get().nip == cast.head.nip
    assert client.get(waiting.get_absolute_url()).context["paper_form"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"agree": ""}, {"mark": "tidak ada"}, {"mark": "ab"}, {"mark": "00000000"}, {"name": ""}, {"nip": "12"},
        {"signed_on": "31/02/2026"}, {"shown": "x"}, {"scan": ""}, {"organisation": "9" * 20}, {"name": "a\x07b"},
    ],
    ids=str,
)  # fmt: skip
def test_incomplete_record_keeps_what_was_typed(waiting, cast, client, wrong):
    client.force_login(cast.editor)
    url = reverse("stakeholders:commitment_paper", args=[waiting.pk])
    response = client.post(url, sent(waiting, cast) | wrong)
    assert response.status_code == 422 and not Signature.objects.exists()
    page = response.content.decode()
    assert 'id="paper_mark"' in page and page.count('class="errors"') <= 1


def test_scan_stands_on_the_desk_of_kominfo_until_it_is_recorded(waiting, cast):
    def waits(user) -> list[str]:
        return [task.url for task in desk.tasks(user, timezone.localdate()) if task.url.endswith("#on-paper")]

    before = desk.waiting_counts(cast.editor)["commitments"]
    assert waits(cast.editor) == [f"{waiting.get_absolute_url()}#on-paper"] and waits(cast.reviewer) == []
    record(waiting, cast)
    assert waits(cast.editor) == [] and desk.waiting_counts(cast.editor)["commitments"] == before - 1


def test_form_waits_for_the_scan_and_for_the_submission(plan, cast, organisations, client):
    client.force_login(cast.editor)
    bare = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    draft = with_scan(factories.make_commitment(plan, organisations.dinkes), cast.contributor)
    for one in (bare, draft):
        assert client.get(one.get_absolute_url()).context["paper_form"] is None
    response = client.post(reverse("stakeholders:commitment_paper", args=[draft.pk]), sent(draft, cast), follow=True)
    assert not Signature.objects.exists() and response.context["messages_now"]


# ---- Races ----


def test_paper_and_screen_at_once_make_one_signature(scene):
    for _pair in range(ROUNDS):
        one = with_scan(
            factories.make_commitment(scene.plan, scene.organisations.dinkes, state="submitted"), scene.cast.editor
        )
        text = shown(one)
        outcomes = race(
            partial(paper.record, one.pk, by=scene.cast.editor, read=by_head(scene.cast), shown_hash=text,
                    scan_hash=one.scan.sha256, mark=text[:8]),
            partial(signing.sign, one.pk, by=scene.cast.head, shown_hash=text),
        )  # fmt: skip
        assert sorted(outcomes) == ["SigningRefused", "done"]
        assert one.signatures.count() == 1
        assert one.state_changes.filter(to_state="signed").count() == 1


def test_without_the_lock_only_the_database_stops_the_second(scene, monkeypatch):
    """The control: with the lock out both get past every look, and the constraint alone is left."""
    one = with_scan(
        factories.make_commitment(scene.plan, scene.organisations.dinkes, state="submitted"), scene.cast.editor
    )
    text = shown(one)
    take_lock_out(monkeypatch, signing, paper)
    outcomes = race(
        partial(paper.record, one.pk, by=scene.cast.editor, read=by_head(scene.cast), shown_hash=text,
                scan_hash=one.scan.sha256, mark=text[:8]),
        partial(signing.sign, one.pk, by=scene.cast.head, shown_hash=text),
    )  # fmt: skip
    assert sorted(outcomes) == ["IntegrityError", "done"]
