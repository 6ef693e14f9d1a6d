"""Typesetting ahead: a save wakes one pass, the pass sets what has changed, an export is the binding that is left."""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from files.models import StoredFile
from masterplan import export_wishes, exporting, proofing
from masterplan.export import assemble as assembling
from masterplan.export.printing import BookPrinter
from masterplan.export.store import FragmentStore
from masterplan.exporting import request_export, run_export
from masterplan.models import Export, Proof, Section
from masterplan.problems import anchor_before
from masterplan.proofing import proof_of, pull_changed_proofs, wake
from masterplan.writing import save_section

from . import manuscripts
from .printing import printer  # noqa: F401

WIDE = "".join(f"<th>{'judulkolomyangpanjang' * 2}{number}</th>" for number in range(14))
WIDE_TABLE = (
    f'<figure class="table"><table><thead><tr>{WIDE}</tr></thead><tbody><tr>{"<td>1</td>" * 14}</tr></tbody></table>'
    "<figcaption>Tabel yang lebar</figcaption></figure>"
)


@pytest.fixture(autouse=True)
def shared(monkeypatch, printer):  # noqa: F811
    """The typesetting processes of the whole test run, and a store of this test, as all machines share one."""
    own = BookPrinter(printer.pool, FragmentStore())
    monkeypatch.setattr(exporting, "printer", lambda: own)

    @contextmanager
    def same():
        yield own

    monkeypatch.setattr(proofing, "proof_printer", same)


@pytest.fixture
def written(plan):
    for section in Section.objects.written().filter(book__plan=plan):
        values = {"html": f"<p>Teks {section.title} untuk dicetak.</p>", "version": 1, "edited_at": timezone.now()}
        Section.objects.filter(pk=section.pk).update(**values)
    return plan


def save(key: str, user, html: str) -> None:
    section = Section.objects.get(key=key)
    save_section(section.pk, user=user, base_version=section.version, save_id=uuid.uuid4(), html=html)


def exported(user, plan, **options) -> Export:
    wish = {"book": "b1", "format": "pdf", "options": {"tagged": True, **options}}
    export = request_export(user, plan, **wish)[0]
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == Export.State.DONE, export.error
    return export


def typeset_by(export_of, monkeypatch) -> list[str]:
    """Keys of the chapters that had to be typeset for an export."""
    titles = []
    real = BookPrinter.job

    def work() -> None:
        jobs = {}

        def noted(self, part, style):
            job = real(self, part, style)
            if part.chapter and not self.store.has(job.key):
                jobs[job.key] = part.key
            return job

        with monkeypatch.context() as patch:
            patch.setattr(BookPrinter, "job", noted)
            export_of()
        titles.extend(jobs.values())

    work()
    return titles


