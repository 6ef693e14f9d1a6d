"""The one way in and the one guarded way out of files."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User

from .checking import RefusedFile
from .models import StoredFile
from .uploading import store_upload


@require_POST
def file_upload(request: HttpRequest) -> JsonResponse:
    """Takes one image for a section: `file` in the form; answers `{id, url, name, width, height}` or 422 with a reason."""
    user: User = request.user  # type: ignore[assignment]
    if not (user.is_editor or user.acts_for_opd):
        return JsonResponse({"error": _("Your role does not allow this.")}, status=403)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": _("Choose a file first.")}, status=400)
    try:
        stored = store_upload(upload, owner=user, images_only=True, is_shared=True)
    except RefusedFile as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse(
        {
            "id": str(stored.pk),
            "url": stored.get_absolute_url(),
            "name": stored.name,
            "width": stored.width,
            "height": stored.height,
        },
        status=201,
    )


@login_not_required
@require_GET
def file_download(request: HttpRequest, pk: UUID) -> FileResponse:
    """Images are shown, everything else leaves as a download; who may not see it is told it does not exist (U20)."""
    visitor: User = request.user  # type: ignore[assignment]
    stored = StoredFile.objects.visible_to(visitor).filter(pk=pk).first()
    if stored is None:
        raise Http404
    try:
        handle = stored.file.open("rb")
    except (FileNotFoundError, OSError):
        raise Http404(_("The file is missing from the storage.")) from None
    response = FileResponse(
        handle, as_attachment=not stored.is_image, filename=stored.name, content_type=stored.content_type
    )
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
