"""Signing a commitment: the signature binds the hash of exactly the text, items and money that were shown.

Cases W08-W14: signing twice, from a stale page, after a change between display and click, or for somebody else's office
cannot happen. The signature is an uncertified electronic signature in the sense of UU ITE; the sheet says so.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Deputy, Organisation, User
from files.models import StoredFile
from formats.ids import ALPHABET

from .document import Difference, Document, differences
from .models import Commitment, CommitmentStateChange, Signature

# What the content holds. A signature is always compared with the content as its own schema writes it: 2 added the opening
# sentence, the parties of a joint commitment and the attachments; 3 the wording and look of the printed sheet.
SCHEMA = 3
SHEET = ("templates/stakeholders/print/sheet.html", "static/css/print/sheet.css")
OPENING = "Dengan ini {organisation} {region} menyatakan:"
HEAD_OF = "Kepala {organisation}"
JOINT_OPENING = "Kami yang bertanda tangan di bawah ini, bersama-sama menyatakan:"


class SigningRefused(Exception):
    """The signature was not given; the message says why and what to do. `stale` when the text shown is not the text now."""

    def __init__(self, message: str, *, stale: bool = False) -> None:
        super().__init__(message)
        self.stale = stale


def content_of(commitment: Commitment, *, schema: int = SCHEMA) -> dict[str, Any]:
    """Everything a signature covers, as plain data with the names of this moment (money in whole rupiah, dates ISO)."""
    items = commitment.items.select_related("program", "funding_source").order_by("position", "pk")
    content: dict[str, Any] = {
        "schema": schema,
        "lineage": str(commitment.lineage),
        "version": commitment.version,
        "version_reason": commitment.version_reason,
        "kind": commitment.get_kind_display(),
        "number": commitment.number,
        "title": commitment.title,
        "place": commitment.place,
        "dated_on": _iso(commitment.dated_on),
        "organisation": {"key": commitment.organisation.key, "name": commitment.organisation.name},
        "clauses": list(commitment.clauses),
        "contact": commitment.contact_name,
        "witnesses": [[witness.name, witness.office] for witness in commitment.witnesses.order_by("position", "pk")],
        "items": [
            {
                "kind": item.get_kind_display(),
                "text": item.text,
                "program": item.program.name if item.program else "",
                "target": f"{item.target.normalize():f}" if item.target is not None else "",
                "unit": item.unit,
                "year": item.year,
                "due_on": _iso(item.due_on),
                "amount": item.amount,
                "source": item.funding_source.name if item.funding_source else "",
            }
            for item in items
        ],
    }
    if schema >= 2:
        content["opening"] = opening_of(commitment)
        content["parties"] = [[party.key, party.name] for party in commitment.parties.order_by("position", "key")]
        files = commitment.attachments.order_by("name", "sha256")
        content["attachments"] = [[attached.name, attached.sha256] for attached in files]
    if schema >= 3:
        content["template"] = template_mark()
    return content


@cache
def template_mark() -> str:
    """SHA-256 over template and stylesheet of the printed sheet, as they lie here."""
    digest = hashlib.sha256()
    for name in SHEET:
        digest.update((Path(settings.BASE_DIR) / name).read_bytes())
    return digest.hexdigest()


def opening_of(commitment: Commitment) -> str:
    """The sentence above the clauses."""
    if commitment.kind == Commitment.Kind.JOINT:
        return JOINT_OPENING
    # A department of the regency is named with it, a partner has a name of its own.
    region = commitment.plan.region if commitment.organisation.is_opd else ""
    return " ".join(OPENING.format(organisation=commitment.organisation.name, region=region).split())


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def fingerprint_of(content: dict[str, Any]) -> str:
    """SHA-256 over the content in one canonical writing."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def new_code(commitment: Commitment) -> str:
    """The code of the printed sheet, such as LWU-K-7QX4-M3RT-9CDE; made from the record's random id, so it never doubles."""
    number = int.from_bytes(hashlib.sha256(commitment.pk.bytes).digest()[:10], "big")
    letters = []
    for _place in range(12):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    text = "".join(letters)
    return f"LWU-{text[:4]}-{text[4:8]}-{text[8:]}"


