"""The quick wins: chosen ones by dimension, and the candidates ranked by their scores."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from formats.dates import today_wita

from .. import deciding, scoring
from ..models import Dimension, Plan, Program
from ..register import budget_year, percent_of
from .access import current_plan, person


@require_GET
def quick_win_list(request: HttpRequest) -> HttpResponse:
    plan = current_plan()
    year = budget_year(plan, today_wita())
    chosen = (
        Program.objects.visible_to(person(request))
        .filter(plan=plan)
        .chosen_quick_wins()
        .with_budget(year)
        .with_list_data()
    )
    by_dimension: dict[int, list[Program]] = {}
    for program in chosen:
        program.absorption = percent_of(program.realised, program.ceiling)  # type: ignore[attr-defined]
        by_dimension.setdefault(program.subdimension.dimension_id, []).append(program)
    dimensions = [
        (dimension, by_dimension.get(dimension.pk, []))
        for dimension in Dimension.objects.filter(plan=plan, is_active=True)
    ]
    context: dict[str, Any] = {
        "plan": plan,
        "year": year,
        "dimensions": dimensions,
        "count": len(chosen),
        "without": [dimension for dimension, rows in dimensions if not rows],
        "groups": candidates(person(request), plan),
        "may_score": scoring.may_score(person(request)),
        "mean": sum(program.progress for program in chosen) / len(chosen) if chosen else None,
    }
    return render(request, "quickwins/quick_win_list.html", context)


def candidates(user: User, plan: Plan) -> list[dict[str, Any]]:
    """Candidates by dimension, best first, with what this person may do about each."""
    return [
        {
            "dimension": group.dimension,
            "rows": [
                {
                    "row": row,
                    "program": row.program,
                    "may_choose": deciding.may_choose(user, row.program),
                    "may_decline": deciding.may_decline(user, row.program),
                }
                for row in group.rows
            ],
        }
        for group in scoring.ranking(plan, user)
    ]
