"""Headings of a document find their sections: by number, title, place, or not at all."""

from __future__ import annotations

import pytest

from masterplan.importing import read_document
from masterplan.importing.matching import Place, match_passages, number_and_title

from .documents import docx, h, p


@pytest.mark.parametrize(
    ("text", "auto", "number", "title"),
    [
        ("BAB I PENDAHULUAN", "", "bab 1", "pendahuluan"),
        ("Bab 2: Strategi", "", "bab 2", "strategi"),
        ("1.2. Dasar  Hukum", "", "1.2", "dasar hukum"),
        ("3.1.4 Peta & Data", "", "3.1.4", "peta dan data"),
        ("Lampiran II Daftar Istilah", "", "lampiran 2", "daftar istilah"),
        ("A. Latar Belakang", "1.1", "", "latar belakang"),
        ("Pendahuluan", "I", "bab 1", "pendahuluan"),
        ("Tujuan", "1.2", "1.2", "tujuan"),
        ("2026 dan sesudahnya", "", "", "2026 dan sesudahnya"),
        ("Kata Pengantar", "", "", "kata pengantar"),
    ],
)
def test_headings_are_read_as_number_and_title(text, auto, number, title):
    assert number_and_title(text, auto) == (number, title)


def outline() -> list[Place]:
    roots = []
    for pk, (title, *children) in enumerate(
        (("pendahuluan", "latar belakang", "tujuan"), ("strategi", "latar belakang", "simpulan")), 1
    ):
        root = Place(pk * 10, f"bab {pk}", title)
        root.children = [Place(pk * 10 + n, f"{pk}.{n}", child, root) for n, child in enumerate(children, 1)]
        roots.append(root)
    return roots


@pytest.mark.parametrize(
    ("headings", "matches"),
    [
        # Number and title, title alone, number alone, place alone.
        ("1 BAB I Pendahuluan|2 1.1 Latar Belakang|2 Tujuan", "10 both|11 both|12 title"),
        ("1 Pendahuluan|2 1.2 Maksud", "10 title|12 number"),
        ("1 Pendahuluan|2 Latar Belakang|2 Maksud", "10 title|11 title|12 place"),
        # The title agrees elsewhere than the number: the title is believed.
        ("1 Pendahuluan|2 1.1 Tujuan|2 1.2 Latar Belakang", "10 title|12 title|11 title"),
        # A title that stands in two chapters is that of its own chapter.
        ("1 Strategi|2 Latar Belakang", "20 title|21 title"),
        # Any level will do, and jumps.
        ("2 BAB II Strategi|5 Simpulan", "20 both|22 title"),
        # Two headings and one free section between the same neighbours: neither is guessed.
        ("1 Pendahuluan|2 Latar Belakang|2 Maksud|2 Sasaran", "10 title|11 title|–|–"),
        # A subheading is not led into another chapter.
        ("1 Pendahuluan|2 Latar Belakang|3 Simpulan", "10 title|11 title|–"),
        # One section is taken once.
        ("1 Pendahuluan|1 Pendahuluan|1 Penutup", "10 title|–|–"),
    ],
)  # fmt: skip
def test_headings_find_their_sections(headings, matches):
    body = "".join(h(int(line[0]), line[2:]) + p("x") for line in headings.split("|"))
    passages = read_document("a.docx", docx(body)).passages
    found = match_passages(passages, outline())
    told = [f"{found[n].place.pk} {found[n].by}" if n in found else "–" for n in range(len(passages))]
    assert "|".join(told) == matches


def test_a_chapter_in_two_lines_is_one_heading():
    passages = read_document("a.docx", docx(h(1, "BAB I") + p() + h(1, "PENDAHULUAN") + p("x"))).passages
    assert [passage.title for passage in passages] == ["BAB I PENDAHULUAN"]
