"""The public check of a printed code: recomputed from what was kept at signing, open to everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from formats.ids import read_code

from ..document import Document
from ..models import Commitment
from ..signing import changes_behind, holds, is_genuine

NOT_FOUND = 404


@login_not_required
@require_GET
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the sheet with this code is genuine. No NIP, no contact: the page is read by everybody."""
    wanted = read_code(code)
    commitment = (
        Commitment.objects.filter(code=wanted).select_related("organisation", "plan").first() if wanted else None
    )
    signatures = list(commitment.signatures.select_related("organisation", "scan")) if commitment else []
    if commitment is None or not signatures:
        return render(
            request, "stakeholders/verification_unknown.html", {"code": wanted or code[:40]}, status=NOT_FOUND
        )
    newer = None
    if commitment.state == Commitment.State.SUPERSEDED:
        newer = commitment.successors.exclude(code="").order_by("-version").first()
    context = {
        "commitment": commitment,
        "signatures": [{"row": row, "intact": holds(row)} for row in signatures],
        "on_paper": any(row.is_on_paper for row in signatures),
        "on_screen": any(not row.is_on_paper for row in signatures),
        "is_genuine": is_genuine(commitment, signatures),
        "changed": any(not one.is_layout for one in changes_behind(commitment, signatures[0])),
        "document": Document.of(signatures[0].content),
        "fingerprint": signatures[0].content_hash,
        "newer": newer,
        "in_force": commitment.state in Commitment.SIGNED_STATES,
    }
    return render(request, "stakeholders/verification.html", context)
