"""Reminders on the record: every message that was sent, and pauses with their reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from formats.dates import UnreadableDate, parse_date, today_wita
from formats.numbers import format_number

from .. import reminding
from ..filters import Choice, Chosen, filter_bar, page_of
from ..models import CommitmentItem, DataRequest, Holiday, Pause, Reminder
from .access import allowed, person, reason_of, visible_commitment, visible_request

KINDS = (reminding.DATA, reminding.ITEM, reminding.VALUE)


def panel(request: HttpRequest, kind: str, pk: UUID | int, pause_url: str) -> dict[str, Any]:
    """What the record of a thing shows of its reminders. Two queries."""
    return {
        "sent": reminding.sent_about(kind, pk),
        "pause": reminding.pause_of(kind, pk),
        "pause_url": pause_url,
        "may_pause": person(request).is_editor,
        "today": today_wita(),
    }


@require_GET
def reminder_list(request: HttpRequest) -> HttpResponse:
    """Every message, the newest first, and what pauses now."""
    user, today = person(request), today_wita()
    allowed(user.sees_everything, _("Only those who look after all OPDs see every message."))
    choices = [
        Choice("keadaan", _("State"), [(value, str(label)) for value, label in Reminder.State.choices]),
        Choice("langkah", _("Reminder step"), [(step.key, step.key) for step in reminding.LADDER]),
        Choice(
            "perihal",
            _("Subject of the reminder"),
            list(zip(KINDS, (_("Data"), _("Commitments"), _("Values")), strict=True)),
        ),
    ]
    chosen = Chosen.read(request.GET, choices)
    rows = Reminder.objects.filter(condition(chosen)).select_related("recipient__organisation")
    page = page_of(rows.order_by("-due_on", "-pk"), request.GET)
    links = links_of(list(page))
    pauses = list(Pause.objects.in_force(today).select_related("by").order_by("until", "pk"))
    names = titles_of(pauses)
    last = Holiday.objects.aggregate(last=Max("day"))["last"]
    context: dict[str, Any] = {
        "page_obj": page,
        "rows": [{"row": row, "url": links.get((row.subject_kind, row.subject_id), "")} for row in page],
        "bar": filter_bar(chosen, choices, request.GET, search=_("Search for a person or a thing")),
        "results": ngettext("%(count)s message.", "%(count)s messages.", page.paginator.count)
        % {"count": format_number(page.paginator.count)},
        "pauses": [{"row": row, "about": names.get((row.subject_kind, row.subject_id), "–")} for row in pauses],
        "may_pause": user.is_editor,
        # Reminders of the coming weeks reach into the next year: its days off must be known by autumn.
        "year_without_holidays": next(
            (year for year in (today.year, today.year + (today.month >= 10)) if not last or last.year < year), None
        ),
        "may_enter_holidays": user.is_administrator,
    }
    return render(request, "stakeholders/reminder_list.html", context)


def condition(chosen: Chosen) -> Q:
    found = Q()
    if chosen.q:
        found &= Q(recipient__name__icontains=chosen.q) | Q(text__icontains=chosen.q)
    if chosen["keadaan"]:
        found &= Q(state__in=chosen["keadaan"])
    if chosen["langkah"]:
        steps = Q()
        for key in chosen["langkah"]:
            steps |= Q(step__startswith=f"{key} ")
        found &= steps
    if chosen["perihal"]:
        found &= Q(subject_kind__in=chosen["perihal"])
    return found


def links_of(rows: list[Reminder]) -> dict[tuple[str, str], str]:
    """The address of each thing that is still there. Two queries."""
    ids: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in rows:
        ids.setdefault(row.subject_kind, set()).add(row.subject_id)
    found = {
        (reminding.DATA, str(one.pk)): one.get_absolute_url()
        for one in DataRequest.objects.filter(pk__in=ids[reminding.DATA]).only("pk")
    }
    items = CommitmentItem.objects.filter(pk__in=ids[reminding.ITEM]).only("pk", "commitment_id")
    for item in items:
        found[reminding.ITEM, str(item.pk)] = reverse("stakeholders:item_keeping", args=[item.commitment_id, item.pk])
    return found


def titles_of(pauses: list[Pause]) -> dict[tuple[str, str], str]:
    """What each pause is about. Two queries."""
    data = [row.subject_id for row in pauses if row.subject_kind == reminding.DATA]
    items = [row.subject_id for row in pauses if row.subject_kind == reminding.ITEM]
    requests = DataRequest.objects.filter(pk__in=data).select_related("producer")
    found = {(reminding.DATA, str(one.pk)): f"{one.title}, {one.producer}" for one in requests}
    for item in CommitmentItem.objects.filter(pk__in=items).select_related("commitment__organisation"):
        found[reminding.ITEM, str(item.pk)] = f"{item.text}, {item.commitment.organisation}"
    return found


# ---- Pausing ----


@require_POST
def data_request_pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = visible_request(request, pk)
    return paused(request, reminding.DATA, asked.pk, asked.get_absolute_url())


@require_POST
def item_pause(request: HttpRequest, pk: UUID, item: int) -> HttpResponse:
    commitment = visible_commitment(request, pk)
    if not (item < 2**63 and commitment.items.filter(pk=item).exists()):
        raise Http404
    url = reverse("stakeholders:item_keeping", args=[commitment.pk, item])
    return paused(request, reminding.ITEM, item, url)


def paused(request: HttpRequest, kind: str, pk: UUID | int, url: str) -> HttpResponse:
    user: User = person(request)
    allowed(user.is_editor, _("Only Kominfo pauses reminders."))
    try:
        until = parse_date(request.POST.get("until", ""))
        reminding.pause(kind, pk, until=until, reason=reason_of(request), by=user)
    except (UnreadableDate, reminding.NotPaused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Nobody is reminded of this until then. The reason stands on the record."))
    return redirect(url)


@require_POST
def pause_end(request: HttpRequest, pause: int) -> HttpResponse:
    allowed(person(request).is_editor, _("Only Kominfo pauses reminders."))
    if pause >= 2**63:
        raise Http404
    reminding.end_pause(get_object_or_404(Pause, pk=pause), by=person(request))
    messages.success(request, _("The reminders go on."))
    return redirect("stakeholders:reminder_list")
