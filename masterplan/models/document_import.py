"""Word in: a document between its preview and its taking over, and for ever after what it changed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .book import Book, Section


class DocumentImportQuerySet(models.QuerySet["DocumentImport"]):
    def visible_to(self, user: User) -> DocumentImportQuerySet:
        """A preview is its owner's alone; what was taken over is also the editors' to look at and to undo."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(owner=user)
        return self.filter(mine | ~Q(state=DocumentImport.State.WAITING) if user.is_editor else mine)

    def editable_by(self, user: User) -> DocumentImportQuerySet:
        """Which sections are written is asked again for each of them."""
        return self.visible_to(user)


class DocumentImport(models.Model):
    """A document that was read. `section`: all of it goes there; else its parts are laid onto the outline of `book`.

    The file itself is not kept. Its passages (`passages`, see masterplan.importing.reading) and pictures stay until they are
    taken over or given up.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for confirmation")
        TAKEN = "taken", _("taken over")
        UNDONE = "undone", _("undone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(Book, models.CASCADE, related_name="imports", verbose_name=_("book"))
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="document_imports", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=150)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    passages = models.JSONField(default=list, blank=True)
    losses = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a document")
        verbose_name_plural = _("imports of documents")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", taken_at__isnull=True) | Q(~Q(state="waiting"), taken_at__isnull=False),
                name="import_taken_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(passages=[]), name="import_keeps_text_only_while_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("masterplan:import_detail", args=[self.pk])


class ImportPicture(models.Model):
    """A picture of a document that waits: its address in the passages, and its bytes. Gone once the import is decided."""

    document = models.ForeignKey(DocumentImport, models.CASCADE, related_name="pictures")
    address = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "address"], name="import_picture_once")]

    def __str__(self) -> str:
        return self.name


class ImportedSection(models.Model):
    """One section that an import wrote: from which version to which, and what was changed or lost in it."""

    document = models.ForeignKey(DocumentImport, models.CASCADE, related_name="written")
    section = models.ForeignKey(Section, models.CASCADE, related_name="+")
    before = models.PositiveIntegerField(_("version before"))
    after = models.PositiveIntegerField(_("version after"))
    words_before = models.PositiveIntegerField(default=0)
    words_after = models.PositiveIntegerField(default=0)
    losses = models.JSONField(default=dict, blank=True)
    undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "section"], name="import_writes_a_section_once"),
            models.CheckConstraint(condition=Q(after__gt=models.F("before")), name="import_makes_a_later_version"),
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.after}"
