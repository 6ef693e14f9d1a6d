"""What an OPD may not read is in none of its files: not in text, contents, names of parts, data or metadata (P24)."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from masterplan import exporting
from masterplan.export.printing import BookPrinter
from masterplan.export.store import MemoryStore
from masterplan.exporting import request_export, run_export
from masterplan.models import Comment, Export, Section, Thread

from . import pdfcheck
from .printing import printer  # noqa: F401

WORDS = (
    "<p>Teks bagian ini memuat kata rahasia {word} dan beberapa kalimat lain untuk diuji."
    '<span class="footnote">{word}note</span></p>'
)
TABLE = (
    '<figure class="table"><figcaption>Tabel {word}</figcaption><table><thead><tr><th><p>Kepala</p></th></tr></thead>'
    "<tbody><tr><td><p>{word}</p></td></tr><tr><td><p>7</p></td></tr></tbody></table></figure>"
)
HIDDEN = ("society", "purpose", "closing")
# What stands about a text and is nobody's business who holds the file: who asked, who wrote, what was said, what is asked.
BESIDE = ("pemintacanary", "penyuntingcanary", "komentarcanary", "panduancanary", "nonaktifcanary")


def pieces(data: bytes) -> str:
    """All that can be read in a file: its parts, with those of the files within, and what stands about them."""
    if data.startswith(b"%PDF"):
        pdf = pdfcheck.open_pdf(data)
        titles = " ".join(title for _level, title, _page in pdfcheck.outline_of(pdf))
        attached = " ".join(
            f"{name} {file.description} {pieces(bytes(file.get_file().read_bytes()))}"
            for name, file in pdf.attachments.items()
        )
        alive = " ".join(str(each) for each in pdf.objects if isinstance(each, pikepdf.String))
        inside = "\n".join("\n".join(strings_of(each)) for each in pdf.objects)
        text = "\n".join(pdfcheck.page_text(page) for page in pdf.pages)
        return "\n".join([text, titles, attached, about(data), alive, inside])
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            notes = [archive.comment, *(part for each in archive.infolist() for part in (each.comment, each.extra))]
            told = [f"{name} {pieces(archive.read(name))}" for name in archive.namelist()]
            return "\n".join([*told, b" ".join(notes).decode("utf-8", "replace")])
    return data.decode("utf-8", "replace")


def strings_of(node: object, depth: int = 0) -> list[str]:
    """The strings within an object of a PDF, however deep."""
    if isinstance(node, pikepdf.String):
        return [str(node)]
    if depth < 6 and isinstance(node, pikepdf.Array):
        return [word for each in node for word in strings_of(each, depth + 1)]
    if depth < 6 and isinstance(node, pikepdf.Dictionary):
        return [word for key in node.keys() if key != "/Parent" for word in strings_of(node[key], depth + 1)]  # noqa: SIM118
    return []


def about(data: bytes) -> str:
    """What a file says of itself: properties, metadata, description of what is attached."""
    if data.startswith(b"%PDF"):
        pdf = pdfcheck.open_pdf(data)
        packets = [
            each.read_bytes().decode() for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Type") == pikepdf.Name.Metadata
        ]  # fmt: skip
        return f"{dict(pdf.docinfo)} {' '.join(packets)}"
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.startswith("docProps/") or not name.endswith(".xml")]
            return " ".join(f"{name} {about(archive.read(name))}" for name in names)
    text = data.decode("utf-8", "replace")
    return text[: text.find("<style>")] + text[text.find("</style>") : text.find("<body")] if "<body" in text else text


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    """The texts are the same for each format: what was set for one is taken for the next, as on a live site."""
    return MemoryStore()


@pytest.fixture
def canaries(plan, cast):
    """A word of its own in each text and table, and in all that stands beside the texts."""
    for person, word in ((cast.contributor, "Pemintacanary"), (cast.editor, "Penyuntingcanary")):
        type(person).objects.filter(pk=person.pk).update(name=word, email=f"{word.lower()}@contoh.id")
        person.refresh_from_db()
    for section in Section.objects.written().filter(book__plan=plan):
        word = section.key.rsplit(".", 1)[-1] + "canary"
        html = WORDS.format(word=word) + TABLE.format(word=f"{word}table")
        values = {"version": 1, "word_count": 12, "edited_by": cast.editor, "guidance": "<p>panduancanary</p>"}
        Section.objects.filter(pk=section.pk).update(html=html, **values)
    own = Section.objects.get(key="b1.two.living")
    refers = ' <span data-rujuk="section:b1.two.society"></span> <span data-rujuk="table:b1.two.society.1"></span>'
    Section.objects.filter(pk=own.pk).update(html=own.html.replace(" dan beberapa", f"{refers} dan beberapa"))
    thread = Thread.objects.create(section=own, quote="rahasia", started_by=cast.editor)
    Comment.objects.create(thread=thread, text="komentarcanary", by=cast.editor)
    Section.objects.filter(key="b1.appendix.terms").update(is_active=False, html="<p>nonaktifcanary</p>")
    return plan


@pytest.mark.parametrize("format", ["pdf", "html", "docx", "zip"])
def test_no_format_tells_an_opd_of_what_others_write(canaries, cast, monkeypatch, printer, store, format):  # noqa: F811
    monkeypatch.setattr(exporting, "printer", lambda: BookPrinter(printer.pool, store))
    options = {"tagged": True, "lists": True, "appendices": True}
    export, _is_new = request_export(cast.contributor, canaries, book="all", format=format, options=options)
    run_export(str(export.pk))
    export = Export.objects.get(pk=export.pk)
    assert export.state == Export.State.DONE, export.error
    with default_storage.open(export.file) as file:
        data = file.read()
    told = pieces(data).lower()
    assert "livingcanary" in told and "livingcanarytable" in told and "livingcanarynote" in told
    for hidden in (*(f"{name}canary" for name in HIDDEN), "smart society", *BESIDE):
        assert hidden not in told, hidden
    # What it says of itself names the plan and the government, and no section at all.
    said = about(data)
    assert "canary" not in said.lower() and "Smart Living" not in said
    assert "Kabupaten Uji" in said
    assert {name for name in ("openpyxl", "Django", str(default_storage.location)) if name in said} == set()


def test_the_check_would_notice_a_word_wherever_a_file_holds_it():
    """The control of the test above: each place that it claims to read is read."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Subject"] = "satucanary"
    pdf.Root.Deep = pikepdf.Dictionary(A=pikepdf.Array([pikepdf.Dictionary(B=pikepdf.String("duacanary"))]))
    packet = pdf.make_stream(b"<x>tigacanary</x>")
    packet.Type = pikepdf.Name.Metadata
    pdf.pages[0].obj.Metadata = packet  # a picture may bring one along
    pdf.attachments["empatcanary.txt"] = pikepdf.AttachedFileSpec(pdf, b"limacanary", description="enamcanary")
    target = io.BytesIO()
    pdf.save(target)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("tujuhcanary.pdf", target.getvalue())
        archive.comment = b"delapancanary"
    told = pieces(outer.getvalue())
    for number in ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan"):
        assert f"{number}canary" in told, number


def test_the_matrix_of_changes_says_of_itself_what_was_compared_alone(canaries, cast, client):
    from django.urls import reverse

    from .approvals import approve_all, publishing

    approve_all(canaries, cast.leader)
    edition = publishing.freeze(canaries, by=cast.leader, title="Satu", reason="Pertama")
    Section.objects.filter(key="b1.two.society").update(state="draft", html="<p>societycanary baru</p>")
    client.force_login(cast.contributor)
    asked = {"dari": edition.code, "ke": "naskah"}
    data = client.get(reverse("masterplan:edition_changes_file"), asked).content
    properties = load_workbook(io.BytesIO(data)).properties
    assert (properties.creator, properties.lastModifiedBy) == ("Masterplan Smart City", None)
    for hidden in ("societycanary", "pemintacanary", "komentarcanary"):
        assert hidden not in pieces(data).lower()
