"""What was reached of a promise in each quarter."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from formats.dates import format_quarter
from formats.pills import Pill

from .commitment import Commitment


class Fulfilment(models.Model):
    """Pemenuhan of one item in one quarter, with evidence, checked by a second person."""

    class State(models.TextChoices):
        FULFILLED = "fulfilled", "Terpenuhi"
        PARTIAL = "partial", "Terpenuhi sebagian"
        UNFULFILLED = "unfulfilled", "Tidak terpenuhi"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(
        "stakeholders.CommitmentItem", models.PROTECT, related_name="fulfilments", verbose_name=_("item")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    state = models.CharField(_("state"), max_length=12, choices=State)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    note = models.TextField(_("explanation"), blank=True)
    evidence = models.ManyToManyField(StoredFile, related_name="fulfilments", blank=True, verbose_name=_("evidence"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    # Why the checker gave the report back; the next report of the quarter answers it and empties it.
    returned_note = models.TextField(_("why it was returned"), blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("fulfilment")
        verbose_name_plural = _("fulfilments")
        ordering = ["-year", "-quarter", "-reported_at"]
        constraints = [
            models.UniqueConstraint(fields=["item", "year", "quarter"], name="one_fulfilment_per_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="fulfilment_quarter_1_to_4"),
            models.CheckConstraint(
                condition=Q(state="fulfilled") | ~Q(note=""), name="short_fulfilment_has_an_explanation"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("reported_by")),
                name="fulfilment_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_state_display()}"

    @property
    def pill(self) -> Pill:
        """As that of a commitment in the same state."""
        return Pill(*Commitment.PILLS[Commitment.State(self.state)], self.get_state_display())

    @property
    def quarter_told(self) -> str:
        return format_quarter(self.year, self.quarter)
