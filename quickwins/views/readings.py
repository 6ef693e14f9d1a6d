"""Indicators: how a value came about, entering the value of a quarter, and verifying it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from formats.dates import Quarter, UnreadableDate, parse_quarter, today_wita

from .. import measuring, progressing
from ..forms import ReadingForm
from ..models import Indicator, Program, Reading
from ..register import budget_year
from .access import person

QUARTERS_OFFERED = 6


def visible_indicator(request: HttpRequest, pk: UUID) -> Indicator:
    """Raises Http404."""
    rows = Indicator.objects.visible_to(person(request)).select_related(
        "plan", "program__lead", "program__subdimension__dimension", "dimension", "owner", "producer"
    )
    indicator = rows.prefetch_related("targets", "readings__entered_by", "readings__verified_by").filter(pk=pk).first()
    if indicator is None:
        raise Http404
    return indicator


def enterable_indicator(request: HttpRequest, pk: UUID) -> Indicator:
    """Raises Http404 or PermissionDenied."""
    indicator = visible_indicator(request, pk)
    if not may_enter(request, indicator):
        raise PermissionDenied(_("Only the OPD that is responsible and the editors enter values here."))
    return indicator


def may_enter(request: HttpRequest, indicator: Indicator) -> bool:
    return Indicator.objects.editable_by(person(request)).filter(pk=indicator.pk).exists()


def home_of(indicator: Indicator) -> str:
    """Where one goes on after entering: the program, or the indicator itself when it belongs to the plan."""
    return indicator.program.get_absolute_url() if indicator.program else indicator.get_absolute_url()


@require_GET
def indicator_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    indicator = visible_indicator(request, pk)
    today = today_wita()
    year = budget_year(indicator.plan, today)
    readings = measuring.in_order(indicator.readings.all())
    years = sorted({row.year for row in readings} | {row.year for row in indicator.targets.all()})
    targets = {row.year: row.value for row in indicator.targets.all()}
    rows = []
    for one in years:
        value = measuring.actual(indicator.arithmetic, readings, one)
        rows.append(
            {
                "year": one,
                "target": targets.get(one),
                "value": value,
                "reached": measuring.reached(indicator.direction, value, targets.get(one)),
                "told": measuring.told(indicator.arithmetic, readings, one, indicator.decimals),
            }
        )
    watched = indicator.program is None or indicator.program.state == Program.State.RUNNING
    context = {
        "indicator": indicator,
        "program": indicator.program,
        "card": measuring.card(indicator, year=year, today=today, watched=watched),
        "years": rows,
        "readings": [(row, Quarter(row.year, row.quarter)) for row in reversed(readings)],
        "may_enter": may_enter(request, indicator),
        "may_verify": person(request).is_editor or person(request).is_reviewer,
    }
    return render(request, "quickwins/indicator_detail.html", context)


@require_http_methods(["GET", "POST"])
def reading_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One number for one quarter. The quarter that is due stands there already, the last value too."""
    indicator = enterable_indicator(request, pk)
    today = today_wita()
    offered = offered_quarters(Quarter.of(today))
    quarter = wanted_quarter(request, progressing.quarter_to_enter(indicator, today))
    readings = measuring.in_order(indicator.readings.all())
    current = next((row for row in readings if (row.year, row.quarter) == (quarter.year, quarter.number)), None)
    earlier = [row for row in readings if Quarter(row.year, row.quarter) < quarter]
    last = current or (earlier[-1] if earlier else None)
    form = ReadingForm(request.POST or None, initial={"value": last.value if last else None})
    if request.method == "POST" and form.is_valid():
        try:
            progressing.enter(
                indicator, quarter, form.cleaned_data["value"],
                by=person(request), today=today, note=form.cleaned_data["note"],
            )  # fmt: skip
        except progressing.NotAccepted as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("%(name)s: the value of %(quarter)s is kept.") % {"name": indicator.name, "quarter": quarter}
            )
            return redirect(home_of(indicator))
    context = {
        "indicator": indicator,
        "program": indicator.program,
        "form": form,
        "quarter": quarter,
        "code": code_of(quarter),
        "offered": [(code_of(one), str(one), one == quarter) for one in sorted({*offered, quarter}, reverse=True)],
        "current": current,
        "earlier": (earlier[-1], Quarter(earlier[-1].year, earlier[-1].quarter)) if earlier else None,
        "target": next((row for row in indicator.targets.all() if row.year == quarter.year), None),
    }
    return render(request, "quickwins/reading_enter.html", context, status=422 if form.is_bound else 200)


@require_POST
def reading_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "Tidak berubah, saya pastikan": one click."""
    indicator = enterable_indicator(request, pk)
    today = today_wita()
    quarter = wanted_quarter(request, progressing.quarter_to_enter(indicator, today))
    try:
        progressing.confirm_unchanged(indicator, quarter, by=person(request), today=today)
    except progressing.NotAccepted as error:
        messages.error(request, str(error))
        return redirect("quickwins:reading_enter", pk=pk)
    messages.success(
        request, _("%(name)s: confirmed as unchanged in %(quarter)s.") % {"name": indicator.name, "quarter": quarter}
    )
    return redirect(home_of(indicator))


@require_POST
def reading_verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    reading = Reading.objects.select_related("indicator").filter(pk=pk).first()
    if reading is None:
        raise Http404
    try:
        progressing.verify_reading(reading, by=person(request))
    except progressing.NotAccepted as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The value is verified."))
    return redirect(reading.indicator)


def code_of(quarter: Quarter) -> str:
    return f"{quarter.year}-{quarter.number}"


def wanted_quarter(request: HttpRequest, otherwise: Quarter) -> Quarter:
    """The quarter the address or form names, if it can be read."""
    text = request.POST.get("triwulan") or request.GET.get("triwulan") or ""
    try:
        return parse_quarter(text)
    except UnreadableDate:
        return otherwise


def offered_quarters(last: Quarter) -> list[Quarter]:
    quarters = [last]
    while len(quarters) < QUARTERS_OFFERED:
        quarters.append(quarters[-1].previous())
    return quarters
