"""The printed sheet of a commitment: one PDF with its signatures and the code under which it can be checked.

The sheet is typeset in a child process with limits, never in the web process, and kept under the hash of all it shows:
the same text gives the same file, a changed word another one.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from files.printing import printed, qr_code

from .document import Document
from .models import Commitment, Signature
from .sealing import LocalSealer
from .signing import HEAD_OF, content_of, fingerprint_of, office_of

# Up to so many signatures stand side by side, more of them in a list.
SIDE_BY_SIDE = 4


def sheet_of(commitment: Commitment, *, certified: bool = False) -> bytes:
    """The sheet as PDF, from the storage or made now. Signed, it bears the seal of the system; unsigned, it has dotted
    lines to be signed by hand. `certified` is the one that goes to the e-sign service. Raises `NoSheet`."""
    return printed(sheet_html(commitment, certified=certified), sealer=LocalSealer() if commitment.code else None)


def sheet_html(commitment: Commitment, *, certified: bool = False) -> str:
    """The text of the sheet: what was signed where it is signed, else what stands there now. Always Indonesian."""
    signatures = list(commitment.signatures.select_related("organisation"))
    content = signatures[0].content if signatures else content_of(commitment)
    url = (
        f"{settings.SITE_URL}{reverse('stakeholders:verification', args=[commitment.code])}" if commitment.code else ""
    )
    empty = blanks(commitment, signatures)
    context: dict[str, Any] = {
        "commitment": commitment,
        "document": Document.of(content),
        "signatures": signatures,
        "blanks": empty,
        "is_single": len(signatures) + len(empty) == 1,
        "as_list": len(signatures) + len(empty) > SIDE_BY_SIDE,
        "fingerprint": fingerprint_of(content),
        "replaced": commitment.replaces,
        "url": url,
        "code": qr_code(url) if url else "",
        "region": settings.REGION,
        "demo": settings.DEMO,
        "certified": certified,
        "on_paper": any(one.is_on_paper for one in signatures),
        "on_screen": any(not one.is_on_paper for one in signatures),
    }
    with translation.override("id"):
        return render_to_string("stakeholders/print/sheet.html", context)


def blanks(commitment: Commitment, signatures: list[Signature]) -> list[dict[str, str]]:
    """Lines for signing by hand, for those who have not signed here."""
    if not commitment.is_open:
        return []
    signed = {signature.organisation_id for signature in signatures}
    parties = list(commitment.parties.order_by("position", "key")) or [commitment.organisation]
    found = []
    for organisation in parties:
        if organisation.pk not in signed:
            signer = organisation.signatory(commitment.dated_on)
            office, as_deputy = office_of(signer, organisation, commitment.dated_on) if signer else ("", False)
            office = office or HEAD_OF.format(organisation=organisation.name)
            if as_deputy:
                office = f"{_('Acting (PLT)')} {office}"
            found.append({"office": office, "name": signer.name if signer else "", "nip": signer.nip if signer else ""})
    return found
