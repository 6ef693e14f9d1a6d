"""Files and the disk: too large, no room, killed in between, lost, and asked for without a right (U07, U10, U17, U18, U20, U22)."""

from __future__ import annotations

import errno
import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.http import FileResponse
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from files import storing
from files.checking import RefusedFile, check_file
from files.models import StoredFile
from files.uploading import clean_name, store_content
from tests.files import corpus

UPLOAD = reverse("files:file_upload")


def full(*_values, **_named):
    raise OSError(errno.ENOSPC, "No space left on device")


# ---- Too large, no room ----


@pytest.mark.parametrize("length", ["10737418240", "9" * 400, "-1", "1e9", "٣"])
def test_upload_that_says_it_is_huge_is_cut_before_it_is_read(client, cast, length):
    """U07: nothing of it is read, so neither disk nor memory feel it."""
    client.force_login(cast.contributor)

    class Unread(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("the body was read")

    response = client.generic("POST", UPLOAD, **{"CONTENT_LENGTH": length, "wsgi.input": Unread()},
                              content_type="multipart/form-data; boundary=x")  # fmt: skip
    assert response.status_code == 413 and "MB" in response.content.decode()


def test_disk_that_fills_while_a_form_is_read_is_told(client, cast, settings, monkeypatch):
    """U17: larger files go to the disk while the form is read, before any page is asked."""
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    client.force_login(cast.contributor)
    response = client.post(UPLOAD, {"file": SimpleUploadedFile("peta.png", corpus.picture())})
    assert response.status_code == 507 and "tempat" in response.content.decode()


def test_full_disk_leaves_no_half_file_and_no_record(client, cast, monkeypatch):
    """U17."""
    whole = FileSystemStorage._save

    def half(self, name, content):
        whole(self, name, ContentFile(b"half"))
        full()

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    client.force_login(cast.contributor)
    response = client.post(UPLOAD, {"file": SimpleUploadedFile("peta.png", corpus.picture())})
    assert response.status_code == 422 and "tempat" in response.json()["error"]
    assert not StoredFile.objects.exists() and list(storing.written()) == []


def test_other_fault_of_the_disk_is_not_called_a_full_one(cast, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", lambda *_values: (_ for _ in ()).throw(OSError(errno.EIO, "bad")))
    with pytest.raises(OSError, match="bad"):
        store_content("a.png", corpus.picture(), owner=cast.editor)


# ---- Records and files ----


def test_killed_between_file_and_record_leaves_a_file_that_is_found_and_cleaned(cast, monkeypatch, capsys):
    """U18: never a record without its file."""
    kept = store_content("a.png", corpus.picture(), owner=cast.editor)
    monkeypatch.setattr(StoredFile, "save", lambda *_values, **_named: (_ for _ in ()).throw(IntegrityError))
    with pytest.raises(IntegrityError):
        store_content("b.png", corpus.picture(), owner=cast.editor)
    monkeypatch.undo()
    assert storing.orphans() == [], "an upload of this moment is left alone"
    [lost] = storing.orphans(older_than=timedelta(0))
    monkeypatch.setattr(storing, "AGE", timedelta(0))
    monkeypatch.setattr(storing.orphans, "__defaults__", (timedelta(0),))
    call_command("check_files")
    assert lost in capsys.readouterr().out and default_storage.exists(lost)
    call_command("check_files", remove_orphans=True)
    assert list(storing.written()) == [kept.file.name] and StoredFile.objects.get() == kept


def test_missing_and_changed_files_are_named(cast, capsys):
    gone, other = (store_content(name, corpus.picture(), owner=cast.editor) for name in ("hilang.png", "lain.png"))
    call_command("check_files")
    default_storage.delete(gone.file.name)
    with default_storage.open(other.file.name, "ab") as handle:
        handle.write(b"x")
    with pytest.raises(CommandError, match="2 files"):
        call_command("check_files")
    told = capsys.readouterr().out
    assert f"missing: {gone.pk} hilang.png" in told and f"changed: {other.pk} lain.png" in told


def test_new_evidence_is_a_new_file(cast):
    """U22: nothing writes over the bytes of a record; a second file of the same name lies beside the first."""
    first = store_content("bukti.pdf", corpus.pdf(), owner=cast.contributor)
    second = store_content("bukti.pdf", corpus.pdf({"/Lang": "id"}), owner=cast.contributor)
    assert first.file.name != second.file.name and storing.hash_of(first) == first.sha256 != second.sha256


# ---- The way out ----


@pytest.mark.parametrize(
    "headers",
    [{}, {"Range": "bytes=0-10"}, {"If-None-Match": '"x"'}, {"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"}],
)
def test_no_kind_of_request_reaches_a_file_without_a_right(client, cast, headers):
    """U20: as if there were none, and the place on the disk has no address."""
    stored = store_content("a.pdf", corpus.pdf(), owner=cast.contributor)
    for who in (None, cast.other_contributor):
        client.logout()
        if who:
            client.force_login(who)
        for ask in (client.get, client.head, client.options):
            assert ask(stored.get_absolute_url(), headers=headers).status_code in {404, 405}
        for path in (f"/media/{stored.file.name}", f"/{stored.file.name}", f"/static/../{stored.file.name}"):
            assert client.get(path).status_code in {302, 404}


@given(st.text(max_size=120))
def test_no_name_gets_into_the_head_of_an_answer(name):
    """U10."""
    head = FileResponse(io.BytesIO(b""), as_attachment=True, filename=clean_name(name))["Content-Disposition"]
    assert not any(sign in head for sign in "\r\n\x00") and head.startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.gif", corpus.picture("GIF") + b"/*alert(1)*/=1;", "image/png"),
        ("a.pdf", corpus.pdf() + corpus.workbook(), "application/pdf"),
        ("a.png", corpus.picture() + corpus.HTML, "image/png"),
    ],
)
def test_file_of_two_kinds_leaves_as_one(name, content, expected):
    """U01: pictures are drawn anew; a PDF with something behind it stays a download that nobody sniffs."""
    try:
        kept = check_file(name, content)
    except RefusedFile:
        return
    assert kept.content_type == expected
    assert expected == "application/pdf" or (b"alert" not in kept.content and b"script" not in kept.content)
