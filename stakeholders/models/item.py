"""What hangs on a commitment and is part of its text: the items that are promised, and the witnesses."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quickwins.models import FundingSource, Program

from .commitment import Commitment
from .guards import guards_of_parts


@pghistory.track()
class CommitmentItem(models.Model):
    """Butir komitmen: one pledge with its target, date, money and source."""

    class Kind(models.TextChoices):
        PROGRAM = "program", "Program"
        QUICKWIN = "quickwin", "Quick Win"
        ACTION = "action", "Rencana aksi"
        BUDGET = "budget", "Anggaran"
        DATA = "data", "Data"
        SUPPORT = "support", "Dukungan lain"

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="items", verbose_name=_("commitment"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PROGRAM)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="commitment_items", verbose_name=_("program")
    )
    text = models.CharField(_("pledge"), max_length=400)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    amount = models.BigIntegerField(_("amount (Rp)"), null=True, blank=True)
    funding_source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("funding source")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("commitment item")
        verbose_name_plural = _("commitment items")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(target__isnull=True) | ~Q(unit=""), name="item_target_has_a_unit"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lt=10**15), name="item_amount_sane"
            ),
        ]
        triggers = guards_of_parts()

    def __str__(self) -> str:
        return self.text


class Witness(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="witnesses", verbose_name=_("commitment"))
    name = models.CharField(_("name"), max_length=150)
    office = models.CharField(_("office"), max_length=150, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("witness")
        verbose_name_plural = _("witnesses")
        ordering = ["position", "pk"]
        triggers = guards_of_parts()

    def __str__(self) -> str:
        return self.name
