"""The roof's own pages: home, search, guide, health, language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "roof/public.html")
    return render(request, "roof/home.html")


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "roof/search.html", {"query": request.GET.get("q", "")})


@login_not_required
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "roof/guide.html")


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Health of database, queue and storage; 503 when one is down."""
    state = {"database": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state["database"] = True
    except Exception:
        pass
    return JsonResponse(state, status=200 if all(state.values()) else 503)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
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
