"""One understanding: the glossary and the dimensions with their guidance, for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from masterplan import reporting
from masterplan.models import Section
from masterplan.pointing import sections_of
from masterplan.wording import anchor_of
from quickwins.models import Plan, Program, SubDimension

SHOWN = 6


@login_not_required
@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """One meaning for one word."""
    plan = Plan.objects.current()
    terms = reporting.terms(plan) if plan else ()
    rows = [{"term": term, "anchor": anchor_of(term.word)} for term in terms]
    return render(request, "masterplan/glossary.html", {"plan": plan, "rows": rows})


@login_not_required
@require_GET
def dimension_list(request: HttpRequest) -> HttpResponse:
    """The dimensions with what each is about and what it is made of."""
    plan = Plan.objects.current()
    rows = _dimensions(plan) if plan else []
    return render(request, "masterplan/dimension_list.html", {"plan": plan, "rows": rows})


@login_not_required
@require_GET
def dimension_detail(request: HttpRequest, key: str) -> HttpResponse:
    """A dimension with its guidance; who is signed in also sees its programs and the sections that tell of it."""
    plan = Plan.objects.current()
    rows = _dimensions(plan) if plan else []
    dimension = next((row for row in rows if row.key == key), None)
    if plan is None or dimension is None:
        raise Http404
    context: dict[str, Any] = {"plan": plan, "dimension": dimension, "others": [row for row in rows if row.key != key]}
    if request.user.is_authenticated:
        programs = Program.objects.filter(plan=plan, subdimension__dimension=dimension).visible_to(request.user)
        of_sub: dict[int, list[Program]] = {}
        for program in programs.order_by("name"):
            of_sub.setdefault(program.subdimension_id, []).append(program)
        sections = Section.objects.filter(book__plan=plan, dimension=dimension).visible_to(request.user).written()
        shown = set(sections.values_list("key", flat=True))
        context |= {
            "parts": [
                {"row": row, "programs": found[:SHOWN], "more": max(len(found) - SHOWN, 0)}
                for row in dimension.subdimensions.all()
                for found in [of_sub.get(row.pk, [])]
            ],
            "sections": [place for place in sections_of(plan) if place.key in shown],
        }
    else:
        context["parts"] = [{"row": row, "programs": [], "more": 0} for row in dimension.subdimensions.all()]
    return render(request, "masterplan/dimension_detail.html", context)


def _dimensions(plan: Plan) -> list[Any]:
    """The active dimensions with their sub-dimensions and the number of decided programs. Two queries."""
    decided = Q(subdimensions__programs__state__in=Program.PUBLISHED_STATES)
    active = Prefetch("subdimensions", SubDimension.objects.filter(is_active=True).order_by("position", "pk"))
    rows = plan.dimensions.filter(is_active=True).select_related("coordinator").prefetch_related(active)
    return list(
        rows.annotate(program_count=Count("subdimensions__programs", filter=decided)).order_by("position", "pk")
    )
