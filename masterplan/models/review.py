"""Pemeriksaan: changes of state, claims, comment threads."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .book import Section


class SectionStateChange(models.Model):
    """Every change of state is a row: who, when, from, to, why, and the version and hash of what it was said about."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="state_changes")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="state_change_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["by"]),
            ),
            pgtrigger.Protect(
                name="state_change_keeps_its_author",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__by__df=pgtrigger.F("new__by")) & pgtrigger.Q(new__by__isnull=False),
            ),
            pgtrigger.Protect(name="state_change_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def to_state_label(self) -> str:
        return dict(Section.State.choices).get(self.to_state, self.to_state)


@pghistory.track()
class Review(models.Model):
    """An open round of review of one submitted version, claimed by a reviewer or free to take."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="reviews", verbose_name=_("section"))
    version = models.PositiveIntegerField(_("version submitted"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="claimed_reviews"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["section"], condition=Q(closed_at__isnull=True), name="one_open_review_per_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.version}"


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: User) -> ThreadQuerySet:
        """Comments of a section are read by those who read the section."""
        return self.filter(section__in=Section.objects.visible_to(user))

    def editable_by(self, user: User) -> ThreadQuerySet:
        return self.visible_to(user)

    def open(self) -> ThreadQuerySet:
        return self.filter(resolved_at__isnull=True)


class Thread(models.Model):
    """A comment thread anchored to a passage: the quote with some text before and after finds its place again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(Section, models.CASCADE, related_name="threads", verbose_name=_("section"))
    quote = models.TextField(_("passage"), blank=True)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment thread")
        verbose_name_plural = _("comment threads")
        ordering = ["started_at"]

    def __str__(self) -> str:
        return self.quote or str(self.pk)


class Comment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments", verbose_name=_("thread"))
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
