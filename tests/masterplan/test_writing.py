"""The one write path: compare and set, replays, conflicts, merging, bad input, new rounds (cases C01–C24, W01, I01, I02)."""

from __future__ import annotations

import json
import os
import threading
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from masterplan import writing
from masterplan.history import days
from masterplan.models import Review, Revision, Section, SectionStateChange
from masterplan.writing import BadSave, Conflict, Saved, SectionGone, StateMoved, TooLarge, Unkeepable, save_section

ROUNDS = int(os.environ.get("ROUNDS", 12))
BASE = "<p>Satu.</p><p>Dua.</p><p>Tiga.</p>"
DEEP = "<ul><li><p>x</p>" * 60 + "</li></ul>" * 60


@pytest.fixture
def section(plan) -> Section:
    return Section.objects.get(key="b1.one.background")


def keep(section: Section, user, html: str, base: int, **more):
    return save_section(
        section.pk, user=user, base_version=base, save_id=more.pop("save_id", uuid.uuid4()), html=html, **more
    )


def post(client, section: Section, **body):
    url = reverse("masterplan:section_save", args=[section.key])
    return client.post(url, json.dumps(body), content_type="application/json")


# ---- Keeping ----


def test_save_keeps_text_version_and_revision(section, cast):
    saved = keep(section, cast.editor, "<p>Halo dunia.</p>", 0)
    assert isinstance(saved, Saved) and saved.version == 1
    section.refresh_from_db()
    assert (section.html, section.version, section.word_count, section.edited_by) == (
        "<p>Halo dunia.</p>",
        1,
        2,
        cast.editor,
    )
    revision = section.revisions.get()
    assert (revision.number, revision.html, revision.saved_by, revision.kind) == (1, saved.html, cast.editor, "save")


def test_save_cleans_what_bypasses_the_editor(section, cast):
    saved = keep(section, cast.editor, '<p onclick="x()">Aman<script>alert(1)</script></p>', 0)
    assert saved.html == "<p>Aman</p>"
    assert section.revisions.get().html == "<p>Aman</p>"


def test_replayed_save_gives_the_first_answer(section, cast):
    save_id = uuid.uuid4()
    first = keep(section, cast.editor, "<p>Satu</p>", 0, save_id=save_id)
    keep(section, cast.editor, "<p>Dua</p>", 1)
    again = keep(section, cast.editor, "<p>Satu</p>", 0, save_id=save_id)
    assert (again.version, again.saved_at, again.html) == (first.version, first.saved_at, first.html)
    assert section.revisions.count() == 2


def test_save_id_of_another_text_or_person_is_refused(section, cast):
    save_id = uuid.uuid4()
    keep(section, cast.editor, "<p>Satu</p>", 0, save_id=save_id)
    with pytest.raises(BadSave):
        keep(section, cast.editor, "<p>Lain</p>", 0, save_id=save_id)
    with pytest.raises(BadSave):
        keep(section, cast.contributor, "<p>Satu</p>", 0, save_id=save_id)
    assert section.revisions.count() == 1


# ---- Conflicts ----


def test_late_save_gets_both_texts_and_its_own_is_kept_aside(section, cast):
    keep(section, cast.editor, BASE, 0)
    keep(section, cast.contributor, BASE.replace("Dua.", "Dua dari dinkes."), 1)
    late = keep(section, cast.editor, BASE.replace("Dua.", "Dua dari kominfo."), 1)
    assert isinstance(late, Conflict)
    assert late.version == 2 and late.by == cast.contributor and late.at is not None
    assert "dari dinkes" in late.html and "dari kominfo" in late.mine
    assert late.merged is None
    aside = section.revisions.get(number=None)
    assert aside.kind == Revision.Kind.ASIDE and aside.html == late.mine and aside.saved_by == cast.editor
    section.refresh_from_db()
    assert "dari dinkes" in section.html and section.version == 2


def test_conflict_in_different_blocks_comes_back_merged(section, cast):
    keep(section, cast.editor, BASE, 0)
    keep(section, cast.contributor, BASE.replace("Satu.", "Satu baru."), 1)
    late = keep(section, cast.editor, BASE.replace("Dua.", "Dua baru."), 1)
    assert isinstance(late, Conflict)
    assert late.merged == "<p>Satu baru.</p><p>Dua baru.</p><p>Tiga.</p>"
    merged = keep(section, cast.editor, late.merged, late.version, kind=Revision.Kind.MERGE)
    assert merged.version == 3 and section.revisions.get(number=3).kind == Revision.Kind.MERGE


