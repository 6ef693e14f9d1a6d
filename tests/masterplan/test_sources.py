"""Sources of a section: asked data stands there by itself, data and files are linked by its writers, citations, rights."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from files.models import StoredFile
from files.uploading import store_content
from masterplan import sourcing
from masterplan.models import Section, SectionSource
from stakeholders.models import Dataset
from tests import factories


@pytest.fixture
def section(plan) -> Section:
    return Section.objects.select_related("book__plan").get(key="b1.one.background")


def make_dataset(plan, key: str, **values) -> Dataset:
    defaults = {"title": f"Data {key}", "source": "Profil Kesehatan", "reference_year": 2025}
    return Dataset.objects.create(plan=plan, key=key, **defaults | values)


def url(name: str, *args) -> str:
    return reverse(f"masterplan:{name}", args=args)


def test_data_asked_for_the_section_stands_there_and_the_rest_is_linked(plan, section, cast, organisations):
    asked = factories.make_data_request(plan, organisations.dinkes, section_key=section.key, state="verified")
    make_dataset(plan, "kunjungan", request=asked, producer=organisations.dinkes)
    other = make_dataset(plan, "stunting", title="Prevalensi stunting")
    assert [one.title for one in sourcing.sources_of(section, cast.editor)] == ["Data kunjungan, 2025"]
    sourcing.link_dataset(section, other, by=cast.contributor)
    sourcing.link_dataset(section, other, by=cast.contributor)  # twice is once
    found = sourcing.sources_of(section, cast.editor)
    assert [one.title for one in found] == ["Data kunjungan, 2025", "Prevalensi stunting, 2025"]
    assert found[0].pk is None and found[1].citation == "Prevalensi stunting, 2025. Sumber: Profil Kesehatan."
    # The request of Dinkes is no page of Disdik, the verified data is everybody's.
    section.contributors.add(organisations.disdik)
    assert [one.url for one in sourcing.sources_of(section, cast.other_contributor)] == ["", ""]
    assert sourcing.sources_of(section, cast.contributor)[0].url == asked.get_absolute_url()


def test_a_newer_version_of_linked_data_is_shown_and_linked_once(plan, section, cast):
    old = make_dataset(plan, "stunting", title="Prevalensi stunting")
    sourcing.link_dataset(section, old, by=cast.editor)
    Dataset.objects.filter(pk=old.pk).update(is_newest=False)
    new = make_dataset(plan, "stunting", version=2, title="Prevalensi stunting", reference_year=2026)
    sourcing.link_dataset(section, new, by=cast.editor)
    assert [one.title for one in sourcing.sources_of(section, cast.editor)] == ["Prevalensi stunting, 2026"]
    assert section.sources.count() == 1


def test_awaited_data_is_told(client, plan, section, cast, organisations):
    factories.make_data_request(plan, organisations.dinkes, section_key=section.key, title="Jumlah perawat")
    factories.make_data_request(plan, organisations.dinkes, section_key="b1.two.living", title="Hal lain")
    client.force_login(cast.editor)
    page = client.get(url("section_sources", section.key), headers={"HX-Request": "true"}).content.decode()
    assert "Jumlah perawat" in page and "Hal lain" not in page


def test_search_link_and_unlink_by_hand(client, plan, section, cast):
    wanted = make_dataset(plan, "stunting", title="Prevalensi stunting")
    make_dataset(plan, "jalan", title="Panjang jalan")
    client.force_login(cast.contributor)
    page = client.get(url("section_sources", section.key), {"cari": "stunt"}, headers={"HX-Request": "true"})
    assert "Prevalensi stunting" in page.content.decode() and "Panjang jalan" not in page.content.decode()
    answer = client.post(url("source_link", section.key), {"dataset": wanted.pk}, headers={"HX-Request": "true"})
    assert 'data-cite="Prevalensi stunting, 2025. Sumber: Profil Kesehatan."' in answer.content.decode()
    link = section.sources.get()
    assert link.linked_by == cast.contributor
    # Linked data is not offered again.
    again = client.get(url("section_sources", section.key), {"cari": "stunt"}, headers={"HX-Request": "true"})
    assert "source-found" not in again.content.decode()
    plain = client.post(url("source_unlink", section.key, link.pk))
    assert plain.status_code == 302 and not section.sources.exists() and Dataset.objects.filter(key="stunting").exists()


def test_a_file_is_added_for_the_readers_of_the_section(client, section, cast):
    client.force_login(cast.contributor)
    sent = SimpleUploadedFile("profil.csv", b"kecamatan;jumlah\nBelopa;4\n")
    client.post(url("source_link", section.key), {"title": "Profil kecamatan", "file": sent})
    stored = StoredFile.objects.get(name="profil.csv")
    assert stored.is_shared and section.sources.get().file == stored
    found = sourcing.sources_of(section, cast.editor)
    assert (
        found[0].citation == "Profil kecamatan. Sumber: Dinas Kesehatan." and found[0].url == stored.get_absolute_url()
    )


def test_a_file_that_may_not_be_opened_is_not_listed(section, cast, organisations):
    secret = store_content("rahasia.csv", b"a;b\n", owner=cast.editor, organisation=organisations.kominfo)
    sourcing.link_file(section, secret, title="Rahasia", by=cast.editor)
    assert sourcing.sources_of(section, cast.contributor) == []
    assert [one.title for one in sourcing.sources_of(section, cast.editor)] == ["Rahasia"]


@pytest.mark.parametrize(
    "data",
    [{}, {"dataset": "x"}, {"dataset": "9" * 20}, {"title": "x" * 900, "dataset": "-1"}],
)
def test_broken_choices_are_told(client, section, cast, data):
    client.force_login(cast.editor)
    answer = client.post(url("source_link", section.key), data, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "bad-text" in answer.content.decode()
    refused = client.post(
        url("source_link", section.key),
        {"title": "x", "file": SimpleUploadedFile("x.exe", b"MZ")},
        headers={"HX-Request": "true"},
    )
    assert refused.status_code == 422 and not section.sources.exists()


def test_data_of_another_plan_and_links_of_another_section_are_out_of_reach(client, plan, section, cast):
    elsewhere = make_dataset(factories.make_plan(key="lain", is_current=False), "lain")
    with pytest.raises(sourcing.SourceError):
        sourcing.link_dataset(section, elsewhere, by=cast.editor)
    link = sourcing.link_dataset(section, make_dataset(plan, "stunting"), by=cast.editor)
    client.force_login(cast.editor)
    assert client.post(url("source_unlink", "b1.one.purpose", link.pk)).status_code == 404  # case Z08
    with pytest.raises(IntegrityError), transaction.atomic():
        SectionSource.objects.create(section=section)


def test_queries_do_not_grow_with_the_sources(client, plan, section, cast, django_assert_num_queries):
    sourcing.link_dataset(section, make_dataset(plan, "a"), by=cast.editor)
    sourcing.sources_of(section, cast.editor)
    with django_assert_num_queries(3):
        sourcing.sources_of(section, cast.editor)
    for number in range(5):
        sourcing.link_dataset(section, make_dataset(plan, f"b{number}"), by=cast.editor)
    with django_assert_num_queries(3):
        sourcing.sources_of(section, cast.editor)
