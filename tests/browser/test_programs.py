"""A stranger to the tool proposes a program, gives it money, and enters a value, by mouse, keyboard and thumb."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from formats.dates import Quarter, today_wita
from quickwins.models import (
    BudgetLine,
    Criterion,
    Horizon,
    Indicator,
    Milestone,
    Program,
    ProgressReport,
    Reading,
    Risk,
    Target,
)
from stakeholders import reminding
from stakeholders.models import Holiday
from tests import factories
from tests.browser.looking import faults_everywhere, flawless

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 1366)
COUNT_CLICKS = """addEventListener("click", (event) => {
  if (event.isTrusted && event.detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true)"""


@pytest.fixture
def scene(plan, organisations, cast):
    for key, first, last in [("short", 1, 1), ("medium", 2, 5)]:
        Horizon.objects.create(plan=plan, key=key, name=f"Jangka {key}", first_year=first, last_year=last)
    source = factories.make_source(key="apbd_regency")
    program = factories.make_program(
        plan, organisations.dinkes, name="Antrean puskesmas daring", state="running", quickwin_state="chosen",
        starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 18), last_year=2026, summary="Antrean lewat ponsel.",
    )  # fmt: skip
    factories.make_program(
        plan, organisations.disdik, name="Murid baru daring", state="scored", quickwin_state="nominated",
        starts_on=date(2026, 2, 2), ends_on=date(2026, 11, 30),
    )  # fmt: skip
    BudgetLine.objects.create(program=program, year=2026, source=source, ceiling=1_850_000_000, realised=925_000_000)
    Milestone.objects.create(
        program=program, title="Uji coba empat puskesmas", due_on=date(2026, 7, 31), done_on=date(2026, 7, 30)
    )
    Milestone.objects.create(program=program, title="Rujukan tersambung", due_on=date(2026, 9, 30))
    ProgressReport.objects.create(
        program=program, reported_on=date(2026, 8, 3), percent=40, spent=900_000_000, text="Uji"
    )
    Program.objects.filter(pk=program.pk).update(impact=5, effort=2)
    Risk.objects.create(program=program, text="Petugas berpindah tugas", mitigation="Latih dua orang")
    indicator = Indicator.objects.create(
        plan=plan,
        program=program,
        name="Puskesmas dengan antrean daring",
        unit="puskesmas",
        baseline=0,
        baseline_year=2025,
    )
    Target.objects.create(indicator=indicator, year=2026, value=22)
    before = Quarter.of(today_wita()).previous().previous()
    Reading.objects.create(
        indicator=indicator, year=before.year, quarter=before.number, value=14, entered_by=cast.contributor
    )
    return program, indicator


def test_pages_are_open_to_everybody_at_every_width(page: Page, live_server, sign_in, cast, scene):
    program, indicator = scene
    own = f"/program/{program.pk}/"
    nominee = Program.objects.get(quickwin_state="nominated")
    Criterion.objects.create(key="1", name="Daya tarik", text="Seberapa menarik bagi warga?")
    paths = [
        "/program/", "/program/?tampilan=papan", "/program/?tampilan=linimasa", "/program/?q=tidakada", "/program/baru/", own,
        f"{own}sunting/", f"{own}sunting/anggaran/", f"{own}sunting/indikator/", f"{own}sunting/tonggak/",
        f"{own}sunting/risiko/", f"{own}sunting/mitra/", f"{own}kemajuan/", f"/indikator/{indicator.pk}/",
        f"/indikator/{indicator.pk}/realisasi/", "/quick-win/",
        "/quick-win/penilaian/", f"/quick-win/penilaian/{nominee.pk}/", f"/quick-win/penilaian/{nominee.pk}/hasil/", "/quick-win/berita-acara/",
        "/program/ringkasan/", "/program/keterkaitan/", "/program/keterkaitan/?arah=buku", "/program/impor/",
        "/program/gambar/", f"{own}lembar/", "/program/?tahap=running",
    ]  # fmt: skip
    sign_in(page, cast.editor)
    wrong = []
    for path in paths:
        answer = page.goto(live_server.url + path)
        assert answer is not None and answer.status == 200, path
        wrong += faults_everywhere(page)
    assert wrong == []


def test_filters_work_without_script(browser, live_server, client, cast, scene, settings):
    client.force_login(cast.reviewer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/program/")
    page.get_by_role("searchbox", name="Cari nama program").fill("murid")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.get_by_role("link", name="Murid baru daring")).to_be_visible()
    expect(page.get_by_role("link", name="Antrean puskesmas daring")).to_have_count(0)
    assert "q=murid" in page.url
    page.get_by_role("link", name="Hapus saringan", exact=True).click()
    expect(page.get_by_role("link", name="Antrean puskesmas daring")).to_be_visible()
    page.locator("summary", has_text="Tahap").click()
    page.get_by_label("Dinilai").check()
    page.locator("details[open]").get_by_role("button", name="Terapkan").click()
    expect(page.get_by_role("link", name="Antrean puskesmas daring")).to_have_count(0)
    page.get_by_role("link", name="Hapus saringan Tahap").click()
    expect(page.get_by_role("link", name="Antrean puskesmas daring")).to_be_visible()
    context.close()


def test_staff_propose_a_program_and_give_it_money(page: Page, live_server, sign_in, cast, scene):
    sign_in(page, cast.contributor)
    page.goto(f"{live_server.url}/program/")
    page.get_by_role("link", name="Usulkan program").click()
    page.get_by_label("Nama program").fill("Telemedisin pegunungan")
    page.get_by_label("Sub-dimensi").select_option(label="Sub living")
    page.get_by_label("Tahun awal").select_option("2026")
    page.get_by_label("Tahun akhir").select_option("2027")
    page.get_by_label("Jumlah penerima manfaat").fill("1.234.567")
    page.get_by_label("Jumlah penerima manfaat").blur()
    expect(page.get_by_text("1.234.567").last).to_be_visible()
    page.get_by_role("button", name="Usulkan").click()
    expect(page.get_by_role("heading", level=1, name="Telemedisin pegunungan")).to_be_visible()
    page.get_by_role("link", name="Tambah anggaran").click()
    row = page.get_by_role("group", name="Baris anggaran 1")
    row.get_by_label("Tahun").select_option("2026")
    row.get_by_label("Sumber dana").select_option(index=1)
    row.get_by_label("Anggaran").fill("Rp1,25 miliar")
    row.get_by_label("Anggaran").blur()
    expect(page.get_by_text("Rp1.250.000.000")).to_be_visible()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("group", name="Baris anggaran 1").get_by_label("Anggaran")).to_have_value("1.250.000.000")
    program = Program.objects.get(name="Telemedisin pegunungan")
    assert (program.beneficiaries_count, program.lead.key) == (1_234_567, "dinkes")
    assert BudgetLine.objects.get(program=program).ceiling == 1_250_000_000


@pytest.fixture
def link_of_the_mail(live_server, cast, scene, settings, page):
    """Shows the mail itself in the browser, as the reminder sends it, and gives the link to the value in it."""
    settings.SITE_URL = live_server.url
    _program, indicator = scene
    quarter = Quarter.of(today_wita())
    # The first Monday after the 3rd day: the digest of a week of this quarter.
    day = next(
        quarter.first_day + timedelta(days=n)
        for n in range(4, 12)
        if (quarter.first_day + timedelta(days=n)).weekday() == 0
    )
    Holiday.objects.all().delete()
    assert reminding.remind(day) == 1
    (sent,) = [one for one in mail.outbox if cast.contributor.email in one.to]
    (html,) = [part.content for part in sent.alternatives]
    page.set_content(html)
    return page.get_by_role("link", name=indicator.name)


@pytest.mark.parametrize("width", WIDTHS)
def test_value_of_the_quarter_takes_three_clicks_and_one_number(
    page: Page, live_server, sign_in, cast, scene, link_of_the_mail, width
):
    _program, indicator = scene
    sign_in(page, cast.contributor)
    page.set_viewport_size({"width": width, "height": 740})
    page.add_init_script(COUNT_CLICKS)
    link_of_the_mail.click()  # counted by hand: a mail runs no script
    field = page.get_by_label("Realisasi")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("18")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("disimpan", exact=False).first).to_be_visible()
    clicks = 1 + page.evaluate("Number(sessionStorage.clicks)")
    assert clicks == 2, "the link of the mail and “Simpan”; three are allowed"
    due = Quarter.of(today_wita()).previous()
    reading = Reading.objects.get(indicator=indicator, year=due.year, quarter=due.number)
    assert (reading.value, reading.entered_by) == (Decimal(18), cast.contributor)


def test_unchanged_value_is_one_click(page: Page, live_server, sign_in, cast, scene):
    _program, indicator = scene
    sign_in(page, cast.contributor)
    page.goto(f"{live_server.url}/indikator/{indicator.pk}/realisasi/")
    page.get_by_role("button", name="Tidak berubah, saya pastikan").click()
    expect(page.get_by_text("dipastikan tidak berubah", exact=False).first).to_be_visible()
    assert Reading.objects.get(indicator=indicator, unchanged=True).value == 14


def test_leader_chooses_a_quick_win_with_a_reason(page: Page, live_server, sign_in, cast, scene):
    sign_in(page, cast.leader)
    page.goto(f"{live_server.url}/quick-win/")
    page.get_by_role("button", name="Pilih Murid baru daring", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Alasan")).to_be_focused()
    flawless(page)
    dialog.get_by_label("Alasan").fill("Langsung dirasakan orang tua murid")
    dialog.get_by_role("button", name="Pilih").click()
    expect(page.get_by_text("dipilih sebagai Quick Win", exact=False).first).to_be_visible()
    program = Program.objects.get(name="Murid baru daring")
    assert (program.quickwin_state, program.quickwin_note) == ("chosen", "Langsung dirasakan orang tua murid")
