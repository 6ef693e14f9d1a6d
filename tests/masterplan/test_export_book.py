"""The printed book as a reader gets it: what its contents promise, where its links lead, what stands on its pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from masterplan.export.manuscript import Book, Chapter

from . import manuscripts, pdfcheck
from .printing import print_one, printed, printer  # noqa: F401

ROMAN = re.compile(r"[ivxl]+")


def squeezed(text: str) -> str:
    return re.sub(r"[\s‐-]+", "", text)


def headings_by_folio(pdf) -> dict[str, str]:
    """What is set large on the page with that number, without spaces."""
    found: dict[str, str] = {}
    for page in pdf.pages:
        large = "".join(piece.text for piece in pdfcheck.shown_on(page) if 11.5 < piece.size < 100)
        found[pdfcheck.folio_of(page)] = squeezed(large)
    return found


def promised(pdf, title: str) -> list[tuple[str, str]]:
    """Rows of a list as printed: (title, page number), read from its pages."""
    pages = {folio: page for page in pdf.pages if (folio := pdfcheck.folio_of(page))}
    entries = {title_: index for _depth, title_, index in pdfcheck.outline_of(pdf)}
    first = entries[title]
    later = [index for index in entries.values() if index > first]
    rows = []
    for index in range(first, min(later)):
        page = pdf.pages[index]
        waiting = ""
        for row in pdfcheck.rows_of(page):
            pieces = [piece for piece in row if piece.text.strip() and 60 < piece.y < 775 and piece.size < 15]
            if not pieces:
                continue
            is_numbered = pieces[-1].right > 515 and re.fullmatch(r"[0-9ivxl]+", pieces[-1].text.strip())
            words = pieces[:-1] if is_numbered else pieces
            waiting += " " + " ".join(piece.text for piece in words if piece.x > 140)
            if is_numbered:
                rows.append((waiting.strip(), pieces[-1].text.strip()))
                waiting = ""
    assert pages
    return rows


@pytest.mark.parametrize("books", [1, 3])
def test_contents_name_the_page_on_which_each_heading_stands(printed, books):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3, books=books).data)
    large = headings_by_folio(pdf)
    rows = promised(pdf, "Daftar Isi")
    manuscript = manuscripts.build(3, books=books)
    count = sum(len(chapter.headings) or 1 for book in manuscript.books for chapter in book.chapters)
    assert len(rows) == count + 3 + (books if books > 1 else 0)
    for title, number in rows:
        assert squeezed(title) in large[number], f"{title} is promised on {number}"


def test_contents_in_a_wrong_place_are_noticed(printed):  # noqa: F811
    """The test above must be able to fail: with one page more in front, nothing agrees."""
    pdf = pdfcheck.open_pdf(printed(3).data)
    large = headings_by_folio(pdf)
    rows = [(title, number) for title, number in promised(pdf, "Daftar Isi") if number.isdigit()]
    moved = [(title, str(int(number) + 1)) for title, number in rows]
    assert any(squeezed(title) not in large.get(number, "") for title, number in moved)


def test_lists_name_the_page_of_each_table_and_figure(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    text = {pdfcheck.folio_of(page): squeezed(pdfcheck.page_text(page)) for page in pdf.pages}
    for title, word, name in (("Daftar Tabel", "Tabel", "tables"), ("Daftar Gambar", "Gambar", "figures")):
        rows = promised(pdf, title)
        captions = [c for chapter in manuscripts.build(3).books[0].chapters for c in getattr(chapter, name)]
        assert len(rows) == len(captions) > 0
        for (_, number), caption in zip(rows, captions, strict=True):
            assert squeezed(f"{word} {caption.number} {caption.text}") in text[number]


def test_links_in_the_contents_lead_to_the_number_they_show(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    pages, targets = pdfcheck.page_index(pdf), pdfcheck.destinations(pdf)
    folios = [pdfcheck.folio_of(page) for page in pdf.pages]
    checked = 0
    for page in pdf.pages:
        if not ROMAN.fullmatch(pdfcheck.folio_of(page)):
            continue
        pieces = list(pdfcheck.shown_on(page))
        for note in page.get("/Annots", []):
            assert str(note.Contents) == f"Halaman {folios[pages[targets[str(note.Dest)][0].objgen]]}"
            sides = [float(side) for side in note.Rect]
            (left, right), (low, high) = sorted(sides[::2]), sorted(sides[1::2])
            inside = [p for p in pieces if left - 2 <= p.x <= right + 2 and low - 2 <= p.y <= high + 2]
            if left > 480 and inside:
                assert inside[-1].text == folios[pages[targets[str(note.Dest)][0].objgen]]
                checked += 1
    assert checked > 25


def test_no_link_dangles_and_references_to_other_chapters_arrive(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3, books=3).data)
    assert list(pdfcheck.faults_of_links(pdf)) == []
    cross = [n for page in pdf.pages for n in page.get("/Annots", []) if "bab" in str(n.get("/Dest", ""))]
    assert cross


def test_outline_holds_books_chapters_and_sections_in_order(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3, books=3).data)
    entries = pdfcheck.outline_of(pdf)
    assert [title for depth, title, _ in entries if depth == 1][:3] == [
        "Lembar Pengesahan",
        "Daftar Isi",
        "Daftar Tabel",
    ]
    assert sum(title.startswith("Buku") for depth, title, _ in entries if depth == 1) == 3
    assert sum(title.startswith("BAB I ") for depth, title, _ in entries if depth == 2) == 3
    pages = [index for _depth, _title, index in entries]
    assert pages == sorted(pages)


def test_roman_numbers_come_before_arabic_ones_that_begin_at_one(printed):  # noqa: F811
    folios = [pdfcheck.folio_of(page) for page in pdfcheck.open_pdf(printed(3).data).pages]
    roman = [folio for folio in folios if ROMAN.fullmatch(folio)]
    assert folios[0] == "" and roman[:3] == ["ii", "iii", "iv"]
    assert folios[len(roman) + 1 :] == [str(number) for number in range(1, len(folios) - len(roman))]


def test_chapter_pages_carry_book_and_chapter_but_openings_do_not(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    heads = {
        pdfcheck.folio_of(page): " ".join(p.text for p in pdfcheck.shown_on(page) if p.y > 841.89 - 25 / 25.4 * 72)
        for page in pdf.pages
        if float(page.MediaBox[2]) < 600
    }
    assert heads["1"].strip() == "" and heads["iii"].strip() == ""
    assert "Masterplan Smart City Kabupaten Luwu 2026–2030, Buku 1" in heads["2"] and "BAB I " in heads["2"]


def test_wide_tables_turn_their_page_and_only_theirs(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    turned = [page for page in pdf.pages if float(page.MediaBox[2]) > float(page.MediaBox[3])]
    assert len(turned) == 1
    assert "Tabel 3.4" in pdfcheck.page_text(turned[0])
    assert pdfcheck.folio_of(turned[0]) == str(int(pdfcheck.folio_of(pdf.pages[-1])) - 1)


def test_head_rows_are_repeated_on_each_page_of_a_long_table(printer):  # noqa: F811
    writer = manuscripts.Writer("b1", 1, 1)
    writer.table(90, 4)
    chapter = replace(writer.chapter(), html=writer.pieces[0], headings=writer.headings[:1], figures=(), media={})
    chapter = replace(chapter, tables=tuple(writer.tables[:1]), data=())
    book = replace(manuscripts.build(1).books[0], chapters=(chapter,))
    pdf = pdfcheck.open_pdf(print_one(printer, replace(manuscripts.build(1), books=(book,))).data)
    pages = [page for page in pdf.pages if pdfcheck.folio_of(page).isdigit()]
    head = writer.data[0].columns[1]
    assert len(pages) >= 3
    assert all(head in [piece.text for piece in pdfcheck.shown_on(page)] for page in pages)


@pytest.mark.parametrize(("draft", "count"), [(True, "all"), (False, "none")])
def test_a_draft_is_marked_on_every_page_and_an_edition_on_none(printed, draft, count):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(1, draft=draft).data)
    marked = [page for page in pdf.pages if any(p.text == "DRAF" for p in pdfcheck.shown_on(page))]
    assert len(marked) == (len(pdf.pages) if count == "all" else 0)


def test_the_cover_names_region_title_years_and_state(printed):  # noqa: F811
    for draft, words in ((True, "Keadaan 23 November 2026 pukul 10.41 WITA"), (False, "Edisi 2026-1")):
        pdf = pdfcheck.open_pdf(printed(1, draft=draft).data)
        text = pdfcheck.page_text(pdf.pages[0])
        for word in ("Pemerintah Kabupaten Luwu", "Provinsi Sulawesi Selatan", "Smart City", "2026–2030", words):
            assert word in text


def test_the_approval_sheet_prints_dots_for_who_is_not_known(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(1).data)
    text = pdfcheck.page_text(pdf.pages[1])
    assert "Drs. Contoh Nama, M.Si." in text and "NIP. 196803121994031002" in text
    assert "......" in text and "NIP. …" in text


def test_footnotes_stand_on_the_page_of_their_mark_and_begin_anew_in_each_chapter(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    openings = [page for page in pdf.pages if any(26 < piece.size < 28 for piece in pdfcheck.shown_on(page))]
    assert len(openings) == 3
    for page in openings:
        notes = [piece for piece in pdfcheck.shown_on(page) if 8 < piece.size < 8.4]
        assert notes and notes[0].text.strip().startswith("1.")


def test_binding_gives_the_text_of_the_single_pass(printed):  # noqa: F811
    bound, whole = (pdfcheck.open_pdf(printed(3, single_pass=single).data) for single in (False, True))
    assert len(bound.pages) == len(whole.pages)
    for left, right in zip(bound.pages, whole.pages, strict=True):
        assert sorted(squeezed(pdfcheck.page_text(left))) == sorted(squeezed(pdfcheck.page_text(right)))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils is not installed")
@pytest.mark.parametrize("tagged", [True, False])
def test_binding_gives_the_very_pixels_of_the_single_pass(printed, tmp_path, tagged):  # noqa: F811
    pages = {}
    for single in (False, True):
        path = tmp_path / f"{single}.pdf"
        path.write_bytes(printed(3, single_pass=single, tagged=tagged).data)
        subprocess.run(["pdftoppm", "-r", "60", path, tmp_path / f"{single}"], check=True)
        pages[single] = [file.read_bytes() for file in sorted(tmp_path.glob(f"{single}-*.ppm"))]
    assert len(pages[True]) == len(pages[False]) > 15
    assert pages[True] == pages[False]


def test_the_same_manuscript_gives_the_same_bytes(printer):  # noqa: F811
    manuscript = manuscripts.build(1)
    assert print_one(printer, manuscript).data == print_one(printer, manuscript).data


def test_the_pdf_has_no_syntax_errors(printed):  # noqa: F811
    assert pdfcheck.open_pdf(printed(3, books=3).data).check_pdf_syntax() == []


def test_a_book_without_chapters_says_that_it_is_empty(printer):  # noqa: F811
    empty = replace(manuscripts.build(1), books=(Book("b1", "Buku 1", "Buku 1: Kosong", "Kosong", ()),))
    pdf = pdfcheck.open_pdf(print_one(printer, empty).data)
    assert "Belum ada isi." in pdfcheck.page_text(pdf.pages[-1])
    assert pdfcheck.folio_of(pdf.pages[-1]) == "1"


def test_a_chapter_without_text_says_so_and_keeps_its_place(printer):  # noqa: F811
    bare = Chapter("b1.bab1", "chapter", "I", "BAB I", "Pendahuluan", "")
    manuscript = replace(manuscripts.build(1), books=(replace(manuscripts.build(1).books[0], chapters=(bare,)),))
    pdf = pdfcheck.open_pdf(print_one(printer, manuscript).data)
    assert "Belum ada isi." in pdfcheck.page_text(pdf.pages[-1])
    assert ("Pendahuluan", "1") in promised(pdf, "Daftar Isi")
