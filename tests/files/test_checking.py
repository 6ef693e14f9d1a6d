"""What comes in: cases U01-U14. The corpus is made here; nothing of it is stored in the repository."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from files.checking import RefusedFile, check_file
from files.models import StoredFile
from files.uploading import clean_name, store_content, store_upload
from tests.files import corpus

HOSTILE = corpus.hostile()


def test_corpus_is_large_enough():
    assert len(HOSTILE) >= 120


@pytest.mark.parametrize(("name", "content", "what"), HOSTILE, ids=[f"{name} {what}" for name, _, what in HOSTILE])
def test_hostile_file_is_refused_with_a_reason(name, content, what):
    with pytest.raises(RefusedFile) as refused:
        check_file(name, content)
    assert len(str(refused.value)) > 20


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("peta.png", corpus.picture(), "image/png"),
        ("foto.JPG", corpus.picture("JPEG"), "image/jpeg"),
        ("foto.webp", corpus.picture("WEBP"), "image/jpeg"),
        ("data.xlsx", corpus.workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("naskah.docx", corpus.document(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("surat.PDF", corpus.pdf(), "application/pdf"),
        ("nilai.csv", b"Kecamatan;Nilai\nBelopa;1.000,5\n", "text/csv"),
    ],
)
def test_good_file_is_taken(name, content, content_type):
    assert check_file(name, content).content_type == content_type


def test_image_loses_code_and_position():
    exif = Image.Exif()
    exif[0x010E] = "alamat rumah"
    exif.get_ifd(0x8825)[1] = "S"
    photo = corpus.picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    kept = check_file("foto.jpg", photo).content
    assert b"script" not in kept and b"alamat" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


@given(st.text(max_size=300))
def test_any_name_becomes_showable(name):
    cleaned = clean_name(name)
    assert cleaned and len(cleaned) <= 160
    assert not any(char in cleaned for char in "/\\\r\n\x00‮")


@pytest.mark.django_db
def test_too_large_upload_is_cut(cast, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    with pytest.raises(RefusedFile, match="MB"):
        store_upload(SimpleUploadedFile("peta.png", b"x" * 1001), owner=cast.editor)
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_same_file_twice_is_kept_twice(cast):
    first, second = (store_content("peta.png", corpus.picture(), owner=cast.editor) for _ in range(2))
    assert first.sha256 == second.sha256 and first.file.name != second.file.name


@pytest.mark.django_db
def test_download_is_guarded_and_harmless(client, cast):
    stored = store_content('la"po\r\nran.pdf', corpus.pdf(), owner=cast.contributor)
    url = reverse("files:file_download", args=[stored.pk])
    client.force_login(cast.other_contributor)
    assert client.get(url).status_code == 404
    assert client.head(url).status_code in {404, 405}
    client.force_login(cast.contributor)
    response = client.get(url)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_file_lost_from_the_disk_is_a_plain_404(client, cast):
    stored = store_content("peta.png", corpus.picture(), owner=cast.editor, is_shared=True)
    stored.file.storage.delete(stored.file.name)
    client.force_login(cast.editor)
    assert client.get(reverse("files:file_download", args=[stored.pk])).status_code == 404


@pytest.mark.django_db
def test_image_upload_answers_with_its_address(client, cast):
    client.force_login(cast.contributor)
    response = client.post(reverse("files:file_upload"), {"file": SimpleUploadedFile("peta.png", corpus.picture())})
    assert response.status_code == 201
    assert client.get(response.json()["url"]).headers["Content-Type"] == "image/png"


@pytest.mark.django_db
def test_refused_image_says_why(client, cast):
    client.force_login(cast.contributor)
    response = client.post(reverse("files:file_upload"), {"file": SimpleUploadedFile("peta.svg", corpus.SVG)})
    assert response.status_code == 422
    assert response.json()["error"]
