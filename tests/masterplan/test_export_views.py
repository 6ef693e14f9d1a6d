"""The pages of the export: asking, waiting, taking the file."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from masterplan.export_progress import tell, wait_of
from masterplan.models import Export, Section
from masterplan.views.exports import file_name

State = Export.State
LIST = "/ekspor/"
WISH = {"source": "draft", "book": "b1", "format": "pdf", "appendices": "on", "lists": "on"}


@pytest.fixture
def finished(plan, cast) -> Export:
    data = b"%PDF-1.7 isi uji"
    return Export.objects.create(
        plan=plan,
        requested_by=cast.editor,
        book="b1",
        state=State.DONE,
        file=default_storage.save("exports/uji.pdf", ContentFile(data)),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        page_count=118,
        as_of=timezone.now(),
        finished_at=timezone.now(),
        problems=[{"place": "BAB I", "code": "picture_missing", "about": "Peta", "url": "/naskah/bagian/b1.one/"}],
    )


def test_asking_leads_to_the_progress_of_the_job(client, plan, cast):
    client.force_login(cast.editor)
    response = client.post(reverse("masterplan:export_create"), WISH)
    export = Export.objects.get()
    assert response.status_code == 302 and response.headers["Location"] == export.get_absolute_url()
    assert export.options == {"appendices": True, "lists": True, "tagged": True}
    page = client.get(export.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' in page and f"/ekspor/{export.pk}/keadaan/" in page and "Batalkan" in page


def test_twenty_clicks_lead_to_one_job(client, plan, cast):
    client.force_login(cast.editor)
    places = {client.post(reverse("masterplan:export_create"), WISH).headers["Location"] for _ in range(20)}
    assert len(places) == 1 == Export.objects.count()


@pytest.mark.parametrize(
    "bad",
    [
        {"book": "b9"},
        {"book": "b1\x00"},
        {"book": "\ud800"},
        {"format": "exe"},
        {"format": ""},
        {"source": "LUWU-9999-9"},
        {"book": "9" * 20},
        {"book": "b" * 100_000},
    ],
)
def test_a_wish_that_cannot_be_granted_is_told_not_broken(client, plan, cast, bad):
    client.force_login(cast.editor)
    wish = {name: value.encode("utf-8", "surrogatepass") for name, value in (WISH | bad).items()}
    response = client.post(reverse("masterplan:export_create"), wish)
    assert response.status_code in {400, 422}
    assert not Export.objects.exists()


def test_without_a_plan_the_page_still_works(client, cast):
    client.force_login(cast.editor)
    assert client.get(LIST).status_code == 200
    assert client.post(reverse("masterplan:export_create"), WISH).status_code == 422


def test_values_beyond_the_form_are_ignored(client, plan, cast):
    client.force_login(cast.editor)
    extra = {"state": "done", "file": "/etc/passwd", "requested_by": cast.leader.pk, "sha256": "0" * 64}
    client.post(reverse("masterplan:export_create"), WISH | extra)
    export = Export.objects.get()
    assert (export.state, export.file, export.requested_by) == (State.QUEUED, "", cast.editor)


def test_the_file_comes_as_a_download_with_its_name(client, finished, cast):
    client.force_login(cast.editor)
    response = client.get(reverse("masterplan:export_download", args=[finished.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 isi uji"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "b1" in response.headers["Content-Disposition"] and response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_name_of_the_file_has_the_date_in_luwu(finished):
    finished.as_of = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert file_name(finished).endswith("b1-naskah-2026-11-24.pdf")


def test_the_right_is_asked_at_each_download(client, finished, cast):
    section = Section.objects.get(key="b1.two.society")
    Export.objects.filter(pk=finished.pk).update(section_ids=[section.pk], requested_by=cast.contributor)
    client.force_login(cast.contributor)
    url = reverse("masterplan:export_download", args=[finished.pk])
    assert client.get(url).status_code == 403
    section.organisation = cast.contributor.organisation
    section.save()
    assert client.get(url).status_code == 200


def test_a_file_that_is_gone_is_told(client, finished, cast):
    default_storage.delete(finished.file)
    client.force_login(cast.editor)
    assert client.get(reverse("masterplan:export_download", args=[finished.pk])).status_code == 404


def test_an_unfinished_job_has_no_file(client, plan, cast):
    export = Export.objects.create(plan=plan, requested_by=cast.editor, book="b1")
    client.force_login(cast.editor)
    assert client.get(reverse("masterplan:export_download", args=[export.pk])).status_code == 404


def test_the_finished_page_shows_checksum_size_pages_and_problems(client, finished, cast):
    client.force_login(cast.editor)
    page = client.get(finished.get_absolute_url()).content.decode()
    for words in (finished.sha256, "118", "/naskah/bagian/b1.one/", "Peta", "/unduh/"):
        assert words in page
    assert 'http-equiv="refresh"' not in page and "hx-get" not in page


def test_the_card_stops_asking_when_the_job_has_ended(client, finished, cast):
    client.force_login(cast.editor)
    url = reverse("masterplan:export_status", args=[finished.pk])
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{finished.get_absolute_url()}"}
    assert "HX-Refresh" in client.get(url, headers=here).headers
    there = here | {"HX-Current-URL": f"http://testserver{LIST}"}
    response = client.get(url, headers=there)
    assert "HX-Refresh" not in response.headers and "hx-get" not in response.content.decode()


def test_a_failed_job_says_why_and_can_be_repeated(client, plan, cast):
    Export.objects.create(
        plan=plan, requested_by=cast.editor, book="b1", state=State.FAILED, error="Penata halaman tidak bekerja."
    )
    client.force_login(cast.editor)
    page = client.get(LIST).content.decode()
    assert "Penata halaman tidak bekerja." in page and 'action="/ekspor/buat/"' in page


def test_only_the_last_ten_are_listed(client, plan, cast, django_assert_max_num_queries):
    for number in range(14):
        Export.objects.create(
            plan=plan, requested_by=cast.editor, book="b1", state=State.CANCELLED, options={"n": number}
        )
    client.force_login(cast.editor)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        page = client.get(LIST).content.decode()
    assert page.count("Dibatalkan") == 10


def test_the_guess_of_the_wait_is_honest(plan, cast):
    now = timezone.now()
    export = Export(
        plan=plan, state=State.RUNNING, step="typeset", started_at=now - timezone.timedelta(seconds=10),
        done_count=13, reused_count=8, total_count=18,
    )  # fmt: skip
    assert wait_of(export, now) == "10 detik, kira-kira 10 detik lagi"
    export.done_count = 8
    assert wait_of(export, now) == "10 detik"
    export.state = State.QUEUED
    assert wait_of(export, now) == "menunggu giliran"


def test_progress_tells_how_many_parts_of_all(plan, cast):
    now = timezone.now()
    export = Export(
        plan=plan, book="b1", state=State.RUNNING, step="typeset", started_at=now, created_at=now,
        done_count=3, total_count=24,
    )  # fmt: skip
    told = tell(export, {"b1": "Buku 1"}, now)
    assert told.title == "Buku 1"
    assert [step["state"] for step in told.steps] == ["done", "on", ""]
    assert told.steps[1]["text"] == "bagian 3 dari 24" and told.steps[1]["percent"] == 12
