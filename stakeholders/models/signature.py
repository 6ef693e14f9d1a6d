"""Signatures: final from the moment they are given."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class Signature(models.Model):
    """One signing: who, when, as what, and the hash of exactly the text that was shown. Never changed, never deleted."""

    commitment = models.ForeignKey(
        "stakeholders.Commitment", models.PROTECT, related_name="signatures", verbose_name=_("commitment")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures", verbose_name=_("signatory")
    )
    name = models.CharField(_("name"), max_length=150)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    rank = models.CharField(_("rank"), max_length=80, blank=True)
    office = models.CharField(_("position held"), max_length=150, blank=True)
    as_deputy = models.BooleanField(_("as deputy (PLT)"), default=False)
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)
    content_hash = models.CharField(max_length=64)
    # The canonical text that the hash was taken over: what is signed stays readable when names elsewhere change (W11).
    content = models.JSONField()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "organisation"], name="one_signature_per_organisation"),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="signature_hash_is_hex"),
        ]
        triggers = [
            pgtrigger.Protect(name="signature_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at}"
