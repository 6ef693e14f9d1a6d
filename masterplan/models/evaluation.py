"""The ministry's yearly evaluation: aspects, questions, weights per scheme, scores."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.reference import ReferenceRow
from quickwins.models import Plan


class EvaluationAspect(ReferenceRow):
    class Meta(ReferenceRow.Meta):
        verbose_name = _("evaluation aspect")
        verbose_name_plural = _("evaluation aspects")
        constraints = [models.UniqueConstraint(fields=["key"], name="evaluation_aspect_key_once")]


class EvaluationQuestion(ReferenceRow):
    aspect = models.ForeignKey(EvaluationAspect, models.PROTECT, related_name="questions", verbose_name=_("aspect"))
    code = models.CharField(_("number"), max_length=12)
    group = models.CharField(_("group"), max_length=80, blank=True)
    text = models.TextField(_("question"))
    first_year = models.PositiveSmallIntegerField(_("asked since"), default=2022)
    source = models.CharField(_("prefilled from"), max_length=60, blank=True)
    variant = models.CharField(_("variant"), max_length=30, blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("evaluation question")
        verbose_name_plural = _("evaluation questions")
        constraints = [models.UniqueConstraint(fields=["key"], name="evaluation_question_key_once")]


class EvaluationScheme(ReferenceRow):
    """Weights in percent per aspect key; they sum to 100. A new year is a new row."""

    applies_to = models.CharField(_("applies to"), max_length=200, blank=True)
    impact_by_survey = models.BooleanField(_("impact by survey"), default=False)
    weights = models.JSONField(_("weights"), default=dict)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("weighting scheme")
        verbose_name_plural = _("weighting schemes")
        constraints = [models.UniqueConstraint(fields=["key"], name="evaluation_scheme_key_once")]


class Evaluation(models.Model):
    """One year's result: the mean of each aspect on the 0–4 scale. Final = sum of weight x aspect; absent counts 0."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="evaluations", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"))
    scheme = models.ForeignKey(EvaluationScheme, models.PROTECT, related_name="evaluations", verbose_name=_("scheme"))
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["plan", "year"], name="one_evaluation_per_year")]

    def __str__(self) -> str:
        return f"{self.year}"


class AspectScore(models.Model):
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="scores", verbose_name=_("evaluation"))
    aspect = models.ForeignKey(EvaluationAspect, models.PROTECT, related_name="scores", verbose_name=_("aspect"))
    value = models.DecimalField(_("mean"), max_digits=6, decimal_places=4)

    class Meta:
        verbose_name = _("aspect score")
        verbose_name_plural = _("aspect scores")
        ordering = ["aspect__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "aspect"], name="one_score_per_aspect"),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=4), name="aspect_score_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.value}"
