"""What the sowing of the demo shares: the data files, related rows found by key, moments, rows inserted as given."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Organisation, User
from quickwins.models import BudgetLine, Dimension, FundingSource, Mission, Objective, Plan, SubDimension

Row = dict[str, Any]
HERE = Path(__file__).parent
# Ids follow from the plan and the key, so that links into the demo stay the same from one sowing to the next.
NAMESPACE = uuid.UUID("6f1d3c4e-9a55-5b1e-8f0a-731720261123")
PLANNING_OFFICE, WALIDATA, CHAIR = "bappelitbangda", "kominfo", "sekda"
EXAMPLE = "(contoh)"


def read(name: str) -> Row:
    """One of the data files; decimals stay exact."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"), parse_float=Decimal)


def by_key(model: type[models.Model]) -> dict[str, Any]:
    return {row.key: row for row in model._default_manager.all()}  # type: ignore[attr-defined]


def insert_as_given(rows: Iterable[models.Model]) -> None:
    """Insert rows with the times they carry; an ordinary save would put the present moment into them."""
    for row in rows:
        row.save_base(raw=True, force_insert=True)


def moment(day: date, hour: int = 10) -> datetime:
    """That hour of the day in the project's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def quarter_end(year: int, quarter: int) -> date:
    """The last day of the quarter."""
    return date(year + quarter // 4, quarter * 3 % 12 + 1, 1) - timedelta(days=1)


class Related:
    """Rows of one plan by key, each table read once. A missing person is None; anything else missing is a KeyError."""

    def __init__(self, plan: Plan, *, today: date) -> None:
        self.plan = plan
        self.today = today
        self.organisations: dict[str, Organisation] = by_key(Organisation)
        self.users: dict[str, User] = {user.username: user for user in User.objects.all()}

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        return {row.key: row for row in self.plan.dimensions.all()}

    @cached_property
    def subdimensions(self) -> dict[tuple[str, str], SubDimension]:
        rows = SubDimension.objects.filter(dimension__plan=self.plan).select_related("dimension")
        return {(row.dimension.key, row.key): row for row in rows}

    @cached_property
    def sources(self) -> dict[str, FundingSource]:
        return by_key(FundingSource)

    @cached_property
    def missions(self) -> dict[int, Mission]:
        """Missions of the RPJMD by number."""
        return {row.number: row for row in Mission.objects.filter(vision__plan=self.plan, vision__scope="rpjmd")}

    @cached_property
    def objectives(self) -> dict[tuple[str, str], Objective]:
        """The smart city's objective that a (dimension, sub-dimension) serves."""
        present = {
            (row.goal.mission.number, row.number): row
            for row in Objective.objects.filter(
                goal__mission__vision__plan=self.plan, goal__mission__vision__scope="smart_city"
            ).select_related("goal__mission")
        }
        missions = next(v for v in read("direction.toml")["visions"] if v["scope"] == "smart_city")["missions"]
        return {
            (mission["dimensions"][0], sub): present[mission["number"], number]
            for mission in missions
            for number, objective in enumerate(mission["objectives"], start=1)
            for sub in objective["subdimensions"]
            if (mission["number"], number) in present
        }

    def staff(self, organisation: str) -> User | None:
        return self.users.get(f"{organisation}.staf") or self.head(organisation)

    def head(self, organisation: str) -> User | None:
        return self.users.get(f"{organisation}.kepala")

    def reporter(self, organisation: str) -> User | None:
        """Who enters the figures of an organisation; the walidata for one without an account, as BPS."""
        return self.staff(organisation) or self.users.get(WALIDATA)

    def verification(self, organisation: str, day: date) -> Row:
        """Fields that say who checked, on that day, what `reporter` entered; empty when the day is not reached."""
        # The walidata's own figures are checked by the planning office: nobody checks what he entered himself.
        own = organisation == "diskominfo_sp" or self.staff(organisation) is None
        verifier = self.users.get(PLANNING_OFFICE if own else WALIDATA)
        if verifier is None or day > self.today:
            return {}
        return {"verified_by": verifier, "verified_at": moment(day)}

    def money(self, row: Row, **owner: models.Model) -> list[BudgetLine]:
        """Budget lines (whole rupiah) of a program or an action."""
        return [
            BudgetLine(
                year=int(year),
                source=self.sources[budget["source"]],
                ceiling=ceiling,
                realised=budget["realised"].get(year),
                **owner,
            )
            for budget in row["budget"]
            for year, ceiling in budget["ceiling"].items()
        ]
