"""Sow the demo's people: one account per invented person, their deputies, and what each organisation does in the plan.

Sowing again changes nothing: an account that is there is left alone.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Deputy, Organisation, User

Row = dict[str, Any]
PEOPLE = Path(__file__).parent / "people.toml"


def read_people() -> Row:
    return tomllib.loads(PEOPLE.read_text(encoding="utf-8"))


def full_name(row: Row) -> str:
    """The name with its titles: "dr. Marlina Tandi, M.Kes."."""
    named = " ".join(filter(None, [row.get("front", ""), row["name"]]))
    return ", ".join(filter(None, [named, row.get("back", "")]))


def seed_people(*, password: str) -> None:
    """Create the demo accounts, all with this password (hashed once: it is public anyway), and the deputies.

    Wants the organisations of the reference data; raises KeyError when one is missing.
    """
    data = read_people()
    organisations = {organisation.key: organisation for organisation in Organisation.objects.all()}
    present = set(User.objects.values_list("username", flat=True))
    common = {"password": make_password(password), "is_demo": True}
    User.objects.bulk_create(
        User(
            username=row["username"],
            email=f"{row['username']}@{data['email_domain']}",
            name=full_name(row),
            role=row["role"],
            organisation=organisations[row["organisation"]],
            nip=row["nip"],
            rank=row["rank"],
            office=row["position"],
            is_active=row.get("active", True),
            is_staff=row["role"] == User.Role.ADMINISTRATOR,
            is_superuser=row["role"] == User.Role.ADMINISTRATOR,
            **common,
        )
        for row in [*data["users"], *map(_partner_account, data["partners"])]
        if row["username"] not in present
    )
    _seed_deputies(data["deputies"], organisations)
    _describe(data["profiles"], organisations)


def _partner_account(row: Row) -> Row:
    """Who signs for a body outside the regency's offices has an account like the head of an OPD, without a NIP."""
    return row | {"username": f"{row['organisation']}.mitra", "role": User.Role.HEAD, "nip": "", "rank": ""}


def _seed_deputies(rows: list[Row], organisations: dict[str, Organisation]) -> None:
    users = {user.username: user for user in User.objects.filter(username__in=[row["username"] for row in rows])}
    for row in rows:
        Deputy.objects.get_or_create(
            user=users[row["username"]],
            organisation=organisations[row["organisation"]],
            kind=row["kind"],
            starts_on=row["from"],
            defaults={"ends_on": row["until"], "decree": row["decree"]},
        )


def _describe(rows: list[Row], organisations: dict[str, Organisation]) -> None:
    """Role, influence and interest of those of whom nobody has written anything yet."""
    changed = []
    for row in rows:
        organisation = organisations[row["organisation"]]
        if not organisation.role_text:
            organisation.role_text = row["role"]
            organisation.influence = row["influence"]
            organisation.interest = row["interest"]
            changed.append(organisation)
    Organisation.objects.bulk_update(changed, ["role_text", "influence", "interest"])
