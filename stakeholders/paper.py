"""A signature given by hand on the printed sheet, put on the record by Kominfo from its scan.

It binds the same text as one given on the screen, through the same lock and the same deed, and the bytes of the scan too.
It is told as what it is, everywhere: signed on paper, recorded by whom, when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from formats.dates import as_date

from .models import Commitment, Signature
from .signing import SigningRefused, file_is_intact, give, locked, office_of, signing_organisations

# So many signs of the fingerprint are typed from the paper: enough that no other text of the same sheet begins alike.
MARK = 8


@dataclass(frozen=True)
class OnPaper:
    """What stands on the paper: who signed for whom, in which office, and the day written beside it."""

    organisation: Organisation
    name: str
    office: str
    nip: str
    as_deputy: bool
    signed_on: date


def organisations_to_record(commitment: Commitment) -> list[Organisation]:
    """Those of whom no signature is on the record yet; none unless the commitment waits for signatures."""
    if commitment.state != Commitment.State.SUBMITTED:
        return []
    signed = set(commitment.signatures.values_list("organisation", flat=True))
    return [one for one in signing_organisations(commitment) if one.pk not in signed]


def expected(organisation: Organisation, on: date) -> dict[str, object]:
    """Who would sign for the organisation that day, as a proposal for what is read from the paper."""
    holder = organisation.signatory(on)
    if holder is None:
        return {}
    office, as_deputy = office_of(holder, organisation, on)
    return {"name": holder.name, "office": office, "nip": holder.nip, "as_deputy": as_deputy}


@transaction.atomic
def record(commitment_id: UUID, *, by: User, read: OnPaper, shown_hash: str, scan_hash: str, mark: str) -> Signature:
    """Put what was signed on paper on the record. `mark` is the beginning of the fingerprint that is printed on the paper,
    `shown_hash` and `scan_hash` are of the text and the scan that the recorder had before him.

    Raises `SigningRefused`: no scan or another one than was shown, a sheet of another text, a day before the text was drawn
    up or after today, an organisation that does not sign here, and all that a signature on the screen is refused for.
    """
    commitment = locked(commitment_id)
    if not by.is_editor:
        raise SigningRefused(_("Only Kominfo records what was signed on paper."))
    if read.organisation.pk not in {one.pk for one in signing_organisations(commitment)}:
        raise SigningRefused(_("This organisation does not sign this commitment."))
    scan = commitment.scan
    if scan is None:
        raise SigningRefused(_("Attach the scan of the signed sheet first."))
    if scan.sha256 != scan_hash or not file_is_intact(scan):
        raise SigningRefused(
            _("Another scan was attached meanwhile. Look at it, then record the signature."), stale=True
        )
    if len(mark) < MARK or not shown_hash.startswith(mark):
        raise SigningRefused(
            _(
                "The sheet that was signed bears another fingerprint: its text or its layout is not that of today. "
                "Print this one and have it signed."
            )
        )
    if not as_date(commitment.created_at) <= read.signed_on <= timezone.localdate():
        raise SigningRefused(_("The day on the paper lies before this text was drawn up, or in the future."))
    holder = read.organisation.signatory(read.signed_on)
    is_holder = holder is not None and holder.name.casefold() == read.name.casefold()
    if is_holder and holder == by:
        raise SigningRefused(_("Nobody records his own signature. Ask a colleague, or sign here."))
    signature = Signature(
        organisation=read.organisation,
        signer=holder if is_holder else None,
        name=read.name,
        nip=read.nip,
        rank=holder.rank if is_holder and holder else "",
        office=read.office,
        as_deputy=read.as_deputy,
        is_on_paper=True,
        paper_signed_on=read.signed_on,
        recorded_by=by,
        recorded_name=by.name,
        scan=scan,
        scan_sha256=scan.sha256,
    )
    with translation.override(settings.LANGUAGE_CODE):
        note = _("%(organisation)s: %(name)s, %(told)s. Scan “%(scan)s”, SHA-256 %(hash)s") % {
            "organisation": read.organisation.name,
            "name": read.name,
            "told": signature.paper_told,
            "scan": scan.name,
            "hash": scan.sha256,
        }
    return give(commitment, signature, by=by, shown_hash=shown_hash, note=note)
