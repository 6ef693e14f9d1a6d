"""What a picture is made of: a title, its finding in words, a chart, and the rows of the table beneath it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from formats.charts import render_svg

from ..models import Program
from ..reporting import ProgramRow

LABEL = 30


@dataclass(frozen=True)
class Picture:
    """`finding` is what the picture says, for who does not see it; `rows` are cells as text under `heads`."""

    title: str
    finding: str
    spec: Mapping[str, Any]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def svg(self) -> SafeString:
        """The drawing, kept in the process: the same one stands on many pages. Never call it before a fork."""
        return mark_safe(_drawn(_Frozen(self.spec), self.finding))


class _Frozen:
    """A specification as a key of the cache."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.spec = dict(spec)
        self.text = repr(self.spec)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other.text == self.text


@lru_cache(maxsize=128)
def _drawn(frozen: _Frozen, finding: str) -> str:
    return render_svg(frozen.spec, alt=finding)


def short(text: str, signs: int = LABEL) -> str:
    return text if len(text) <= signs else text[: signs - 1].rstrip() + "…"


def at_work(programs: Sequence[ProgramRow]) -> list[ProgramRow]:
    return [row for row in programs if row.state != Program.State.STOPPED]
