"""A pledged data set and the request that asks for it: linked, its state in words, the signed text untouched."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from formats.dates import format_date, today_wita
from stakeholders import pledged_data, signing
from stakeholders.models import Commitment, CommitmentItem, DataRequest
from stakeholders.pledged_data import NotLinked
from tests import factories

from .signing_steps import shown, signed_by


@pytest.fixture
def pledge(waiting, cast) -> CommitmentItem:
    """A signed commitment of Dinkes with a pledged data set."""
    waiting.items.update(
        kind="data", text="Data kunjungan per puskesmas", unit="kiriman", year=2026, due_on=today_wita()
    )
    return signed_by(waiting, cast.head).items.get()


def page_of(client, pledge: CommitmentItem, user) -> str:
    client.force_login(user)
    return client.get(pledge.commitment.get_absolute_url()).content.decode()


def test_kominfo_asks_for_it_with_one_press(pledge, cast, client):
    page = page_of(client, pledge, cast.editor)
    url = f"{reverse('stakeholders:data_request_create')}?butir={pledge.pk}"
    assert url in page and "belum diminta" in page
    form = client.get(url).context["form"]
    assert form.initial["title"] == "Data kunjungan per puskesmas"
    assert (form.initial["producers"], form.initial["due_on"]) == ([pledge.commitment.organisation_id], today_wita())
    data = {
        "title": form.initial["title"], "why": form.initial["why"], "form": "file", "level": "regency", "unit": "kiriman",
        "period": "2026", "due_on": format_date(today_wita(), "input"), "producers": form.initial["producers"],
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    asked = DataRequest.objects.get()
    assert asked.pledge == pledge and asked.producer == pledge.commitment.organisation
    page = page_of(client, pledge, cast.editor)
    assert asked.get_absolute_url() in page and "belum diminta" not in page and url not in page
    assert pledge.commitment.title in client.get(asked.get_absolute_url()).content.decode()


def test_only_the_organisation_that_pledged_is_bound(pledge, cast, organisations):
    rows = [DataRequest(producer=organisations.disdik), DataRequest(producer=organisations.dinkes)]
    pledged_data.bind(rows, pledge)
    assert [row.pledge for row in rows] == [None, pledge]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("requested", "diminta"),
        ("delivered", "diserahkan"),
        ("returned", "dikembalikan untuk diperbaiki"),
        ("verified", "terverifikasi"),
    ],
)
def test_state_is_told_in_words_with_a_link_for_those_who_may_open_it(pledge, cast, client, state, told):
    asked = factories.make_data_request(pledge.commitment.plan, pledge.commitment.organisation, state=state)
    pledged_data.link(pledge, asked)
    for user, may in ((cast.editor, True), (cast.head, True), (cast.other_head, False)):
        page = page_of(client, pledge, user)
        assert f"</svg>{told}</span>" in page
        assert (asked.get_absolute_url() in page) == may


def test_link_is_no_change_of_the_signed_text(pledge, cast):
    signed = Commitment.objects.get(pk=pledge.commitment_id)
    before = shown(signed)
    pledged_data.link(pledge, factories.make_data_request(signed.plan, signed.organisation))
    signed = Commitment.objects.get(pk=signed.pk)
    assert shown(signed) == before == signed.signatures.get().content_hash
    assert not signing.changed_since_signed(signed)


def test_new_version_goes_on_with_the_same_request(pledge, cast, client):
    asked = factories.make_data_request(pledge.commitment.plan, pledge.commitment.organisation)
    pledged_data.link(pledge, asked)
    draft = signing.new_version(pledge.commitment_id, by=cast.editor, reason="Tenggat mundur")
    signing.submit(draft.pk, by=cast.editor)
    newer = signed_by(draft, cast.head).items.get()
    assert asked.get_absolute_url() in page_of(client, newer, cast.editor)


def test_existing_request_is_linked_and_the_link_taken_away(pledge, cast, organisations, client):
    asked = factories.make_data_request(pledge.commitment.plan, organisations.dinkes)
    other = factories.make_data_request(pledge.commitment.plan, organisations.disdik)
    url = reverse("stakeholders:item_data", args=[pledge.commitment_id, pledge.pk])
    client.force_login(cast.editor)
    page = client.get(reverse("stakeholders:item_keeping", args=[pledge.commitment_id, pledge.pk]))
    assert page.context["requests"] == [asked]
    for value in (other.pk, "ngawur", "9" * 400, "\u0663"):
        client.post(url, {"request": str(value)})
        assert not DataRequest.objects.filter(pledge__isnull=False).exists()
    client.post(url, {"request": str(asked.pk)})
    assert DataRequest.objects.get(pledge=pledge) == asked
    client.post(url, {"request": ""})
    assert not DataRequest.objects.filter(pledge__isnull=False).exists()


def test_request_answers_one_pledge_alone(pledge, cast, plan, organisations):
    second = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    second.items.update(kind="data", text="Data lain")
    item = signed_by(second, cast.head).items.get()
    asked = factories.make_data_request(plan, organisations.dinkes)
    pledged_data.link(pledge, asked)
    with pytest.raises(NotLinked):
        pledged_data.link(item, asked)
    asked.refresh_from_db()
    assert asked.pledge == pledge


@pytest.mark.parametrize("number", ["", "0", "abc", "9" * 30, "-1", "\u0663"])
def test_form_opens_empty_for_an_address_that_names_no_pledge(plan, cast, client, number):
    client.force_login(cast.editor)
    response = client.get(reverse("stakeholders:data_request_create"), {"butir": number})
    assert response.status_code == 200 and not response.context["form"].initial.get("title")


def test_item_that_pledges_no_data_is_not_asked_for(waiting, cast, client):
    item = signed_by(waiting, cast.head).items.get()
    assert pledged_data.pledge_to_ask(str(item.pk)) is None
    with pytest.raises(NotLinked):
        pledged_data.link(item, None)
    assert "butir=" not in page_of(client, item, cast.editor)


def test_page_costs_the_same_for_one_pledge_and_for_many(plan, cast, organisations, client):
    client.force_login(cast.editor)

    def cost(count: int) -> int:
        one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
        for number in range(count):
            CommitmentItem.objects.create(commitment=one, kind="data", text=f"Data {number}")
        signed = signed_by(one, cast.head)
        for item in signed.items.filter(kind="data"):
            asked = factories.make_data_request(plan, organisations.dinkes)
            pledged_data.link(item, asked)
        client.get(signed.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(signed.get_absolute_url())
        return len(queries)

    assert cost(1) == cost(12)
