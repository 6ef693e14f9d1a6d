"""Editions: what keeps one from being frozen, that it is frozen once, and that nothing changes it afterwards."""

from __future__ import annotations

import threading

import pytest
from django.db import InternalError, connection, connections, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from files.models import StoredFile
from files.uploading import store_content
from masterplan import publishing
from masterplan.export.assemble import assemble_edition, content_hash
from masterplan.export.assemble import freeze as as_json
from masterplan.models import Edition, EditionStateChange, Export, Section
from quickwins.models import Program
from tests import factories
from tests.test_permissions import png

from . import block_records
from .approvals import approve, approve_all, write

TABLE = (
    '<div data-blok="program_matrix" data-param=""></div><p>Ada <span data-angka="program_count"></span> program.</p>'
)


@pytest.fixture
def ready(plan, cast, organisations):
    """A plan whose every section is approved, with records, a live number, a footnote, a reference and a picture."""
    block_records.load_kinds()
    factories.make_program(plan, organisations.dinkes, name="Antrean daring", state="running")
    picture = store_content("peta.png", png(), owner=cast.contributor)
    write(
        "b1.one.background",
        '<p>Latar<span class="footnote">Catatan kecil.</span> lihat <span data-rujuk="section:b1.two.closing"></span>.</p>',
        cast.editor,
    )
    write("b1.two.living", TABLE, cast.contributor)
    figure = f'<figure class="image"><img src="/berkas/{picture.pk}/" alt="Peta"><figcaption>Peta</figcaption></figure>'
    write("b1.two.closing", f"<p>Simpulan.</p>{figure}", cast.editor)
    approve_all(plan, cast.leader)
    plan.picture = picture
    return plan


def freeze(plan, cast, **values) -> Edition:
    return publishing.freeze(plan, by=cast.leader, **{"title": "Masterplan", "reason": "Edisi pertama"} | values)


