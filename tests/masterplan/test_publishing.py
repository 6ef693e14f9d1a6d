"""Editions: what keeps one from being frozen, that it is frozen once, and that nothing changes it afterwards."""

from __future__ import annotations

import threading

import pytest
from django.db import InternalError, connection, connections, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from files.models import StoredFile
from masterplan import publishing
from masterplan.export.assemble import assemble_edition, content_hash
from masterplan.export.assemble import freeze as as_json
from masterplan.models import Edition, EditionStateChange, Export, Section
from quickwins.models import Program
from tests import factories

from .approvals import approve, approved_plan, freeze, write


@pytest.fixture
def ready(plan, cast, organisations):
    return approved_plan(plan, cast, organisations)


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
    Section.objects.filter(key="b1.two.closing").update(is_active=False)
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
