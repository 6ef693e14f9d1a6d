"""The program: one record that serves all three books, the dashboards and the ministry's evaluation."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from files.models import StoredFile
from formats.pills import Pill

from .dimension import InnovationKind, InnovationType, Plan, Stage, SubDimension
from .direction import Mission, Objective, StrategicIssue

# Permendagri 90/2019: urusan.bidang, program, kegiatan, sub kegiatan; each deeper level is optional.
BUDGET_CODE = r"^\d\.\d{2}(\.\d{2}(\.\d\.\d{2}(\.\d{2,4})?)?)?$"
budget_code_validator = RegexValidator(
    BUDGET_CODE, _("Write the code as in SIPD, for example 2.16.03 or 2.16.03.2.02.09.")
)
QUICKWIN_MAX_MONTHS = 12


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: User) -> ProgramQuerySet:
        """All who are signed in read the register; the public only what was decided (published)."""
        if user.is_authenticated:
            return self
        return self.filter(state__in=Program.PUBLISHED_STATES)

    def editable_by(self, user: User) -> ProgramQuerySet:
        """Kominfo edits all; an OPD its own and those it supports as long as nobody has stopped or finished them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_editor:
            return self
        if user.acts_for_opd:
            return self.filter(lead=user.organisation_id)
        return self.none()

    def of_current_plan(self) -> ProgramQuerySet:
        return self.filter(plan__is_current=True)

    def chosen_quick_wins(self) -> ProgramQuerySet:
        return self.filter(quickwin_state=Program.QuickWin.CHOSEN)

    def with_list_data(self) -> ProgramQuerySet:
        """Everything a row of the list shows, in one query."""
        return self.select_related("subdimension__dimension", "lead", "stage")

    def with_budget(self, year: int) -> ProgramQuerySet:
        """Adds `ceiling` and `realised`: rupiah of that year over all sources, None where there is no line."""

        def total(column: str) -> Subquery:
            # The model of the lines is asked for by name: it lives in a module that imports this one.
            lines = apps.get_model("quickwins", "BudgetLine")._default_manager.order_by()
            return Subquery(
                lines.filter(program=OuterRef("pk"), year=year)
                .values("program")
                .annotate(total=Sum(column))
                .values("total"),
                output_field=models.BigIntegerField(),
            )

        return self.annotate(ceiling=total("ceiling"), realised=total("realised"))


