"""One item of a signed commitment: what was reached in each quarter, told by its owner, checked by somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from files.checking import RefusedFile
from files.uploading import store_upload
from formats.dates import today_wita
from formats.ids import parse_uuid

from .. import keeping, pledged_data, reminding
from ..keeping import NotKept
from ..keeping_forms import FulfilmentForm
from ..models import Commitment, CommitmentItem, DataRequest, Fulfilment
from .access import allowed, person, reason_of, visible_commitment
from .reminders import panel

INVALID = 422


@require_GET
def item_keeping(request: HttpRequest, pk: UUID, item: int) -> HttpResponse:
    commitment = visible_commitment(request, pk)
    return keeping_page(request, commitment, item_of(commitment, item))


def item_of(commitment: Commitment, pk: int) -> CommitmentItem:
    """An item of this very commitment (case Z08). Raises Http404; a draft has nothing to be kept yet."""
    found = commitment.items.select_related("program").filter(pk=pk).first() if pk < 2**63 else None
    if found is None or commitment.is_open:
        raise Http404
    return found


def keeping_page(
    request: HttpRequest, commitment: Commitment, item: CommitmentItem, *, form: Any = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    may_report = Commitment.objects.reportable_by(user).filter(pk=commitment.pk).exists()
    reports = list(
        item.fulfilments.select_related("reported_by", "verified_by", "returned_by").prefetch_related("evidence")
    )
    asking = pledged_data.asked_of(commitment, [item], user).get(item.pk)
    may_link = asking is not None and pledged_data.may_link(user)
    context: dict[str, Any] = {
        "commitment": commitment,
        "item": item,
        "asking": asking,
        "may_link": may_link,
        "requests": pledged_data.choices(item) if may_link else [],
        "reports": [
            {"row": row, "may_check": keeping.may_check(user) and waits_for(row, user), "dialog": f"return-{row.pk}"}
            for row in reports
        ],
        "may_report": may_report,
        "reminders": panel(
            request, reminding.ITEM, item.pk, reverse("stakeholders:item_pause", args=[commitment.pk, item.pk])
        ),
        "form": form or (new_form(commitment, item, reports) if may_report else None),
    }
    return render(request, "stakeholders/item_keeping.html", context, status=status)


def waits_for(row: Fulfilment, user: User) -> bool:
    """Whether this report waits for the check of this person: unchecked, not returned, told by somebody else."""
    return row.verified_at is None and not row.returned_note and row.reported_by_id != user.pk


def new_form(
    commitment: Commitment, item: CommitmentItem, reports: list[Fulfilment], data: Any = None, files: Any = None
) -> FulfilmentForm:
    """The form for the next report, with the value of the last one already in it."""
    today = today_wita()
    signature = commitment.signatures.first()
    signed_on = signature.signed_on if signature else commitment.dated_on
    settled = {(row.year, row.quarter) for row in reports if row.verified_at}
    quarters = [
        one
        for one in keeping.quarters_to_report(item, signed_on, today)
        if (one.year, one.number) not in settled
    ]  # fmt: skip
    last = reports[0] if reports else None
    initial = {"value": last.value if last else None, "state": last.state if last else Fulfilment.State.PARTIAL}
    return FulfilmentForm(data, files, item=item, quarters=quarters, initial=initial)


@require_POST
def item_report(request: HttpRequest, pk: UUID, item: int) -> HttpResponse:
    commitment, user = visible_commitment(request, pk), person(request)
    found = item_of(commitment, item)
    allowed(
        Commitment.objects.reportable_by(user).filter(pk=commitment.pk).exists(),
        _("Only the organisation that promised reports on it."),
    )
    reports = list(found.fulfilments.all())
    form = new_form(commitment, found, reports, request.POST, request.FILES)
    if not form.is_valid():
        return keeping_page(request, commitment, found, form=form, status=INVALID)
    evidence = []
    try:
        for upload in form.cleaned_data["evidence"]:
            evidence.append(store_upload(upload, owner=user, organisation=commitment.organisation))
        data = form.cleaned_data
        keeping.report(
            found, by=user, quarter=data["quarter"], state=data["state"], value=data["value"], note=data["note"],
            evidence=evidence,
        )  # fmt: skip
    except RefusedFile as error:
        form.add_error("evidence", str(error))
        return keeping_page(request, commitment, found, form=form, status=INVALID)
    except NotKept as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your report is recorded. Kominfo or Bappelitbangda checks it."))
    return redirect("stakeholders:item_keeping", pk=pk, item=item)


@require_POST
def item_data(request: HttpRequest, pk: UUID, item: int) -> HttpResponse:
    """Link a pledged data set to a request that asks for it already, or take the link away."""
    commitment, user = visible_commitment(request, pk), person(request)
    found = item_of(commitment, item)
    allowed(pledged_data.may_link(user), _("Only Kominfo and Bappelitbangda link a pledge to a data request."))
    chosen = parse_uuid(request.POST.get("request", ""))
    asked = DataRequest.objects.visible_to(user).filter(pk=chosen).first() if chosen else None
    try:
        pledged_data.link(found, asked)
    except pledged_data.NotLinked as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("The pledge is linked to the request. The signed text is unchanged.")
            if asked
            else _("The link is taken away. The signed text is unchanged."),
        )
    return redirect("stakeholders:item_keeping", pk=pk, item=item)


def checked(request: HttpRequest, report: UUID) -> Fulfilment:
    """A report that this person may check. Raises Http404 or PermissionDenied."""
    visible = Commitment.objects.visible_to(person(request))
    row = Fulfilment.objects.filter(pk=report, item__commitment__in=visible).select_related("item").first()
    if row is None:
        raise Http404
    allowed(keeping.may_check(person(request)), _("Only Kominfo and Bappelitbangda check reports of fulfilment."))
    return row


def to_item(row: Fulfilment) -> HttpResponse:
    return redirect("stakeholders:item_keeping", pk=row.item.commitment_id, item=row.item_id)


@require_POST
def fulfilment_verify(request: HttpRequest, report: UUID) -> HttpResponse:
    row = checked(request, report)
    try:
        keeping.verify(row.pk, by=person(request))
    except NotKept as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The report is checked. The state of the commitment follows from it."))
    return to_item(row)


@require_POST
def fulfilment_return(request: HttpRequest, report: UUID) -> HttpResponse:
    row = checked(request, report)
    try:
        keeping.give_back(row.pk, by=person(request), reason=reason_of(request))
    except NotKept as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The report was returned with your note."))
    return to_item(row)
