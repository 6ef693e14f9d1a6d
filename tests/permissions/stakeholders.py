"""Rights over commitments, data requests, meetings and the register of stakeholders."""

from types import SimpleNamespace

from stakeholders import signing
from stakeholders.models import Bimtek, Commitment, DataAnswer, Fulfilment, Pause
from tests import factories

from .table import EVERYBODY, SIGNED_IN, Row

NOT_EDITORS = "administrator reviewer leader"
DINKES = "contributor head"
DISDIK = "other_contributor other_head"
NOT_EDITORS_OR_OPD = f"{NOT_EDITORS} {DINKES} {DISDIK}"
ALL_SEEING = "administrator editor reviewer leader"


def prepare(scene: SimpleNamespace) -> None:
    """A signed commitment of Dinkes with a report, one more that waits, an answer that was delivered, and a meeting."""
    waits = factories.make_commitment(scene.plan, scene.organisations.dinkes, title="Ditandatangani", state="submitted")
    content_hash = signing.fingerprint_of(signing.content_of(waits))
    signing.sign(waits.pk, by=scene.cast.head, shown_hash=content_hash)
    scene.signed_commitment = Commitment.objects.get(pk=waits.pk)
    scene.item = scene.signed_commitment.items.get()
    scene.report = Fulfilment.objects.create(
        item=scene.item, year=2026, quarter=3, state="partial", note="Sebagian", reported_by=scene.cast.contributor
    )
    scene.delivered_request = factories.make_data_request(
        scene.plan, scene.organisations.dinkes, state="delivered", columns=[{"name": "Kecamatan", "kind": "text"}]
    )
    DataAnswer.objects.create(request=scene.delivered_request, value_text="12", delivered_by=scene.cast.contributor)
    scene.meeting = Bimtek.objects.create(
        plan=scene.plan, title="Bimtek I", starts_on="2023-07-03", ends_on="2023-07-04", state="closed"
    )
    scene.pause = Pause.objects.create(
        subject_kind="data_request", subject_id=str(scene.delivered_request.pk), until="2099-01-01", reason="Audit"
    )
    scene.open_meeting = Bimtek.objects.create(
        plan=scene.plan, title="Bimtek II", starts_on="2026-11-24", ends_on="2026-11-25", state="open",
        checkin_code="K7MW4PXR",
    )  # fmt: skip


def draft(scene: SimpleNamespace) -> dict:
    return {"pk": scene.draft_commitment.pk}


def waiting(scene: SimpleNamespace) -> dict:
    return {"pk": scene.submitted_commitment.pk}


def signed(scene: SimpleNamespace) -> dict:
    return {"pk": scene.signed_commitment.pk}


def item(scene: SimpleNamespace) -> dict:
    return {"pk": scene.signed_commitment.pk, "item": scene.item.pk}


def report(scene: SimpleNamespace) -> dict:
    return {"report": scene.report.pk}


def request(scene: SimpleNamespace) -> dict:
    return {"pk": scene.delivered_request.pk}


def meeting(scene: SimpleNamespace) -> dict:
    return {"pk": scene.meeting.pk}


def open_meeting(scene: SimpleNamespace) -> dict:
    return {"pk": scene.open_meeting.pk}


