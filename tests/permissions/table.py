"""How a row of the table of rights is written.

    Row("masterplan:section_edit", {"key": "b1.one.background"}, ok="editor contributor head", hidden="other_contributor",
        forbidden="reviewer leader administrator")

Who is in none of the lists must meet the sign-in page (public) or fails the test: every role has an asserted answer.
`post` rows are deeds: GET must answer 405 to those who may see the thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

ROLES = [
    "public",
    "administrator",
    "editor",
    "contributor",
    "head",
    "other_contributor",
    "other_head",
    "reviewer",
    "leader",
]
SIGNED_IN = " ".join(ROLES[1:])
EVERYBODY = " ".join(ROLES)

Values = dict[str, Any] | Callable[[SimpleNamespace], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """`args` and `data` may be functions of the scene (a namespace with cast, plan, and what `scene` makes)."""

    name: str
    args: Values = field(default_factory=dict)
    ok: str = ""
    forbidden: str = ""
    hidden: str = ""
    method: str = "get"
    data: Values = field(default_factory=dict)
    json: bool = False

    def expected(self, role: str) -> str:
        for outcome in ("ok", "forbidden", "hidden"):
            if role in getattr(self, outcome).split():
                return outcome
        if role == "public":
            return "door"
        raise AssertionError(f"{self.name}: the table says nothing about {role}")
