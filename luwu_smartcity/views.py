"""The roof's own pages: home, search, guide, health, language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from formats.dates import today_wita
from quickwins.models import Plan

from . import awaiting, desk, public
from .health import health_of_parts
from .searching import find


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Signed in: Meja Kerja, what is due from me. Not: the public page."""
    plan = Plan.objects.current()
    if not request.user.is_authenticated:
        return render(request, "roof/public.html", public.summary(plan))
    today = today_wita()
    tasks = desk.tasks(request.user, today)
    waiting = desk.waiting_now(request)
    context = {
        "plan": plan,
        "today": today,
        "tasks": tasks,
        "waiting": waiting,
        "waiting_count": waiting["all"],
        "late_count": sum(task.late for task in tasks),
        "awaited": awaiting.awaited(request.user, today),
        "books": desk.book_progress(plan),
        "dimensions": desk.quick_win_progress(plan),
        "meeting": desk.next_meeting(plan, today),
        "last_edited": desk.last_edited(request.user),
    }
    return render(request, "roof/home.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    return render(request, "roof/search.html", {"query": query, "results": find(query, request.user)})  # type: ignore[arg-type]


@login_not_required
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """How to use the site, for each role; links to deeds stand there for those who may do them."""
    user = request.user
    context = {
        "may_write": user.is_authenticated and (user.is_editor or user.acts_for_opd),
        "may_convene": user.is_authenticated and user.is_editor,
    }
    return render(request, "roof/guide.html", context)


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Health of database, queue and storage as JSON; 503 when one is down."""
    parts = health_of_parts()
    healthy = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": healthy, **parts}, status=200 if healthy else 503)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Indonesian or English, kept in the account and in a cookie for those without one."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True)
    return response
