"""Every acknowledged text of a section, for ever."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .book import Section


class RevisionQuerySet(models.QuerySet["Revision"]):
    def with_names(self) -> RevisionQuerySet:
        """`label` is the name that stands now, "" for none; `named_by_name` and `named_at` tell who gave it and when."""
        newest = VersionName.objects.filter(revision=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            label=Coalesce(Subquery(newest.values("name")[:1]), "name"),
            named_by_name=Subquery(newest.values("by__name")[:1]),
            named_at=Subquery(newest.values("at")[:1]),
        )


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

    objects = RevisionQuerySet.as_manager()

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
            # Who saved may only be forgotten with the account; everything else of a version stands for ever.
            pgtrigger.Protect(
                name="revision_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["saved_by"]),
            ),
            pgtrigger.Protect(
                name="revision_keeps_its_author",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__saved_by__df=pgtrigger.F("new__saved_by"))
                & pgtrigger.Q(new__saved_by__isnull=False),
            ),
            pgtrigger.Protect(name="revision_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.number}"


class VersionName(models.Model):
    """A name given to a version by hand, by whom and when. Renaming is another row; an empty name takes it away."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="names", verbose_name=_("revision"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("name of a version")
        verbose_name_plural = _("names of versions")
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="version_name_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["by"]),
            ),
            pgtrigger.Protect(
                name="version_name_keeps_its_author",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__by__df=pgtrigger.F("new__by")) & pgtrigger.Q(new__by__isnull=False),
            ),
            pgtrigger.Protect(name="version_name_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name


class SectionPresence(models.Model):
    """Who has a section open just now: a heartbeat, forgotten after two minutes."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    is_editing = models.BooleanField(default=False)
    # The paragraph the cursor stands in, counted from 1, and how it begins: others find it in their own copy by both.
    block = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="one_presence_per_person")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.section}"