def test_replayed_conflict_stays_a_conflict_and_is_kept_once(section, cast):
    keep(section, cast.editor, BASE, 0)
    save_id = uuid.uuid4()
    for _attempt in range(2):
        assert isinstance(keep(section, cast.contributor, "<p>Terlambat</p>", 0, save_id=save_id), Conflict)
    assert section.revisions.filter(number=None).count() == 1


def test_save_from_the_future_is_refused(section, cast):
    with pytest.raises(BadSave):
        keep(section, cast.editor, "<p>x</p>", 5)
    assert not section.revisions.exists()


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("<p>a\x00b</p>", BadSave),
        ("<p>a\ud800b</p>", BadSave),
        ("<p>" + "a" * (1024 * 1024) + "</p>", TooLarge),
        (DEEP, Unkeepable),
    ],
)
def test_text_that_cannot_be_kept_is_refused(section, cast, html, error):
    with pytest.raises(error):
        keep(section, cast.editor, html, 0)
    section.refresh_from_db()
    assert section.version == 0 and not section.revisions.exists()


def test_save_into_a_removed_or_generated_section_is_refused(section, cast):
    Section.objects.filter(pk=section.pk).update(is_active=False)
    with pytest.raises(SectionGone):
        keep(section, cast.editor, "<p>x</p>", 0)
    with pytest.raises(SectionGone):
        save_section(2**40, user=cast.editor, base_version=0, save_id=uuid.uuid4(), html="<p>x</p>")
    with pytest.raises(Unkeepable):
        keep(Section.objects.get(key="b1.front.cover"), cast.editor, "<p>x</p>", 0)


# ---- Rounds ----


@pytest.mark.parametrize("state", ["submitted", "verified", "approved"])
def test_edit_after_handing_over_opens_a_new_round(section, cast, state):
    keep(section, cast.editor, BASE, 0)
    Section.objects.filter(pk=section.pk).update(state=state)
    review = Review.objects.create(section=section, version=1, submitted_by=cast.contributor)
    saved = keep(section, cast.editor, BASE + "<p>Empat.</p>", 1, seen_state=state)
    assert saved.reopened and saved.state == "draft"
    change = SectionStateChange.objects.get(section=section)
    assert (change.from_state, change.to_state, change.by, change.version) == (state, "draft", cast.editor, 2)
    review.refresh_from_db()
    section.refresh_from_db()
    assert review.closed_at is not None and section.state == "draft"
    assert change.content_hash == section.content_hash


def test_stale_form_does_not_reopen_what_was_approved_meanwhile(section, cast):
    """W01: the form was opened as a draft; the approved text stays byte for byte, the late text is kept aside."""
    keep(section, cast.editor, BASE, 0)
    Section.objects.filter(pk=section.pk).update(state="approved")
    before = Section.objects.get(pk=section.pk).content_hash
    with pytest.raises(StateMoved):
        keep(section, cast.editor, "<p>Terlambat</p>", 1, seen_state="draft")
    section.refresh_from_db()
    assert section.content_hash == before and section.state == "approved"
    assert section.revisions.get(number=None).html == "<p>Terlambat</p>"


# ---- Over HTTP ----


def test_save_address_answers_as_designed(client, section, cast):
    client.force_login(cast.contributor)
    save_id = str(uuid.uuid4())
    response = post(client, section, base_version=0, save_id=save_id, html="<p>Halo</p>")
    assert response.status_code == 200
    body = response.json()
    assert body["version"] == 1 and body["html"] == "<p>Halo</p>" and body["saved_at"]
    late = post(client, section, base_version=0, save_id=str(uuid.uuid4()), html="<p>Lain</p>")
    assert late.status_code == 409
    body = late.json()
    assert (body["version"], body["html"], body["by"]) == (1, "<p>Halo</p>", cast.contributor.name)
    assert body["mine"] == "<p>Lain</p>" and body["at"] and "merged" in body


GOOD = {"base_version": 0, "save_id": "6f1c2c1e-8a54-4c7b-9d57-0d3f0c2f8a11", "html": "<p>x</p>"}


@pytest.mark.parametrize(
    "change",
    [
        {"base_version": None},
        {"base_version": ""},
        {"base_version": "0"},
        {"base_version": -1},
        {"base_version": 0.0},
        {"base_version": True},
        {"base_version": 7},
        {"base_version": 10**20},
        {"save_id": None},
        {"save_id": "x"},
        {"save_id": 5},
        {"html": None},
        {"html": 5},
        {"html": ["<p>x</p>"]},
        {"html": "a\x00b"},
        {"html": "a\ud800b"},
    ],
)
def test_save_with_broken_fields_is_400(client, section, cast, change):
    """C05: a missing or wrong version never means "whatever is there now"."""
    client.force_login(cast.editor)
    body = {key: value for key, value in (GOOD | change).items() if value is not None}
    response = post(client, section, **body)
    assert response.status_code == 400 and response.json()["error"]
    section.refresh_from_db()
    assert section.version == 0


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"5", b"null", b"\xff\xfe", b"[" * 100_000, b'{"base_version": NaN}']
)
def test_save_with_an_unreadable_body_is_400(client, section, cast, raw):
    client.force_login(cast.editor)
    url = reverse("masterplan:section_save", args=[section.key])
    response = client.post(url, raw, content_type="application/json")
    assert response.status_code == 400 and response.json()["error"]


