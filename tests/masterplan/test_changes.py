"""Matriks perubahan: what changed, where, by whom and why; nothing of it for those who may not read it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from files.printing import NoSheet
from masterplan import change_print, publishing
from masterplan.change_sheet import as_workbook
from masterplan.changes import changes, side_of_edition, side_of_work
from masterplan.models import Book, Comment, Section, Thread
from stakeholders.models import Bimtek, Decision
from tests import factories

from . import block_records, pdfcheck
from .approvals import approve_all, write


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def table(*rows: tuple[str, ...], heads=("Nama", "Pagu", "Ket"), caption="Anggaran") -> str:
    head = "".join(f"<th><p>{cell}</p></th>" for cell in heads)
    body = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<figure class="table"><figcaption>{caption}</figcaption><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></figure>"
    )


@pytest.fixture
def edition(plan, cast):
    write(
        "b1.one.background",
        "<p>Satu kalimat pembuka yang tetap.</p><p>Ada 12 puskesmas dan 30 sekolah di sini.</p>",
        cast.editor,
    )
    write("b1.one.purpose", "<p>Maksud dokumen ini adalah pedoman bersama.</p>", cast.editor)
    write("b1.two.living", table(("Jalan", "1.850,0", "baik"), ("Air", "500,0", "cukup")), cast.contributor)
    approve_all(plan, cast.leader)
    return publishing.freeze(plan, by=cast.leader, title="Satu", reason="Edisi pertama")


def rows_of(plan, edition, user):
    return changes(plan, side_of_edition(edition), side_of_work(plan, user, timezone.now()), user)


def told(rows) -> list[tuple[str, str, str]]:
    return [
        (row.section.key if hasattr(row.section, "key") else row.key, row.difference.kind, row.difference.place)
        for row in rows
    ]


def test_nothing_changed_gives_no_row(plan, edition, cast):
    assert rows_of(plan, edition, cast.editor) == []


def test_paragraph_is_shown_in_both_wordings(plan, edition, cast):
    write(
        "b1.one.purpose",
        "<p>Maksud naskah ini adalah pedoman bersama.</p><p>Alinea &lt;baru&gt; sama sekali.</p>",
        cast.editor,
    )
    changed, added = rows_of(plan, edition, cast.editor)
    assert (changed.difference.kind, changed.difference.place) == ("changed", "Alinea 1")
    assert changed.difference.before_html == "Maksud <del>dokumen</del> ini adalah pedoman bersama."
    assert changed.difference.after_html == "Maksud <ins>naskah</ins> ini adalah pedoman bersama."
    assert (added.difference.kind, added.difference.after) == ("added", "Alinea <baru> sama sekali.")
    assert added.difference.after_html == "<ins>Alinea &lt;baru&gt; sama sekali.</ins>"
    assert changed.section.number == "1.2" and changed.who == cast.editor.name


def test_number_in_a_text_is_a_change_of_its_own_kind(plan, edition, cast):
    write(
        "b1.one.background",
        "<p>Satu kalimat pembuka yang tetap.</p><p>Ada 14 puskesmas dan 30 sekolah di sini.</p>",
        cast.editor,
    )
    (row,) = rows_of(plan, edition, cast.editor)
    assert (row.difference.kind, row.difference.place, row.difference.delta) == ("figures", "Alinea 2", "12 → 14")


def test_cell_is_found_by_row_and_column_with_the_step_of_its_number(plan, edition, cast):
    write(
        "b1.two.living",
        table(("Pasar", "10,0", "baru"), ("Jalan", "2.000,0", "baik"), ("Air", "500,0", "cukup")),
        cast.editor,
    )
    rows = rows_of(plan, edition, cast.editor)
    added, cell = rows
    assert (added.difference.kind, added.difference.after) == ("added", "Pasar | 10,0 | baru")
    assert cell.difference.place == "Tabel 2.1 Anggaran, baris “Jalan”, kolom “Pagu”"
    assert (cell.difference.kind, cell.difference.delta) == ("figures", "1.850,0 → 2.000,0 (+150)")


def test_column_and_row_that_went_are_named(plan, edition, cast):
    write("b1.two.living", table(("Jalan", "1.850,0"), heads=("Nama", "Pagu")), cast.editor)
    columns, gone = rows_of(plan, edition, cast.editor)
    assert columns.difference.place == "Tabel 2.1 Anggaran, kolom" and columns.difference.before == "Nama | Pagu | Ket"
    assert (gone.difference.kind, gone.difference.before) == ("removed", "Air | 500,0 | cukup")


def test_moved_paragraph_is_one_row(plan, edition, cast):
    one, two = "<p>Satu kalimat pembuka yang tetap.</p>", "<p>Ada 12 puskesmas dan 30 sekolah di sini.</p>"
    write("b1.one.background", two + one, cast.editor)
    assert [row.difference.kind for row in rows_of(plan, edition, cast.editor)] == ["moved"]


def test_what_is_only_numbered_anew_is_no_change(plan, cast):
    write("b1.two.living", "<p>Isi.</p>", cast.editor)
    write(
        "b1.two.closing",
        f'{table(("Air", "1", ""))}<p>Lihat <span data-rujuk="table:b1.two.closing.1"></span>.</p>',
        cast.editor,
    )
    approve_all(plan, cast.leader)
    edition = publishing.freeze(plan, by=cast.leader, title="Satu", reason="Edisi pertama")
    write("b1.two.living", f"<p>Isi.</p>{table(('Jalan', '2', ''), caption='Jalan')}", cast.editor)
    rows = rows_of(plan, edition, cast.editor)
    assert [(row.section.title, row.difference.kind) for row in rows] == [("Smart Living", "added")]


def test_new_and_retired_sections_are_one_row_each(plan, edition, cast):
    book = Book.objects.get(key="b1")
    parent = Section.objects.get(key="b1.two")
    factories.make_section(book, "b1.two.new", parent=parent, title="Bagian Segar", html="<p>Isi baru.</p>")
    Section.objects.filter(key="b1.one.purpose").update(is_active=False)
    rows = rows_of(plan, edition, cast.editor)
    assert [(row.section.title, row.difference.kind) for row in rows] == [
        ("Maksud dan Tujuan", "section_removed"),
        ("Bagian Segar", "section_added"),
    ]


def test_change_of_a_record_is_not_laid_at_anybodys_door(plan, cast, organisations):
    block_records.load_kinds()
    program = factories.make_program(plan, organisations.dinkes, name="Antrean", state="running")
    write("b1.two.living", '<div data-blok="program_matrix" data-param=""></div>', cast.contributor)
    approve_all(plan, cast.leader)
    edition = publishing.freeze(plan, by=cast.leader, title="Satu", reason="Edisi pertama")
    type(program).objects.update(name="Antrean daring")
    rows = rows_of(plan, edition, cast.editor)
    assert rows and all(row.is_record and not row.who for row in rows)
    assert any("Antrean daring" in row.difference.after for row in rows)


def test_day_of_the_records_is_no_change_but_a_written_one_is(plan, cast, organisations):
    block_records.load_kinds()
    factories.make_program(plan, organisations.dinkes, name="Antrean daring")
    block = '<div data-blok="program_matrix" data-param=""></div>'
    write("b1.two.living", f'{block}<p class="source">Sumber: catatan, keadaan 1 Juli 2026.</p>', cast.contributor)
    approve_all(plan, cast.leader)
    day = datetime(2026, 7, 2, tzinfo=UTC)
    edition = publishing.freeze(plan, by=cast.leader, title="Satu", reason="Edisi pertama", at=day)
    assert "keadaan 2 Juli 2026" in str(edition.content)
    assert rows_of(plan, edition, cast.editor) == []
    write("b1.two.living", f'{block}<p class="source">Sumber: catatan, keadaan 9 Juli 2026.</p>', cast.contributor)
    (row,) = rows_of(plan, edition, cast.editor)
    assert (row.difference.kind, row.difference.delta) == ("figures", "1 → 9")


def test_reasons_come_from_notes_and_decisions(plan, edition, cast):
    section = write("b1.one.purpose", "<p>Maksud naskah ini adalah pedoman bersama.</p>", cast.editor)
    section.state_changes.create(
        from_state="submitted", to_state="returned", by=cast.reviewer, note="Samakan istilahnya."
    )
    meeting = Bimtek.objects.create(
        plan=plan, title="Rapat Tim", kind="team", starts_on=timezone.localdate(), ends_on=timezone.localdate()
    )
    Decision.objects.create(bimtek=meeting, number=1, text="Pakai kata naskah", section_key=section.key)
    (row,) = rows_of(plan, edition, cast.editor)
    assert row.why[0] == f"Samakan istilahnya. ({cast.reviewer.name})"
    assert row.why[1].startswith("Pakai kata naskah")


def test_a_meeting_that_is_not_announced_or_of_another_plan_is_no_reason(plan, edition, cast):
    section = write("b1.two.living", "<p>Isi yang lain sama sekali.</p>", cast.contributor)
    today = timezone.localdate()
    other = factories.make_plan(key="lain", title="Rencana lain", is_current=False)
    for where, state in ((plan, "draft"), (other, "open")):
        meeting = Bimtek.objects.create(
            plan=where, title="Rapat", kind="team", starts_on=today, ends_on=today, state=state
        )
        Decision.objects.create(bimtek=meeting, number=1, text=f"KANARI {state}", section_key=section.key)
    assert "KANARI" not in str(rows_of(plan, edition, cast.contributor))
    told = str(rows_of(plan, edition, cast.editor))
    assert "KANARI draft" in told and "KANARI open" not in told


def test_text_that_may_not_be_read_is_in_no_row(plan, edition, cast):
    write("b1.two.society", "<p>KANARI rahasia</p>", cast.editor)
    write("b1.one.purpose", "<p>KANARI kedua</p>", cast.editor)
    for reader in (cast.contributor, cast.reviewer, cast.leader):
        assert "KANARI" not in str(rows_of(plan, edition, reader))
        assert not any(row.difference.kind == "section_removed" for row in rows_of(plan, edition, reader))
    assert "KANARI rahasia" in str(rows_of(plan, edition, cast.other_contributor))
    assert "KANARI kedua" in str(rows_of(plan, edition, cast.editor))


def test_two_editions_are_compared_without_the_text_in_work(plan, edition, cast):
    write("b1.one.purpose", "<p>Maksud naskah ini adalah pedoman bersama.</p>", cast.editor)
    approve_all(plan, cast.leader)
    second = publishing.freeze(plan, by=cast.leader, title="Dua", reason="Istilah diseragamkan")
    write("b1.one.purpose", "<p>KANARI</p>", cast.editor)
    rows = changes(plan, side_of_edition(edition), side_of_edition(second), cast.editor)
    assert [row.difference.after for row in rows] == ["Maksud naskah ini adalah pedoman bersama."]
    assert changes(plan, side_of_edition(edition), side_of_edition(edition), cast.editor) == []


def test_workbook_holds_every_row_as_text(plan, edition, cast):
    write("b1.one.purpose", "<p>=1+1 dan \u200bbukan rumus sama sekali</p>", cast.editor)
    old, new = side_of_edition(edition), side_of_work(plan, cast.editor, timezone.now())
    rows = changes(plan, old, new, cast.editor)
    sheet = load_workbook(io.BytesIO(as_workbook(rows, old, new))).worksheets[0]
    assert sheet.max_row == len(rows) + 1
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("=1+1") for cell in cells)


def test_matrix_page_shows_both_wordings_and_its_file(plan, edition, cast, client):
    write("b1.one.purpose", "<p>Maksud naskah <strong>ini</strong> adalah &lt;script&gt; bersama.</p>", cast.editor)
    client.force_login(cast.editor)
    page = client.get(reverse("masterplan:edition_changes"), {"dari": edition.code, "ke": "naskah"})
    text = page.content.decode()
    assert (
        page.status_code == 200
        and "<ins>naskah</ins>" in text
        and "<script>" not in text.split("<main")[1].split("</main")[0]
    )
    answer = client.get(reverse("masterplan:edition_changes_file"), {"dari": edition.code, "ke": "naskah"})
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row == 2


@pytest.mark.parametrize(
    "query", [{"dari": "x"}, {"dari": "LWU-2026-1'--", "ke": "naskah"}, {"dari": "9" * 5000, "ke": "\ud800"}]
)
def test_bad_choices_are_told_and_no_fault(plan, edition, cast, client, query):
    client.force_login(cast.editor)
    values = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    assert client.get(reverse("masterplan:edition_changes"), values).status_code == 422
    assert client.get(reverse("masterplan:edition_changes_file"), values).status_code == 404


def test_same_text_on_both_sides_is_refused(plan, edition, cast, client):
    client.force_login(cast.editor)
    page = client.get(reverse("masterplan:edition_changes"), {"dari": edition.code, "ke": edition.code})
    assert page.status_code == 422


def test_settled_comment_is_a_reason_and_an_open_one_is_not(plan, edition, cast):
    section = write("b1.one.purpose", "<p>Maksud naskah ini adalah pedoman bersama.</p>", cast.editor)
    for text, resolved_at in (("Seragamkan istilah naskah.", timezone.now()), ("Masih dibahas.", None)):
        thread = Thread.objects.create(section=section, quote="dokumen", resolved_at=resolved_at)
        Comment.objects.create(thread=thread, text=text, by=cast.reviewer)
    (row,) = rows_of(plan, edition, cast.editor)
    assert row.why == (f"Seragamkan istilah naskah. ({cast.reviewer.name})",)


def test_matrix_is_printed_with_both_wordings_who_and_why(plan, edition, cast, client):
    section = write("b1.one.purpose", "<p>Maksud naskah ini adalah &lt;b&gt; pedoman bersama.</p>", cast.editor)
    thread = Thread.objects.create(section=section, quote="dokumen", resolved_at=timezone.now())
    Comment.objects.create(thread=thread, text="Seragamkan istilah.", by=cast.reviewer)
    cast.editor.language = "en"
    cast.editor.save()
    client.force_login(cast.editor)
    answer = client.get(reverse("masterplan:edition_changes_print"), {"dari": edition.code, "ke": "naskah"})
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = pdfcheck.open_pdf(answer.content)
    box = pdf.pages[0].mediabox
    assert box[2] > box[3] and pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "id"
    text = " ".join(pdfcheck.page_text(pdf.pages[0]).split())
    for words in (
        "Matriks perubahan",
        "dokumen",
        "<b>",
        cast.editor.name,
        "Seragamkan istilah.",
        edition.content_hash[:20],
    ):
        assert words in text
    assert "Who and why" not in text


def test_long_matrix_is_printed_in_parts_that_hold_each_row_once(plan, edition, cast, client, monkeypatch):
    long = "".join(f"<p>Alinea {number} {'kata ' * 30}</p>" for number in range(12))
    write("b1.one.purpose", long, cast.editor)
    rows = rows_of(plan, edition, cast.editor)
    monkeypatch.setattr(change_print, "ROWS_A_PART", 5)
    parts = change_print.divided(rows)
    assert [row for part in parts for row in part] == rows and max(map(len, parts)) == 5
    monkeypatch.setattr(change_print, "SIGNS_A_PART", 1)
    assert [len(part) for part in change_print.divided(rows)] == [1] * len(rows)
    assert change_print.divided([]) == [[]]
    monkeypatch.setattr(change_print, "printed", lambda html: html.encode())
    client.force_login(cast.editor)
    asked = {"dari": edition.code, "ke": "naskah"}
    page = client.get(reverse("masterplan:edition_changes"), asked).content.decode()
    assert page.count("/edisi/perubahan/cetak/") == len(rows) and f"bagian={len(rows)}" in page
    second = client.get(reverse("masterplan:edition_changes_print"), asked | {"bagian": "2"}).content.decode()
    assert f"Perubahan 2 sampai 2 dari {len(rows)}" in second
    for bad in ("0", "99", "x", "-1", "9" * 20, "²"):
        assert client.get(reverse("masterplan:edition_changes_print"), asked | {"bagian": bad}).status_code == 404


def test_matrix_that_cannot_be_printed_now_leads_back_and_says_so(plan, edition, cast, client, monkeypatch):
    def fails(html):
        raise NoSheet("too many sheets at once")

    monkeypatch.setattr(change_print, "printed", fails)
    client.force_login(cast.editor)
    asked = {"dari": edition.code, "ke": "naskah"}
    answer = client.get(reverse("masterplan:edition_changes_print"), asked, follow=True)
    assert answer.status_code == 200 and "Coba lagi setengah menit" in answer.content.decode()


# ---- Page by page ----


@pytest.fixture
def many(plan, edition, cast):
    """450 changes in chapter one, 30 in chapter two."""
    write(
        "b1.one.purpose",
        "".join(f"<p>Alinea baru nomor {number} tentang hal lain.</p>" for number in range(449)),
        cast.editor,
    )
    write("b1.two.closing", "".join(f"<p>Simpulan nomor {number}.</p>" for number in range(30)), cast.editor)
    return edition


def shown(page) -> list[str]:
    return re.findall(r"<ins>(Alinea baru nomor \d+|Simpulan nomor \d+)", page.content.decode())


def test_every_change_of_a_long_matrix_is_reached_once_page_by_page(plan, many, cast, client):
    client.force_login(cast.editor)
    url, asked = reverse("masterplan:edition_changes"), {"dari": many.code, "ke": "naskah"}
    total = len(rows_of(plan, many, cast.editor))
    pages = [client.get(url, asked | {"page": number}) for number in (1, 2, 3)]
    assert [page.context["matrix"].page.number for page in pages] == [1, 2, 3]
    found = [words for page in pages for words in shown(page)]
    assert len(found) == len(set(found)) == 449 + 30
    first = pages[0].content.decode()
    assert f"{total} perubahan" in first and f"Baris 1–200 dari {total}" in first
    assert sum(len(group["rows"]) for page in pages for group in page.context["matrix"].groups) == total
    # The files hold all, whichever page they are asked from.
    assert "page=" not in re.search(r'href="([^"]*perubahan/unduh[^"]*|[^"]*xlsx[^"]*)"', first)[1]


def test_one_chapter_of_the_matrix_is_chosen_with_honest_totals(plan, many, cast, client):
    client.force_login(cast.editor)
    url, asked = reverse("masterplan:edition_changes"), {"dari": many.code, "ke": "naskah"}
    total = len(rows_of(plan, many, cast.editor))
    page = client.get(url, asked | {"bab": "b1/b1.two"})
    matrix = page.context["matrix"]
    assert [(each.value, each.is_chosen) for each in matrix.chapters] == [("b1/b1.one", False), ("b1/b1.two", True)]
    assert sum(each.count for each in matrix.chapters) == total
    assert len(shown(page)) == 30 and all(words.startswith("Simpulan") for words in shown(page))
    assert f"{matrix.chapter.count} dari {total} perubahan" in page.content.decode()


def test_bad_pages_and_chapters_of_the_matrix_are_no_fault(plan, many, cast, client):
    client.force_login(cast.editor)
    url, asked = reverse("masterplan:edition_changes"), {"dari": many.code, "ke": "naskah"}
    for extra in (
        {"page": "9" * 5000},
        {"page": "-1"},
        {"page": "²"},
        {"bab": "<b>KANARI", "page": "99"},
    ):
        page = client.get(url, asked | extra)
        assert page.status_code == 200 and len(shown(page)) > 0, extra
        assert "<b>KANARI" not in page.content.decode()


def test_the_matrix_takes_the_same_queries_on_each_page(plan, many, cast, client):
    client.force_login(cast.editor)
    url, asked = reverse("masterplan:edition_changes"), {"dari": many.code, "ke": "naskah"}
    client.get(url, asked)

    def count(**extra: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url, asked | extra)
        return len(captured)

    assert count() == count(page="2") == count(page="3") == count(bab="b1/b1.two")
