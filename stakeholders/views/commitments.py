"""The register of commitments, and one commitment as it is read, signed and followed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from formats.dates import say_moment, today_wita
from formats.numbers import format_number
from quickwins.models import Plan

from .. import keeping, paper, pledged_data, reminding
from ..document import Document, differences
from ..filters import Choice, Chosen, filter_bar, page_of
from ..forms import CertifyForm, SigningForm
from ..models import Certification, Commitment, Reminder, Signature
from ..paper_forms import PaperForm
from ..signers import offers_certified_signatures
from ..signing import (
    changes_behind,
    content_of,
    fingerprint_of,
    is_genuine,
    office_of,
    organisation_to_sign_for,
    signing_organisations,
)
from .access import current_plan, person, visible_commitment

OVERVIEW = (
    (Commitment.State.SUBMITTED, "hourglass-split"),
    (Commitment.State.SIGNED, "pen"),
    (Commitment.State.FULFILLED, "check2-all"),
    (Commitment.State.PARTIAL, "circle-half"),
    (Commitment.State.UNFULFILLED, "x-circle"),
)


@require_GET
def commitment_list(request: HttpRequest) -> HttpResponse:
    plan, user = current_plan(), person(request)
    visible = Commitment.objects.visible_to(user).filter(plan=plan)
    choices = list_choices(plan)
    chosen = Chosen.read(request.GET, choices)
    found = visible.filter(condition(chosen))
    # Replaced versions are history: they are listed when somebody asks for them.
    if Commitment.State.SUPERSEDED.value not in chosen["keadaan"]:
        found = found.current()
    page = page_of(found.with_list_data().by_next_step(), request.GET)
    overview = overview_of(visible) if user.sees_everything else []
    context: dict[str, Any] = {
        "plan": plan,
        "page_obj": page,
        "filtered": bool(chosen),
        "bar": filter_bar(chosen, choices, request.GET, search=_("Search for a commitment")),
        "results": ngettext("%(count)s commitment.", "%(count)s commitments.", page.paginator.count)
        % {"count": format_number(page.paginator.count)},
        "overview": overview,
        "unsigned": unsigned_opd(plan) if user.sees_everything else [],
        "may_draft": user.is_editor or user.acts_for_opd,
    }
    return render(request, "stakeholders/commitment_list.html", context)


def list_choices(plan: Plan) -> list[Choice]:
    """What the list can be narrowed by. One query."""
    promised = Organisation.objects.filter(Exists(Commitment.objects.filter(plan=plan, organisation=OuterRef("pk"))))
    return [
        Choice("keadaan", _("State"), [(value, str(label)) for value, label in Commitment.State.choices]),
        Choice("jenis", _("Kind"), [(value, str(label)) for value, label in Commitment.Kind.choices]),
        Choice("lembaga", _("Organisation"), [(row.key, str(row)) for row in promised]),
    ]


def condition(chosen: Chosen) -> Q:
    """Several values of one filter widen it, several filters narrow it."""
    found = Q()
    if chosen.q:
        found &= (
            Q(title__icontains=chosen.q) | Q(number__icontains=chosen.q) | Q(organisation__name__icontains=chosen.q)
        )
    if chosen["keadaan"]:
        found &= Q(state__in=chosen["keadaan"])
    if chosen["jenis"]:
        found &= Q(kind__in=chosen["jenis"])
    if chosen["lembaga"]:
        found &= Q(organisation__key__in=chosen["lembaga"])
    return found


def overview_of(visible: Any) -> list[dict[str, Any]]:
    """How many stand in each state that is followed, with the address of the list narrowed to it. One query."""
    counts = dict(visible.order_by().values_list("state").annotate(count=Count("pk")))
    return [
        {"label": state.label, "count": counts.get(state.value, 0), "url": f"?keadaan={state.value}"}
        for state, _icon in OVERVIEW
    ]


def unsigned_opd(plan: Plan) -> list[Organisation]:
    """OPDs without a signed commitment in force; `waits` tells those whose head has one to sign. One query."""
    own = Commitment.objects.filter(plan=plan, organisation=OuterRef("pk"))
    return list(
        Organisation.objects.opd()
        .active()
        .annotate(waits=Exists(own.filter(state=Commitment.State.SUBMITTED)))
        .exclude(Exists(own.filter(state__in=Commitment.SIGNED_STATES)))
        .order_by("-waits", "position")
    )


@require_GET
def commitment_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return detail_page(request, visible_commitment(request, pk))


def detail_page(
    request: HttpRequest,
    commitment: Commitment,
    *,
    form: SigningForm | None = None,
    certify_form: CertifyForm | None = None,
    paper_form: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The commitment with what this person may do with it; a form is one that came back with errors."""
    user, today = person(request), today_wita()
    content = content_of(commitment)
    signatures = list(commitment.signatures.select_related("organisation", "scan"))
    kept = signatures[0].content if signatures else content
    to_sign = (
        organisation_to_sign_for(commitment, user, today) if commitment.state == Commitment.State.SUBMITTED else None
    )
    if to_sign and to_sign.pk in {signature.organisation_id for signature in signatures}:
        to_sign = None
    pledges = keeping.pledges(commitment, Document.of(kept), today)
    asking = pledged_data.asked_of(commitment, [one.item for one in pledges if one.item], user)
    for one in pledges:
        one.asking = asking.get(one.item.pk) if one.item else None
    fingerprint = signatures[0].content_hash if signatures else fingerprint_of(content)
    changed = changes_behind(commitment, signatures[0]) if signatures else []
    context: dict[str, Any] = {
        "commitment": commitment,
        "document": Document.of(kept),
        "fingerprint": fingerprint,
        "pledges": pledges,
        "signatures": signatures,
        "waiting_parties": waiting_parties(commitment, signatures),
        "is_broken": bool(signatures) and not is_genuine(commitment, signatures),
        "changed": changed,
        "layout_alone": all(one.is_layout for one in changed),
        "attachments": list(commitment.attachments.order_by("name", "sha256")),
        "changes": changes_since(commitment, kept),
        "versions": versions(commitment, user),
        "history": history(commitment),
        "reminded": reminded(pledges) if not commitment.is_open else None,
        "to_sign": to_sign,
        "signs_as": office_of(user, to_sign, today) if to_sign else None,
        "form": form,
        "paper_form": paper_form or new_paper_form(commitment, user, fingerprint),
        **certified(commitment, user, signatures, certify_form),
        **rights(user, commitment, signatures),
    }
    return render(request, "stakeholders/commitment_detail.html", context, status=status)


