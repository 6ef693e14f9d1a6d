"""Reference data: repeatable, follows the file where nobody touched a row, never overwrites what an admin edited."""

import pytest
from django.core.management import CommandError, call_command

from luwu_smartcity.reference_loading import DATA, load_reference, read_shape
from masterplan.models import Book, ReadinessElement, Section, build_outline
from quickwins.models import Dimension, FundingSource, Plan

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing():
    _, first = load_reference(read_shape())
    _, second = load_reference(read_shape())
    assert first.created > 300
    assert (second.created, second.updated, second.kept) == (0, 0, 0)
    assert second.unchanged == first.created + first.unchanged


def test_untouched_row_follows_the_file_and_edited_row_stays():
    load_reference(read_shape())
    edited = FundingSource.objects.get(key="csr")
    edited.name = "TJSL perusahaan"
    edited.save()
    shape = read_shape()
    for row in shape["funding_sources"]:
        row["name"] += " (baru)"
    _, report = load_reference(shape)
    assert FundingSource.objects.get(key="csr").name == "TJSL perusahaan"
    assert FundingSource.objects.get(key="apbn").name == "APBN (baru)"
    assert report.kept == 1


def test_written_text_survives_a_new_load():
    load_reference(read_shape())
    Section.objects.filter(key="b1.intro.purpose").update(html="<p>Tulisan</p>", version=3)
    load_reference(read_shape())
    section = Section.objects.get(key="b1.intro.purpose")
    assert (section.html, section.version) == ("<p>Tulisan</p>", 3)


def test_section_inserted_in_the_file_finds_a_free_place():
    load_reference(read_shape())
    shape = read_shape()
    intro = shape["books"][0]["chapters"][1]
    intro["sections"].insert(0, {"key": "b1.intro.new", "title": "Bagian baru", "role": "editor"})
    load_reference(shape)
    positions = list(Section.objects.filter(parent__key="b1.intro").values_list("position", flat=True))
    assert len(positions) == len(set(positions))


def test_three_books_are_numbered_as_printed():
    plan, _ = load_reference(read_shape())
    labels = {
        node.section.key: node.label
        for book in plan.books.all()
        for top in build_outline(book.sections.all())
        for node in top.walk()
    }
    assert labels["b1.intro"] == "BAB I"
    assert labels["b2.strategy.living.health"] == "3.4.2"
    assert labels["b1.appendix.glossary"] == "Lampiran 3"
    assert labels["b1.front.foreword"] == ""


def test_plan_in_four_books():
    plan, _ = load_reference(read_shape(DATA / "shapes" / "four-books.toml"))
    assert list(plan.books.values_list("short", flat=True)) == ["Buku 1", "Buku 2", "Buku 3", "Buku 4"]
    assert Book.objects.get(plan=plan, key="b4").full_title == "Buku 4: Road Map Smart City Kota Bogor 2023–2027"
    assert Section.objects.get(book__plan=plan, key="b4.roadmap.medium").title == "Tahun 2024–2027"
    assert plan.dimensions.count() == 6


def test_plan_with_five_readiness_elements():
    plan, _ = load_reference(read_shape(DATA / "shapes" / "five-elements.toml"))
    elements = ReadinessElement.objects.filter(plan=plan, is_active=True)
    assert [element.key for element in elements] == [
        "nature",
        "structure",
        "infrastructure",
        "superstructure",
        "culture",
    ]
    assert elements.get(key="culture").aspects.count() == 2


def test_two_sets_of_dimensions_live_side_by_side():
    luwu, _ = load_reference(read_shape())
    other, _ = load_reference(read_shape(DATA / "shapes" / "other-dimensions.toml"), make_current=False)
    assert Dimension.objects.filter(plan=other, key="mobility").exists()
    assert not Dimension.objects.filter(plan=luwu, key="mobility").exists()
    assert Plan.objects.current() == luwu
    coordinator = Section.objects.get(book__plan=other, key="b1.strategy.mobility").organisation
    assert coordinator.key == "dishub"


def test_broken_file_is_named(tmp_path):
    broken = tmp_path / "rusak.toml"
    broken.write_text("[plan\n")
    with pytest.raises(CommandError, match="rusak.toml"):
        call_command("load_reference", str(broken))
    assert Plan.objects.count() == 0
