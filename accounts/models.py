"""Who is who: organisations (OPD and all others), people with one role each, deputies with an end date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def opd(self) -> OrganisationQuerySet:
        """Only the departments of the regency itself."""
        return self.filter(kind=Organisation.Kind.OPD)

    def active(self) -> OrganisationQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, user: User) -> OrganisationQuerySet:
        """Every signed-in person may know which organisations take part."""
        return self if user.is_authenticated else self.none()

    def editable_by(self, user: User) -> OrganisationQuerySet:
        return self if user.is_authenticated and user.is_administrator else self.none()


class Organisation(models.Model):
    """An OPD or any other body that takes part in the plan. `key` is the one name that data files use."""

    class Kind(models.TextChoices):
        OPD = "opd", "OPD"
        DISTRICT = "district", "Kecamatan"
        VILLAGE = "village", "Desa/kelurahan"
        COUNCIL = "council", "DPRD"
        VERTICAL = "vertical", "Instansi vertikal"
        MINISTRY = "ministry", "Kementerian/lembaga"
        PROVINCE = "province", "Pemerintah provinsi"
        SOE = "soe", "BUMN"
        ROE = "roe", "BUMD"
        COMPANY = "company", "Perusahaan"
        ASSOCIATION = "association", "Asosiasi usaha"
        UNIVERSITY = "university", "Perguruan tinggi"
        COMMUNITY = "community", "Komunitas"
        MEDIA = "media", "Media"

    class Category(models.TextChoices):
        GOVERNMENT = "government", "Pemerintah"
        PRIVATE = "private", "Swasta"
        SOE = "soe", "BUMN/BUMD"
        ACADEMIA = "academia", "Akademisi"
        COMMUNITY = "community", "Masyarakat dan komunitas"
        MEDIA = "media", "Media"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    code = models.CharField(_("SIPD code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=200)
    short = models.CharField(_("short name"), max_length=40)
    former_name = models.CharField(_("former name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OPD)
    category = models.CharField(_("category"), max_length=20, choices=Category, default=Category.GOVERNMENT)
    role_text = models.TextField(_("role in the plan"), blank=True)
    influence = models.PositiveSmallIntegerField(_("influence (1–5)"), null=True, blank=True)
    interest = models.PositiveSmallIntegerField(_("interest (1–5)"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    # Hash of the values the data file gave; empty once an administrator has changed the row (see load_reference).
    reference_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(influence__isnull=True) | Q(influence__range=(1, 5)), name="organisation_influence_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(interest__isnull=True) | Q(interest__range=(1, 5)), name="organisation_interest_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.short or self.name

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:stakeholder_detail", args=[self.key])

    @property
    def is_opd(self) -> bool:
        return self.kind == self.Kind.OPD

    def head(self) -> User | None:
        """The person who heads this organisation now, without deputies."""
        return self.users.filter(role=User.Role.HEAD, is_active=True).first()

    def signatory(self, on: date) -> User | None:
        """Who may sign for this organisation on that day: a deputy in his dates comes before the head."""
        deputy = Deputy.objects.in_force(on).filter(organisation=self, kind=Deputy.Kind.ACTING_HEAD).first()
        return deputy.user if deputy else self.head()


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, user: User) -> UserQuerySet:
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator or user.sees_everything:
            return self
        return self.filter(Q(pk=user.pk) | Q(organisation=user.organisation))

    def editable_by(self, user: User) -> UserQuerySet:
        return self if user.is_authenticated and user.is_administrator else self.none()


class PeopleManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """The manager with which accounts are made, with the QuerySet's rules."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> User:
        """The first account of a new installation (`manage.py createsuperuser`): its rights come from the role."""
        more.setdefault("role", User.Role.ADMINISTRATOR)
        return super().create_superuser(username, email, password, **more)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person with exactly one role; contributor and head act for their organisation only."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrator")
        EDITOR = "editor", _("Editor")
        CONTRIBUTOR = "contributor", _("Contributor")
        HEAD = "head", _("Head of OPD")
        REVIEWER = "reviewer", _("Reviewer")
        LEADER = "leader", _("Leader")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name with titles"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", null=True, blank=True, verbose_name=_("organisation")
    )
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    rank = models.CharField(_("rank"), max_length=80, blank=True)
    office = models.CharField(_("position held"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True, default="id")
    daily_digest = models.BooleanField(_("one mail each working day with what waits for me"), default=False)
    is_demo = models.BooleanField(_("invented person of the demo"), default=False, editable=False)

    REQUIRED_FIELDS = ["email", "name"]
    objects = PeopleManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["contributor", "head"]) | Q(organisation__isnull=False) | Q(is_superuser=True),
                name="user_of_an_opd_has_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def clean(self) -> None:
        super().clean()
        if self.role in {self.Role.CONTRIBUTOR, self.Role.HEAD} and not self.organisation_id:
            raise ValidationError({"organisation": _("A contributor or head acts for an organisation. Choose it.")})

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside a name, without titles."""
        bare = self.name.split(",")[0]
        words = [word for word in bare.split() if not word.endswith(".")] or [self.username]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def role_line(self) -> str:
        """ "Penyunting, Diskominfo SP": the line beneath a name."""
        return f"{self.get_role_display()}, {self.organisation}" if self.organisation_id else self.get_role_display()

    @property
    def is_administrator(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR

    @property
    def is_editor(self) -> bool:
        return self.role == self.Role.EDITOR

    @property
    def is_contributor(self) -> bool:
        return self.role == self.Role.CONTRIBUTOR

    @property
    def is_head(self) -> bool:
        return self.role == self.Role.HEAD

    @property
    def is_reviewer(self) -> bool:
        return self.role == self.Role.REVIEWER

    @property
    def is_leader(self) -> bool:
        return self.role == self.Role.LEADER

    @property
    def acts_for_opd(self) -> bool:
        """True for those who see only what belongs to their own organisation."""
        return self.role in {self.Role.CONTRIBUTOR, self.Role.HEAD}

    @property
    def sees_everything(self) -> bool:
        return self.role in {self.Role.ADMINISTRATOR, self.Role.EDITOR, self.Role.REVIEWER, self.Role.LEADER}

    def may_sign_for(self, organisation: Organisation, on: date | None = None) -> bool:
        """Whether this person is the office holder (or deputy in his dates) who signs for the organisation (W14)."""
        signatory = organisation.signatory(on or timezone.localdate())
        return self.is_active and signatory is not None and signatory.pk == self.pk


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def in_force(self, on: date) -> DeputyQuerySet:
        return self.filter(starts_on__lte=on, ends_on__gte=on, user__is_active=True)


@pghistory.track()
class Deputy(models.Model):
    """One who stands in for an office for a time: acting head (PLT) or an operator of an OPD."""

    class Kind(models.TextChoices):
        ACTING_HEAD = "acting_head", "PLT"
        OPERATOR = "operator", "Operator"

    user = models.ForeignKey(User, models.CASCADE, related_name="deputies", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="deputies", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ACTING_HEAD)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    decree = models.CharField(_("decree"), max_length=150, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-ends_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="deputy_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user}"
