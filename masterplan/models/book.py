"""The outline: books and one tree of chapters and sections in each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from formats.numbers import roman
from formats.pills import Pill
from quickwins.models import Dimension, Plan, SubDimension


class Book(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="books", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=250)
    short = models.CharField(_("short title"), max_length=60)
    guidance = models.TextField(_("guidance"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    reference_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="book_key_once_per_plan")]

    def __str__(self) -> str:
        return self.short

    def get_absolute_url(self) -> str:
        return reverse("masterplan:book_detail", args=[self.key])

    @property
    def full_title(self) -> str:
        """Title with {region} and {period} filled; needs `plan` loaded."""
        return self.plan.fill(self.title)

    @property
    def subject(self) -> str:
        """`Analisis Strategis Smart City Kabupaten Luwu` of `Buku 1: Analisis …`."""
        return self.full_title.partition(": ")[2] or self.full_title


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, user: User) -> SectionQuerySet:
        """Who reads work in progress (design, "Roles"): administrators and editors all; an OPD what is assigned to it,
        and a coordinator every section of his dimension; reviewers and leaders what was submitted and later."""
        if not user.is_authenticated:
            return self.none()
        if Section.all_open_to(user):
            return self
        if user.acts_for_opd:
            return self.filter(Section.assigned_to(user) | Q(kind__in=Section.CONTAINERS) | ~Q(generated=""))
        # A returned section was submitted before; a draft never was.
        return self.exclude(state=Section.State.DRAFT, kind=Section.Kind.SECTION, generated="")

    def editable_by(self, user: User) -> SectionQuerySet:
        """Text can be written by editors everywhere, by an OPD in what is assigned to it, until it was approved."""
        writable = self.filter(kind=Section.Kind.SECTION, generated="", is_active=True)
        if not user.is_authenticated:
            return self.none()
        if user.is_editor:
            return writable
        if user.acts_for_opd:
            return writable.filter(Section.assigned_to(user, to_write=True))
        return self.none()

    def active(self) -> SectionQuerySet:
        return self.filter(is_active=True)

    def written(self) -> SectionQuerySet:
        """Sections that hold text of their own: no containers, no generated pages."""
        return self.filter(kind=Section.Kind.SECTION, generated="", is_active=True)

    def of_current_plan(self) -> SectionQuerySet:
        return self.filter(book__plan__is_current=True)

    def without_text(self) -> SectionQuerySet:
        return self.defer("html", "guidance", "blocks")


@pghistory.track(exclude=["html"])
class Section(models.Model):
    """A node of the outline: front matter, chapter or appendix group at the top; sections below them."""

    class Kind(models.TextChoices):
        FRONT = "front", _("front matter")
        CHAPTER = "chapter", _("chapter")
        APPENDIX = "appendix", _("appendix")
        SECTION = "section", _("section")

    class State(models.TextChoices):
        DRAFT = "draft", "Draf"
        SUBMITTED = "submitted", "Diajukan"
        RETURNED = "returned", "Dikembalikan"
        VERIFIED = "verified", "Terverifikasi"
        APPROVED = "approved", "Disetujui"

    CONTAINERS = (Kind.FRONT, Kind.CHAPTER, Kind.APPENDIX)

    book = models.ForeignKey(Book, models.CASCADE, related_name="sections", verbose_name=_("book"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    key = models.CharField(_("key"), max_length=80)
    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SECTION)
    guidance = models.TextField(_("guidance"), blank=True)
    role = models.CharField(_("responsible role"), max_length=20, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sections",
        verbose_name=_("responsible organisation"),
    )
    contributors = models.ManyToManyField(
        Organisation, related_name="contributed_sections", blank=True, verbose_name=_("also written by")
    )
    signatory = models.CharField(_("speaks for"), max_length=100, blank=True)
    dimension = models.ForeignKey(
        Dimension, models.SET_NULL, null=True, blank=True, related_name="sections", verbose_name=_("dimension")
    )
    subdimension = models.ForeignKey(
        SubDimension, models.SET_NULL, null=True, blank=True, related_name="sections", verbose_name=_("sub-dimension")
    )
    blocks = models.JSONField(_("live blocks asked for"), default=list, blank=True)
    generated = models.CharField(_("made by the program"), max_length=30, blank=True)
    min_words = models.PositiveIntegerField(_("least number of words"), default=120)
    required = models.BooleanField(_("required"), default=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    reference_hash = models.CharField(max_length=64, blank=True, editable=False)

    html = models.TextField(_("text"), blank=True)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SectionQuerySet.as_manager()
    writable: bool  # for the person who asks; known to sections that came through views/lookup.py

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["book", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="section_key_once_per_book"),
            # Deferred, so that a whole row of siblings can be renumbered in one transaction (case C21).
            models.UniqueConstraint(
                fields=["book", "parent", "position"],
                name="section_position_once",
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind="section", parent__isnull=False) | Q(~Q(kind="section"), parent__isnull=True),
                name="sections_hang_below_chapters",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="section_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("masterplan:section_detail", args=[self.key])

    @staticmethod
    def all_open_to(user: User) -> bool:
        """Whether this person reads each section, whatever its state."""
        return user.is_administrator or user.is_editor

    @staticmethod
    def assigned_to(user: User, *, to_write: bool = False) -> Q:
        """Sections whose responsible or contributing organisation is the user's; to read, also those of his dimension."""
        own = user.organisation_id
        assigned = Q(organisation=own) | Q(
            pk__in=Section.contributors.through.objects.filter(organisation=own).values("section")
        )
        return assigned if to_write else assigned | Q(dimension__coordinator=own)

    @property
    def holds_text(self) -> bool:
        return self.kind == self.Kind.SECTION and not self.generated

    @property
    def pill(self) -> Pill:
        """The state as it is shown: colour, icon, word."""
        kind, icon = STATE_MARKS[self.state]
        return Pill(kind, icon, self.get_state_display())

    @property
    def content_hash(self) -> str:
        """What a review speaks about: SHA-256 of version and text."""
        return hashlib.sha256(f"{self.version}\n{self.html}".encode()).hexdigest()


