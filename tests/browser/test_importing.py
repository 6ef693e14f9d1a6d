"""A book that was written in Word: an editor lays it onto the outline, looks, imports, undoes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from masterplan.models import Section
from tests.browser.looking import flawless
from tests.masterplan.documents import FOOTNOTE, docx, h, notes, p

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_editor_imports_a_book_from_word_and_undoes_it(page: Page, live_server, sign_in, plan, cast):
    content = docx(
        h(1, "KATA PENGANTAR") + p("Puji syukur.") + h(1, "BAB I PENDAHULUAN")
        + h(2, "1.1 Latar Belakang") + p("Antrean panjang.", more=FOOTNOTE) + h(2, "1.2 Tujuan") + p("Lebih cepat."),
        parts={"footnotes": notes("footnote", "Dinkes 2025")},
    )  # fmt: skip
    sign_in(page, cast.editor)
    page.goto(f"{live_server.url}/naskah/b1/")
    page.get_by_role("link", name="Impor dari Word").click()
    page.get_by_label("Dokumen Word (.docx)").set_input_files(
        {"name": "salah.docx", "mimeType": "application/zip", "buffer": b"Halo"}
    )
    page.get_by_role("button", name="Tampilkan pratinjau").click()
    expect(page.get_by_role("alert")).to_contain_text("Dokumen tidak diterima")
    flawless(page)
    page.get_by_label("Dokumen Word (.docx)").set_input_files(
        {"name": "naskah.docx", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_role("button", name="Tampilkan pratinjau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pratinjau dokumen")
    flawless(page)
    row = page.get_by_role("row", name="1.1 Latar Belakang")
    expect(row).to_contain_text("1 catatan kaki dipertahankan")
    expect(page.get_by_role("row", name="1.2 Maksud dan Tujuan")).to_contain_text("nomor sama, judul lain")

    # What is left over is led to a section of her choice; she looks at it first, on a phone.
    page.set_viewport_size({"width": 360, "height": 800})
    flawless(page)
    page.get_by_label("Bagian untuk KATA PENGANTAR").select_option(label="2.3 Simpulan (sekarang 0 kata)")
    page.get_by_role("button", name="Perbarui pratinjau").click()
    page.get_by_role("link", name="Bandingkan dengan isi sekarang KATA PENGANTAR").click()
    expect(page.get_by_role("article")).to_have_text("Puji syukur.")
    flawless(page)
    page.go_back()
    expect(page.get_by_label("Bagian untuk KATA PENGANTAR")).to_have_value(
        str(Section.objects.get(key="b1.two.closing").pk)
    )
    page.get_by_role("button", name="Impor", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Impor naskah.docx")
    flawless(page)
    texts = dict(Section.objects.exclude(html="").values_list("key", "html"))
    assert texts.keys() == {"b1.one.background", "b1.one.purpose", "b1.two.closing"}
    page.get_by_role("button", name="Batalkan impor").click()
    expect(page.get_by_text("3 bagian kembali ke isi sebelum impor.").first).to_be_visible()
    assert not Section.objects.exclude(html="").exists()
