"""Proposing a program, and editing its text or one of its parts under a version number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from formats.text import safe_int

from ..deciding import record_proposal
from ..editing import conflict_since, raise_version
from ..forms import ProgramForm
from ..models import Program
from ..parts import PARTS, one_more_row, save_part
from .access import current_plan, editable_program, person

CONFLICT = 409
INVALID = 422


@require_http_methods(["GET", "POST"])
def program_create(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not (user.is_editor or user.acts_for_opd):
        raise PermissionDenied(_("Only an OPD or an editor may propose a program."))
    plan = current_plan()
    form = ProgramForm(request.POST or None, user=user, plan=plan, instance=Program(created_by=user))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            program = form.save(commit=False)
            if not program.proposer:
                program.proposer = program.lead.name
            program.save()
            form.save_m2m()
            record_proposal(program, by=user)
        messages.success(request, _("%(name)s is proposed.") % {"name": program.name})
        return redirect(program)
    status = INVALID if form.is_bound else 200
    return render(request, "quickwins/program_create.html", {"form": form, "plan": plan}, status=status)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def program_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    sent = request.method == "POST"
    program = editable_program(request, pk, lock=sent)
    form = ProgramForm(request.POST if sent else None, user=person(request), plan=program.plan, instance=program)
    context: dict[str, Any] = {"form": form}
    if not sent:
        return edit_page(request, program, "", context)
    stale = stale_version(request, program)
    if stale is not None:
        # Read from the database again: the form has put the typed values into this one.
        return conflict_page(request, Program.objects.get(pk=pk), stale, "", context)
    if not form.is_valid():
        return edit_page(request, program, "", context, status=INVALID)
    # The number first, so that the last recorded row of a version is what the readers of that version saw.
    raise_version(program)
    # Only the form's own columns: a deed of the same moment keeps its state.
    form.save(commit=False).save(update_fields=[name for name in form.Meta.fields if name != "supporters"])
    form.save_m2m()
    return saved(request, program, "")


@require_http_methods(["GET", "POST"])
@transaction.atomic
def program_edit_part(request: HttpRequest, pk: UUID, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    sent = request.method == "POST"
    program = editable_program(request, pk, lock=sent)
    kind = PARTS[part]
    if not sent:
        return edit_page(request, program, part, {"formset": kind.build(program)})
    try:
        data = one_more_row(request.POST) if "tambah" in request.POST else request.POST
        formset = kind.build(program, data)
        valid = formset.is_valid()
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("quickwins:program_edit_part", pk=pk, part=part)
    context: dict[str, Any] = {"formset": formset}
    if "tambah" in request.POST:
        return edit_page(request, program, part, context | {"added": True})
    stale = stale_version(request, program)
    if stale is not None:
        return conflict_page(request, program, stale, part, context)
    if not valid:
        return edit_page(request, program, part, context, status=INVALID)
    raise_version(program)
    save_part(kind, formset, program)
    return saved(request, program, part)


def stale_version(request: HttpRequest, program: Program) -> int | None:
    """The version the form was opened with, when that is no longer the present one; 0 when it does not say."""
    version = safe_int(request.POST.get("version", "")) or 0
    return None if version == program.version else version


def saved(request: HttpRequest, program: Program, part: str) -> HttpResponse:
    messages.success(request, _("%(name)s is saved.") % {"name": program.name})
    if part:
        return redirect("quickwins:program_edit_part", pk=program.pk, part=part)
    return redirect(program)


def conflict_page(
    request: HttpRequest, program: Program, version: int, part: str, context: dict[str, Any]
) -> HttpResponse:
    """The form as it was sent, with what somebody else changed; sending it again replaces that."""
    context["conflict"] = conflict_since(program, version)
    return edit_page(request, program, part, context, status=CONFLICT)


def edit_page(
    request: HttpRequest, program: Program, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    main = reverse("quickwins:program_edit", args=[program.pk])
    tabs = [{"label": _("Content"), "url": main, "current": not part}]
    tabs += [
        {
            "label": kind.label,
            "url": reverse("quickwins:program_edit_part", args=[program.pk, slug]),
            "current": slug == part,
        }
        for slug, kind in PARTS.items()
    ]
    # The name as stored, not as typed into a form that was refused.
    name = Program.objects.filter(pk=program.pk).values_list("name", flat=True).get()
    context |= {"program": program, "name": name, "version": program.version, "tabs": tabs, "part": PARTS.get(part)}
    template = "quickwins/program_edit_part.html" if part else "quickwins/program_edit.html"
    return render(request, template, context, status=status)
