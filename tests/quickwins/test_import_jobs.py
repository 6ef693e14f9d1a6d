"""A workbook through the page and the worker: told first, imported once, whatever ends the worker."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from files.models import StoredFile
from files.uploading import store_upload
from quickwins import intake
from quickwins.models import Program, ProgramImport
from tests.quickwins.workbooks import row, sheet


def test_page_tells_first_and_imports_then(client, plan, register, send):
    page = send(sheet(row()))
    assert page.status_code == 200 and not Program.objects.filter(name="Baru").exists()
    stored = page.context["stored"]
    url = reverse("quickwins:program_import")
    response = client.post(url, {"stored": str(stored.pk)})
    job = ProgramImport.objects.get()
    assert response.headers["Location"] == reverse("quickwins:import_detail", args=[job.pk])
    assert client.post(url, {"stored": str(stored.pk)}).headers["Location"] == response.headers["Location"]
    assert "Menunggu giliran" in client.get(response.headers["Location"]).content.decode()
    intake.run_import(str(job.pk))
    intake.run_import(str(job.pk))  # a queue may hand out a task twice
    assert Program.objects.filter(name="Baru").count() == 1
    page = client.get(response.headers["Location"]).content.decode()
    assert "1 program baru" in page and "hx-get" not in page


def test_page_lists_problems_by_row(plan, register, send):
    page = send(sheet(row(OPD="Dinas Bulan")))
    assert page.status_code == 422
    assert "OPD" in page.content.decode() and 'name="stored"' not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "name"), [(b"MZ\x00\x01", "virus.xlsx"), (b"", "kosong.xlsx"), (b"%PDF-1.4", "berkas.pdf")]
)
def test_page_refuses_other_files_in_words(plan, register, send, content, name):
    page = send(content, name)
    assert page.status_code == 422 and 'class="note bad' in page.content.decode()


@pytest.mark.parametrize("key", ["", "abc", "99999999999999999999", "00000000-0000-0000-0000-000000000000"])
def test_file_of_nobody_is_not_imported(client, cast, plan, register, key):
    client.force_login(cast.editor)
    assert client.post(reverse("quickwins:program_import"), {"stored": key}).status_code == 422


def test_file_of_another_is_not_imported(client, cast, plan, register, send):
    stored = send(sheet(row())).context["stored"]
    StoredFile.objects.filter(pk=stored.pk).update(owner=cast.reviewer)
    assert client.post(reverse("quickwins:program_import"), {"stored": str(stored.pk)}).status_code == 422
    assert not Program.objects.filter(name="Baru").exists()


@pytest.fixture
def job(plan, register, cast):
    def make(content: bytes) -> ProgramImport:
        stored = store_upload(SimpleUploadedFile("program.xlsx", content), owner=cast.editor)
        return intake.request_import(plan, stored, by=cast.editor)[0]

    return make


def test_job_tells_how_far_it_is(job, monkeypatch, client, cast):
    monkeypatch.setattr(intake, "TOLD_EVERY", 0)
    seen = []
    original = intake.importing.take

    def watched(*arguments, progress, **options):
        def telling(done, total):
            progress(done, total)
            seen.append(ProgramImport.objects.get().percent)

        return original(*arguments, progress=telling, **options)

    monkeypatch.setattr(intake.importing, "take", watched)
    one = job(sheet(*(row(f"Baru {number}") for number in range(20))))
    intake.run_import(str(one.pk))
    assert seen == sorted(seen) and len(set(seen)) > 10
    one.refresh_from_db()
    assert (one.state, one.new_count, one.changed_count, one.percent) == ("done", 20, 0, 100)


def test_job_with_a_problem_writes_nothing_and_says_why(job, register):
    one = job(sheet(row("Baik"), row("Buruk", OPD="Dinas Bulan")))
    intake.run_import(str(one.pk))
    one.refresh_from_db()
    assert one.state == "refused" and "masalah" in one.message
    assert Program.objects.count() == 2


def test_worker_killed_between_writing_and_telling_leaves_nothing_half(job, monkeypatch):
    one = job(sheet(row("Satu"), row("Dua")))
    monkeypatch.setattr(intake, "finish", lambda *_given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        intake.run_import(str(one.pk))
    assert Program.objects.count() == 2
    monkeypatch.undo()
    ProgramImport.objects.update(heartbeat=timezone.now() - intake.SILENT_AFTER * 2)
    assert intake.restart_silent_imports() == 1
    intake.run_import(str(one.pk))
    one.refresh_from_db()
    assert (one.state, one.attempts, Program.objects.count()) == ("done", 2, 4)


def test_job_taken_over_by_another_worker_writes_once(job, monkeypatch):
    one = job(sheet(row("Satu")))
    original = intake.finish

    def overtaken(mine, report):
        ProgramImport.objects.filter(pk=mine.pk).update(attempts=2)
        original(mine, report)

    monkeypatch.setattr(intake, "finish", overtaken)
    intake.run_import(str(one.pk))
    assert not Program.objects.filter(name="Satu").exists()


def test_job_that_fails_three_times_is_refused(job, monkeypatch):
    one = job(sheet(row("Satu")))
    monkeypatch.setattr(intake.importing, "take", lambda *_given, **_more: 1 / 0)
    for _attempt in range(4):
        intake.run_import(str(one.pk))
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("refused", 3) and one.message
