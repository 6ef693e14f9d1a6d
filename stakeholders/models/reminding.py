"""What reminding rests on: days off, pauses with a reason, and who looked at somebody's contact."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class Holiday(models.Model):
    """A day off by decree: national holiday or joint leave (cuti bersama). They change each year, hence rows."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_joint_leave = models.BooleanField(_("joint leave"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def in_force(self, on: date) -> PauseQuerySet:
        """Pauses that hold on that day: not over, and not ended before their time."""
        return self.filter(until__gte=on, ended_at__isnull=True)


class Pause(models.Model):
    """No reminders about one thing until a day, with the reason; what was sent before stays on the record."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=60)
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause of reminders")
        verbose_name_plural = _("pauses of reminders")
        ordering = ["-at"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="pause_by_subject")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="pause_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.until}"


class Contact(models.Model):
    """Whom to reach in an organisation that has no account here: no more than name, office and one or two ways."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=150)
    office = models.CharField(_("position held"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # UU PDP asks on what ground somebody's data are kept.
    basis = models.CharField(_("given by whom, for what"), max_length=200)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ContactAccess(models.Model):
    """Somebody looked at the phone numbers and addresses of an organisation's people (UU PDP: who, when, whose, why)."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contact_accesses", verbose_name=_("organisation")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)
    shown = models.CharField(_("whose contact was shown"), max_length=500, default="", blank=True)

    class Meta:
        verbose_name = _("access to contacts")
        verbose_name_plural = _("accesses to contacts")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.by}"
