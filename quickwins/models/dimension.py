"""The plan's period and its dimensions. Both are data: a later national rule may bring another set of dimensions."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.reference import ReferenceRow

colour_validator = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as #1240cb."))


class PlanQuerySet(models.QuerySet["Plan"]):
    def current(self) -> Plan | None:
        return self.filter(is_current=True).first()


class Plan(models.Model):
    """One masterplan of one regency: region, period, and the root of its dimensions and books."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200, default="Masterplan Smart City")
    region = models.CharField(_("region"), max_length=120)
    region_short = models.CharField(_("region, short"), max_length=60)
    province = models.CharField(_("province"), max_length=120, blank=True)
    capital = models.CharField(_("capital"), max_length=120, blank=True)
    office = models.CharField(_("publishing office"), max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    is_current = models.BooleanField(_("current plan"), default=False)
    reference_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_plan"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="plan_years_in_order"),
            models.CheckConstraint(condition=Q(first_year__range=(2000, 2100)), name="plan_first_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.region} {self.period}"

    @property
    def period(self) -> str:
        """`2026–2030`."""
        return f"{self.first_year}–{self.last_year}"

    @property
    def years(self) -> list[int]:
        return list(range(self.first_year, self.last_year + 1))

    def fill(self, text: str) -> str:
        """Fill {region}, {period}, {year1} … of an outline title."""
        text = text.replace("{region}", self.region).replace("{period}", self.period)
        for index, year in enumerate(self.years, start=1):
            text = text.replace(f"{{year{index}}}", str(year))
        return text


class Dimension(ReferenceRow):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="dimensions", verbose_name=_("plan"))
    name_id = models.CharField(_("Indonesian name"), max_length=200, blank=True)
    letter = models.CharField(_("letter"), max_length=2)
    colour = models.CharField(_("colour"), max_length=7, validators=[colour_validator], default="#27427a")
    tint = models.CharField(_("tint"), max_length=7, validators=[colour_validator], default="#e9edf6")
    coordinator = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="coordinated_dimensions",
        verbose_name=_("coordinating OPD"),
    )

    class Meta(ReferenceRow.Meta):
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="dimension_key_once_per_plan")]

    @property
    def short(self) -> str:
        """`Governance` of `Smart Governance`: enough beside the letter tile."""
        return self.name.removeprefix("Smart ")


class SubDimension(ReferenceRow):
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="subdimensions", verbose_name=_("dimension"))
    short = models.CharField(_("short name"), max_length=60, blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("sub-dimension")
        verbose_name_plural = _("sub-dimensions")
        ordering = ["dimension__position", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["dimension", "key"], name="subdimension_key_once")]


class Horizon(ReferenceRow):
    """Short, medium, long term as years counted from the first year of the plan, both ends included."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="horizons", verbose_name=_("plan"))
    first_year = models.PositiveSmallIntegerField(_("first year of the plan"))
    last_year = models.PositiveSmallIntegerField(_("last year of the plan"))

    class Meta(ReferenceRow.Meta):
        verbose_name = _("horizon")
        verbose_name_plural = _("horizons")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="horizon_key_once_per_plan"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="horizon_years_in_order"),
        ]

    def calendar_years(self) -> tuple[int, int]:
        """First and last calendar year, both included."""
        base = self.plan.first_year - 1
        return base + self.first_year, base + self.last_year


class FundingSource(ReferenceRow):
    """Where money comes from. The evaluation needs the split APBD / not APBD."""

    is_apbd = models.BooleanField(_("the regency's own budget (APBD)"), default=False)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        constraints = [models.UniqueConstraint(fields=["key"], name="funding_source_key_once")]


class ActionGroup(ReferenceRow):
    short = models.CharField(_("short name"), max_length=60, blank=True)
    question = models.CharField(_("evaluation question"), max_length=10, blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("action group")
        verbose_name_plural = _("action groups")
        constraints = [models.UniqueConstraint(fields=["key"], name="action_group_key_once")]


class InnovationType(ReferenceRow):
    class Meta(ReferenceRow.Meta):
        verbose_name = _("innovation type")
        verbose_name_plural = _("innovation types")
        constraints = [models.UniqueConstraint(fields=["key"], name="innovation_type_key_once")]


class InnovationKind(ReferenceRow):
    """Kind of innovation under PP 38/2017 about regional innovation."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("innovation kind")
        verbose_name_plural = _("innovation kinds")
        constraints = [models.UniqueConstraint(fields=["key"], name="innovation_kind_key_once")]


class Stage(ReferenceRow):
    suggested_progress = models.PositiveSmallIntegerField(_("suggested progress (percent)"), default=0)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [models.UniqueConstraint(fields=["key"], name="stage_key_once")]


class Criterion(ReferenceRow):
    """A question of the quick-win selection, scored 0–4. `portfolio` ones are asked once of all quick wins together."""

    class Level(models.TextChoices):
        QUICKWIN = "quickwin", _("of each candidate")
        PORTFOLIO = "portfolio", _("of all quick wins together")

    text = models.TextField(_("question"))
    level = models.CharField(_("asked"), max_length=12, choices=Level, default=Level.QUICKWIN)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [models.UniqueConstraint(fields=["key"], name="criterion_key_once")]
