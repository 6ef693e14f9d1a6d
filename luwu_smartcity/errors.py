"""Pages for requests that cannot be served: each says in plain words what happened and what to do."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def answer(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": text}, status=status)
    return render(request, "errors/error.html", {"status": status, "title": title, "text": text}, status=status)


def bad_request(request: HttpRequest, text: str = "", exception: Exception | None = None) -> HttpResponse:
    text = text or _("The request could not be read. Go back, reload the page, and try again.")
    return answer(request, 400, _("Request not understood"), text)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = str(exception) if exception and str(exception) else _("Your role does not allow this.")
    # Who tried what (case R02).
    logger.warning("refused: user %s, %s %s", getattr(request.user, "pk", None), request.method, request.path)
    return answer(request, 403, _("Not allowed"), text)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 404, _("Page not found"), _("The page does not exist, was moved, or is not open to you."))


def server_error(request: HttpRequest) -> HttpResponse:
    request.is_fault_page = True  # type: ignore[attr-defined]
    return answer(
        request,
        500,
        _("A fault on our side"),
        _("The fault was recorded. Nothing that was confirmed as saved is lost. Try again in a moment."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("The page was open for too long or you signed in again elsewhere. Reload the page and send it again.")
    return answer(request, 403, _("Form out of date"), text)
