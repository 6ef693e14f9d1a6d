"""The joint signing: one sheet, forty heads on their phones, a screen that follows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deputy, Organisation, User
from stakeholders import signing
from stakeholders.models import Commitment
from tests import factories

HEADS, AT_ONCE = 40, 8


def joint(plan, organisation: Organisation, count: int) -> tuple[Commitment, list[User]]:
    """A joint commitment that waits, and the heads of its parties."""
    parties = [factories.make_organisation(f"opd{number}", position=number) for number in range(count)]
    heads = [factories.make_user(f"kepala{n}", User.Role.HEAD, party) for n, party in enumerate(parties)]
    one = factories.make_commitment(plan, organisation, kind="joint", state="submitted")
    one.parties.set(parties)
    return one, heads


def shown(one: Commitment) -> str:
    return signing.fingerprint_of(signing.content_of(Commitment.objects.get(pk=one.pk)))


@pytest.mark.slow
def test_forty_heads_sign_one_sheet_at_the_same_time(transactional_db, request):
    plan = request.getfixturevalue("plan")
    one, heads = joint(plan, request.getfixturevalue("organisations").setda, HEADS)
    text, url = shown(one), reverse("stakeholders:commitment_sign", args=[one.pk])

    def sign(head: User) -> tuple[int, float]:
        client = Client()
        client.force_login(head)
        began = time.monotonic()
        status = client.post(url, {"agree": "on", "password": factories.PASSWORD, "shown": text}).status_code
        took = time.monotonic() - began
        connections.close_all()
        return status, took

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(sign, heads))
    assert [status for status, _took in answers] == [302] * HEADS
    one.refresh_from_db()
    assert one.state == "signed" and one.signatures.count() == HEADS
    assert set(one.signatures.values_list("content_hash", flat=True)) == {text}
    assert one.state_changes.filter(to_state="signed").count() == 1


def test_screen_follows_and_costs_the_same_for_many(plan, organisations, cast, client):
    client.force_login(cast.editor)
    few, heads = joint(plan, organisations.setda, 3)
    url = reverse("stakeholders:commitment_ceremony", args=[few.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as first:
        page = client.get(url).content.decode()
    assert 'hx-trigger="every 3s"' in page and "<b>0</b>" in page
    signing.sign(few.pk, by=heads[0], shown_hash=shown(few))
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<b>1</b>" in part and heads[0].name in part and "<html" not in part
    few.parties.add(*[factories.make_organisation(f"lain{number}") for number in range(20)])
    with CaptureQueriesContext(connection) as second:
        client.get(url)
    assert len(first) == len(second)


def test_screen_leads_to_the_text_and_at_the_end_to_the_check(plan, organisations, cast, client, settings):
    settings.SITE_URL = "https://luwu.contoh"
    client.force_login(cast.editor)
    one, heads = joint(plan, organisations.setda, 2)
    url = reverse("stakeholders:commitment_ceremony", args=[one.pk])
    assert client.get(url).context["url"] == f"https://luwu.contoh{one.get_absolute_url()}"
    text = shown(one)
    for head in heads:
        signing.sign(one.pk, by=head, shown_hash=text)
    one.refresh_from_db()
    part = client.get(url, headers={"HX-Request": "true"})
    assert (
        part.context["url"] == f"https://luwu.contoh/verifikasi/{one.code}/"
        and "hx-trigger" not in part.content.decode()
    )


def test_each_head_is_asked_until_he_has_signed(plan, organisations, cast):
    one, heads = joint(plan, organisations.setda, 2)
    alone = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    today = timezone.localdate()

    def waiting(user: User) -> list[Commitment]:
        return list(Commitment.objects.to_be_signed_by(user, today))

    assert waiting(heads[0]) == [one] and waiting(cast.head) == [alone] and waiting(cast.editor) == []
    signing.sign(one.pk, by=heads[0], shown_hash=shown(one))
    assert waiting(heads[0]) == [] and waiting(heads[1]) == [one]
    Deputy.objects.create(
        user=cast.other_head, organisation=organisations.dinkes, starts_on=today, ends_on=today + timedelta(days=1)
    )
    assert waiting(cast.other_head) == [alone] and waiting(cast.head) == []
