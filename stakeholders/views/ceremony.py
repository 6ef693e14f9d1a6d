"""The big screen of a joint signing: who has signed and who is still awaited, renewed by itself."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from files.printing import qr_code

from ..models import Commitment
from ..signing import signing_organisations
from .access import visible_commitment


@require_GET
def commitment_ceremony(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked again every few seconds while somebody is awaited; costs the same for four parties and for forty."""
    commitment = visible_commitment(request, pk)
    signed = {row.organisation_id: row for row in commitment.signatures.all()}
    rows = [{"organisation": one, "signature": signed.get(one.pk)} for one in signing_organisations(commitment)]
    is_live = commitment.state == Commitment.State.SUBMITTED
    # What a phone should open from the screen: the text to sign, and once all have signed the check of the sheet.
    address = reverse("stakeholders:verification", args=[commitment.code]) if commitment.code else ""
    url = f"{settings.SITE_URL}{address if address and not is_live else commitment.get_absolute_url()}"
    context = {
        "commitment": commitment,
        "rows": rows,
        "signed_count": sum(row["signature"] is not None for row in rows),
        "percent": 100 * sum(row["signature"] is not None for row in rows) // len(rows),
        "is_live": is_live,
        "is_over": bool(address) and not is_live,
        "url": url,
        "code": qr_code(url),
    }
    template = "_ceremony.html" if request.htmx else "commitment_ceremony.html"  # type: ignore[attr-defined]
    return render(request, f"stakeholders/{template}", context)
