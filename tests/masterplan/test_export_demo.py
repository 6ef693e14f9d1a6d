"""The whole demo through the exporter: the book that a stranger makes first. Slow: some 370 pages."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from masterplan import export_reading
from masterplan.export.assemble import assemble

from . import pdfcheck
from .printing import printer  # noqa: F401
from .test_export_book import headings_by_folio, promised, squeezed

pytestmark = pytest.mark.slow


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
