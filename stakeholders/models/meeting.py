"""Bimtek and other meetings: agenda, attendance (luring or daring), minutes, decisions that point somewhere."""

from __future__ import annotations

import uuid
from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from files.models import StoredFile
from formats.pills import Pill
from quickwins.models import Plan, Program

from .commitment import Commitment
from .data import DataRequest


class BimtekQuerySet(models.QuerySet["Bimtek"]):
    def visible_to(self, user: User) -> BimtekQuerySet:
        """A draft is the editors' own until it is announced."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_editor else self.exclude(state=Bimtek.State.DRAFT)

    def editable_by(self, user: User) -> BimtekQuerySet:
        return self if user.is_authenticated and user.is_editor else self.none()

    def with_attendance(self) -> BimtekQuerySet:
        """Counts of those present on site and online, and of the organisations they came from."""
        present = Q(attendances__is_present=True)
        return self.annotate(
            onsite_count=models.Count("attendances", filter=present & Q(attendances__mode="onsite"), distinct=True),
            online_count=models.Count("attendances", filter=present & Q(attendances__mode="online"), distinct=True),
            organisation_count=models.Count("attendances__organisation", filter=present, distinct=True),
        )


@pghistory.track()
class Bimtek(models.Model):
    """A Bimtek, or (by `kind`) any other meeting: council, team, forum, FGD, visit."""

    class Kind(models.TextChoices):
        BIMTEK = "bimtek", "Bimtek"
        COUNCIL = "council", "Rapat Dewan Smart City"
        TEAM = "team", "Rapat Tim Pelaksana"
        FORUM = "forum", "Forum Smart City"
        FGD = "fgd", "FGD"
        VISIT = "visit", "Kunjungan lapangan"
        OUTREACH = "outreach", "Sosialisasi"

    class State(models.TextChoices):
        DRAFT = "draft", "Draf"
        OPEN = "open", "Diumumkan"
        RUNNING = "running", "Berlangsung"
        CLOSED = "closed", "Selesai"
        CANCELLED = "cancelled", "Dibatalkan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BIMTEK)
    phase = models.PositiveSmallIntegerField(_("phase"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=250)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(_("online link"), max_length=400, blank=True)
    online_text = models.CharField(_("online by"), max_length=120, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    # Raised with each change that those invited must know: calendars take the invitation with the higher number.
    sequence = models.PositiveSmallIntegerField(_("number of the invitation"), default=0, editable=False)
    # While it is set, whoever has it may put himself on the attendance list, without an account.
    checkin_code = models.CharField(_("attendance code"), max_length=40, blank=True, editable=False)
    materials = models.ManyToManyField(StoredFile, related_name="meetings", blank=True, verbose_name=_("material"))

    objects = BimtekQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="meeting_ends_after_start"),
            models.UniqueConstraint(fields=["plan", "key"], condition=~Q(key=""), name="meeting_key_once_per_plan"),
            models.UniqueConstraint(
                fields=["checkin_code"], condition=~Q(checkin_code=""), name="meeting_attendance_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:bimtek_detail", args=[self.pk])

    PILLS = {
        State.DRAFT: ("calm", "pencil"),
        State.OPEN: ("info", "megaphone"),
        State.RUNNING: ("brand", "play-circle"),
        State.CLOSED: ("ok", "check2-all"),
        State.CANCELLED: ("bad", "x-circle"),
    }
    HELD = (State.OPEN, State.RUNNING)

    @property
    def is_held(self) -> bool:
        """Announced and not over: people can be invited and put themselves on the list."""
        return self.state in self.HELD

    @property
    def pill(self) -> Pill:
        return Pill(*self.PILLS[Bimtek.State(self.state)], self.get_state_display())


class AgendaItem(models.Model):
    bimtek = models.ForeignKey(Bimtek, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    title = models.CharField(_("session"), max_length=250)
    speaker = models.CharField(_("led by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["day", "starts_at", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    class Mode(models.TextChoices):
        ONSITE = "onsite", "Luring"
        ONLINE = "online", "Daring"

    bimtek = models.ForeignKey(Bimtek, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    name = models.CharField(_("name"), max_length=150)
    office = models.CharField(_("position held"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="attendances", verbose_name=_("organisation")
    )
    organisation_text = models.CharField(_("organisation (guests)"), max_length=150, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.ONSITE)
    category = models.CharField(_("category"), max_length=20, choices=Organisation.Category, blank=True)
    is_present = models.BooleanField(_("present"), default=True)
    by_code = models.BooleanField(_("put himself on the list"), default=False, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["organisation__position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["bimtek", "name", "organisation"], name="present_once_per_meeting")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Decision(models.Model):
    """Keputusan: what was decided, who does it until when, and the record it is about."""

    class State(models.TextChoices):
        OPEN = "open", "Berjalan"
        DONE = "done", "Selesai"
        DROPPED = "dropped", "Dibatalkan"

    bimtek = models.ForeignKey(Bimtek, models.CASCADE, related_name="decisions", verbose_name=_("meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("decision"))
    owner = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name=_("responsible")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    section_key = models.CharField(_("section of the book"), max_length=80, blank=True)
    program = models.ForeignKey(Program, models.SET_NULL, null=True, blank=True, related_name="decisions")
    commitment = models.ForeignKey(Commitment, models.SET_NULL, null=True, blank=True, related_name="decisions")
    data_request = models.ForeignKey(DataRequest, models.SET_NULL, null=True, blank=True, related_name="decisions")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["bimtek__starts_on", "number"]
        constraints = [models.UniqueConstraint(fields=["bimtek", "number"], name="decision_number_once")]

    def __str__(self) -> str:
        return self.text

    def is_overdue(self, on: date) -> bool:
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < on


class Reminder(models.Model):
    """A message that was due to somebody about something; once sent it stays visible on the record."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=60)
    step = models.CharField(max_length=20)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The working day whose mail it went with: there is one such mail a day for each person.
    sent_on = models.DateField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "step", "recipient"], name="one_reminder_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.step}"

    @property
    def step_key(self) -> str:
        """The rung of the ladder alone, without the due date it counts from."""
        return self.step.split()[0] if self.step else ""
