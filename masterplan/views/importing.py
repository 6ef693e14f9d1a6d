"""Word in, in the browser: choose a document, see the text and the report, then take it over as a new version."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from formats.ids import parse_uuid
from formats.text import clean_line, safe_int
from masterplan.importing import ImportRefused, image_keeper, read_docx
from masterplan.models import Revision
from masterplan.writing import BadSave, Conflict, WritingError, save_section

from .history import framed
from .lookup import editable_section
from .sections import bench, refuse_page


@require_http_methods(["GET", "HEAD", "POST"])
def section_import(request: HttpRequest, key: str) -> HttpResponse:
    """The form; after a POST the preview with its report. Nothing of the section is changed here."""
    section = editable_section(request, key)
    context = bench(request, section) | {"save_id": uuid.uuid4()}
    if request.method != "POST":
        return render(request, "masterplan/section_import.html", context)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise ImportRefused(_("Choose a file first."))
        if upload.size is None or upload.size > settings.UPLOAD_MAX_BYTES:
            raise ImportRefused(_("The file is too large. Divide the document into smaller ones."))
        imported = read_docx(upload.name or "", upload.read(), keep_image=image_keeper(request.user))  # type: ignore[arg-type]
    except ImportRefused as error:
        return render(request, "masterplan/section_import.html", context | {"problem": str(error)}, status=422)
    more = {"imported": imported, "text": framed(imported.html), "name": upload.name}  # cleaned by read_docx
    return render(request, "masterplan/section_import.html", context | more)


@require_POST
def section_import_keep(request: HttpRequest, key: str) -> HttpResponse:
    """Take the previewed text over: a save like any other, cleaned again, undone by restoring the version before."""
    section = editable_section(request, key)
    version, save_id = safe_int(request.POST.get("version")), parse_uuid(request.POST.get("save_id", ""))
    try:
        if version is None or save_id is None:
            raise BadSave()
        result = save_section(
            section.pk,
            user=request.user,  # type: ignore[arg-type]
            base_version=version,
            save_id=save_id,
            html=request.POST.get("html", ""),
            kind=Revision.Kind.IMPORT,
            name=clean_line(request.POST.get("name", ""))[:150],
        )
    except WritingError as error:
        return refuse_page(request, key, error)
    if isinstance(result, Conflict):
        messages.error(
            request,
            _("The section was saved again meanwhile, so nothing was imported. Look at the newest version first."),
        )
        return redirect("masterplan:section_history", key)
    told = _("The document is now version %(new)s. To undo it, restore version %(old)s in the history.")
    messages.success(request, told % {"new": result.version, "old": version})
    return redirect(section)
