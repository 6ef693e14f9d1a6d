"""Figures typed into the prose: told where they differ from the records, and only there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from formats.html import clean_html
from masterplan.blocks import Records
from masterplan.checking import findings
from masterplan.models import Revision, Section
from masterplan.typed_figures import typed_figures, with_live_number
from quickwins.models import BudgetLine, Indicator, Target
from tests import factories

from . import block_records
from .approvals import write


@pytest.fixture
def records(plan, organisations) -> Records:
    """Three programs, one running, Rp1,25 billion, one indicator: 72,5 in 2025, target 80 in 2027."""
    block_records.load_kinds()
    for number in range(3):
        factories.make_program(
            plan, organisations.dinkes, name=f"Program {number}", state="proposed" if number else "running"
        )
    indicator = Indicator.objects.create(
        plan=plan, name="Indeks SPBE", unit="indeks", decimals=2, baseline=Decimal("2.76"), baseline_year=2025
    )
    Target.objects.create(indicator=indicator, year=2027, value=Decimal("3.10"))
    return Records(plan, timezone.now())


def told(text: str, records: Records) -> list[tuple[str, str, str]]:
    return [(each.typed, each.now, each.name) for each in typed_figures(f"<p>{text}</p>", records)]


@pytest.mark.parametrize(
    ("text", "typed", "now", "name"),
    [
        ("Buku ini memuat 38 program.", "38", "3", "program_count"),
        ("Rencana ini memuat <strong>tiga puluh delapan</strong> program.", "tiga puluh delapan", "3", "program_count"),
        ("Sebanyak 1.038 program menanti.", "1.038", "3", "program_count"),
        ("Ada 4 program dalam masterplan.", "4", "3", "program_count"),
        ("Kini 2 program yang sudah berjalan.", "2", "1", "program_running_count"),
        ("Terdapat dua indikator utama.", "dua", "1", "indicator_count"),
        ("Indeks SPBE mencapai 2,67 pada tahun 2025.", "2,67", "2,76 (2025)", ""),
        ("Target Indeks SPBE tahun 2027 ialah 3,5.", "3,5", "3,10 (2027)", ""),
    ],
)
def test_figure_that_differs_is_told(records, text, typed, now, name):
    assert told(text, records) == [(typed, now, name)]


@pytest.mark.parametrize(
    "text",
    [
        "Buku ini memuat 3 program.",
        "Buku ini memuat tiga program.",
        'Buku ini memuat <span data-angka="program_count"></span> program.',
        "Delapan program dibagi ke dalam tiga sub-dimensi.",
        "Dinas Kesehatan memuat 2 program baru.",
        "Bagian ini memuat 2 program pada dimensi ini.",
        "Enam program berdampak cepat RPJMD memberi pelajaran.",
        "Lihat Bab 3 program kerja.",
        'Kalimat<span class="footnote">Sumber memuat 38 program.</span> biasa.',
        "Indeks SPBE mencapai 2,8 pada tahun 2025.",
        "Indeks SPBE mencapai 2,67 pada tahun 2019.",
        "Indeks SPBE naik dari 2,10 ke 2,67 pada tahun 2025.",
        "Nilai lain mencapai 2,67 pada tahun 2025.",
        "Indeks SPBE Provinsi tidak dibahas. Angka 9,9 dicatat pada tahun 2025.",
    ],
)
def test_what_agrees_or_speaks_of_a_part_is_left_in_peace(records, text):
    assert told(text, records) == []


def test_budget_is_compared_as_precisely_as_it_was_typed(plan, organisations):
    program = factories.make_program(plan, organisations.dinkes, name="Antrean")
    BudgetLine.objects.create(program=program, year=2027, source=factories.make_source(), ceiling=1_250_000_000)
    records = Records(plan, timezone.now())
    for right in ("Rp1,25 miliar", "Rp1,3 miliar", "Rp1.250.000.000", "Rp1.250 juta"):
        assert told(f"Jumlah anggaran ialah {right}.", records) == []
    assert told("Total kebutuhan dana mencapai Rp1,4 miliar.", records) == [
        ("Rp1,4 miliar", "Rp1,25 miliar", "budget_total")
    ]
    assert told("Jumlah anggaran tahun 2027 ialah Rp1,4 miliar.", records) == []
    assert told("Jumlah anggaran belanja daerah ialah Rp1,4 miliar.", records) == []


def test_live_number_takes_the_place_of_the_typed_one_alone(records):
    html = clean_html("<p>Pembuka 38.</p><p>Buku ini memuat 38 program, bukan 138 programan.</p>")
    (figure,) = typed_figures(html, records)
    assert with_live_number(html, figure) == clean_html(
        '<p>Pembuka 38.</p><p>Buku ini memuat <span data-angka="program_count"></span> program, bukan 138 programan.</p>'
    )
    twice = clean_html("<p>Buku ini memuat 38 program. Semua 38 program ada.</p>")
    assert with_live_number(twice, typed_figures(twice, records)[0]) is None


def test_checks_offer_the_live_number_and_put_it_there(records, cast, client):
    section = write("b1.one.purpose", "<p>Pembuka.</p><p>Buku ini memuat 38 program.</p>", cast.editor)
    (finding,) = [each for each in findings(section) if each.figure]
    assert finding.block == 2 and not finding.blocks_submission and "38 program" in finding.text
    client.force_login(cast.editor)
    page = reverse("masterplan:section_checks", args=[section.key])
    deed = reverse("masterplan:section_live_number", args=[section.key])
    assert deed in client.get(page).content.decode()
    assert deed not in client.get(page, headers={"HX-Request": "true"}).content.decode()
    asked = {"version": section.version, "block": 2, "name": "program_count", "typed": "38"}
    for bad in ({"version": 0}, {"block": "²"}, {"name": "x"}, {"typed": "39"}, {"version": "9" * 30}):
        client.post(deed, asked | bad)
    assert Section.objects.get(pk=section.pk).version == section.version
    client.post(deed, asked)
    kept = Section.objects.get(pk=section.pk)
    assert kept.html == '<p>Pembuka.</p><p>Buku ini memuat <span data-angka="program_count"></span> program.</p>'
    assert kept.version == section.version + 1 and kept.edited_by == cast.editor
    assert Revision.objects.filter(section=section, number=kept.version).exists()
    assert not [each for each in findings(kept) if each.figure]


def test_who_only_reads_is_told_and_offered_nothing(records, cast, client):
    section = write("b1.one.purpose", "<p>Buku ini memuat 38 program.</p>", cast.editor)
    Section.objects.filter(pk=section.pk).update(state="submitted")
    client.force_login(cast.reviewer)
    page = client.get(reverse("masterplan:section_checks", args=[section.key])).content.decode()
    assert "38 program" in page and "/periksa/angka/" not in page
