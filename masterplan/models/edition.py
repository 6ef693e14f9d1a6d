"""Editions (frozen books) and exports (jobs that make a file of the books)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from formats.pills import Pill
from quickwins.models import Plan

MAX_ATTEMPTS = 3
SILENT_AFTER = timedelta(seconds=60)


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: User) -> EditionQuerySet:
        """Published editions are everybody's; frozen ones are read by those who are signed in."""
        return self if user.is_authenticated else self.filter(published_at__isnull=False)

    def editable_by(self, user: User) -> EditionQuerySet:
        return self if user.is_authenticated and user.is_leader else self.none()

    def published(self) -> EditionQuerySet:
        return self.filter(published_at__isnull=False)

    def without_content(self) -> EditionQuerySet:
        """Content and stylesheet are megabytes; lists do without."""
        return self.defer("content", "sources", "style")


class Edition(models.Model):
    """A frozen copy of all books with number, date and hash. `content` is everything that the book was made of."""

    class State(models.TextChoices):
        FROZEN = "frozen", "Dibekukan"
        ENACTED = "enacted", "Ditetapkan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=250)
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.FROZEN)
    regulation = models.CharField(_("Perbup number"), max_length=150, blank=True)
    content = models.JSONField(_("content"))
    content_hash = models.CharField(max_length=64)
    # Which version of each section it is made of: [{key, anchor, version, hash, edited_by, edited_at, approved_at}].
    sources = models.JSONField(default=list)
    # The stylesheet of the book at that moment, with its hash and the typesetter's version.
    style = models.JSONField(default=dict)
    as_of = models.DateTimeField(_("as of"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    files = models.ManyToManyField(StoredFile, through="EditionFile", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-frozen_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="edition_number_once_per_plan"),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="edition_hash_is_hex"),
            models.CheckConstraint(
                condition=Q(state="frozen", published_at__isnull=True)
                | (Q(state="enacted", published_at__isnull=False) & ~Q(regulation="")),
                name="enacted_edition_names_its_perbup",
            ),
        ]
        triggers = [
            # Only state, Perbup and date of publication may change, and those once: by the enactment.
            pgtrigger.Protect(
                name="edition_content_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["state", "regulation", "published_at"]),
            ),
            pgtrigger.Protect(
                name="enacted_edition_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__state="enacted")
            ),
            pgtrigger.Protect(name="edition_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("masterplan:edition_detail", args=[self.code])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def pill(self) -> Pill:
        if self.state == self.State.ENACTED:
            return Pill("solid", "patch-check", self.get_state_display())
        return Pill("brand", "bookmark-check", self.get_state_display())


class EditionStateChange(models.Model):
    """Frozen, enacted: who, when, from, to, why, and the hash of what it was said about."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="state_changes")
    from_state = models.CharField(max_length=8, blank=True)
    to_state = models.CharField(max_length=8, choices=Edition.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "to_state"], name="edition_reaches_a_state_once")]
        triggers = [
            pgtrigger.Protect(name="edition_change_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class EditionFile(models.Model):
    """A picture that an edition shows. The file cannot be deleted any more, and is read by all who read the edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="edition_files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "file"], name="edition_file_once")]
        triggers = [
            pgtrigger.Protect(name="edition_file_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.file_id}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> ExportQuerySet:
        """An export holds what those who asked for it may read, so it is theirs alone (cases P21, Z14)."""
        if not user.is_authenticated:
            return self.none()
        shared = Export.also_for.through.objects.filter(user=user).values("export")
        return self.filter(Q(requested_by=user) | Q(pk__in=shared))

    def editable_by(self, user: User) -> ExportQuerySet:
        return self.visible_to(user)

    def unfinished(self) -> ExportQuerySet:
        return self.filter(state__in=[Export.State.QUEUED, Export.State.RUNNING])

    def silent(self) -> ExportQuerySet:
        """Nothing was heard since SILENT_AFTER: the worker was killed, or the task in the queue was lost."""
        limit = timezone.now() - SILENT_AFTER
        return self.unfinished().annotate(last_sign=Coalesce("heartbeat", "created_at")).filter(last_sign__lt=limit)


class Export(models.Model):
    """A job that makes a file of the books. This row is the truth about it; the queue only wakes a worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"
        HTML = "html", "HTML"
        ZIP = "zip", "ZIP"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="exports", verbose_name=_("plan"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    # Others who asked for the very same while it was being made, and who may read the same.
    also_for = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="shared_exports", blank=True)
    book = models.CharField(_("book"), max_length=40, default="all")
    format = models.CharField(_("format"), max_length=5, choices=Format, default=Format.PDF)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="exports")
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=200, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    problems = models.JSONField(default=list, blank=True)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    # Parts that were taken over from an earlier export, because nothing in them had changed.
    reused_count = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField(null=True, blank=True)
    # The sections whose text is in the file: who may not read one of them any more may not have the file any more.
    section_ids = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file="") & ~Q(sha256="")), name="finished_export_has_a_file"
            ),
            models.CheckConstraint(condition=Q(done_count__lte=F("total_count")), name="export_progress_in_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.format}"

    def get_absolute_url(self) -> str:
        return reverse("masterplan:export_detail", args=[self.pk])

    @property
    def chapter(self) -> str:
        """The key of the one chapter that is in the file, empty for whole books."""
        return str(self.options.get("chapter", ""))

    @property
    def choice(self) -> str:
        """What was chosen, as the form names it."""
        return f"{self.book}/{self.chapter}" if self.chapter else self.book

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def percent(self) -> int:
        return 100 * self.done_count // self.total_count if self.total_count else 0
