"""Data requests: the list, asking, one request with its answers, and the deeds about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation
from files.checking import RefusedFile
from files.uploading import store_upload
from formats.dates import say_moment, today_wita
from formats.numbers import format_number
from formats.text import safe_int
from quickwins.models import Plan

from .. import data_requests, pledged_data, reminding
from ..data_forms import DataRequestForm, DeliveryForm
from ..data_requests import DataRefused
from ..filters import Choice, Chosen, filter_bar, page_of
from ..models import DataAnswer, DataForm, DataRequest
from ..tables import columns_of, shown, template
from .access import allowed, current_plan, person, reason_of, visible_request
from .reminders import panel

INVALID = 422
LATE = "terlambat"
ROWS_SHOWN = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def data_request_list(request: HttpRequest) -> HttpResponse:
    plan, user, today = current_plan(), person(request), today_wita()
    visible = DataRequest.objects.visible_to(user).filter(plan=plan)
    choices = list_choices(plan, user)
    chosen = Chosen.read(request.GET, choices)
    found = visible.filter(condition(chosen))
    if LATE in chosen["tenggat"]:
        found = found.overdue(today)
    # What is still owed comes first, the most urgent on top; what is verified is history.
    page = page_of(found.with_list_data().order_by(DONE_LAST, "due_on", "title"), request.GET)
    context: dict[str, Any] = {
        "page_obj": page,
        "rows": [{"row": row, "late": row.is_overdue(today)} for row in page],
        "filtered": bool(chosen),
        "bar": filter_bar(chosen, choices, request.GET, search=_("Search for data")),
        "results": ngettext("%(count)s request.", "%(count)s requests.", page.paginator.count)
        % {"count": format_number(page.paginator.count)},
        "late_count": visible.overdue(today).count(),
        "may_ask": user.is_editor or user.is_reviewer,
        "sees_messages": user.sees_everything,
    }
    return render(request, "stakeholders/data_request_list.html", context)


DONE_LAST = ExpressionWrapper(Q(state=DataRequest.State.VERIFIED), output_field=BooleanField())


def list_choices(plan: Plan, user: Any) -> list[Choice]:
    """What the list can be narrowed by; an OPD sees its own requests only and needs no choice of producers."""
    found = [
        Choice("keadaan", _("State"), [(value, str(label)) for value, label in DataRequest.State.choices]),
        Choice("tenggat", _("Due date"), [(LATE, _("Late"))]),
    ]
    if user.sees_everything:
        asked = Organisation.objects.filter(Exists(DataRequest.objects.filter(plan=plan, producer=OuterRef("pk"))))
        found.append(Choice("produsen", _("Data producer"), [(row.key, str(row)) for row in asked]))
    return found


def condition(chosen: Chosen) -> Q:
    found = Q()
    if chosen.q:
        found &= Q(title__icontains=chosen.q) | Q(producer__name__icontains=chosen.q)
    if chosen["keadaan"]:
        found &= Q(state__in=chosen["keadaan"])
    if chosen.values.get("produsen"):
        found &= Q(producer__key__in=chosen["produsen"])
    return found


@require_http_methods(["GET", "POST"])
def data_request_create(request: HttpRequest) -> HttpResponse:
    user = person(request)
    allowed(user.is_editor or user.is_reviewer, _("Only Kominfo and Bappelitbangda ask for data."))
    plan = current_plan()
    pledge = pledged_data.pledge_to_ask(request.GET.get("butir", ""))
    form = DataRequestForm(request.POST or None, plan=plan, initial=pledged_data.proposal(pledge) if pledge else None)
    if request.method == "POST" and form.is_valid():
        asked = form.requests(plan)
        if pledge:
            pledged_data.bind(asked, pledge)
        sent = data_requests.ask(asked, by=user)
        messages.success(
            request,
            ngettext("The request was sent to %(count)s organisation.", "The request was sent to %(count)s organisations.", len(sent))
            % {"count": len(sent)},
        )  # fmt: skip
        return redirect(sent[0]) if len(sent) == 1 else redirect("stakeholders:data_request_list")
    return render(
        request,
        "stakeholders/data_request_create.html",
        {"form": form},
        status=INVALID if form.is_bound else 200,
    )


@require_GET
def data_request_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return detail_page(request, visible_request(request, pk))


def detail_page(
    request: HttpRequest, asked: DataRequest, *, form: DeliveryForm | None = None, status: int = 200
) -> HttpResponse:
    """The request with its answers; `form` is a delivery that came back with errors."""
    user, today = person(request), today_wita()
    one = DataRequest.objects.filter(pk=asked.pk)
    columns = columns_of(asked.columns)
    answers = list(asked.answers.select_related("file", "delivered_by", "decided_by"))
    may_deliver = one.deliverable_by(user).exists()
    newest = answers[0] if answers else None
    context: dict[str, Any] = {
        "asked": asked,
        "late": asked.is_overdue(today),
        "columns": columns,
        "answers": [answer_shown(answer) for answer in answers],
        "newest": newest,
        "datasets": list(asked.datasets.all()),
        "history": history(asked),
        "reminders": panel(
            request, reminding.DATA, asked.pk, reverse("stakeholders:data_request_pause", args=[asked.pk])
        ),
        "may_deliver": may_deliver,
        "may_verify": one.verifiable_by(user).exists() and newest is not None and newest.delivered_by_id != user.pk,
        "has_template": asked.form == DataForm.TABLE and bool(columns),
        "form": form or (DeliveryForm(asked=asked, user=user) if may_deliver else None),
    }
    return render(request, "stakeholders/data_request_detail.html", context, status=status)


def answer_shown(answer: DataAnswer) -> dict[str, Any]:
    """An answer with the first rows as they are read."""
    return {
        "row": answer,
        "cells": shown(answer.rows[:ROWS_SHOWN]),
        "more": max(len(answer.rows) - ROWS_SHOWN, 0),
        "state": "returned" if answer.returned_note else "verified" if answer.decided_at else "sent",
    }


def history(asked: DataRequest) -> list[dict[str, Any]]:
    names = dict(DataRequest.State.choices)
    rows = [
        {
            "text": names.get(change.to_state, change.to_state),
            "by": str(change.by or ""),
            "at": say_moment(change.at),
            "note": change.reason,
            "open": not change.from_state,
        }
        for change in asked.state_changes.select_related("by")
    ]
    if rows:
        rows[0]["now"] = True
    return rows


@require_GET
def data_request_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A workbook with the columns that are asked for."""
    asked = visible_request(request, pk)
    columns = columns_of(asked.columns)
    if not columns:
        raise Http404
    response = HttpResponse(template(columns, asked.title), content_type=XLSX)
    name = slugify(asked.title)[:60] or "data"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_POST
