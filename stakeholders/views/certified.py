"""Certified signatures through the e-sign service: given, asked about, and the file that bears them."""

from __future__ import annotations

import logging
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from files.printing import NoSheet

from .. import certifying
from ..certifying import NotCertified
from ..forms import CertifyForm
from ..models import Certification
from ..signers import Person, offers_certified_signatures
from .access import allowed, person, visible_commitment
from .commitments import detail_page
from .sheets import UNAVAILABLE, as_pdf

INVALID, TOO_MANY = 422, 429

logger = logging.getLogger(__name__)


@sensitive_post_parameters("nik", "passphrase")
@sensitive_variables()
@require_POST
def commitment_certify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signatory's own certified signature on the sheet. NIK and passphrase live as long as this request."""
    commitment, user = visible_commitment(request, pk), person(request)
    signature = certifying.signature_to_certify(commitment, user) if offers_certified_signatures() else None
    allowed(signature is not None, _("Only those who have signed put their certified signature on the sheet."))
    assert signature is not None
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        messages.error(request, _("Too many attempts. Wait a minute, then type your passphrase again."))
        return detail_page(request, commitment, certify_form=CertifyForm(), status=TOO_MANY)
    form = CertifyForm(request.POST)
    if not form.is_valid():
        return detail_page(request, commitment, certify_form=form, status=INVALID)
    who = Person(form.cleaned_data["nik"], form.cleaned_data["passphrase"])
    try:
        certifying.certify(signature, by=user, person=who)
    except NotCertified as error:
        messages.error(request, str(error))
    except NoSheet as error:
        logger.error("sheet of commitment %s: %s", commitment.pk, error)
        return render(request, "stakeholders/sheet_missing.html", {"commitment": commitment}, status=UNAVAILABLE)
    else:
        messages.success(request, _("Your certified signature stands on the sheet."))
    return redirect(commitment)


@require_POST
def commitment_certify_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the service what became of a file whose answer was lost: by its signatory, or by Kominfo for him."""
    commitment, user = visible_commitment(request, pk), person(request)
    waiting = Certification.objects.of_commitment(commitment.pk).in_the_air().select_related("signature")
    row = waiting.order_by("sent_at").first() if offers_certified_signatures() else None
    allowed(
        user.is_editor or commitment.signatures.filter(signer=user).exists(),
        _("Only the signatories and Kominfo ask the service about this sheet."),
    )
    if row is None:
        messages.info(request, _("There is nothing to ask about: every answer has come."))
        return redirect(commitment)
    try:
        certifying.ask(row)
    except NotCertified as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The service has signed: the certified signature stands on the sheet."))
    return redirect(commitment)


@require_GET
def commitment_certified_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet with the certified signatures given so far, byte for byte as the service made it."""
    commitment = visible_commitment(request, pk)
    data = certifying.certified_sheet(commitment)
    if data is None:
        raise Http404
    name = slugify(commitment.organisation.short or commitment.organisation.key)
    return as_pdf(data, f"komitmen-{name}-v{commitment.version}-bsre.pdf")
