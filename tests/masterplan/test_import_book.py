"""A whole book from one document: laid onto the outline, shown, written at once, undone."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from files.models import StoredFile
from masterplan.importing import ImportRefused, read_document, taking
from masterplan.importing.matching import Place, match_passages, number_and_title
from masterplan.importing.preview import make_preview
from masterplan.importing.taking import NothingToTake, StaleImport, read_seen, start_import, take_import, undo_import
from masterplan.models import Book, DocumentImport, ImportPicture, Revision, Section
from masterplan.writing import save_section

from .documents import FOOTNOTE, IMAGE, docx, drawing, h, notes, p, png

BOOK = docx(
    p("Naskah Uji")
    + h(1, "KATA PENGANTAR") + p("Puji syukur.")
    + h(1, "BAB I PENDAHULUAN") + p("Bab ini membuka naskah.")
    + h(2, "1.1 Latar belakang") + p("Antrean panjang.", more=FOOTNOTE) + h(3, "Kondisi") + p("Padat.")
    + h(2, "1.2. Tujuan & Maksud") + p("Naskah ini bertujuan baik.")
    + h(1, "BAB II STRATEGI")
    + h(2, "Smart Living") + p("Puskesmas daring.", more=drawing("i1", "Peta"))
    + h(2, "Smart Society") + p("Sekolah."),
    parts={"footnotes": notes("footnote", "Dinkes 2025"), "media/a.png": png()},
    links=IMAGE,
)  # fmt: skip


@pytest.fixture
def book(plan) -> Book:
    return Book.objects.get(key="b1")


def started(book, user, content=BOOK, **values) -> DocumentImport:
    return start_import("naskah.docx", content, book=book, by=user, **values)


def take(document, user, choices=None) -> DocumentImport:
    seen = read_seen(make_preview(document, user).seen)
    return take_import(document.pk, by=user, choices=choices or {}, seen=seen)


def section(key: str) -> Section:
    return Section.objects.get(key=key)


def write(key: str, user, html: str) -> None:
    now = section(key)
    save_section(now.pk, user=user, base_version=now.version, save_id=uuid.uuid4(), html=html)


# ---- Matching ----


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


# ---- The preview ----


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


# ---- Taking over ----


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
    from .documents import CELLS, table

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


# ---- Undo ----


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


# ---- In the browser ----


def upload(content: bytes = BOOK, name: str = "naskah.docx") -> dict:
    file = io.BytesIO(content)
    file.name = name
    return {"file": file}


def test_book_comes_in_through_the_browser(client, book, cast, django_assert_max_num_queries):
    client.force_login(cast.editor)
    assert reverse("masterplan:book_import", args=["b1"]) in client.get(book.get_absolute_url()).content.decode()
    answer = client.post(reverse("masterplan:book_import", args=["b1"]), upload())
    with django_assert_max_num_queries(16):
        page = client.get(answer.url)
    assert page.status_code == 200 and "1.1 Latar Belakang" in page.content.decode()
    fields = fields_of(page)
    document = DocumentImport.objects.get()
    number = next(row.number for row in page.context["preview"].rows if row.heading == "Smart Society")
    part = client.get(reverse("masterplan:import_part", args=[document.pk, number]))
    assert part.status_code == 200 and "Sekolah" in part.content.decode()
    address = reverse("masterplan:import_take", args=[document.pk])

    write("b1.two.society", cast.editor, "<p>Meanwhile.</p>")
    stale = client.post(address, fields)
    assert stale.status_code == 409 and "Smart Society" in stale.context["refusal"]
    assert section("b1.one.background").version == 0

    fields = fields_of(stale) | {f"bagian-{number}": ""}
    looked = client.get(client.post(address, fields | {"look": "1"}).url)  # an address, so that one can go back to it
    assert looked.status_code == 200 and "Smart Society" in [row.heading for row in looked.context["preview"].left_out]
    assert client.post(address, fields).status_code == 302
    assert section("b1.one.background").version == 1 and section("b1.two.society").html == "<p>Meanwhile.</p>"
    assert client.get(answer.url).status_code == 200
    assert client.post(reverse("masterplan:import_undo", args=[document.pk])).status_code == 302
    assert section("b1.one.background").html == ""
    assert client.get(reverse("masterplan:book_import", args=["b1"])).status_code == 200


def fields_of(page) -> dict[str, str]:
    """What the form of a preview would send."""
    html = page.content.decode()
    fields = {"seen": re.search(r'name="seen" value="([^"]*)"', html)[1]}  # type: ignore[index]
    for name, options in re.findall(r'name="(bagian-[0-9]+)">(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([0-9]+)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


@pytest.mark.parametrize("content", [b"x", b"", docx(""), docx("<w:p>")], ids=["short", "empty", "no text", "broken"])
def test_bad_documents_are_told_on_the_form(client, book, cast, content):
    client.force_login(cast.editor)
    for address in (
        reverse("masterplan:book_import", args=["b1"]),
        reverse("masterplan:section_import", args=["b1.one.background"]),
    ):
        assert client.post(address, upload(content)).status_code == 422
        assert client.post(address).status_code == 422
    assert not DocumentImport.objects.exists()


def test_a_posted_form_that_is_broken_writes_nothing(client, book, cast):
    client.force_login(cast.editor)
    document = started(book, cast.editor)
    address = reverse("masterplan:import_take", args=[document.pk])
    for fields in ({}, {"seen": "x:y:z 99999999999999999999:1:draft \x00"}, {"seen": "1:2", "bagian-9" * 50: "1"}):
        assert client.post(address, fields).status_code in (400, 409)
    assert client.get(reverse("masterplan:import_part", args=[document.pk, 10**18])).status_code == 404
    assert not Revision.objects.exists()


def test_a_document_can_be_put_away(client, book, cast):
    client.force_login(cast.editor)
    document = started(book, cast.editor)
    assert client.post(reverse("masterplan:import_drop", args=[document.pk])).url == book.get_absolute_url()
    assert (
        not DocumentImport.objects.exists() and not ImportPicture.objects.exists() and not StoredFile.objects.exists()
    )


def test_one_section_comes_in_with_preview_and_undo(client, book, cast):
    client.force_login(cast.contributor)
    answer = client.post(
        reverse("masterplan:section_import", args=["b1.one.background"]), upload(docx(h(1, "Kondisi") + p("Dari Word")))
    )
    page = client.get(answer.url)
    assert "Dari Word" in page.content.decode() and section("b1.one.background").version == 0
    document = DocumentImport.objects.get()
    client.post(reverse("masterplan:import_take", args=[document.pk]), fields_of(page))
    assert section("b1.one.background").html == "<h3>Kondisi</h3><p>Dari Word</p>"
    client.post(reverse("masterplan:import_undo", args=[document.pk]))
    assert section("b1.one.background").html == "" and section("b1.one.background").version == 2


# ---- By command ----


def test_commands_import_a_book_and_undo_it(plan, cast, tmp_path, capsys):
    path = tmp_path / "naskah.docx"
    path.write_bytes(BOOK)
    call_command("import_book", "b1", str(path), "--dry-run")
    assert "1.1 Latar Belakang: 0 -> 6 words" in capsys.readouterr().out
    assert not Revision.objects.exists() and not DocumentImport.objects.exists()
    call_command("import_book", "b1", str(path))
    told = capsys.readouterr().out
    assert "4 sections were imported" in told and "left over: KATA PENGANTAR, 2 words" in told
    call_command("import_book", "--undo", str(DocumentImport.objects.get().pk))
    assert "restored: Smart Society" in capsys.readouterr().out
    path.write_bytes(b"x")
    for words in (["b1", str(path)], ["b9", str(path)], ["b1"], ["--undo", str(uuid.uuid4())], ["b1", str(tmp_path)]):
        with pytest.raises(CommandError):
            call_command("import_book", *words)


def test_command_imports_one_section_and_dry_run_does_not(plan, cast, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(docx(p("Dari Word")))
    call_command("import_section", "b1.one.background", str(path), "--dry-run")
    assert section("b1.one.background").version == 0
    call_command("import_section", "b1.one.background", str(path))
    assert section("b1.one.background").html == "<p>Dari Word</p>"
    assert Revision.objects.get().kind == "import"
    with pytest.raises(CommandError):
        call_command("import_section", "b1.front.cover", str(path))
    path.write_bytes(b"x")
    with pytest.raises(CommandError):
        call_command("import_section", "b1.one.background", str(path))


def test_start_refuses_before_anything_is_kept(book, cast):
    with pytest.raises(ImportRefused):
        started(book, cast.editor, b"x")
    assert not DocumentImport.objects.exists()


def test_tables_of_a_preview_have_names_of_their_own(client, book, cast):
    from .documents import CELLS, table

    client.force_login(cast.contributor)
    document = started(
        book, cast.contributor, docx(table(CELLS) + p("x") + table(CELLS)), section=section("b1.one.background")
    )
    labels = re.findall(
        r'class="scroll-x"[^>]* aria-label="([^"]+)"', client.get(document.get_absolute_url()).content.decode()
    )
    assert len(labels) == len(set(labels)) == 2
