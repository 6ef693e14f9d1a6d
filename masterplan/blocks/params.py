"""Parameters of a block: a query string in the text, checked against what the block knows and what the plan has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from .records import Records

SECTION = "section"
"""The value that stands for "of the section the block stands in"."""
TRUE, FALSE = {"true", "1", "ya"}, {"false", "0", "tidak"}


class BlockProblem(Exception):
    """A block that cannot be drawn as asked; the message, in Indonesian, is printed in its place."""


@dataclass(frozen=True)
class Place:
    """Where a block stands: the keys of the section's own dimension and sub-dimension, "" for none."""

    dimension: str = ""
    subdimension: str = ""


@dataclass(frozen=True)
class Param:
    """`choices` gives the allowed keys from the records; None leaves them free. "" (all) is always allowed."""

    default: object
    choices: Callable[[Records], Iterable[str] | None] | None = None


def dimension(default: str = "") -> Param:
    return Param(default, lambda records: [row.key for row in records.dimensions])


def subdimension(default: str = "") -> Param:
    return Param(default, lambda records: [sub.key for row in records.dimensions for sub in row.subdimensions])


def horizon() -> Param:
    return Param("", lambda records: [row.key for row in records.horizons])


def element() -> Param:
    return Param("", lambda records: [row.key for row in records.elements])


def choice(default: str, *keys: str) -> Param:
    return Param(default, lambda records: keys)


def read(
    query: str, known: Mapping[str, Param], defaults: Mapping[str, object], place: Place, records: Records
) -> dict[str, object]:
    """The values of all parameters, defaults filled in. Raises BlockProblem for an unknown name or value."""
    given = parse_qsl(query[:2000], keep_blank_values=True)
    for name, _text in given:
        if name not in known:
            raise BlockProblem(f"Parameter “{_short(name)}” tidak dikenal.")
    texts = dict(given)
    return {
        name: _value(name, texts.get(name), param, defaults.get(name, param.default), place, records)
        for name, param in known.items()
    }


def _value(name: str, text: str | None, param: Param, default: object, place: Place, records: Records) -> object:
    if isinstance(param.default, bool):
        return _truth(name, text, default)
    if isinstance(param.default, int):
        return _whole(name, text, default)
    value = str(default) if text is None else text.strip()
    if value == SECTION and name in {"dimension", "subdimension"}:
        return getattr(place, name)
    if value and param.choices is not None:
        allowed = param.choices(records)
        if allowed is not None and value not in list(allowed):
            raise BlockProblem(f"Nilai “{_short(value)}” untuk parameter “{name}” tidak dikenal.")
    return value


def _truth(name: str, text: str | None, default: object) -> bool:
    if text is None:
        return bool(default)
    word = text.strip().lower()
    if word not in TRUE | FALSE:
        raise BlockProblem(f"Nilai “{_short(text)}” untuk parameter “{name}” bukan ya atau tidak.")
    return word in TRUE


def _whole(name: str, text: str | None, default: object) -> int:
    if text is None or not text.strip():
        return int(str(default or 0))
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        raise BlockProblem(f"Nilai “{_short(text)}” untuk parameter “{name}” bukan bilangan.")
    return int(text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