STATE_MARKS: dict[str, tuple[str, str]] = {
    Section.State.DRAFT: ("calm", "pencil"),
    Section.State.SUBMITTED: ("info", "send"),
    Section.State.RETURNED: ("warn", "arrow-return-left"),
    Section.State.VERIFIED: ("ok-line", "check2"),
    Section.State.APPROVED: ("ok", "check2-all"),
}


@dataclass
class OutlineNode:
    """A section in its place: its number as printed ("BAB I", "1.1", "Lampiran 2"), depth from 0, and children."""

    section: Section
    number: str
    label: str
    depth: int
    chapter_number: int = 0
    children: list[OutlineNode] = field(default_factory=list)

    def walk(self) -> Iterable[OutlineNode]:
        yield self
        for child in self.children:
            yield from child.walk()


def build_outline(sections: Iterable[Section]) -> list[OutlineNode]:
    """Number the sections of one book, in memory, from one query. Retired sections take no number.

    Front matter has none; chapters are `BAB I`, sections `1.1`, `3.1.1`; appendices `Lampiran 1`, counted over the book.
    """
    children: dict[int | None, list[Section]] = {}
    for section in sections:
        children.setdefault(section.parent_id, []).append(section)
    for rows in children.values():
        rows.sort(key=lambda row: (row.position, row.pk))
    roots: list[OutlineNode] = []
    chapter = appendix = 0
    for top in children.get(None, []):
        node = OutlineNode(top, "", "", 0)
        if top.kind == Section.Kind.CHAPTER and top.is_active:
            chapter += 1
            node.number, node.label, node.chapter_number = roman(chapter), f"BAB {roman(chapter)}", chapter
            _number_children(node, str(chapter), children, chapter)
        else:
            _number_children(node, "", children, 0)
            if top.kind == Section.Kind.APPENDIX:
                for child in node.children:
                    if child.section.is_active:
                        appendix += 1
                        child.number, child.label = str(appendix), f"Lampiran {appendix}"
        roots.append(node)
    return roots


def _number_children(
    node: OutlineNode, prefix: str, children: dict[int | None, list[Section]], chapter_number: int
) -> None:
    count = 0
    for section in children.get(node.section.pk, []):
        number = ""
        if prefix and section.is_active:
            count += 1
            number = f"{prefix}.{count}"
        child = OutlineNode(section, number, number, node.depth + 1, chapter_number)
        _number_children(child, number, children, chapter_number)
        node.children.append(child)
