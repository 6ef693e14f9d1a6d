"""What the roof keeps for itself: when each deed of the timetable last ran."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimetableEntry(models.Model):
    """A deed that runs by the clock, on whichever machine claims it first."""

    name = models.CharField(_("deed"), max_length=60, unique=True)
    last_run_at = models.DateTimeField(_("last run"), null=True)

    class Meta:
        verbose_name = _("timetable entry")
        verbose_name_plural = _("timetable entries")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def claim(cls, name: str, *, every: timedelta, now: datetime) -> bool:
        """Take the deed if it is due; of several machines that ask at once exactly one hears yes."""
        cls.objects.get_or_create(name=name)
        due = models.Q(last_run_at__isnull=True) | models.Q(last_run_at__lte=now - every)
        return cls.objects.filter(due, name=name).update(last_run_at=now) == 1
