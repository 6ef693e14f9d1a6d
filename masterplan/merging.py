"""Three-way merge of section texts by blocks: paragraph, list item, table row.

Two people who worked in different blocks lose nothing and choose nothing; where both changed the same block, both
versions come back side by side. Texts are in canonical form (see `formats.html`), so blocks are found by their tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Opened up, so that each item and row is a block of its own. Everything else is one block with all that is in it.
CONTAINERS = {"ul", "ol", "figure", "table", "thead", "tbody", "tfoot"}
VOID = {"br", "img", "hr", "col"}
TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"]|"[^"]*")*)>')


@dataclass(frozen=True)
class Clash:
    """One place that both changed: the text they started from and what each made of it."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Change:
    """Blocks `start` to `stop` of the base were replaced by `blocks`; an insertion has start == stop."""

    start: int
    stop: int
    blocks: tuple[str, ...]

    def collides(self, other: Change) -> bool:
        """Whether both touch the same block. Neighbours do not, nor do two insertions at one point (both are kept)."""
        if self.start == self.stop and other.start == other.stop:
            return False
        return self.start < other.stop and other.start < self.stop


def blocks(html: str) -> list[str]:
    """The text as a row of blocks; containers give one block for their opening and one for their closing tag."""
    found: list[str] = []
    start: int | None = None  # where the block being read began
    depth = at = 0
    for tag in TAG.finditer(html):
        closing, name = bool(tag[1]), tag[2].lower()
        if start is None:
            if loose := html[at : tag.start()].strip():
                found.append(loose)
            at = tag.end()
            if name in CONTAINERS or closing or name in VOID:
                found.append(tag[0])
            else:
                start, depth = tag.start(), 1
        elif name not in VOID:
            depth += -1 if closing else 1
            if depth == 0:
                found.append(html[start : tag.end()])
                start, at = None, tag.end()
    if rest := html[at if start is None else start :].strip():
        found.append(rest)
    return found


def merge(base: str, mine: str, theirs: str) -> list[str | Clash]:
    """Join two texts made from the same base: HTML where it is settled, a `Clash` where both changed the same block."""
    before = blocks(base)
    ours, others = _changes(before, blocks(mine)), _changes(before, blocks(theirs))
    parts: list[str | Clash] = []
    at = 0
    while ours or others:
        my_part, their_part = _next_region(ours, others)
        region = [*my_part, *their_part]
        start, stop = min(c.start for c in region), max(c.stop for c in region)
        _add(parts, before[at:start])
        if (
            my_part
            and their_part
            and (my_text := _apply(before, my_part, start, stop))
            != (their_text := _apply(before, their_part, start, stop))
        ):
            parts.append(Clash(_join(before[start:stop]), _join(my_text), _join(their_text)))
        else:
            _add(parts, _apply(before, my_part or their_part, start, stop))
        at = stop
    _add(parts, before[at:])
    return parts


def merged_text(parts: Sequence[str | Clash]) -> str | None:
    """The whole text when nothing clashed, else None."""
    return None if any(isinstance(part, Clash) for part in parts) else _join([str(part) for part in parts])


def _changes(before: list[str], after: list[str]) -> list[Change]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [Change(i, j, tuple(after[k:m])) for what, i, j, k, m in matcher.get_opcodes() if what != "equal"]


def _next_region(ours: list[Change], others: list[Change]) -> tuple[list[Change], list[Change]]:
    """Take the first change and all that collide with it, directly or through one another, off both lists."""
    my_part: list[Change] = []
    their_part: list[Change] = []
    sides = ((others, their_part), (ours, my_part))
    # Theirs comes first where both insert at one point: it was saved first.
    rows, part = min((side for side in sides if side[0]), key=lambda side: (side[0][0].start, side[0][0].stop))
    part.append(rows.pop(0))
    grown = True
    while grown:
        grown = False
        region = [*my_part, *their_part]
        for rows, part in sides:
            if rows and any(rows[0].collides(change) or rows[0] == change for change in region):
                part.append(rows.pop(0))
                grown = True
    return my_part, their_part


def _apply(before: list[str], changes: list[Change], start: int, stop: int) -> list[str]:
    text: list[str] = []
    at = start
    for change in changes:
        text += before[at : change.start]
        text += change.blocks
        at = change.stop
    return text + before[at:stop]


def _add(parts: list[str | Clash], more: list[str]) -> None:
    if not more:
        return
    if parts and isinstance(parts[-1], str):
        parts[-1] = _join([parts[-1], *more])
    else:
        parts.append(_join(more))


def _join(rows: Sequence[str]) -> str:
    return "".join(rows)
