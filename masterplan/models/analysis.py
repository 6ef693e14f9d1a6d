"""Analysis of Buku 1: readiness, gaps, SWOT; and the glossary."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.reference import ReferenceRow
from quickwins.models import Dimension, Plan, Program


class ReadinessElement(ReferenceRow):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="readiness_elements", verbose_name=_("plan"))

    class Meta(ReferenceRow.Meta):
        verbose_name = _("readiness element")
        verbose_name_plural = _("readiness elements")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="element_key_once_per_plan")]


class ReadinessAspect(ReferenceRow):
    element = models.ForeignKey(ReadinessElement, models.CASCADE, related_name="aspects", verbose_name=_("element"))

    class Meta(ReferenceRow.Meta):
        verbose_name = _("readiness aspect")
        verbose_name_plural = _("readiness aspects")
        ordering = ["element__position", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["element", "key"], name="aspect_key_once_per_element")]


class ReadinessLevel(ReferenceRow):
    """The scale 0–4 of the ministry's evaluation; its wording belongs to the administrator."""

    value = models.PositiveSmallIntegerField(_("level"), unique=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("readiness level")
        verbose_name_plural = _("readiness levels")
        constraints = [models.UniqueConstraint(fields=["key"], name="readiness_level_key_once")]


class Readiness(models.Model):
    """Kesiapan: one assessed item of an aspect with its level, condition and evidence."""

    aspect = models.ForeignKey(ReadinessAspect, models.PROTECT, related_name="items", verbose_name=_("aspect"))
    condition = models.TextField(_("present condition"))
    level = models.PositiveSmallIntegerField(_("readiness level"))
    evidence = models.TextField(_("evidence"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("OPD")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("readiness item")
        verbose_name_plural = _("readiness items")
        ordering = ["aspect__element__position", "aspect__position", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(level__lte=4), name="readiness_level_0_to_4")]

    def __str__(self) -> str:
        return self.condition[:80]


class Gap(models.Model):
    """Kesenjangan: between the present and the wished-for condition; closed by programs or reported as open."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gaps", verbose_name=_("plan"))
    aspect = models.ForeignKey(
        ReadinessAspect, models.PROTECT, null=True, blank=True, related_name="gaps", verbose_name=_("aspect")
    )
    dimension = models.ForeignKey(
        Dimension, models.PROTECT, null=True, blank=True, related_name="gaps", verbose_name=_("dimension")
    )
    current = models.TextField(_("present condition"))
    expected = models.TextField(_("wished-for condition"))
    gap = models.TextField(_("gap"))
    level = models.PositiveSmallIntegerField(_("readiness level"), null=True, blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("OPD")
    )
    source = models.CharField(_("source of the data"), max_length=250, blank=True)
    programs = models.ManyToManyField(Program, related_name="gaps", blank=True, verbose_name=_("programs"))
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(aspect__isnull=False) | Q(dimension__isnull=False), name="gap_of_an_aspect_or_dimension"
            ),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__lte=4), name="gap_level_0_to_4"),
        ]

    def __str__(self) -> str:
        return self.gap[:80]


class Swot(models.Model):
    class Quadrant(models.TextChoices):
        STRENGTH = "strength", "Kekuatan"
        WEAKNESS = "weakness", "Kelemahan"
        OPPORTUNITY = "opportunity", "Peluang"
        THREAT = "threat", "Ancaman"

    element = models.ForeignKey(ReadinessElement, models.PROTECT, related_name="swots", verbose_name=_("element"))
    quadrant = models.CharField(_("quadrant"), max_length=12, choices=Quadrant)
    text = models.TextField(_("statement"))
    source = models.CharField(_("source"), max_length=250, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("SWOT statement")
        verbose_name_plural = _("SWOT statements")
        ordering = ["element__position", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class SwotStrategy(models.Model):
    class Kind(models.TextChoices):
        SO = "so", "Strategi SO"
        WO = "wo", "Strategi WO"
        ST = "st", "Strategi ST"
        WT = "wt", "Strategi WT"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="swot_strategies", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=2, choices=Kind)
    text = models.TextField(_("strategy"))
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("SWOT strategy")
        verbose_name_plural = _("SWOT strategies")
        ordering = ["kind", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Term(models.Model):
    """Istilah: one meaning for one word, in all books and on the site."""

    class Kind(models.TextChoices):
        TERM = "term", "Istilah"
        ABBREVIATION = "abbreviation", "Singkatan"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="terms", verbose_name=_("plan"))
    word = models.CharField(_("term"), max_length=120)
    meaning = models.TextField(_("meaning"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TERM)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = [Lower("word")]
        constraints = [models.UniqueConstraint(fields=["plan", "word"], name="term_once_per_plan")]

    def __str__(self) -> str:
        return self.word
