"""The analysis behind Buku 1 and the yearly evaluation, as pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from masterplan import reporting
from masterplan.models import Swot
from quickwins.models import Plan


@dataclass(frozen=True)
class ElementPart:
    """One readiness element: its assessed items, their mean level (None without items), and its SWOT statements."""

    key: str
    name: str
    items: list[reporting.ReadinessRow]
    mean: Decimal | None
    quadrants: list[tuple[str, list[str]]]


@require_GET
def analysis(request: HttpRequest) -> HttpResponse:
    plan = Plan.objects.current()
    if plan is None:
        return render(request, "masterplan/analysis.html", {"plan": None})
    gaps = reporting.gaps(plan)
    context = {
        "plan": plan,
        "elements": _elements(plan),
        "gaps": gaps,
        "open_gaps": sum(not gap.programs for gap in gaps),
        "strategies": _by_kind(reporting.swot_strategies(plan)),
    }
    return render(request, "masterplan/analysis.html", context)


def _elements(plan: Plan) -> list[ElementPart]:
    items = reporting.readiness(plan)
    statements = reporting.swot(plan)
    parts = []
    for element in reporting.elements(plan):
        own = [item for item in items if item.element == element.key]
        mean = Decimal(sum(item.level for item in own)) / len(own) if own else None
        quadrants = [
            (str(label), [row.text for row in statements if row.element == element.key and row.quadrant == key])
            for key, label in Swot.Quadrant.choices
        ]
        parts.append(ElementPart(element.key, element.name, own, mean, quadrants))
    return parts


def _by_kind(rows: tuple[reporting.StrategyRow, ...]) -> list[tuple[str, list[str]]]:
    names = dict.fromkeys(row.kind_name for row in rows)
    return [(name, [row.text for row in rows if row.kind_name == name]) for name in names]


@require_GET
def evaluation(request: HttpRequest) -> HttpResponse:
    plan = Plan.objects.current()
    return render(
        request,
        "masterplan/evaluation.html",
        {"plan": plan, "evaluations": reporting.evaluations(plan) if plan else ()},
    )