def certified(
    commitment: Commitment, user: User, signatures: list[Signature], form: CertifyForm | None
) -> dict[str, Any]:
    """What the e-sign service has to do with this sheet: requests by signature, whether this person may sign there or
    ask, and the form. No query where the service is not used and never was."""
    if not commitment.code:
        return {}
    rows = list(Certification.objects.of_commitment(commitment.pk).order_by("sent_at"))
    latest = {row.signature_id: row for row in rows if row.state != Certification.State.REFUSED}
    for signature in signatures:
        signature.certified = latest.get(signature.pk)  # type: ignore[attr-defined]
    in_the_air = any(not row.is_final for row in rows)
    offered = offers_certified_signatures() and commitment.is_signed
    mine = [one for one in signatures if one.signer_id == user.pk and not one.is_on_paper]
    return {
        "certified": any(row.state == Certification.State.SIGNED for row in rows),
        "may_certify": offered and not in_the_air and any(one.pk not in latest for one in mine),
        "may_ask": offered and in_the_air and (bool(mine) or user.is_editor),
        "certify_form": form or CertifyForm(),
    }


def waiting_parties(commitment: Commitment, signatures: list[Signature]) -> list[Organisation]:
    """Parties of a joint commitment that have yet to sign."""
    if commitment.kind != Commitment.Kind.JOINT or commitment.state != Commitment.State.SUBMITTED:
        return []
    signed = {signature.organisation_id for signature in signatures}
    return [one for one in signing_organisations(commitment) if one.pk not in signed]


