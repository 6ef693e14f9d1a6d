"""Where the regency wants to go: visions, missions, goals, objectives, and the strategic issues of the RPJMD."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .dimension import Dimension, Plan


class Vision(models.Model):
    """A vision with its missions: the smart city's own, the RPJMD's, or the RPJPD's."""

    class Scope(models.TextChoices):
        SMART_CITY = "smart_city", "Smart City"
        RPJMD = "rpjmd", "RPJMD"
        RPJPD = "rpjpd", "RPJPD"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="visions", verbose_name=_("plan"))
    scope = models.CharField(_("document"), max_length=12, choices=Scope)
    title = models.CharField(_("title of the document"), max_length=200)
    text = models.TextField(_("vision"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("vision")
        verbose_name_plural = _("visions")
        constraints = [models.UniqueConstraint(fields=["plan", "scope"], name="one_vision_per_scope")]

    def __str__(self) -> str:
        return self.text


class Mission(models.Model):
    """A numbered mission. A mission of the RPJMD is what a program is aligned with ("Misi RPJMD")."""

    vision = models.ForeignKey(Vision, models.CASCADE, related_name="missions", verbose_name=_("vision"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("mission"))
    dimensions = models.ManyToManyField(Dimension, related_name="missions", blank=True, verbose_name=_("dimensions"))

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ["vision", "number"]
        constraints = [models.UniqueConstraint(fields=["vision", "number"], name="mission_number_once")]

    def __str__(self) -> str:
        return f"Misi {self.number}: {self.text}"


class Goal(models.Model):
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="goals", verbose_name=_("mission"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("goal"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["mission", "number"]
        constraints = [models.UniqueConstraint(fields=["mission", "number"], name="goal_number_once")]

    def __str__(self) -> str:
        return self.text


class Objective(models.Model):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="objectives", verbose_name=_("goal"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("objective"))
    indicator = models.CharField(_("indicator"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["goal", "number"]
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="objective_number_once")]

    def __str__(self) -> str:
        return self.text


class StrategicIssue(models.Model):
    """An issue of the RPJMD that can be answered in smart-city ways."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="issues", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60)
    title = models.CharField(_("strategic issue"), max_length=250)
    problem = models.TextField(_("problem"), blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    dimensions = models.ManyToManyField(Dimension, related_name="issues", blank=True, verbose_name=_("dimensions"))

    class Meta:
        verbose_name = _("strategic issue")
        verbose_name_plural = _("strategic issues")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="issue_key_once_per_plan")]

    def __str__(self) -> str:
        return self.title
