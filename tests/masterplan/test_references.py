"""References become numbers and links on screen and in print, and follow their target."""

from __future__ import annotations

import uuid

import pytest
from lxml import html as markup

from formats.html import clean_html, without_marks
from masterplan.checking import findings
from masterplan.export.manuscript import Caption
from masterplan.models import Section, build_outline
from masterplan.numbering import Part, SectionNumbers
from masterplan.picking import reference_choices
from masterplan.rendering import render_for_reading
from masterplan.writing import save_section
from tests import factories

from .drawing import MARKED, TABLE, outline_of, rendered, write


def test_references_become_numbers_and_links(plan):
    write("b1.two.living", TABLE.format("Satu"))
    section = write(
        "b1.two.closing",
        '<p>Lihat <span data-rujuk="section:b1.one.background"></span>, <span data-rujuk="section:b1.one"></span>, '
        '<span data-rujuk="section:b1.appendix.terms"></span> dan <span data-rujuk="table:b1.two.living.1"></span>.</p>',
    )
    printed = rendered(plan, section.key)
    assert '<a href="#s-b1-one-background">Bagian 1.1</a>' in printed.html
    assert '<a href="#s-b1-one">Bab I</a>' in printed.html
    assert '<a href="#s-b1-appendix-terms">Lampiran 1</a>' in printed.html
    assert '<a href="#t-b1-two-living-1">Tabel 2.1</a>' in printed.html
    assert printed.problems == ()
    screen = render_for_reading(outline_of(plan), section)
    assert '/naskah/bagian/b1.one.background/">Bagian 1.1</a>' in screen.html
    assert '/naskah/bagian/b1.two.living/#t-b1-two-living-1">Tabel 2.1</a>' in screen.html


def test_reference_to_another_book_is_found(plan):
    book = factories.make_book(plan, "b2", 2)
    chapter = factories.make_section(book, "b2.one", kind="chapter")
    factories.make_section(book, "b2.one.first", parent=chapter)
    section = write("b1.two.closing", '<p><span data-rujuk="section:b2.one.first"></span></p>')
    outline = build_outline(Section.objects.filter(book__key="b1").select_related("book__plan"))
    assert "Bagian 1.1</a>" in render_for_reading(outline, section).html


def test_reference_to_what_is_not_printed_is_words_without_a_link(plan):
    write("b1.two.closing", '<p><span data-rujuk="section:b1.one.background"></span></p>')
    assert "<p>Bagian 1.1</p>" in rendered(plan, "b1.two.closing", linked=frozenset()).html


@pytest.mark.parametrize(
    "target",
    ["section:b1.no.such", "table:b1.two.living.1", "table:b1.two.living.x", "song:b1.one", "table:", "section"],
)
def test_broken_reference_is_marked_and_reported(plan, target):
    write("b1.two.closing", f'<p><span data-rujuk="{target}"></span></p>')
    made = rendered(plan, "b1.two.closing")
    assert 'class="unresolved"' in made.html
    assert len(made.problems) == 1 and made.problems[0].url.endswith("/naskah/bagian/b1.two.closing/")


@pytest.mark.parametrize("is_print", [True, False])
def test_a_reference_by_id_follows_a_table_put_before_its_target(plan, is_print):
    write("b1.two.living", MARKED.format("r-target1", "Sasaran"))
    write(
        "b1.two.closing",
        '<p>Lihat <span data-rujuk="table:b1.two.living.r-target1"></span> dan '
        '<span data-rujuk="table:b1.two.living.1"></span>.</p>',
    )

    def words() -> list[tuple[str, str]]:
        tree = markup.fromstring(rendered(plan, "b1.two.closing", is_print=is_print).html)
        return [(link.text, link.get("href").partition("#")[2]) for link in tree.iter("a")]

    assert words() == [("Tabel 2.1", "t-b1-two-living-1")] * 2
    write("b1.two.living", TABLE.format("Baru") + MARKED.format("r-target1", "Sasaran"))
    # The new way follows, the old one goes on naming the first table of the section.
    assert words() == [("Tabel 2.2", "t-b1-two-living-2"), ("Tabel 2.1", "t-b1-two-living-1")]
    target = markup.fromstring(rendered(plan, "b1.two.living", is_print=is_print).html)
    assert [figure.get("id") for figure in target.iter("figure")] == ["t-b1-two-living-1", "t-b1-two-living-2"]


