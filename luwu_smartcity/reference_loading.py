"""Load a plan's shape (books, dimensions, criteria, organisations …) from data files into rows that admins own.

Repeatable: rows nobody touched follow the file, edited rows are left alone (accounts/reference.py). A *shape* file may hold
any part of the default files anew, for a plan with other books, elements or dimensions; what it leaves out comes from
the default files. Nothing of a shape is known to the code.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Organisation
from accounts.reference import LoadReport, load_row
from masterplan.blocks import load_block_kinds
from masterplan.models import (
    Book,
    EvaluationAspect,
    EvaluationQuestion,
    EvaluationScheme,
    ReadinessAspect,
    ReadinessElement,
    ReadinessLevel,
    Section,
)
from quickwins.models import (
    ActionGroup,
    Criterion,
    Dimension,
    FundingSource,
    Horizon,
    InnovationKind,
    InnovationType,
    Plan,
    Stage,
    SubDimension,
)
from stakeholders.models import Body, ClauseTemplate

Row = dict[str, Any]
DATA = Path(__file__).parent / "data"
DEFAULT_PLAN = {"key": "luwu", "title": "Masterplan Smart City", "first_year": 2026, "secretariat": "diskominfo_sp"}


class ShapeError(ValueError):
    """A data file that cannot be loaded, with the place named."""


def read_shape(path: Path | None = None) -> Row:
    """The default files merged with a shape file; a table in the shape replaces the whole table of that name."""
    shape: Row = {}
    for name in ("reference.toml", "outline.toml"):
        shape |= tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    shape["plan"] = dict(DEFAULT_PLAN)
    if path is not None:
        try:
            own = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ShapeError(f"{path}: {error}") from error
        shape["plan"] |= own.pop("plan", {})
        shape |= own
    return shape


@transaction.atomic
def load_reference(shape: Row, *, make_current: bool = True) -> tuple[Plan, LoadReport]:
    """Load a shape; returns its plan and how many rows were created, updated, unchanged, or kept as edited."""
    report = LoadReport()
    _load_simple_tables(shape, report)
    load_block_kinds(shape["block_kinds"], report)
    plan = _load_plan(shape, report, make_current)
    _load_dimensions(shape, plan, report)
    _load_plan_tables(shape, plan, report)
    _load_books(shape, plan, report)
    load_block_kinds(shape["block_kinds"], report)
    return plan, report


def _load_simple_tables(shape: Row, report: LoadReport) -> None:
    """Tables that all plans share."""
    kind_category = {row["key"]: row["category"] for row in shape["organisation_kinds"]}
    for position, row in enumerate(shape["organisations"], start=1):
        values = {
            "name": row["name"],
            "short": row["short"],
            "former_name": row.get("former_name", ""),
            "kind": row["kind"],
            "category": kind_category[row["kind"]],
            "note": row.get("note", ""),
            "position": position,
        }
        load_row(Organisation, {"key": row["key"]}, values, report)
    for model, table, extra in (
        (FundingSource, "funding_sources", ("is_apbd",)),
        (ActionGroup, "action_groups", ("short", "question")),
        (InnovationType, "innovation_types", ()),
        (InnovationKind, "innovation_kinds", ()),
        (Stage, "stages", ("suggested_progress",)),
        (Criterion, "quickwin_criteria", ("text", "level", "weight")),
        (EvaluationAspect, "evaluation_aspects", ()),
        (EvaluationScheme, "evaluation_schemes", ("applies_to", "impact_by_survey", "weights")),
    ):
        for position, row in enumerate(shape[table], start=1):
            values = _common(row, position) | {name: row[name] for name in extra if name in row}
            load_row(model, {"key": row["key"]}, values, report)
    for position, row in enumerate(shape["commitment_clauses"], start=1):
        values = {"name": row["key"].capitalize(), "text": row["text"], "position": row.get("order", position)}
        load_row(ClauseTemplate, {"key": row["key"]}, values, report)
    for row in shape["readiness_levels"]:
        values = {"name": row["name"], "help": row["help"], "value": row["value"], "position": row["value"]}
        load_row(ReadinessLevel, {"key": f"level-{row['value']}"}, values, report)
    aspects = {aspect.key: aspect for aspect in EvaluationAspect.objects.all()}
    for position, row in enumerate(shape["evaluation_questions"], start=1):
        values = {
            "aspect": aspects[row["key"][0]],
            "code": row["key"],
            "name": row["name"],
            "text": row["text"],
            "group": row.get("group", ""),
            "first_year": row.get("first_year", 2022),
            "source": row.get("source", ""),
            "variant": row.get("variant", ""),
            "position": position,
        }
        load_row(EvaluationQuestion, {"key": row["key"].replace(".", "-").lower()}, values, report)


def _load_plan(shape: Row, report: LoadReport, make_current: bool) -> Plan:
    given = shape["plan"]
    region = settings.REGION
    first_year = int(given["first_year"])
    values = {
        "title": given.get("title", DEFAULT_PLAN["title"]),
        "region": given.get("region", region["name"]),
        "region_short": given.get("region_short", region["short"]),
        "province": given.get("province", region["province"]),
        "capital": given.get("capital", region["capital"]),
        "office": given.get("office", region["office"]),
        "first_year": first_year,
        "last_year": int(given.get("last_year", first_year + shape["plan_years_default"] - 1)),
    }
    plan = load_row(Plan, {"key": given["key"]}, values, report)
    assert isinstance(plan, Plan)
    if make_current and not plan.is_current:
        Plan.objects.filter(is_current=True).update(is_current=False)
        plan.is_current = True
        plan.save(update_fields=["is_current"])
    return plan


def _load_dimensions(shape: Row, plan: Plan, report: LoadReport) -> None:
    organisations = {organisation.key: organisation for organisation in Organisation.objects.all()}
    for position, row in enumerate(shape["dimensions"], start=1):
        values = _common(row, position) | {
            "name_id": row.get("name_id", ""),
            "letter": row["letter"],
            "colour": row.get("colour", "#27427a"),
            "tint": row.get("tint", "#e9edf6"),
            "coordinator": organisations.get(row.get("default_coordinator", "")),
        }
        dimension = load_row(Dimension, {"plan": plan, "key": row["key"]}, values, report)
        for sub_position, sub in enumerate(row.get("subdimensions", []), start=1):
            sub_values = _common(sub, sub_position) | {"short": sub.get("short", "")}
            load_row(SubDimension, {"dimension": dimension, "key": sub["key"]}, sub_values, report)


def _load_plan_tables(shape: Row, plan: Plan, report: LoadReport) -> None:
    for position, row in enumerate(shape["horizons"], start=1):
        values = _common(row, position) | {"first_year": row["first_year"], "last_year": row["last_year"]}
        load_row(Horizon, {"plan": plan, "key": row["key"]}, values, report)
    for position, row in enumerate(shape["bodies"], start=1):
        values = _common(row, position) | {
            "decree_kind": row.get("decree", ""),
            "chair": row.get("chair", ""),
            "duty": row.get("duty", ""),
        }
        load_row(Body, {"plan": plan, "key": row["key"]}, values, report)
    for position, row in enumerate(shape["readiness_elements"], start=1):
        element = load_row(ReadinessElement, {"plan": plan, "key": row["key"]}, _common(row, position), report)
        for aspect_position, aspect in enumerate(row.get("aspects", []), start=1):
            load_row(
                ReadinessAspect, {"element": element, "key": aspect["key"]}, _common(aspect, aspect_position), report
            )


def _common(row: Row, position: int) -> Row:
    return {
        "name": row["name"],
        "help": row.get("help", ""),
        "position": row.get("order", position),
        "is_active": row.get("active", True),
    }


def _load_books(shape: Row, plan: Plan, report: LoadReport) -> None:
    loader = _OutlineLoader(plan, report, shape.get("default_min_words", 120), shape["plan"].get("secretariat", ""))
    for position, row in enumerate(shape["books"], start=1):
        loader.load_book(row, position)


class _OutlineLoader:
    """Walks the tree of one plan's books; finds organisations and dimensions by key."""

    def __init__(self, plan: Plan, report: LoadReport, default_min_words: int, secretariat: str) -> None:
        self.plan = plan
        self.report = report
        self.default_min_words = default_min_words
        self.secretariat = secretariat  # what no OPD writes is the secretariat's
        self.organisations = {row.key: row for row in Organisation.objects.all()}
        self.dimensions = {row.key: row for row in plan.dimensions.select_related("coordinator")}
        self.subdimensions = {
            (row.dimension.key, row.key): row
            for row in SubDimension.objects.filter(dimension__plan=plan).select_related("dimension")
        }

    def load_book(self, row: Row, position: int) -> None:
        values = {
            "title": row["title"],
            "short": row["short"],
            "guidance": row.get("guidance", ""),
            "position": position,
        }
        book = load_row(Book, {"plan": self.plan, "key": row["key"]}, values, self.report)
        assert isinstance(book, Book)
        for chapter_position, chapter in enumerate(row["chapters"], start=1):
            node = self._load_node(book, None, chapter, chapter_position, chapter["kind"].replace("body", "chapter"))
            self._load_children(book, node, chapter)
        self._settle_positions(book, None)

    def _load_children(self, book: Book, parent: Section, row: Row) -> None:
        for position, child in enumerate(row.get("sections", []), start=1):
            node = self._load_node(book, parent, child, position, Section.Kind.SECTION)
            self._load_children(book, node, child)
        self._settle_positions(book, parent)

    @staticmethod
    def _settle_positions(book: Book, parent: Section | None) -> None:
        """Where an administrator reordered siblings, a row of the file may want a taken place: it goes to the end."""
        siblings = list(Section.objects.filter(book=book, parent=parent).order_by("position", "pk").without_text())
        if len({row.position for row in siblings}) == len(siblings):
            return
        taken: set[int] = set()
        last = max(row.position for row in siblings)
        for row in siblings:
            if row.position in taken:
                last += 1
                Section.objects.filter(pk=row.pk).update(position=last)
            taken.add(row.position)

    def _load_node(self, book: Book, parent: Section | None, row: Row, position: int, kind: str) -> Section:
        dimension = self.dimensions.get(row.get("dimension", ""))
        organisation = self._organisation(row.get("organisation", ""), dimension)
        if organisation is None and row.get("role") == "editor" and not row.get("generated"):
            organisation = self.organisations.get(self.secretariat)
        values = {
            "parent": parent,
            "position": position,
            "kind": kind,
            "title": self.plan.fill(row["title"]),
            "guidance": self.plan.fill(row.get("guidance", "")),
            "role": row.get("role", ""),
            "organisation": organisation,
            "signatory": row.get("signatory", ""),
            "dimension": dimension,
            "subdimension": self.subdimensions.get((row.get("dimension", ""), row.get("subdimension", ""))),
            "blocks": row.get("blocks", []),
            "generated": row.get("generated", ""),
            "min_words": row.get("min_words", self.default_min_words if kind == Section.Kind.SECTION else 0),
            "required": row.get("required", True),
        }
        section = load_row(Section, {"book": book, "key": row["key"]}, values, self.report)
        assert isinstance(section, Section)
        return section

    def _organisation(self, key: str, dimension: Dimension | None) -> Organisation | None:
        if key == "dimension":
            return dimension.coordinator if dimension else None
        return self.organisations.get(key)
