"""A long chapter is typeset in stretches, and nobody can see where it was cut."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise

import pytest

from masterplan.export import stretches as cutting
from masterplan.export.parts import parts_of
from masterplan.export.stretches import outermost, stretches

from . import manuscripts, pdfcheck
from .printing import print_one, printer  # noqa: F401

PROSE = f"<p>{'Kalimat. ' * 40}<br>lagi <img src='mp://media/1'/>.<span class=\"footnote\">Catatan.</span></p>"
WIDE = '<div class="wide"><figure class="table"><table><tr><td>1</td></tr></table></figure></div>'
HIDDEN = f"<ul><li>{WIDE}</li></ul>"


@pytest.fixture()
def short(monkeypatch):
    """Stretches that are short enough for the books of the tests."""
    monkeypatch.setattr(cutting, "SHORTEST", 2_000)


def test_stretches_together_are_the_chapter(short):
    text = (PROSE * 9 + WIDE) * 5 + PROSE
    pieces = stretches(text)
    assert len(pieces) > 3 and "".join(piece for piece, _ in pieces) == text
    before = 0
    for piece, footnotes in pieces:
        assert footnotes == before
        before += piece.count("footnote")


def test_a_chapter_is_cut_only_where_the_paper_turns(short):
    text = (PROSE * 9 + WIDE + WIDE) * 5 + PROSE * 9
    pieces = [piece for piece, _ in stretches(text)]
    for before, piece in pairwise(pieces):
        assert before.endswith(WIDE) != piece.startswith(WIDE)


@pytest.mark.parametrize("text", ["", PROSE, PROSE * 60, (PROSE * 9 + HIDDEN) * 6])
def test_a_chapter_without_turned_pages_of_its_own_stays_whole(short, text):
    assert stretches(text) == [(text, 0)]


def test_a_usual_chapter_stays_whole():
    assert len(stretches((PROSE * 9 + WIDE) * 5)) == 1


def test_elements_within_others_are_not_outermost():
    elements = ["<p>a<br>b<hr/></p>", "<img src='x'>", "<div><p>c</p></div> tail", "<p>d</p>"]
    text = "".join(elements)
    assert list(outermost(text)) == [text.index(element) for element in elements]


def test_a_book_in_stretches_looks_like_one_in_whole_chapters(printer, monkeypatch, tmp_path):  # noqa: F811
    manuscript = manuscripts.build(3)
    printed = {}
    for name, shortest in (("whole", 10_000_000), ("cut", 2_000)):
        monkeypatch.setattr(cutting, "SHORTEST", shortest)
        printed[name] = print_one(printer, manuscript)
        (tmp_path / name).write_bytes(printed[name].data)
    monkeypatch.setattr(cutting, "SHORTEST", 2_000)
    parts, _ = parts_of(manuscript)
    cut = [part for part in parts if 'class="chapter" style=' in part.html]
    assert cut and any(re.search("footnote [1-9]", part.html) for part in cut)
    assert printed["cut"].page_count == printed["whole"].page_count
    assert drawn(tmp_path / "cut") == drawn(tmp_path / "whole")
    assert pdfcheck.faults(pdfcheck.open_pdf(printed["cut"].data)) == []


def drawn(path) -> list[bytes]:
    """What each page of a file looks like, one byte for each point of 60 to the inch."""
    program = shutil.which("pdftoppm")
    if not program:
        return [pdfcheck.page_text(page).encode() for page in pdfcheck.open_pdf(path.read_bytes()).pages]
    subprocess.run([program, "-r", "60", "-gray", path, path], check=True)
    return [page.read_bytes() for page in sorted(path.parent.glob(f"{path.name}-*"))]


def test_what_is_in_no_stretch_is_missed(short):
    manuscript = manuscripts.build(1)
    chapter = next(each for each in manuscript.books[0].chapters if each.kind == "chapter")
    lost = chapter.headings[-1].anchor
    text = (PROSE * 9 + WIDE) * 2 + chapter.html.replace(f'id="{lost}"', "", 1)
    parts = [part for part in parts_of(manuscripts.with_chapter(manuscript, html=text))[0] if part.key == chapter.key]
    assert len(parts) > 1 and not any(lost in part.anchors for part in parts)
    assert [lost in part.expected for part in parts] == [False] * (len(parts) - 1) + [True]
