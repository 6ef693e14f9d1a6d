"""Uploads: one model, one check, one guarded way out."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


def storage_path(stored: StoredFile, filename: str) -> str:
    """Where the bytes lie: two letters of the id, then the id. The name that people gave is never part of a path."""
    return f"files/{stored.id.hex[:2]}/{stored.id.hex}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: User) -> StoredFileQuerySet:
        """Open files are everybody's; others belong to those who see all and to the own organisation."""
        if not user.is_authenticated:
            return self.filter(is_open=True)
        if user.sees_everything:
            return self
        return self.filter(
            Q(is_open=True)
            | Q(is_shared=True)
            | Q(owner=user)
            | Q(organisation=user.organisation_id, organisation__isnull=False)
        )

    def editable_by(self, user: User) -> StoredFileQuerySet:
        return self.filter(owner=user) if user.is_authenticated else self.none()


class StoredFile(models.Model):
    """An uploaded file. The bytes never change: a new version is a new row (case U22)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("file"), upload_to=storage_path, max_length=120)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="files", verbose_name=_("owner")
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="files", verbose_name=_("organisation")
    )
    is_open = models.BooleanField(_("readable without signing in"), default=False)
    # Images placed into a section are read by everybody who reads the book.
    is_shared = models.BooleanField(_("readable by all who are signed in"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_sha256_is_hex")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:file_download", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
