"""Words with a meaning, in a real browser: told in a box by keyboard and by touch, and the focus comes back; axe on the pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from masterplan.models import Section, Term
from tests import factories
from tests.browser.looking import faults_everywhere, flawless

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
KEY = "b1.two.living"


def test_a_word_tells_its_meaning_and_gives_the_focus_back(page, live_server, sign_in, plan, cast, organisations):
    for word, meaning in (("SPBE", "Sistem Pemerintahan Berbasis Elektronik"), ("Sub-dimensi", "Bagian dari dimensi")):
        Term.objects.create(plan=plan, word=word, meaning=meaning)
    Section.objects.filter(key=KEY).update(html="<p>Indeks SPBE naik.</p>")
    program = factories.make_program(plan, organisations.dinkes)
    sign_in(page, cast.editor)
    page.goto(live_server.url + reverse("masterplan:section_detail", args=[KEY]))
    word, box = page.locator("article a.term"), page.locator("[data-term-box]")
    word.focus()
    page.keyboard.press("Enter")
    expect(box).to_contain_text("Sistem Pemerintahan Berbasis Elektronik")
    expect(box).to_be_focused()
    flawless(page, "the box is open")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(word).to_be_focused()
    # In a form nobody leaves what he has typed; the sign stands beside the label and does not take its click.
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + reverse("quickwins:program_edit", args=[program.pk]))
    page.locator("#id_name").fill("Belum disimpan")
    page.locator("[data-word='Sub-dimensi']").click()
    expect(box).to_contain_text("Bagian dari dimensi")
    flawless(page, "the box is open above a form")
    page.locator("[data-term-close]").click()
    expect(page.locator("#id_name")).to_have_value("Belum disimpan")
    page.locator("label[for=id_subdimension]").click()
    expect(page.locator("#id_subdimension")).to_be_focused()
    page.evaluate("document.querySelector('form[data-guard]').remove()")
    found = []
    for name, values in (("glossary", []), ("dimension_list", []), ("dimension_detail", ["living"])):
        page.goto(live_server.url + reverse(f"masterplan:{name}", args=values))
        found += faults_everywhere(page)
    assert found == []
