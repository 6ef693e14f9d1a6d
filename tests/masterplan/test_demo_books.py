"""The demo's three books, whole: gathered, drawn, and through the exporter, the book that a stranger makes first.

One module, as the demo is seeded once for it (half a minute) and stays in one transaction while it runs."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook

from accounts.models import User
from masterplan import export_reading
from masterplan.blocks import Records, compute
from masterplan.blocks.drawing import Look, draw_safely
from masterplan.changes import changes, side_of_edition, side_of_work
from masterplan.export.assemble import assemble, assemble_edition
from masterplan.export.attachments import workbook
from masterplan.models import Edition, Export, Section, SectionStateChange
from masterplan.rendering import place_of
from masterplan.textflow import stand_in

from . import block_records, pdfcheck
from .printing import printer  # noqa: F401
from .test_export_book import headings_by_folio, promised, squeezed

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BLOCK = re.compile(r'<div (data-blok)="([^"]*)" data-param="([^"]*)">')


def test_demo_books_have_no_block_boxed_and_no_reference_broken(demo_plan, db):
    manuscript = assemble(demo_plan, ["b1", "b2", "b3"], as_of=NOW)
    html = "".join(chapter.html for book in manuscript.books for chapter in book.chapters)
    assert 'class="note warn notice"' not in html and 'class="unresolved"' not in html
    assert "data-blok" not in html and "x-part" not in html
    anchors = re.findall(r' id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    chapters = {chapter.headings[0].anchor for book in manuscript.books for chapter in book.chapters}
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors) | chapters


def test_demo_has_a_first_edition_made_by_the_rules_and_changes_since(demo_plan, db, client):
    edition = Edition.objects.get()
    assert (edition.code, edition.state, edition.regulation[-8:]) == ("LWU-2026-1", "enacted", "(contoh)")
    assert assemble_edition(edition).content_hash == edition.content_hash and not Export.objects.exists()
    sources = {row["key"]: row for row in edition.sources}
    assert set(sources) == set(Section.objects.filter(book__plan=demo_plan).written().values_list("key", flat=True))
    approvals = SectionStateChange.objects.filter(to_state="approved", by__role="leader", at__lte=edition.frozen_at)
    said = set(approvals.values_list("section__key", "content_hash"))
    assert {(key, row["hash"]) for key, row in sources.items()} <= said
    page = client.get(edition.get_absolute_url()).content.decode()
    assert edition.content_hash[:4] in page and "Buku 1" in page
    user = User.objects.get(username="kominfo")
    rows = changes(demo_plan, side_of_edition(edition), side_of_work(demo_plan, user, NOW), user)
    assert {"added", "changed", "figures"} <= {row.difference.kind for row in rows} and 30 < len(rows) < 90
    assert all(row.who and row.why for row in rows)


def test_every_block_that_the_outline_asks_for_is_drawn_or_says_why_it_is_empty(demo_plan, db):
    """As the section prints it: with the parameters of the outline, in the place of its section."""
    records = Records(demo_plan, NOW)
    asked: dict[str, list[str]] = {}
    for section in Section.objects.filter(book__plan=demo_plan).written().select_related("dimension", "subdimension"):
        for _kind, name, query in BLOCK.findall(stand_in(section.blocks or [])):
            drawn = compute(name, unescape(query), place_of(section), records)
            assert not drawn.problem, (section.key, drawn.problem)
            pieces = [draw_safely(drawn.title, piece, Look(is_print=True)) for piece in drawn.pieces]
            assert not [fault for _html, fault in pieces if fault], (section.key, name)
            shown = " ".join(strip_tags(html) for html, _fault in pieces).strip()
            assert shown or len(drawn.empty.split()) >= 3, (section.key, name)
            asked.setdefault(name, []).append(shown)
    named = set(re.findall(r'\{block = "([a-z_]+)"', block_records.OUTLINE.read_text()))
    assert set(asked) == named and len(named) > 25
    # The demo has something to show for each kind somewhere.
    assert [name for name, texts in asked.items() if not any(texts)] == []


def test_every_table_of_records_has_a_sheet_of_its_number(demo_plan, db):
    manuscript = assemble(demo_plan, ["b1", "b2", "b3"], as_of=NOW)
    for book in manuscript.books:
        made = load_workbook(io.BytesIO(workbook(book, NOW)), read_only=True)
        numbered = {
            f"Tabel {caption.number}": (caption.text, table.title)
            for chapter in book.chapters
            for caption in chapter.tables
            for table in chapter.data
            if table.anchor == caption.anchor
        }
        assert numbered and set(numbered) <= set(made.sheetnames)
        # One sheet for each table, and the list of them in front.
        assert len(made.sheetnames) == 1 + sum(len(chapter.data) for chapter in book.chapters)
        listed = {row[0] for row in made["Isi"].iter_rows(min_row=4, max_col=1, values_only=True)}
        assert listed == set(made.sheetnames) - {"Isi"}


# ---- Through the exporter: some 370 pages ----


@pytest.fixture(scope="module")
def demo_book(demo_plan, printer, django_db_blocker):  # noqa: F811
    """All books of the demo as one file."""
    with django_db_blocker.unblock():
        keys = export_reading.book_keys(demo_plan, export_reading.ALL)
        manuscript = assemble(demo_plan, keys, as_of=timezone.now())
        return manuscript, printer.print(manuscript, export_reading.read_any_file)


def test_the_demo_is_set_without_a_warning(db, demo_book):
    _manuscript, printed = demo_book
    assert printed.findings == ()
    assert printed.page_count > 90


def test_every_number_in_the_contents_of_the_demo_is_right(db, demo_book):
    _manuscript, printed = demo_book
    pdf = pdfcheck.open_pdf(printed.data)
    large = headings_by_folio(pdf)
    rows = promised(pdf, "Daftar Isi")
    wrong = [(title, number) for title, number in rows if squeezed(title) not in large[number]]
    assert len(rows) > 100 and wrong == []


def test_the_demo_is_archival_and_accessible(db, demo_book):
    pdf = pdfcheck.open_pdf(demo_book[1].data)
    assert pdf.check_pdf_syntax() == []
    assert pdfcheck.faults(pdf) == []


def test_the_command_writes_a_whole_file_or_says_in_one_line_why_not(demo_plan, db, tmp_path, printer, monkeypatch):  # noqa: F811
    from masterplan.management.commands import export_masterplan as command

    monkeypatch.setattr(command, "printer", lambda: printer)
    target = tmp_path / "b3.pdf"
    call_command("export_masterplan", book="3", format="pdf", output=target, verbosity=0)
    assert pdfcheck.open_pdf(target.read_bytes()).check_pdf_syntax() == []
    for wish, words in (
        ({"book": "9"}, "There is no book 9."),
        ({"edition": "LUWU-1"}, "There is no edition LUWU-1."),
        ({"output": tmp_path / "nowhere" / "x.pdf"}, "There is no directory"),
    ):
        with pytest.raises(CommandError) as error:
            call_command("export_masterplan", **{"book": "3", "format": "pdf", "output": target, "verbosity": 0} | wish)
        assert words in str(error.value) and "\n" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["b3.pdf"]