def run_queue() -> None:
    """A worker as `db_worker` runs it, until nothing waits any more; what is to wait a little is due at once."""
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    names = {"queue_names": ["*"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "uji"}
    Worker(**names, interval=0, batch=True, startup_delay=False, max_tasks=5).run()


@pytest.mark.django_db(transaction=True)
def test_after_a_save_and_a_pass_the_export_takes_all_chapters_from_store(written, cast, monkeypatch):
    assert set(typeset_by(lambda: exported(cast.editor, written), monkeypatch)) >= {"b1.one", "b1.two"}
    save("b1.one.purpose", cast.editor, "<p>Kalimat baru dari penulis.</p>")
    with_no_pass = typeset_by(lambda: exported(cast.editor, written), monkeypatch)
    assert with_no_pass == ["b1.one"]
    save("b1.two.closing", cast.editor, "<p>Simpulan yang baru.</p>")
    run_queue()
    assert typeset_by(lambda: exported(cast.editor, written), monkeypatch) == []
    assert not DBTaskResult.objects.failed().exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_people_who_save_leave_one_task_behind_the_exports(written, cast):
    for number in range(25):
        save("b1.one.purpose", cast.editor, f"<p>Naskah {number}.</p>")
        save("b1.two.closing", cast.editor, f"<p>Simpulan {number}.</p>")
    [task] = DBTaskResult.objects.all()
    assert task.priority < 0 and task.run_after > timezone.now()
    request_export(cast.editor, written, book="b1", format="pdf", options={})
    DBTaskResult.objects.update(run_after=timezone.now())
    assert DBTaskResult.objects.ready().first().task_path.endswith("make_export")


@pytest.mark.django_db(transaction=True)
def test_waking_costs_a_save_one_query_while_a_pass_waits(plan):
    wake()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        began = time.perf_counter()
        for _ in range(50):
            wake()
        spent = (time.perf_counter() - began) / 50
    assert len(queries) == 50
    # 0.4 ms on an idle machine; the bound is wide for a busy one.
    assert spent < 0.02


def test_a_save_is_kept_even_if_nobody_can_be_woken(written, cast, monkeypatch, django_capture_on_commit_callbacks):
    def broken() -> bool:
        raise RuntimeError("antrean rusak")

    monkeypatch.setattr("masterplan.writing.wake", broken)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        save("b1.one.purpose", cast.editor, "<p>Tetap tersimpan.</p>")
    assert len(callbacks) == 1
    assert Section.objects.get(key="b1.one.purpose").html == "<p>Tetap tersimpan.</p>"


def test_a_pass_sets_each_chapter_once(written):
    assert pull_changed_proofs() >= 3
    assert pull_changed_proofs() == 0
    Section.objects.filter(key="b1.one.purpose").update(html="<p>Lain.</p>", edited_at=timezone.now())
    assert pull_changed_proofs() == 1


def test_nothing_is_assembled_while_nothing_was_edited(written, monkeypatch):
    Section.objects.update(edited_at=timezone.now() - timedelta(hours=1))
    pull_changed_proofs()
    calls = []
    monkeypatch.setattr(proofing, "assemble", lambda *args, **more: calls.append(args))
    assert pull_changed_proofs() == 0 and not calls
    Proof.objects.update(looked_at=timezone.now() - timedelta(minutes=11))
    monkeypatch.setattr(
        proofing, "assemble", lambda *args, **more: calls.append(1) or assembling.assemble(*args, **more)
    )
    assert pull_changed_proofs() == 0 and calls, "figures of live blocks are looked at after a while"


def test_plain_pages_are_set_only_where_somebody_asks_for_such_books(written, cast, monkeypatch):
    pull_changed_proofs()
    exported(cast.editor, written, tagged=False)
    Section.objects.filter(key="b1.one.purpose").update(html="<p>Lain.</p>", edited_at=timezone.now())
    assert pull_changed_proofs() == 2
    assert typeset_by(lambda: exported(cast.editor, written, tagged=False), monkeypatch) == []


def test_a_pass_gives_way_to_exports_and_comes_again(written, cast):
    export = request_export(cast.editor, written, book="b1", format="pdf", options={})[0]
    assert pull_changed_proofs() == 0 and not Proof.objects.exists()
    assert DBTaskResult.objects.filter(task_path__endswith="pull_proofs").count() == 1
    run_export(str(export.pk))
    pull_changed_proofs()
    assert Proof.objects.filter(chapter__key="b1.one").exists()


@pytest.mark.django_db(transaction=True)
def test_only_one_pass_is_at_work(written):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [proofing.AT_WORK])
        assert pull_changed_proofs() == 0
    other.close()
    assert pull_changed_proofs() > 0


def test_what_is_wrong_on_the_page_is_told_with_the_section_before_anybody_exports(client, written, cast):
    texts = {
        "b1.one.purpose": WIDE_TABLE,
        "b1.two.closing": '<p>Lihat <span data-rujuk="section:b1.gone">Bagian 9</span>.</p>',
    }
    for key, html in texts.items():
        Section.objects.filter(key=key).update(html=html, edited_at=timezone.now())
    awaited = proof_of(Section.objects.get(key="b1.one.purpose"), cast.editor)
    assert awaited.is_awaited and not awaited.problems
    pull_changed_proofs()
    told = {section.key: proof_of(section, cast.editor) for section in Section.objects.written()}
    assert any("Tabel yang lebar" in words for words in told["b1.one.purpose"].problems)
    assert not any("Tabel yang lebar" in words for words in told["b1.one.background"].problems)
    assert told["b1.two.closing"].problems and not told["b1.two.living"].problems
    assert told["b1.one.purpose"].page_count and not told["b1.one.purpose"].is_awaited
    client.force_login(cast.editor)
    page = client.get(reverse("masterplan:section_checks", args=["b1.one.purpose"]))
    assert "Tabel yang lebar" in page.content.decode()
    # The same list stands with the export.
    exports = exported(cast.editor, written).problems
    address = Section.objects.get(key="b1.one.purpose").get_absolute_url()
    assert [row["url"] for row in exports if row.get("code") == "table_wide"] == [address]


