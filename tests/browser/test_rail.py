"""Beside the text in a real browser: sources, named versions, references that follow, where others write; axe on each page."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import expect

from masterplan import sourcing
from masterplan.models import Section, SectionPresence
from masterplan.writing import save_section
from stakeholders.models import Dataset
from tests.browser.editing import READY, expect_state, save_now, stand_behind, stored, type_into
from tests.browser.looking import flawless, sideways

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def linked(section, plan, cast) -> Section:
    data = Dataset.objects.create(
        plan=plan, key="stunting", title="Prevalensi stunting", source="Profil Kesehatan", reference_year=2025
    )
    sourcing.link_dataset(section, data, by=cast.editor)
    return section


def test_a_source_becomes_a_footnote_and_the_rail_keeps_its_tab(page, open_editor, linked, cast):
    open_editor(page, cast.contributor)
    page.locator("#tab-sources").click()
    cite = page.locator("#sources [data-cite]")
    cite.click()
    expect(page.locator("#notes")).to_contain_text("kursor")
    stand_behind(page, 1)
    cite.click()
    expect(page.locator(".ProseMirror > p").nth(1).locator(".note-mark")).to_have_count(1)
    save_now(page)
    expect_state(page, "saved")
    note = '<span class="footnote">Prevalensi stunting, 2025. Sumber: Profil Kesehatan.</span>'
    assert f"<p>Paragraf kedua.{note}</p>" in stored(linked)
    flawless(page)
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#p-sources")).to_be_visible()
    # On a phone the same stands in a sheet, and citing closes it.
    page.set_viewport_size({"width": 360, "height": 740})
    stand_behind(page, 0)
    page.locator(".phone-bar button[data-rail-tab=tab-sources]").click()
    expect(page.locator("#sources")).to_be_visible()
    flawless(page)
    page.locator("#sources [data-cite]").click()
    expect(page.locator("#pendamping")).to_be_hidden()
    expect(page.locator(".ProseMirror > p").nth(0).locator(".note-mark")).to_have_count(1)
    assert not sideways(page)


TABLE = (
    '<figure class="table"><figcaption>{}</figcaption><table><tbody><tr><td><p>1</p></td></tr></tbody></table></figure>'
)


def test_a_reference_follows_its_table(page, open_editor, section, cast, live_server):
    text = f"<p>Lihat  ini.</p>{TABLE.format('Sasaran')}<p>Akhir.</p>"
    save_section(section.pk, user=cast.editor, base_version=section.version, save_id=uuid.uuid4(), html=text)
    open_editor(page, cast.editor)
    stand_behind(page, 0)
    page.locator("[data-command=reference]").click()
    page.locator("dialog[open] .pick", has_text="Sasaran").click()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator(".rujuk")).to_have_text("Tabel 1.1")
    save_now(page)
    expect_state(page, "saved")
    html = stored(section)
    mark = re.search(r'<figure class="table" id="(r-[a-z0-9]{8})">', html)[1]
    assert f'<span data-rujuk="table:{section.key}.{mark}"></span>' in html
    # Another table is put before it: the printed number follows.
    save_section(
        section.pk,
        user=cast.editor,
        base_version=section.version,
        save_id=uuid.uuid4(),
        html=TABLE.format("Baru") + html,
    )
    page.goto(f"{live_server.url}{section.get_absolute_url()}")
    expect(page.locator("[data-prose] a", has_text="Tabel")).to_have_text("Tabel 1.2")


def test_where_another_writes_has_an_edge_and_a_name_and_moves_nothing(page, second, open_editor, section, cast):
    open_editor(page, cast.editor)
    before = [page.locator(".ProseMirror > p").nth(index).bounding_box() for index in range(3)]
    open_editor(second, cast.contributor)
    type_into(second, 2, "")
    edge = page.locator(".ProseMirror > .other-here")
    # He knows that somebody else is here, so his cursor is told at once; our next heartbeat brings it in.
    told = SectionPresence.objects.filter(user=cast.contributor, block=3)
    assert any(told.exists() or second.wait_for_timeout(50) for _attempt in range(400))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(edge).to_have_count(1)
    expect(edge).to_have_text("Paragraf ketiga.")
    expect(edge).to_have_attribute("data-other", cast.contributor.name)
    expect(page.locator("[data-others-here]")).to_contain_text(cast.contributor.name)
    expect(page.locator("[data-others-here]")).to_contain_text("Paragraf ketiga.")
    assert [page.locator(".ProseMirror > p").nth(index).bounding_box() for index in range(3)] == before
    assert page.locator("[data-saved]").get_attribute("data-now") != "busy"
    flawless(page)


def test_pages_of_history_and_outline_have_no_violation(page, sign_in, live_server, section, cast):
    for version, text in enumerate(["<p>Dua ribu warga.</p>", "<p>Tiga ribu warga.</p>"], section.version):
        save_section(section.pk, user=cast.editor, base_version=version, save_id=uuid.uuid4(), html=text)
    sign_in(page, cast.editor)
    base = f"{live_server.url}{section.get_absolute_url()}"
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{base}riwayat/")
        page.locator("[data-dialog=name-version]").click()
        flawless(page, "the dialog of the name")
        page.locator("#version-name").fill(f"Rapat {width}")
        page.locator("#name-version button[type=submit]").click()
        expect(page.locator(".named-row")).to_contain_text(f"Rapat {width}")
        addresses = ["riwayat/2/", "banding/?tampilan=sisi", "banding/", "sumber/"]
        pages = [
            *(base + one for one in addresses),
            f"{live_server.url}/naskah/b1/",
            f"{live_server.url}/naskah/b1/susun/",
        ]
        for address in pages[: 2 if width == 360 else None]:
            page.goto(address)
            flawless(page)
