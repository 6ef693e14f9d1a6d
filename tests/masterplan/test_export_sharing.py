"""Two who want the same book: one job, each with his own rights; the guess of the wait; what stays."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from masterplan import export_keeping, publishing
from masterplan.export_progress import measured, tell, wait_of
from masterplan.export_reading import may_download
from masterplan.exporting import cancel_export, claim, request_export
from masterplan.models import Export, Section
from masterplan.views.editions import downloads

from .approvals import approve_all

State = Export.State


def ask(user, plan, **changes) -> Export:
    wish = {"book": "b1", "format": "pdf", "options": {"tagged": True, "lists": True, "appendices": True}}
    return request_export(user, plan, **wish | changes)[0]


def ended(plan, user, *, seconds: int, **values) -> Export:
    """A finished export that took so many seconds."""
    now = timezone.now()
    data = ContentFile(b"%PDF-1.7")
    return Export.objects.create(
        **{
            "plan": plan,
            "requested_by": user,
            "book": "b1",
            "state": State.DONE,
            "file": default_storage.save("exports/uji.pdf", data),
            "sha256": "a" * 64,
            "size": 8,
            "created_at": now - timedelta(seconds=seconds),
            "started_at": now - timedelta(seconds=seconds),
            "finished_at": now,
        }
        | values
    )


@pytest.fixture
def edition(plan, cast):
    approve_all(plan, cast.leader)
    frozen = publishing.freeze(plan, by=cast.leader, title="Satu", reason="Edisi pertama")
    published = publishing.enact(frozen, by=cast.leader, regulation="Perbup 1/2026")
    Export.objects.all().delete()
    return published


# ---- One job ----


def test_two_who_read_the_same_get_one_job_and_each_the_file(plan, cast):
    approve_all(plan, cast.leader)  # a reviewer reads no draft
    first, second = ask(cast.editor, plan), ask(cast.reviewer, plan)
    assert first.pk == second.pk and DBTaskResult.objects.count() == 1
    assert ask(cast.reviewer, plan).pk == first.pk
    for user in (cast.editor, cast.reviewer):
        assert list(Export.objects.visible_to(user)) == [first]
        assert may_download(user, first)
    assert not Export.objects.visible_to(cast.leader).exists()


def test_who_reads_less_gets_a_job_of_his_own(plan, cast):
    """A reviewer reads no draft, an OPD its own sections alone: the editor's book is not theirs."""
    jobs = {ask(user, plan).pk for user in (cast.editor, cast.reviewer, cast.contributor, cast.other_contributor)}
    assert len(jobs) == 4


def test_an_edition_is_the_same_for_everybody(edition, plan, cast):
    jobs = {ask(user, plan, edition=edition).pk for user in (cast.editor, cast.contributor, cast.other_contributor)}
    assert len(jobs) == 1


def test_a_draft_that_was_read_before_the_last_edit_is_not_handed_out(plan, cast):
    first = ask(cast.editor, plan)
    assert claim(str(first.pk)) and ask(cast.editor, plan).pk == first.pk
    Section.objects.filter(key="b1.one.purpose").update(edited_at=timezone.now())
    assert ask(cast.editor, plan).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_get_one_job(plan, cast):
    approve_all(plan, cast.leader)
    people = [cast.editor, cast.reviewer, cast.leader] * 3
    made, gate = [], threading.Barrier(len(people))

    def click(user) -> None:
        gate.wait()
        try:
            made.append(ask(user, plan).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(people) and len(set(made)) == 1 and DBTaskResult.objects.count() == 1


def test_one_steps_back_and_the_other_still_gets_the_file(plan, cast, client):
    approve_all(plan, cast.leader)
    export = ask(cast.editor, plan)
    ask(cast.reviewer, plan)
    client.force_login(cast.editor)
    answer = client.post(reverse("masterplan:export_cancel", args=[export.pk]), follow=True)
    export.refresh_from_db()
    assert answer.status_code == 200 and (export.state, export.cancel_asked) == (State.QUEUED, False)
    assert list(Export.objects.visible_to(cast.reviewer)) == [export]
    assert not Export.objects.visible_to(cast.editor).exists()
    assert cancel_export(export, by=cast.reviewer)
    export.refresh_from_db()
    assert export.state == State.CANCELLED


def test_a_right_lost_by_one_closes_the_file_to_him_alone(plan, cast):
    approve_all(plan, cast.leader)
    export = ask(cast.reviewer, plan)
    ask(cast.editor, plan)
    section = Section.objects.get(key="b1.one.purpose")
    Export.objects.filter(pk=export.pk).update(section_ids=[section.pk])
    Section.objects.filter(pk=section.pk).update(state="draft")
    export.refresh_from_db()
    assert may_download(cast.editor, export) and not may_download(cast.reviewer, export)


# ---- The guess ----


@pytest.fixture
def indonesian():
    with translation.override("id"):
        yield


def test_the_guess_comes_from_what_earlier_files_took(plan, cast, indonesian):
    for seconds in (4, 30, 12):
        ended(plan, cast.reviewer, seconds=seconds)
    ended(plan, cast.reviewer, seconds=300, book="all")
    ended(plan, cast.reviewer, seconds=300, format="docx")
    export = ask(cast.editor, plan)
    told = tell(export, {"b1": "Buku 1"}, timezone.now(), measured([export]))
    assert told.wait == "menunggu giliran, sebelumnya 4 sampai 30 detik"
    assert measured([ended(plan, cast.editor, seconds=9)]) == {}


def test_only_the_last_five_files_count_and_none_gives_no_guess(plan, cast, indonesian):
    for seconds in (900, 8, 8, 8, 8, 8):
        ended(plan, cast.reviewer, seconds=seconds)
    now = timezone.now()
    export = Export(plan=plan, book="b1", state=State.RUNNING, step="assemble", started_at=now - timedelta(seconds=2))
    assert tell(export, {}, now, measured([export])).wait == "2 detik, sebelumnya 8 detik"
    assert wait_of(export, now) == "2 detik"


# ---- What stays ----


def test_files_of_published_editions_are_never_forgotten(edition, plan, cast):
    long_ago = timezone.now() - export_keeping.KEPT_EXPORTS - timedelta(days=400)
    of_edition = ended(plan, cast.leader, seconds=9, edition=edition, finished_at=long_ago)
    of_work = ended(plan, cast.leader, seconds=9, finished_at=long_ago)
    export_keeping.forget_old_fragments()
    assert list(Export.objects.all()) == [of_edition]
    assert default_storage.exists(of_edition.file) and not default_storage.exists(of_work.file)


def test_the_first_print_of_an_edition_stays_unless_a_later_one_is_sounder(edition, plan, cast):
    broken = [{"place": "BAB I", "code": "failed_time"}]
    now = timezone.now()
    times = {hours: now + timedelta(hours=hours) for hours in range(3)}
    first = ended(plan, cast.leader, seconds=9, edition=edition, problems=broken, finished_at=times[0])
    assert [each.export for each in downloads(edition)] == [first]
    sound = ended(plan, cast.leader, seconds=9, edition=edition, finished_at=times[1])
    ended(plan, cast.editor, seconds=9, edition=edition, finished_at=times[2])
    assert [each.export for each in downloads(edition)] == [sound]
