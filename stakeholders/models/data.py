"""Data requests and the datasets that come of them: producer (OPD), custodian (walidata: Kominfo), coordinator (Bappelitbangda)."""

from __future__ import annotations

import uuid
from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from files.models import StoredFile
from formats.pills import Pill
from quickwins.models import Indicator, Plan, Program


class DataForm(models.TextChoices):
    NUMBER = "number", _("number")
    TABLE = "table", _("table")
    FILE = "file", _("file")
    MAP = "map", _("map")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, user: User) -> DataRequestQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self if user.sees_everything else self.filter(producer=user.organisation_id)

    def editable_by(self, user: User) -> DataRequestQuerySet:
        """Who may change the request itself: those who ask (Kominfo, Bappelitbangda)."""
        if user.is_authenticated and (user.is_editor or user.is_reviewer):
            return self.exclude(state=DataRequest.State.VERIFIED)
        return self.none()

    def deliverable_by(self, user: User) -> DataRequestQuerySet:
        if user.is_authenticated and user.acts_for_opd:
            return self.filter(producer=user.organisation_id).exclude(state=DataRequest.State.VERIFIED)
        return self.none()

    def verifiable_by(self, user: User) -> DataRequestQuerySet:
        """Kominfo as custodian (walidata) checks what was delivered; data of its own the coordinator (Bappelitbangda)."""
        if not user.is_authenticated:
            return self.none()
        delivered = self.filter(state=DataRequest.State.DELIVERED)
        if user.is_editor:
            return delivered
        if user.is_reviewer:
            return delivered.filter(producer__users__role=User.Role.EDITOR).distinct()
        return self.none()

    def with_list_data(self) -> DataRequestQuerySet:
        return self.select_related("producer").annotate(answer_count=models.Count("answers"))

    def open(self) -> DataRequestQuerySet:
        return self.filter(state__in=[DataRequest.State.REQUESTED, DataRequest.State.RETURNED])

    def overdue(self, on: date) -> DataRequestQuerySet:
        """Late is derived, never stored: still owed and past the due date (end of day, WITA)."""
        return self.open().filter(due_on__lt=on)


@pghistory.track()
class DataRequest(models.Model):
    class State(models.TextChoices):
        REQUESTED = "requested", "Diminta"
        DELIVERED = "delivered", "Dikirim"
        RETURNED = "returned", "Dikembalikan"
        VERIFIED = "verified", "Terverifikasi"

    class Level(models.TextChoices):
        REGENCY = "regency", "Kabupaten"
        DISTRICT = "district", "Kecamatan"
        VILLAGE = "village", "Desa/kelurahan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="data_requests", verbose_name=_("plan"))
    title = models.CharField(_("data requested"), max_length=200)
    why = models.TextField(_("what it is needed for"), blank=True)
    section_key = models.CharField(_("section of the book"), max_length=80, blank=True)
    program = models.ForeignKey(
        Program, models.SET_NULL, null=True, blank=True, related_name="data_requests", verbose_name=_("program")
    )
    indicator = models.ForeignKey(
        Indicator, models.SET_NULL, null=True, blank=True, related_name="data_requests", verbose_name=_("indicator")
    )
    producer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="data_requests", verbose_name=_("data producer")
    )
    form = models.CharField(_("form"), max_length=8, choices=DataForm, default=DataForm.TABLE)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.REGENCY)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    period = models.CharField(_("year or period"), max_length=60)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    # The pledged data set that is asked for here. What was signed is not written to: the request points to it.
    pledge = models.ForeignKey(
        "stakeholders.CommitmentItem",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="data_requests",
        verbose_name=_("pledged data set"),
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ["due_on", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:data_request_detail", args=[self.pk])

    PILLS = {
        State.REQUESTED: ("info", "inbox"),
        State.DELIVERED: ("brand", "send"),
        State.RETURNED: ("warn", "arrow-return-left"),
        State.VERIFIED: ("ok", "check2-all"),
    }

    @property
    def pill(self) -> Pill:
        return Pill(*self.PILLS[DataRequest.State(self.state)], self.get_state_display())

    def is_overdue(self, on: date | None = None) -> bool:
        waiting = self.state in {self.State.REQUESTED, self.State.RETURNED}
        return waiting and self.due_on < (on or timezone.localdate())


class DataAnswer(models.Model):
    """One delivery. Old answers are never deleted; a return carries its note, a verification its person."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="answers", verbose_name=_("request"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    value_text = models.CharField(_("value"), max_length=250, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="data_answers", verbose_name=_("file")
    )
    source = models.CharField(_("source"), max_length=250, blank=True)
    reference_year = models.PositiveSmallIntegerField(_("reference year"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    contact_name = models.CharField(_("person in charge"), max_length=150, blank=True)
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    delivered_at = models.DateTimeField(default=timezone.now)
    returned_note = models.TextField(_("why it was returned"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("data answer")
        verbose_name_plural = _("data answers")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="answer_number_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("delivered_by")),
                name="answer_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} ({self.number})"


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def visible_to(self, user: User) -> DatasetQuerySet:
        return self if user.is_authenticated else self.filter(is_open=True)

    def editable_by(self, user: User) -> DatasetQuerySet:
        return self if user.is_authenticated and user.is_editor else self.none()

    def newest(self) -> DatasetQuerySet:
        return self.filter(is_newest=True)


class Dataset(models.Model):
    """Verified data with its source: a single figure, a table, or a file. A newer version is a new row of the same key."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="datasets", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_newest = models.BooleanField(default=True)
    group = models.CharField(_("group"), max_length=40, blank=True)
    title = models.CharField(_("data"), max_length=200)
    producer = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="datasets", verbose_name=_("data producer")
    )
    form = models.CharField(_("form"), max_length=8, choices=DataForm, default=DataForm.NUMBER)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("as printed"), max_length=250, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    reference_year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="datasets")
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=400, blank=True)
    is_official = models.BooleanField(_("official source"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_open = models.BooleanField(_("open to the public"), default=False)
    request = models.ForeignKey(DataRequest, models.SET_NULL, null=True, blank=True, related_name="datasets")
    received_on = models.DateField(_("received on"), null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key", "version"], name="dataset_version_once"),
            models.UniqueConstraint(
                fields=["plan", "key"], condition=Q(is_newest=True), name="one_newest_version_of_a_dataset"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DataRequestStateChange(models.Model):
    """Every change of state is a row: who, when, from, to, why."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="state_changes")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
