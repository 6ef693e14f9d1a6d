"""Certified signatures that a signatory has put on the printed sheet through an agency's e-sign service."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from formats.pills import Pill

from .signature import Signature

# A file that was being signed when its process died: nobody waits for that answer any more.
FORGOTTEN = timedelta(minutes=2)


def file_path(certification: Certification, filename: str) -> str:
    """Both files under the id of the request; `filename` is ours ("sent.pdf", "signed.pdf")."""
    return f"certified/{certification.pk.hex[:2]}/{certification.pk.hex}-{filename}"


class CertificationQuerySet(models.QuerySet["Certification"]):
    def of_commitment(self, commitment_id: uuid.UUID) -> CertificationQuerySet:
        return self.filter(signature__commitment=commitment_id)

    def signed(self) -> CertificationQuerySet:
        return self.filter(state=Certification.State.SIGNED)

    def in_the_air(self) -> CertificationQuerySet:
        """Sent, with an answer that is awaited or was lost."""
        return self.filter(state__in=[Certification.State.SENT, Certification.State.UNKNOWN])


class Certification(models.Model):
    """One request to the service, written down before it is sent. Its id is the id of the document over there.

    Neither the passphrase nor the NIK is among it, nor any text that the service answered: only our own word for it.
    """

    class State(models.TextChoices):
        SENT = "sent", "Sedang dikirim"
        UNKNOWN = "unknown", "Belum pasti"
        SIGNED = "signed", "Tersertifikasi"
        REFUSED = "refused", "Tidak jadi"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signature = models.ForeignKey(Signature, models.PROTECT, related_name="certifications", verbose_name=_("signature"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SENT)
    service_id = models.CharField(_("id at the service"), max_length=120, blank=True)
    answer = models.CharField(_("answer"), max_length=40, blank=True)
    check_summary = models.CharField(_("what the service's own check says"), max_length=60, blank=True)
    sent = models.FileField(_("file that was sent"), upload_to=file_path, max_length=120)
    file = models.FileField(_("signed file"), upload_to=file_path, max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("certified signature")
        verbose_name_plural = _("certified signatures")
        ordering = ["sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["signature"], condition=~Q(state="refused"), name="one_certification_per_signature"
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | (~Q(file="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="certified_signature_has_a_file",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="certified_signature_is_final",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.state = 'signed' THEN
                        RAISE EXCEPTION 'pgtrigger: certified signature % is final', OLD.id;
                    END IF;
                    RETURN NEW;
                """,
                condition=pgtrigger.AnyChange("signature", "state", "file", "sha256", "sent"),
            ),
            pgtrigger.Protect(name="certification_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.signature}: {self.get_state_display()}"

    PILLS = {
        State.SENT: ("info", "hourglass-split"),
        State.UNKNOWN: ("warn", "question-circle"),
        State.SIGNED: ("ok", "patch-check"),
        State.REFUSED: ("calm", "x-circle"),
    }

    @property
    def pill(self) -> Pill:
        return Pill(*self.PILLS[Certification.State(self.state)], self.get_state_display())

    @property
    def is_final(self) -> bool:
        return self.state in {self.State.SIGNED, self.State.REFUSED}

    def may_be_asked_about(self, at: datetime) -> bool:
        """Whether the service should be asked what became of it: nobody waits for the answer any more."""
        if self.state == self.State.SENT:
            return at - self.sent_at > FORGOTTEN
        return self.state == self.State.UNKNOWN
