"""The document that gives Word exports their looks: taken, replaced, refused, taken out again, by administrators."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from masterplan import word_reference
from masterplan.export.word import word_document
from masterplan.export.wordstyle import OWN_REFERENCE, dressed

from . import manuscripts


@pytest.fixture(autouse=True)
def clean():
    default_storage.delete(OWN_REFERENCE)
    yield
    default_storage.delete(OWN_REFERENCE)


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The document with words replaced in one part."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            made.writestr(entry, content)
    return target.getvalue()


def send(client, data: bytes, name: str = "acuan.docx"):
    return client.post(reverse("masterplan:word_reference_replace"), {"document": SimpleUploadedFile(name, data)})


def test_administrator_takes_the_document_changes_it_and_sends_it_back(plan, cast, client):
    client.force_login(cast.administrator)
    page = client.get(reverse("masterplan:word_reference"))
    assert page.status_code == 200 and "Tampilan bawaan" in page.content.decode()
    taken = client.get(reverse("masterplan:word_reference_file")).content
    own = changed(taken, "word/styles.xml", "Times New Roman", "Bookman Old Style")
    assert send(client, own).status_code == 302
    assert "Dokumen milik daerah" in client.get(reverse("masterplan:word_reference")).content.decode()
    assert client.get(reverse("masterplan:word_reference_file")).content == own
    book = zipfile.ZipFile(io.BytesIO(word_document(manuscripts.build(1), manuscripts.read_media)[0]))
    assert b"Bookman Old Style" in book.read("word/styles.xml")
    # A draft says that it is one whatever the head of the own document says.
    assert "DRAF" in book.read("word/document.xml").decode()
    client.post(reverse("masterplan:word_reference_reset"))
    assert not default_storage.exists(OWN_REFERENCE)


def test_what_cannot_be_used_is_refused_and_the_one_before_stays(plan, cast, client):
    client.force_login(cast.administrator)
    good = dressed("Kop")
    assert send(client, good).status_code == 302
    relation = "</Relationships>"
    outside = (
        '<Relationship Id="x" Type="t" Target="https://luar.example/a.dotm" TargetMode="External"/></Relationships>'
    )
    macro = io.BytesIO(good)
    with zipfile.ZipFile(macro, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    refused = {
        "styles": (
            changed(good, "word/styles.xml", 'w:styleId="Heading1"', 'w:styleId="Kepala1"'),
            "acuan.docx",
            "Heading1",
        ),
        "outside": (changed(good, "word/_rels/document.xml.rels", relation, outside), "acuan.docx", "di luar"),
        "macro": (macro.getvalue(), "acuan.docx", ""),
        "name": (good, "acuan.doc", "DOCX"),
        "no zip": (b"PK\x03\x04 bukan zip", "acuan.docx", ""),
        "large": (good + b"\0" * word_reference.MOST_BYTES, "acuan.docx", "5 MB"),
        "broken": (changed(good, "word/styles.xml", "</w:styles>", ""), "acuan.docx", "tidak dapat dibuat"),
    }
    for data, name, words in refused.values():
        answer = send(client, data, name)
        assert answer.status_code == 422 and words in answer.content.decode()
    assert client.post(reverse("masterplan:word_reference_replace")).status_code == 422
    assert word_reference.content() == good
