"""A book from one document through its pages and by command; what is refused is told there."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from files.models import StoredFile
from masterplan.importing import ImportRefused
from masterplan.models import Book, DocumentImport, ImportPicture, Revision

from .documents import CELLS, docx, h, p, table
from .word_book import BOOK, section, started, write


@pytest.fixture
def book(plan) -> Book:
    return Book.objects.get(key="b1")


def upload(content: bytes = BOOK, name: str = "naskah.docx") -> dict:
    file = io.BytesIO(content)
    file.name = name
    return {"file": file}


def test_book_comes_in_through_the_browser(client, book, cast, django_assert_max_num_queries):
    client.force_login(cast.editor)
    assert reverse("masterplan:book_import", args=["b1"]) in client.get(book.get_absolute_url()).content.decode()
    answer = client.post(reverse("masterplan:book_import", args=["b1"]), upload())
    with django_assert_max_num_queries(16):
        page = client.get(answer.url)
    assert page.status_code == 200 and "1.1 Latar Belakang" in page.content.decode()
    fields = fields_of(page)
    document = DocumentImport.objects.get()
    number = next(row.number for row in page.context["preview"].rows if row.heading == "Smart Society")
    part = client.get(reverse("masterplan:import_part", args=[document.pk, number]))
    assert part.status_code == 200 and "Sekolah" in part.content.decode()
    address = reverse("masterplan:import_take", args=[document.pk])

    write("b1.two.society", cast.editor, "<p>Meanwhile.</p>")
    stale = client.post(address, fields)
    assert stale.status_code == 409 and "Smart Society" in stale.context["refusal"]
    assert section("b1.one.background").version == 0

    fields = fields_of(stale) | {f"bagian-{number}": ""}
    looked = client.get(client.post(address, fields | {"look": "1"}).url)  # an address, so that one can go back to it
    assert looked.status_code == 200 and "Smart Society" in [row.heading for row in looked.context["preview"].left_out]
    assert client.post(address, fields).status_code == 302
    assert section("b1.one.background").version == 1 and section("b1.two.society").html == "<p>Meanwhile.</p>"
    assert client.get(answer.url).status_code == 200
    assert client.post(reverse("masterplan:import_undo", args=[document.pk])).status_code == 302
    assert section("b1.one.background").html == ""
    assert client.get(reverse("masterplan:book_import", args=["b1"])).status_code == 200


def fields_of(page) -> dict[str, str]:
    """What the form of a preview would send."""
    html = page.content.decode()
    fields = {"seen": re.search(r'name="seen" value="([^"]*)"', html)[1]}  # type: ignore[index]
    for name, options in re.findall(r'name="(bagian-[0-9]+)">(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([0-9]+)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


@pytest.mark.parametrize("content", [b"x", b"", docx(""), docx("<w:p>")], ids=["short", "empty", "no text", "broken"])
def test_bad_documents_are_told_on_the_form(client, book, cast, content):
    client.force_login(cast.editor)
    for address in (
        reverse("masterplan:book_import", args=["b1"]),
        reverse("masterplan:section_import", args=["b1.one.background"]),
    ):
        assert client.post(address, upload(content)).status_code == 422
        assert client.post(address).status_code == 422
    assert not DocumentImport.objects.exists()


def test_a_posted_form_that_is_broken_writes_nothing(client, book, cast):
    client.force_login(cast.editor)
    document = started(book, cast.editor)
    address = reverse("masterplan:import_take", args=[document.pk])
    for fields in ({}, {"seen": "x:y:z 99999999999999999999:1:draft \x00"}, {"seen": "1:2", "bagian-9" * 50: "1"}):
        assert client.post(address, fields).status_code in (400, 409)
    assert client.get(reverse("masterplan:import_part", args=[document.pk, 10**18])).status_code == 404
    assert not Revision.objects.exists()


def test_a_document_can_be_put_away(client, book, cast):
    client.force_login(cast.editor)
    document = started(book, cast.editor)
    assert client.post(reverse("masterplan:import_drop", args=[document.pk])).url == book.get_absolute_url()
    assert (
        not DocumentImport.objects.exists() and not ImportPicture.objects.exists() and not StoredFile.objects.exists()
    )


def test_one_section_comes_in_with_preview_and_undo(client, book, cast):
    client.force_login(cast.contributor)
    answer = client.post(
        reverse("masterplan:section_import", args=["b1.one.background"]), upload(docx(h(1, "Kondisi") + p("Dari Word")))
    )
    page = client.get(answer.url)
    assert "Dari Word" in page.content.decode() and section("b1.one.background").version == 0
    document = DocumentImport.objects.get()
    client.post(reverse("masterplan:import_take", args=[document.pk]), fields_of(page))
    assert section("b1.one.background").html == "<h3>Kondisi</h3><p>Dari Word</p>"
    client.post(reverse("masterplan:import_undo", args=[document.pk]))
    assert section("b1.one.background").html == "" and section("b1.one.background").version == 2


def test_tables_of_a_preview_have_names_of_their_own(client, book, cast):
    client.force_login(cast.contributor)
    document = started(
        book, cast.contributor, docx(table(CELLS) + p("x") + table(CELLS)), section=section("b1.one.background")
    )
    labels = re.findall(
        r'class="scroll-x"[^>]* aria-label="([^"]+)"', client.get(document.get_absolute_url()).content.decode()
    )
    assert len(labels) == len(set(labels)) == 2


def test_start_refuses_before_anything_is_kept(book, cast):
    with pytest.raises(ImportRefused):
        started(book, cast.editor, b"x")
    assert not DocumentImport.objects.exists()


def test_commands_import_a_book_and_undo_it(plan, cast, tmp_path, capsys):
    path = tmp_path / "naskah.docx"
    path.write_bytes(BOOK)
    call_command("import_book", "b1", str(path), "--dry-run")
    assert "1.1 Latar Belakang: 0 -> 6 words" in capsys.readouterr().out
    assert not Revision.objects.exists() and not DocumentImport.objects.exists()
    call_command("import_book", "b1", str(path))
    told = capsys.readouterr().out
    assert "4 sections were imported" in told and "left over: KATA PENGANTAR, 2 words" in told
    call_command("import_book", "--undo", str(DocumentImport.objects.get().pk))
    assert "restored: Smart Society" in capsys.readouterr().out
    path.write_bytes(b"x")
    for words in (["b1", str(path)], ["b9", str(path)], ["b1"], ["--undo", str(uuid.uuid4())], ["b1", str(tmp_path)]):
        with pytest.raises(CommandError):
            call_command("import_book", *words)


def test_command_imports_one_section_and_dry_run_does_not(plan, cast, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(docx(p("Dari Word")))
    call_command("import_section", "b1.one.background", str(path), "--dry-run")
    assert section("b1.one.background").version == 0
    call_command("import_section", "b1.one.background", str(path))
    assert section("b1.one.background").html == "<p>Dari Word</p>"
    assert Revision.objects.get().kind == "import"
    with pytest.raises(CommandError):
        call_command("import_section", "b1.front.cover", str(path))
    path.write_bytes(b"x")
    with pytest.raises(CommandError):
        call_command("import_section", "b1.one.background", str(path))
