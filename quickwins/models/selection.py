"""Choosing the quick wins: scores of several reviewers on the ministry's criteria."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dimension import Criterion, Plan
from .program import Program


class Score(models.Model):
    """One reviewer's answer, 0–4, to one criterion: about a candidate, or (program empty) about the whole portfolio."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="scores", verbose_name=_("plan"))
    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="scores", verbose_name=_("program")
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="scores", verbose_name=_("reviewer")
    )
    value = models.DecimalField(_("score"), max_digits=3, decimal_places=2)
    note = models.CharField(_("note"), max_length=250, blank=True)
    scored_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "criterion", "reviewer"],
                condition=Q(program__isnull=False),
                name="one_score_per_reviewer_and_criterion",
            ),
            models.UniqueConstraint(
                fields=["plan", "criterion", "reviewer"],
                condition=Q(program__isnull=True),
                name="one_portfolio_score_per_reviewer",
            ),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=4), name="score_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
