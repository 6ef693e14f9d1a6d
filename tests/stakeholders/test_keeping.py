"""Keeping a commitment: reports per quarter with evidence, a second person's check, the state that follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from files.uploading import store_content
from formats.dates import Quarter, today_wita
from luwu_smartcity import desk
from stakeholders import keeping, signing
from stakeholders.keeping import NotKept
from stakeholders.models import Commitment, CommitmentItem, Fulfilment
from tests import factories
from tests.test_permissions import png

NOW = Quarter.of(today_wita())


@pytest.fixture
def signed(plan, cast, organisations) -> Commitment:
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    one.items.update(due_on=NOW.last_day)
    signing.sign(one.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(one)))
    return Commitment.objects.get(pk=one.pk)


def tell(signed: Commitment, by, state: str = "fulfilled", value: int = 22, *, quarter: Quarter = NOW) -> Fulfilment:
    evidence = [store_content("bukti.png", png(), owner=by)] if state == "fulfilled" else []
    return keeping.report(
        signed.items.get(),
        by=by,
        quarter=quarter,
        state=state,
        value=Decimal(value),
        note="Jaringan",
        evidence=evidence,
    )


@pytest.mark.parametrize(
    ("told", "state"), [("fulfilled", "fulfilled"), ("partial", "partial"), ("unfulfilled", "unfulfilled")]
)
def test_state_follows_the_checked_report(signed, cast, told, state):
    row = tell(signed, cast.contributor, told)
    signed.refresh_from_db()
    assert signed.state == "signed"
    keeping.verify(row.pk, by=cast.editor)
    signed.refresh_from_db()
    change = signed.state_changes.first()
    assert signed.state == state and (change.to_state, change.by) == (state, cast.editor)
    assert bool(change.reason) == (told != "fulfilled")


def test_shortfall_before_the_due_date_leaves_it_open(signed, cast):
    earlier = NOW.previous()
    row = tell(signed, cast.contributor, "partial", 5, quarter=earlier)
    keeping.verify(row.pk, by=cast.editor)
    signed.refresh_from_db()
    assert signed.state == "signed"


def test_one_item_of_two_leaves_it_open(plan, cast, organisations):
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    CommitmentItem.objects.create(commitment=one, text="Lain", due_on=NOW.last_day)
    signing.sign(one.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(one)))
    first, second = one.items.order_by("pk")
    evidence = [store_content("bukti.png", png(), owner=cast.head)]
    for item, state in ((first, "fulfilled"), (second, "unfulfilled")):
        row = keeping.report(
            item, by=cast.head, quarter=NOW, state=state, value=None, note="Dana", evidence=evidence
        )  # fmt: skip
        one.refresh_from_db()
        assert one.state == "signed"
        keeping.verify(row.pk, by=cast.reviewer)
    one.refresh_from_db()
    assert one.state == "partial"


def test_nobody_checks_the_own_report(signed, cast):
    row = tell(signed, cast.editor)
    for deed in (
        lambda: keeping.verify(row.pk, by=cast.editor),
        lambda: keeping.give_back(row.pk, by=cast.editor, reason="Kurang"),
    ):
        with pytest.raises(NotKept):
            deed()


def test_kept_without_evidence_is_not_accepted(signed, cast):
    row = keeping.report(
        signed.items.get(), by=cast.head, quarter=NOW, state="fulfilled", value=Decimal(22), note="", evidence=[]
    )
    with pytest.raises(NotKept):
        keeping.verify(row.pk, by=cast.editor)


@pytest.mark.parametrize("case", ["no reason", "future", "draft", "checked"])
def test_report_is_refused(signed, cast, plan, organisations, case):
    item, quarter, note, state = signed.items.get(), NOW, "Sebab", "partial"
    if case == "no reason":
        note = "  "
    if case == "future":
        quarter = NOW.next()
    if case == "draft":
        item = factories.make_commitment(plan, organisations.dinkes).items.get()
    if case == "checked":
        keeping.verify(tell(signed, cast.head).pk, by=cast.editor)
    with pytest.raises(NotKept):
        keeping.report(item, by=cast.head, quarter=quarter, state=state, value=None, note=note, evidence=[])


def test_returned_report_is_told_anew(signed, cast):
    row = tell(signed, cast.contributor, "partial")
    keeping.give_back(row.pk, by=cast.editor, reason="Lampirkan foto")
    with pytest.raises(NotKept):
        keeping.verify(row.pk, by=cast.reviewer)
    again = tell(signed, cast.contributor)
    assert (again.pk, again.returned_note, again.state) == (row.pk, "", "fulfilled")
    assert keeping.verify(again.pk, by=cast.reviewer).verified_by == cast.reviewer


def test_quarters_run_from_the_signature_to_today():
    item = CommitmentItem()
    found = keeping.quarters_to_report(item, date(2025, 11, 3), date(2026, 7, 1))
    assert [str(one) for one in found] == [
        *("Triwulan III 2026", "Triwulan II 2026", "Triwulan I 2026", "Triwulan IV 2025")
    ]


# ---- Over the web ----


def sent(**values) -> dict:
    return {"quarter": f"{NOW.year}-{NOW.number}", "state": "fulfilled", "value": "22"} | values


def url_of(name: str, signed: Commitment) -> str:
    return reverse(f"stakeholders:{name}", args=[signed.pk, signed.items.get().pk])


def test_owner_reports_and_second_person_checks_over_the_web(signed, cast, client):
    client.force_login(cast.contributor)
    data = sent(evidence=[SimpleUploadedFile("a.png", png()), SimpleUploadedFile("b.png", png())])
    assert client.post(url_of("item_report", signed), data).status_code == 302
    row = Fulfilment.objects.get()
    assert row.evidence.count() == 2 and row.reported_by == cast.contributor
    client.force_login(cast.editor)
    page = client.get(url_of("item_keeping", signed)).content.decode()
    assert reverse("stakeholders:fulfilment_verify", args=[row.pk]) in page
    client.post(reverse("stakeholders:fulfilment_verify", args=[row.pk]))
    signed.refresh_from_db()
    assert signed.state == "fulfilled"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "partial"},
        {"value": ""},
        {"value": "banyak"},
        {"quarter": "2099-1"},
        {"quarter": "x"},
        {"state": "apa"},
    ],
)
def test_incomplete_report_is_refused(signed, cast, client, wrong):
    client.force_login(cast.contributor)
    response = client.post(url_of("item_report", signed), sent() | wrong)
    assert response.status_code == 422 and response.content.decode().count('class="errors"') <= 1
    assert not Fulfilment.objects.exists()


def test_bad_evidence_is_refused_and_nothing_recorded(signed, cast, client):
    client.force_login(cast.contributor)
    data = sent(evidence=SimpleUploadedFile("a.png", b"MZ program"))
    assert client.post(url_of("item_report", signed), data).status_code == 422
    assert not Fulfilment.objects.exists()


def test_item_of_another_commitment_is_not_found(signed, cast, plan, organisations, client):
    other = factories.make_commitment(plan, organisations.dinkes, state="signed")
    client.force_login(cast.head)
    for item in (other.items.get().pk, 10**19, 0):
        assert client.get(f"/komitmen/{signed.pk}/butir/{item}/").status_code == 404


def test_report_stands_on_the_desk_of_those_who_check_it_but_not_of_its_author(signed, cast):
    def waits(user) -> bool:
        return signed.items.get().text in [task.title for task in desk.tasks(user, today_wita())]

    row = tell(signed, cast.editor, "partial", 5)
    assert not waits(cast.editor) and waits(cast.reviewer) and not waits(cast.leader)
    assert desk.waiting_counts(cast.reviewer)["commitments"] == 1
    keeping.give_back(row.pk, by=cast.reviewer, reason="Kurang")
    assert not waits(cast.reviewer)
    row = tell(signed, cast.contributor, "partial", 6)
    assert waits(cast.editor)
    keeping.verify(row.pk, by=cast.editor)
    assert not waits(cast.editor) and not waits(cast.reviewer)
