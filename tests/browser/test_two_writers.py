"""Two people in one section: what can be merged is merged, what cannot is asked, nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from masterplan.models import Revision
from tests.browser.editing import expect_state, save_now, stored, type_into

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_two_people_in_different_paragraphs_are_merged(page, second, open_editor, section, cast):
    """C01, C11: the notice names the other one; both texts stand in the section."""
    open_editor(page, cast.editor)
    open_editor(second, cast.contributor)
    type_into(second, 2, " Dari dinkes.")
    save_now(second)
    expect_state(second, "saved")
    type_into(page, 0, " Dari kominfo.")
    save_now(page)
    expect_state(page, "saved")
    expect(page.locator("#notes")).to_contain_text(cast.contributor.name)
    assert (
        stored(section)
        == "<p>Paragraf pertama. Dari kominfo.</p><p>Paragraf kedua.</p><p>Paragraf ketiga. Dari dinkes.</p>"
    )


def test_two_people_in_one_paragraph_choose_and_lose_nothing(page, second, open_editor, section, cast):
    """C01, C03: both versions side by side; the one not chosen stays in the history."""
    open_editor(page, cast.editor)
    open_editor(second, cast.contributor)
    type_into(second, 1, " Versi dinkes.")
    save_now(second)
    expect_state(second, "saved")
    type_into(page, 1, " Versi kominfo.")
    save_now(page)
    expect_state(page, "conflict")
    dialog = page.locator("dialog.clash-dialog")
    expect(dialog).to_contain_text("Versi dinkes.")
    expect(dialog).to_contain_text("Versi kominfo.")
    dialog.locator("input[value=theirs]").check()
    dialog.locator("button[type=submit]").click()
    expect_state(page, "saved")
    assert "Versi dinkes." in stored(section) and "Versi kominfo." not in section.html
    assert Revision.objects.filter(section=section, number=None, html__contains="Versi kominfo.").exists()


def test_an_old_draft_is_offered_and_merged_never_applied(page, second, open_editor, section, cast):
    """C10, B03, B04: A leaves unsaved text, B saves, A comes back."""
    open_editor(page, cast.editor)
    page.route("**/simpan/", lambda route: route.abort())
    type_into(page, 0, " Tertinggal.")
    expect_state(page, "offline")
    open_editor(second, cast.contributor)
    type_into(second, 2, " Sementara itu.")
    save_now(second)
    expect_state(second, "saved")
    page.unroute("**/simpan/")
    page.goto("about:blank")
    open_editor(page, cast.editor)
    expect(page.locator(".ProseMirror")).not_to_contain_text("Tertinggal.")
    page.locator("#notes .note button").first.click()
    dialog = page.locator("dialog.clash-dialog")
    expect(dialog).to_contain_text("Tertinggal.")
    dialog.locator("button[type=submit]").click()
    expect_state(page, "saved", timeout=15_000)
    assert "Tertinggal." in stored(section) and "Sementara itu." in section.html
