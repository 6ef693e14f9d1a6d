"""Who is invited to a meeting, and what of the invitation has reached him: one row for each address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

from .meeting import Bimtek


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def to_send(self) -> InvitationQuerySet:
        """Those to whom the newest state of an announced or cancelled meeting is not yet sent.

        Who never got the invitation is not told that it is cancelled.
        """
        held = Q(bimtek__state__in=Bimtek.HELD)
        cancelled = Q(bimtek__state=Bimtek.State.CANCELLED, sent_sequence__isnull=False)
        behind = Q(sent_sequence__isnull=True) | Q(sent_sequence__lt=F("bimtek__sequence"))
        return self.filter(held | cancelled, behind)


class Invitation(models.Model):
    """An address to which the calendar entry goes; `sent_sequence` is the newest number of it that was sent."""

    bimtek = models.ForeignKey(Bimtek, models.CASCADE, related_name="invitations", verbose_name=_("meeting"))
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    sent_sequence = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["organisation__position", "name", "email"]
        constraints = [models.UniqueConstraint("bimtek", Lower("email"), name="invited_once")]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email
