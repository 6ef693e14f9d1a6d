"""Programs from a workbook: send it, see what would happen, then let it happen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from files.checking import RefusedFile
from files.models import StoredFile
from files.uploading import store_upload
from formats.ids import parse_uuid

from .. import importing
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
    """Import the workbook that was looked at before; only the own one."""
    key = parse_uuid(request.POST.get("stored", ""))
    stored = StoredFile.objects.filter(pk=key, owner=person(request)).first() if key else None
    if stored is None:
        return refused(request, _("The file is no longer there. Send it again."))
    try:
        report = importing.take(current_plan(), content_of(stored), by=person(request))
    except (OSError, importing.UnreadableSheet) as error:
        told = _("The file is no longer there. Send it again.") if isinstance(error, OSError) else str(error)
        return refused(request, told)
    told = ngettext("%(new)s program is new", "%(new)s programs are new", len(report.new)) % {"new": len(report.new)}
    told += ", " + _("%(changed)s changed.") % {"changed": len(report.changed)}
    messages.success(request, told)
    return redirect("quickwins:program_list")


def refused(request: HttpRequest, message: str) -> HttpResponse:
    return render(request, "quickwins/program_import.html", {"refused": message}, status=422)
