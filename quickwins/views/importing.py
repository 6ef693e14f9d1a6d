"""Programs from a workbook: send it, see what would happen, then let it happen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from files.checking import RefusedFile
from files.models import StoredFile
from files.uploading import store_upload
from formats.ids import parse_uuid

from .. import importing, intake
from ..models import ProgramImport
from .access import current_plan, person

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 200


@require_http_methods(["GET", "POST"])
def program_import(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not user.is_editor:
        raise PermissionDenied(_("Only editors import programs."))
    if request.method == "GET":
        return render(request, "quickwins/program_import.html", {})
    if "stored" in request.POST:
        return take(request)
    upload = request.FILES.get("file")
    if upload is None:
        return refused(request, _("Choose a file first."))
    try:
        stored = store_upload(upload, owner=user)
        report = importing.look(current_plan(), content_of(stored))
    except (RefusedFile, importing.UnreadableSheet) as error:
        return refused(request, str(error))
    context: dict[str, Any] = {
        "report": report,
        "stored": stored,
        "problems": report.problems[:PROBLEMS_SHOWN],
        "moved": [row for row in report.rows if row.is_new or row.changes][:ROWS_SHOWN],
    }
    return render(request, "quickwins/program_import.html", context, status=422 if report.problems else 200)


def content_of(stored: StoredFile) -> bytes:
    with stored.file.open("rb") as kept:
        return kept.read()


def take(request: HttpRequest) -> HttpResponse:
    """Queue the workbook that was looked at before; only the own one. The same click again leads to the same job."""
    key = parse_uuid(request.POST.get("stored", ""))
    stored = StoredFile.objects.filter(pk=key, owner=person(request)).first() if key else None
    if stored is None:
        return refused(request, _("The file is no longer there. Send it again."))
    job, _is_new = intake.request_import(current_plan(), stored, by=person(request))
    return redirect("quickwins:import_detail", pk=job.pk)


def own_import(request: HttpRequest, pk: UUID) -> ProgramImport:
    """Raises PermissionDenied for who does not import, Http404 for another one's job."""
    if not person(request).is_editor:
        raise PermissionDenied(_("Only editors import programs."))
    return get_object_or_404(ProgramImport, pk=pk, by=person(request))


@require_GET
@never_cache
def import_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an import is, or what came of it. The page asks for the card alone while it is at work."""
    job = own_import(request, pk)
    template = "quickwins/_import_card.html" if "kartu" in request.GET else "quickwins/import_detail.html"
    return render(request, template, {"job": job})


def refused(request: HttpRequest, message: str) -> HttpResponse:
    return render(request, "quickwins/program_import.html", {"refused": message}, status=422)
