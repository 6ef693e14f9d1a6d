"""Acuan Word: the administrator takes, replaces and resets the document that gives Word exports their looks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from files.checking import RefusedFile
from masterplan import word_reference as reference
from masterplan.export.make import CONTENT_TYPES

from .lookup import person


def check_administrator(request: HttpRequest) -> None:
    if not person(request).is_administrator:
        raise PermissionDenied(_("Only administrators change the look of Word files."))


@require_safe
@never_cache
def word_reference(request: HttpRequest) -> HttpResponse:
    check_administrator(request)
    return page(request)


def page(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"reference": reference.present(), "needed": reference.NEEDED, "refusal": refusal}
    return render(request, "masterplan/word_reference.html", context, status=status)


@require_safe
@never_cache
def word_reference_file(request: HttpRequest) -> HttpResponse:
    """The document in use."""
    check_administrator(request)
    response = HttpResponse(reference.content(), content_type=CONTENT_TYPES["docx"])
    response.headers["Content-Disposition"] = 'attachment; filename="acuan-word.docx"'
    return response


@require_POST
def word_reference_replace(request: HttpRequest) -> HttpResponse:
    check_administrator(request)
    sent = request.FILES.get("document")
    try:
        if sent is None:
            raise RefusedFile(_("Choose a Word file first."))
        # One that is too large is refused by its size, and not read at all.
        data = sent.read(reference.MOST_BYTES + 1)
        reference.replace(sent.name or "", data)
    except RefusedFile as error:
        return page(request, str(error), 422)
    messages.success(request, _("From now on Word files look like this document."))
    return redirect("masterplan:word_reference")


@require_POST
def word_reference_reset(request: HttpRequest) -> HttpResponse:
    check_administrator(request)
    reference.remove()
    messages.success(request, _("Word files have the built-in look again."))
    return redirect("masterplan:word_reference")