def data_request_deliver(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked, user = visible_request(request, pk), person(request)
    producer_only = _("Only the OPD that owns the data delivers it.")
    allowed(user.acts_for_opd and user.organisation_id == asked.producer_id, producer_only)
    form = DeliveryForm(request.POST, request.FILES, asked=asked, user=user)
    if not form.is_valid():
        return detail_page(request, asked, form=form, status=INVALID)
    stored = None
    if form.cleaned_data.get("file"):
        try:
            stored = store_upload(form.cleaned_data["file"], owner=user, organisation=asked.producer)
        except RefusedFile as error:
            form.add_error("file", str(error))
            return detail_page(request, asked, form=form, status=INVALID)
    try:
        answer = data_requests.deliver(pk, by=user, delivery=form.delivery(stored))
    except DataRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Answer %(number)s was delivered. Kominfo checks it now.") % {"number": answer.number}
        )
    return redirect(asked)


def shown_answer(request: HttpRequest) -> int:
    """The number of the answer that the checker had before him; 0 fits none."""
    return safe_int(request.POST.get("answer", ""), maximum=32000) or 0


@require_POST
def data_request_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = visible_request(request, pk)
    allowed(may_check(request, asked), _("Only Kominfo as custodian of the data checks and returns it."))
    try:
        data_requests.give_back(pk, by=person(request), answer_number=shown_answer(request), reason=reason_of(request))
    except DataRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The answer was returned with your note."))
    return redirect(asked)


@require_POST
def data_request_verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = visible_request(request, pk)
    allowed(may_check(request, asked), _("Only Kominfo as custodian of the data verifies it."))
    try:
        dataset = data_requests.verify(
            pk, by=person(request), answer_number=shown_answer(request), is_open="open" in request.POST
        )
    except DataRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Verified: version %(number)s of the data can be used in the books.") % {"number": dataset.version},
        )
    return redirect(asked)


def may_check(request: HttpRequest, asked: DataRequest) -> bool:
    """The role alone: whether something waits for a check is said by the deed, with what to do."""
    user = person(request)
    if user.is_editor:
        return True
    return user.is_reviewer and asked.producer.users.filter(role="editor").exists()