def changed_since_signed(commitment: Commitment) -> bool:
    """Whether anything behind the signature reads otherwise today: a target, a name of an OPD or program, a clause (W11)."""
    signature = commitment.signatures.first()
    return signature is not None and differs_from(commitment, signature)


def differs_from(commitment: Commitment, signature: Signature) -> bool:
    """Whether the records of today give another text than the one this signature was given to."""
    schema = int(signature.content.get("schema", SCHEMA))
    return fingerprint_of(content_of(commitment, schema=schema)) != signature.content_hash


def changes_behind(commitment: Commitment, signature: Signature) -> list[Difference]:
    """What reads otherwise today than it did at this signature, in the order of reading; empty when all is the same."""
    if not differs_from(commitment, signature):
        return []
    now = content_of(commitment, schema=int(signature.content.get("schema", SCHEMA)))
    found = differences(Document.of(signature.content), Document.of(now))
    if now.get("template", "") != signature.content.get("template", ""):
        found.append(Difference(_("Layout of the printed sheet"), "", _("newer than at signing"), is_layout=True))
    return found or [Difference(_("Text of the commitment"), "", _("changed"))]


def attachments_are_intact(commitment: Commitment) -> bool:
    """Whether the attached files still have the bytes whose hash was signed. Each file is read again only after it was
    written, or after an hour."""
    return all(file_is_intact(attached) for attached in commitment.attachments.all())


def file_is_intact(stored: StoredFile) -> bool:
    try:
        written = stored.file.storage.get_modified_time(str(stored.file.name))
        key = f"file-intact-{stored.pk}-{stored.sha256[:16]}-{written.timestamp()}"
        intact = shared_cache.get(key)
        if intact is None:
            digest = hashlib.sha256()
            with stored.file.open() as file:
                for part in file.chunks():
                    digest.update(part)
            intact = digest.hexdigest() == stored.sha256
            shared_cache.set(key, intact, 3600)
    except FileNotFoundError:
        return False
    return bool(intact)


def signature_is_intact(signature: Signature) -> bool:
    """Whether the kept content still has the hash that was signed: one changed bit anywhere answers no (W13)."""
    return fingerprint_of(signature.content) == signature.content_hash


def scan_is_intact(signature: Signature) -> bool:
    """Whether the scan that a signature on paper was recorded from still has the bytes of that day; one given here has none."""
    if signature.scan is None:
        return not signature.is_on_paper
    return signature.scan.sha256 == signature.scan_sha256 and file_is_intact(signature.scan)


def holds(signature: Signature) -> bool:
    """Whether text and, on paper, scan are still those of the signature."""
    return signature_is_intact(signature) and scan_is_intact(signature)


def is_genuine(commitment: Commitment, signatures: list[Signature]) -> bool:
    """Whether every signature holds, all were given to the same text, and its attachments have the bytes of then."""
    one_text = len({row.content_hash for row in signatures}) == 1
    return one_text and all(holds(row) for row in signatures) and attachments_are_intact(commitment)


