"""Certified signatures on the record: asked of the service once, asked about when no answer came (W12, W19).

The signers themselves are in test_signers.py, the pages in test_certifying_pages.py.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from luwu_smartcity.timetable import TIMETABLE
from stakeholders import certifying, sheets, signing
from stakeholders.certifying import NotCertified
from stakeholders.models import Certification, Commitment
from stakeholders.signers import Order, Person, Seen
from tests import factories

from .bsre_server import WHO, bsre


def certify(stage, person: Person = WHO) -> Certification:
    return certifying.certify(stage.signature, by=stage.head, person=person)


def test_certified_sheet_is_kept_with_what_was_sent(stage):
    row = certify(stage)
    assert (row.state, row.check_summary) == ("signed", "VALID")
    kept = certifying.certified_sheet(stage.commitment)
    assert kept == stage.service.signed[str(row.pk)] and Seen(kept).continues(stage.base)
    with pytest.raises(NotCertified):
        certify(stage)
    assert stage.service.count("/api/sign/pdf") == 1


@pytest.mark.parametrize(
    "manners", ["silent after signing", "hang up after signing", "500 after signing", "cut", "only id"]
)
@pytest.mark.parametrize("ours", [True, False], ids=["our id", "its own id"])
def test_answer_lost_after_signing_is_asked_about_and_not_signed_again(stage, settings, manners, ours):
    """The service names its own id at the earliest with the head of its answer; before that only ours can be known."""
    stage.service.manners, stage.service.keeps_our_ids, settings.ESIGN_TIMEOUT = manners, ours, 0.5
    if ours or manners in {"cut", "only id"}:
        assert certify(stage).state == "signed"
    else:
        with pytest.raises(NotCertified, match="5|five|lima"):
            certify(stage)
        with pytest.raises(NotCertified):
            certify(stage)
        assert Certification.objects.get().state == "unknown"
    assert stage.service.count("/api/sign/pdf") == 1


def test_unknown_stays_until_the_service_says_something(stage):
    stage.service.manners = "500"
    with pytest.raises(NotCertified):
        certify(stage)
    row = Certification.objects.get()
    assert row.state == "unknown"
    stage.service.manners = "download fault"
    with pytest.raises(NotCertified):
        certifying.ask(row)
    assert Certification.objects.get().state == "unknown"
    stage.service.manners = ""
    Certification.objects.update(sent_at=timezone.now() - certifying.SETTLED_AFTER)
    with pytest.raises(NotCertified):
        certifying.ask(Certification.objects.get())
    assert Certification.objects.get().state == "refused"
    assert certify(stage).state == "signed" and stage.service.count("/api/sign/pdf") == 2


def test_timetable_asks_about_what_nobody_came_back_to(stage, settings):
    stage.service.manners = "500"
    with pytest.raises(NotCertified):
        certify(stage)
    assert certifying.ask_about_all() == 0
    stage.service.manners = ""
    row = Certification.objects.get()
    stage.service.signed[str(row.pk)] = bsre(stage.service).sign(Order(uuid4(), stage.base), WHO).pdf
    settings.ESIGN_BACKEND = "local"
    assert certifying.ask_about_all() == 0
    settings.ESIGN_BACKEND = "bsre"
    assert certifying.ask_about_all() == 1 and Certification.objects.get().state == "signed"
    assert "ask about certified signatures" in {deed.name for deed in TIMETABLE}


def test_file_that_is_handed_out_no_more_is_told(stage):
    stage.service.manners = "500"
    with pytest.raises(NotCertified):
        certify(stage)
    stage.service.manners = "downloaded before"
    with pytest.raises(NotCertified):
        certifying.ask(Certification.objects.get())
    assert Certification.objects.get().answer == "gone"


@pytest.mark.parametrize("manners", ["other file", "unsigned"])
def test_another_file_than_the_one_sent_is_not_taken(stage, manners):
    stage.service.manners = manners
    with pytest.raises(NotCertified):
        certify(stage)
    assert Certification.objects.get().answer == "other file" and certifying.certified_sheet(stage.commitment) is None


def test_process_killed_while_the_service_signs_leaves_a_row_that_is_asked_about(stage, monkeypatch):
    """W12: whatever dies after the request was written down, the file is found by its id."""
    order = certifying._begin(stage.signature, by=stage.head)
    certifying.chosen().sign(order, WHO)
    # Here the process was killed: the answer was never written down.
    row = Certification.objects.get()
    assert row.state == "sent"
    with pytest.raises(NotCertified):
        certifying.ask(row)
    with pytest.raises(NotCertified):
        certify(stage)
    Certification.objects.update(sent_at=timezone.now() - timedelta(minutes=3))
    assert certifying.ask(Certification.objects.get()).state == "signed"
    assert stage.service.count("/api/sign/pdf") == 1


def test_every_head_of_a_joint_sheet_adds_his_signature(stage, plan, organisations, cast):
    joint = factories.make_commitment(plan, organisations.setda, kind="joint", state="submitted")
    joint.parties.set([organisations.dinkes, organisations.disdik])
    shown = signing.fingerprint_of(signing.content_of(Commitment.objects.get(pk=joint.pk)))
    given = [signing.sign(joint.pk, by=head, shown_hash=shown) for head in (cast.head, cast.other_head)]
    for signature, head in zip(given, (cast.head, cast.other_head), strict=True):
        signature.refresh_from_db()
        certifying.certify(signature, by=head, person=WHO)
    sheet = certifying.certified_sheet(Commitment.objects.get(pk=joint.pk))
    assert sheet and Seen(sheet).intact == [True, True, True]


def test_certified_signature_is_final(stage):
    row = certify(stage)
    for sql in (
        "UPDATE stakeholders_certification SET sha256 = repeat('0', 64) WHERE id = %s",
        "UPDATE stakeholders_certification SET state = 'refused' WHERE id = %s",
        "DELETE FROM stakeholders_certification WHERE id = %s",
    ):
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [row.pk.hex])


def test_sheet_for_the_service_does_not_call_itself_uncertified(stage):
    plain = sheets.sheet_html(stage.commitment)
    certified = sheets.sheet_html(stage.commitment, certified=True)
    assert "tidak tersertifikasi" in plain and "tidak tersertifikasi" not in certified and "BSrE" in certified
