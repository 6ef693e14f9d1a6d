"""Preparing a meeting: writing it down with its agenda, announcing it, inviting to it, handing out material."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from files.checking import RefusedFile
from files.uploading import store_upload
from formats.text import safe_int

from .. import convening, inviting
from ..convening import NotConvened
from ..convening_forms import MAX_SESSIONS, AgendaFormSet, InvitationForm, MeetingForm, agenda_rows
from ..inviting import NotInvited
from ..models import Bimtek
from .access import allowed, current_plan, person, reason_of, visible_meeting

INVALID, CONFLICT = 422, 409
ROWS = "acara-TOTAL_FORMS"


def convened_meeting(request: HttpRequest, pk: UUID) -> Bimtek:
    meeting = visible_meeting(request, pk)
    allowed(
        Bimtek.objects.editable_by(person(request)).filter(pk=pk).exists(), _("Only the editors prepare a meeting.")
    )
    return meeting


@require_http_methods(["GET", "POST"])
def meeting_create(request: HttpRequest) -> HttpResponse:
    allowed(person(request).is_editor, _("Only the editors prepare a meeting."))
    meeting = Bimtek(plan=current_plan())
    if request.method == "GET":
        return page(request, meeting, MeetingForm(instance=meeting), agenda_rows(meeting, extra=3))
    return saved(request, meeting, is_new=True)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = convened_meeting(request, pk)
    if meeting.state in (Bimtek.State.CLOSED, Bimtek.State.CANCELLED):
        messages.error(request, _("This meeting is over. Open it again before you change it."))
        return redirect(meeting)
    if request.method == "GET":
        return page(request, meeting, MeetingForm(instance=meeting), agenda_rows(meeting))
    return saved(request, meeting, is_new=False)


@transaction.atomic
def saved(request: HttpRequest, meeting: Bimtek, *, is_new: bool) -> HttpResponse:
    if not is_new:
        meeting = Bimtek.objects.select_for_update(of=("self",)).select_related("plan").get(pk=meeting.pk)
    seen = fingerprint(meeting)
    data = request.POST.copy()
    if "tambah" in data:
        data[ROWS] = str(min((safe_int(data.get(ROWS, "")) or 0) + 1, MAX_SESSIONS))
    identifier = meeting.pk
    form = MeetingForm(data, instance=meeting)
    valid = form.is_valid()
    rows = agenda_rows(meeting, data)
    if "tambah" in data:
        return page(request, meeting, form, rows, grown=True, seen=seen)
    if not is_new and request.POST.get("seen") != seen:
        messages.warning(
            request,
            _(
                "Somebody else changed this meeting after you opened it. Your text stands below; compare, then save again."
            ),
        )
        return page(request, meeting, form, rows, status=CONFLICT, seen=seen)
    if not (rows.is_valid() and valid):
        return page(request, meeting, form, rows, status=INVALID, seen=seen)
    meeting.pk = identifier
    meeting = form.save()
    rows.instance = meeting
    rows.save()
    told = convening.tell_of_change(meeting.pk, set(form.changed_data), agenda=rows.has_changed())
    if is_new:
        messages.success(request, _("The meeting is written down. Invite people, then announce it."))
    elif told and meeting.invitations.exists():
        messages.success(request, _("Saved. Those invited get the new calendar entry by mail."))
    else:
        messages.success(request, _("Saved."))
    return redirect(meeting)


def fingerprint(meeting: Bimtek) -> str:
    """Of what the form shows: two who edit at once do not overwrite each other unseen."""
    rows = (
        [] if meeting._state.adding else list(meeting.agenda.values_list("pk", "day", "starts_at", "ends_at", "title"))
    )
    shown = [str(getattr(meeting, name)) for name in MeetingForm.Meta.fields]
    return hashlib.sha256(repr((shown, rows)).encode()).hexdigest()[:32]


def page(
    request: HttpRequest, meeting: Bimtek, form: MeetingForm, rows: AgendaFormSet, *, status: int = 200,
    grown: bool = False, seen: str = "",
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "meeting": meeting,
        "is_new": meeting._state.adding,
        "form": form,
        "rows": rows,
        "grown": grown,
        "seen": seen or fingerprint(meeting),
    }
    return render(request, "stakeholders/bimtek_edit.html", context, status=status)


@require_POST
def meeting_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Announce, start, close, open again, or call off."""
    convened_meeting(request, pk)
    try:
        meeting = convening.move(pk, request.POST.get("to", ""), reason=reason_of(request))
    except NotConvened as error:
        messages.error(request, str(error))
        return redirect("stakeholders:bimtek_detail", pk=pk)
    messages.success(
        request, _("The state of the meeting is now: %(state)s.") % {"state": meeting.get_state_display().lower()}
    )
    return redirect(meeting)


@require_http_methods(["GET", "POST"])
def meeting_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Those invited, with what has reached them; and more to invite."""
    meeting = convened_meeting(request, pk)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = inviting.invite(pk, form.everybody())
        except NotInvited as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                ngettext("%(count)s address was added.", "%(count)s addresses were added.", count) % {"count": count},
            )
            return redirect("stakeholders:meeting_invite", pk=pk)
    rows = list(meeting.invitations.select_related("organisation"))
    context = {
        "meeting": meeting,
        "form": form,
        "rows": rows,
        "sent_count": sum(row.sent_sequence is not None for row in rows),
        "max_attempts": inviting.MAX_ATTEMPTS,
    }
    return render(request, "stakeholders/bimtek_invite.html", context, status=INVALID if form.is_bound else 200)


@require_POST
def invitation_remove(request: HttpRequest, pk: UUID, row: int) -> HttpResponse:
    meeting = convened_meeting(request, pk)
    if row < 2**63:
        meeting.invitations.filter(pk=row).delete()
    return redirect("stakeholders:meeting_invite", pk=pk)


@require_POST
def material_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = convened_meeting(request, pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect(meeting)
    try:
        stored = store_upload(upload, owner=person(request), is_shared=True)
    except RefusedFile as error:
        messages.error(request, str(error))
        return redirect(meeting)
    convening.add_material(meeting, stored)
    messages.success(request, _("%(name)s is among the material.") % {"name": stored.name})
    return redirect(meeting)


@require_POST
def material_remove(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    meeting = convened_meeting(request, pk)
    if convening.remove_material(meeting, file):
        messages.success(request, _("The file is no longer among the material."))
    return redirect(meeting)
