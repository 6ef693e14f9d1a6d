"""Indicators with declared arithmetic: direction, unit, how periods combine; baseline, yearly targets, readings."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from files.models import StoredFile

from .dimension import Dimension, Plan
from .program import Program

VALUE: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: User) -> IndicatorQuerySet:
        return self if user.is_authenticated else self.none()

    def editable_by(self, user: User) -> IndicatorQuerySet:
        """Whose value this person may enter: editors all, an OPD those of its programs and those it produces."""
        if not user.is_authenticated:
            return self.none()
        if user.is_editor:
            return self
        if user.acts_for_opd:
            part = Indicator.parts.through.objects.filter(organisation=user.organisation_id)
            return self.filter(
                Q(program__lead=user.organisation_id)
                | Q(producer=user.organisation_id)
                | Q(pk__in=part.values("indicator"))
            )
        return self.none()


@pghistory.track()
class Indicator(models.Model):
    """An indicator of a program, or (`program` empty) a main indicator of the plan or of one dimension."""

    class Direction(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")

    class Arithmetic(models.TextChoices):
        POINT = "point", _("state at the end of the period")
        CUMULATIVE = "cumulative", _("running total since the start")
        FLOW = "flow", _("amount within the period")

    class Combining(models.TextChoices):
        SUM = "sum", _("added up")
        MEAN = "mean", _("their mean")
        HIGHEST = "highest", _("the highest")
        LOWEST = "lowest", _("the lowest")

    class Scale(models.IntegerChoices):
        ONE = 1, _("as it is")
        HUNDRED = 100, _("per hundred (percent)")
        THOUSAND = 1000, _("per 1,000")
        HUNDRED_THOUSAND = 100_000, _("per 100,000")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="indicators", verbose_name=_("plan"))
    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="indicators", verbose_name=_("program")
    )
    dimension = models.ForeignKey(
        Dimension, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("dimension")
    )
    name = models.CharField(_("indicator"), max_length=250)
    unit = models.CharField(_("unit"), max_length=60)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction, default=Direction.UP)
    arithmetic = models.CharField(_("how periods combine"), max_length=12, choices=Arithmetic, default=Arithmetic.POINT)
    combining = models.CharField(_("how OPDs combine"), max_length=8, choices=Combining, default=Combining.SUM)
    parts = models.ManyToManyField(
        Organisation, related_name="indicator_parts", blank=True, verbose_name=_("OPDs that enter a part each")
    )
    # Both empty: a plain number. Both set: a ratio, whose numerators and denominators are added up apart.
    numerator = models.CharField(_("numerator"), max_length=120, blank=True)
    denominator = models.CharField(_("denominator"), max_length=120, blank=True)
    scale = models.PositiveIntegerField(_("ratio told"), choices=Scale, default=Scale.ONE)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=0)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **VALUE)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    source = models.CharField(_("source of the data"), max_length=250, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("owner"),
    )
    producer = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name=_("producer")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=~Q(unit=""), name="indicator_has_a_unit"),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="indicator_decimals_0_to_4"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | Q(baseline_year__isnull=False),
                name="indicator_baseline_has_a_year",
            ),
            models.CheckConstraint(
                condition=Q(numerator="", denominator="") | (~Q(numerator="") & ~Q(denominator="")),
                name="indicator_ratio_has_both_parts",
            ),
            models.CheckConstraint(condition=Q(scale__in=[1, 100, 1000, 100_000]), name="indicator_scale_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("quickwins:indicator_detail", args=[self.pk])

    @property
    def is_ratio(self) -> bool:
        return bool(self.denominator)


class Target(models.Model):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("target"), **VALUE)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="one_target_per_year"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="target_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


@pghistory.track()
class Reading(models.Model):
    """Realisasi: the value of an indicator for one quarter, with evidence, verified by a second person.

    `organisation` is set where several OPDs enter a part each. A ratio keeps what it was divided from; `value` is then
    the quotient of this row alone, rounded to what the column holds, and never the base of a further figure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="readings", verbose_name=_("OPD")
    )
    value = models.DecimalField(_("actual value"), **VALUE)
    numerator = models.DecimalField(_("numerator"), null=True, blank=True, **VALUE)
    denominator = models.DecimalField(_("denominator"), null=True, blank=True, **VALUE)
    unchanged = models.BooleanField(_("not changed, I confirm"), default=False)
    note = models.CharField(_("note"), max_length=250, blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="readings", verbose_name=_("evidence")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["year", "quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter", "organisation"],
                nulls_distinct=False,
                name="one_reading_per_quarter_and_opd",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
                name="reading_is_divided_by_more_than_nothing",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="reading_quarter_1_to_4"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("entered_by")),
                name="reading_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}: {self.value}"
