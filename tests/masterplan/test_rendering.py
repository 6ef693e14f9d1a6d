"""Numbers, captions, tables, images and footnotes of a section, for screen and print."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html as markup

from formats.html import clean_html
from masterplan.models import BlockKind, Section
from masterplan.rendering import render_for_reading
from masterplan.textflow import stand_in
from tests import factories

from . import block_records
from .drawing import IMAGE, TABLE, make_image, outline_of, rendered, write


def test_captions_are_numbered_per_chapter_across_sections(plan):
    image = make_image()
    write("b1.two.living", TABLE.format("Satu") + TABLE.format("Dua") + IMAGE.format(image.pk, "Peta"))
    write("b1.two.closing", TABLE.format("Tiga") + IMAGE.format(image.pk, "Peta lain"))
    write("b1.one.purpose", TABLE.format("Bab satu"))
    write("b1.appendix.terms", TABLE.format("Lampiran"))
    closing = rendered(plan, "b1.two.closing")
    assert [(row.number, row.text) for row in closing.tables] == [("2.3", "Tiga")]
    assert [row.number for row in closing.figures] == ["2.2"]
    assert "<b>Tabel 2.3</b> Tiga" in closing.html and "<b>Gambar 2.2</b> Peta lain" in closing.html
    assert rendered(plan, "b1.one.purpose").tables[0].number == "1.1"
    assert rendered(plan, "b1.appendix.terms").tables[0].number == "L1.1"


def test_screen_and_print_have_the_same_numbers(plan):
    write("b1.two.living", TABLE.format("Satu"))
    section = write("b1.two.closing", TABLE.format("Dua") + "<p>Kalimat.</p>")
    on_screen = render_for_reading(outline_of(plan), section)
    assert [row.number for row in on_screen.tables] == [row.number for row in rendered(plan, section.key).tables]


def test_retired_section_takes_no_numbers(plan):
    write("b1.two.living", TABLE.format("Satu"))
    section = write("b1.two.closing", TABLE.format("Dua"))
    Section.objects.filter(key="b1.two.living").update(is_active=False)
    assert rendered(plan, section.key).tables[0].number == "2.1"
    retired = Section.objects.select_related("book__plan").get(key="b1.two.living")
    assert "Satu" in render_for_reading(outline_of(plan), retired).html


def test_front_matter_and_tables_without_caption_have_no_number(plan):
    front = Section.objects.get(key="b1.front")
    factories.make_section(front.book, "b1.front.foreword", parent=front, title="Kata Pengantar")
    write("b1.front.foreword", TABLE.format("Jadwal"))
    foreword = rendered(plan, "b1.front.foreword")
    assert foreword.tables == () and "Jadwal" in foreword.html and "<b>" not in foreword.html
    bare = TABLE.format("x").replace("<figcaption>x</figcaption>", "")
    write("b1.two.closing", bare + TABLE.format("Satu"))
    assert [row.number for row in rendered(plan, "b1.two.closing").tables] == ["2.1"]


def test_numbers_of_a_table_stand_right_and_heads_with_them(plan):
    write("b1.two.closing", TABLE.format("Satu"))
    tree = markup.fromstring(rendered(plan, "b1.two.closing").html)
    assert [cell.text for cell in tree.xpath("//*[@class='num']")] == ["Jumlah", "1.234,5", "–"]


def test_codes_stand_left_as_the_words_they_are(plan):
    rows = (("73.17.06", "7317", "12"), ("73.17.15", "7318", "1.234"))
    body = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    heads = "".join(f"<th><p>{head}</p></th>" for head in ("Wilayah", "Kode pos", "Luas"))
    write(
        "b1.two.closing",
        f'<figure class="table"><figcaption>K</figcaption><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></figure>',
    )
    tree = markup.fromstring(rendered(plan, "b1.two.closing").html)
    assert [cell.text for cell in tree.xpath("//*[@class='num']")] == ["Luas", "12", "1.234"]


def test_table_with_spans_keeps_its_columns(plan):
    spanned = (
        '<figure class="table"><figcaption>S</figcaption><table><thead><tr><th scope="col" colspan="2"><p>A</p></th>'
        '<th scope="col"><p>B</p></th></tr></thead><tbody><tr><td rowspan="2"><p>kata</p></td><td><p>kata</p></td>'
        "<td><p>5</p></td></tr><tr><td><p>kata</p></td><td><p>6</p></td></tr></tbody></table></figure>"
    )
    write("b1.two.closing", spanned)
    tree = markup.fromstring(rendered(plan, "b1.two.closing").html)
    assert [cell.text for cell in tree.xpath("//*[@class='num']")] == ["B", "5", "6"]


def test_wide_table_turns_the_page_in_print_and_scrolls_on_screen(plan):
    cells = "".join(f'<th scope="col"><p>Kolom {number}</p></th>' for number in range(8))
    wide = (
        f'<figure class="table"><figcaption>Lebar</figcaption><table><thead><tr>{cells}</tr></thead></table></figure>'
    )
    write("b1.two.closing", wide + '<p class="source">Sumber: BPS.</p><p>Kalimat.</p>')
    tree = markup.fromstring(rendered(plan, "b1.two.closing").html)
    box = tree.xpath("//div[@class='wide']")[0]
    assert [child.tag for child in box] == ["figure", "p"] and box.getprevious().text == "Kalimat."
    screen = markup.fromstring(rendered(plan, "b1.two.closing", is_print=False).html)
    region = screen.xpath("//div[@class='scroll-x']")[0]
    assert region.get("tabindex") == "0" and region.get("aria-label") == "Tabel 2.1 Lebar"
    assert not screen.xpath("//div[@class='wide']")


@pytest.mark.parametrize(
    "text, levels",
    [("<h3>A</h3><h4>B</h4><h3>C</h3>", [3, 4, 3]), ("<h4>A</h4><h4>B</h4>", [3, 4]), ("<h3>A</h3>", [3])],
)
def test_headings_leave_no_level_out(plan, text, levels):
    write("b1.two.closing", text)
    tree = markup.fromstring(f"<div>{rendered(plan, 'b1.two.closing').html}</div>")
    found = [int(element.tag[1]) for element in tree.iter("h2", "h3", "h4", "h5")]
    assert found == [2, *levels]
    screen = markup.fromstring(f"<div>{rendered(plan, 'b1.two.closing', is_print=False).html}</div>")
    assert [int(element.tag[1]) + 1 for element in screen.iter("h2", "h3", "h4", "h5")] == levels


def test_section_heading_carries_number_and_anchor(plan):
    write("b1.two.closing", "<p>Isi.</p>")
    made = rendered(plan, "b1.two.closing")
    assert made.html.startswith('<h2 id="s-b1-two-closing"><span class="no">2.3</span> Simpulan</h2>')
    assert (made.headings[0].anchor, made.headings[0].level) == ("s-b1-two-closing", 2)


def test_live_numbers_stand_in_the_line(plan, organisations):
    factories.make_program(plan, organisations.dinkes)
    write("b1.two.closing", '<p>Ada <span data-angka="program_count"></span> program.<span data-angka="x"></span></p>')
    made = rendered(plan, "b1.two.closing")
    assert "<p>Ada 1 program." in made.html
    assert "Angka “x” tidak dikenal." in made.html and len(made.problems) == 1


def test_images_get_the_address_of_the_target_and_are_listed(plan):
    image = make_image()
    write("b1.two.closing", IMAGE.format(image.pk, "Peta"))
    printed = rendered(plan, "b1.two.closing")
    assert f'src="mp://media/{image.pk}"' in printed.html and printed.media == {str(image.pk): "b" * 64}
    screen = rendered(plan, "b1.two.closing", is_print=False)
    assert f'src="/berkas/{image.pk}/"' in screen.html and 'width="800"' in screen.html


def test_missing_image_is_boxed_and_reported(plan):
    write("b1.two.closing", IMAGE.format(uuid.uuid4(), "Peta hilang"))
    made = rendered(plan, "b1.two.closing")
    assert "<img" not in made.html and 'class="note warn notice"' in made.html
    assert "Peta hilang" in made.problems[0].text
    assert made.figures[0].anchor in made.html


def test_footnotes_go_on_counting_on_screen_and_stay_in_place_in_print(plan):
    note = '<span class="footnote">Sumber &lt;b&gt;: BPS.</span>'
    write("b1.two.living", f"<p>A.{note} B.{note}</p>")
    section = write("b1.two.closing", f"<p>C.{note}</p>")
    assert note in rendered(plan, section.key).html
    screen = render_for_reading(outline_of(plan), section).html
    assert '<a href="#kaki-3" id="acuan-3"' in screen
    assert '<li id="kaki-3" value="3"><p>Sumber &lt;b&gt;: BPS.' in screen


def test_block_counts_what_it_draws_and_nothing_while_empty(plan, organisations):
    block_records.fill(plan, organisations)
    block = '<div data-blok="{}" data-param="{}"></div>'
    write("b1.two.living", block.format("glossary", "kind=abbreviation") + block.format("budget_by_source", ""))
    write("b1.two.closing", TABLE.format("Sesudah"))
    living = rendered(plan, "b1.two.living")
    assert BlockKind.objects.get(key="glossary").empty in living.html
    assert [row.number for row in living.tables] == ["2.1"] and [row.number for row in living.figures] == ["2.1"]
    assert rendered(plan, "b1.two.closing").tables[0].number == "2.2"
    assert {table.anchor for table in living.data} == {living.tables[0].anchor, living.figures[0].anchor}
    for caption in (*living.tables, *living.figures):
        assert f'id="{caption.anchor}"' in living.html


def test_drawing_that_fails_keeps_its_number_and_is_reported(plan, organisations, monkeypatch):
    block_records.fill(plan, organisations)

    def fail(spec, *, alt, dark=False):
        raise ValueError("no engine")

    monkeypatch.setattr("masterplan.blocks.drawing.render_svg", fail)
    write("b1.two.closing", '<div data-blok="budget_by_source" data-param="group_by=year"></div>')
    made = rendered(plan, "b1.two.closing")
    assert made.figures[0].number == "2.1" and f'id="{made.figures[0].anchor}"' in made.html
    assert "tidak dapat digambar" in made.html and made.problems


def test_wide_block_turns_the_page(plan, organisations):
    block_records.fill(plan, organisations)
    write("b1.two.living", '<div data-blok="program_matrix" data-param=""></div>')
    html = rendered(plan, "b1.two.living").html
    assert html.count('<div class="wide">') == 1
    assert "Smart Living" in rendered(plan, "b1.two.living").tables[0].text
    assert 'class="wide"' not in rendered(plan, "b1.two.living", is_print=False).html


def test_section_without_text_says_so_and_draws_the_blocks_it_was_given(plan, organisations):
    block_records.fill(plan, organisations)
    Section.objects.filter(key="b1.two.closing").update(
        min_words=50, blocks=[{"block": "swot", "element": "structure", "strategies": False}]
    )
    made = rendered(plan, "b1.two.closing")
    assert "Belum ada isi." in made.html and made.is_empty and len(made.problems) == 1
    assert made.tables[0].text.startswith("SWOT")
    assert "element=structure&amp;strategies=false" in stand_in(
        [{"block": "swot", "element": "structure", "strategies": False}]
    )


def test_content_is_never_a_template_nor_markup(plan):
    write(
        "b1.two.closing",
        "<p>{{ 7|add:1 }} {% now 'Y' %} &lt;script&gt;alert(1)&lt;/script&gt; &lt;x-part n=\"0\"&gt;</p>",
    )
    html = rendered(plan, "b1.two.closing").html
    assert "{{ 7|add:1 }} {% now 'Y' %} &lt;script&gt;" in html and "<script" not in html


def test_reading_page_takes_the_same_queries_for_few_and_for_many_records(plan, organisations):
    block_records.fill(plan, organisations)
    image = make_image()
    blocks = "".join(
        f'<div data-blok="{name}" data-param=""></div>' for name in ("program_matrix", "roadmap", "issue_list")
    )
    text = TABLE.format("Satu") + IMAGE.format(image.pk, "Peta") + blocks
    section = write("b1.two.living", text)

    def count() -> int:
        outline = outline_of(plan)
        list(outline)
        with CaptureQueriesContext(connection) as captured:
            render_for_reading(outline, section)
        return len(captured)

    few = count()
    for number in range(27):
        factories.make_program(plan, organisations.dinkes, name=f"Lain {number}")
        parent = Section.objects.get(key="b1.two")
        factories.make_section(parent.book, f"b1.two.x{number}", parent=parent, html=text)
    assert count() == few


def test_demo_prose_is_rendered_whole(plan):
    """The stored form of the demo is read by the renderer without losing a word."""
    folder = Path(__file__).parents[2] / "masterplan" / "demo" / "prose"
    files = sorted(folder.glob("*.html"))[::12]
    read = 0
    for path in files:
        html = clean_html(path.read_text(encoding="utf-8"))
        write("b1.two.closing", html)
        made = words_of(rendered(plan, "b1.two.closing").html)
        for paragraph in markup.fromstring(f"<div>{html}</div>").xpath("//p[not(ancestor::figure) and not(.//span)]"):
            assert " ".join(paragraph.text_content().split()) in made
            read += 1
    assert read > 3 * len(files) > 0


def words_of(html: str) -> str:
    return " ".join(markup.fromstring(f"<div>{html}</div>").text_content().split())


def test_wide_tables_gather_behind_the_text_but_keep_their_numbers_in_order(plan):
    write("b1.two.closing", f"{columns(12)}<p>Alinea.</p>{columns(3)}{columns(12)}<p>Penutup.</p>")
    html = rendered(plan, "b1.two.closing").html
    tree = markup.fragment_fromstring(html, create_parent="div")
    assert [child.get("class") or child.tag for child in tree][-5:] == ["p", "wide", "table", "p", "wide"]
    assert [b.text for b in tree.iter("b")] == ["Tabel 2.1", "Tabel 2.2", "Tabel 2.3"]


def columns(count: int) -> str:
    cells = "".join(f"<td><p>{number}</p></td>" for number in range(count))
    head = "".join(f'<th scope="col"><p>K{number}</p></th>' for number in range(count))
    return (
        f'<figure class="table"><figcaption>{count} kolom</figcaption><table><thead><tr>{head}</tr></thead>'
        f"<tbody><tr>{cells}</tr></tbody></table></figure>"
    )
