"""Rencana aksi (Bab IV of Buku 2) and the budget lines of programs and actions."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

from .dimension import ActionGroup, Dimension, FundingSource, Plan
from .program import Program, budget_code_validator


@pghistory.track()
class Action(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60, blank=True)
    group = models.ForeignKey(ActionGroup, models.PROTECT, related_name="actions", verbose_name=_("action group"))
    dimension = models.ForeignKey(
        Dimension, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("dimension")
    )
    program = models.ForeignKey(
        Program, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("program")
    )
    name = models.CharField(_("action"), max_length=250)
    output = models.CharField(_("output"), max_length=250, blank=True)
    indicator = models.CharField(_("indicator"), max_length=250, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="led_actions", verbose_name=_("executor"))
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    budget_code = models.CharField(
        _("program or activity code"), max_length=20, blank=True, validators=[budget_code_validator]
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["group__position", "position", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="action_years_in_order"),
            models.UniqueConstraint(fields=["plan", "key"], condition=~Q(key=""), name="action_key_once_per_plan"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class BudgetLine(models.Model):
    """Money of one year from one source, in whole rupiah, for a program or for an action."""

    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="budget_lines", verbose_name=_("program")
    )
    action = models.ForeignKey(
        Action, models.CASCADE, null=True, blank=True, related_name="budget_lines", verbose_name=_("action")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="budget_lines", verbose_name=_("funding source")
    )
    ceiling = models.BigIntegerField(_("amount (Rp)"))
    realised = models.BigIntegerField(_("realised (Rp)"), null=True, blank=True)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["year", "source__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(program__isnull=True, action__isnull=False) | Q(program__isnull=False, action__isnull=True),
                name="budget_of_a_program_or_an_action",
            ),
            models.CheckConstraint(
                # 15 digits: a thousand times the regency's yearly budget; more is a slip of the finger.
                condition=Q(ceiling__gte=0, ceiling__lt=10**15),
                name="budget_ceiling_sane",
            ),
            models.CheckConstraint(
                condition=Q(realised__isnull=True) | Q(realised__gte=0, realised__lt=10**15),
                name="budget_realised_sane",
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="budget_year_sane"),
            models.UniqueConstraint(
                fields=["program", "year", "source"],
                condition=Q(program__isnull=False),
                name="program_budget_once_per_year_and_source",
            ),
            models.UniqueConstraint(
                fields=["action", "year", "source"],
                condition=Q(action__isnull=False),
                name="action_budget_once_per_year_and_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source}: {self.ceiling}"
