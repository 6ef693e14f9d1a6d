"""The way of a program and the choice of the quick wins: rights, reasons, rows, and races."""

import os
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from quickwins import deciding
from quickwins.deciding import NotPossible
from quickwins.models import Program, ProgramStateChange
from tests import factories
from tests.racing import at_once

# Pairs that race for one choice: few in the suite, a thousand when the lock itself is looked at.
ROUNDS = int(os.environ.get("ROUNDS", "12"))
YEAR = {"starts_on": date(2026, 1, 5), "ends_on": date(2026, 12, 20)}


@pytest.fixture
def program(plan, organisations):
    return factories.make_program(plan, organisations.dinkes, **YEAR)


@pytest.fixture
def nominee(plan, organisations):
    return factories.make_program(plan, organisations.dinkes, state="scored", quickwin_state="nominated", **YEAR)


def test_program_goes_its_way_and_leaves_a_row_of_each_step(program, cast):
    way = [("assess", cast.editor), ("determine", cast.leader), ("start", cast.editor), ("finish", cast.editor)]
    for name, person in way:
        program.refresh_from_db()
        deciding.take_step(program, name, by=person)
    program.refresh_from_db()
    assert program.state == "finished"
    rows = [(row.from_state, row.to_state, row.by) for row in reversed(program.state_changes.all())]
    assert rows == [
        ("proposed", "scored", cast.editor),
        ("scored", "determined", cast.leader),
        ("determined", "running", cast.editor),
        ("running", "finished", cast.editor),
    ]
    assert all(len(row.content_hash) == 64 for row in program.state_changes.all())


@pytest.mark.parametrize("name", ["determine", "start", "finish"])
def test_step_from_the_wrong_state_changes_nothing(program, cast, name):
    person = cast.leader if name == "determine" else cast.editor
    with pytest.raises(NotPossible):
        deciding.take_step(program, name, by=person)
    program.refresh_from_db()
    assert program.state == "proposed" and not program.state_changes.exists()


def test_only_the_leader_determines(nominee, cast):
    for person in (cast.editor, cast.contributor, cast.reviewer, cast.administrator):
        with pytest.raises(PermissionDenied):
            deciding.take_step(nominee, "determine", by=person)


def test_stopping_needs_a_reason_and_keeps_it(program, cast):
    with pytest.raises(NotPossible):
        deciding.take_step(program, "stop", by=cast.editor, reason="  \n ")
    deciding.take_step(program, "stop", by=cast.editor, reason="Anggaran dialihkan")
    program.refresh_from_db()
    assert (program.state, program.stopped_reason) == ("stopped", "Anggaran dialihkan")
    with pytest.raises(NotPossible):
        deciding.take_step(program, "stop", by=cast.leader, reason="Sekali lagi")


def test_deed_of_two_who_saw_the_same_page_happens_once(program, cast):
    seen_by_one, seen_by_two = Program.objects.get(pk=program.pk), Program.objects.get(pk=program.pk)
    deciding.take_step(seen_by_one, "assess", by=cast.editor)
    with pytest.raises(NotPossible):
        deciding.take_step(seen_by_two, "assess", by=cast.editor)
    assert ProgramStateChange.objects.filter(program=program).count() == 1


def test_nomination_is_given_and_taken_back(program, cast):
    deciding.nominate(program, by=cast.contributor)
    program.refresh_from_db()
    assert program.quickwin_state == "nominated"
    with pytest.raises(NotPossible):
        deciding.nominate(program, by=cast.editor)
    deciding.withdraw(program, by=cast.contributor)
    program.refresh_from_db()
    assert program.quickwin_state == ""


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "fits"),
    [
        (date(2026, 1, 5), date(2026, 12, 31), True),
        (date(2026, 1, 5), date(2027, 1, 5), True),
        (date(2026, 1, 5), date(2027, 1, 6), False),
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), True),
        (date(2028, 2, 29), date(2029, 3, 2), False),
        (date(2027, 12, 31), date(2028, 12, 31), True),
    ],
)
def test_quick_win_is_finished_within_twelve_months(program, cast, starts_on, ends_on, fits):
    Program.objects.filter(pk=program.pk).update(starts_on=starts_on, ends_on=ends_on)
    program.refresh_from_db()
    if fits:
        deciding.nominate(program, by=cast.editor)
        program.refresh_from_db()
        program.clean()
    else:
        with pytest.raises(NotPossible):
            deciding.nominate(program, by=cast.editor)
        program.quickwin_state = "nominated"
        with pytest.raises(ValidationError):
            program.clean()


