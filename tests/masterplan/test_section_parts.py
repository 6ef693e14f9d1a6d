"""Merging, comparing, checking and arranging: the deeds behind the manuscript's pages."""

from __future__ import annotations

import re
import threading
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.html import clean_html
from masterplan import arranging
from masterplan.checking import findings
from masterplan.comparing import compare
from masterplan.merging import Clash, merge, merged_text
from masterplan.models import Section
from masterplan.writing import save_section

LIST = "<p>a</p><ul><li><p>x</p></li><li><p>y</p></li></ul><p>c</p>"
TABLE = (
    '<figure class="table"><figcaption>J</figcaption><table><thead><tr><th scope="col"><p>K</p></th></tr></thead>'
    "<tbody><tr><td><p>1</p></td></tr><tr><td><p>2</p></td></tr></tbody></table></figure>"
)

# ---- Merging ----


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (
            LIST,
            LIST.replace("a<", "A<"),
            LIST.replace("y<", "Y<"),
            "<p>A</p><ul><li><p>x</p></li><li><p>Y</p></li></ul><p>c</p>",
        ),
        # Neighbours are no conflict.
        (LIST, LIST.replace("x<", "X<"), LIST.replace("y<", "Y<"), LIST.replace("x<", "X<").replace("y<", "Y<")),
        (
            TABLE,
            TABLE.replace("1<", "10<"),
            TABLE.replace("2<", "20<"),
            TABLE.replace("1<", "10<").replace("2<", "20<"),
        ),
        # Two additions at one place are both kept, the saved one first.
        (LIST, LIST + "<p>saya</p>", LIST + "<p>dia</p>", LIST + "<p>dia</p><p>saya</p>"),
        # The same change by both is made once.
        (LIST, LIST + "<p>sama</p>", LIST + "<p>sama</p>", LIST + "<p>sama</p>"),
        (LIST, LIST, LIST.replace("c<", "C<"), LIST.replace("c<", "C<")),
        ("", "<p>x</p>", "", "<p>x</p>"),
    ],
)
def test_merge_joins_changes_of_different_blocks(base, mine, theirs, merged):
    assert merged_text(merge(base, mine, theirs)) == merged


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (LIST.replace("x<", "X<"), LIST.replace("x<", "Z<")),
        ("<p>a</p><p>c</p>", LIST.replace("x<", "Z<")),
        (LIST.replace("a<", "A<"), LIST.replace("<p>a</p>", "")),
    ],
)
def test_merge_shows_both_versions_of_the_same_block(mine, theirs):
    parts = merge(LIST, mine, theirs)
    assert merged_text(parts) is None and any(isinstance(part, Clash) for part in parts)
    assert "".join(part.mine if isinstance(part, Clash) else part for part in parts) == mine
    assert "".join(part.theirs if isinstance(part, Clash) else part for part in parts) == theirs


paragraphs = st.lists(
    st.sampled_from([f"<p>{word}</p>" for word in "satu dua tiga empat lima enam".split()]), max_size=7
).map("".join)


@given(paragraphs, paragraphs, paragraphs)
@settings(max_examples=150, deadline=None)
def test_merge_loses_nothing(base, mine, theirs):
    """Whatever both wrote anew stands in the merge, or in the two sides of a clash."""
    parts = merge(base, mine, theirs)
    if not any(isinstance(part, Clash) for part in parts):
        text = merged_text(parts)
        for block in re.findall(r"<p>.*?</p>", mine + theirs):
            assert block in text or block in base
    assert merge(base, mine, base) == ([mine] if mine else [])
    assert merge(base, base, theirs) == ([theirs] if theirs else [])


# ---- Comparing ----


@given(paragraphs, paragraphs)
@settings(max_examples=100, deadline=None)
def test_compare_holds_both_texts(old, new):
    result = compare(old, new)
    words = lambda html: re.findall(r"\w+", re.sub(r"<[^>]*>", " ", html))  # noqa: E731
    kept = re.sub(r'<del[^>]*>.*?</del>|<(\w+) class="block-del[^"]*"[^>]*>.*?</\1>', "", result.html)
    gone = re.sub(r'<ins[^>]*>.*?</ins>|<(\w+) class="block-ins[^"]*"[^>]*>.*?</\1>', "", result.html)
    assert words(kept) == words(new) and words(gone) == words(old)
    assert (result.changes == 0) == (old == new)


