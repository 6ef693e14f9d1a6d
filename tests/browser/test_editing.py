"""The editor itself: toolbar, pasting, comments, its dialogs, without scripts, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editing import TEXT, caret_in, expect_state, save_now, stand_behind, stored, type_into
from tests.browser.looking import flawless, sideways

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_table_footnote_and_number_by_the_keyboard(page, open_editor, section, cast):
    """Everything of the toolbar works without a mouse; what is stored is the canonical form."""
    open_editor(page, cast.editor)
    page.locator(".ProseMirror > p").nth(2).click()
    page.locator("[data-command=table]").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=caption]").fill("Puskesmas")
    dialog.locator("input[name=source]").fill("Dinkes, 2025")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".ProseMirror")).to_be_focused()
    caret_in(page, ".ProseMirror th")
    page.keyboard.type("Nama")
    page.keyboard.press("Tab")
    page.keyboard.type("Jumlah")
    expect(page.locator(".ProseMirror th").nth(1)).to_have_text("Jumlah")
    stand_behind(page, 0)
    page.keyboard.press("Control+Alt+f")
    page.locator("dialog[open] textarea").fill("Profil kesehatan.")
    page.locator("dialog[open] button[type=submit]").click()
    save_now(page)
    expect_state(page, "saved")
    html = stored(section)
    assert re.search(
        r'<figure [^>]*id="r-[^>]*><figcaption>Puskesmas</figcaption>'
        r'<table><thead><tr><th scope="col"><p>Nama</p></th>',
        html,
    )
    assert '<p class="source">Sumber: Dinkes, 2025</p>' in html
    assert 'Paragraf pertama.<span class="footnote">Profil kesehatan.</span>' in html
    # Arrows move along the toolbar, which is one stop of the Tab key.
    page.locator("[data-command=bold]").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.command") == "italic"
    assert page.locator("[data-toolbar] [tabindex='0']").count() == 1


CLIPBOARD = {
    "word": (
        '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p class="MsoNormal"><b>Tebal</b> <span style="color:red">merah</span></p>'
        '<table class="MsoTableGrid"><tr><td colspan=2><p class="MsoNormal">AB</p></td></tr><tr><td>1</td><td>2</td></tr></table></body></html>',
        ["<strong>Tebal</strong> merah", 'colspan="2"'],
        "Tebal",
    ),
    "docs": (
        '<b style="font-weight:normal" id="docs-internal-guid-x"><h2>Judul</h2><ul><li>satu<ul><li>dua</li></ul></li></ul></b>',
        ["<h3>Judul</h3>", "<li><p>dua</p></li>"],
        "Judul",
    ),
    "script": ('<p>Aman<img src=x onerror="window.__x=1"><script>window.__x=1</script></p>', ["<p>Aman</p>"], "Aman"),
}


@pytest.mark.parametrize("source", CLIPBOARD)
def test_paste_keeps_the_meaning_and_drops_the_rest(page, open_editor, section, cast, source):
    """I10, X01"""
    html, wanted, shown = CLIPBOARD[source]
    open_editor(page, cast.editor)
    type_into(page, 2, " Tempelan:")
    page.keyboard.press("Enter")
    with page.expect_response("**/tempel/"):
        page.evaluate(
            """(html) => { const data = new DataTransfer(); data.setData("text/html", html); data.setData("text/plain", "x");
            document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
            html,
        )
    expect(page.locator(".ProseMirror")).to_contain_text(shown)
    save_now(page)
    expect_state(page, "saved")
    text = stored(section)
    assert text.startswith("<p>Paragraf pertama.</p><p>Paragraf kedua.</p><p>Paragraf ketiga. Tempelan:</p>"), text
    assert all(part in text for part in wanted), text
    assert "Mso" not in text and "style=" not in text and page.evaluate("window.__x") is None


def test_comment_on_a_selection_survives_edits_around_it(page, open_editor, section, cast):
    open_editor(page, cast.editor)
    page.locator(".ProseMirror > p").nth(1).dblclick(position={"x": 20, "y": 10})
    page.keyboard.press("Control+Alt+m")
    page.locator("#new-comment").fill("Periksa kata ini.")
    page.locator("[data-new-thread] button[type=submit]").click()
    expect(page.locator("[data-thread]")).to_contain_text("Periksa kata ini.")
    marked = "[...CSS.highlights.get('comment')].map((range) => range.toString()).join()"
    quote = page.evaluate(marked)
    assert quote
    page.locator(".ProseMirror > p").nth(1).click(position={"x": 2, "y": 10})
    page.keyboard.press("Home")
    # What is marked is taken away, so that only looking for the words anew brings it back.
    page.evaluate("CSS.highlights.get('comment').clear()")
    page.keyboard.type("Awalan. ")
    page.wait_for_function(f"(quote) => {marked} === quote", arg=quote)


def test_the_open_editor_and_its_dialogs_have_no_violation(page, open_editor, section, cast):
    """Axe on the editor, each tab of the rail and the dialogs, wide and on a phone."""
    open_editor(page, cast.editor)
    flawless(page, "editor")
    for tab in ("comments", "history", "checks"):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator(f"#p-{tab}")).to_be_visible()
        expect(page.locator(f"#p-{tab} [hx-trigger='intersect once']")).to_have_count(0)  # all of it is fetched
        flawless(page, tab)
    for command in ("table", "image", "footnote", "reference", "number", "block"):
        page.locator(f"[data-command={command}]").click()
        expect(page.locator("dialog[open]")).to_be_visible()
        flawless(page, command)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.set_viewport_size({"width": 360, "height": 740})
    flawless(page, "phone")


def test_reading_and_editing_without_scripts(browser, browser_context_args, live_server, sign_in, section, cast):
    """B05"""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, cast.contributor)
    page.goto(f"{live_server.url}/naskah/bagian/{section.key}/")
    expect(page.locator("[data-prose]")).to_contain_text("Paragraf pertama.")
    page.goto(f"{live_server.url}/naskah/bagian/{section.key}/sunting/")
    page.locator("textarea[name=html]").fill(TEXT.replace("pertama", "perdana"))
    page.locator("#section-form button[type=submit]").click()
    expect(page.locator("[data-prose]")).to_contain_text("Paragraf perdana.")
    context.close()
    assert "perdana" in stored(section)


def test_no_sideways_scroll_and_sheets_on_a_phone(page, open_editor, section, cast):
    page.set_viewport_size({"width": 360, "height": 740})
    open_editor(page, cast.contributor)
    assert not sideways(page)
    page.locator(".phone-bar button").nth(0).click()
    expect(page.locator("#kerangka")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".phone-bar [data-rail-tab=tab-history]").click()
    expect(page.locator("#p-history .line")).to_be_visible()  # fetched when the tab is opened
    buttons = page.locator(".desk-tools[data-toolbar] .btn").all()
    assert len(buttons) > 5
    for button in buttons:
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
