"""The golden thread: from a mission of the RPJMD to programs, indicators, money and commitments, and what hangs loose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _

from accounts.models import User

from .models import BudgetLine, Indicator, Mission, Plan, Program, Reading, Target, Vision
from .quoting import Place, Quotes, quotes

SHOWN = 40


@dataclass(frozen=True)
class Spoken:
    """A section of the book with the programs it speaks of: the thread taken up from its other end."""

    place: Place
    programs: list[Program]


def from_the_book(plan: Plan, user: User) -> list[Spoken]:
    """The sections that speak of a program, in the order of the books, each with its programs and their missions.

    One query beside what the book asks.
    """
    told = quotes(plan, user)
    if told is None:
        return []
    programs = {row.name: row for row in Program.objects.filter(plan=plan).select_related("mission", "lead")}
    places: dict[int, Place] = {}
    found: dict[int, list[Program]] = {}
    for name, own in told.programs.items():
        for place in own:
            if name in programs:
                places[place.key] = place
                found.setdefault(place.key, []).append(programs[name])
    rows = sorted(places.values(), key=lambda place: place.order)
    return [Spoken(place, sorted(found[place.key], key=lambda row: row.name)) for place in rows]


@dataclass
class Strand:
    """A mission with the first programs that carry it; None collects the programs without one. `count` is of all."""

    mission: Mission | None
    count: int = 0
    programs: list[Program] = field(default_factory=list)

    @property
    def hidden_count(self) -> int:
        return self.count - len(self.programs)


def strands(plan: Plan, year: int, user: User) -> list[Strand]:
    """Missions of the RPJMD in order, each program with `ceiling`, `indicator_count`, `commitment_count`, and `places`:
    the sections of the book that speak of it.

    Four queries beside what the book asks; at most SHOWN programs of a mission.
    """
    told = quotes(plan, user)
    missions = Mission.objects.filter(vision__plan=plan, vision__scope=Vision.Scope.RPJMD).order_by("number")
    found: dict[int | None, Strand] = {row.pk: Strand(row) for row in missions}
    of_plan = Program.objects.filter(plan=plan)
    for row in of_plan.order_by().values("mission").annotate(count=Count("pk")):
        found.setdefault(row["mission"], Strand(None)).count = row["count"]
    # Numbered first and counted after: the counts would be made for each program of the register.
    place = Window(RowNumber(), partition_by="mission", order_by=["name", "pk"])
    first = [
        key for key, number in of_plan.order_by().annotate(place=place).values_list("pk", "place") if number <= SHOWN
    ]
    programs = (
        Program.objects.filter(pk__in=first)
        .with_list_data()
        .with_budget(year)
        .annotate(indicator_count=Count("indicators", distinct=True), **_commitments())
        .order_by("name", "pk")
    )
    for program in programs:
        program.places = told.of(program.name) if told else ()  # type: ignore[attr-defined]
        found[program.mission_id].programs.append(program)
    return list(found.values())


def _commitments() -> dict[str, Any]:
    """The count over the relation that the floor above hangs on programs, where that floor is there."""
    names = {relation.name for relation in Program._meta.related_objects}
    if "commitment_items" not in names:
        return {}
    return {"commitment_count": Count("commitment_items__commitment", distinct=True)}


@dataclass(frozen=True)
class Loose:
    """One kind of gap with the rows that have it; `count` is of all, `rows` the first of them."""

    title: str
    advice: str
    count: int
    rows: list[Any]


def loose_ends(plan: Plan, user: User) -> list[Loose]:
    """What is not tied to anything, the kinds without a row left out. One query per kind, one more for its count, and
    what the book asks to tell which sections speak of what."""
    told = quotes(plan, user)
    live = Program.objects.filter(plan=plan).exclude(state=Program.State.STOPPED).select_related("lead")
    indicators = Indicator.objects.filter(plan=plan).exclude(program__state=Program.State.STOPPED)
    indicators = indicators.select_related("program__lead")
    decided = live.filter(state__in=Program.PUBLISHED_STATES)
    kinds: list[tuple[str, str, QuerySet[Any]]] = [
        (
            _("Programs without an indicator"),
            _("Nobody can tell whether they reach anything."),
            live.filter(~Exists(Indicator.objects.filter(program=OuterRef("pk")))),
        ),
        (
            _("Programs without a mission of the RPJMD"),
            _("They cannot enter the regional plan."),
            live.filter(mission__isnull=True),
        ),
        (
            _("Decided programs without a budget"),
            _("They are promised, but nobody pays for them."),
            decided.filter(~Exists(BudgetLine.objects.filter(program=OuterRef("pk")))),
        ),
        (
            _("Decided programs without a program or activity code"),
            _("Without it they cannot be found in SIPD."),
            decided.filter(budget_code=""),
        ),
        (
            _("Indicators without a target"),
            _("A value says nothing as long as nobody says where it shall go."),
            indicators.filter(~Exists(Target.objects.filter(indicator=OuterRef("pk")))),
        ),
        (
            _("Indicators nobody enters"),
            _("Name the person who enters the value each quarter."),
            indicators.filter(
                Q(owner__isnull=True)
                | Q(owner__is_active=False)
                # An official who was moved enters for his new office, not for the old one.
                | ~Q(owner__organisation=Coalesce("program__lead", "producer", "owner__organisation"))
                & ~Q(owner__organisation=F("producer"))
                & ~Exists(
                    Indicator.parts.through.objects.filter(
                        indicator=OuterRef("pk"), organisation=OuterRef("owner__organisation")
                    )
                )
            ),
        ),
        (
            _("Indicators of running programs without any value"),
            _("Enter the first value."),
            indicators.filter(
                ~Exists(Reading.objects.filter(indicator=OuterRef("pk"))), program__state=Program.State.RUNNING
            ),
        ),
    ]
    if _commitments():
        kinds.insert(
            4,
            (
                _("Decided programs that no commitment names"),
                _("Their OPD has signed nothing about them."),
                decided.filter(commitment_items__isnull=True),
            ),
        )
        items = Program._meta.get_field("commitment_items").related_model
        commitment: Any = items._meta.get_field("commitment").related_model  # type: ignore[union-attr]
        kinds.append(
            (
                _("Commitments without a program"),
                _("What is promised there belongs to nothing that is planned."),
                commitment._default_manager.filter(plan=plan)
                .exclude(state__in=["cancelled", "superseded"])
                .exclude(items__program__isnull=False)
                .select_related("organisation"),
            )
        )
    if told is not None:
        quoted = [name for name, places in told.programs.items() if places]
        kinds += [
            (
                _("Indicators that no book mentions"),
                _("Put the table of indicators into a section, or name it in the text."),
                indicators.exclude(name__in=told.indicators),
            ),
            (
                _("Stopped programs that a section still speaks of"),
                _("Take them out of the text, or say there why they were stopped."),
                Program.objects.filter(plan=plan, state=Program.State.STOPPED, name__in=quoted).select_related("lead"),
            ),
            (
                _("Decided programs that no section speaks of"),
                _("They are decided, but the book does not know them."),
                decided.exclude(name__in=quoted),
            ),
        ]
    return list(_counted(kinds, told))


def _counted(kinds: Iterable[tuple[str, str, QuerySet[Any]]], told: Quotes | None) -> Iterable[Loose]:
    for title, advice, rows in kinds:
        first = list(rows[: SHOWN + 1])
        if first:
            count = len(first) if len(first) <= SHOWN else rows.count()
            for row in first:
                # Where it stands in the book, so that who mends it need not look for it.
                row.places = told.of(row.name) if told and isinstance(row, Program) else ()
            yield Loose(title, advice, count, first[:SHOWN])
