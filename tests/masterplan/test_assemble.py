"""The manuscript: one snapshot, what is visible, the shape of chapters, freezing and thawing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import psycopg2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterplan.export import assemble as assembling
from masterplan.export.assemble import NothingToPrint, assemble, freeze, thaw
from masterplan.models import Section
from tests import factories

from . import block_records

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def write(key: str, html: str) -> Section:
    Section.objects.filter(key=key).update(html=html)
    return Section.objects.get(key=key)


def test_book_has_chapters_with_numbers_and_headings(plan):
    write("b1.two.closing", "<p>Simpulan.</p>")
    book = assemble(plan, ["b1"], as_of=NOW).books[0]
    assert (book.short, book.title, book.subject) == (
        "Buku 1",
        "Buku 1: Naskah Uji Kabupaten Uji",
        "Naskah Uji Kabupaten Uji",
    )
    assert [(part.kind, part.label, part.title) for part in book.chapters] == [
        ("chapter", "BAB I", "Pendahuluan"),
        ("chapter", "BAB II", "Strategi"),
        ("appendix", "Lampiran 1", "Daftar Istilah"),
    ]
    two = book.chapters[1]
    assert [(row.level, row.number) for row in two.headings] == [(1, "BAB II"), (2, "2.1"), (2, "2.2"), (2, "2.3")]
    assert 'id="s-b1-two-closing"' in two.html and 'id="s-b1-two"' not in two.html


def test_front_pieces_are_chapters_and_generated_pages_are_not(plan):
    front = Section.objects.get(key="b1.front")
    factories.make_section(front.book, "b1.front.foreword", parent=front, title="Kata Pengantar", html="<p>Puji.</p>")
    first = assemble(plan, ["b1"], as_of=NOW).books[0].chapters[0]
    assert (first.kind, first.number, first.title, first.html) == ("front", "", "Kata Pengantar", "<p>Puji.</p>")


def test_a_reference_by_id_follows_its_table_into_print(plan):
    table = '<figure class="table"{}><figcaption>{}</figcaption><table><tbody><tr><td><p>x</p></td></tr></tbody></table></figure>'
    target = table.format(' id="r-target1"', "Sasaran")
    write("b1.two.closing", '<p><span data-rujuk="table:b1.two.living.r-target1"></span></p>')
    for text, number, anchor in ((target, "2.1", 1), (table.format("", "Baru") + target, "2.2", 2)):
        write("b1.two.living", text)
        two = assemble(plan, ["b1"], as_of=NOW).books[0].chapters[1]
        assert f'<a href="#t-b1-two-living-{anchor}">Tabel {number}</a>' in two.html
        assert "r-target1" not in two.html


def test_text_that_may_not_be_read_is_nowhere_and_changes_no_number(plan):
    table = '<figure class="table"><figcaption>KANARI judul</figcaption><table><tbody><tr><td><p>x</p></td></tr></tbody></table></figure>'
    hidden = write("b1.two.living", f"<p>KANARI rahasia</p>{table}")
    shown = write(
        "b1.two.closing",
        table.replace("KANARI judul", "Terbuka") + '<p><span data-rujuk="section:b1.two.living"></span></p>',
    )
    whole = assemble(plan, ["b1"], as_of=NOW)
    part = assemble(plan, ["b1"], as_of=NOW, visible={shown.pk})
    assert "KANARI" in json.dumps(freeze(whole)) and "KANARI" not in json.dumps(freeze(part))
    assert hidden.title not in json.dumps(freeze(part))
    chapters = part.books[0].chapters
    assert [chapter.key for chapter in chapters] == ["b1.two"]
    assert chapters[0].tables[0].number == "2.2"
    assert "<p>Bagian 2.1</p>" in chapters[0].html


def test_heading_above_a_readable_section_is_printed_without_its_text(plan):
    parent = write("b1.two.living", "<p>KANARI</p>")
    child = factories.make_section(
        parent.book, "b1.two.living.sub", parent=parent, title="Anak", html="<p>Terbaca.</p>"
    )
    chapter = assemble(plan, ["b1"], as_of=NOW, visible={child.pk}).books[0].chapters[0]
    assert "Smart Living" in chapter.html and "Terbaca." in chapter.html and "KANARI" not in chapter.html
    assert '<h3 id="s-b1-two-living-sub"><span class="no">2.1.1</span> Anak</h3>' in chapter.html


def test_references_between_books_link_only_when_both_are_printed(plan):
    book = factories.make_book(plan, "b2", 2)
    chapter = factories.make_section(book, "b2.one", kind="chapter", title="Visi")
    factories.make_section(book, "b2.one.first", parent=chapter, html="<p>x</p>")
    write("b1.two.closing", '<p><span data-rujuk="section:b2.one.first"></span></p>')
    alone = assemble(plan, ["b1"], as_of=NOW)
    both = assemble(plan, ["b1", "b2"], as_of=NOW)
    assert "<p>Bagian 1.1</p>" in alone.books[0].chapters[1].html
    assert '<a href="#s-b2-one-first">Bagian 1.1</a>' in both.books[0].chapters[1].html
    assert [row.key for row in both.books] == ["b1", "b2"]


def test_empty_plan_and_unknown_book(plan):
    with pytest.raises(NothingToPrint):
        assemble(plan, ["b9"], as_of=NOW)
    Section.objects.filter(book__plan=plan).delete()
    assert assemble(plan, ["b1"], as_of=NOW).books[0].chapters == ()


def test_manuscript_survives_freezing(plan, organisations):
    block_records.fill(plan, organisations)
    write(
        "b1.two.living", '<div data-blok="program_matrix" data-param=""></div><div data-blok="bimtek_attendance"></div>'
    )
    made = assemble(plan, ["b1"], as_of=NOW)
    again = thaw(json.loads(json.dumps(freeze(made))))
    assert again.books[0].chapters[1].html == made.books[0].chapters[1].html
    assert again.content_hash == assembling.content_hash(again.books) == made.content_hash
    assert freeze(again) == freeze(made)
    assert again.as_of == NOW


def test_content_hash_follows_the_text_and_not_the_hour(plan):
    write("b1.two.closing", "<p>Satu.</p>")
    first = assemble(plan, ["b1"], as_of=NOW).content_hash
    assert assemble(plan, ["b1"], as_of=NOW.replace(hour=5)).content_hash == first
    write("b1.two.closing", "<p>Dua.</p>")
    assert assemble(plan, ["b1"], as_of=NOW).content_hash != first


def test_book_takes_the_same_queries_for_few_and_for_many_sections_and_records(plan, organisations):
    block_records.fill(plan, organisations)
    every = "".join(f'<div data-blok="{name}" data-param=""></div>' for name in block_records.BLOCK_NAMES)
    write("b1.two.living", every)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assemble(plan, ["b1"], as_of=NOW)
        return len(captured)

    few = count()
    parent = Section.objects.get(key="b1.two")
    for number in range(27):
        factories.make_program(plan, organisations.dinkes, name=f"Lain {number}")
        factories.make_section(parent.book, f"b1.two.x{number}", parent=parent, html=every)
    assert count() == few


def test_names_of_signatories_come_from_the_seats(plan, cast):
    from stakeholders.models import Body, Membership

    team = Body.objects.create(plan=plan, key="team", name="Tim", chair="Sekretaris Daerah")
    Membership.objects.create(body=team, seat="Ketua", office="Sekretaris Daerah", user=cast.leader)
    chair, regent = assemble(plan, ["b1"], as_of=NOW).signatories
    assert (chair.office, chair.name) == ("Sekretaris Daerah", cast.leader.name)
    assert (regent.office, regent.name) == ("Bupati", "")


@pytest.mark.django_db(transaction=True)
def test_manuscript_is_one_moment(plan, monkeypatch):
    """Another connection changes a text while the book is being read: all of it is from before."""
    Section.objects.filter(key__in=["b1.one.purpose", "b1.two.closing"]).update(html="<p>dulu</p>")
    read_books = assembling._read_books

    def interrupted(*arguments):
        Section.objects.count()  # the snapshot begins with the first reading
        other = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
        with other, other.cursor() as cursor:
            cursor.execute("update masterplan_section set html = '<p>kini</p>' where html = '<p>dulu</p>'")
        other.close()
        return read_books(*arguments)

    monkeypatch.setattr(assembling, "_read_books", interrupted)
    html = "".join(chapter.html for chapter in assemble(plan, ["b1"], as_of=NOW).books[0].chapters)
    assert html.count("<p>dulu</p>") == 2 and "kini" not in html
    monkeypatch.setattr(assembling, "_read_books", read_books)
    assert "kini" in assemble(plan, ["b1"], as_of=NOW).books[0].chapters[0].html