def test_a_reference_by_id_names_the_piece_of_a_live_block():
    numbers = SectionNumbers(
        (
            Part("table", (Caption("t-x-1", "2.1", "Satu"),)),
            Part("block", (Caption("t-x-2", "2.2", "Dua"), None, Caption("g-x-1", "2.1", "G")), mark="r-blok01"),
            Part("block", (Caption("t-x-3", "2.3", "Tiga"), Caption("t-x-4", "2.4", "Empat")), mark="r-blok02"),
        )
    )
    found = {
        key: caption.number if (caption := numbers.find("table", key)) else None
        for key in (
            "1",
            "4",
            "5",
            "0",
            "r-blok01",
            "r-blok01-2",
            "r-blok02",
            "r-blok02-2",
            "r-blok02-3",
            "r-tidak1",
            "٣",
            "x",
        )
    }
    assert found == {
        "1": "2.1", "4": "2.4", "5": None, "0": None, "r-blok01": "2.2", "r-blok01-2": None, "r-blok02": "2.3",
        "r-blok02-2": "2.4", "r-blok02-3": None, "r-tidak1": None, "٣": None, "x": None,
    }  # fmt: skip
    assert numbers.find("figure", "r-blok01").number == "2.1"


def test_the_id_is_kept_once_and_no_other_id_is(plan):
    copied = MARKED.format("r-target1", "Satu") + MARKED.format("r-target1", "Dua") + MARKED.format("csrf", "Tiga")
    cleaned = clean_html(copied + '<div data-blok="program_matrix" id="r-blok01"></div><p id="r-paragraf">x</p>')
    assert cleaned.count(' id="') == 2 and ' id="r-target1"' in cleaned and cleaned.index("Satu") < cleaned.index("Dua")
    assert clean_html(cleaned) == cleaned
    assert without_marks(cleaned) == cleaned.replace(' id="r-target1"', "").replace(' id="r-blok01"', "")


def test_a_reference_to_a_table_that_went_is_told_by_the_checks(plan):
    write("b1.two.living", MARKED.format("r-target1", "Sasaran"))
    section = write("b1.two.closing", '<p>Lihat <span data-rujuk="table:b1.two.living.r-target1"></span>.</p>')
    assert not [one for one in findings(section) if one.blocks_submission]
    write("b1.two.living", TABLE.format("Lain"))
    assert [one.block for one in findings(section) if one.blocks_submission] == [1]
    assert "tidak ditemukan" in rendered(plan, "b1.two.closing").html


def test_the_picker_offers_the_id_where_there_is_one(plan):
    section = write("b1.two.living", TABLE.format("Satu") + MARKED.format("r-target1", "Dua"))
    rows = [row for row in reference_choices(section) if row["key"].startswith("table:")]
    assert [(row["key"], row["was"], row["printed"], row["part"], row["own"]) for row in rows] == [
        ("table:b1.two.living.1", "table:b1.two.living.1", "Tabel 2.1", 0, True),
        ("table:b1.two.living.r-target1", "table:b1.two.living.2", "Tabel 2.2", 1, True),
    ]


def test_an_id_is_no_change_that_a_comparison_shows(client, plan, cast):
    section = Section.objects.get(key="b1.two.living")
    for version, html in enumerate([TABLE.format("Satu"), MARKED.format("r-target1", "Satu")]):
        save_section(section.pk, user=cast.editor, base_version=version, save_id=uuid.uuid4(), html=html)
    client.force_login(cast.editor)
    page = client.get(f"/naskah/bagian/{section.key}/banding/", {"tampilan": "sisi"}).content.decode()
    assert "r-target1" not in page and "data-change" not in page