ROWS = [
    Row("stakeholders:commitment_list", ok=SIGNED_IN),
    Row("stakeholders:commitment_create", ok=f"editor {DINKES} {DISDIK}", forbidden=NOT_EDITORS),
    Row("stakeholders:commitment_detail", draft, ok=f"{ALL_SEEING} {DINKES}", hidden=DISDIK),
    Row("stakeholders:commitment_detail", waiting, ok=f"{ALL_SEEING} {DINKES}", hidden=DISDIK),
    Row("stakeholders:commitment_detail", signed, ok=SIGNED_IN),
    Row("stakeholders:commitment_edit", draft, ok=f"editor {DINKES}", forbidden=NOT_EDITORS, hidden=DISDIK),
    Row("stakeholders:commitment_edit", signed, forbidden=SIGNED_IN),
    Row("stakeholders:commitment_sheet", waiting, ok=f"{ALL_SEEING} {DINKES}", hidden=DISDIK),
    Row("stakeholders:commitment_ceremony", waiting, ok=f"{ALL_SEEING} {DINKES}", hidden=DISDIK),
    Row(
        "stakeholders:commitment_submit", draft,
        method="post", ok=f"editor {DINKES}", forbidden=NOT_EDITORS, hidden=DISDIK,
    ),
    Row(
        "stakeholders:commitment_return", waiting,
        method="post", data={"reason": "Perbaiki"}, ok=f"editor {DINKES}", forbidden=NOT_EDITORS, hidden=DISDIK,
    ),
    Row(
        "stakeholders:commitment_sign", waiting,
        method="post", ok="head", forbidden=f"{ALL_SEEING} contributor", hidden=DISDIK,
    ),
    Row(
        "stakeholders:commitment_paper", waiting,
        method="post", ok="editor", forbidden=f"{NOT_EDITORS} {DINKES}", hidden=DISDIK,
    ),
    # Without the e-sign service nobody signs there; who may when it is used, tests/stakeholders/test_certifying_pages.py tells.
    Row("stakeholders:commitment_certify", signed, method="post", forbidden=SIGNED_IN),
    Row(
        "stakeholders:commitment_certify_ask", signed,
        method="post", ok="editor head", forbidden=f"{NOT_EDITORS} contributor {DISDIK}",
    ),
    Row("stakeholders:commitment_certified_sheet", signed, hidden=SIGNED_IN),
    Row(
        "stakeholders:commitment_renew", signed,
        method="post", data={"reason": "Target berubah"}, ok=f"editor {DINKES}", forbidden=f"{NOT_EDITORS} {DISDIK}",
    ),
    Row(
        "stakeholders:commitment_cancel", signed,
        method="post", data={"reason": "Salah"}, ok="editor head", forbidden=f"{NOT_EDITORS} contributor {DISDIK}",
    ),
    Row(
        "stakeholders:commitment_scan", signed,
        method="post", ok=f"editor {DINKES}", forbidden=f"{NOT_EDITORS} {DISDIK}",
    ),
    Row("stakeholders:verification", lambda scene: {"code": scene.signed_commitment.code}, ok=EVERYBODY),
    Row("stakeholders:verification", {"code": "LWU-2222-3333-4444"}, hidden=EVERYBODY),
    Row("stakeholders:item_keeping", item, ok=SIGNED_IN),
    Row("stakeholders:item_report", item, method="post", ok=DINKES, forbidden=f"{ALL_SEEING} {DISDIK}"),
    Row("stakeholders:item_data", item, method="post", ok="editor reviewer", forbidden=f"administrator leader {DINKES} {DISDIK}"),
    Row(
        "stakeholders:fulfilment_verify", report,
        method="post", ok="editor reviewer", forbidden=f"administrator leader {DINKES} {DISDIK}",
    ),
    Row(
        "stakeholders:fulfilment_return", report,
        method="post", data={"reason": "Kurang"}, ok="editor reviewer",
        forbidden=f"administrator leader {DINKES} {DISDIK}",
    ),
    Row("stakeholders:data_request_list", ok=SIGNED_IN),
    Row("stakeholders:data_request_create", ok="editor reviewer", forbidden=f"administrator leader {DINKES} {DISDIK}"),
    Row("stakeholders:data_request_detail", request, ok=f"{ALL_SEEING} {DINKES}", hidden=DISDIK),
    Row("stakeholders:data_request_template", request, ok=f"{ALL_SEEING} {DINKES}", hidden=DISDIK),
    Row("stakeholders:data_request_deliver", request, method="post", ok=DINKES, forbidden=ALL_SEEING, hidden=DISDIK),
    Row(
        "stakeholders:data_request_return", request,
        method="post", data={"reason": "Kurang", "answer": "1"}, ok="editor",
        forbidden=f"administrator reviewer leader {DINKES}", hidden=DISDIK,
    ),
    Row(
        "stakeholders:data_request_verify", request,
        method="post", data={"answer": "1"}, ok="editor",
        forbidden=f"administrator reviewer leader {DINKES}", hidden=DISDIK,
    ),
    Row("stakeholders:bimtek_list", ok=SIGNED_IN),
    Row("stakeholders:bimtek_detail", meeting, ok=SIGNED_IN),
    Row("stakeholders:attendance_sheet", meeting, ok=SIGNED_IN),
    Row("stakeholders:minutes_sheet", meeting, ok=SIGNED_IN),
    Row("stakeholders:meeting_create", ok="editor", forbidden=NOT_EDITORS_OR_OPD),
    Row("stakeholders:meeting_edit", open_meeting, ok="editor", forbidden=NOT_EDITORS_OR_OPD),
    Row("stakeholders:meeting_move", open_meeting, method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD),
    Row("stakeholders:meeting_invite", open_meeting, ok="editor", forbidden=NOT_EDITORS_OR_OPD),
    Row(
        "stakeholders:invitation_remove", lambda scene: {"pk": scene.open_meeting.pk, "row": 1},
        method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD,
    ),
    Row("stakeholders:material_add", open_meeting, method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD),
    Row(
        "stakeholders:material_remove",
        lambda scene: {"pk": scene.open_meeting.pk, "file": scene.shared_file.pk},
        method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD,
    ),
    Row(
        "stakeholders:decision_add", meeting,
        method="post", ok="editor", forbidden=f"administrator reviewer leader {DINKES} {DISDIK}",
    ),
    Row(
        "stakeholders:decision_move", lambda scene: meeting(scene) | {"number": 1},
        method="post", ok="editor", forbidden=f"administrator reviewer leader {DINKES} {DISDIK}",
    ),
    Row(
        "stakeholders:attendance_add", meeting,
        method="post", ok="editor", forbidden=f"administrator reviewer leader {DINKES} {DISDIK}",
    ),
    Row(
        "stakeholders:minutes_save", meeting,
        method="post", ok="editor", forbidden=f"administrator reviewer leader {DINKES} {DISDIK}",
    ),
    Row("stakeholders:checkin_code", ok=EVERYBODY),
    Row("stakeholders:checkin", lambda scene: {"code": scene.open_meeting.checkin_code}, ok=EVERYBODY),
    Row("stakeholders:checkin", {"code": "AAAA-AAAA"}, hidden=EVERYBODY),
    *(
        Row(f"stakeholders:{name}", open_meeting, method=method, ok="editor", forbidden=NOT_EDITORS_OR_OPD)
        for name, method in (
            ("attendance_door", "get"), ("attendance_poster", "get"), ("attendance_live", "get"),
            ("attendance_open", "post"), ("attendance_close", "post"),
        )
    ),
    Row(
        "stakeholders:attendance_remove", lambda scene: {"pk": scene.open_meeting.pk, "row": 1},
        method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD,
    ),
    Row("stakeholders:reminder_list", ok=ALL_SEEING, forbidden=f"{DINKES} {DISDIK}"),
    Row(
        "stakeholders:pause_end", lambda scene: {"pause": scene.pause.pk},
        method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD,
    ),
    Row(
        "stakeholders:data_request_pause", request,
        method="post", ok="editor", forbidden=f"{NOT_EDITORS} {DINKES}", hidden=DISDIK,
    ),
    Row("stakeholders:item_pause", item, method="post", ok="editor", forbidden=NOT_EDITORS_OR_OPD),
    Row("stakeholders:stakeholder_list", ok=SIGNED_IN),
    Row("stakeholders:stakeholder_detail", {"key": "dinkes"}, ok=SIGNED_IN),
    Row(
        "stakeholders:contacts_reveal", {"key": "dinkes"},
        method="post", ok=f"administrator editor reviewer {DINKES}", forbidden=f"leader {DISDIK}",
    ),
    Row("stakeholders:stakeholder_detail", {"key": "tidak-ada"}, hidden=SIGNED_IN),
]  # fmt: skip
