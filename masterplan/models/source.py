"""Sumber: the data sets and files a section is written from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from stakeholders.models import Dataset

from .book import Section


class SectionSourceQuerySet(models.QuerySet["SectionSource"]):
    def visible_to(self, user: User) -> SectionSourceQuerySet:
        """Who reads the section sees what it rests on; a file only if the person may open it."""
        files = StoredFile.objects.visible_to(user)
        return self.filter(Q(file__isnull=True) | Q(file__in=files), section__in=Section.objects.visible_to(user))

    def editable_by(self, user: User) -> SectionSourceQuerySet:
        return self.filter(section__in=Section.objects.editable_by(user))


class SectionSource(models.Model):
    """A data set (of whichever version is the newest) or a file that belongs to a section, and who put it there."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="sources", verbose_name=_("section"))
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="section_sources")
    title = models.CharField(_("title"), max_length=200, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    objects = SectionSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of a section")
        verbose_name_plural = _("sources of a section")
        ordering = ["linked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dataset__isnull=False, file__isnull=True) | Q(dataset__isnull=True, file__isnull=False),
                name="source_is_dataset_or_file",
            ),
            models.UniqueConstraint(fields=["section", "dataset"], name="dataset_once_per_section"),
            models.UniqueConstraint(fields=["section", "file"], name="file_once_per_section"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.dataset or self.file)
