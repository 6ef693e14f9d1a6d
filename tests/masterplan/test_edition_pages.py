"""The pages of editions: what the public reads, what the leader does there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import segno
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from masterplan import publishing
from masterplan.export.assemble import assemble_edition
from masterplan.export.parts import parts_of
from masterplan.models import Edition, Export, Section

from .approvals import approve, approved_plan, freeze, write


@pytest.fixture
def ready(plan, cast, organisations):
    return approved_plan(plan, cast, organisations)


@pytest.fixture
def enacted(ready, cast) -> Edition:
    return publishing.enact(freeze(ready, cast), by=cast.leader, regulation="Peraturan Bupati Uji Nomor 1 Tahun 2026")


def every_public_page(client, edition) -> dict[str, str]:
    pages = [reverse("masterplan:edition_list"), edition.get_absolute_url()]
    for book in assemble_edition(edition).books:
        pages += [
            reverse("masterplan:edition_chapter", args=[edition.code, book.key, chapter.key])
            for chapter in book.chapters
        ]
    answers = {url: client.get(url) for url in pages}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {url: answer.content.decode() for url, answer in answers.items()}


def read_code(drawing: bytes) -> set[tuple[int, int]]:
    """The dark fields of a code that is drawn as lines of one field's height: (column, row)."""
    path = re.search(r'd="([^"]+)"', drawing.decode())[1]
    fields, x, y = set(), 0.0, 0.0
    for name, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
        if name == "h":
            fields |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if name == "M" else (x + values[0], y + values[1])
    return fields


def test_the_code_on_cover_and_approval_leads_anybody_to_the_page_of_the_edition(enacted, client, settings):
    manuscript = assemble_edition(enacted)
    parts, pictures = parts_of(manuscript)
    [(name, drawing)] = pictures.items()
    assert [part.key for part in parts if f'src="mp://media/{name}"' in part.html] == ["cover", "approval"]
    url = f"{settings.SITE_URL}{enacted.get_absolute_url()}"
    wanted = segno.make(url, error="m", micro=False).matrix
    assert read_code(drawing) == {(x, y) for y, row in enumerate(wanted) for x, dark in enumerate(row) if dark}
    page = client.get(enacted.get_absolute_url()).content.decode()
    assert enacted.code in page and enacted.content_hash[:4] in page and "Nomor 1 Tahun 2026" in page
    assert parts_of(replace(manuscript, is_draft=True))[1] == {}


def test_public_reads_an_enacted_edition_and_no_frozen_one(ready, cast, client):
    edition = freeze(ready, cast)
    chapter = reverse("masterplan:edition_chapter", args=[edition.code, "b1", "b1.two"])
    assert [client.get(url).status_code for url in (edition.get_absolute_url(), chapter)] == [404, 404]
    assert edition.code not in client.get(reverse("masterplan:edition_list")).content.decode()
    publishing.enact(edition, by=cast.leader, regulation="Peraturan Bupati Uji Nomor 1 Tahun 2026")
    texts = every_public_page(client, edition)
    detail = texts[edition.get_absolute_url()]
    assert "Peraturan Bupati Uji Nomor 1 Tahun 2026" in detail
    assert edition.content_hash[:4] in detail and cast.leader.name not in detail


def test_text_in_work_is_on_no_public_page(enacted, cast, client):
    for section in Section.objects.filter(book__plan=enacted.plan).written():
        write(section.key, "<p>KANARI rahasia</p>", cast.editor)
    Section.objects.update(title="KANARI judul")
    assert not any("KANARI" in text for text in every_public_page(client, enacted).values())
    assert client.get(reverse("masterplan:edition_changes"), {"dari": enacted.code, "ke": "naskah"}).status_code == 302


def test_chapter_page_links_notes_and_pictures(enacted, ready, client):
    texts = every_public_page(client, enacted)
    one = texts[reverse("masterplan:edition_chapter", args=[enacted.code, "b1", "b1.one"])]
    two = reverse("masterplan:edition_chapter", args=[enacted.code, "b1", "b1.two"])
    assert f'<a href="{two}#s-b1-two-closing">Bagian 2.3</a>' in one
    assert 'href="#kaki-1"' in one and "Catatan kecil." in one and 'class="footnote"' not in one
    assert f'src="/berkas/{ready.picture.pk}/"' in texts[two] and "mp://" not in texts[two]
    assert 'class="scroll-x"' in texts[two] and "style=" not in texts[two]


def test_unknown_chapter_and_code_are_not_found(enacted, client):
    for url in (
        "/edisi/UJI-1999-1/",
        f"/edisi/{enacted.code}/b1/b1.nine/",
        f"/edisi/{enacted.code}/b9/b1.one/",
        f"/edisi/{'9' * 3000}/",
    ):
        assert client.get(url).status_code == 404


def test_leader_freezes_and_enacts_on_the_pages(ready, cast, client):
    client.force_login(cast.leader)
    url = reverse("masterplan:edition_freeze")
    refused = client.post(url, {"title": "", "reason": "", "after": 0})
    assert refused.status_code == 422 and refused.content.decode().count('class="errors"') == 1
    data = {"title": "Masterplan", "reason": "Edisi pertama", "after": 0}
    first = client.post(url, data)
    edition = Edition.objects.get()
    assert first.url == edition.get_absolute_url()
    assert client.post(url, data).url == edition.get_absolute_url() and Edition.objects.count() == 1
    enact = reverse("masterplan:edition_enact", args=[edition.code])
    assert client.post(enact, {"regulation": ""}).status_code == 422
    assert client.post(enact, {"regulation": "Perbup 1/2026"}).status_code == 302
    assert client.post(enact, {"regulation": "Perbup 2/2026"}).status_code == 409
    assert Edition.objects.get().regulation == "Perbup 1/2026"


def test_list_names_what_is_missing_with_links(plan, cast, client):
    client.force_login(cast.leader)
    text = client.get(reverse("masterplan:edition_list")).content.decode()
    for section in Section.objects.filter(book__plan=plan).written():
        assert f'href="{section.get_absolute_url()}"' in text
    refused = client.post(reverse("masterplan:edition_freeze"), {"title": "x", "reason": "y", "after": 0})
    assert refused.status_code == 422 and not Edition.objects.exists()


def test_print_of_an_edition_is_handed_to_those_who_read_it(enacted, cast, client):
    name = default_storage.save("exports/uji.pdf", ContentFile(b"%PDF-1.7 uji"))
    export = Export.objects.get(edition=enacted, book="all")
    url = reverse("masterplan:edition_download", args=[enacted.code, export.pk])
    assert client.get(url).status_code == 404
    Export.objects.filter(pk=export.pk).update(
        state="done", file=name, sha256="a" * 64, size=12, finished_at=enacted.frozen_at
    )
    answer = client.get(url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.7 uji")
    assert url in client.get(enacted.get_absolute_url()).content.decode()
    draft = Export.objects.create(
        plan=enacted.plan, requested_by=cast.editor, state="done", file=name, sha256="a" * 64, size=12
    )
    assert client.get(reverse("masterplan:edition_download", args=[enacted.code, draft.pk])).status_code == 404


def test_list_takes_the_same_queries_for_one_and_for_three_editions(ready, cast, client):
    client.force_login(cast.leader)
    url = reverse("masterplan:edition_list")

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    freeze(ready, cast)
    one = count()
    for number in (2, 3):
        write("b1.two.society", f"<p>Baru {number}.</p>", cast.editor)
        approve(Section.objects.get(key="b1.two.society"), cast.leader)
        freeze(ready, cast)
    assert count() == one
