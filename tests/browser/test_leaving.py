"""Sessions that end, other people at the same desk, leaving: unsaved text is kept for its writer alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from masterplan.models import Revision
from tests.browser.editing import drafts_in, expect_state, save_now, stored, type_into
from tests.factories import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_session_that_ends_while_typing_signs_in_again_in_place(page, context, open_editor, section, cast):
    """C12: the text stays, then it is saved."""
    cast.editor.set_password(PASSWORD)
    cast.editor.save()
    open_editor(page, cast.editor)
    page.request.get(page.url)
    context.clear_cookies(name="sessionid")
    type_into(page, 0, " Setelah sesi berakhir.")
    save_now(page)
    dialog = page.locator("dialog[data-sign-in-again]")
    expect(dialog).to_be_visible()
    assert "Setelah sesi berakhir." not in stored(section) and len(drafts_in(page)) == 1
    dialog.locator("input[type=password]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect_state(page, "saved", timeout=15_000)
    expect(dialog).to_have_count(0)
    assert "Setelah sesi berakhir." in stored(section)
    assert Revision.objects.order_by("-pk").first().saved_by == cast.editor


def test_text_is_never_posted_in_another_name(page, open_editor, sign_in, section, cast):
    """C13, B11: someone else signs in on this browser; he neither posts nor sees the waiting text."""
    open_editor(page, cast.editor)
    type_into(page, 0, " Milik kominfo.")
    sign_in(page, cast.contributor)
    save_now(page)
    expect(page.locator("dialog[data-sign-in-again]")).to_contain_text(cast.editor.name)
    assert "Milik kominfo." not in stored(section)
    # The next person opens the section: no trace of the predecessor's text.
    page.evaluate("window.onbeforeunload = null")
    page.on("dialog", lambda dialog: dialog.accept())
    open_editor(page, cast.contributor)
    expect(page.locator("body")).not_to_contain_text("Milik kominfo.")
    # Its writer finds it again, as an offer.
    open_editor(page, cast.editor)
    expect(page.locator("#notes")).to_contain_text("belum tersimpan")
    expect(page.locator(".ProseMirror")).not_to_contain_text("Milik kominfo.")


def test_leaving_with_unsaved_text_asks(page, open_editor, section, cast):
    """B03"""
    open_editor(page, cast.editor)
    page.route("**/simpan/", lambda route: route.abort())
    type_into(page, 0, " Belum.")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('/naskah/'))")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(page.locator(".ProseMirror")).to_contain_text("Belum.")
    assert page.url.endswith("/sunting/")


def test_signing_out_tells_of_unsaved_text_and_erases_it(page, open_editor, section, cast):
    """B11: a shared computer keeps nothing once its writer has gone."""
    open_editor(page, cast.editor)
    page.route("**/simpan/", lambda route: route.abort())
    type_into(page, 0, " Ditinggal.")
    expect_state(page, "offline")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("details.who > summary").click()
    page.locator("details.who form button").click()
    page.wait_for_url(lambda address: "/sunting/" not in address)
    assert any("belum tersimpan" in message for message in asked)
    assert drafts_in(page) == []
