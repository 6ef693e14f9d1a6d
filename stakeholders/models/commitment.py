"""Commitments: who promised what, signed with the hash of exactly what was shown, followed until it is kept.

A row of `Commitment` is one version of one document. A change after signing is a new row of the same `lineage` with the
next version number; the old row becomes "Digantikan" and stays readable with its signature.
"""

from __future__ import annotations

import uuid
from datetime import date

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Deputy, Organisation, User
from files.models import StoredFile
from formats.dates import today_wita
from formats.pills import Pill
from quickwins.models import Plan

from .guards import REFUSE_WHEN_SIGNED
from .signature import Signature


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> CommitmentQuerySet:
        """Those who see everything read all; an OPD its own, those it is a party of and every signed one, and so does the
        deputy of its head within his dates; the public the signed ones."""
        if user.is_authenticated and user.sees_everything:
            return self
        signed = Q(state__in=Commitment.PUBLIC_STATES)
        if not user.is_authenticated:
            return self.filter(signed)
        in_force = Deputy.objects.in_force(today_wita()).filter(user=user, kind=Deputy.Kind.ACTING_HEAD)
        deputises = Q(organisation__in=in_force.values("organisation"))
        own = Q(organisation=user.organisation_id) | deputises
        is_party = models.Exists(
            Commitment.parties.through.objects.filter(
                Q(organisation=user.organisation_id) | deputises, commitment=models.OuterRef("pk")
            )
        )
        return self.filter(signed | own | (is_party & ~Q(state=Commitment.State.DRAFT)))

    def editable_by(self, user: User) -> CommitmentQuerySet:
        """Drafts only: Kominfo for every OPD, an OPD for itself. What is signed changes by a new version alone."""
        drafts = self.filter(state__in=[Commitment.State.DRAFT, Commitment.State.SUBMITTED])
        if not user.is_authenticated:
            return self.none()
        if user.is_editor:
            return drafts
        if user.acts_for_opd:
            return drafts.filter(organisation=user.organisation_id)
        return self.none()

    def renewable_by(self, user: User) -> CommitmentQuerySet:
        """Signed ones of which this person may begin a new version: Kominfo of all, an OPD of its own."""
        if user.is_authenticated and user.is_editor:
            return self.signed()
        if user.is_authenticated and user.acts_for_opd:
            return self.signed().filter(organisation=user.organisation_id)
        return self.none()

    def cancellable_by(self, user: User) -> CommitmentQuerySet:
        """What may be withdrawn: by Kominfo everything in force, by a head his own, by staff a draft of the own OPD."""
        if not user.is_authenticated:
            return self.none()
        in_force = self.exclude(state__in=[Commitment.State.CANCELLED, Commitment.State.SUPERSEDED])
        if user.is_editor:
            return in_force
        if user.is_head:
            return in_force.filter(organisation=user.organisation_id)
        if user.is_contributor:
            return in_force.filter(organisation=user.organisation_id, state=Commitment.State.DRAFT)
        return self.none()

    def reportable_by(self, user: User) -> CommitmentQuerySet:
        """Signed ones of the own OPD, whose items are to be kept and told of; Kominfo reports for partners without account."""
        if not user.is_authenticated:
            return self.none()
        if user.is_editor:
            return self.signed().exclude(organisation__kind=Organisation.Kind.OPD)
        return self.signed().filter(organisation=user.organisation_id) if user.acts_for_opd else self.none()

    def current(self) -> CommitmentQuerySet:
        """Without versions that were replaced."""
        return self.exclude(state=Commitment.State.SUPERSEDED)

    def signed(self) -> CommitmentQuerySet:
        return self.filter(state__in=Commitment.SIGNED_STATES)

    def waiting_for_signature(self) -> CommitmentQuerySet:
        return self.filter(state=Commitment.State.SUBMITTED)

    def to_be_signed_by(self, user: User, on: date) -> CommitmentQuerySet:
        """What waits for the signature of this person: as head or as deputy within his dates, alone or among the parties
        of a joint commitment. A deputy in force comes before the head."""
        if not user.is_authenticated:
            return self.none()
        deputies = Deputy.objects.in_force(on).filter(kind=Deputy.Kind.ACTING_HEAD)
        acting = dict(deputies.order_by("ends_on").values_list("organisation", "user"))
        offices = {organisation for organisation, person in acting.items() if person == user.pk}
        if user.is_head and user.organisation_id not in acting:
            offices.add(user.organisation_id)  # type: ignore[arg-type]  # a head has one, says the constraint
        if not offices:
            return self.none()
        through = Commitment.parties.through.objects.filter(commitment=models.OuterRef("pk"))
        own = models.Exists(through.filter(organisation__in=offices))
        signed = models.Exists(Signature.objects.filter(commitment=models.OuterRef("pk"), organisation__in=offices))
        alone = Q(organisation__in=offices) & ~models.Exists(through)
        return self.waiting_for_signature().filter(own | alone).exclude(signed)

    def to_be_recorded_by(self, user: User) -> CommitmentQuerySet:
        """What lies there with the scan of a sheet signed on paper that nobody has recorded: for Kominfo."""
        if not (user.is_authenticated and user.is_editor):
            return self.none()
        recorded = Signature.objects.filter(commitment=models.OuterRef("pk"), scan=models.OuterRef("scan"))
        return self.waiting_for_signature().filter(scan__isnull=False).exclude(models.Exists(recorded))

    def with_list_data(self) -> CommitmentQuerySet:
        return self.select_related("organisation", "plan").annotate(item_count=models.Count("items", distinct=True))

    def by_next_step(self) -> CommitmentQuerySet:
        """What waits for somebody comes first: signatures, then drafts; what is over comes last."""
        rank = models.Case(
            models.When(state=Commitment.State.SUBMITTED, then=0),
            models.When(state=Commitment.State.DRAFT, then=1),
            models.When(state__in=[Commitment.State.CANCELLED, Commitment.State.SUPERSEDED], then=3),
            default=2,
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "-dated_on", "title", "-version")


