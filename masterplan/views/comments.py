"""Comments beside a section. Each deed gives back the list of threads to htmx, or leads back to the section."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from formats.text import clean_line, clean_lines
from masterplan import commenting
from masterplan.models import Section, Thread

from .lookup import person, visible_section


@require_safe
def thread_list(request: HttpRequest, key: str) -> HttpResponse:
    """The threads of a section; with `?selesai=1` the resolved ones too."""
    section = visible_section(request, key)
    return render(request, "masterplan/_threads.html", threads_of(request, section))


@require_POST
def thread_create(request: HttpRequest, key: str) -> HttpResponse:
    section = visible_section(request, key)
    text = clean_lines(request.POST.get("text", ""))
    if not text:
        return _answer(request, section, _("Write the comment first."))
    commenting.start_thread(
        section,
        by=person(request),
        text=text,
        quote=clean_line(request.POST.get("quote", "")),
        before=request.POST.get("before", "")[-80:],
        after=request.POST.get("after", "")[:80],
    )
    return _answer(request, section)


@require_POST
def thread_reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    thread = _thread(request, pk)
    text = clean_lines(request.POST.get("text", ""))
    if not text:
        return _answer(request, thread.section, _("Write the comment first."))
    commenting.reply(thread, by=person(request), text=text)
    return _answer(request, thread.section)


@require_POST
def thread_resolve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Resolve a thread, or open it again (`reopen`): its starter, those who write the section, and reviewers."""
    thread = _thread(request, pk)
    user = person(request)
    may = thread.started_by_id == user.pk or user.is_editor or user.is_reviewer
    if not may and not Section.objects.editable_by(user).filter(pk=thread.section_id).exists():
        raise PermissionDenied(_("A comment is resolved by its writer or by those who write the section."))
    if request.POST.get("reopen"):
        commenting.reopen(thread)
    else:
        commenting.resolve(thread, by=user)
    return _answer(request, thread.section)


def open_threads(section: Section) -> int:
    """How many threads wait for an answer."""
    return section.threads.filter(resolved_at=None).count()


def threads_of(request: HttpRequest, section: Section) -> dict[str, Any]:
    """Context of the list: open threads first, people who can be mentioned."""
    resolved = request.GET.get("selesai") == "1"
    threads = list(
        section.threads.select_related("started_by", "resolved_by")
        .prefetch_related("comments__by")
        .order_by("resolved_at", "started_at")
    )
    still_open = [thread for thread in threads if thread.resolved_at is None]
    return {
        "section": section,
        "threads": threads if resolved else still_open,
        "open_threads": len(still_open),
        "resolved_threads": len(threads) - len(still_open),
        "show_resolved": resolved,
        "people": list(commenting.people_of(section).values("username", "name")),
    }


def _answer(request: HttpRequest, section: Section, problem: str = "") -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        context = threads_of(request, section) | {"problem": problem}
        return render(request, "masterplan/_threads.html", context, status=422 if problem else 200)
    if problem:
        messages.error(request, problem)
    return redirect(section)


def _thread(request: HttpRequest, pk: UUID) -> Thread:
    thread = Thread.objects.visible_to(person(request)).filter(pk=pk).select_related("section__book__plan").first()
    if thread is None:
        raise Http404
    return thread
