"""The word to somebody who waited long for a file: one row for each person, tried again until it has gone out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from .edition import Export

# After each failure it waits this long; who could not be reached in ten hours finds the file on its page.
MAIL_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(hours=2),
    timedelta(hours=8),
)


class ExportMail(models.Model):
    """`attempts` are counted before each try; `error` is why the last one failed."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="mails")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "user"], name="one_mail_of_an_export_to_a_person")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.user_id}"

    @property
    def is_given_up(self) -> bool:
        return self.sent_at is None and self.attempts > len(MAIL_WAITS)