@pghistory.track()
class Commitment(models.Model):
    class Kind(models.TextChoices):
        MOU = "mou", "Nota Kesepakatan"
        JOINT = "joint", "Komitmen Bersama"
        OPD = "opd", "Lembar Komitmen OPD"
        PARTNER = "partner", "Lembar Komitmen Mitra"
        PACT = "pact", "Pakta Integritas"

    class State(models.TextChoices):
        DRAFT = "draft", "Draf"
        SUBMITTED = "submitted", "Menunggu tanda tangan"
        SIGNED = "signed", "Ditandatangani"
        FULFILLED = "fulfilled", "Terpenuhi"
        PARTIAL = "partial", "Terpenuhi sebagian"
        UNFULFILLED = "unfulfilled", "Tidak terpenuhi"
        SUPERSEDED = "superseded", "Digantikan"
        CANCELLED = "cancelled", "Dibatalkan"

    SIGNED_STATES = (State.SIGNED, State.FULFILLED, State.PARTIAL, State.UNFULFILLED)
    PUBLIC_STATES = (*SIGNED_STATES, State.SUPERSEDED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commitments", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OPD)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="commitments", verbose_name=_("organisation")
    )
    number = models.CharField(_("letter number"), max_length=120, blank=True)
    title = models.CharField(_("subject"), max_length=200)
    place = models.CharField(_("place"), max_length=120, blank=True)
    dated_on = models.DateField(_("date of the letter"))
    clauses = models.JSONField(_("clauses"), default=list, blank=True)
    contact_name = models.CharField(_("person in charge"), max_length=150, blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contact_commitments"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    version_reason = models.TextField(_("reason for the new version"), blank=True)
    cancelled_reason = models.TextField(_("reason for cancelling"), blank=True)
    # Not one-to-one: after a new version was cancelled another one may be begun. One at a time, see the constraint.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", editable=False
    )
    # A joint commitment is one sheet with a signature of each of these; empty for all other kinds.
    parties = models.ManyToManyField(
        Organisation, related_name="joint_commitments", blank=True, verbose_name=_("signing organisations")
    )
    attachments = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("attachments"))
    scan = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("scan of the signed sheet")
    )
    code = models.CharField(_("verification code"), max_length=40, blank=True, editable=False)
    edit_version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["organisation__position", "-dated_on", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["lineage", "version"], name="commitment_version_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="commitment_code_once"),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state="cancelled"), name="one_new_version_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""), name="cancelled_commitment_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(version_reason=""), name="new_commitment_version_has_a_reason"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="signed_text_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=REFUSE_WHEN_SIGNED.format(pledge="OLD.id", result="NEW"),
                condition=pgtrigger.AnyChange(
                    *("lineage", "version", "version_reason", "kind", "number", "title", "place", "dated_on"),
                    *("organisation", "clauses", "contact_name"),
                ),
            ),
            pgtrigger.Trigger(
                name="signed_commitment_is_kept",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func=REFUSE_WHEN_SIGNED.format(pledge="OLD.id", result="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.organisation})"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:commitment_detail", args=[self.pk])

    PILLS = {
        State.DRAFT: ("calm", "pencil"),
        State.SUBMITTED: ("info", "hourglass-split"),
        State.SIGNED: ("brand", "pen"),
        State.FULFILLED: ("ok", "check2-all"),
        State.PARTIAL: ("warn", "circle-half"),
        State.UNFULFILLED: ("bad", "x-circle"),
        State.SUPERSEDED: ("calm", "clock-history"),
        State.CANCELLED: ("calm", "slash-circle"),
    }

    @property
    def pill(self) -> Pill:
        return Pill(*self.PILLS[Commitment.State(self.state)], self.get_state_display())

    @property
    def is_signed(self) -> bool:
        return self.state in self.SIGNED_STATES

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.SUBMITTED}


class CommitmentStateChange(models.Model):
    """Every change of state is a row: who, when, from, to, why, and the hash of what it was said about."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="state_changes")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    def get_to_state_display(self) -> str:
        return dict(Commitment.State.choices).get(self.to_state, self.to_state)
