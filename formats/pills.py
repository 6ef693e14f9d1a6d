"""A state as people see it: a capsule with icon, word and colour; never colour alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pill:
    """What `components/pill.html` shows. `kind`: calm, info, warn, bad, ok, ok-line, brand, or solid."""

    kind: str
    icon: str
    label: str
