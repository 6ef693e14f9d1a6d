"""The roof's own pages: desk, public page, search, health, language."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError

from formats.dates import Quarter, today_wita
from luwu_smartcity import health
from luwu_smartcity.desk import tasks, waiting_counts
from masterplan.models import Comment, Section, SectionStateChange, Thread
from stakeholders import keeping, signing
from stakeholders.models import Fulfilment
from tests import factories

pytestmark = pytest.mark.django_db


def submit(key: str, state: str, by, note: str = "") -> Section:
    section = Section.objects.get(key=key)
    section.state = state
    section.html = "<p>Tulisan rahasiakita tentang layanan.</p>"
    section.version, section.word_count = 1, 5
    section.save()
    SectionStateChange.objects.create(section=section, to_state=state, by=by, note=note)
    return section


def test_desk_shows_a_returned_section_with_its_note(client, plan, cast):
    submit("b1.one.background", "returned", cast.reviewer, "Samakan target 2027.")
    client.force_login(cast.contributor)
    page = client.get("/").content.decode()
    assert "Latar Belakang" in page and "Samakan target 2027." in page
    client.force_login(cast.other_contributor)
    assert "Samakan target 2027." not in client.get("/").content.decode()


def test_desk_tells_the_reviewer_what_was_submitted(client, plan, cast):
    submit("b1.two.living", "submitted", cast.contributor)
    client.force_login(cast.reviewer)
    assert "Smart Living" in client.get("/").content.decode()


def test_desk_tells_writers_of_sections_given_to_them_and_of_mentions(plan, cast):
    """A draft of the OPD that is due, and a comment that names one, until it is answered or settled."""
    today = today_wita()
    Section.objects.filter(key="b1.one.background").update(due_on=today + timedelta(days=3))
    other = tasks(cast.other_contributor, today)
    assert "Latar Belakang" not in [task.title for task in other]
    given = next(task for task in tasks(cast.contributor, today) if task.title == "Latar Belakang")
    assert given.due_on == today + timedelta(days=3)

    def quotes(user) -> list[str]:
        return [task.quote for task in tasks(user, today)]

    thread = Thread.objects.create(section=Section.objects.get(key="b1.one.background"))
    comment = Comment.objects.create(thread=thread, by=cast.editor, text="Mohon angka 2025 dari Dinas.")
    comment.mentions.add(cast.contributor, cast.other_contributor)
    before = waiting_counts(cast.contributor)["all"]
    asked = next(task for task in tasks(cast.contributor, today) if task.quote == comment.text)
    assert asked.url.endswith(f"#k-{thread.pk}")
    assert comment.text not in quotes(cast.other_contributor), "he does not see the section"
    Comment.objects.create(thread=thread, by=cast.contributor, text="Terlampir.")
    assert comment.text not in quotes(cast.contributor)
    assert waiting_counts(cast.contributor)["all"] == before - 1


def test_desk_asks_the_head_to_sign(client, plan, cast, organisations):
    factories.make_commitment(plan, organisations.dinkes, state="submitted", title="Komitmen Dinkes")
    client.force_login(cast.head)
    assert "Komitmen Dinkes" in client.get("/").content.decode()
    client.force_login(cast.other_head)
    assert "Komitmen Dinkes" not in client.get("/").content.decode()


def test_desk_asks_to_tell_of_what_was_promised(client, plan, cast, organisations):
    """From two weeks before its due date on, and again when the one who checked gave the report back."""
    today = today_wita()
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    waiting.items.update(due_on=today + timedelta(days=15))
    signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))

    def asked(user) -> list[str]:
        return [task.title for task in tasks(user, today_wita()) if task.title.startswith("Antrean")]

    assert asked(cast.contributor) == []
    with pgtrigger.ignore("stakeholders.CommitmentItem:signed_part_is_not_changed"):
        waiting.items.update(due_on=today)
    assert asked(cast.contributor) == asked(cast.head) == ["Antrean daring di 22 puskesmas"]
    assert asked(cast.other_head) == asked(cast.editor) == []
    client.force_login(cast.contributor)
    page = client.get("/").content.decode()
    assert f"/komitmen/{waiting.pk}/butir/{waiting.items.get().pk}/" in page
    now = Quarter.of(today)
    report = Fulfilment.objects.create(
        item=waiting.items.get(),
        year=now.year,
        quarter=now.number,
        state="partial",
        note="Kurang",
        reported_by=cast.contributor,
    )
    assert asked(cast.contributor) == []
    keeping.give_back(report.pk, by=cast.editor, reason="Buktinya mana?")
    assert asked(cast.contributor) and waiting_counts(cast.contributor)["all"] == len(tasks(cast.contributor, today))


@pytest.mark.parametrize("count", [1, 12])
def test_desk_costs_the_same_for_few_and_many(client, plan, cast, organisations, count, django_assert_max_num_queries):
    for number in range(count):
        factories.make_data_request(plan, organisations.dinkes, title=f"Data {number}")
        factories.make_commitment(plan, organisations.dinkes, state="signed").items.update(due_on=today_wita())
    client.force_login(cast.contributor)
    with django_assert_max_num_queries(26):
        assert client.get("/").status_code == 200


def test_desk_works_before_anything_was_loaded(client, cast):
    for person in vars(cast).values():
        client.force_login(person)
        assert client.get("/").status_code == 200


def test_public_page_names_no_draft_and_no_person(client, plan, cast, organisations):
    factories.make_commitment(plan, organisations.dinkes, title="Komitmen belum ditandatangani")
    factories.make_program(plan, organisations.dinkes, name="Program usulan", quickwin_state="nominated")
    page = client.get("/").content.decode()
    assert "Komitmen belum ditandatangani" not in page and "Program usulan" not in page
    assert cast.head.name not in page


def test_search_finds_only_what_may_be_read(client, plan, cast):
    submit("b1.one.background", "draft", cast.contributor)
    for person, found in [
        (cast.contributor, True),
        (cast.editor, True),
        (cast.other_head, False),
        (cast.reviewer, False),
    ]:
        client.force_login(person)
        # The excerpt repeats the whole sentence; the words asked for stand in the search field anyway.
        assert ("tentang layanan" in client.get("/cari/?q=rahasiakita").content.decode()) is found


@pytest.mark.parametrize("query", ["", "a", "%", "'; drop table", "x" * 5000, "😀", "\u202e"])
def test_search_takes_any_query(client, plan, cast, query):
    client.force_login(cast.editor)
    assert client.get("/cari/", {"q": query}).status_code == 200


def test_health_names_each_part(client, db):
    answer = client.get("/sehat/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"ok", "database", "queue", "storage"}


def test_health_says_503_when_the_database_is_away(client, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", away)
    answer = client.get("/sehat/")
    assert answer.status_code == 503
    assert answer.json()["database"]["ok"] is False


def test_health_says_503_when_the_storage_is_away(client, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(health.default_storage, "save", full)
    assert client.get("/sehat/").status_code == 503


def test_signed_in_pages_are_not_kept_by_caches(client, plan, cast):
    client.force_login(cast.editor)
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_policy_allows_no_inline_script(client, plan, cast):
    client.force_login(cast.editor)
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
