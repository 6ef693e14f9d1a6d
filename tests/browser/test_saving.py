"""What is acknowledged is on the server, whatever the network does; the indicator tells the truth."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from masterplan.models import Revision, Section
from tests.browser.editing import TEXT, drafts_in, expect_state, save_now, stored, type_into

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_autosave_keeps_the_text_two_seconds_after_the_last_key(page, open_editor, section, cast):
    open_editor(page, cast.editor)
    width = page.locator("[data-saved]").bounding_box()["width"]
    type_into(page, 0, " Tambahan.")
    expect_state(page, "busy")
    assert page.locator("[data-saved]").bounding_box()["width"] == width
    expect_state(page, "saved")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"))
    assert "Paragraf pertama. Tambahan." in stored(section)
    assert drafts_in(page) == []


def test_offline_text_is_kept_here_and_saved_on_return(page, context, open_editor, section, cast):
    """C07: told within five seconds, never green while unsaved."""
    open_editor(page, cast.editor)
    context.set_offline(True)
    type_into(page, 0, " Saat luring.")
    expect_state(page, "offline", timeout=6000)
    expect(page.locator("[data-saved]")).to_contain_text("Luring")
    assert len(drafts_in(page)) == 1 and "Saat luring." not in stored(section)
    context.set_offline(False)
    expect_state(page, "saved", timeout=15_000)
    assert "Saat luring." in stored(section) and drafts_in(page) == []


def test_a_lost_reply_is_asked_for_again_without_a_second_version(page, open_editor, section, cast):
    """C06: the server kept the text, the answer never came."""
    open_editor(page, cast.editor)
    lost = []

    def cut(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route("**/simpan/", cut)
    type_into(page, 0, " Sekali saja.")
    save_now(page)
    expect_state(page, "offline")
    expect_state(page, "saved", timeout=15_000)
    section.refresh_from_db()
    assert section.version == 2 and Revision.objects.filter(section=section).count() == 2


def test_a_captive_portal_is_no_acknowledgement(page, open_editor, section, cast):
    """B09: 200 with a page of HTML is not "saved"."""
    open_editor(page, cast.editor)
    page.route(
        "**/simpan/",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Selamat datang di Wi-Fi</h1>"),
    )
    type_into(page, 0, " Lewat portal.")
    save_now(page)
    expect_state(page, "offline")
    assert len(drafts_in(page)) == 1
    page.unroute("**/simpan/")
    expect_state(page, "saved", timeout=15_000)
    assert "Lewat portal." in stored(section)


def test_one_request_in_flight_and_no_step_back(page, open_editor, section, cast):
    """C08: typing on while a save is slow."""
    open_editor(page, cast.editor)
    flying, most = [], []

    def slow(route):
        flying.append(1)
        most.append(len(flying))
        response = route.fetch()
        page.wait_for_timeout(400)
        flying.pop()
        route.fulfill(response=response)

    page.route("**/simpan/", slow)
    for word in ("satu", "dua", "tiga"):
        type_into(page, 0, f" {word}")
        save_now(page)
    expect_state(page, "saved", timeout=15_000)
    assert max(most) == 1 and "satu dua tiga" in stored(section)


def test_closed_storage_still_saves_to_the_server(page, open_editor, section, cast):
    """B06: the indicator does not claim what is not so."""
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('penuh', 'QuotaExceededError') }")
    open_editor(page, cast.editor)
    page.route("**/simpan/", lambda route: route.abort())
    type_into(page, 0, " Tanpa simpanan.")
    save_now(page)
    expect(page.locator("[data-saved]")).to_contain_text("belum tersimpan di mana pun", timeout=8000)
    page.unroute("**/simpan/")
    expect_state(page, "saved", timeout=15_000)
    assert "Tanpa simpanan." in stored(section)


def test_a_section_removed_meanwhile_keeps_the_text_here(page, open_editor, section, cast):
    """C20"""
    open_editor(page, cast.editor)
    Section.objects.filter(pk=section.pk).update(is_active=False)
    type_into(page, 0, " Menyusul.")
    save_now(page)
    expect_state(page, "failed")
    expect(page.locator("#notes .note.bad")).to_be_visible()
    assert len(drafts_in(page)) == 1 and "Menyusul." in page.locator(".ProseMirror").inner_text()


def test_text_approved_meanwhile_stays_as_approved(page, open_editor, section, cast):
    """W01"""
    open_editor(page, cast.editor)
    Section.objects.filter(pk=section.pk).update(state="approved")
    type_into(page, 0, " Terlambat.")
    save_now(page)
    expect_state(page, "failed")
    assert stored(section) == TEXT and section.state == "approved"
    assert Revision.objects.filter(section=section, number=None, html__contains="Terlambat.").exists()
