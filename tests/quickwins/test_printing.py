"""The fact sheet and the minutes: on the page, and as PDF from a process of its own."""

from datetime import date

import pytest
from django.urls import reverse

from files.printing import NoSheet
from quickwins import factsheet, scoring
from quickwins.models import BudgetLine, Criterion, Indicator, Milestone, ProgressReport, Risk, Target
from tests import factories
from tests.masterplan.pdfcheck import open_pdf, page_text

LONG = "Layanan didekatkan kepada warga dengan data yang terbuka dan dapat diperiksa siapa saja. " * 50


@pytest.fixture
def quick_win(plan, organisations):
    """A quick win that fills every field with as much as it may hold."""
    program = factories.make_program(
        plan, organisations.dinkes, name="Antrean daring " * 12, state="running", quickwin_state="chosen", impact=5,
        starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 18), last_year=2026, summary=LONG, benefit_people=LONG,
        benefit_government=LONG, uniqueness=LONG, partners_text=LONG, sustainability=LONG, beneficiaries_count=2000,
    )  # fmt: skip
    source = factories.make_source()
    for number in range(1, 13):
        Milestone.objects.create(program=program, title=f"Tonggak {number} " * 12, due_on=date(2026, number, 20))
        Risk.objects.create(program=program, text=LONG, mitigation=LONG)
        BudgetLine.objects.create(program=program, year=2025 + number, source=source, ceiling=10**14, realised=10**13)
        indicator = Indicator.objects.create(plan=plan, program=program, name="Indikator " * 20, unit="satuan " * 8)
        Target.objects.create(indicator=indicator, year=2026, value=22)
    ProgressReport.objects.create(program=program, reported_on=date(2026, 6, 1), percent=40, text="Berjalan")
    return program


def text_of(data: bytes) -> tuple[int, str]:
    pages = open_pdf(data).pages
    return len(pages), " ".join(page_text(page) for page in pages)


def test_fact_sheet_is_one_page_however_much_is_written(plan, quick_win):
    pages, text = text_of(factsheet.pdf_of(plan, quick_win, date(2026, 11, 23)))
    assert pages == 1
    assert "Lembar Quick Win" in text and "Tonggak 1" in text and "Kurva S" in text


def test_fact_sheet_is_a_page_too(client, cast, plan, quick_win):
    client.force_login(cast.reviewer)
    page = client.get(reverse("quickwins:fact_sheet", args=[quick_win.pk])).content.decode()
    assert LONG.strip() in page and reverse("quickwins:fact_sheet_pdf", args=[quick_win.pk]) in page


def test_sheet_that_cannot_be_made_leads_back_with_a_word(client, cast, plan, quick_win, monkeypatch):
    def broken(*_arguments):
        raise NoSheet("too long")

    monkeypatch.setattr(factsheet, "printed", broken)
    client.force_login(cast.reviewer)
    response = client.get(reverse("quickwins:fact_sheet_pdf", args=[quick_win.pk]), follow=True)
    assert response.redirect_chain[0][0] == quick_win.get_absolute_url()
    assert "belum dapat dibuat" in response.content.decode()


def test_minutes_are_printed_with_all_twelve_questions(client, cast, plan, organisations):
    nominee = factories.make_program(
        plan, organisations.dinkes, name="Antrean", quickwin_state="nominated", state="scored"
    )
    for position, key in enumerate(["1", "2", "3", "4", "5", "6", "7", "8", "9a", "9b", "10a", "10b"]):
        level = "portfolio" if key.startswith("10") else "quickwin"
        criterion = Criterion.objects.create(key=key, name=f"Soal {key}", text="?", level=level, position=position)
        program = nominee if level == "quickwin" else None
        scoring.enter(plan, program, {criterion: (3, "")}, by=cast.reviewer)
    client.force_login(cast.leader)
    response = client.get(reverse("quickwins:minutes_pdf"))
    assert response.headers["Content-Type"] == "application/pdf"
    _pages, text = text_of(response.content)
    for words in (
        "9b Soal 9b",
        "10a. Soal 10a",
        "10b. Soal 10b",
        "Antrean",
        "Berita acara pemilihan Quick Win",
        "Menetapkan",
    ):
        assert words in text
    assert text.count("3,00") == 1 + 2 + 10 + 2  # score, spread, ten means, two together
