"""The document that gives Word exports their looks: taken, replaced, refused, taken out again, by administrators."""

from __future__ import annotations

import errno
import io
import re
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree

from masterplan import word_reference
from masterplan.export import wordhead
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


def heads_of(data: bytes) -> dict[str, str]:
    """The words at the head of the first, the even and all other pages of the first section."""
    book = zipfile.ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    document = etree.fromstring(book.read("word/document.xml"))
    links = {each.get("Id"): each.get("Target") for each in etree.fromstring(book.read("word/_rels/document.xml.rels"))}
    types = book.read("[Content_Types].xml").decode()
    found = {}
    section = next(document.iter(f"{{{wordhead.W}}}sectPr"))
    for reference in section.iterfind(f"{{{wordhead.W}}}headerReference"):
        part = links[reference.get(f"{{{wordhead.R}}}id")]
        assert f"/word/{part}" in types
        words = "".join(etree.fromstring(book.read(f"word/{part}")).itertext())
        found[reference.get(f"{{{wordhead.W}}}type")] = words
    return found


OWN_HEADS = {
    "the one that can be downloaded": lambda data: data,
    "no head at all": lambda data: without_head(data),
    "a head of its own on the first page": lambda data: changed(
        data, "word/document.xml", "</w:sectPr>", "<w:titlePg/></w:sectPr>"
    ),
    "heads of its own on even pages": lambda data: changed(
        data, "word/settings.xml", "</w:settings>", "<w:evenAndOddHeaders/></w:settings>"
    ),
}


def without_head(data: bytes) -> bytes:
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    [reference] = re.findall(r"<w:headerReference[^>]*/>", text)
    return changed(data, "word/document.xml", reference, "")


@pytest.mark.parametrize("name", OWN_HEADS)
def test_a_draft_says_so_at_the_head_of_every_page_with_any_own_document(name):
    default_storage.save(OWN_REFERENCE, ContentFile(OWN_HEADS[name](dressed("Pemerintah Kabupaten"))))
    heads = heads_of(word_document(manuscripts.build(1), manuscripts.read_media)[0])
    kinds = {"a head of its own on the first page": {"first"}, "heads of its own on even pages": {"even"}}
    assert set(heads) == {"default"} | kinds.get(name, set())
    assert all(words.startswith("DRAF · Masterplan") for words in heads.values())
    assert ("Pemerintah Kabupaten" in heads["default"]) == (name != "no head at all")
    # What was enacted is no draft: its head is that of the document.
    edition = word_document(manuscripts.build(1, draft=False), manuscripts.read_media)[0]
    assert "DRAF" not in "".join(heads_of(edition).values())


def test_the_line_is_put_there_once():
    data = word_document(manuscripts.build(1), manuscripts.read_media)[0]
    [(_kind, words)] = heads_of(data).items()
    assert words.count("DRAF") == 1
    assert wordhead.with_line_on_every_page(data, words) == data


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
    assert "DRAF" in book.read("word/document.xml").decode() and "DRAF" in book.read("word/header1.xml").decode()
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


def test_a_full_disk_leaves_the_document_that_was_there(plan, cast, client, monkeypatch):
    client.force_login(cast.administrator)
    good, other = dressed("Kop"), dressed("Kop lain")
    assert send(client, good).status_code == 302
    real = default_storage.save

    def full(name, content, **more):
        if content.read() == other:
            raise OSError(errno.ENOSPC, "No space left on device")
        content.seek(0)
        return real(name, content, **more)

    monkeypatch.setattr(default_storage, "save", full)
    answer = send(client, other)
    assert answer.status_code == 422 and "tetap dipakai" in answer.content.decode()
    assert word_reference.content() == good
