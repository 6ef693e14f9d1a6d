"""A whole book from one document: laid onto the outline, shown, written at once, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from files.models import StoredFile
from masterplan.importing import taking
from masterplan.importing.preview import make_preview
from masterplan.importing.taking import NothingToTake, StaleImport, read_seen, take_import, undo_import
from masterplan.models import Book, DocumentImport, ImportPicture, Revision, Section

from .documents import CELLS, docx, h, p, table
from .word_book import section, started, take, write


@pytest.fixture
def book(plan) -> Book:
    return Book.objects.get(key="b1")


def test_preview_shows_what_would_change_and_what_is_left_over(book, cast):
    write("b1.one.background", cast.editor, "<p>Satu dua tiga.</p>")
    preview = make_preview(started(book, cast.editor), cast.editor)
    assert [(offer.label, offer.section.word_count, offer.words_after) for offer in preview.targets] == [
        ("1.1 Latar Belakang", 3, 6),
        ("1.2 Maksud dan Tujuan", 0, 4),
        ("2.1 Smart Living", 0, 2),
        ("2.2 Smart Society", 0, 1),
    ]
    assert [row.heading for row in preview.left_out] == ["", "KATA PENGANTAR", "BAB I PENDAHULUAN"]
    assert preview.untouched == ["2.3 Simpulan", "Lampiran 1 Daftar Istilah"]
    with translation.override("en"):
        assert any("1 footnote was kept" in line for line in preview.targets[0].told)
    assert preview.targets[1].rows[0].by == "number"
    assert section("b1.one.background").version == 1


def test_only_sections_that_the_person_may_write_are_offered(book, cast):
    preview = make_preview(started(book, cast.contributor), cast.contributor)
    assert [offer.label for offer in preview.targets] == ["1.1 Latar Belakang", "2.1 Smart Living"]
    named = {row.heading: row for row in preview.left_out}
    assert {"1.2. Tujuan & Maksud", "Smart Society"} <= named.keys()
    assert named["Smart Society"].reason and not named["Smart Society"].may_choose
    with pytest.raises(NothingToTake):  # not by asking for it either
        society = section("b1.two.society").pk
        take(started(book, cast.contributor), cast.contributor, dict.fromkeys(range(20), society))
    assert not Revision.objects.exists()


def test_an_import_keeps_the_live_blocks_of_the_present_text(book, cast):
    block = '<div data-blok="program_matrix" data-param="horizon=pendek"></div>'
    write("b1.two.society", cast.editor, f"<p>Lama</p>{block}")
    take(started(book, cast.editor), cast.editor)
    assert section("b1.two.society").html == f"<p>Sekolah.</p>{block}"


def test_import_writes_all_sections_and_their_pictures(book, cast):
    taken = take(started(book, cast.editor), cast.editor)
    assert section("b1.one.background").html == (
        '<p>Antrean panjang.<span class="footnote">Dinkes 2025</span></p><h3>Kondisi</h3><p>Padat.</p>'
    )
    living = section("b1.two.living").html
    kept = StoredFile.objects.get()
    assert kept.get_absolute_url() in living and kept.is_shared and kept.owner == cast.editor
    assert Revision.objects.filter(kind="import", name="naskah.docx").count() == taken.written.count() == 4
    assert taken.left_out[1:] == ["KATA PENGANTAR", "BAB I PENDAHULUAN"]
    assert taken.passages == [] and not ImportPicture.objects.exists()  # nothing of the document is kept any longer


def test_a_left_over_heading_goes_where_it_is_chosen_to(book, cast):
    document = started(book, cast.editor)
    rows = {row.heading: row.number for row in make_preview(document, cast.editor).left_out}
    closing, background = section("b1.two.closing"), section("b1.one.background")
    choices = {rows["KATA PENGANTAR"]: closing.pk, rows["BAB I PENDAHULUAN"]: background.pk}
    take(document, cast.editor, choices)
    assert section("b1.two.closing").html == "<p>Puji syukur.</p>"
    assert section("b1.one.background").html.startswith(
        "<p>Bab ini membuka naskah.</p><h3>1.1 Latar belakang</h3><p>Antrean"
    )


def test_the_same_import_sent_twice_changes_nothing_more(book, cast):
    document = started(book, cast.editor)
    take(document, cast.editor)
    before = Revision.objects.count()
    take_import(document.pk, by=cast.editor, choices={}, seen={})
    assert Revision.objects.count() == before


@pytest.mark.parametrize("what", ["text", "state"])
def test_a_section_changed_after_the_preview_is_never_overwritten(book, cast, what):
    document = started(book, cast.editor)
    seen = read_seen(make_preview(document, cast.editor).seen)
    if what == "text":
        write("b1.two.society", cast.editor, "<p>Baru saja ditulis.</p>")
    else:
        Section.objects.filter(key="b1.two.society").update(state="approved")
    with pytest.raises(StaleImport, match="Smart Society"):
        take_import(document.pk, by=cast.editor, choices={}, seen=seen)
    assert Revision.objects.filter(kind="import").count() == 0  # all or nothing
    assert section("b1.one.background").version == 0
    document.refresh_from_db()
    assert document.state == "waiting"


def test_an_import_that_fails_half_way_writes_nothing(book, cast, monkeypatch, settings):
    real, calls = taking.save_section, []

    def failing(*args, **values):
        calls.append(args)
        if len(calls) == 4:
            raise RuntimeError("disk is full")
        return real(*args, **values)

    document = started(book, cast.editor)
    monkeypatch.setattr(taking, "save_section", failing)
    with pytest.raises(RuntimeError):
        take(document, cast.editor)
    assert len(calls) == 4 and not Revision.objects.exists() and not StoredFile.objects.exists()
    assert set(Section.objects.values_list("version", flat=True)) == {0}
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]  # no bytes without a record
    monkeypatch.undo()
    assert take(document, cast.editor).written.count() == 4


def test_the_import_of_an_approved_section_opens_a_new_round(book, cast):
    Section.objects.filter(key="b1.two.society").update(state="approved")
    document = started(book, cast.editor)
    offer = next(one for one in make_preview(document, cast.editor).targets if one.section.key == "b1.two.society")
    assert offer.is_under_review
    take(document, cast.editor)
    assert section("b1.two.society").state == "draft"


def test_the_same_document_again_changes_nothing(book, cast):
    content = docx(h(2, "Smart Society") + p("Sekolah."))
    take(started(book, cast.editor, content), cast.editor)
    with pytest.raises(NothingToTake):
        take(started(book, cast.editor, content), cast.editor)


def test_a_passage_that_cannot_be_kept_is_named_and_the_others_come_in(book, cast):
    content = docx(h(2, "Smart Living") + table(*(CELLS for _ in range(501))) + h(2, "Smart Society") + p("Sekolah."))
    document = started(book, cast.editor, content)
    row = next(row for row in make_preview(document, cast.editor).rows if row.heading == "Smart Living")
    assert "500" in row.reason and row.target is None
    assert [one.section.key for one in take(document, cast.editor).written.all()] == ["b1.two.society"]


def test_previews_that_nobody_took_are_forgotten(book, cast):
    old = started(book, cast.editor)
    DocumentImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    mine = started(book, cast.contributor)
    again = started(book, cast.contributor)
    assert set(DocumentImport.objects.values_list("pk", flat=True)) == {again.pk} and mine.pk != again.pk


def test_undo_gives_back_what_nobody_changed_since(book, cast):
    write("b1.one.background", cast.contributor, "<p>Semula.</p>")
    taken = take(started(book, cast.editor), cast.editor)
    write("b1.two.society", cast.editor, "<p>Ditulis sesudah impor.</p>")
    Section.objects.filter(key="b1.two.living").update(state="submitted")
    undone = undo_import(taken.pk, by=cast.editor)
    assert set(undone.restored) == {"Latar Belakang", "Maksud dan Tujuan"}
    assert {title for title, _reason in undone.kept} == {"Smart Society", "Smart Living"}
    assert section("b1.one.background").html == "<p>Semula.</p>"
    assert section("b1.one.purpose").html == ""  # it was empty before
    assert section("b1.two.society").html == "<p>Ditulis sesudah impor.</p>"
    assert section("b1.two.living").state == "submitted"
    assert not Revision.objects.filter(kind="aside").exists()
    assert undo_import(taken.pk, by=cast.editor).restored == []  # once is enough
    taken.refresh_from_db()
    assert taken.state == "taken"


def test_undo_of_everything_marks_the_import(book, cast):
    taken = take(started(book, cast.editor), cast.editor)
    assert len(undo_import(taken.pk, by=cast.editor).restored) == 4
    taken.refresh_from_db()
    assert taken.state == "undone" and {one.html for one in Section.objects.all()} == {""}


def test_undo_leaves_sections_that_are_no_longer_the_persons(book, cast, organisations):
    taken = take(started(book, cast.contributor), cast.contributor)
    Section.objects.filter(key="b1.two.living").update(organisation=organisations.disdik)
    undone = undo_import(taken.pk, by=cast.contributor)
    assert undone.restored == ["Latar Belakang"] and [title for title, _reason in undone.kept] == ["Smart Living"]
