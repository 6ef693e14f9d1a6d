"""Review: who may take which step in which state, four eyes, the shown version, races (cases W01–W07)."""

from __future__ import annotations

import threading
import uuid
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from masterplan import reviewing
from masterplan.models import Review, Section, SectionStateChange
from masterplan.writing import Conflict, Saved, StateMoved, save_section

TEXT = "<p>Halo dunia.</p>"
STATES = ["draft", "submitted", "returned", "verified", "approved"]
CAST = ["administrator", "editor", "contributor", "head", "other_contributor", "other_head", "reviewer", "leader"]
WRITERS = {"editor", "contributor", "head"}

# deed -> (who may, from which states, to which state)
DEEDS = {
    "section_submit": (WRITERS, {"draft", "returned"}, "submitted"),
    "section_withdraw": (WRITERS, {"submitted"}, "draft"),
    "section_return": ({"reviewer"}, {"submitted", "verified"}, "returned"),
    "section_verify": ({"reviewer"}, {"submitted"}, "verified"),
    "section_approve": ({"leader"}, {"verified"}, "approved"),
}


@pytest.fixture
def section(plan, cast) -> Section:
    section = Section.objects.get(key="b1.one.background")
    save_section(section.pk, user=cast.contributor, base_version=0, save_id=uuid.uuid4(), html=TEXT)
    section.refresh_from_db()
    return section


def put(section: Section, state: str) -> None:
    Section.objects.filter(pk=section.pk).update(state=state)


def step(client, section: Section, deed: str, **fields):
    data = {"version": section.version, "reason": "Selaraskan targetnya."} | fields
    return client.post(reverse(f"masterplan:{deed}", args=[section.key]), data)


def expected_status(who: str, deed: str, state: str) -> int:
    """The table of design, "Roles" and "States": not visible 404, not allowed 403, not in this state 409, done 302."""
    may, states, _to = DEEDS[deed]
    if who in {"other_contributor", "other_head"}:
        return 404
    if who in {"reviewer", "leader"} and state == "draft":
        return 404
    if who not in may:
        return 403
    return 302 if state in states else 409


@pytest.mark.parametrize("deed", DEEDS)
def test_every_role_and_state_has_its_answer(client, section, cast, deed):
    """W05, W07: steps cannot be skipped, the right is asked for at the click."""
    for who in CAST:
        client.force_login(getattr(cast, who))
        for state in STATES:
            put(section, state)
            Review.objects.filter(section=section).delete()
            status = step(client, section, deed).status_code
            assert status == expected_status(who, deed, state), (who, state)
            now = Section.objects.get(pk=section.pk).state
            assert now == (DEEDS[deed][2] if status == 302 else state), (who, state)


@pytest.mark.parametrize("deed", DEEDS)
def test_steps_need_post(client, section, cast, deed):
    client.force_login(cast.editor)
    assert client.get(reverse(f"masterplan:{deed}", args=[section.key])).status_code == 405


def test_the_whole_way_leaves_a_row_for_each_step(section, cast):
    reviewing.submit(section.pk, by=cast.contributor, version=1)
    reviewing.return_section(section.pk, by=cast.reviewer, version=1, note="Selaraskan.")
    reviewing.submit(section.pk, by=cast.contributor, version=1)
    reviewing.verify(section.pk, by=cast.reviewer, version=1)
    reviewing.approve(section.pk, by=cast.leader, version=1)
    changes = list(SectionStateChange.objects.order_by("pk"))
    assert [change.to_state for change in changes] == ["submitted", "returned", "submitted", "verified", "approved"]
    section.refresh_from_db()
    assert {change.content_hash for change in changes} == {section.content_hash}
    assert changes[1].note == "Selaraskan." and changes[1].by == cast.reviewer
    assert not Review.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("deed", ["verify", "approve"])
def test_nobody_passes_what_he_edited_last(section, cast, deed):
    """W03: not through a second role either: the editor became reviewer, then leader."""
    person, state = (cast.reviewer, "submitted") if deed == "verify" else (cast.leader, "verified")
    put(section, state)
    Section.objects.filter(pk=section.pk).update(edited_by=person)
    with pytest.raises(reviewing.OwnWork):
        getattr(reviewing, deed)(section.pk, by=person, version=1)
    assert Section.objects.get(pk=section.pk).state == state


def test_nobody_passes_what_he_submitted(section, cast):
    reviewing.submit(section.pk, by=cast.contributor, version=1)
    cast.contributor.role = "reviewer"
    with pytest.raises(reviewing.OwnWork):
        reviewing.verify(section.pk, by=cast.contributor, version=1)


@pytest.mark.parametrize("deed", ["submit", "verify", "approve", "return_section"])
def test_a_step_is_bound_to_the_version_that_was_shown(section, cast, deed):
    """W02: the text moved on after the page was opened."""
    put(section, {"submit": "draft", "verify": "submitted", "approve": "verified", "return_section": "submitted"}[deed])
    Section.objects.filter(pk=section.pk).update(version=2)
    more = {"note": "x"} if deed == "return_section" else {}
    by = {"submit": cast.contributor, "approve": cast.leader}.get(deed, cast.reviewer)
    with pytest.raises(reviewing.VersionMoved):
        getattr(reviewing, deed)(section.pk, by=by, version=1, **more)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 20, "1.0"])
