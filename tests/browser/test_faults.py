"""Faults around an open editor: slow and failing networks, a killed browser, other sign-ins, wrong clocks, a new release."""

from __future__ import annotations

import os
import signal
import uuid

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from masterplan.models import Revision
from masterplan.writing import save_section
from tests.browser.editing import READY, drafts_in, expect_state, save_now, stored, type_into
from tests.factories import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def give_password(user) -> None:
    user.set_password(PASSWORD)
    user.save()


def test_back_after_a_save_and_after_signing_out(page, context, open_editor, section, cast, live_server):
    """B01, C04: the editor that comes back with Back stands on the newest version or is told; nothing after signing out."""
    open_editor(page, cast.editor)
    type_into(page, 0, " Pertama.")
    save_now(page)
    expect_state(page, "saved")
    page.goto(f"{live_server.url}{section.get_absolute_url()}")
    save_section(section.pk, user=cast.contributor, base_version=2, save_id=uuid.uuid4(), html="<p>Dari dinkes.</p>")
    page.go_back()
    page.wait_for_selector(READY)
    type_into(page, 0, " Lalu.")
    save_now(page)
    expect_state(page, "saved")
    assert stored(section) == "<p>Dari dinkes. Lalu.</p>" and section.version == 4
    page.goto(f"{live_server.url}{section.get_absolute_url()}")
    context.clear_cookies(name="sessionid")
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text("Dari dinkes.")


def test_a_slow_network_is_told_truthfully(page, context, open_editor, section, cast):
    """B02: two seconds of latency and now and then a lost answer; never "saved" before the server has it."""
    open_editor(page, cast.editor)
    tries: list[int] = []

    def slow(route):
        tries.append(1)
        page.wait_for_timeout(2000)
        if len(tries) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/simpan/", slow)
    type_into(page, 1, " Lewat jaringan lambat.")
    save_now(page)
    expect_state(page, "busy")
    assert "lambat" not in stored(section)
    expect_state(page, "saved", timeout=20_000)
    assert len(tries) >= 2 and "Lewat jaringan lambat." in stored(section)
    assert Revision.objects.filter(section=section, html__contains="lambat").count() == 1 and drafts_in(page) == []


def test_a_killed_browser_loses_no_more_than_the_last_keys(
    browser_type, browser_type_launch_args, section, cast, sign_in, live_server
):
    """B04: kill -9 while typing; all that was acknowledged is on the server, unharmed."""
    browser = browser_type.launch(**browser_type_launch_args)
    page = browser.new_page()
    sign_in(page, cast.editor)
    page.goto(f"{live_server.url}/naskah/bagian/{section.key}/sunting/")
    page.wait_for_selector(READY)
    type_into(page, 0, " Sempat tersimpan.")
    expect_state(page, "saved")
    page.keyboard.type(" Belum")
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    os.kill(next(process["id"] for process in processes if process["type"] == "browser"), signal.SIGKILL)
    with pytest.raises(Exception, match="closed"):
        page.wait_for_timeout(20_000)
    assert "Paragraf pertama. Sempat tersimpan." in stored(section)
    assert section.revisions.get(number=section.version).html == section.html


def test_back_from_sleep_with_another_sign_in_in_the_next_tab(page, context, open_editor, section, cast, live_server):
    """B08, C14: offline, the session ends, the network returns; signed in anew in another tab the waiting text is saved
    from the first, with the new token, and nothing is asked twice."""
    give_password(cast.editor)
    open_editor(page, cast.editor)
    context.set_offline(True)
    type_into(page, 0, " Sebelum tidur.")
    expect_state(page, "offline", timeout=8000)
    Session.objects.all().delete()
    context.clear_cookies(name="sessionid")
    context.set_offline(False)
    expect(page.locator("dialog[data-sign-in-again]")).to_be_visible(timeout=15_000)
    assert "Sebelum tidur." not in stored(section) and len(drafts_in(page)) == 1
    other = context.new_page()
    other.goto(f"{live_server.url}/masuk/")
    other.locator("input[name=login]").fill(cast.editor.username)
    other.locator("input[name=password]").fill(PASSWORD)
    other.locator("input[name=password]").press("Enter")
    other.wait_for_url(lambda url: "/masuk/" not in url)
    page.bring_to_front()
    again = page.locator("dialog[data-sign-in-again] button", has_text="Coba lagi")
    if again.count():
        again.click()
    expect_state(page, "saved", timeout=15_000)
    assert "Sebelum tidur." in stored(section)
    assert Revision.objects.filter(section=section).latest("pk").saved_by == cast.editor


def test_a_wrong_clock_and_a_new_release_change_nothing(page: Page, open_editor, section, cast):
    """C18, B10: the device is a day ahead; while the tab is open the files of the scripts are exchanged."""
    page.clock.set_fixed_time("2031-05-05T10:00:00")
    open_editor(page, cast.editor)
    page.route("**/static/**", lambda route: route.fulfill(status=404, body=""))
    type_into(page, 2, " Jam salah.")
    save_now(page)
    expect_state(page, "saved")
    save_section(
        section.pk,
        user=cast.contributor,
        base_version=2,
        save_id=uuid.uuid4(),
        html=stored(section).replace("pertama", "perdana"),
    )
    type_into(page, 2, " Sekali lagi.")
    save_now(page)
    expect_state(page, "saved")
    assert stored(section) == (
        "<p>Paragraf perdana.</p><p>Paragraf kedua.</p><p>Paragraf ketiga. Jam salah. Sekali lagi.</p>"
    )
    numbers = list(section.revisions.exclude(number=None).order_by("pk").values_list("number", flat=True))
    assert numbers == sorted(numbers) and section.edited_at.year != 2031
