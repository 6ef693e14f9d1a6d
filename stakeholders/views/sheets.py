"""What is printed: the sheet of a commitment, the attendance list of a meeting."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from files.printing import NoSheet, printed

from ..meetings import by_day, by_organisation, decisions_of
from ..models import Attendance
from ..sheets import sheet_of
from .access import visible_commitment, visible_meeting

UNAVAILABLE = 503

logger = logging.getLogger(__name__)


@require_GET
def commitment_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet as PDF, to be opened or downloaded."""
    commitment = visible_commitment(request, pk)
    try:
        data = sheet_of(commitment)
    except NoSheet as error:
        logger.error("sheet of commitment %s: %s", commitment.pk, error)
        response = render(request, "stakeholders/sheet_missing.html", {"commitment": commitment}, status=UNAVAILABLE)
        response.headers["Retry-After"] = "30"
        return response
    name = f"komitmen-{slugify(commitment.organisation.short or commitment.organisation.key)}-v{commitment.version}.pdf"
    return as_pdf(data, name)


@require_GET
def attendance_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Those who were present, numbered, as PDF."""
    meeting = visible_meeting(request, pk)
    rows = list(meeting.attendances.filter(is_present=True).select_related("organisation"))
    online = sum(row.mode == Attendance.Mode.ONLINE for row in rows)
    context = {"meeting": meeting, "rows": rows, "online": online, "onsite": len(rows) - online, "demo": settings.DEMO}
    with translation.override("id"):
        html = render_to_string("stakeholders/print/attendance.html", context)
    try:
        data = printed(html)
    except NoSheet as error:
        logger.error("attendance list of meeting %s: %s", meeting.pk, error)
        messages.error(request, _("The list could not be made just now. Try again in half a minute."))
        return redirect(meeting)
    return as_pdf(data, f"daftar-hadir-{slugify(meeting.title)[:60]}.pdf")


@require_GET
def minutes_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record of a meeting (berita acara): agenda, minutes, numbered decisions, how many were there, lines to sign."""
    meeting = visible_meeting(request, pk)
    rows = list(meeting.attendances.filter(is_present=True).select_related("organisation"))
    online = sum(row.mode == Attendance.Mode.ONLINE for row in rows)
    with translation.override("id"):
        context = {
            "meeting": meeting,
            "days": by_day(meeting.agenda.all()),
            "decisions": decisions_of(meeting),
            "groups": by_organisation(rows),
            "onsite": len(rows) - online,
            "online": online,
            "office": settings.REGION["office"],
            "demo": settings.DEMO,
        }
        html = render_to_string("stakeholders/print/minutes.html", context)
    try:
        data = printed(html)
    except NoSheet as error:
        logger.error("minutes of meeting %s: %s", meeting.pk, error)
        messages.error(request, _("The minutes could not be printed just now. Try again in half a minute."))
        return redirect(meeting)
    return as_pdf(data, f"notulen-{slugify(meeting.title)[:60]}.pdf")


def as_pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
