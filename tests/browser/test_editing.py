"""Stories of two people and a cut network in a real browser: nothing acknowledged is lost, the indicator tells the truth."""

from __future__ import annotations

import json
import os
import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from masterplan.models import Revision, Section
from masterplan.writing import save_section

# The browser's driver keeps an event loop in this thread; the tests themselves are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TEXT = "<p>Paragraf pertama.</p><p>Paragraf kedua.</p><p>Paragraf ketiga.</p>"


@pytest.fixture
def section(plan, cast) -> Section:
    section = Section.objects.get(key="b1.one.background")
    save_section(section.pk, user=cast.editor, base_version=0, save_id=uuid.uuid4(), html=TEXT)
    section.refresh_from_db()
    return section


@pytest.fixture
def sign_in(live_server):
    """A session of its own for each sign-in: two people are signed in at the same time here."""

    def sign(page: Page, user) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url, "httpOnly": True}]
        )

    return sign


@pytest.fixture
def open_editor(live_server, sign_in, section):
    """open_editor(page, user) shows the section's editor in that page, ready to type in."""

    def opened(page: Page, user) -> Page:
        sign_in(page, user)
        page.goto(f"{live_server.url}/naskah/bagian/{section.key}/sunting/")
        page.wait_for_selector("html[data-editor=ready]")
        return page

    return opened


def type_into(page: Page, paragraph: int, text: str) -> None:
    """Put the cursor at the end of a paragraph and type."""
    line = page.locator(".ProseMirror > p").nth(paragraph)
    line.click()
    page.keyboard.press("End")
    page.keyboard.type(text)


def save_now(page: Page) -> None:
    page.keyboard.press("Control+s")


def expect_state(page: Page, name: str, timeout: float = 10_000) -> None:
    expect(page.locator("[data-saved]")).to_have_attribute("data-now", name, timeout=timeout)


def stored(section: Section) -> str:
    section.refresh_from_db()
    return section.html


def drafts_in(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('lw-draft'))")


@pytest.fixture
def second(context: BrowserContext, browser, browser_context_args) -> Page:
    """A page of another browser, for another person."""
    other = browser.new_context(**browser_context_args)
    yield other.new_page()
    other.close()


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


def test_a_session_that_ends_while_typing_signs_in_again_in_place(page, context, open_editor, section, cast):
    """C12: the text stays, then it is saved."""
    from tests.factories import PASSWORD

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


def test_leaving_with_unsaved_text_asks(page, open_editor, section, cast):
    """B03"""
    open_editor(page, cast.editor)
    page.route("**/simpan/", lambda route: route.abort())
    type_into(page, 0, " Belum.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => location.assign('/naskah/'))")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/sunting/")


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
    page.wait_for_timeout(600)  # the caret follows the new table after the next frame
    page.keyboard.type("Nama")
    page.keyboard.press("Tab")
    page.keyboard.type("Jumlah")
    expect(page.locator(".ProseMirror th").nth(1)).to_have_text("Jumlah")
    type_into(page, 0, "")
    page.wait_for_timeout(600)
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
    ),
    "docs": (
        '<b style="font-weight:normal" id="docs-internal-guid-x"><h2>Judul</h2><ul><li>satu<ul><li>dua</li></ul></li></ul></b>',
        ["<h3>Judul</h3>", "<li><p>dua</p></li>"],
    ),
    "script": ('<p>Aman<img src=x onerror="window.__x=1"><script>window.__x=1</script></p>', ["Aman"]),
}


@pytest.mark.parametrize("source", CLIPBOARD)
def test_paste_keeps_the_meaning_and_drops_the_rest(page, open_editor, section, cast, source):
    """I10, X01"""
    html, wanted = CLIPBOARD[source]
    open_editor(page, cast.editor)
    page.locator(".ProseMirror > p").nth(2).click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    with page.expect_response("**/tempel/"):
        page.evaluate(
            """(html) => { const data = new DataTransfer(); data.setData("text/html", html); data.setData("text/plain", "x");
            document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
            html,
        )
    page.wait_for_timeout(200)
    save_now(page)
    expect_state(page, "saved")
    text = stored(section)
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
    page.keyboard.type("Awalan. ")
    page.wait_for_timeout(500)
    assert page.evaluate(marked) == quote


def test_the_open_editor_and_its_dialogs_have_no_violation(page, open_editor, section, cast):
    """Axe on the editor, each tab of the rail and the dialogs, wide and on a phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    open_editor(page, cast.editor)

    def check(what: str) -> None:
        found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response[
            "violations"
        ]
        assert not found, f"{what}: {json.dumps(found, ensure_ascii=False)[:1500]}"

    check("editor")
    for tab in ("tab-comments", "tab-history", "tab-checks"):
        page.locator(f"#{tab}").click()
        page.wait_for_timeout(600)
        check(tab)
    for command in ("table", "image", "footnote", "reference", "number", "block"):
        page.locator(f"[data-command={command}]").click()
        expect(page.locator("dialog[open]")).to_be_visible()
        check(command)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.set_viewport_size({"width": 360, "height": 740})
    check("phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


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
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".phone-bar button").nth(0).click()
    expect(page.locator("#kerangka")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".phone-bar [data-rail-tab=tab-history]").click()
    expect(page.locator("#p-history .line")).to_be_visible()  # fetched when the tab is opened
    for button in page.locator(".desk-tools[data-toolbar] .btn").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44


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
