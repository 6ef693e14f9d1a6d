"""Signatures: final from the moment they are given, or recorded from paper."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from files.models import StoredFile
from formats.dates import as_date, say_date

SHA256 = r"^[0-9a-f]{64}$"


class Signature(models.Model):
    """One signing: who, when, as what, and the hash of exactly the text that was shown. Never changed, never deleted.

    One given by hand on the printed sheet (`is_on_paper`) was recorded by somebody else from its scan. Then `signed_at` is
    when it was recorded, `signer` is empty for one who has no account here, and the hash of the scan is kept beside that of
    the text.
    """

    commitment = models.ForeignKey(
        "stakeholders.Commitment", models.PROTECT, related_name="signatures", verbose_name=_("commitment")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="signatures",
        null=True,
        blank=True,
        verbose_name=_("signatory"),
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
    is_on_paper = models.BooleanField(_("signed on paper"), default=False)
    paper_signed_on = models.DateField(_("date on the paper"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("recorded by")
    )
    # The name at that time: what is printed of a signature never follows a later change.
    recorded_name = models.CharField(max_length=150, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("scan of the signed sheet")
    )
    scan_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "organisation"], name="one_signature_per_organisation"),
            models.CheckConstraint(condition=Q(content_hash__regex=SHA256), name="signature_hash_is_hex"),
            models.CheckConstraint(
                condition=Q(
                    is_on_paper=False,
                    signer__isnull=False,
                    recorded_by__isnull=True,
                    scan__isnull=True,
                    paper_signed_on__isnull=True,
                )
                | Q(
                    is_on_paper=True,
                    recorded_by__isnull=False,
                    scan__isnull=False,
                    paper_signed_on__isnull=False,
                    scan_sha256__regex=SHA256,
                ),
                name="signature_is_electronic_or_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(signer__isnull=True) | Q(recorded_by__isnull=True) | ~Q(signer=F("recorded_by")),
                name="paper_signature_recorded_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="signature_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at}"

    @property
    def signed_on(self) -> date:
        """The day of the signature: the one on the paper, or that of the click as seen in Luwu."""
        return self.paper_signed_on or as_date(self.signed_at)

    @property
    def paper_told(self) -> str:
        """How a signature on paper came onto the record, in the language of the reader; "" for one given here."""
        if not self.is_on_paper:
            return ""
        return gettext("signed on paper on %(day)s, recorded by %(name)s on %(recorded)s") % {
            "day": say_date(self.paper_signed_on),
            "name": self.recorded_name,
            "recorded": say_date(self.signed_at),
        }
