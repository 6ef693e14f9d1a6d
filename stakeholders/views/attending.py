"""The attendance list that guests fill in themselves: the open page behind the code, the screen at the door, the poster."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation
from files.printing import NoSheet, printed, qr_code
from formats.dates import format_time, in_wita, say_date

from .. import attending, meetings
from ..attending import Guest, NotOpen
from ..meeting_forms import CheckinForm
from ..models import Attendance, Bimtek
from .access import allowed, person, visible_meeting
from .sheets import as_pdf

INVALID, TOO_MANY, GONE = 422, 429, 404
THANKS = "terima"
ONLINE = "daring"

logger = logging.getLogger(__name__)


# ---- For guests ----


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def checkin_code(request: HttpRequest) -> HttpResponse:
    """Where the code that hangs at the door is typed in by those who cannot scan it."""
    typed = request.POST.get("kode", "")
    if request.method == "GET":
        return render(request, "stakeholders/checkin_code.html")
    if not within(request, "attendance_code"):
        return too_many(request)
    meeting = attending.by_code(typed)
    if meeting is None:
        return render(request, "stakeholders/checkin_code.html", {"wrong": True, "typed": typed[:20]}, status=INVALID)
    return redirect("stakeholders:checkin", code=attending.told_code(meeting.checkin_code))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def checkin(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a guest. It names the meeting and nobody who attends it."""
    meeting = attending.by_code(code)
    if meeting is None:
        # Only wrong codes count here: forty phones in one hall share one address.
        if not within(request, "attendance_code"):
            return too_many(request)
        return render(request, "stakeholders/checkin_code.html", {"wrong": True, "typed": ""}, status=GONE)
    now = timezone.now()
    if not attending.is_open(meeting, now):
        return closed(request, meeting)
    form = CheckinForm(request.POST or None, initial=known_of(request))
    if request.method == "POST":
        if not within(request, "attendance"):
            return too_many(request)
        if form.is_valid():
            user = person(request) if request.user.is_authenticated else None
            try:
                attending.register(meeting.pk, Guest(**form.cleaned_data), now=now, user=user)
            except NotOpen as error:
                return closed(request, meeting, str(error))
            return redirect(f"{request.path}?{THANKS}=1")
    context = {
        "meeting": meeting,
        "form": form,
        "thanks": THANKS in request.GET and not form.is_bound,
        "organisations": Organisation.objects.active().values_list("name", flat=True),
    }
    return render(request, "stakeholders/checkin.html", context, status=INVALID if form.is_bound else 200)


def within(request: HttpRequest, action: str) -> bool:
    """Whether this address stays within the limit of the settings. A guess by GET counts as one by POST."""
    return bool(ratelimit.consume(request, app="allauth.account", action=action, limit_get=True))


def known_of(request: HttpRequest) -> dict[str, str]:
    """Who is signed in need not type what is known; the link for those online says so."""
    mode = Attendance.Mode.ONLINE if request.GET.get("cara") == ONLINE else Attendance.Mode.ONSITE
    if not request.user.is_authenticated:
        return {"mode": mode}
    user = person(request)
    organisation = user.organisation.name if user.organisation else ""
    return {"mode": mode, "name": user.name, "office": user.office, "organisation_text": organisation}


def closed(request: HttpRequest, meeting: Bimtek, reason: str = "") -> HttpResponse:
    opening = attending.next_opening(meeting, timezone.now())
    if opening and not reason:
        reason = _("The attendance list opens on %(day)s at %(time)s.") % {
            "day": say_date(opening, "day"),
            "time": format_time(opening),
        }
    return render(request, "stakeholders/checkin_closed.html", {"meeting": meeting, "reason": reason})


def too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "stakeholders/checkin_code.html", {"busy": True}, status=TOO_MANY)
    response.headers["Retry-After"] = "60"
    return response


# ---- For the committee ----


def organised_meeting(request: HttpRequest, pk: UUID) -> Bimtek:
    meeting = visible_meeting(request, pk)
    allowed(
        Bimtek.objects.editable_by(person(request)).filter(pk=pk).exists(),
        _("Only the editors keep the attendance list."),
    )
    return meeting


