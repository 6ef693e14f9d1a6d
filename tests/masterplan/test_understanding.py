"""The glossary and the dimensions as pages, and their words as links on the pages where they appear."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from masterplan.models import Section, Term
from masterplan.wording import words_of_site
from tests import factories

SECTION = "b1.two.living"


@pytest.fixture
def words(plan):
    Term.objects.create(plan=plan, word="SPBE", meaning="Sistem Pemerintahan Berbasis Elektronik", kind="abbreviation")
    Term.objects.create(plan=plan, word="Smart Living", meaning="Kata yang sama dengan sebuah dimensi")
    Term.objects.create(plan=plan, word="Indikator", meaning="Ukuran")
    Section.objects.filter(key=SECTION).update(
        html="<p>Indeks SPBE naik, SPBE dinilai.</p><h3>SPBE</h3>", guidance="Sebut indikator dan SPBE."
    )


def terms_on(page: str) -> list[str]:
    return re.findall(r'class="term"[^>]*>([^<]*)<', page)


def test_section_links_each_word_once_with_its_guidance(words, cast, client):
    client.force_login(cast.editor)
    page = client.get(reverse("masterplan:section_detail", args=[SECTION])).content.decode()
    assert terms_on(page) == ["SPBE", "indikator"]
    assert '<a class="term" href="/istilah/#arti-spbe" title="Sistem Pemerintahan Berbasis Elektronik">SPBE</a>' in page
    assert ">SPBE</h" in page and 'href="/dimensi/living/"' in page


def test_editor_links_the_guidance_and_leaves_the_text_alone(words, cast, client):
    client.force_login(cast.editor)
    page = client.get(reverse("masterplan:section_edit", args=[SECTION])).content.decode()
    assert terms_on(page) == ["indikator", "SPBE"]
    assert "Indeks SPBE naik" in page


def test_forms_link_the_words_of_their_labels(words, plan, cast, client, organisations):
    program = factories.make_program(plan, organisations.dinkes)
    draft = factories.make_commitment(plan, organisations.dinkes)
    Term.objects.create(plan=plan, word="Sub-dimensi", meaning="Bagian")
    Term.objects.create(plan=plan, word="Butir", meaning="Satu janji")
    Term.objects.create(plan=plan, word="Target", meaning="Nilai yang direncanakan")
    client.force_login(cast.editor)
    for url, word in (
        (reverse("quickwins:program_create"), "Sub-dimensi"),
        (reverse("quickwins:program_edit", args=[program.pk]), "Sub-dimensi"),
        (reverse("stakeholders:commitment_edit", args=[draft.pk]), "Target"),
    ):
        page = client.get(url).content.decode()
        assert page.count(f'data-word="{word}"') == 1, url
        assert f"Arti “{word}”</span></a>" in page


def test_printed_and_mailed_text_has_no_links(words):
    """Without a page there is nothing to follow a link with."""
    template = Template("{% load wording %}{% istilah %}<p>SPBE</p>{% endistilah %}")
    assert template.render(Context()) == "<p>SPBE</p>"


def test_words_cost_one_query_however_many(words, plan, django_assert_num_queries):
    with django_assert_num_queries(1):
        few = words_of_site()
    Term.objects.bulk_create(Term(plan=plan, word=f"Kata {n}", meaning="x") for n in range(80))
    with django_assert_num_queries(1):
        assert len(words_of_site()) == len(few) + 80
    assert [word.url for word in few][:2] == ["/dimensi/living/", "/dimensi/society/"]


def test_page_asks_for_the_words_once(words, plan, cast, client):
    client.force_login(cast.editor)
    program = factories.make_program(plan, cast.contributor.organisation, summary="SPBE", strategy="Indikator")
    url = reverse("quickwins:program_detail", args=[program.pk])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(url).content.decode()
    assert terms_on(page) == ["SPBE", "Indikator"]
    assert sum('"masterplan_term"' in one["sql"] for one in asked) == 1


def test_glossary_has_a_place_for_each_word(words, client):
    page = client.get(reverse("masterplan:glossary")).content.decode()
    assert 'id="arti-spbe"' in page and 'href="/dimensi/"' in page


def test_dimension_tells_its_guidance_to_everybody_and_its_programs_inside(words, plan, cast, client, organisations):
    program = factories.make_program(plan, organisations.dinkes, name="Antrean daring")
    dimension = program.subdimension.dimension
    dimension.help, dimension.name_id = "Cara daerah menjaga kesehatan.", "Kehidupan Cerdas"
    dimension.save()
    url = reverse("masterplan:dimension_detail", args=[dimension.key])
    outside = client.get(url).content.decode()
    assert "Cara daerah menjaga kesehatan." in outside and program.subdimension.name in outside
    assert "Antrean daring" not in outside and "b1.two" not in outside
    client.force_login(cast.editor)
    inside = client.get(url).content.decode()
    assert "Antrean daring" in inside and reverse("masterplan:section_detail", args=[SECTION]) in inside
    client.force_login(cast.other_contributor)
    assert reverse("masterplan:section_detail", args=[SECTION]) not in client.get(url).content.decode()
    assert client.get(reverse("masterplan:dimension_detail", args=["tiada"])).status_code == 404
    assert dimension.name in client.get(reverse("masterplan:dimension_list")).content.decode()


def test_pages_without_a_plan(db, client):
    assert client.get(reverse("masterplan:dimension_list")).status_code == 200
    assert client.get(reverse("masterplan:glossary")).status_code == 200
    assert client.get(reverse("masterplan:dimension_detail", args=["living"])).status_code == 404


def test_guide_shows_each_the_way_to_what_he_may_do(words, cast, client):
    """Taking text over from Word is for writers, opening the attendance list for those who keep the meetings."""
    book, meetings = reverse("masterplan:book_list"), reverse("stakeholders:bimtek_list")
    for who, ways in (
        (None, set()), (cast.leader, set()), (cast.contributor, {book}), (cast.editor, {book, meetings}),
    ):  # fmt: skip
        client.logout()
        if who:
            client.force_login(who)
        page = client.get(reverse("guide")).content.decode()
        guide = page[page.index('class="prose guide"') :].split("</main>")[0]
        assert {url for url in (book, meetings) if f'href="{url}"' in guide} == ways
        assert f'href="{reverse("stakeholders:checkin_code")}"' in guide and "Impor dari Word" in guide


def test_search_finds_words_before_what_only_speaks_of_them(words, plan, cast, client):
    Term.objects.create(plan=plan, word="Evaluasi", meaning="Penilaian yang memakai indikator")
    client.force_login(cast.contributor)
    [group] = [
        found
        for found in client.get(reverse("search"), {"q": "indikator"}).context["results"]
        if found.title == "Daftar istilah"
    ]
    assert [(hit.title, hit.url) for hit in group.hits] == [
        ("Indikator", "/istilah/#arti-indikator"), ("Evaluasi", "/istilah/#arti-evaluasi"),
    ]  # fmt: skip