def test_save_over_one_megabyte_is_413(client, section, cast):
    client.force_login(cast.editor)
    response = post(client, section, **GOOD | {"html": "<p>" + "a" * 1_200_000 + "</p>"})
    assert response.status_code == 413 and response.json()["code"] == "too_large"
    response = post(client, section, **GOOD | {"html": "<p>" + "a" * 3_200_000 + "</p>"})
    assert response.status_code == 413


def test_save_that_cannot_be_kept_is_422(client, section, cast):
    client.force_login(cast.editor)
    assert post(client, section, **GOOD | {"html": DEEP}).status_code == 422


def test_save_signed_out_is_401_and_never_a_way_to_the_sign_in_page(client, section):
    response = post(client, section, **GOOD)
    assert response.status_code == 401 and response.json()["code"] == "signed_out"


def test_save_in_another_persons_name_is_401(client, section, cast):
    """C13: someone else signed in on this browser; the waiting text is not posted as theirs."""
    client.force_login(cast.editor)
    response = post(client, section, **GOOD, author=cast.contributor.pk)
    assert response.status_code == 401 and response.json()["code"] == "another_user"
    assert not section.revisions.exists()


def test_save_rights(client, section, cast):
    expected = {
        "editor": 200, "contributor": 200, "head": 200, "administrator": 403,
        "other_contributor": 404, "other_head": 404, "reviewer": 404, "leader": 404,
    }  # fmt: skip
    for who, status in expected.items():
        section.refresh_from_db()
        client.force_login(getattr(cast, who))
        body = GOOD | {"base_version": section.version, "save_id": str(uuid.uuid4())}
        assert post(client, section, **body).status_code == status, who


def test_save_into_a_vanished_section_is_410_for_its_writers_only(client, section, cast):
    """C20: the text stays with the writer; a stranger learns nothing."""
    Section.objects.filter(pk=section.pk).delete()
    client.force_login(cast.contributor)
    assert post(client, section, **GOOD).status_code == 410
    client.force_login(cast.other_contributor)
    assert post(client, section, **GOOD).status_code == 404
    client.force_login(cast.editor)
    assert post(client, SimpleNamespace(key="b1.never.was"), **GOOD).status_code == 404


def test_save_into_a_retired_section_is_410(client, section, cast):
    Section.objects.filter(pk=section.pk).update(is_active=False)
    client.force_login(cast.editor)
    assert post(client, section, **GOOD).status_code == 410


def test_save_needs_post(client, section, cast):
    client.force_login(cast.editor)
    assert client.get(reverse("masterplan:section_save", args=[section.key])).status_code == 405


def test_save_queries_do_not_grow_with_the_history(client, section, cast, django_assert_max_num_queries):
    client.force_login(cast.editor)
    for version in range(3):
        post(client, section, base_version=version, save_id=str(uuid.uuid4()), html=f"<p>Versi {version}</p>")
    with django_assert_max_num_queries(12):
        assert post(client, section, base_version=3, save_id=str(uuid.uuid4()), html="<p>Lagi</p>").status_code == 200


def test_heartbeat_names_the_others_and_leaves_the_version_alone(client, section, cast):
    """C09, C16: a heartbeat is no save; it is forgotten after two minutes by the database's clock."""
    url = reverse("masterplan:section_presence", args=[section.key])
    client.force_login(cast.contributor)
    client.post(url, json.dumps({"editing": True}), content_type="application/json")
    client.force_login(cast.editor)
    answer = client.post(url, json.dumps({"editing": True}), content_type="application/json").json()
    assert [row["name"] for row in answer["others"]] == [cast.contributor.name] and answer["version"] == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE masterplan_sectionpresence SET seen_at = now() - interval '121 seconds'")
    answer = client.post(url, json.dumps({"editing": True}), content_type="application/json").json()
    assert answer["others"] == []


def test_revision_text_cannot_be_changed_by_sql(section, cast):
    keep(section, cast.editor, BASE, 0)
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.update(html="<p>Lain</p>")


