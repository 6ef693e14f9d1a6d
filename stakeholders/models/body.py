"""Bodies set up by decree (Dewan, Tim Pelaksana, Forum, Pembimbing), their members, and the regulations they rest on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.reference import ReferenceRow
from quickwins.models import Plan


class Regulation(models.Model):
    """A law, rule or decree that the plan rests on."""

    class Level(models.TextChoices):
        LAW = "law", "Undang-Undang"
        GOVERNMENT = "government", "Peraturan Pemerintah"
        PRESIDENT = "president", "Peraturan Presiden"
        INSTRUCTION = "instruction", "Instruksi Presiden"
        MINISTER = "minister", "Peraturan Menteri"
        REGIONAL = "regional", "Peraturan Daerah"
        REGENT = "regent", "Peraturan Bupati"
        DECREE = "decree", "Keputusan"

    level = models.CharField(_("level"), max_length=12, choices=Level)
    number = models.CharField(_("number"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.TextField(_("about"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["position", "year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["level", "number", "year"], name="regulation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} Nomor {self.number} Tahun {self.year}"


class Body(ReferenceRow):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="bodies", verbose_name=_("plan"))
    decree_kind = models.CharField(_("kind of decree"), max_length=120, blank=True)
    decree_number = models.CharField(_("decree number"), max_length=150, blank=True)
    decreed_on = models.DateField(_("decreed on"), null=True, blank=True)
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    chair = models.CharField(_("chair"), max_length=150, blank=True)
    duty = models.TextField(_("duty"), blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="body_key_once_per_plan")]


class Membership(models.Model):
    """A seat in a body: bound to an office, not to a person, so that it survives transfers."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name=_("body"))
    seat = models.CharField(_("seat"), max_length=120)
    office = models.CharField(_("office"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="memberships", verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.office}"