def test_a_step_without_a_version_is_refused(client, section, cast, version):
    client.force_login(cast.contributor)
    assert step(client, section, "section_submit", version=version).status_code == 409
    assert Section.objects.get(pk=section.pk).state == "draft"


def test_return_without_a_note_is_refused(client, section, cast):
    put(section, "submitted")
    client.force_login(cast.reviewer)
    assert step(client, section, "section_return", reason="  ").status_code == 422


def test_submit_without_text_is_refused(client, section, cast):
    Section.objects.filter(pk=section.pk).update(html="", min_words=10)
    client.force_login(cast.contributor)
    assert step(client, section, "section_submit").status_code == 422


def test_double_submit_is_one_transition(client, section, cast):
    """W04"""
    client.force_login(cast.contributor)
    assert [step(client, section, "section_submit").status_code for _time in range(2)] == [302, 409]
    assert Review.objects.filter(section=section).count() == 1
    assert SectionStateChange.objects.filter(section=section).count() == 1


def test_return_note_stands_in_the_mail(section, cast, django_capture_on_commit_callbacks, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    put(section, "submitted")
    with django_capture_on_commit_callbacks(execute=True):
        reviewing.return_section(section.pk, by=cast.reviewer, version=1, note="Samakan dengan Renstra.")
    to = {address for message in mail.outbox for address in message.to}
    assert cast.contributor.email in to and cast.head.email in to and cast.other_contributor.email not in to
    assert all("Samakan dengan Renstra." in message.body and section.key in message.body for message in mail.outbox)


# ---- The queue ----


def test_queue_shows_open_reviews_and_claiming(client, section, cast, plan):
    review = reviewing.submit(section.pk, by=cast.contributor, version=1)
    queue = reverse("masterplan:review_queue")
    client.force_login(cast.contributor)
    assert client.get(queue).status_code == 403
    client.force_login(cast.reviewer)
    assert section.title in client.get(queue).content.decode()
    client.post(reverse("masterplan:review_claim", args=[review.pk]))
    review.refresh_from_db()
    assert review.claimed_by == cast.reviewer
    assert reviewing.claim(review.pk, by=cast.reviewer) is False
    client.post(reverse("masterplan:review_release", args=[review.pk]))
    review.refresh_from_db()
    assert review.claimed_by is None
    client.force_login(cast.leader)
    assert client.post(reverse("masterplan:review_claim", args=[review.pk])).status_code == 403
    client.force_login(cast.other_contributor)
    assert client.post(reverse("masterplan:review_claim", args=[review.pk])).status_code == 404


# ---- Races ----


def together(*works) -> list:
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int) -> None:
        try:
            barrier.wait(10)
            results[index] = works[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_save_and_approve_race_approves_only_what_was_seen(section, cast):
    """W02: whoever comes first, an approved row always speaks of exactly the text that then stands there."""
    for _round in range(25):
        put(section, "verified")
        section.refresh_from_db()
        version = section.version
        html = f"<p>Versi {version + 1}</p>"
        save = {"base_version": version, "save_id": uuid.uuid4(), "html": html, "seen_state": "verified"}
        saved, approved = together(
            partial(save_section, section.pk, user=cast.contributor, **save),
            partial(reviewing.approve, section.pk, by=cast.leader, version=version),
        )
        section.refresh_from_db()
        if approved is None:
            change = SectionStateChange.objects.filter(to_state="approved").first()
            assert change.version == version
            # The save came second: the form was opened as verified, so it was kept aside, the approved text untouched.
            assert isinstance(saved, StateMoved) and section.version == version and section.state == "approved"
            assert change.content_hash == section.content_hash
        else:
            assert isinstance(approved, reviewing.ReviewError) and isinstance(saved, Saved | Conflict)
            assert section.state == "draft" and section.version == version + 1


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_one_wins(section, cast):
    """W06"""
    for _round in range(10):
        put(section, "submitted")
        results = together(
            lambda: reviewing.verify(section.pk, by=cast.reviewer, version=1),
            lambda: reviewing.return_section(section.pk, by=cast.reviewer, version=1, note="Belum."),
        )
        # Returning is open after verifying too, so both may pass in that order, never the other way round.
        states = list(SectionStateChange.objects.order_by("-pk").values_list("to_state", flat=True)[:2])
        if results[0] is None and results[1] is None:
            assert states == ["returned", "verified"]
        else:
            assert sum(result is None for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_are_one(section, cast):
    """W04"""
    for _round in range(10):
        put(section, "draft")
        Review.objects.all().delete()
        results = together(*[lambda: reviewing.submit(section.pk, by=cast.contributor, version=1)] * 2)
        assert sorted(type(result).__name__ for result in results) == ["Review", "ReviewError"]
        assert Review.objects.filter(section=section, closed_at=None).count() == 1
