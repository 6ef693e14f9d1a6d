"""The demo's three books, whole. A module of its own: the demo stays in one transaction while its module runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from masterplan.export.assemble import assemble

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.slow
def test_demo_books_have_no_block_boxed_and_no_reference_broken(demo_plan, db):
    manuscript = assemble(demo_plan, ["b1", "b2", "b3"], as_of=NOW)
    html = "".join(chapter.html for book in manuscript.books for chapter in book.chapters)
    assert 'class="note warn notice"' not in html and 'class="unresolved"' not in html
    assert "data-blok" not in html and "x-part" not in html
    anchors = re.findall(r' id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    chapters = {chapter.headings[0].anchor for book in manuscript.books for chapter in book.chapters}
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors) | chapters
