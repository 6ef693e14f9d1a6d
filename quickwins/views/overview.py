"""The register in figures, the golden thread, and what hangs loose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from formats.dates import today_wita

from .. import dashboard, pictures, reporting, thread
from ..register import budget_year
from .access import current_plan, person

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
    user = person(request)
    is_from_book = request.GET.get("arah") == "buku"
    context = {
        "plan": plan,
        "year": year,
        "is_from_book": is_from_book,
        "directions": [
            {"label": _("From the missions"), "url": "?", "current": not is_from_book},
            {"label": _("From the book"), "url": "?arah=buku", "current": is_from_book},
        ],
        "spoken": thread.from_the_book(plan, user) if is_from_book else [],
        "strands": [] if is_from_book else thread.strands(plan, year, user),
        "loose": thread.loose_ends(plan, user),
    }
    return render(request, "quickwins/program_thread.html", context)


@require_GET
def program_pictures(request: HttpRequest) -> HttpResponse:
    """The register as pictures, each with its table: the same that the books draw as live blocks."""
    plan, today = current_plan(), today_wita()
    rows = reporting.programs(plan, for_pictures=True)
    curve = pictures.s_curve(rows, today, title=_("S-curve of all programs"))
    narrow = pictures.s_curve(rows, today, width=pictures.timing.NARROW)
    found = [
        (pictures.by_group(rows, by="dimension"), None),
        (pictures.by_group(rows, by="opd"), None),
        (pictures.heat_map(reporting.dimensions(plan), rows, plan.years), None),
        (pictures.impact_effort(rows), None),
        (curve, narrow),
    ]
    shown = [(picture, small) for picture, small in found if picture]
    return render(request, "quickwins/program_pictures.html", {"plan": plan, "pictures": shown})
