"""The manuscript's pages: who sees what, numbers, history, comparison, comments, plain form, queries, nothing executable."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail
from django.urls import reverse

from masterplan.models import Comment, Revision, Section, Thread
from masterplan.writing import save_section
from tests import factories

TEXT = "<p>Satu puskesmas.</p><p>Dua puskesmas.</p>"
NASTY = [
    "<script>window.__x=1</script>",
    '<img src=x onerror="window.__x=1">',
    '<p onclick="window.__x=1">a</p>',
    '<a href="javascript:window.__x=1">a</a>',
    '<svg onload="window.__x=1"></svg>',
    '<p style="position:fixed">a</p>',
    '<iframe src="https://contoh.test"></iframe>',
    "{{ 7|add:7 }}{% now 'Y' %}",
]


@pytest.fixture
def section(plan, cast) -> Section:
    section = Section.objects.get(key="b1.one.background")
    write(section, cast.editor, TEXT)
    return section


def write(section: Section, user, html: str, **more):
    section.refresh_from_db()
    result = save_section(section.pk, user=user, base_version=section.version, save_id=uuid.uuid4(), html=html, **more)
    section.refresh_from_db()
    return result


def url(name: str, *args) -> str:
    return reverse(f"masterplan:{name}", args=args)


# ---- Who sees what ----

PAGES = [
    "section_detail",
    "section_history",
    "section_compare",
    "section_checks",
    "thread_list",
    "picker_choices",
    "block_preview",
]


@pytest.mark.parametrize("name", PAGES)
def test_side_doors_follow_the_main_door(client, section, cast, name):
    """Z02, Z05: a draft of an OPD is a 404 for all others at each of its addresses."""
    for who, status in {"editor": 200, "administrator": 200, "contributor": 200, "head": 200}.items():
        client.force_login(getattr(cast, who))
        assert client.get(url(name, section.key)).status_code == status, who
    for who in ("other_contributor", "other_head", "reviewer", "leader"):
        client.force_login(getattr(cast, who))
        response = client.get(url(name, section.key))
        assert response.status_code == 404 and "puskesmas" not in response.content.decode(), who


def test_edit_page_rights(client, section, cast):
    expected = {
        "editor": 200,
        "contributor": 200,
        "head": 200,
        "administrator": 403,
        "other_contributor": 404,
        "reviewer": 404,
    }
    for who, status in expected.items():
        client.force_login(getattr(cast, who))
        for page in ("section_edit", "section_import"):
            assert client.get(url(page, section.key)).status_code == status, (who, page)
    Section.objects.filter(pk=section.pk).update(state="submitted")
    client.force_login(cast.reviewer)
    assert client.get(url("section_detail", section.key)).status_code == 200
    assert client.get(url("section_edit", section.key)).status_code == 403


def test_a_draft_appears_in_no_list_of_another_opd(client, section, cast):
    Section.objects.filter(pk=section.pk).update(title="Kenari rahasia")
    client.force_login(cast.other_contributor)
    for address in (
        url("book_list"),
        url("book_detail", "b1"),
        url("section_detail", "b1.two.society"),
        url("section_detail", "b1.one"),
    ):
        response = client.get(address)
        assert response.status_code == 200 and "Kenari rahasia" not in response.content.decode(), address


@pytest.mark.parametrize("key", ["b1.never", "x" * 300, "9" * 20, "b1.one.background%00", "b1.one.background/%2e%2e"])
def test_unknown_keys_are_no_fault(client, section, cast, key):
    client.force_login(cast.editor)
    assert client.get(f"/naskah/bagian/{key}/").status_code in (400, 404)


# ---- Pages ----


def test_book_pages_number_the_outline(client, section, cast):
    client.force_login(cast.editor)
    page = client.get(url("book_detail", "b1")).content.decode()
    assert "BAB I" in page and "1.1" in page and "2.3" in page and "Lampiran 1" in page
    page = client.get(url("section_detail", section.key)).content.decode()
    assert "Satu puskesmas." in page and "Latar Belakang" in page


def test_filters_of_a_book_stand_in_the_address(client, section, cast):
    client.force_login(cast.editor)
    page = client.get(url("book_detail", "b1"), {"q": "latar", "keadaan": "draft", "opd": "dinkes"}).content.decode()
    rows = page.split("<tbody>")[1]
    assert "Latar Belakang" in rows and "Smart Society" not in rows
    nothing = client.get(url("book_detail", "b1"), {"q": "tidak ada yang begini"}).content.decode()
    assert "<tbody>" not in nothing


def test_queries_do_not_grow_with_the_outline(client, section, cast, plan, django_assert_max_num_queries):
    """L10: the same number with 10 and with 60 sections, at most 12 for lists."""
    client.force_login(cast.editor)

    def counts() -> list[int]:
        found = []
        for address in (
            url("book_list"),
            url("book_detail", "b1"),
            url("review_queue"),
            url("section_detail", section.key),
            url("section_edit", section.key),
        ):
            with django_assert_max_num_queries(40) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    counts()
    few = counts()
    chapter = Section.objects.get(key="b1.two")
    for number in range(50):
        row = factories.make_section(
            chapter.book, f"b1.two.x{number}", parent=chapter, organisation=section.organisation
        )
        Section.objects.filter(pk=row.pk).update(edited_by=cast.contributor, html=TEXT)
    assert counts() == few
    assert max(few[:3]) <= 12


def test_history_folds_a_sitting_and_shows_every_save_when_asked(client, section, cast):
    """C24"""
    for number in range(5):
        write(section, cast.editor, f"<p>Versi {number}</p>")
    write(section, cast.contributor, "<p>Orang lain</p>")
    client.force_login(cast.editor)
    folded = client.get(url("section_history", section.key)).content.decode()
    whole = client.get(url("section_history", section.key), {"semua": "1"}).content.decode()
    history = url("section_history", section.key)
    assert f"{history}7/" in folded and f"{history}6/" in folded and f"{history}4/" not in folded.split("<aside")[0]
    assert all(f"{history}{number}/" in whole for number in range(1, 8))


def test_compare_shows_words_numbers_and_rows(client, section, cast):
    table = '<figure class="table"><figcaption>J</figcaption><table><tbody><tr><td><p>14</p></td></tr>{}</tbody></table></figure>'
    write(section, cast.editor, "<p>Pada 2025 ada 1.250 warga.</p>" + table.format(""))
    write(
        section,
        cast.editor,
        "<p>Pada <strong>2025</strong> ada 1.350 warga.</p>" + table.format("<tr><td><p>15</p></td></tr>"),
    )
    client.force_login(cast.editor)
    page = client.get(url("section_compare", section.key), {"dari": 2, "ke": 3}).content.decode()
    assert "<del>1.250</del>" in page and "<ins>1.350</ins>" in page and 'class="format"' in page
    assert 'class="block-ins"' in page
    for wrong in ({"dari": "x", "ke": "2"}, {"ke": "9" * 20}, {"dari": "-1"}, {"dari": "1", "ke": "99"}):
        assert client.get(url("section_compare", section.key), wrong).status_code == 404
    assert client.get(url("section_compare", section.key), {"dari": "0", "ke": "1"}).status_code == 200


def test_restore_makes_a_new_version_and_is_bound_to_the_shown_one(client, section, cast):
    """C22"""
    write(section, cast.editor, "<p>Baru</p>")
    client.force_login(cast.editor)
    address = url("section_restore", section.key, 1)
    late = client.post(address, {"version": 1, "save_id": str(uuid.uuid4())})
    section.refresh_from_db()
    assert late.status_code == 302 and section.version == 2 and "Baru" in section.html
    client.post(address, {"version": 2, "save_id": str(uuid.uuid4())})
    section.refresh_from_db()
    assert section.version == 3 and section.html == TEXT
    assert section.revisions.get(number=3).kind == Revision.Kind.RESTORE
    assert client.post(address, {"version": "x"}).status_code == 400
    client.force_login(cast.administrator)
    assert client.post(address, {"version": 3, "save_id": str(uuid.uuid4())}).status_code == 403


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_executes_on_any_page(client, section, cast, nasty):
    """X01, X06, X07, X09: even what got into the database past the cleaning is harmless where it is shown."""
    for number, html in ((2, nasty), (3, f"{TEXT}{nasty}")):
        Revision.objects.create(section=section, number=number, save_id=uuid.uuid4(), html=html, saved_by=cast.editor)
    write(section, cast.editor, f"{TEXT}{nasty}") if section.version == 3 else None
    client.force_login(cast.editor)
    for address in (url("section_revision", section.key, 2), f"{url('section_compare', section.key)}?dari=2&ke=3"):
        page = client.get(address).content.decode()
        text = page.split('class="desk-body"')[1].split("<aside")[0]
        for sign in ("<script>window", "onerror", "onclick", "javascript:", "<svg onload", "<iframe", "position:fixed"):
            assert sign not in text, address
        assert "14" not in text or "{{" not in nasty


# ---- Without scripts ----


def test_plain_form_checks_the_version(client, section, cast):
    """B05"""
    client.force_login(cast.editor)
    page = client.get(url("section_edit", section.key))
    form = page.context["form"]
    fields = {
        "base_version": form.initial["base_version"],
        "save_id": str(form.initial["save_id"]),
        "seen_state": "draft",
    }
    write(section, cast.contributor, "<p>Lebih dulu</p>")
    late = client.post(url("section_edit", section.key), fields | {"html": "<p>Terlambat</p>"})
    assert late.status_code == 409
    text = late.content.decode()
    assert "Lebih dulu" in text and "Terlambat" in text and cast.contributor.name in text
    choice = late.context["choices"][-1]["form"]
    done = client.post(
        url("section_edit", section.key),
        {
            "base_version": choice.initial["base_version"],
            "save_id": str(choice.initial["save_id"]),
            "html": choice.initial["html"],
        },
    )
    section.refresh_from_db()
    assert done.status_code == 302 and section.html == "<p>Terlambat</p>" and section.version == 3
    for missing in ("base_version", "save_id"):
        broken = {key: value for key, value in fields.items() if key != missing} | {"html": "<p>x</p>"}
        assert client.post(url("section_edit", section.key), broken).status_code == 422


# ---- Comments ----


def test_comment_thread_from_start_to_resolve(client, section, cast, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client.force_login(cast.contributor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            url("thread_create", section.key),
            {
                "text": f"Tolong @{cast.editor.username}, @{cast.other_head.username} periksa.",
                "quote": "Dua puskesmas",
                "before": "Satu ",
                "after": ".",
            },
        )
    thread = Thread.objects.get()
    comment = thread.comments.get()
    assert thread.quote == "Dua puskesmas" and set(comment.mentions.all()) == {cast.editor}
    assert [message.to for message in mail.outbox] == [[cast.editor.email]]
    assert (
        "Dua puskesmas" in mail.outbox[0].body
        and f"#k-{thread.pk}" in mail.outbox[0].body
        and "Tolong" in mail.outbox[0].body
    )
    client.force_login(cast.editor)
    client.post(url("thread_reply", thread.pk), {"text": "Sudah."})
    client.post(url("thread_resolve", thread.pk))
    thread.refresh_from_db()
    assert thread.resolved_by == cast.editor and thread.comments.count() == 2
    assert "Sudah." not in client.get(url("thread_list", section.key)).content.decode()
    assert "Sudah." in client.get(url("thread_list", section.key), {"selesai": "1"}).content.decode()
    client.post(url("thread_reply", thread.pk), {"text": "Masih ada."})
    thread.refresh_from_db()
    assert thread.resolved_at is None


def test_comments_of_others_are_closed(client, section, cast):
    thread = Thread.objects.create(section=section, started_by=cast.editor)
    Comment.objects.create(thread=thread, by=cast.editor, text="Rahasia")
    client.force_login(cast.other_contributor)
    assert client.post(url("thread_reply", thread.pk), {"text": "x"}).status_code == 404
    assert client.post(url("thread_resolve", thread.pk)).status_code == 404
    assert client.post(url("thread_create", section.key), {"text": "x"}).status_code == 404
    client.force_login(cast.administrator)
    assert client.post(url("thread_resolve", thread.pk)).status_code == 403


def test_an_empty_comment_is_told(client, section, cast):
    client.force_login(cast.editor)
    response = client.post(url("thread_create", section.key), {"text": " \n "}, headers={"HX-Request": "true"})
    assert response.status_code == 422 and not Thread.objects.exists()


# ---- Pasting ----


def test_paste_comes_back_in_canonical_form(client, section, cast):
    client.force_login(cast.contributor)
    word = '<p class="MsoNormal" style="color:red"><b>Tebal</b><o:p></o:p></p>'
    response = client.post(url("section_paste", section.key), {"html": word}, content_type="application/json")
    assert response.json() == {"html": "<p><strong>Tebal</strong></p>"}
    client.logout()
    assert (
        client.post(url("section_paste", section.key), {"html": word}, content_type="application/json").status_code
        == 401
    )
