"""The demo's three books, whole. A module of its own: the demo stays in one transaction while its module runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from accounts.models import User
from masterplan.changes import changes, side_of_edition, side_of_work
from masterplan.export.assemble import assemble, assemble_edition
from masterplan.models import Edition, Export, Section, SectionStateChange

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


@pytest.mark.slow
def test_demo_has_a_first_edition_made_by_the_rules_and_changes_since(demo_plan, db, client):
    edition = Edition.objects.get()
    assert (edition.code, edition.state, edition.regulation[-8:]) == ("LWU-2026-1", "enacted", "(contoh)")
    assert assemble_edition(edition).content_hash == edition.content_hash and not Export.objects.exists()
    sources = {row["key"]: row for row in edition.sources}
    assert set(sources) == set(Section.objects.filter(book__plan=demo_plan).written().values_list("key", flat=True))
    approvals = SectionStateChange.objects.filter(to_state="approved", by__role="leader", at__lte=edition.frozen_at)
    said = set(approvals.values_list("section__key", "content_hash"))
    assert {(key, row["hash"]) for key, row in sources.items()} <= said
    page = client.get(edition.get_absolute_url()).content.decode()
    assert edition.content_hash[:4] in page and "Buku 1" in page
    user = User.objects.get(username="kominfo")
    rows = changes(demo_plan, side_of_edition(edition), side_of_work(demo_plan, user, NOW), user)
    assert {"added", "changed", "figures"} <= {row.difference.kind for row in rows} and 30 < len(rows) < 90
    assert all(row.who and row.why for row in rows)
