"""Deeds about a commitment, each a POST to its own address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from files.checking import RefusedFile
from files.uploading import store_upload
from formats.dates import today_wita

from .. import paper, signing
from ..forms import SigningForm
from ..models import Commitment
from ..paper_forms import PaperForm
from .access import allowed, person, reason_of, visible_commitment
from .commitments import detail_page, may_return, may_scan

INVALID, TOO_MANY = 422, 429
SCANS = (".pdf", ".png", ".jpg", ".jpeg")

logger = logging.getLogger(__name__)


def done(request: HttpRequest, commitment: Commitment, deed: Callable[[], object], told: str) -> HttpResponse:
    """Do it, say what was done or why not, and show the commitment as it is now."""
    try:
        deed()
    except signing.SigningRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect(commitment)


@require_POST
def commitment_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    commitment = visible_commitment(request, pk)
    allowed(
        Commitment.objects.editable_by(person(request)).filter(pk=pk).exists(),
        _("Only the OPD that promises and the editors may submit this commitment."),
    )
    return done(
        request,
        commitment,
        lambda: signing.submit(pk, by=person(request)),
        _("The commitment was submitted for signing."),
    )


@require_POST
def commitment_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    commitment = visible_commitment(request, pk)
    may_edit = Commitment.objects.editable_by(person(request)).filter(pk=pk).exists()
    allowed(
        may_return(person(request), commitment, may_edit),
        _("Only the signatory and those who wrote it may return this."),
    )
    return done(
        request,
        commitment,
        lambda: signing.take_back(pk, by=person(request), reason=reason_of(request)),
        _("The commitment was returned with your note."),
    )


@require_POST
def commitment_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign what was shown: box ticked, password right, hash of the page the same as that of the text now."""
    commitment, user = visible_commitment(request, pk), person(request)
    office = signing.organisation_to_sign_for(commitment, user, today_wita())
    allowed(office is not None, _("Only the head of this organisation, or the deputy within his dates, can sign."))
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        form = SigningForm(None, user=user)
        messages.error(request, _("Too many attempts. Wait a minute, then type your password again."))
        return detail_page(request, commitment, form=form, status=TOO_MANY)
    form = SigningForm(request.POST, user=user)
    if not form.is_valid():
        if form.has_error("password", "wrong"):
            logger.warning("wrong password at signing: user %s, commitment %s", user.pk, commitment.pk)
        return detail_page(request, commitment, form=form, status=INVALID)
    return done(
        request,
        commitment,
        lambda: signing.sign(pk, by=user, shown_hash=form.cleaned_data["shown"]),
        _("Signed. The sheet with its verification code is ready."),
    )


@require_POST
def commitment_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a new version of a signed commitment, and open it for writing."""
    commitment = visible_commitment(request, pk)
    allowed(
        Commitment.objects.renewable_by(person(request)).filter(pk=pk).exists(),
        _("Only the OPD that promised and the editors may begin a new version of a signed commitment."),
    )
    try:
        draft = signing.new_version(pk, by=person(request), reason=reason_of(request))
    except signing.SigningRefused as error:
        messages.error(request, str(error))
        return redirect(commitment)
    messages.success(request, _("Version %(number)s is begun. Change it, then submit it.") % {"number": draft.version})
    return redirect("stakeholders:commitment_edit", pk=draft.pk)


@require_POST
def commitment_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    commitment = visible_commitment(request, pk)
    allowed(
        Commitment.objects.cancellable_by(person(request)).filter(pk=pk).exists(),
        _("Only the head of the OPD and the editors may cancel this commitment."),
    )
    return done(
        request,
        commitment,
        lambda: signing.cancel(pk, by=person(request), reason=reason_of(request)),
        _("The commitment was cancelled. Its text stays readable."),
    )


@require_POST
def commitment_scan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Attach the scan of the sheet that was signed by hand."""
    commitment = visible_commitment(request, pk)
    allowed(
        may_scan(person(request), commitment),
        _("Only the OPD that promised and the editors may attach the scan of the signed sheet."),
    )
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect(commitment)
    # The check of the upload holds content and name together, so the name tells.
    if not (upload.name or "").lower().endswith(SCANS):
        messages.error(request, _("A scan is a PDF or an image (PNG, JPG)."))
        return redirect(commitment)
    try:
        # Signed commitments are read by all who are signed in, and so is the paper.
        stored = store_upload(upload, owner=person(request), organisation=commitment.organisation, is_shared=True)
    except RefusedFile as error:
        messages.error(request, str(error))
        return redirect(commitment)
    # The scan before stays in the files: a new one never overwrites it.
    commitment.scan = stored
    commitment.save(update_fields=["scan", "updated_at"])
    messages.success(request, _("The scan of the signed sheet is attached."))
    return redirect(commitment)


@require_POST
def commitment_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what was signed by hand, read off the scan that was shown."""
    commitment, user = visible_commitment(request, pk), person(request)
    allowed(user.is_editor, _("Only Kominfo records what was signed on paper."))
    form = PaperForm(request.POST, commitment=commitment)
    if not paper.organisations_to_record(commitment):
        messages.error(request, _("This commitment does not wait for a signature. Reload the page to see its state."))
        return redirect(commitment)
    if not form.is_valid():
        return detail_page(request, commitment, paper_form=form, status=INVALID)
    data = form.cleaned_data
    try:
        paper.record(pk, by=user, read=form.read(), shown_hash=data["shown"], scan_hash=data["scan"], mark=data["mark"])
    except signing.SigningRefused as error:
        if error.stale:
            # Shown anew, with what stands there now.
            messages.error(request, str(error))
            return redirect(commitment)
        form.add_error(None, str(error))
        return detail_page(request, commitment, paper_form=form, status=INVALID)
    messages.success(request, _("The signature on paper is recorded. The sheet with its verification code is ready."))
    return redirect(commitment)
