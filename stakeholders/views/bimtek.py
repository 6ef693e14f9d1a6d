"""Bimtek and other meetings: the list, one meeting, and what its secretary writes down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from formats.dates import today_wita

from .. import convening, meetings
from ..meeting_forms import AttendanceForm, DecisionForm, MinutesForm
from ..models import Bimtek, Decision
from .access import allowed, current_plan, person, visible_meeting
from .attending import attendance_context

INVALID = 422


@require_GET
def bimtek_list(request: HttpRequest) -> HttpResponse:
    plan, today = current_plan(), today_wita()
    rows = list(Bimtek.objects.visible_to(person(request)).filter(plan=plan).with_attendance().order_by("-starts_on"))
    context = {
        "coming": sorted((row for row in rows if row.ends_on >= today), key=lambda row: row.starts_on),
        "phases": [row for row in reversed(rows) if row.kind == Bimtek.Kind.BIMTEK and row.ends_on < today],
        "may_convene": person(request).is_editor,
        "past": [row for row in rows if row.kind != Bimtek.Kind.BIMTEK and row.ends_on < today],
    }
    return render(request, "stakeholders/bimtek_list.html", context)


@require_GET
def bimtek_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return detail_page(request, visible_meeting(request, pk))


def detail_page(
    request: HttpRequest, meeting: Bimtek, *, forms: dict[str, BaseForm] | None = None, status: int = 200
) -> HttpResponse:
    """A meeting; `forms` are those that came back with errors, by name."""
    may_edit = Bimtek.objects.editable_by(person(request)).filter(pk=meeting.pk).exists()
    context: dict[str, Any] = {
        "meeting": meeting,
        "days": meetings.by_day(meeting.agenda.all()),
        "decisions": meetings.decisions_of(meeting),
        "materials": list(meeting.materials.all()),
        "today": today_wita(),
        "may_edit": may_edit,
        "open_form": next(iter(forms), "") if forms else "",
    } | attendance_context(meeting)
    if may_edit:
        context |= {
            "steps": steps_of(meeting),
            "cancel_fields": [("to", Bimtek.State.CANCELLED)],
            "decision_states": Decision.State.choices,
        }
        context["forms"] = {
            "decision": DecisionForm(plan=meeting.plan, prefix="keputusan"),
            "attendance": AttendanceForm(prefix="hadir"),
            "minutes": MinutesForm(instance=meeting),
        } | (forms or {})
    return render(request, "stakeholders/bimtek_detail.html", context, status=status)


def steps_of(meeting: Bimtek) -> list[tuple[str, str]]:
    """What may be done with the meeting now: the state it leads to, and the verb of the button."""
    State = Bimtek.State
    verbs = {
        State.OPEN: _("Announce"),
        State.RUNNING: _("Open again") if meeting.state == State.CLOSED else _("Start"),
        State.CLOSED: _("Close"),
        State.CANCELLED: _("Call off"),
    }
    return [(state, verbs[State(state)]) for state in convening.STEPS[meeting.state]]


def edited_meeting(request: HttpRequest, pk: UUID) -> Bimtek:
    meeting = visible_meeting(request, pk)
    allowed(
        Bimtek.objects.editable_by(person(request)).filter(pk=pk).exists(),
        _("Only the editors keep the record of a meeting."),
    )
    return meeting


@require_POST
def decision_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = edited_meeting(request, pk)
    form = DecisionForm(request.POST, plan=meeting.plan, prefix="keputusan")
    if not form.is_valid():
        return detail_page(request, meeting, forms={"decision": form}, status=INVALID)
    decision = meetings.add_decision(pk, **form.cleaned_data)
    messages.success(request, _("Decision %(number)s is recorded.") % {"number": decision.number})
    return redirect(meeting)


@require_POST
def decision_move(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Carried out, dropped, or open again."""
    meeting = edited_meeting(request, pk)
    if number > 32767:
        raise Http404
    try:
        decision = meetings.move_decision(pk, number, request.POST.get("to", "")[:10])
    except meetings.NotRecorded as error:
        messages.error(request, str(error))
    else:
        told = {"number": decision.number, "state": decision.get_state_display()}
        messages.success(request, _("Decision %(number)s: %(state)s.") % told)
    return redirect(f"{meeting.get_absolute_url()}#keputusan-{number}")


@require_POST
def attendance_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = edited_meeting(request, pk)
    form = AttendanceForm(request.POST, prefix="hadir")
    if not form.is_valid():
        return detail_page(request, meeting, forms={"attendance": form}, status=INVALID)
    try:
        row = meetings.add_attendance(pk, **form.cleaned_data)
    except meetings.NotRecorded as error:
        form.add_error("name", str(error))
        return detail_page(request, meeting, forms={"attendance": form}, status=INVALID)
    messages.success(request, _("%(name)s is on the attendance list.") % {"name": row.name})
    return redirect(meeting)


@require_POST
def minutes_save(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = edited_meeting(request, pk)
    form = MinutesForm(request.POST, instance=meeting)
    if not form.is_valid():
        return detail_page(request, visible_meeting(request, pk), forms={"minutes": form}, status=INVALID)
    meeting.save(update_fields=["minutes"])
    messages.success(request, _("The minutes are saved."))
    return redirect(meeting)