def address_of(meeting: Bimtek) -> str:
    path = reverse("stakeholders:checkin", args=[attending.told_code(meeting.checkin_code)])
    return f"{settings.SITE_URL}{path}"


def door_context(meeting: Bimtek) -> dict[str, Any]:
    """What the screen at the door shows: code, address, hours, and how many are in."""
    rows = list(meeting.attendances.filter(is_present=True))
    online = sum(row.mode == Attendance.Mode.ONLINE for row in rows)
    now = timezone.now()
    context: dict[str, Any] = {
        "meeting": meeting,
        "onsite": len(rows) - online,
        "online": online,
        "is_open": attending.is_open(meeting, now),
        "next_opening": attending.next_opening(meeting, now),
        "code": attending.told_code(meeting.checkin_code),
    }
    if meeting.checkin_code:
        url = address_of(meeting)
        context |= {"url": url, "online_url": f"{url}?cara={ONLINE}", "typed_url": typed_url(), "qr": qr_code(url)}
    return context


def typed_url() -> str:
    return f"{settings.SITE_URL}{reverse('stakeholders:checkin_code')}"


@require_GET
def attendance_door(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The big screen at the door: QR, code and numbers. No names: it hangs where everybody sees it."""
    meeting = organised_meeting(request, pk)
    template = "_door.html" if request.htmx else "attendance_door.html"  # type: ignore[attr-defined]
    return render(request, f"stakeholders/{template}", door_context(meeting))


@require_GET
def attendance_live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list as it grows, for the page of the meeting; one query for the names however many they are."""
    meeting = organised_meeting(request, pk)
    return render(request, "stakeholders/_attendance.html", attendance_context(meeting) | {"may_edit": True})


def attendance_context(meeting: Bimtek) -> dict[str, Any]:
    attendances = list(meeting.attendances.select_related("organisation"))
    groups = meetings.by_organisation(attendances)
    onsite = sum(group.onsite for group in groups)
    online = sum(group.online for group in groups)
    newest = max((row.registered_at for row in attendances if row.by_code and row.registered_at), default=None)
    return {
        "meeting": meeting,
        "groups": groups,
        "onsite": onsite,
        "online": online,
        "present": onsite + online,
        "absent": len(attendances) - onsite - online,
        "newest": in_wita(newest) if newest else None,
        "list_is_open": attending.is_open(meeting, timezone.now()),
    }


@require_POST
def attendance_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    organised_meeting(request, pk)
    try:
        meeting = attending.open_list(pk)
    except NotOpen as error:
        messages.error(request, str(error))
        return redirect("stakeholders:bimtek_detail", pk=pk)
    messages.success(
        request,
        _("The code for the attendance list is %(code)s.") % {"code": attending.told_code(meeting.checkin_code)},
    )
    return redirect("stakeholders:attendance_door", pk=pk)


@require_POST
def attendance_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = organised_meeting(request, pk)
    attending.close_list(pk)
    messages.success(request, _("The code opens nothing any more. The list stays as it is."))
    return redirect(meeting)


@require_POST
def attendance_remove(request: HttpRequest, pk: UUID, row: int) -> HttpResponse:
    """Take somebody off the list who was not there."""
    meeting = organised_meeting(request, pk)
    found = meeting.attendances.filter(pk=row).first() if row < 2**63 else None
    if found is not None:
        name = found.name
        found.delete()
        messages.success(request, _("%(name)s is off the attendance list.") % {"name": name})
    return redirect(f"{meeting.get_absolute_url()}#present")


@require_GET
def attendance_poster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One page for the door: QR, code, what it is for."""
    meeting = organised_meeting(request, pk)
    if not meeting.checkin_code:
        messages.error(request, _("Make a code for the attendance list first."))
        return redirect(meeting)
    with translation.override("id"):
        html = render_to_string("stakeholders/print/poster.html", door_context(meeting) | {"demo": settings.DEMO})
    try:
        data = printed(html)
    except NoSheet as error:
        logger.error("poster of meeting %s: %s", meeting.pk, error)
        messages.error(request, _("The poster could not be made just now. Try again in half a minute."))
        return redirect("stakeholders:attendance_door", pk=pk)
    return as_pdf(data, f"poster-hadir-{slugify(meeting.title)[:60]}.pdf")
