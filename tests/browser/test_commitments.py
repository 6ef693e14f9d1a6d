"""A promise on its way: drawn up by staff, signed by the head on his phone, printed, checked by a stranger; data and the rest."""

from __future__ import annotations

import time
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from files.uploading import store_content
from formats.dates import today_wita
from stakeholders import signing
from stakeholders.models import (
    AgendaItem,
    Attendance,
    Bimtek,
    Body,
    ClauseTemplate,
    Commitment,
    DataAnswer,
    Decision,
    Fulfilment,
    Membership,
)
from tests import factories
from tests.browser.looking import faults_everywhere, flawless
from tests.test_permissions import png

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_commitment_goes_from_draft_to_verification_on_a_phone(
    page: Page, live_server, sign_in, plan, cast, organisations, browser, browser_context_args
):
    ClauseTemplate.objects.create(key="a", name="A", text="Melaksanakan program sesuai jadwalnya.")
    program = factories.make_program(plan, organisations.dinkes, name="Antrean puskesmas daring")
    page.set_viewport_size({"width": 360, "height": 800})

    # The staff draws it up and submits it.
    sign_in(page, cast.contributor)
    page.goto(f"{live_server.url}/komitmen/")
    flawless(page)
    page.get_by_role("link", name="Susun komitmen").first.click()
    flawless(page)
    assert "Melaksanakan program sesuai jadwalnya." in page.get_by_label("Pernyataan").input_value()
    page.get_by_label("Perihal").fill("Lembar Komitmen Dinas Kesehatan")
    item = page.get_by_role("group", name="Butir 1")
    item.get_by_label("Yang dijanjikan").fill("Antrean daring di 22 puskesmas")
    item.get_by_label("Program").select_option(str(program.pk))
    item.get_by_label("Target").fill("22")
    item.get_by_label("Satuan").fill("puskesmas")
    item.get_by_label("Tenggat").fill("31 Desember 2026")
    item.get_by_label("Anggaran").fill("1,85 miliar")
    expect(item.get_by_text("Terbaca Rp1.850.000.000")).to_be_visible()
    page.get_by_role("button", name="Tambah butir").click()
    second = page.get_by_role("group", name="Butir 2")
    expect(second).to_be_visible()
    page.get_by_label("Tambah lampiran").set_input_files({"name": "rab.png", "mimeType": "image/png", "buffer": png()})
    assert item.get_by_label("Anggaran").input_value() == "1,85 miliar"
    flawless(page)
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lembar Komitmen Dinas Kesehatan")
    expect(page.get_by_role("link", name="rab.png")).to_be_visible()
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Menunggu tanda tangan").first).to_be_visible()
    flawless(page)
    address = page.url

    # The head reads it on a phone of his own, mistypes his password once, and signs.
    phone = browser.new_context(**browser_context_args, viewport={"width": 360, "height": 800}).new_page()
    sign_in(phone, cast.head)
    phone.goto(address)
    flawless(phone)
    phone.get_by_label("Saya telah membaca seluruh isi versi 1").check()
    phone.get_by_label("Kata sandi Anda").fill("bukan-ini")
    phone.get_by_role("button", name="Tanda tangani versi 1").click()
    expect(phone.locator("#password-error")).to_have_text("Kata sandi tidak cocok. Coba lagi.")
    flawless(phone)
    phone.get_by_label("Saya telah membaca seluruh isi versi 1").check()
    phone.get_by_label("Kata sandi Anda").fill(factories.PASSWORD)
    phone.get_by_role("button", name="Tanda tangani versi 1").click()
    expect(phone.get_by_text("Ditandatangani").first).to_be_visible()
    commitment = Commitment.objects.get()
    assert commitment.state == "signed"
    expect(phone.get_by_role("link", name=commitment.code)).to_be_visible()
    flawless(phone)

    # The sheet is a PDF; its code leads anybody to the check.
    sheet = phone.request.get(f"{address}lembar/")
    assert sheet.headers["content-type"] == "application/pdf" and sheet.body().startswith(b"%PDF-")
    stranger = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    stranger.goto(f"{live_server.url}/verifikasi/{commitment.code}/")
    expect(stranger.get_by_text("Sah: isinya sama dengan yang ditandatangani.")).to_be_visible()
    flawless(stranger)
    stranger.goto(f"{live_server.url}/verifikasi/LWU-2222-3333-4444/")
    expect(stranger.get_by_role("heading", name="Kode ini tidak dikenal")).to_be_visible()
    flawless(stranger)
    stranger.context.close()
    phone.context.close()


def test_dialogs_ask_for_a_reason_and_the_keyboard_is_enough(
    page: Page, live_server, sign_in, plan, cast, organisations
):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    sign_in(page, cast.head)
    page.goto(live_server.url + waiting.get_absolute_url())
    button = page.get_by_role("button", name="Kembalikan dengan catatan")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Yang harus diubah").or_(dialog.get_by_role("textbox"))).to_be_focused()
    flawless(page)
    page.keyboard.type("Target terlalu tinggi")
    dialog.get_by_role("button", name="Kembalikan").click()
    expect(page.get_by_text("Target terlalu tinggi").first).to_be_visible()
    assert Commitment.objects.get().state == "draft"


