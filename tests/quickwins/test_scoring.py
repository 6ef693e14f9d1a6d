"""Scoring the candidates: alone, hidden from each other until all are in, ranked with ties."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import User
from quickwins import scoring
from quickwins.models import Criterion, Program, Score
from quickwins.reporting import score_sheet
from quickwins.scoring import ScoringClosed
from tests import factories

YEAR = {"starts_on": date(2026, 1, 5), "ends_on": date(2026, 12, 20)}


@pytest.fixture
def criteria(db):
    make = Criterion.objects.create
    return [
        make(key="1", name="Daya tarik", text="Seberapa menarik?", position=1),
        make(key="2", name="Manfaat", text="Seberapa bermanfaat?", position=2, weight=3),
        make(key="10a", name="Keberlanjutan", text="Masih berjalan?", level="portfolio", position=3),
    ]


@pytest.fixture
def second(organisations):
    return factories.make_user("walidata", User.Role.REVIEWER, organisations.bappelitbangda)


@pytest.fixture
def nominee(plan, organisations):
    return factories.make_program(plan, organisations.dinkes, state="scored", quickwin_state="nominated", **YEAR)


def give(plan, program, person, *values, criteria):
    asked = [row for row in criteria if (row.level == "portfolio") == (program is None)]
    scoring.enter(plan, program, {one: (value, "") for one, value in zip(asked, values, strict=False)}, by=person)


def test_scores_stay_hidden_until_all_are_in(plan, nominee, criteria, cast, second):
    give(plan, nominee, cast.reviewer, 4, 2, criteria=criteria)
    standing = scoring.standing_of(plan, nominee, second)
    assert not standing.all_in and standing.waiting == (second,) and standing.finished == (cast.reviewer,)
    row = scoring.ranking(plan, second)[0].rows[0]
    assert (row.mean, row.rank, row.spread) == (None, None, None)
    give(plan, nominee, second, 2, criteria=criteria)  # one of two answers is not all
    assert not scoring.standing_of(plan, nominee, second).all_in
    give(plan, nominee, second, 2, 4, criteria=criteria)
    row = scoring.ranking(plan, cast.leader)[0].rows[0]
    # Means by criterion: 3 and 3; weights 1 and 3.
    assert (row.mean, row.rank) == (Fraction(3), 1)
    assert row.spread == (Fraction(10, 4), Fraction(14, 4))


def test_page_of_the_scores_tells_nothing_before_all_are_in(client, plan, nominee, criteria, cast, second):
    give(plan, nominee, cast.reviewer, 4, 2, criteria=criteria)
    client.force_login(second)
    url = reverse("quickwins:score_result", args=[nominee.pk])
    page = client.get(url)
    assert page.context["result"] is None and "<table" not in page.content.decode()
    give(plan, nominee, second, 1, 1, criteria=criteria)
    page = client.get(url)
    assert page.context["result"].mean == 1.75
    assert "1,75" in page.content.decode()


def test_score_is_closed_once_all_are_in(plan, nominee, criteria, cast, second):
    give(plan, nominee, cast.reviewer, 4, 2, criteria=criteria)
    give(plan, nominee, cast.reviewer, 3, criteria=criteria)  # still alone: a change is free
    give(plan, nominee, second, 2, 4, criteria=criteria)
    with pytest.raises(ScoringClosed):
        give(plan, nominee, second, 0, 0, criteria=criteria)
    assert Score.objects.get(reviewer=cast.reviewer, criterion=criteria[0]).value == 3


def test_only_nominated_programs_are_scored_by_reviewers_and_editors(plan, nominee, criteria, cast):
    with pytest.raises(PermissionDenied):
        give(plan, nominee, cast.leader, 4, 4, criteria=criteria)
    Program.objects.filter(pk=nominee.pk).update(quickwin_state="chosen")
    with pytest.raises(ScoringClosed):
        give(plan, nominee, cast.reviewer, 4, 4, criteria=criteria)
    with pytest.raises(ValueError):
        Program.objects.filter(pk=nominee.pk).update(quickwin_state="nominated")
        give(plan, nominee, cast.reviewer, 5, 4, criteria=criteria)


def test_editor_is_waited_for_only_where_he_has_begun(plan, nominee, criteria, cast, organisations):
    other = factories.make_program(plan, organisations.disdik, state="scored", quickwin_state="nominated", **YEAR)
    give(plan, nominee, cast.editor, 4, criteria=criteria)
    assert cast.editor in scoring.standing_of(plan, nominee, cast.editor).waiting
    assert cast.editor not in scoring.standing_of(plan, other, cast.editor).waiting


def test_ties_share_a_rank_and_the_next_one_is_skipped(plan, organisations, criteria, cast):
    programs = [
        factories.make_program(plan, organisations.dinkes, name=name, quickwin_state="nominated", **YEAR)
        for name in ("A", "B", "C")
    ]
    for program, value in zip(programs, (3, 3, 1), strict=True):
        give(plan, program, cast.reviewer, value, value, criteria=criteria)
    rows = scoring.ranking(plan, cast.leader)[0].rows
    assert [(row.program.name, row.rank) for row in rows] == [("A", 1), ("B", 1), ("C", 3)]


def test_portfolio_is_asked_once_of_all(client, plan, criteria, cast):
    client.force_login(cast.reviewer)
    url = reverse("quickwins:score_portfolio")
    assert client.post(url, {f"value_{criteria[2].pk}": "3"}).status_code == 302
    score = Score.objects.get()
    assert (score.program, score.criterion, score.value) == (None, criteria[2], 3)


@pytest.mark.parametrize("value", ["5", "-1", "1,5", "abc", "99999999999999999999"])
def test_score_outside_its_scale_is_refused(client, plan, nominee, criteria, cast, value):
    client.force_login(cast.reviewer)
    url = reverse("quickwins:score_program", args=[nominee.pk])
    assert client.post(url, {f"value_{criteria[0].pk}": value}).status_code == 422
    assert not Score.objects.exists()


def test_sheet_keeps_what_is_given_and_leaves_the_rest_for_later(client, plan, nominee, criteria, cast):
    client.force_login(cast.reviewer)
    url = reverse("quickwins:score_program", args=[nominee.pk])
    sent = {f"value_{criteria[0].pk}": "0", f"note_{criteria[0].pk}": "Belum terasa"}
    assert client.post(url, sent).status_code == 302
    score = Score.objects.get()
    assert (score.value, score.note) == (0, "Belum terasa")
    html = client.get(url).content.decode()
    assert "Belum terasa" in html and 'value="0"' in html


def test_minutes_name_the_choice_with_its_reason(client, plan, nominee, criteria, cast, organisations):
    from quickwins import deciding

    give(plan, nominee, cast.reviewer, 4, 4, criteria=criteria)
    deciding.choose(nominee, by=cast.leader, reason="Paling dekat dengan warga")
    client.force_login(cast.head)
    page = client.get(reverse("quickwins:quick_win_minutes"))
    html = page.content.decode()
    assert page.context["chosen_count"] == 1
    assert nominee.name in html and "Paling dekat dengan warga" in html and str(cast.leader) in html


def test_book_prints_no_mean_before_all_scores_are_in(plan, nominee, criteria, cast, second):
    give(plan, nominee, cast.reviewer, 4, 2, criteria=criteria)
    give(plan, None, cast.reviewer, 3, criteria=criteria)
    sheet = score_sheet(plan)
    assert (sheet.candidates[0].means, sheet.candidates[0].mean, sheet.candidates[0].rank) == ({}, None, None)
    assert [(row.key, mean) for row, mean in sheet.portfolio] == [("10a", None)]
    give(plan, nominee, second, 2, 4, criteria=criteria)
    give(plan, None, second, 4, criteria=criteria)
    sheet = score_sheet(plan)
    assert (dict(sheet.candidates[0].means), sheet.candidates[0].rank) == ({"1": Fraction(3), "2": Fraction(3)}, 1)
    assert [(row.key, mean) for row, mean in sheet.portfolio] == [("10a", Fraction(7, 2))]


def test_reviewer_who_comes_after_the_decision_is_not_waited_for(plan, nominee, criteria, cast):
    give(plan, nominee, cast.reviewer, 4, 2, criteria=criteria)
    Program.objects.filter(pk=nominee.pk).update(quickwin_state="chosen")
    factories.make_user("baru", User.Role.REVIEWER, cast.reviewer.organisation)
    assert scoring.ranking(plan, cast.leader)[0].rows[0].rank == 1
    assert score_sheet(plan).candidates[0].mean == Fraction(10, 4)
