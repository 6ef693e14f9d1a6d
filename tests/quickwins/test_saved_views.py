"""Saved views: kept from known filters only, one's own unless shared, changed by their owner alone."""

import pytest
from django.urls import reverse

from quickwins.models import SavedView
from tests import factories


@pytest.fixture(autouse=True)
def programs(plan, organisations):
    factories.make_program(plan, organisations.dinkes, name="Antrean", state="running")
    factories.make_program(plan, organisations.disdik, name="Sekolah", state="proposed")


def save(client, **values):
    sent = {"name": "Berjalan Dinkes", "query": "tahap=running&opd=dinkes&page=3&x=1"} | values
    return client.post(reverse("quickwins:view_save"), sent, follow=True)


def test_view_keeps_the_known_filters_and_opens_the_same_list(client, cast):
    client.force_login(cast.contributor)
    save(client)
    view = SavedView.objects.get()
    assert (view.query, view.is_shared, view.owner) == ("opd=dinkes&tahap=running", False, cast.contributor)
    page = client.get(reverse("quickwins:program_list") + f"?{view.query}")
    text = page.content.decode()
    assert "Antrean" in text and "Sekolah" not in text
    assert 'href="?opd=dinkes&amp;tahap=running" aria-current="page"' in text


def test_view_is_ones_own_until_it_is_shared(client, cast):
    client.force_login(cast.contributor)
    save(client)
    view = SavedView.objects.get()
    client.force_login(cast.leader)
    url = reverse("quickwins:program_list")
    assert view.name not in client.get(url).content.decode()
    client.force_login(cast.contributor)
    client.post(reverse("quickwins:view_share", args=[view.pk]))
    client.force_login(cast.leader)
    assert view.name in client.get(url).content.decode()
    assert client.post(reverse("quickwins:view_remove", args=[view.pk])).status_code == 403
    client.force_login(cast.contributor)
    client.post(reverse("quickwins:view_share", args=[view.pk]))
    client.force_login(cast.leader)
    assert client.post(reverse("quickwins:view_remove", args=[view.pk])).status_code == 404
    client.force_login(cast.contributor)
    client.post(reverse("quickwins:view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_same_name_replaces_ones_own_view_only(client, cast):
    for person, query in ((cast.contributor, "tahap=running"), (cast.leader, "tahap=proposed"), (cast.leader, "q=Sek")):
        client.force_login(person)
        save(client, query=query)
    assert sorted(SavedView.objects.values_list("owner__username", "query")) == [
        ("dinkes.staf", "tahap=running"), ("sekda", "q=Sek"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values", [{"name": "  "}, {"query": ""}, {"query": "x=1&tahap=bulan"}, {"name": "\x00"}, {"query": "q=%00"}]
)
def test_view_without_name_or_filter_is_refused(client, cast, values):
    client.force_login(cast.contributor)
    assert save(client, **values).status_code in (200, 400)
    assert not SavedView.objects.exists()


def test_view_takes_one_query_more_however_many_there_are(client, cast, django_assert_num_queries):
    client.force_login(cast.contributor)
    url = reverse("quickwins:program_list")
    client.get(url)
    with django_assert_num_queries(1):
        list(SavedView.objects.visible_to(cast.contributor).select_related("owner"))
    for number in range(40):
        save(client, name=f"Tampilan {number}")
    assert SavedView.objects.count() == 30
