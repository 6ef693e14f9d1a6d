"""The register in figures, the golden thread, and what hangs loose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from formats.dates import today_wita

from .. import dashboard, thread
from ..register import budget_year
from .access import current_plan

COLOURS = ("brand", "ink", "draft")


@require_GET
def program_summary(request: HttpRequest) -> HttpResponse:
    plan = current_plan()
    year = budget_year(plan, today_wita())
    dimensions = dashboard.dimensions_of(plan)
    of_dimension = dashboard.groups(plan, "subdimension__dimension", year)
    of_lead = dashboard.groups(plan, "lead", year)
    heat = dashboard.heat_map(plan)
    sources = dashboard.by_source(plan, year)
    context = {
        "plan": plan,
        "year": year,
        "dimensions": [(row, of_dimension.get(row.pk)) for row in dimensions],
        "leads": [(row, of_lead[row.pk]) for row in Organisation.objects.filter(pk__in=of_lead)],
        "heat": [(row, heat[row.pk]) for row in dimensions if row.pk in heat],
        "sources": [(row, COLOURS[place % len(COLOURS)]) for place, row in enumerate(sources)],
        "spoken": ", ".join(f"{row.name} {row.share}%" for row in sources),
        "whole": dashboard.whole(of_dimension.values()),
    }
    return render(request, "quickwins/program_summary.html", context)


@require_GET
def program_thread(request: HttpRequest) -> HttpResponse:
    plan = current_plan()
    year = budget_year(plan, today_wita())
    context = {
        "plan": plan,
        "year": year,
        "strands": thread.strands(plan, year),
        "loose": thread.loose_ends(plan),
    }
    return render(request, "quickwins/program_thread.html", context)