def test_choice_needs_the_leader_a_reason_a_score_and_a_schedule(nominee, program, cast):
    with pytest.raises(PermissionDenied):
        deciding.choose(nominee, by=cast.editor, reason="Baik")
    with pytest.raises(NotPossible):
        deciding.choose(nominee, by=cast.leader, reason=" ")
    with pytest.raises(NotPossible):
        deciding.choose(program, by=cast.leader, reason="Belum dinominasikan")
    Program.objects.filter(pk=nominee.pk).update(starts_on=None)
    with pytest.raises(NotPossible):
        deciding.choose(nominee, by=cast.leader, reason="Tanpa jadwal")
    Program.objects.filter(pk=nominee.pk).update(starts_on=YEAR["starts_on"], state="proposed")
    with pytest.raises(NotPossible):
        deciding.choose(nominee, by=cast.leader, reason="Belum dinilai")
    Program.objects.filter(pk=nominee.pk).update(state="scored")
    deciding.choose(nominee, by=cast.leader, reason="Paling dekat dengan warga")
    nominee.refresh_from_db()
    assert (nominee.quickwin_state, nominee.quickwin_note) == ("chosen", "Paling dekat dengan warga")
    row = nominee.state_changes.get()
    assert (row.subject, row.to_state, row.reason, row.by) == (
        "quickwin", "chosen", "Paling dekat dengan warga", cast.leader,
    )  # fmt: skip


def test_dimension_has_at_most_two_quick_wins_of_a_year(plan, organisations, cast):
    rows = [
        factories.make_program(plan, organisations.dinkes, state="scored", quickwin_state="nominated", **YEAR)
        for _ in range(3)
    ]
    deciding.choose(rows[0], by=cast.leader, reason="Pertama")
    deciding.choose(rows[1], by=cast.leader, reason="Kedua")
    with pytest.raises(NotPossible):
        deciding.choose(rows[2], by=cast.leader, reason="Ketiga")
    Program.objects.filter(pk=rows[2].pk).update(starts_on=date(2027, 1, 4), ends_on=date(2027, 10, 1))
    deciding.choose(rows[2], by=cast.leader, reason="Tahun berikutnya")


def test_choice_taken_back_needs_a_reason_and_frees_the_place(nominee, cast):
    deciding.choose(nominee, by=cast.leader, reason="Baik")
    with pytest.raises(NotPossible):
        deciding.decline(nominee, by=cast.leader, reason="")
    nominee.refresh_from_db()
    deciding.decline(nominee, by=cast.leader, reason="Mitra mundur")
    nominee.refresh_from_db()
    assert nominee.quickwin_state == "not_chosen"


def race_of_pairs(plan, organisations, leader, rounds):
    """Pairs of leaders who press at the same moment, a candidate for each pair; gives the choices on record by program."""
    counts = []
    for number in range(rounds):
        program = factories.make_program(
            plan, organisations.dinkes, name=f"Pasangan {number}", state="scored", quickwin_state="nominated", **YEAR
        )
        deed = partial(deciding.choose, program, by=leader, reason="Baik")
        results = at_once(deed, deed, told=NotPossible)
        counts.append((program.state_changes.filter(to_state="chosen").count(), results.count(None)))
        program.delete()  # the two places of its dimension are free again
    return counts


@pytest.mark.django_db(transaction=True)
def test_quick_win_is_chosen_once_by_racing_leaders(plan, organisations, cast):
    assert race_of_pairs(plan, organisations, cast.leader, ROUNDS) == [(1, 1)] * ROUNDS


@pytest.mark.django_db(transaction=True)
def test_race_doubles_the_choice_without_the_lock(plan, organisations, cast, monkeypatch):
    """The test above can fail: the same deed with its lock and its compare-and-set taken out chooses twice."""
    meeting = Barrier(2)

    def unguarded(program, sources, target, *, by, reason=""):
        if program.quickwin_state not in sources:
            raise NotPossible("too late")
        meeting.wait(timeout=10)
        Program.objects.filter(pk=program.pk).update(quickwin_state=target, quickwin_note=reason)
        deciding._record(program, "nominated", target, by=by, reason=reason, subject="quickwin")

    monkeypatch.setattr(deciding, "_turn", unguarded)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    assert race_of_pairs(plan, organisations, cast.leader, 1) == [(2, 2)]


@pytest.mark.django_db(transaction=True)
def test_racing_choices_of_one_dimension_keep_to_its_two_places(plan, organisations, cast):
    rows = [
        factories.make_program(plan, organisations.dinkes, state="scored", quickwin_state="nominated", **YEAR)
        for _ in range(5)
    ]
    deeds = [partial(deciding.choose, row, by=cast.leader, reason="Baik") for row in rows]
    results = at_once(*deeds, told=NotPossible)
    assert results.count(None) == 2
    assert Program.objects.filter(quickwin_state="chosen").count() == 2


def test_refused_deed_tells_why_on_the_page(program, cast, client):
    client.force_login(cast.leader)
    url = reverse("quickwins:program_choose", args=[program.pk])
    page = client.post(url, {"reason": "Baik"}, follow=True)
    assert page.status_code == 200 and 'class="note bad"' in page.content.decode()
    assert client.get(url).status_code == 405


def test_deed_goes_back_to_its_own_site_only(nominee, cast, client):
    client.force_login(cast.leader)
    url = reverse("quickwins:program_decline", args=[nominee.pk])
    response = client.post(url, {"reason": "Belum siap", "next": "https://contoh.test/"})
    assert response.headers["Location"] == nominee.get_absolute_url()