def test_a_chapter_that_cannot_be_set_is_told_in_all_its_sections_and_tried_again_later(written, cast, monkeypatch):
    deep = "<div>" * 400 + "x" + "</div>" * 400
    real = assembling.render_section

    def spoiled(node, context, **more):
        made = real(node, context, **more)
        return assembling.replace(made, html=made.html + deep) if node.section.key == "b1.one.purpose" else made

    monkeypatch.setattr(assembling, "render_section", spoiled)
    pull_changed_proofs()
    for key in ("b1.one.purpose", "b1.one.background"):
        assert proof_of(Section.objects.get(key=key), cast.editor).problems, key
    assert not proof_of(Section.objects.get(key="b1.two.closing"), cast.editor).problems
    Proof.objects.update(looked_at=timezone.now() - timedelta(hours=1))
    assert pull_changed_proofs() == 0
    Proof.objects.update(made_at=timezone.now() - timedelta(hours=2), looked_at=timezone.now() - timedelta(hours=1))
    assert pull_changed_proofs() == 1


def test_proofs_of_chapters_that_are_gone_go_too(written):
    pull_changed_proofs()
    Section.objects.filter(key="b1.one").update(is_active=False)
    Proof.objects.update(looked_at=timezone.now() - timedelta(hours=1))
    pull_changed_proofs()
    assert not Proof.objects.filter(chapter__key="b1.one").exists() and Proof.objects.exists()


def test_pages_set_ahead_show_no_picture_that_the_requester_may_not_see(written, cast):
    """Case P04: the store must not hand to one person what was set for another."""
    hidden = StoredFile(
        name="rahasia.png", content_type="image/png", size=9, sha256="ab" * 32, owner=cast.other_contributor
    )
    hidden.organisation = cast.other_contributor.organisation
    hidden.file.save("rahasia.png", ContentFile(manuscripts.read_media("gambar-1")), save=True)
    html = f'<figure class="image"><img src="/berkas/{hidden.pk}/" alt="Peta rahasia"><figcaption>Peta</figcaption></figure>'
    Section.objects.filter(key="b1.one.background").update(html=html, edited_at=timezone.now())
    # Both read every section, so that the pages are the same but for the picture.
    Section.objects.update(organisation=cast.contributor.organisation)
    pull_changed_proofs()
    assert not [row for row in exported(cast.editor, written).problems if row.get("code")]
    export = exported(cast.contributor, written)
    assert "picture_missing" in {row.get("code") for row in export.problems}


# ---- Those who read only some of a chapter ----


@pytest.mark.django_db(transaction=True)
def test_pages_are_set_ahead_for_an_opd_that_asked_for_the_book_before(written, cast, monkeypatch):
    """Chapter two holds a section of Dinkes and others that Dinkes does not read: its pages are pages of its own."""
    exported(cast.contributor, written)
    run_queue()
    save("b1.two.living", cast.contributor, "<p>Kalimat baru dari Dinas Kesehatan.</p>")
    run_queue()
    assert typeset_by(lambda: exported(cast.contributor, written), monkeypatch) == []
    assert typeset_by(lambda: exported(cast.editor, written), monkeypatch) == []
    # Of another OPD, which never asked, nobody thinks.
    assert "b1.two" in typeset_by(lambda: exported(cast.other_contributor, written), monkeypatch)


