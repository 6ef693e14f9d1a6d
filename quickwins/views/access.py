"""The one way from an address to a program: not visible is 404, visible but not editable is 403."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User

from ..models import Plan, Program


def person(request: HttpRequest) -> User:
    """Who asks. The middleware has let nobody in who is not signed in."""
    return cast(User, request.user)


def current_plan() -> Plan:
    """The plan that is worked on. Raises Http404 as long as none is loaded."""
    plan = Plan.objects.current()
    if plan is None:
        raise Http404(_("No plan is loaded yet."))
    return plan


def visible_program(request: HttpRequest, pk: UUID, *, lock: bool = False) -> Program:
    """A program this person may read; `lock` holds its row until the transaction ends. Raises Http404."""
    programs = Program.objects.visible_to(person(request)).select_related(
        "subdimension__dimension", "lead", "stage", "plan"
    )
    if lock:
        programs = programs.select_for_update(of=("self",))
    program = programs.filter(pk=pk).first()
    if program is None:
        raise Http404
    return program


def editable_program(request: HttpRequest, pk: UUID, *, lock: bool = False) -> Program:
    """A program this person may change. Raises Http404 or PermissionDenied."""
    program = visible_program(request, pk, lock=lock)
    if not Program.objects.editable_by(person(request)).filter(pk=pk).exists():
        raise PermissionDenied(_("Only %(opd)s and the editors may change this program.") % {"opd": program.lead.name})
    return program
