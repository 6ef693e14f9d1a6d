"""Every acknowledged text of a section, for ever."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .book import Section


class Revision(models.Model):
    """A saved version. `number` is the section's version; a text that lost a conflict is kept without a number."""

    class Kind(models.TextChoices):
        SAVE = "save", _("saved")
        MERGE = "merge", _("merged")
        ASIDE = "aside", _("kept aside")
        IMPORT = "import", _("imported")
        RESTORE = "restore", _("restored")

    section = models.ForeignKey(Section, models.CASCADE, related_name="revisions", verbose_name=_("section"))
    number = models.PositiveIntegerField(_("version"), null=True)
    base_version = models.PositiveIntegerField(default=0)
    save_id = models.UUIDField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SAVE)
    name = models.CharField(_("name"), max_length=150, blank=True)
    html = models.TextField()
    word_count = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="revisions")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="revision_number_once"),
            # The same save sent twice (reply lost on the way) is found again instead of stored again (case C06).
            models.UniqueConstraint(fields=["section", "save_id"], name="revision_save_id_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(kind="aside"), name="only_aside_has_no_number"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revision_text_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__html__df=pgtrigger.F("new__html"))
                | pgtrigger.Q(old__number__df=pgtrigger.F("new__number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.number}"


class SectionPresence(models.Model):
    """Who has a section open just now: a heartbeat, forgotten after two minutes."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    is_editing = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="one_presence_per_person")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.section}"