@pytest.mark.django_db(transaction=True)
def test_a_save_that_an_opd_does_not_read_costs_nothing_for_it(written, cast, monkeypatch):
    exported(cast.contributor, written)
    pull_changed_proofs()
    Section.objects.update(edited_at=timezone.now() - timedelta(hours=1))
    Section.objects.filter(key="b1.two.society").update(html="<p>Lain.</p>", edited_at=timezone.now())
    changed = {"b1": timezone.now() - timedelta(minutes=1)}
    assert export_wishes._readers(written, [cast.contributor.pk], changed) == [(None, set())]
    Section.objects.filter(key="b1.two.living").update(edited_at=timezone.now())
    [everybody, (reader, people)] = export_wishes._readers(written, [cast.editor.pk, cast.contributor.pk], changed)
    assert everybody == (None, {cast.editor.pk})
    assert (reader, people) == (cast.contributor, {cast.contributor.pk})


def test_people_who_read_the_same_are_one_reader_and_not_many_are_thought_of(written, cast, monkeypatch):
    people = [cast.contributor.pk, cast.head.pk, cast.other_contributor.pk, cast.other_head.pk]
    long_ago = {"b1": None}
    groups = export_wishes._readers(written, people, long_ago)
    assert [len(members) for _reader, members in groups] == [0, 2, 2]
    monkeypatch.setattr(export_wishes, "MOST_READERS", 1)
    assert len(export_wishes._readers(written, people, long_ago)) == 2


def test_nobody_is_told_of_the_pages_of_a_section_that_he_may_not_read(written, cast, client):
    """Two OPDs write in one chapter. What cannot be laid to one section stands with all of them, but names nothing."""
    Section.objects.filter(key="b1.two.society").update(html=WIDE_TABLE, edited_at=timezone.now())
    pull_changed_proofs()
    proof = Proof.objects.get(chapter__key="b1.two")
    chapter = proof.chapter.get_absolute_url()
    rahasia = {"place": "BAB II Strategi", "code": "table_wide", "about": "Tabel 2.1 KANARI", "url": chapter}
    failed = {"place": "BAB II Strategi", "code": "failed_time", "about": "30 s", "url": chapter}
    stray = {"place": "BAB II Strategi", "text": "KANARI kedua", "url": ""}
    proof.problems = [*proof.problems, rahasia, failed, stray]
    proof.save()
    address = reverse("masterplan:section_checks", args=["b1.two.living"])
    client.force_login(cast.contributor)
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(address, headers=headers).content.decode()
        assert "KANARI" not in page and "Tabel yang lebar" not in page and "terakhir ditata" not in page
    told = proof_of(Section.objects.get(key="b1.two.living"), cast.contributor)
    assert len(told.problems) == 1 and (told.page_count, told.made_at) == (0, None)
    every = proof_of(Section.objects.get(key="b1.two.living"), cast.editor)
    assert len(every.problems) == 3 and every.page_count and every.made_at
    own = proof_of(Section.objects.get(key="b1.two.society"), cast.other_contributor)
    assert any("Tabel yang lebar" in words for words in own.problems) and not any("KANARI" in w for w in own.problems)
    # A reviewer reads what was submitted; the drafts of this chapter he does not.
    Section.objects.filter(key="b1.two.living").update(state="submitted")
    assert len(proof_of(Section.objects.get(key="b1.two.living"), cast.reviewer).problems) == 1
    Section.objects.filter(book__plan=written).update(state="submitted")
    assert len(proof_of(Section.objects.get(key="b1.two.living"), cast.reviewer).problems) == 3


def test_a_problem_is_laid_to_its_section_even_if_an_earlier_one_uses_the_same_words():
    html = (
        '<h2 id="s-satu">1</h2><p>Anggaran dan Peta disebut di sini.</p>'
        '<h2 id="s-dua">2</h2><figure class="table"><figcaption><b>Tabel 2.1</b> Anggaran</figcaption></figure>'
        '<h2 id="s-tiga">3</h2><figure><img src="mp://media/x" alt="Peta"><img src="mp://media/y" alt=""></figure><p>Tabel 2.9 lain</p>'
    )
    places = {words: anchor_before(words, html) for words in ("Tabel 2.1 Anggaran", "Peta", "x", "Tabel 2.9 lain", "")}
    assert places == {
        "Tabel 2.1 Anggaran": "s-dua",
        "Peta": "s-tiga",
        "x": "s-tiga",
        "Tabel 2.9 lain": "s-tiga",
        "": "",
    }