def test_compare_marks_what_moved():
    one, two = f"<p>{'Paragraf pertama panjang. ' * 3}</p>", f"<p>{'Paragraf kedua juga panjang. ' * 3}</p>"
    assert " moved" in compare(one + two, two + one).html


def test_compare_of_a_large_text_is_quick():
    import time

    old = "".join(f"<p>{'kata ' * 60}{number}</p>" for number in range(300))
    start = time.perf_counter()
    compare(old, old.replace("kata 7<", "kata 8<"))
    assert time.perf_counter() - start < 2


# ---- Checks ----


def told(section: Section, html: str) -> str:
    return " | ".join(finding.text for finding in findings(section, html))


def test_checks_name_what_is_missing_and_where(plan, cast):
    section = Section.objects.select_related("book__plan", "dimension", "subdimension").get(key="b1.one.background")
    section.min_words = 50
    html = (
        "<p>Pendek.</p>"
        '<figure class="table"><table><tbody><tr><td><p>1</p></td></tr></tbody></table></figure>'
        '<figure class="image"><img src="/berkas/11111111-1111-4111-8111-111111111111/" alt=""></figure>'
        '<p>Lihat <span data-rujuk="section:b1.tidak.ada"></span> dan <span data-rujuk="section:b1.one.purpose"></span>.</p>'
        '<div data-blok="tidak_dikenal"></div>'
    )
    found = findings(section, clean_html(html))
    assert sorted({finding.block for finding in found}) == [0, 2, 3, 4, 5]
    assert {finding.block for finding in found if finding.blocks_submission} == {3, 4, 5}
    assert not findings(section, "<p>" + "kata " * 60 + "</p>")


def test_a_table_wider_than_a_landscape_page_is_told(plan):
    section = Section.objects.select_related("book__plan").get(key="b1.one.purpose")
    row = "".join(f"<td><p>{'panjangsekali' * 2}</p></td>" for _column in range(12))
    table = f'<figure class="table"><figcaption>J</figcaption><table><thead><tr><th scope="col"><p>x</p></th></tr></thead><tbody><tr>{row}</tr></tbody></table></figure>'
    narrow = table.replace("panjangsekali" * 2, "sel")
    assert len(findings(section, table)) == len(findings(section, narrow)) + 1


def test_submit_is_refused_while_something_must_be_mended(client, plan, cast):
    section = Section.objects.get(key="b1.one.background")
    html = '<p>Lihat <span data-rujuk="section:b1.tidak.ada"></span>.</p>'
    save_section(section.pk, user=cast.contributor, base_version=0, save_id=uuid.uuid4(), html=html)
    client.force_login(cast.contributor)
    assert client.post(reverse("masterplan:section_submit", args=[section.key]), {"version": 1}).status_code == 422


# ---- Arranging ----


def titles(parent: str) -> list[str]:
    return list(Section.objects.filter(parent__key=parent).order_by("position").values_list("key", flat=True))


def positions_are_whole() -> bool:
    rows: dict[tuple, list[int]] = {}
    for book, parent, position in Section.objects.values_list("book", "parent", "position"):
        rows.setdefault((book, parent), []).append(position)
    return all(sorted(found) == list(range(1, len(found) + 1)) for found in rows.values())


def pk(key: str) -> int:
    return Section.objects.get(key=key).pk


def test_moves_up_down_in_out_and_over_the_edge(plan):
    arranging.move(pk("b1.two.society"), "up")
    assert titles("b1.two") == ["b1.two.society", "b1.two.living", "b1.two.closing"]
    arranging.move(pk("b1.two.living"), "in")
    assert titles("b1.two.society") == ["b1.two.living"] and titles("b1.two") == ["b1.two.society", "b1.two.closing"]
    arranging.move(pk("b1.two.living"), "out")
    assert titles("b1.two") == ["b1.two.society", "b1.two.living", "b1.two.closing"]
    arranging.move(pk("b1.two.society"), "up")
    assert titles("b1.one")[-1] == "b1.two.society"
    arranging.move(pk("b1.two.society"), "down")
    assert titles("b1.two")[0] == "b1.two.society"
    assert positions_are_whole()


