"""Writing a commitment: the document, its items and witnesses on one page, under the lock that signing takes too."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from files.checking import RefusedFile
from formats.dates import today_wita
from formats.ids import parse_uuid
from formats.text import safe_int
from quickwins.models import Plan

from ..forms import MAX_ITEMS, MAX_WITNESSES, CommitmentForm, RowsFormSet, default_clauses, item_rows, witness_rows
from ..models import Commitment, CommitmentStateChange
from ..signing import locked
from .access import allowed, current_plan, person, visible_commitment

CONFLICT, INVALID = 409, 422
MORE = {"butir": MAX_ITEMS, "saksi": MAX_WITNESSES}


@require_http_methods(["GET", "POST"])
def commitment_create(request: HttpRequest) -> HttpResponse:
    user = person(request)
    allowed(user.is_editor or user.acts_for_opd, _("Only an OPD or an editor may draw up a commitment."))
    plan = current_plan()
    if request.method == "GET":
        draft = new_draft(plan, user)
        return page(
            request, draft, CommitmentForm(instance=draft, user=user), item_rows(draft, plan), witness_rows(draft)
        )
    # The page was given its id when it was opened: sent twice, it makes one draft, not two.
    identifier = parse_uuid(request.POST.get("id", "")) or uuid.uuid4()
    twin = Commitment.objects.filter(pk=identifier, created_by=user).first()
    if twin is not None:
        return redirect(twin)
    draft = Commitment(id=identifier, plan=plan, created_by=user)
    data = one_more_row(request.POST)
    form = CommitmentForm(data, request.FILES, instance=draft, user=user)
    items, witnesses = item_rows(draft, plan, data), witness_rows(draft, data)
    if "tambah" in request.POST:
        return page(request, draft, form, items, witnesses, grown=True)
    if not all([form.is_valid(), items.is_valid(), witnesses.is_valid()]):
        return page(request, draft, form, items, witnesses, status=INVALID)
    try:
        files = form.take_files()
    except RefusedFile as error:
        form.add_error("attach", str(error))
        return page(request, draft, form, items, witnesses, status=INVALID)
    with transaction.atomic():
        # The rows' form sets have emptied the id of what is not saved yet.
        draft.pk = identifier
        draft = form.save()
        form.attach_files(draft, files)
        save_rows(items)
        save_rows(witnesses)
        CommitmentStateChange.objects.create(commitment=draft, to_state=Commitment.State.DRAFT, by=user)
    messages.success(request, _("The draft is saved. Read it, then submit it to the signatory."))
    return redirect(draft)


def new_draft(plan: Plan, user: User) -> Commitment:
    """What the empty page shows: the usual clauses, today, the own organisation."""
    return Commitment(
        plan=plan,
        title=_("Commitment to carry out the Smart City Masterplan"),
        place=plan.capital,
        dated_on=today_wita(),
        clauses=default_clauses(),
        organisation=user.organisation if user.acts_for_opd else None,
        contact_name=user.name if user.is_contributor else "",
    )


@require_http_methods(["GET", "POST"])
@transaction.atomic
def commitment_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    commitment = visible_commitment(request, pk)
    allowed(
        Commitment.objects.editable_by(person(request)).filter(pk=pk).exists(),
        _("A signed commitment changes by a new version only; a draft is changed by its OPD or the editors."),
    )
    if request.method == "GET":
        form = CommitmentForm(instance=commitment, user=person(request))
        return page(request, commitment, form, item_rows(commitment, commitment.plan), witness_rows(commitment))
    # From here on nobody signs: the row is held until this transaction ends.
    commitment = locked(pk)
    plan, version, is_open = commitment.plan, commitment.edit_version, commitment.is_open
    signed = commitment.signatures.exists()
    data = one_more_row(request.POST)
    form = CommitmentForm(data, request.FILES, instance=commitment, user=person(request))
    items, witnesses = item_rows(commitment, plan, data), witness_rows(commitment, data)
    if "tambah" in request.POST:
        return page(request, commitment, form, items, witnesses, grown=True)
    if not is_open or signed:
        messages.error(
            request,
            _(
                "The commitment was signed or closed meanwhile. Your text stands below, but it can go into a new version only."
            ),
        )
        return page(request, commitment, form, items, witnesses, status=CONFLICT)
    if safe_int(request.POST.get("version", "")) != version:
        messages.warning(
            request,
            _(
                "Somebody else changed this commitment after you opened it. Your text stands below; compare, then save again."
            ),
        )
        return page(request, commitment, form, items, witnesses, status=CONFLICT, conflict=True)
    if not all([form.is_valid(), items.is_valid(), witnesses.is_valid()]):
        return page(request, commitment, form, items, witnesses, status=INVALID)
    try:
        files = form.take_files()
    except RefusedFile as error:
        form.add_error("attach", str(error))
        return page(request, commitment, form, items, witnesses, status=INVALID)
    commitment.edit_version = version + 1
    own = set(form.fields) - {"parties", "attach", "drop"}
    commitment.save(update_fields=[*own, "contact", "edit_version", "updated_at"])
    form.attach_files(commitment, files)
    if "parties" in form.fields:
        commitment.parties.set(form.cleaned_data["parties"])
    save_rows(items)
    save_rows(witnesses)
    messages.success(request, _("The commitment is saved."))
    return redirect(commitment)


def one_more_row(data: QueryDict) -> QueryDict:
    """The sent form, with one empty row more of the kind that the button "tambah" asks for."""
    prefix = data.get("tambah", "")
    if prefix not in MORE:
        return data
    copy = data.copy()
    total = safe_int(copy.get(f"{prefix}-TOTAL_FORMS", "0"), maximum=1000) or 0
    copy[f"{prefix}-TOTAL_FORMS"] = str(min(total + 1, MORE[prefix]))
    return copy


def save_rows(rows: RowsFormSet) -> None:
    """Removed rows go, changed ones stay in their place, new ones come last."""
    last = max((form.instance.position for form in rows.initial_forms), default=0)
    for form in rows.forms:
        row = form.instance
        if form in rows.deleted_forms:
            if row.pk:
                row.delete()
        elif form.has_changed():
            if not row.pk:
                last += 1
                row.position = last
            row.commitment = rows.instance
            form.save()


def page(
    request: HttpRequest,
    commitment: Commitment,
    form: CommitmentForm,
    items: RowsFormSet,
    witnesses: RowsFormSet,
    *,
    status: int = 200,
    grown: bool = False,
    conflict: bool = False,
) -> HttpResponse:
    # One row more was asked for: what is missing is told when it is saved.
    form.helper.form_show_errors = not grown
    context: dict[str, Any] = {
        "commitment": commitment,
        "form": form,
        "items": items,
        "witnesses": witnesses,
        "grown": request.POST.get("tambah", "") if grown else "",
        "conflict": conflict,
        "is_new": commitment._state.adding,
        "identifier": parse_uuid(request.POST.get("id", "")) or uuid.uuid4(),
        # As stored: the form has put what was typed into this object.
        "version": Commitment.objects.filter(pk=commitment.pk).values_list("edit_version", flat=True).first() or 1,
    }
    return render(request, "stakeholders/commitment_edit.html", context, status=status)
