"""The same book as web page, Word document and archive; the marks of PDF/A and PDF/UA and the tables attached to it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest
import time_machine
from lxml import etree
from openpyxl import load_workbook
from pikepdf import Dictionary, Name

from masterplan.export.attachments import tables_attached, workbook
from masterplan.export.make import Options, make
from masterplan.export.manuscript import DataTable, Heading
from masterplan.export.printing import CannotPrint
from masterplan.export.webpage import web_page
from masterplan.export.word import run, word_document
from masterplan.export.wordhead import w
from masterplan.export.wordstyle import OWN_REFERENCE, dressed

from . import manuscripts, pdfcheck
from .printing import printed, printer  # noqa: F401


def test_a_tagged_book_keeps_what_archive_and_screen_readers_ask(printed):  # noqa: F811
    assert pdfcheck.faults(pdfcheck.open_pdf(printed(3, books=3).data)) == []


@pytest.mark.parametrize("draft", [True, False])
def test_cover_draft_mark_and_code_are_told_or_ornament(printed, draft):  # noqa: F811
    assert pdfcheck.faults(pdfcheck.open_pdf(printed(1, draft=draft).data)) == []


def spoil_language(pdf):
    del pdf.Root.Lang


def spoil_parents(pdf):
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    nums[0] = 9999


def spoil_link(pdf):
    next(note for page in pdf.pages for note in page.get("/Annots", []) if "/Dest" in note).Dest = "nirgends"


def spoil_alt(pdf):
    del next(element for element in pdfcheck.elements(pdf) if Name.Figure == element.S).Alt


def spoil_headings(pdf):
    next(element for element in pdfcheck.elements(pdf) if element.S == Name.H2).S = Name.H5


def spoil_ids(pdf):
    cells = [element for element in pdfcheck.elements(pdf) if "/ID" in element]
    cells[1].ID = cells[0].ID


def spoil_font(pdf):
    font = next(o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == Name.FontDescriptor)
    for key in ("/FontFile2", "/FontFile3"):
        if key in font:
            del font[key]


def spoil_content(pdf):
    pdf.pages[3].contents_add(pdf.make_stream(b"0 0 10 10 re f"))


def spoil_metadata(pdf):
    del pdf.Root.Metadata


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_language, spoil_parents, spoil_link, spoil_alt, spoil_headings, spoil_ids, spoil_font, spoil_content,
        spoil_metadata,
    ],
)  # fmt: skip
def test_the_checker_notices_what_is_spoiled(printed, spoil):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(1).data)
    spoil(pdf)
    assert pdfcheck.faults(pdf) != []


def test_a_plain_book_has_neither_tags_nor_attachments(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(1, tagged=False).data)
    root = pdf.Root
    assert "/StructTreeRoot" not in root and "/AF" not in root
    assert b"pdfaid" not in bytes(root.Metadata.read_bytes())


def test_fonts_and_pictures_are_kept_once(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    fonts = [str(o.BaseFont) for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Subtype") == Name.Type0]
    assert len(fonts) == len(set(fonts)) <= 9
    pictures = [
        o.read_raw_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == Name.Image
    ]
    assert len(pictures) == len(set(pictures))


def test_the_figures_of_each_table_are_attached_as_its_source(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    [spec] = pdf.Root.AF
    assert spec.AFRelationship == Name.Source
    book = load_workbook(io.BytesIO(spec.EF.F.read_bytes()))
    chapters = manuscripts.build(3).books[0].chapters
    numbers = [f"Tabel {caption.number}" for chapter in chapters for caption in chapter.tables]
    assert book.sheetnames == ["Isi", *numbers] and len(numbers) == sum(len(chapter.data) for chapter in chapters)
    assert str(spec.Desc).startswith(f"Data {len(numbers)} tabel, {numbers[0]} sampai {numbers[-1]}: Buku 1")
    contents = book["Isi"]
    listed = [(contents.cell(at, 1).value, contents.cell(at, 2).value) for at in range(4, contents.max_row + 1)]
    assert listed == [(f"Tabel {caption.number}", caption.text) for chapter in chapters for caption in chapter.tables]
    assert [contents.cell(at, 1).hyperlink.location for at in (4, 5)] == [f"'{name}'!A1" for name in numbers[:2]]
    table = chapters[1].data[0]
    sheet = book["Tabel 1.1"]
    assert [cell.value for cell in sheet[5]] == list(table.columns)
    assert [cell.value for cell in sheet[6]] == list(table.rows[0])


def test_a_workbook_never_holds_a_formula_and_keeps_codes_as_text():
    rows = (("=1+1", "007", Decimal("1.5")), ("+cmd|' /C calc'!A0", "@x", None), ("a\x00b", "-3", 4))
    table = DataTable("t", "Judul / [aneh]: *?", ("=A", "Kode", "Nilai"), rows)
    one = manuscripts.with_chapter(manuscripts.build(1), data=(table, table), tables=())
    book = load_workbook(io.BytesIO(workbook(one.books[0], one.as_of)))
    assert len(book.sheetnames) == 3
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    for sheet in book.worksheets[1:]:
        assert sheet["B6"].value == "007" and sheet["C6"].value == 1.5


def test_the_same_tables_give_the_same_workbook_at_any_time():
    one = manuscripts.build(1)
    with time_machine.travel("2027-01-01 08:00", tick=False):
        first = tables_attached(one)[0].data
    assert first == tables_attached(one)[0].data


# ---- Web page ----


def test_the_web_page_needs_no_other_file():
    data, findings = web_page(manuscripts.build(3, books=3), manuscripts.read_media)
    page = data.decode()
    assert findings == ()
    outside = re.findall(r'(?:src|href)="(?!#|data:)([^"]*)"|url\((?!"?data:)([^)]*)', page)
    assert outside == [] and "<script" not in page and "mp://" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_web_page_tells_all_that_the_book_tells():
    manuscript = manuscripts.build(3)
    page = web_page(manuscript, manuscripts.read_media)[0].decode()
    for chapter in manuscript.books[0].chapters:
        assert chapter.title in page
        for caption in (*chapter.tables, *chapter.figures):
            assert caption.text in page
    assert page.count('class="note"') == sum(c.html.count('class="footnote"') for c in manuscript.books[0].chapters)
    assert "DRAF" in page and "Lembar Pengesahan" in page and '<body class="draft">' in page
    labels = re.findall(r'class="notes" aria-label="([^"]+)"', page)
    assert len(labels) == len(set(labels)) > 1
    assert page.count('<figure class="table"') == page.count('<figure class="table" tabindex="0"') > 1
    edition = web_page(manuscripts.build(1, draft=False), manuscripts.read_media)[0].decode()
    assert "<body>" in edition and 'class="draft"' not in edition


def test_the_web_page_frames_a_missing_picture():
    def gone(name: str) -> bytes:
        raise LookupError(name)

    data, findings = web_page(manuscripts.build(1), gone)
    assert findings and b"Berkas gambar tidak ditemukan." in data


# ---- Word ----


@pytest.fixture(scope="module")
def word() -> zipfile.ZipFile:
    from django.test.utils import override_settings

    with override_settings():
        data, findings = word_document(manuscripts.build(3), manuscripts.read_media)
    assert findings == ()
    return zipfile.ZipFile(io.BytesIO(data))


def styles_used(document: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in re.findall(r'w:pStyle w:val="(\w+)"', document):
        found[name] = found.get(name, 0) + 1
    return found


def test_word_has_real_headings_captions_notes_and_fields(word):
    document = word.read("word/document.xml").decode()
    notes = word.read("word/footnotes.xml").decode()
    chapters = manuscripts.build(3).books[0].chapters
    used = styles_used(document)
    assert used["Heading1"] == 1 + len(chapters)
    assert used["Heading2"] == sum(heading.level == 2 for c in chapters for heading in c.headings)
    assert used["TableCaption"] == sum(len(c.tables) for c in chapters)
    assert used["ImageCaption"] == sum(len(c.figures) for c in chapters)
    assert document.count("tblHeader") == used["TableCaption"]
    words = sum(c.html.count('class="footnote"') for c in chapters)
    assert len(re.findall(r'<w:footnote [^>]*w:id="[1-9]\d*"', notes)) >= words
    for field in (r"TOC \\o", "Table Caption", "Image Caption"):
        assert re.search(field, document)


def test_word_has_its_contents_and_lists_filled_with_links_before_anybody_updates_them(word):
    document = etree.fromstring(word.read("word/document.xml"))
    chapters = manuscripts.build(3).books[0].chapters
    wanted = {
        "Table of Contents": [
            "Lembar Pengesahan",
            *(
                f"{heading.number} {heading.title}".strip()
                for chapter in chapters
                for heading in chapter.headings or [Heading("", 1, "", chapter.title)]
                if heading.level <= 3
            ),
        ],
        "List of Tables": [f"Tabel {each.number} {each.text}" for chapter in chapters for each in chapter.tables],
        "List of Figures": [f"Gambar {each.number} {each.text}" for chapter in chapters for each in chapter.figures],
    }
    bookmarks = {each.get(w("name")) for each in document.iter(w("bookmarkStart"))}
    found = {}
    for box in document.iter(w("sdt")):
        lines = box.find(w("sdtContent")).findall(w("p"))[1:]  # the first is its title
        name = box.find(f".//{w('docPartGallery')}").get(w("val"))
        found[name] = ["".join(t.text for t in line.iter(w("t"))) for line in lines]
        marks = [each.get(w("fldCharType")) for each in box.iter(w("fldChar"))]
        assert marks == ["begin", "separate", "end"] and "TOC" in next(box.iter(w("instrText"))).text
        links = [each.get(w("anchor")) for line in lines for each in line.iter(w("hyperlink"))]
        assert set(links) <= bookmarks and len(links) >= len(lines) - 2
    assert list(found) == list(wanted)
    assert found == wanted


def test_word_looks_as_official_documents_do(word):
    styles, document = word.read("word/styles.xml").decode(), word.read("word/document.xml").decode()
    assert "Times New Roman" in styles and re.search(r'<w:lang [^>]*w:val="id', styles)
    assert 'w:w="11906"' in document and 'w:left="1701"' in document
    assert "Halaman" in word.read("word/footer1.xml").decode()
    assert "DRAF" in word.read("word/header1.xml").decode()


def test_word_reaches_nothing_outside(word):
    for name in word.namelist():
        if name.endswith(".rels"):
            targets = re.findall(r'Target="([^"]+)"[^>]*TargetMode="External"', word.read(name).decode())
            assert [target for target in targets if not target.startswith(("http", "#"))] == []


def test_an_own_reference_document_is_used_as_it_is(settings):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    default_storage.save(OWN_REFERENCE, ContentFile(dressed("Kop milik sendiri")))
    try:
        data, _ = word_document(manuscripts.build(1), manuscripts.read_media)
    finally:
        default_storage.delete(OWN_REFERENCE)
    assert "Kop milik sendiri" in zipfile.ZipFile(io.BytesIO(data)).read("word/header1.xml").decode()


def test_a_converter_that_fails_is_told():
    with pytest.raises(CannotPrint):
        run(["false"], b"x", lambda: None)


def test_a_converter_can_be_stopped():
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(["sleep", "60"], b"", stop)


# ---- Archive, choices ----


def test_the_archive_holds_each_book_and_its_tables(printer):  # noqa: F811
    made = make(manuscripts.build(3, books=3), "zip", manuscripts.read_media, printer)
    archive = zipfile.ZipFile(io.BytesIO(made.data))
    assert archive.namelist() == [
        f"{word}Buku {n}{end}" for n in (1, 2, 3) for word, end in (("", ".pdf"), ("Data ", ".xlsx"))
    ]
    assert archive.testzip() is None
    pages = sum(len(pdfcheck.open_pdf(archive.read(f"Buku {n}.pdf")).pages) for n in (1, 2, 3))
    assert made.page_count == pages


def test_appendices_and_lists_can_be_left_out(printer):  # noqa: F811
    manuscript = manuscripts.build(2)
    book = manuscript.books[0]
    last = replace(book.chapters[-1], kind="appendix", label="Lampiran 1")
    manuscript = replace(manuscript, books=(replace(book, chapters=(*book.chapters[:-1], last)),))
    whole = make(manuscript, "pdf", manuscripts.read_media, printer)
    short = make(manuscript, "pdf", manuscripts.read_media, printer, Options(lists=False, appendices=False))
    titles = [title for _, title, _ in pdfcheck.outline_of(pdfcheck.open_pdf(short.data))]
    assert "Daftar Tabel" not in titles and not any(title.startswith("Lampiran 1") for title in titles)
    assert short.page_count < whole.page_count
    assert list(pdfcheck.faults_of_links(pdfcheck.open_pdf(short.data))) == []
