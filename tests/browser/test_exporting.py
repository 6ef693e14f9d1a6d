"""A book on its way to Bappelitbangda: asked for in the browser, made by a real worker, downloaded; and the roof's pages."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from masterplan.models import Export, Section
from tests.browser.looking import ALL_LOOKS, faults_everywhere, flawless

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_book_is_asked_for_made_and_downloaded(page: Page, live_server, sign_in, plan, cast):
    Section.objects.filter(key="b1.one.background").update(
        html="<p>Warga kecamatan menunggu layanan yang lebih dekat.</p>", version=1, word_count=6
    )
    sign_in(page, cast.editor)
    page.goto(f"{live_server.url}/ekspor/")
    flawless(page)
    page.get_by_role("button", name="Buat berkas").click()
    flawless(page)
    export = Export.objects.get()
    assert export.state == Export.State.QUEUED

    call_command("db_worker", batch=True, startup_delay=False, queue_name="*", verbosity=0)
    export.refresh_from_db()
    assert (export.state, export.error) == (Export.State.DONE, "")

    page.goto(f"{live_server.url}{export.get_absolute_url()}")
    flawless(page)
    expect(page.get_by_text(export.sha256)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").first.click()
    with open(download.value.path(), "rb") as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        assert len(pdf.pages) == export.page_count > 3


def test_pages_of_the_roof_are_flawless(page: Page, live_server, sign_in, plan, cast):
    wrong = []
    for path in ("/", "/masuk/", "/panduan/", "/istilah/", "/edisi/"):
        page.goto(live_server.url + path)
        wrong += faults_everywhere(page, ALL_LOOKS)
    sign_in(page, cast.reviewer)
    for path in ("/", "/gaya/", "/cari/?q=smart", "/analisis/", "/evaluasi/", "/akun/", "/tidak-ada/"):
        page.goto(live_server.url + path)
        wrong += faults_everywhere(page, ALL_LOOKS)
    assert wrong == []


def test_jump_field_opens_with_the_keyboard(page: Page, live_server, sign_in, plan, cast):
    sign_in(page, cast.editor)
    page.goto(live_server.url)
    page.keyboard.press("Control+k")
    page.keyboard.type("Latar Belakang")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cari")
    expect(page.get_by_role("link", name="Latar Belakang")).to_be_visible()