def locked(commitment_id: UUID) -> Commitment:
    """The commitment with its row held until the transaction ends: every deed and every edit takes this same lock."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("organisation", "plan")
    return rows.get(pk=commitment_id)


@transaction.atomic
def submit(commitment_id: UUID, *, by: User) -> Commitment:
    """A draft goes to its signatory. Raises `SigningRefused` when it is no draft any more or nothing is pledged."""
    commitment = locked(commitment_id)
    if commitment.state != Commitment.State.DRAFT:
        raise SigningRefused(_("This commitment was already submitted. Reload the page to see its state."), stale=True)
    if not commitment.items.exists():
        raise SigningRefused(_("Add at least one item before you submit: what is promised, how much, until when."))
    return _move(commitment, Commitment.State.SUBMITTED, by=by)


@transaction.atomic
def take_back(commitment_id: UUID, *, by: User, reason: str) -> Commitment:
    """The signatory or the drafter gives a submitted commitment back to be mended, with a reason."""
    commitment = locked(commitment_id)
    if commitment.state != Commitment.State.SUBMITTED:
        raise SigningRefused(_("Only a commitment that waits for its signature can be given back."), stale=True)
    if commitment.signatures.exists():
        raise SigningRefused(_("Others have signed this text already; it can only be cancelled and written anew."))
    if not reason.strip():
        raise SigningRefused(_("Say what has to be changed."))
    return _move(commitment, Commitment.State.DRAFT, by=by, reason=reason.strip())


def signing_organisations(commitment: Commitment) -> list[Organisation]:
    """Those whose signature makes the commitment signed: the parties of a joint one, else its organisation."""
    return list(commitment.parties.order_by("position", "key")) or [commitment.organisation]


def organisation_to_sign_for(commitment: Commitment, user: User, on: date) -> Organisation | None:
    """The organisation of the commitment for which this person holds the office that day; None for everybody else."""
    if not user.is_authenticated:
        return None
    # Two queries instead of two for each of forty parties: only these can be his office.
    own = {user.organisation_id, *Deputy.objects.in_force(on).filter(user=user).values_list("organisation", flat=True)}
    for organisation in signing_organisations(commitment):
        if organisation.pk in own and user.may_sign_for(organisation, on=on):
            return organisation
    return None


def office_of(user: User, organisation: Organisation, on: date) -> tuple[str, bool]:
    """The office in which this person signs for the organisation that day, and whether as its deputy (PLT).

    A deputy signs in the office that he stands in for, not in his own.
    """
    deputies = Deputy.objects.in_force(on).filter(kind=Deputy.Kind.ACTING_HEAD, user=user, organisation=organisation)
    if not deputies.exists():
        return user.office, False
    head = organisation.head()
    return (head.office if head and head.office else HEAD_OF.format(organisation=organisation.name)), True


@transaction.atomic
def sign(commitment_id: UUID, *, by: User, shown_hash: str) -> Signature:
    """Sign as the office holder of today. The password was asked just before, by the view (K16).

    The row is locked first, so that of a change and a signature at the same moment one waits for the other (W10).
    """
    commitment = locked(commitment_id)
    today = timezone.localdate()
    organisation = organisation_to_sign_for(commitment, by, today)
    if organisation is None:
        raise SigningRefused(_("Only the head of this organisation, or the deputy within his dates, can sign."))
    office, as_deputy = office_of(by, organisation, today)
    signature = Signature(
        signer=by, name=by.name, nip=by.nip, rank=by.rank, office=office, as_deputy=as_deputy, organisation=organisation
    )
    return give(commitment, signature, by=by, shown_hash=shown_hash)


def give(commitment: Commitment, signature: Signature, *, by: User, shown_hash: str, note: str = "") -> Signature:
    """Put a signature on the record of a commitment whose row is held: the only way there is, on the screen or on paper.

    It is bound to the content of this moment, which must be the one that was shown. A joint commitment is signed once the
    last of its parties has signed. `note` is kept with the change of state. Raises `SigningRefused`.
    """
    organisation_id = signature.organisation_id
    signed_by = set(commitment.signatures.values_list("organisation", flat=True))
    if commitment.is_signed or organisation_id in signed_by:
        raise SigningRefused(_("This commitment is already signed."), stale=True)
    if commitment.state != Commitment.State.SUBMITTED:
        raise SigningRefused(
            _("This commitment does not wait for a signature. Reload the page to see its state."), stale=True
        )
    content = content_of(commitment)
    content_hash = fingerprint_of(content)
    if content_hash != shown_hash:
        raise SigningRefused(
            _("The text was changed after this page was opened. Read it again, then sign."), stale=True
        )
    signature.commitment, signature.content, signature.content_hash = commitment, content, content_hash
    signature.save(force_insert=True)
    waiting = {one.pk for one in signing_organisations(commitment)} - signed_by - {organisation_id}
    if not waiting:
        commitment.code = new_code(commitment)
        _move(commitment, Commitment.State.SIGNED, by=by, content_hash=content_hash, reason=note)
        _replace_older(commitment, by=by)
    elif note:
        _move(commitment, commitment.state, by=by, content_hash=content_hash, reason=note)
    return signature


def _replace_older(commitment: Commitment, *, by: User) -> None:
    """The version that this one replaces becomes "Digantikan" at the moment the new one is signed, not before."""
    older = commitment.replaces
    if older is not None and older.is_signed:
        _move(older, Commitment.State.SUPERSEDED, by=by, reason=commitment.version_reason)


@transaction.atomic
def new_version(commitment_id: UUID, *, by: User, reason: str) -> Commitment:
    """A draft that copies a signed commitment, to be changed and signed again. One at a time per document."""
    signed = locked(commitment_id)
    if not signed.is_signed:
        raise SigningRefused(_("Only a signed commitment gets a new version; a draft can be changed as it is."))
    if not reason.strip():
        raise SigningRefused(_("Say why a new version is needed."))
    if Commitment.objects.filter(replaces=signed).exclude(state=Commitment.State.CANCELLED).exists():
        raise SigningRefused(_("A new version of this commitment is already being written."), stale=True)
    draft = Commitment.objects.create(
        lineage=signed.lineage,
        version=1 + max(Commitment.objects.filter(lineage=signed.lineage).values_list("version", flat=True)),
        plan_id=signed.plan_id,
        kind=signed.kind,
        organisation=signed.organisation,
        number=signed.number,
        title=signed.title,
        place=signed.place,
        dated_on=timezone.localdate(),
        clauses=signed.clauses,
        contact_name=signed.contact_name,
        contact_id=signed.contact_id,
        version_reason=reason.strip(),
        replaces=signed,
        created_by=by,
    )
    for copied in (*signed.items.all(), *signed.witnesses.all()):
        copied.pk = None
        copied.commitment = draft  # type: ignore[attr-defined]
        copied.save(force_insert=True)
    draft.parties.set(signed.parties.all())
    draft.attachments.set(signed.attachments.all())
    CommitmentStateChange.objects.create(
        commitment=draft, to_state=Commitment.State.DRAFT, by=by, reason=draft.version_reason
    )
    return draft


@transaction.atomic
def cancel(commitment_id: UUID, *, by: User, reason: str) -> Commitment:
    """Withdraw a commitment with a reason; a signed one keeps its text and signature (W15)."""
    commitment = locked(commitment_id)
    if commitment.state in {Commitment.State.CANCELLED, Commitment.State.SUPERSEDED}:
        raise SigningRefused(_("This commitment is no longer in force."), stale=True)
    if not reason.strip():
        raise SigningRefused(_("Say why the commitment is cancelled."))
    commitment.cancelled_reason = reason.strip()
    return _move(commitment, Commitment.State.CANCELLED, by=by, reason=commitment.cancelled_reason)


def _move(commitment: Commitment, to_state: str, *, by: User, reason: str = "", content_hash: str = "") -> Commitment:
    """Change the state of a locked row and write down who, when, from, to, why, and about what."""
    from_state, commitment.state = commitment.state, to_state
    commitment.save(update_fields=["state", "code", "cancelled_reason", "updated_at"])
    CommitmentStateChange.objects.create(
        commitment=commitment,
        from_state=from_state,
        to_state=to_state,
        by=by,
        reason=reason,
        content_hash=content_hash or fingerprint_of(content_of(commitment)),
    )
    return commitment
