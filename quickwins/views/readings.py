"""Indicators: how a value came about, entering the value of a quarter, and verifying it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation
from files.checking import RefusedFile
from files.models import StoredFile
from files.uploading import store_upload
from formats.dates import Quarter, UnreadableDate, parse_quarter, today_wita

from .. import measuring, progressing
from ..models import Indicator, Program, Reading
from ..part_forms import ReadingForm
from ..register import budget_year
from .access import person

QUARTERS_OFFERED = 6


def visible_indicator(request: HttpRequest, pk: UUID) -> Indicator:
    """Raises Http404."""
    rows = Indicator.objects.visible_to(person(request)).select_related(
        "plan", "program__lead", "program__subdimension__dimension", "dimension", "owner", "producer"
    )
    rows = rows.prefetch_related(
        "targets",
        "parts",
        "readings__entered_by",
        "readings__verified_by",
        "readings__organisation",
        "readings__evidence",
    )
    indicator = rows.filter(pk=pk).first()
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
    years_read = sorted({row.year for row in readings})
    years = sorted({*years_read} | {row.year for row in indicator.targets.all()})
    targets = {row.year: row.value for row in indicator.targets.all()}
    card = measuring.card(
        indicator, year=year, today=today,
        watched=indicator.program is None or indicator.program.state == Program.State.RUNNING,
    )  # fmt: skip
    rows = []
    for one in years:
        value = measuring.actual(indicator, readings, one)
        rows.append(
            {
                "year": one,
                "target": targets.get(one),
                "value": value,
                # An old value is no proof that a target is met: stale beats green.
                "old": card.stale and one == years_read[-1] if years_read else False,
                "reached": measuring.reached(indicator.direction, value, targets.get(one)),
                "told": measuring.told(indicator, readings, one),
            }
        )
    context = {
        "indicator": indicator,
        "program": indicator.program,
        "card": card,
        "years": rows,
        "readings": [(row, Quarter(row.year, row.quarter)) for row in reversed(readings)],
        "may_enter": may_enter(request, indicator),
        "may_verify": person(request).is_editor or person(request).is_reviewer,
    }
    return render(request, "quickwins/indicator_detail.html", context)


def enterable_parts(request: HttpRequest, indicator: Indicator) -> list[Organisation]:
    """The OPDs whose part this person may enter: his own, or all of them for editors and the OPD that leads."""
    parts, user = list(indicator.parts.all()), person(request)
    leads = indicator.program is not None and indicator.program.lead_id == user.organisation_id
    if user.is_editor or leads or indicator.producer_id == user.organisation_id:
        return parts
    return [one for one in parts if one.pk == user.organisation_id]


def wanted_part(request: HttpRequest, parts: list[Organisation]) -> Organisation | None:
    """The OPD the address or form names, else one's own, else the first; None for an indicator without parts."""
    key = request.POST.get("opd") or request.GET.get("opd") or ""
    named = next((one for one in parts if one.key == key), None)
    own = next((one for one in parts if one.pk == person(request).organisation_id), None)
    return named or own or next(iter(parts), None)


@require_http_methods(["GET", "POST"])
def reading_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One number for one quarter (two of a ratio). The quarter that is due stands there already, the last value too."""
    indicator = enterable_indicator(request, pk)
    today = today_wita()
    offered = offered_quarters(Quarter.of(today))
    parts = enterable_parts(request, indicator)
    part = wanted_part(request, parts)
    quarter = wanted_quarter(request, progressing.quarter_to_enter(indicator, today, part))
    own = [row for row in indicator.readings.all() if row.organisation_id == (part.pk if part else None)]
    readings = measuring.in_order(own)
    current = next((row for row in readings if (row.year, row.quarter) == (quarter.year, quarter.number)), None)
    earlier = [row for row in readings if Quarter(row.year, row.quarter) < quarter]
    last = current or (earlier[-1] if earlier else None)
    form = ReadingForm(request.POST or None, indicator=indicator, last=last)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                progressing.enter(
                    indicator, quarter, form.amount(),
                    by=person(request), today=today, organisation=part, note=form.cleaned_data["note"],
                    evidence=evidence_of(request, indicator),
                )  # fmt: skip
        except progressing.NotAccepted as error:
            form.add_error("denominator" if indicator.is_ratio else None, str(error))
        except RefusedFile as error:
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
        "part": part,
        "parts": parts,
        "offered": [(code_of(one), str(one), one == quarter) for one in sorted({*offered, quarter}, reverse=True)],
        "current": current,
        "earlier": (earlier[-1], Quarter(earlier[-1].year, earlier[-1].quarter)) if earlier else None,
        "target": next((row for row in indicator.targets.all() if row.year == quarter.year), None),
    }
    return render(request, "quickwins/reading_enter.html", context, status=422 if form.is_bound else 200)


def evidence_of(request: HttpRequest, indicator: Indicator) -> StoredFile | None:
    """The file that proves the value, when one was sent. Raises RefusedFile."""
    upload = request.FILES.get("evidence")
    if upload is None:
        return None
    owner = indicator.program.lead if indicator.program else indicator.producer
    return store_upload(upload, owner=person(request), organisation=owner)


@require_POST
def reading_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "Tidak berubah, saya pastikan": one click."""
    indicator = enterable_indicator(request, pk)
    today = today_wita()
    part = wanted_part(request, enterable_parts(request, indicator))
    quarter = wanted_quarter(request, progressing.quarter_to_enter(indicator, today, part))
    try:
        progressing.confirm_unchanged(indicator, quarter, by=person(request), today=today, organisation=part)
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