def test_a_server_clock_set_back_changes_no_order(section, cast, monkeypatch):
    """C19, T06: versions go on counting, nobody meets a conflict, and the history stands in the order of the versions."""
    clock = iter([0, 1, -1, -1, 0])
    field, now = Revision._meta.get_field("saved_at"), timezone.now()
    monkeypatch.setattr(field, "_get_default", lambda: now + timedelta(hours=next(clock)))
    for version in range(4):
        user = (cast.editor, cast.contributor)[version % 2]
        assert keep(section, user, f"<p>Versi {version}</p>", version).version == version + 1
    shown = [row.number for day in days(section, unfold=True) for entry in day.entries for row in entry.revisions]
    assert shown == [4, 3, 2, 1]


# ---- Races, with real threads on real connections ----


def together(count: int, work) -> list:
    """Run work(index) in that many threads that start at once; gives the results in order."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        try:
            barrier.wait(10)
            results[index] = work(index)
        except Exception as error:  # told by the assertion of the test
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_version_at_once_give_one_winner(section, cast):
    """C01: over HTTP, two people on two connections from the same base at the same instant, ROUNDS times: one 200 and one
    409 each time, the loser gets both texts, and every text that was sent is read again in the history."""
    clients = [Client(), Client()]
    for client, user in zip(clients, (cast.editor, cast.contributor), strict=True):
        client.force_login(user)
    sent: dict[bool, set[str]] = {True: set(), False: set()}
    for base in range(ROUNDS):
        texts = [f"<p>Putaran {base} dari {index}</p>" for index in range(2)]

        def save(index: int, base=base, texts=texts):
            return post(clients[index], section, base_version=base, save_id=str(uuid.uuid4()), html=texts[index])

        results = together(2, save)
        assert sorted(getattr(result, "status_code", result) for result in results) == [200, 409], results
        won, lost = (0, 1) if results[0].status_code == 200 else (1, 0)
        answer = results[lost].json()
        assert (answer["html"], answer["mine"], answer["version"]) == (texts[won], texts[lost], base + 1)
        assert answer["by"] == (cast.editor, cast.contributor)[won].name
        sent[True].add(texts[won])
        sent[False].add(texts[lost])
    history = section.revisions.values_list("number", "html")
    assert {html for number, html in history if number} == sent[True]
    assert {html for number, html in history if not number} == sent[False]
    assert sorted(number for number, _html in history if number) == list(range(1, ROUNDS + 1))


@pytest.mark.django_db(transaction=True)
def test_the_same_save_sent_twice_at_once_is_kept_once(section, cast):
    """C06: the retry may overtake the first."""
    save_id = uuid.uuid4()
    results = together(4, lambda _index: keep(section, cast.editor, "<p>Sekali</p>", 0, save_id=save_id))
    assert [getattr(result, "version", result) for result in results] == [1, 1, 1, 1]
    assert section.revisions.count() == 1


def lost_of(section: Section, users: list, writers: int, saves: int) -> tuple[int, int]:
    """Each writer adds words of his own to the newest text, so many times. Gives (acknowledged, of them lost)."""

    def write(index: int) -> list[str]:
        kept: list[str] = []
        for number in range(saves):
            word = f"p{index}k{number}"
            version, html = Section.objects.values_list("version", "html").get(pk=section.pk)
            if isinstance(keep(section, users[index % len(users)], f"{html}<p>{word}</p>", version), Saved):
                kept.append(word)
        return kept

    results = together(writers, write)
    assert not [result for result in results if isinstance(result, Exception)], results
    acknowledged = [word for words in results for word in words]
    text = Section.objects.values_list("html", flat=True).get(pk=section.pk)
    return len(acknowledged), sum(f"<p>{word}</p>" not in text for word in acknowledged)


@pytest.mark.django_db(transaction=True)
def test_many_writers_lose_nothing(section, cast):
    """C02: 20 writers × 40 saves; what was acknowledged is in the text and in the history, the rest was kept aside."""
    acknowledged, lost = lost_of(section, [cast.editor, cast.contributor], 20, 40)
    section.refresh_from_db()
    assert acknowledged >= 40 and lost == 0
    assert section.version == acknowledged == section.revisions.exclude(number=None).count()
    assert section.revisions.filter(number=None).count() == 800 - acknowledged


@pytest.mark.django_db(transaction=True)
def test_the_checker_finds_losses_when_the_check_is_off(section, cast, monkeypatch):
    """The control: without the version in the UPDATE the same writers do lose acknowledged text."""

    def overwrite(section_id: int, base_version: int, html: str, words: int, user) -> int:
        from django.db.models import F

        Section.objects.filter(pk=section_id).update(html=html, version=F("version") + 1)
        return Section.objects.values_list("version", flat=True).get(pk=section_id)

    monkeypatch.setattr(writing, "set_if_unchanged", overwrite)
    acknowledged, lost = lost_of(section, [cast.editor, cast.contributor], 8, 3)
    assert acknowledged == 24 and lost > 0
