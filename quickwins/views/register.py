"""The list of programs: table, board or timeline of the same filtered records, and the same as a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from formats.dates import today_wita
from formats.numbers import format_number

from .. import register
from ..filters import (
    NO_BUDGET,
    STALE,
    STALE_DAYS,
    Options,
    ProgramFilter,
    address,
    bare_address,
    filter_bar,
    kept_query,
)
from ..models import Program, SavedView
from .access import current_plan, person

SHAPES = {"tabel": "table", "papan": "kanban", "linimasa": "bar-chart-steps"}


@require_GET
def program_list(request: HttpRequest) -> HttpResponse:
    plan = current_plan()
    options = Options.of(plan)
    chosen = ProgramFilter.read(request.GET, options)
    condition = chosen.condition(options, timezone.now())
    year = register.budget_year(plan, today_wita())
    programs = Program.objects.visible_to(person(request)).filter(plan=plan).with_budget(year)
    totals = register.totals(programs, condition)
    shape = request.GET.get("tampilan", "")
    shape = shape if shape in SHAPES else "tabel"
    found = programs.filter(condition)
    context: dict[str, Any] = {
        "plan": plan,
        "year": year,
        "filtered": bool(chosen),
        "totals": totals,
        "bar": filter_bar(chosen, options, request.GET),
        "results": results(totals, shape),
        "views": views(chosen, request),
        "saved": saved_views(request, options),
        "query": kept_query(request.GET, options),
        "shapes": shapes(shape, request),
        "may_propose": person(request).is_editor or person(request).acts_for_opd,
        "download": {kind: address(request.GET, bentuk=kind, tampilan=None) for kind in ("xlsx", "csv")},
        "stale_before": timezone.now() - timedelta(days=STALE_DAYS),
    }
    number = request.GET.get("page", "1")
    if shape == "papan":
        context["lanes"] = [
            (lane, address(request.GET, tahap=lane.state.value, tampilan=None)) for lane in register.board(found)
        ]
    elif shape == "linimasa":
        context["timeline"] = register.timeline(found, plan, number, count=totals.count)
        context["page_obj"] = context["timeline"].page
    else:
        order = request.GET.get("urut", "")
        context["page_obj"] = register.page_of(register.ordered(found, order), number, count=totals.count)
        context["columns"] = columns(order, year, request)
    return render(request, f"quickwins/program_{shape}.html", context)


def results(totals: register.Totals, shape: str) -> str:
    """ "18 dari 64 program. Anggaran dalam juta rupiah." """
    told = ngettext(
        "%(count)s of %(all)s program.", "%(count)s of %(all)s programs.", totals.of_all
    ) % {"count": format_number(totals.count), "all": format_number(totals.of_all)}  # fmt: skip
    return told if shape == "linimasa" else told + " " + _("Budget in million rupiah.")


def views(chosen: ProgramFilter, request: HttpRequest) -> list[dict[str, Any]]:
    """The ready-made questions above the filters, as links that keep the shape of the list."""
    base = bare_address(request.GET)
    joint = "" if base.endswith("?") else "&"
    return [
        {"label": _("All programs"), "url": base, "current": not chosen},
        {
            "label": _("Quick Win"),
            "url": f"{base}{joint}quickwin=chosen",
            "current": chosen == ProgramFilter(quickwin=("chosen",)),
        },
        {
            "label": _("Without budget"),
            "url": f"{base}{joint}tinjau={NO_BUDGET}",
            "current": chosen == ProgramFilter(tinjau=NO_BUDGET),
        },
        {
            "label": _("Not updated for 90 days"),
            "url": f"{base}{joint}tinjau={STALE}",
            "current": chosen == ProgramFilter(tinjau=STALE),
        },
    ]


def saved_views(request: HttpRequest, options: Options) -> list[dict[str, Any]]:
    """One's own views and those that others share, each with its address. One query."""
    here = kept_query(request.GET, options)
    rows = SavedView.objects.visible_to(person(request)).select_related("owner")
    return [
        {
            "view": row,
            "url": f"?{row.query}",
            "current": row.query == here,
            "is_mine": row.owner_id == person(request).pk,
        }
        for row in rows
    ]


def shapes(current: str, request: HttpRequest) -> list[dict[str, Any]]:
    labels = {"tabel": _("Table"), "papan": _("Board"), "linimasa": _("Timeline")}
    return [
        {
            "label": labels[name],
            "url": address(request.GET, tampilan=None if name == "tabel" else name),
            "icon": icon,
            "current": name == current,
        }
        for name, icon in SHAPES.items()
    ]


def columns(order: str, year: int, request: HttpRequest) -> list[dict[str, Any]]:
    """Heads of the table; those with an order link to it, the chosen one says its direction."""

    def head(label: str, key: str = "", *, css: str = "") -> dict[str, Any]:
        if not key:
            return {"label": label, "css": css}
        sort = {key: "ascending", f"-{key}": "descending"}.get(order, "")
        turned = f"-{key}" if order == key else key
        return {"label": label, "css": css, "sort": sort, "url": address(request.GET, urut=turned)}

    return [
        head(_("Program"), "nama"),
        head(_("Dimension")),
        head(_("OPD")),
        head(_("State")),
        head(_("Progress"), "kemajuan", css="w-meter"),
        head(_("Budget %(year)s") % {"year": year}, "anggaran", css="n"),
        head(_("Absorption"), css="n"),
        head(_("Updated"), "diperbarui", css="n"),
    ]
