"""A typed table that holds figures goes into the workbook of its book as numbers; one of words does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from masterplan.export.assemble import assemble
from masterplan.models import Section
from tests import factories


def figure(head: str, *rows: str, caption: str = "Data pokok", source: str = "") -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    line = f'<p class="source">{source}</p>' if source else ""
    return (
        f'<figure class="table"><figcaption>{caption}</figcaption><table><thead>{head}</thead><tbody>{body}</tbody>'
        f"</table></figure>{line}"
    )


def cells(*texts: str, tag: str = "td") -> str:
    return "".join(f"<{tag}><p>{text}</p></{tag}>" for text in texts)


def heads(*texts: str) -> str:
    return f"<tr>{cells(*texts, tag='th')}</tr>"


@pytest.fixture
def data_of(plan):
    """`data_of(html)`: the data tables of a chapter whose one section holds this text."""

    def data(html: str):
        Section.objects.filter(key="b1.two.closing").update(html=html, version=1)
        chapter = assemble(plan, ["b1"], as_of=timezone.now()).books[0].chapters[-2]
        return chapter.data, chapter.tables

    return data


def test_columns_of_numbers_become_numbers_and_words_stay_words(data_of):
    html = figure(
        heads("Kecamatan", "Penduduk", "Luas (km²)", "Ket."),
        cells("Belopa", "18.250", "59,26", "kota"),
        cells("Latimojong", "6.012", "–", "gunung"),
        caption="Data kecamatan",
        source="Sumber: BPS, 2025.",
    )
    [table], [caption] = data_of(html)
    assert (table.anchor, table.title, table.source) == (caption.anchor, "Data kecamatan", "BPS, 2025.")
    assert table.columns == ("Kecamatan", "Penduduk", "Luas (km²)", "Ket.")
    assert table.rows == (("Belopa", 18250, Decimal("59.26"), "kota"), ("Latimojong", 6012, "–", "gunung"))


def test_units_stay_with_their_numbers_and_footnotes_stay_out(data_of):
    html = figure(
        heads("Nama", "Capaian"),
        cells("Air<span class='footnote'>Perkiraan.</span>".replace("'", '"'), "62,5 %"),
        cells("Jalan", "Rp1.250"),
    )
    [table], _captions = data_of(html)
    assert table.rows == (("Air", "62,5 %"), ("Jalan", "Rp1.250"))


def test_live_numbers_in_cells_are_there_with_their_value(plan, organisations, data_of):
    factories.make_program(plan, organisations.dinkes, name="Antrean")
    live = '<span data-angka="program_count"></span>'
    [table], _captions = data_of(figure(heads("Hal", "Jumlah"), cells("Program", live), cells("OPD", "12")))
    assert table.rows[1] == ("OPD", 12) and str(table.rows[0][1]) == "1"


def test_heads_and_cells_that_span_several_find_their_columns(data_of):
    head = (
        '<tr><th rowspan="2"><p>Nama</p></th><th colspan="2"><p>Target</p></th></tr>'
        "<tr><th><p>2026</p></th><th><p>2027</p></th></tr>"
    )
    [table], _captions = data_of(
        figure(head, '<td rowspan="2"><p>Air</p></td>' + cells("1", "2"), cells("3", "4"), cells("Jalan", "5", "6"))
    )
    assert table.columns == ("Nama", "Target – 2026", "Target – 2027")
    assert table.rows == (("Air", 1, 2), (None, 3, 4), ("Jalan", 5, 6))


def test_a_table_of_words_or_without_a_number_of_its_own_is_no_data(data_of):
    assert data_of(figure(heads("Risiko", "Jawaban"), cells("Banjir", "Tanggul")))[0] == ()