@pytest.fixture
def full_stage(plan, cast, organisations, settings):
    """One of everything that these pages show."""
    settings.ESIGN_BACKEND = "bsre"
    organisations.dinkes.influence, organisations.dinkes.interest = 5, 4
    organisations.dinkes.save()
    program = factories.make_program(plan, organisations.dinkes, state="running")
    signed = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    signed.items.update(program=program, amount=1_850_000_000)
    signing.sign(signed.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(signed)))
    signed = Commitment.objects.get(pk=signed.pk)
    report = Fulfilment.objects.create(
        item=signed.items.get(), year=2026, quarter=3, state="partial", value=14, note="Jaringan", reported_by=cast.head
    )
    report.evidence.add(store_content("bukti.png", png(), owner=cast.head))
    renewed = signing.new_version(signed.pk, by=cast.editor, reason="Target naik")
    renewed.items.update(target=30)
    signing.submit(renewed.pk, by=cast.contributor)
    columns = [
        {"name": "Kecamatan", "kind": "text", "unit": ""},
        {"name": "Kunjungan", "kind": "integer", "unit": "orang"},
    ]
    asked = factories.make_data_request(
        plan, organisations.dinkes, state="delivered", columns=columns, due_on=date(2026, 1, 5)
    )
    DataAnswer.objects.create(
        request=asked, rows=[["Belopa", 1250], ["Bua", 12]], source="Rekap", delivered_by=cast.contributor
    )
    owed = factories.make_data_request(plan, organisations.dinkes, columns=columns, due_on=date(2026, 1, 6))
    meeting = Bimtek.objects.create(
        plan=plan, title="Bimtek I", starts_on="2023-07-03", ends_on="2023-07-04", state="closed", minutes="Dibuka."
    )
    AgendaItem.objects.create(bimtek=meeting, day="2023-07-03", starts_at="08:00", title="Pembukaan")
    Attendance.objects.create(bimtek=meeting, name="Ani", organisation=organisations.dinkes)
    Decision.objects.create(bimtek=meeting, number=1, text="Antrean dipakai", program=program, due_on="2023-08-01")
    body = Body.objects.create(plan=plan, key="dewan", name="Dewan Smart City")
    Membership.objects.create(body=body, seat="Pembina", office="Bupati")
    item = signed.items.get().pk
    joint = factories.make_commitment(plan, organisations.setda, kind="joint", state="submitted")
    joint.parties.set([organisations.dinkes, organisations.disdik, organisations.kominfo])
    joint.attachments.add(store_content("lampiran.png", png(), owner=cast.editor, is_shared=True))
    signing.sign(joint.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(joint)))
    return {
        "editor": [
            *(
                "/komitmen/",
                "/komitmen/?q=tidakada",
                "/komitmen/baru/",
                f"/komitmen/{signed.pk}/",
                f"/komitmen/{renewed.pk}/",
            ),
            *(f"/komitmen/{renewed.pk}/sunting/", f"/komitmen/{signed.pk}/butir/{item}/"),
            *(f"/komitmen/{joint.pk}/", f"/komitmen/{joint.pk}/layar/"),
            *("/data/", "/data/baru/", f"/data/{asked.pk}/", "/bimtek/", f"/bimtek/{meeting.pk}/"),
            *("/pemangku/", "/pemangku/dinkes/"),
        ],
        "head": [
            "/",
            f"/komitmen/{renewed.pk}/",
            f"/komitmen/{signed.pk}/",
            f"/komitmen/{signed.pk}/butir/{item}/",
            f"/data/{owed.pk}/",
        ],
    }


def test_pages_are_open_to_everybody_at_every_width(page: Page, live_server, sign_in, cast, full_stage):
    wrong = []
    for who, paths in full_stage.items():
        # What the page still fetches in the name of the first one must be over before the next signs in.
        page.goto("about:blank")
        sign_in(page, getattr(cast, who))
        for path in paths:
            answer = page.goto(live_server.url + path)
            assert answer is not None and answer.status == 200, path
            for details in page.locator("main details:not(.menu)").all():
                details.evaluate("element => { element.open = true }")
            wrong += faults_everywhere(page)
    assert wrong == []


def test_what_is_due_is_done_from_the_desk_within_a_minute_each(
    page: Page, live_server, sign_in, plan, cast, organisations
):
    """On a phone: a promise to tell of, a text to sign. The typing is that of a slow thumb: a key each 0.3 s."""
    kept = factories.make_commitment(plan, organisations.dinkes, state="submitted", title="Yang berlaku")
    kept.items.update(due_on=today_wita())
    signing.sign(kept.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(kept)))
    asked = factories.make_commitment(plan, organisations.dinkes, state="submitted", title="Yang menunggu")
    page.set_viewport_size({"width": 360, "height": 800})
    sign_in(page, cast.head)

    def minute(begun: float, keys: int) -> None:
        assert time.monotonic() - begun + 0.3 * keys < 60

    page.goto(live_server.url)
    begun, note = time.monotonic(), "Dua puskesmas menunggu jaringan."
    task = page.get_by_role("listitem").filter(has_text="Antrean daring di 22 puskesmas")
    task.get_by_role("link", name="Laporkan").click()
    page.get_by_label("Realisasi").fill("20")
    page.get_by_label("Penjelasan").fill(note)
    page.get_by_role("button", name="Laporkan").click()
    expect(page.get_by_text(note)).to_be_visible()
    minute(begun, 2 + len(note))
    assert Fulfilment.objects.get().value == 20

    page.goto(live_server.url)
    begun = time.monotonic()
    expect(page.get_by_text("Antrean daring di 22 puskesmas")).to_have_count(0)
    page.get_by_role("listitem").filter(has_text="Yang menunggu").get_by_role("link", name="Baca dan tanda").click()
    page.get_by_label("Saya telah membaca seluruh isi versi 1").check()
    page.get_by_label("Kata sandi Anda").fill(factories.PASSWORD)
    page.get_by_role("button", name="Tanda tangani versi 1").click()
    expect(page.get_by_text("Ditandatangani").first).to_be_visible()
    minute(begun, len(factories.PASSWORD))
    asked.refresh_from_db()
    assert asked.is_signed