def new_paper_form(commitment: Commitment, user: User, fingerprint: str) -> PaperForm | None:
    """The form for a signature on paper: for Kominfo, once the scan lies there."""
    if not user.is_editor or commitment.scan is None or not paper.organisations_to_record(commitment):
        return None
    return PaperForm(commitment=commitment, shown=fingerprint)


def changes_since(commitment: Commitment, kept: dict[str, Any]) -> list[Any]:
    """What this version says otherwise than the one it replaces."""
    older = commitment.replaces
    if older is None:
        return []
    signature = older.signatures.first()
    before = Document.of(signature.content if signature else content_of(older))
    return differences(before, Document.of(kept))


def rights(user: User, commitment: Commitment, signatures: list[Signature]) -> dict[str, bool]:
    one = Commitment.objects.filter(pk=commitment.pk)
    may_edit = not signatures and one.editable_by(user).exists()
    waits = commitment.state == Commitment.State.SUBMITTED and not signatures
    return {
        "may_edit": may_edit,
        "may_submit": may_edit and commitment.state == Commitment.State.DRAFT,
        "may_return": waits and may_return(user, commitment, may_edit),
        "may_renew": one.renewable_by(user).exists(),
        "may_cancel": one.cancellable_by(user).exists(),
        "may_scan": may_scan(user, commitment),
        "may_report": one.reportable_by(user).exists(),
        "may_check": keeping.may_check(user),
    }


def may_return(user: User, commitment: Commitment, may_edit: bool) -> bool:
    """The one who should sign, and those who wrote it."""
    return may_edit or organisation_to_sign_for(commitment, user, today_wita()) is not None


def may_scan(user: User, commitment: Commitment) -> bool:
    """A scan belongs to a sheet that was printed for signing: Kominfo and the own organisation may attach it."""
    if commitment.state in {Commitment.State.DRAFT, Commitment.State.CANCELLED}:
        return False
    return user.is_editor or (user.acts_for_opd and user.organisation_id == commitment.organisation_id)


def versions(commitment: Commitment, user: User) -> list[Commitment]:
    """All versions of the document that this person may read, the newest first; nothing where there is only one."""
    rows = list(Commitment.objects.visible_to(user).filter(lineage=commitment.lineage).order_by("-version"))
    return rows if len(rows) > 1 else []


def reminded(pledges: list[keeping.Promise]) -> list[dict[str, Any]]:
    """Every message about any item of this version, and about the requests for its pledged data, the newest first. One query."""
    about = {(reminding.ITEM, str(one.item.pk)): one.pledge.text for one in pledges if one.item}
    for one in pledges:
        if one.asking and one.asking.request:
            about[reminding.DATA, str(one.asking.request.pk)] = one.pledge.text
    rows = Reminder.objects.filter(
        subject_kind__in=[reminding.ITEM, reminding.DATA], subject_id__in=[key for _kind, key in about]
    ).exclude(state=Reminder.State.CANCELLED)
    found = rows.select_related("recipient").order_by("-due_on", "-pk")
    return [
        {"row": row, "about": about[row.subject_kind, row.subject_id]}
        for row in found
        if (row.subject_kind, row.subject_id) in about
    ]


def history(commitment: Commitment) -> list[dict[str, Any]]:
    """Every change of state as `components/timeline.html` wants it."""
    rows = [
        {
            "text": change.get_to_state_display(),
            "by": str(change.by or ""),
            "at": say_moment(change.at),
            "note": change.reason,
            "open": not change.from_state,
        }
        for change in commitment.state_changes.select_related("by")
    ]
    if rows:
        rows[0]["now"] = True
    return rows
