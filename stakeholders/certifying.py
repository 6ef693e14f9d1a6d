"""Putting a certified signature on the printed sheet: asked of the e-sign service once, and asked about when no answer came.

The request is a row of its own before anything is sent (W12, W19). No lock and no transaction is held while the service is
at work. A lost answer leaves the row "Belum pasti": then the service is asked what became of the file, and only when it
says that it knows nothing of it may the signatory sign again. The file that is kept continues the one that was sent, byte
for byte, so the record never bears a signature twice.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import User

from .models import Certification, Commitment, Signature
from .sheets import sheet_of
from .signers import (
    BROKEN,
    NotSigned,
    Order,
    Person,
    Seen,
    Signed,
    Uncertain,
    chosen,
    offers_certified_signatures,
)
from .signing import locked

State = Certification.State
REASON = "Komitmen pelaksanaan Masterplan Smart City"
# A service that is still at work knows nothing of a file yet. After this time "not known" means not signed.
SETTLED_AFTER = timedelta(minutes=5)

logger = logging.getLogger(__name__)


class NotCertified(Exception):
    """No certified signature was made, or none is known of yet; the message says why and what to do."""


def signature_to_certify(commitment: Commitment, user: User) -> Signature | None:
    """The signature of this person on this commitment, while no certified one stands beside it."""
    if not commitment.code or not user.is_authenticated:
        return None
    own = commitment.signatures.filter(signer=user, is_on_paper=False).order_by("signed_at")
    return own.exclude(certifications__state__in=[State.SENT, State.UNKNOWN, State.SIGNED]).first()


def certified_sheet(commitment: Commitment) -> bytes | None:
    """The sheet with the certified signatures that it bears by now; None without any."""
    latest = Certification.objects.of_commitment(commitment.pk).signed().order_by("sent_at").last()
    if latest is None:
        return None
    with latest.file.open() as file:
        return bytes(file.read())


@sensitive_variables()
def certify(signature: Signature, *, by: User, person: Person) -> Certification:
    """Let the service sign the sheet in the name of this signatory. Raises `NotCertified`, or `NoSheet`."""
    order = _begin(signature, by=by)
    try:
        signed = chosen().sign(order, person)
    except NotSigned as error:
        _settle(order.document, State.REFUSED, answer=error.answer)
        raise NotCertified(str(error)) from None
    except Uncertain as error:
        row = _settle(order.document, State.UNKNOWN, answer=error.answer, service_id=error.service_id)
        return ask(row)
    return _keep(order.document, signed)


def _begin(signature: Signature, *, by: User) -> Order:
    """Write the request down before it is sent."""
    commitment = signature.commitment
    if signature.signer_id != by.pk or signature.is_on_paper:
        raise NotCertified(_("Only the one who has signed puts the certified signature beside it."))
    # Typeset before the lock is taken; looked at again under it.
    base = certified_sheet(commitment) or sheet_of(commitment, certified=True)
    with transaction.atomic():
        commitment = locked(commitment.pk)
        if not commitment.is_signed:
            raise NotCertified(_("Only the sheet of a signed commitment in force is signed at the service."))
        rows = Certification.objects.of_commitment(commitment.pk)
        if rows.signed().filter(signature=signature).exists():
            raise NotCertified(_("Your certified signature stands on the sheet already."))
        if rows.in_the_air().exists():
            raise NotCertified(_("The service is just at work on this sheet. Wait a minute, then reload the page."))
        if (certified_sheet(commitment) or base) != base:
            raise NotCertified(_("Somebody else has just signed this sheet. Try again."))
        row = Certification(signature=signature)
        row.sent.save("sent.pdf", ContentFile(base), save=False)
        row.save(force_insert=True)
    return Order(row.pk, base, REASON, settings.REGION["capital"])


def ask(row: Certification) -> Certification:
    """Ask the service what became of a file whose answer was lost. Needs no passphrase. Raises `NotCertified` with what is
    known: that it is still open, or that nothing was signed."""
    if row.is_final:
        return row
    if not row.may_be_asked_about(timezone.now()):
        raise NotCertified(_("The service is just at work on this sheet. Wait a minute, then reload the page."))
    try:
        found = chosen().find(row.pk, row.service_id)
    except NotSigned as error:
        _settle(row.pk, State.REFUSED, answer=error.answer)
        raise NotCertified(str(error)) from None
    except Uncertain as error:
        _settle(row.pk, State.UNKNOWN, answer=row.answer or error.answer)
        raise NotCertified(str(error)) from None
    if found:
        return _keep(row.pk, found)
    if timezone.now() - row.sent_at < SETTLED_AFTER:
        _settle(row.pk, State.UNKNOWN, answer=row.answer or "not known yet")
        raise NotCertified(_("The service knows nothing of the file yet. Ask again in five minutes, do not sign anew."))
    _settle(row.pk, State.REFUSED, answer="not known")
    raise NotCertified(_("The service has not signed the file. You can sign again."))


def ask_about_all() -> int:
    """Ask about every file whose answer was lost; gives how many are clear now. The timetable does so by itself, so that
    nobody has to come back to a page to learn what became of his signature."""
    if not offers_certified_signatures():
        return 0
    clear = 0
    for row in Certification.objects.in_the_air().order_by("sent_at"):
        if row.may_be_asked_about(timezone.now()):
            try:
                ask(row)
            except NotCertified as error:
                logger.info("certified signature %s: %s", row.pk, error)
            clear += Certification.objects.filter(pk=row.pk).exclude(state__in=[State.SENT, State.UNKNOWN]).count()
    return clear


def _keep(pk: UUID, signed: Signed) -> Certification:
    """Take the signed file when it is the one that was sent with one signature more."""
    row = Certification.objects.get(pk=pk)
    with row.sent.open() as file:
        base = file.read()
    if not Seen(signed.pdf).continues(base):
        logger.error("e-sign service: the file of %s does not continue what was sent", pk)
        _settle(pk, State.REFUSED, answer="other file", service_id=signed.service_id)
        raise NotCertified(str(BROKEN))

    def fill(row: Certification) -> None:
        row.sha256 = hashlib.sha256(signed.pdf).hexdigest()
        row.file.save("signed.pdf", ContentFile(signed.pdf), save=False)

    row = _settle(pk, State.SIGNED, service_id=signed.service_id, fill=fill)
    summary = chosen().check(signed.pdf)
    if summary:
        Certification.objects.filter(pk=pk).update(check_summary=summary)
        row.check_summary = summary
    return row


@transaction.atomic
def _settle(
    pk: UUID,
    state: str,
    *,
    answer: str = "",
    service_id: str = "",
    fill: Callable[[Certification], None] | None = None,
) -> Certification:
    """Write down what came of a request; of two that ask at once the first to know decides."""
    row = Certification.objects.select_for_update().get(pk=pk)
    if row.is_final:
        return row
    row.state, row.answer = state, answer[:40]
    row.service_id = service_id or row.service_id
    row.answered_at = timezone.now()
    if fill:
        fill(row)
    row.save()
    return row