@pytest.mark.parametrize(
    ("key", "direction"),
    [("b1.one.background", "in"), ("b1.one.background", "out"), ("b1.one", "in"), ("b1.one.background", "sideways")],
)
def test_impossible_moves_are_told(plan, key, direction):
    before = list(Section.objects.order_by("pk").values_list("parent", "position"))
    with pytest.raises(arranging.ArrangeError):
        arranging.move(pk(key), direction)
    assert list(Section.objects.order_by("pk").values_list("parent", "position")) == before


def test_add_rename_retire_and_bring_back(client, plan, cast):
    client.force_login(cast.editor)
    client.post(reverse("masterplan:section_add", args=["b1"]), {"title": "Peta Wilayah", "parent": "b1.one"})
    added = Section.objects.get(key="b1.one.peta-wilayah")
    assert titles("b1.one")[-1] == added.key and added.kind == "section"
    client.post(reverse("masterplan:section_add", args=["b1"]), {"title": "Bab Baru"})
    assert list(Section.objects.filter(parent=None).order_by("position").values_list("kind", flat=True)) == [
        "front",
        "chapter",
        "chapter",
        "chapter",
        "appendix",
    ]
    client.post(reverse("masterplan:section_rename", args=[added.key]), {"title": "Peta"})
    client.post(reverse("masterplan:section_retire", args=[added.key]))
    added.refresh_from_db()
    assert added.title == "Peta" and not added.is_active
    assert (
        "Peta"
        not in client.get(reverse("masterplan:book_detail", args=["b1"]))
        .content.decode()
        .split("<tbody>")[1]
        .split("</tbody>")[0]
    )
    client.post(reverse("masterplan:section_retire", args=[added.key]), {"back": "1"})
    added.refresh_from_db()
    assert added.is_active and positions_are_whole()


def test_assign_several_at_once(client, plan, cast):
    client.force_login(cast.editor)
    address = reverse("masterplan:outline_assign", args=["b1"])
    keys = ["b1.one.purpose", "b1.two.closing"]
    data = {"section": [pk(key) for key in keys], "organisation": "disdik", "due_on": "31/12/2026"}
    client.post(address, data)
    rows = Section.objects.filter(key__in=keys).values_list("organisation__key", "due_on")
    assert {(key, due.isoformat()) for key, due in rows} == {("disdik", "2026-12-31")}
    assert client.post(address, data | {"due_on": "31/02/2026"}).status_code == 422
    assert client.post(address, {"organisation": "disdik"}).status_code == 422
    assert client.post(address, data | {"organisation": "tidak-ada"}).status_code == 404


@pytest.mark.parametrize("name", ["section_move", "section_rename", "section_retire"])
def test_outline_belongs_to_editors_and_administrators(client, plan, cast, name):
    address = reverse(f"masterplan:{name}", args=["b1.one.background"])
    for who, status in {"contributor": 403, "head": 403, "other_contributor": 404, "reviewer": 404}.items():
        client.force_login(getattr(cast, who))
        assert client.post(address, {"direction": "down", "title": "x"}).status_code == status, who
    client.force_login(cast.administrator)
    assert client.post(address, {"direction": "down", "title": "x"}).status_code == 302
    assert client.get(address).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_people_reordering_at_once_leave_no_gap_or_double(plan):
    """C21"""
    keys = ["b1.one.background", "b1.one.purpose", "b1.two.living", "b1.two.society", "b1.two.closing"]
    ids = [pk(key) for key in keys]
    barrier = threading.Barrier(4)
    faults: list[Exception] = []

    def shuffle(index: int) -> None:
        barrier.wait(10)
        for number in range(12):
            try:
                arranging.move(ids[(index + number) % len(ids)], ("up", "down", "in", "out")[(index * number) % 4])
            except arranging.ArrangeError:
                pass
            except Exception as error:
                faults.append(error)
        connection.close()

    threads = [threading.Thread(target=shuffle, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults and positions_are_whole()
    assert set(Section.objects.filter(pk__in=ids).values_list("key", flat=True)) == set(keys)