def raw(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


# ---- What must be there ----


def test_unapproved_sections_are_named_with_their_numbers(ready, cast):
    write("b1.two.society", "<p>Belum.</p>", cast.editor)
    with pytest.raises(publishing.Incomplete) as refused:
        freeze(ready, cast)
    assert [(each.section.key, each.label) for each in refused.value.missing] == [("b1.two.society", "2.2")]
    assert not Edition.objects.exists()


def test_text_that_is_not_the_approved_one_is_noticed(ready, cast):
    Section.objects.filter(key="b1.two.society").update(html="<p>Diselundupkan</p>")
    with pytest.raises(publishing.Incomplete) as refused:
        freeze(ready, cast)
    assert [(each.section.key, each.is_altered) for each in refused.value.missing] == [("b1.two.society", True)]


def test_state_without_an_approval_is_not_enough(plan, cast):
    Section.objects.filter(book__plan=plan).update(state="approved")
    assert not publishing.standing(plan).is_ready and len(publishing.standing(plan).missing) == 6


def test_section_that_is_not_required_is_left_out_until_it_is_approved(ready, cast):
    write("b1.appendix.terms", "<p>KANARI belum disetujui</p>", cast.editor)
    Section.objects.filter(key="b1.appendix.terms").update(required=False)
    assert [each.section.key for each in publishing.standing(ready).left_out] == ["b1.appendix.terms"]
    edition = freeze(ready, cast)
    assert "KANARI" not in str(edition.content)


@pytest.mark.parametrize("role", ["administrator", "editor", "contributor", "head", "reviewer"])
def test_only_the_leader_freezes_and_enacts(ready, cast, role):
    edition = freeze(ready, cast)
    with pytest.raises(publishing.NotLeader):
        publishing.freeze(ready, by=getattr(cast, role), title="x", reason="y")
    with pytest.raises(publishing.NotLeader):
        publishing.enact(edition, by=getattr(cast, role), regulation="Perbup 1")


def test_damaged_picture_keeps_the_plan_from_being_frozen(ready, cast):
    StoredFile.objects.filter(pk=ready.picture.pk).update(sha256="0" * 64)
    with pytest.raises(publishing.PictureLost):
        freeze(ready, cast)


def test_empty_title_or_reason_is_refused(ready, cast):
    for values in ({"title": " \u200b"}, {"reason": ""}):
        with pytest.raises(publishing.WordsMissing):
            freeze(ready, cast, **values)


# ---- What an edition is ----


def test_edition_has_code_hash_sources_style_and_a_row_of_its_state(ready, cast, settings):
    settings.SITE_URL = "https://smartcity.contoh.id"
    edition = freeze(ready, cast)
    manuscript = assemble_edition(edition)
    assert edition.code == f"UJI-{edition.frozen_at.year}-1" and edition.number == 1
    assert manuscript.verify_url == f"https://smartcity.contoh.id/edisi/{edition.code}/"
    assert (manuscript.edition, manuscript.is_draft, manuscript.as_of) == (edition.code, False, edition.as_of)
    assert edition.content_hash == content_hash(manuscript.books) == manuscript.content_hash
    assert len(edition.style["sha256"]) == 64 and "@page" in edition.style["stylesheet"]
    assert {row["key"]: row["version"] for row in edition.sources}["b1.two.living"] == 1
    assert {row["approved_by"] for row in edition.sources} == {cast.leader.name}
    change = edition.state_changes.get()
    assert (change.from_state, change.to_state, change.by, change.content_hash) == (
        "",
        "frozen",
        cast.leader,
        edition.content_hash,
    )
    assert "<p>Ada 1 program.</p>" in manuscript.books[0].chapters[1].html


def test_same_edition_gives_the_same_book_after_everything_changed(ready, cast, organisations):
    edition = freeze(ready, cast)
    before = assemble_edition(edition)
    Program.objects.update(name="Nama lain")
    factories.make_program(ready, organisations.disdik, name="Program kedua", state="running")
    for section in Section.objects.filter(book__plan=ready).written():
        write(section.key, "<p>Teks lain sama sekali.</p>", cast.editor)
    Section.objects.filter(kind="chapter").update(title="Judul lain")
    Section.objects.filter(key="b1.two.closing").delete()
    type(ready).objects.update(region="Kabupaten Lain", title="Rencana Lain", last_year=2031)
    organisations.dinkes.name = "Dinas Lain"
    organisations.dinkes.save()
    StoredFile.objects.update(name="lain.png")
    after = assemble_edition(Edition.objects.get(pk=edition.pk))
    assert after == before
    assert as_json(after) == Edition.objects.get(pk=edition.pk).content
    assert "Antrean daring" in str(after.books) and "Nama lain" not in str(after.books)


def test_files_of_an_edition_stay_and_become_readable_with_it(ready, cast, client):
    url = reverse("files:file_download", args=[ready.picture.pk])
    client.force_login(cast.other_contributor)
    assert client.get(url).status_code == 404
    edition = freeze(ready, cast)
    assert client.get(url).status_code == 200
    client.logout()
    assert client.get(url).status_code == 404
    publishing.enact(edition, by=cast.leader, regulation="Perbup 1/2026")
    assert client.get(url).status_code == 200
    with pytest.raises(ProtectedError):
        ready.picture.delete()


@pytest.mark.parametrize(
    ("region", "prefix"),
    [
        ("Luwu", "LWU"),
        ("Luwu Timur", "LWT"),
        ("Pinrang", "PNG"),
        ("Uji", "UJI"),
        ("Palopo", "PLO"),
        ("", "EDS"),
        ("Bo", "BO"),
    ],
)
def test_code_begins_with_three_letters_of_the_region(region, prefix):
    assert publishing.code_prefix(region)[: len(prefix)] == prefix


# ---- Once ----


def test_nothing_new_makes_no_second_edition(ready, cast):
    edition = freeze(ready, cast)
    with pytest.raises(publishing.NothingNew) as refused:
        freeze(ready, cast)
    assert refused.value.edition == edition
    write("b1.two.society", "<p>Baru.</p>", cast.editor)
    approve(Section.objects.get(key="b1.two.society"), cast.leader)
    with pytest.raises(publishing.FrozenMeanwhile):
        freeze(ready, cast, after=0)
    assert freeze(ready, cast, after=1).code.endswith("-2")


@pytest.mark.django_db(transaction=True)
def test_two_who_freeze_at_once_get_one_edition(ready, cast, monkeypatch):
    """Both threads have read that the plan is ready before either writes; the second still finds the first's edition."""
    start = threading.Barrier(2)
    outcomes: list[object] = []

    def run() -> None:
        start.wait(10)
        try:
            outcomes.append(freeze(ready, cast).code)
        except publishing.PublishingError as error:
            outcomes.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Edition.objects.count() == 1
    assert set(outcomes) == {Edition.objects.get().code, publishing.NothingNew}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_is_lost(ready, cast, monkeypatch):
    """Control: the test above can fail. Without the lock both come to the same number."""
    both = threading.Barrier(2)
    next_code = publishing._next_code

    def slow(plan, year):
        both.wait(10)
        return next_code(plan, year)

    monkeypatch.setattr(publishing, "_one_moment", lambda: None)
    monkeypatch.setattr(publishing, "_next_code", slow)
    faults: list[type] = []

    def run() -> None:
        try:
            freeze(ready, cast)
        except Exception as error:
            faults.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [fault.__name__ for fault in faults] == ["IntegrityError"]


@pytest.mark.django_db(transaction=True)
def test_edition_is_one_moment_while_somebody_writes(ready, cast, monkeypatch):
    """A text saved and approved while the edition is being read is in it nowhere."""
    standing = publishing.standing

    def interrupted(plan):
        found = standing(plan)

        def save() -> None:
            write("b1.two.society", "<p>KANARI</p>", cast.editor)
            approve(Section.objects.get(key="b1.two.society"), cast.leader)
            connections.close_all()

        other = threading.Thread(target=save)
        other.start()
        other.join(10)
        return found

    monkeypatch.setattr(publishing, "standing", interrupted)
    edition = freeze(ready, cast)
    assert "KANARI" in Section.objects.get(key="b1.two.society").html
    assert "KANARI" not in str(edition.content)
    assert next(row for row in edition.sources if row["key"] == "b1.two.society")["version"] == 0


# ---- For ever ----


@pytest.mark.parametrize(
    "column",
    ["content = '{}'", "content_hash = repeat('a', 64)", "code = 'X-1'", "number = 9", "title = 'x'", "sources = '[]'"],
)
def test_database_refuses_to_change_an_edition(ready, cast, column):
    edition = freeze(ready, cast)
    with pytest.raises(InternalError):
        raw(f"update masterplan_edition set {column} where id = %s", edition.pk)


def test_database_refuses_to_delete_an_edition_or_its_traces(ready, cast):
    edition = freeze(ready, cast)
    for sql in (
        "delete from masterplan_edition",
        "delete from masterplan_editionstatechange",
        "update masterplan_editionstatechange set note = 'x'",
        "delete from masterplan_editionfile",
    ):
        with pytest.raises(InternalError):
            raw(sql)
    assert Edition.objects.get().content == edition.content


def test_enacting_publishes_once_and_for_ever(ready, cast):
    edition = freeze(ready, cast)
    done = publishing.enact(edition, by=cast.leader, regulation=" Peraturan Bupati Uji Nomor 1 Tahun 2026 ")
    assert (done.state, done.regulation) == ("enacted", "Peraturan Bupati Uji Nomor 1 Tahun 2026")
    assert done.published_at is not None
    with pytest.raises(publishing.AlreadyEnacted):
        publishing.enact(edition, by=cast.leader, regulation="Perbup lain")
    rows = EditionStateChange.objects.filter(edition=edition).order_by("pk").values_list("from_state", "to_state")
    assert list(rows) == [("", "frozen"), ("frozen", "enacted")]
    with pytest.raises(InternalError):
        raw("update masterplan_edition set regulation = 'lain' where id = %s", edition.pk)
    asked = Export.objects.filter(edition=edition, requested_by=cast.leader)
    assert sorted(asked.values_list("book", flat=True)) == ["all", "b1"]


def test_enacting_wants_the_perbup(ready, cast):
    edition = freeze(ready, cast)
    with pytest.raises(publishing.WordsMissing):
        publishing.enact(edition, by=cast.leader, regulation="  ")
    assert Edition.objects.get().state == "frozen"


# ---- Pages ----


@pytest.fixture
def enacted(ready, cast) -> Edition:
    return publishing.enact(freeze(ready, cast), by=cast.leader, regulation="Peraturan Bupati Uji Nomor 1 Tahun 2026")


def every_public_page(client, edition) -> dict[str, str]:
    pages = [reverse("masterplan:edition_list"), edition.get_absolute_url()]
    for book in assemble_edition(edition).books:
        pages += [
            reverse("masterplan:edition_chapter", args=[edition.code, book.key, chapter.key])
            for chapter in book.chapters
        ]
    answers = {url: client.get(url) for url in pages}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {url: answer.content.decode() for url, answer in answers.items()}


def test_public_reads_an_enacted_edition_and_no_frozen_one(ready, cast, client):
    edition = freeze(ready, cast)
    chapter = reverse("masterplan:edition_chapter", args=[edition.code, "b1", "b1.two"])
    assert [client.get(url).status_code for url in (edition.get_absolute_url(), chapter)] == [404, 404]
    assert edition.code not in client.get(reverse("masterplan:edition_list")).content.decode()
    publishing.enact(edition, by=cast.leader, regulation="Peraturan Bupati Uji Nomor 1 Tahun 2026")
    texts = every_public_page(client, edition)
    detail = texts[edition.get_absolute_url()]
    assert "Peraturan Bupati Uji Nomor 1 Tahun 2026" in detail
    assert edition.content_hash[:4] in detail and cast.leader.name not in detail


def test_text_in_work_is_on_no_public_page(enacted, cast, client):
    for section in Section.objects.filter(book__plan=enacted.plan).written():
        write(section.key, "<p>KANARI rahasia</p>", cast.editor)
    Section.objects.update(title="KANARI judul")
    assert not any("KANARI" in text for text in every_public_page(client, enacted).values())
    assert client.get(reverse("masterplan:edition_changes"), {"dari": enacted.code, "ke": "naskah"}).status_code == 302


def test_chapter_page_links_notes_and_pictures(enacted, ready, client):
    texts = every_public_page(client, enacted)
    one = texts[reverse("masterplan:edition_chapter", args=[enacted.code, "b1", "b1.one"])]
    two = reverse("masterplan:edition_chapter", args=[enacted.code, "b1", "b1.two"])
    assert f'<a href="{two}#s-b1-two-closing">Bagian 2.3</a>' in one
    assert 'href="#kaki-1"' in one and "Catatan kecil." in one and 'class="footnote"' not in one
    assert f'src="/berkas/{ready.picture.pk}/"' in texts[two] and "mp://" not in texts[two]
    assert 'class="scroll-x"' in texts[two] and "style=" not in texts[two]


def test_unknown_chapter_and_code_are_not_found(enacted, client):
    for url in (
        "/edisi/UJI-1999-1/",
        f"/edisi/{enacted.code}/b1/b1.nine/",
        f"/edisi/{enacted.code}/b9/b1.one/",
        f"/edisi/{'9' * 3000}/",
    ):
        assert client.get(url).status_code == 404


def test_leader_freezes_and_enacts_on_the_pages(ready, cast, client):
    client.force_login(cast.leader)
    url = reverse("masterplan:edition_freeze")
    assert client.post(url, {"title": "", "reason": "x", "after": 0}).status_code == 422
    data = {"title": "Masterplan", "reason": "Edisi pertama", "after": 0}
    first = client.post(url, data)
    edition = Edition.objects.get()
    assert first.url == edition.get_absolute_url()
    assert client.post(url, data).url == edition.get_absolute_url() and Edition.objects.count() == 1
    enact = reverse("masterplan:edition_enact", args=[edition.code])
    assert client.post(enact, {"regulation": ""}).status_code == 422
    assert client.post(enact, {"regulation": "Perbup 1/2026"}).status_code == 302
    assert client.post(enact, {"regulation": "Perbup 2/2026"}).status_code == 409
    assert Edition.objects.get().regulation == "Perbup 1/2026"


def test_list_names_what_is_missing_with_links(plan, cast, client):
    client.force_login(cast.leader)
    text = client.get(reverse("masterplan:edition_list")).content.decode()
    for section in Section.objects.filter(book__plan=plan).written():
        assert f'href="{section.get_absolute_url()}"' in text
    refused = client.post(reverse("masterplan:edition_freeze"), {"title": "x", "reason": "y", "after": 0})
    assert refused.status_code == 422 and not Edition.objects.exists()


def test_print_of_an_edition_is_handed_to_those_who_read_it(enacted, cast, client):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    name = default_storage.save("exports/uji.pdf", ContentFile(b"%PDF-1.7 uji"))
    export = Export.objects.get(edition=enacted, book="all")
    url = reverse("masterplan:edition_download", args=[enacted.code, export.pk])
    assert client.get(url).status_code == 404
    Export.objects.filter(pk=export.pk).update(
        state="done", file=name, sha256="a" * 64, size=12, finished_at=enacted.frozen_at
    )
    answer = client.get(url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.7 uji")
    assert url in client.get(enacted.get_absolute_url()).content.decode()
    draft = Export.objects.create(
        plan=enacted.plan, requested_by=cast.editor, state="done", file=name, sha256="a" * 64, size=12
    )
    assert client.get(reverse("masterplan:edition_download", args=[enacted.code, draft.pk])).status_code == 404


def test_list_takes_the_same_queries_for_one_and_for_three_editions(ready, cast, client, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    client.force_login(cast.leader)
    url = reverse("masterplan:edition_list")

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    freeze(ready, cast)
    one = count()
    for number in (2, 3):
        write("b1.two.society", f"<p>Baru {number}.</p>", cast.editor)
        approve(Section.objects.get(key="b1.two.society"), cast.leader)
        freeze(ready, cast)
    assert count() == one
