"""Deeds about a program, each a POST to its own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import deciding
from ..models import Program
from .access import editable_program, person, visible_program

MAX_REASON = 2000


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:MAX_REASON]


def back(request: HttpRequest, program: Program) -> HttpResponse:
    """To the page the button stood on, when it says so, else to the program."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect(program)


def told(request: HttpRequest, program: Program, deed: Callable[[], object], done: str) -> HttpResponse:
    """Do it, say that it is done or why it is not possible, and go back."""
    try:
        deed()
    except deciding.NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done % {"name": program.name})
    return back(request, program)


def step(request: HttpRequest, pk: UUID, name: str, done: str) -> HttpResponse:
    program = visible_program(request, pk)
    deed = partial(deciding.take_step, program, name, by=person(request), reason=reason_of(request))
    return told(request, program, deed, done)


@require_POST
def program_assess(request: HttpRequest, pk: UUID) -> HttpResponse:
    return step(request, pk, "assess", _("%(name)s is marked as scored."))


@require_POST
def program_determine(request: HttpRequest, pk: UUID) -> HttpResponse:
    return step(request, pk, "determine", _("%(name)s is determined."))


@require_POST
def program_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    return step(request, pk, "start", _("%(name)s is running."))


@require_POST
def program_finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    return step(request, pk, "finish", _("%(name)s is finished."))


@require_POST
def program_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    return step(request, pk, "stop", _("%(name)s is stopped."))


@require_POST
def program_nominate(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = editable_program(request, pk)
    deed = partial(deciding.nominate, program, by=person(request))
    return told(request, program, deed, _("%(name)s is nominated as quick win."))


@require_POST
def program_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = editable_program(request, pk)
    deed = partial(deciding.withdraw, program, by=person(request))
    return told(request, program, deed, _("The nomination of %(name)s is withdrawn."))


@require_POST
def program_choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = visible_program(request, pk)
    deed = partial(deciding.choose, program, by=person(request), reason=reason_of(request))
    return told(request, program, deed, _("%(name)s is chosen as quick win."))


@require_POST
def program_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = visible_program(request, pk)
    deed = partial(deciding.decline, program, by=person(request), reason=reason_of(request))
    return told(request, program, deed, _("%(name)s is not chosen as quick win."))
