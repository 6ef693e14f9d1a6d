"""What hangs on a commitment and is part of its text: the items that are promised, and the witnesses."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from quickwins.models import FundingSource, Program

from .commitment import Commitment
from .fulfilment import Fulfilment
from .guards import guards_of_parts

# From so many days before its due date on an item stands among the tasks of those who promised it.
DAYS_BEFORE = timedelta(days=14)


class CommitmentItemQuerySet(models.QuerySet["CommitmentItem"]):
    def to_report_by(self, user: User, on: date) -> CommitmentItemQuerySet:
        """Items of the own signed commitments about which this person has something to tell: due soon or late and not told
        of for the quarter of the due date, or given back by the one who checked."""
        if not (user.is_authenticated and user.acts_for_opd):
            return self.none()
        own = self.filter(commitment__state="signed", commitment__organisation=user.organisation_id)
        year, quarter = (part(models.OuterRef("due_on")) for part in (ExtractYear, ExtractQuarter))
        reports = Fulfilment.objects.filter(item=models.OuterRef("pk"))
        in_time = Q(year__gt=year) | Q(year=year, quarter__gte=quarter)
        told = reports.filter(in_time | Q(state=Fulfilment.State.FULFILLED), returned_note="")
        returned = reports.filter(verified_at__isnull=True).exclude(returned_note="")
        soon = Q(due_on__lte=on + DAYS_BEFORE) & ~models.Exists(told)
        return own.filter(soon | models.Exists(returned))


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

    objects = CommitmentItemQuerySet.as_manager()

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