@pghistory.track()
class Program(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed", "Usulan"
        SCORED = "scored", "Dinilai"
        DETERMINED = "determined", "Ditetapkan"
        RUNNING = "running", "Berjalan"
        FINISHED = "finished", "Selesai"
        STOPPED = "stopped", "Dihentikan"

    class QuickWin(models.TextChoices):
        NONE = "", _("not proposed")
        NOMINATED = "nominated", "Nominasi"
        CHOSEN = "chosen", "Terpilih"
        NOT_CHOSEN = "not_chosen", "Tidak terpilih"

    PUBLISHED_STATES = (State.DETERMINED, State.RUNNING, State.FINISHED, State.STOPPED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="programs", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60, blank=True)
    name = models.CharField(_("program name"), max_length=200)
    subdimension = models.ForeignKey(
        SubDimension, models.PROTECT, related_name="programs", verbose_name=_("sub-dimension")
    )
    lead = models.ForeignKey(
        Organisation, models.PROTECT, related_name="led_programs", verbose_name=_("responsible OPD")
    )
    supporters = models.ManyToManyField(
        Organisation, related_name="supported_programs", blank=True, verbose_name=_("supporters")
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact_programs",
        verbose_name=_("person in charge"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    stopped_reason = models.TextField(_("reason for stopping"), blank=True)
    quickwin_state = models.CharField(
        _("Quick Win"), max_length=12, choices=QuickWin, default=QuickWin.NONE, blank=True
    )
    quickwin_note = models.TextField(_("note on the choice"), blank=True)
    stage = models.ForeignKey(
        Stage, models.SET_NULL, null=True, blank=True, related_name="programs", verbose_name=_("stage")
    )
    progress = models.PositiveSmallIntegerField(_("progress (percent)"), default=0, validators=[MaxValueValidator(100)])
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    summary = models.TextField(_("short explanation"), blank=True)
    objective_text = models.TextField(_("objective"), blank=True)
    strategy = models.TextField(_("strategy"), blank=True)
    benefit_government = models.TextField(_("benefit for the government"), blank=True)
    benefit_people = models.TextField(_("benefit for the people"), blank=True)
    uniqueness = models.TextField(_("uniqueness"), blank=True)
    beneficiaries = models.CharField(_("beneficiaries"), max_length=250, blank=True)
    beneficiaries_count = models.PositiveIntegerField(_("number of beneficiaries"), null=True, blank=True)
    partners_text = models.TextField(_("partnerships"), blank=True)
    sustainability = models.TextField(_("how it stays alive"), blank=True)
    proposer = models.CharField(_("proposed by"), max_length=200, blank=True)
    innovation_type = models.ForeignKey(
        InnovationType, models.SET_NULL, null=True, blank=True, verbose_name=_("innovation type")
    )
    innovation_kind = models.ForeignKey(
        InnovationKind, models.SET_NULL, null=True, blank=True, verbose_name=_("innovation kind (PP 38/2017)")
    )
    mission = models.ForeignKey(
        Mission, models.SET_NULL, null=True, blank=True, related_name="programs", verbose_name=_("RPJMD mission")
    )
    objective = models.ForeignKey(
        Objective,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="programs",
        verbose_name=_("smart city objective"),
    )
    issue = models.ForeignKey(
        StrategicIssue,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="programs",
        verbose_name=_("strategic issue"),
    )
    impact = models.PositiveSmallIntegerField(_("impact (1–5)"), null=True, blank=True)
    effort = models.PositiveSmallIntegerField(_("effort (1–5)"), null=True, blank=True)
    spbe = models.CharField(_("SPBE link"), max_length=200, blank=True)
    sdg = models.CharField(_("SDGs"), max_length=60, blank=True, help_text=_("Numbers, for example 3, 9, 11."))
    budget_code = models.CharField(
        _("program or activity code"), max_length=20, blank=True, validators=[budget_code_validator]
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["subdimension__dimension__position", "subdimension__position", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="program_progress_0_to_100"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="program_years_in_order"),
            models.CheckConstraint(condition=Q(first_year__range=(2000, 2100)), name="program_first_year_sane"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="program_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(stopped_reason=""), name="stopped_program_has_a_reason"
            ),
            models.CheckConstraint(
                condition=(Q(impact__isnull=True) | Q(impact__range=(1, 5)))
                & (Q(effort__isnull=True) | Q(effort__range=(1, 5))),
                name="program_impact_and_effort_1_to_5",
            ),
            models.UniqueConstraint(fields=["plan", "key"], condition=~Q(key=""), name="program_key_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "name"], name="program_name_once_per_plan"),
        ]
        indexes = [models.Index(fields=["plan", "state"]), models.Index(fields=["plan", "quickwin_state"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("quickwins:program_detail", args=[self.pk])

    @property
    def dimension(self):
        return self.subdimension.dimension

    PILLS = {
        State.PROPOSED: ("calm", "lightbulb"),
        State.SCORED: ("calm", "clipboard-check"),
        State.DETERMINED: ("info", "patch-check"),
        State.RUNNING: ("brand", "play-circle"),
        State.FINISHED: ("ok", "check2-all"),
        State.STOPPED: ("bad", "slash-circle"),
    }

    @property
    def pill(self) -> Pill:
        return Pill(*self.PILLS[Program.State(self.state)], self.get_state_display())

    @property
    def is_quick_win(self) -> bool:
        return self.quickwin_state == self.QuickWin.CHOSEN

    @property
    def is_longer_than_a_quick_win(self) -> bool:
        """A quick win is finished in less than twelve months (ministry's guide for quick wins); False without dates."""
        if not (self.starts_on and self.ends_on):
            return False
        years, month = divmod(self.starts_on.month - 1 + QUICKWIN_MAX_MONTHS, 12)
        try:
            limit = self.starts_on.replace(year=self.starts_on.year + years, month=month + 1)
        except ValueError:  # 29 February
            limit = date(self.starts_on.year + years, month + 2, 1)
        return self.ends_on > limit

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.first_year and self.last_year and self.last_year < self.first_year:
            errors["last_year"] = _("The last year lies before the first year.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("The end lies before the start.")
        is_candidate = self.quickwin_state in {self.QuickWin.NOMINATED, self.QuickWin.CHOSEN}
        if is_candidate and self.is_longer_than_a_quick_win:
            errors["ends_on"] = _("A quick win is finished within 12 months. Shorten it or withdraw the nomination.")
        if self.state == self.State.STOPPED and not self.stopped_reason.strip():
            errors["stopped_reason"] = _("Say why the program is stopped.")
        if errors:
            raise ValidationError(errors)


class Partnership(models.Model):
    """A partner of a program and the form of the partnership."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="partnerships", verbose_name=_("program"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("partner")
    )
    form = models.CharField(_("form of the partnership"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["organisation__position"]
        constraints = [models.UniqueConstraint(fields=["program", "organisation"], name="partner_once_per_program")]

    def __str__(self) -> str:
        return f"{self.organisation}"


class Risk(models.Model):
    program = models.ForeignKey(Program, models.CASCADE, related_name="risks", verbose_name=_("program"))
    text = models.TextField(_("risk"))
    likelihood = models.PositiveSmallIntegerField(_("likelihood (1–5)"), default=3)
    impact = models.PositiveSmallIntegerField(_("impact (1–5)"), default=3)
    mitigation = models.TextField(_("mitigation"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5)) & Q(impact__range=(1, 5)), name="risk_levels_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Milestone(models.Model):
    """Tonggak: a dated step of a program."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="milestones", verbose_name=_("program"))
    title = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    depends_on = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="dependents", verbose_name=_("depends on")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class ProgressReport(models.Model):
    """Laporan kemajuan: percentage and text at a date, with evidence, verified by a second person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="reports", verbose_name=_("program"))
    reported_on = models.DateField(_("as of"))
    percent = models.PositiveSmallIntegerField(_("progress (percent)"), validators=[MaxValueValidator(100)])
    spent = models.BigIntegerField(_("spent so far (Rp)"), null=True, blank=True)
    text = models.TextField(_("what happened"))
    files = models.ManyToManyField(StoredFile, related_name="progress_reports", blank=True, verbose_name=_("files"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("reported by")
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-reported_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="report_percent_0_to_100"),
            models.CheckConstraint(
                condition=Q(spent__isnull=True) | Q(spent__gte=0, spent__lt=10**15), name="report_spent_sane"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("reported_by")),
                name="report_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}% {self.reported_on}"


class ProgramStateChange(models.Model):
    """Every change of state is a row: who, when, from, to, why, and the hash of what it was said about.

    A program has two states that move apart from each other: its own, and whether it is a quick win.
    """

    class Subject(models.TextChoices):
        STATE = "state", _("state")
        QUICK_WIN = "quickwin", "Quick Win"

    program = models.ForeignKey(Program, models.CASCADE, related_name="state_changes")
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.STATE)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def told(self) -> str:
        """The change in one or two words: "Diusulkan", "Quick Win: Terpilih"."""
        if self.subject == self.Subject.QUICK_WIN:
            return f"Quick Win: {Program.QuickWin(self.to_state).label}"
        return str(Program.State(self.to_state).label)
