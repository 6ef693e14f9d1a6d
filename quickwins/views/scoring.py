"""Scoring candidates for quick win, the results once all are in, and the minutes of the choice."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from formats.dates import today_wita

from .. import reporting, scoring
from ..models import Plan, Program, ProgramStateChange
from ..register import budget_year
from ..scoring_forms import ScoreForm
from .access import current_plan, person, visible_program


def scorers_only(request: HttpRequest) -> None:
    if not scoring.may_score(person(request)):
        raise PermissionDenied(_("Only reviewers and editors score."))


@require_GET
def score_list(request: HttpRequest) -> HttpResponse:
    """What waits for my scores, and how far the others are, without their scores."""
    scorers_only(request)
    plan = current_plan()
    sheet = scoring.Sheet.of(plan)
    programs = Program.objects.filter(plan=plan, quickwin_state=Program.QuickWin.NOMINATED).with_list_data()
    rows = [(program, sheet.standing(program.pk, person(request))) for program in programs]
    rows.sort(key=lambda row: row[1].is_mine_done)
    context = {
        "plan": plan,
        "rows": rows,
        "portfolio": sheet.standing(None, person(request)),
        "waiting": sum(not standing.is_mine_done for _program, standing in rows),
    }
    return render(request, "quickwins/score_list.html", context)


@require_http_methods(["GET", "POST"])
def score_program(request: HttpRequest, pk: UUID) -> HttpResponse:
    scorers_only(request)
    program = visible_program(request, pk)
    return score_sheet(request, program.plan, program)


@require_http_methods(["GET", "POST"])
def score_portfolio(request: HttpRequest) -> HttpResponse:
    scorers_only(request)
    return score_sheet(request, current_plan(), None)


def score_sheet(request: HttpRequest, plan: Plan, program: Program | None) -> HttpResponse:
    user = person(request)
    answers = scoring.my_answers(plan, program, user)
    criteria = scoring.criteria_of(portfolio=program is None)
    form = ScoreForm(request.POST or None, criteria=criteria, answers=answers)
    if request.method == "POST" and form.is_valid():
        try:
            scoring.enter(plan, program, form.answers(), by=user)
        except scoring.ScoringClosed as error:
            messages.error(request, str(error))
        else:
            given = len(scoring.my_answers(plan, program, user))
            messages.success(
                request, _("%(given)s of %(asked)s answers are kept.") % {"given": given, "asked": len(criteria)}
            )
        return redirect("quickwins:score_list")
    standing = scoring.standing_of(plan, program, user)
    is_candidate = program is None or program.quickwin_state == Program.QuickWin.NOMINATED
    is_open = is_candidate and not standing.all_in
    context = {"plan": plan, "program": program, "form": form, "standing": standing, "is_open": is_open}
    return render(request, "quickwins/score_sheet.html", context, status=422 if form.is_bound else 200)


@require_GET
def score_result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All scores of a candidate, once all are in; before that only who is still waited for."""
    program = visible_program(request, pk)
    standing = scoring.standing_of(program.plan, program, person(request))
    context = {
        "program": program,
        "standing": standing,
        "result": scoring.result(program.plan, program, standing) if standing.all_in else None,
        "may_score": scoring.may_score(person(request)),
    }
    return render(request, "quickwins/score_result.html", context)


@require_GET
def quick_win_minutes(request: HttpRequest) -> HttpResponse:
    """The minutes (berita acara) of the choice: who was chosen, with rank, score and reason; to be printed and signed."""
    return render(request, "quickwins/quick_win_minutes.html", minutes(current_plan(), person(request)))


def minutes(plan: Plan, user: User) -> dict[str, Any]:
    """What the minutes show, on the page and in print; means only where all scores are in."""
    groups = scoring.ranking(plan, user)
    decisions: dict[object, ProgramStateChange] = {}
    changes = ProgramStateChange.objects.filter(
        program__plan=plan, subject=ProgramStateChange.Subject.QUICK_WIN, to_state__in=["chosen", "not_chosen"]
    )
    for change in changes.select_related("by").order_by("at", "pk"):
        decisions[change.program_id] = change
    sheet = reporting.score_sheet(plan)
    deciders = {change.by.pk: change.by for change in decisions.values() if change.by}
    return {
        "plan": plan,
        "year": budget_year(plan, today_wita()),
        "today": today_wita(),
        "groups": [(group.dimension, [(row, decisions.get(row.program.pk)) for row in group.rows]) for group in groups],
        "people": scoring.panel(plan),
        "leaders": list(deciders.values())
        or list(User.objects.active().filter(role=User.Role.LEADER).order_by("name")),
        "sheet": sheet,
        "matrix": [(row.name, [_told(row.means.get(one.key)) for one in sheet.criteria]) for row in sheet.candidates],
        "together": [(one, _told(mean)) for one, mean in sheet.portfolio],
        "chosen_count": sum(row.program.is_quick_win for group in groups for row in group.rows),
        "nominee_count": sum(len(group.rows) for group in groups),
        "demo": settings.DEMO,
    }


def _told(mean: Fraction | None) -> float | None:
    return None if mean is None else float(mean)
