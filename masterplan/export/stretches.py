"""A long chapter in stretches that are typeset apart: cut where the paper turns, for a new page begins there anyway.

A worker holds all the pages of what it typesets. In stretches the longest chapter needs no more memory than the others,
and an edit in it costs the pages around it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# Signs of HTML that a stretch has at least: some fifteen pages of prose.
SHORTEST = 40_000
TURNED = '<div class="wide">'
FOOTNOTE = '<span class="footnote">'
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*?(/?)>")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


def stretches(text: str) -> list[tuple[str, int]]:
    """The HTML of a chapter in pieces that begin on a page of their own, each with the number of footnotes before it.

    Only where upright and turned pages meet is a new page sure to begin (CSS Paged Media 3, 5.2); a chapter without
    turned pages stays whole, as a short one does.
    """
    places = [0]
    if len(text) >= 2 * SHORTEST:
        places += cuts(text)
    pieces = [text[start:end] for start, end in pairwise([*places, len(text)])]
    return [(piece, text.count(FOOTNOTE, 0, start)) for piece, start in zip(pieces, places, strict=True)]


def cuts(text: str) -> Iterator[int]:
    last = 0
    for place in turns(text):
        if place - last >= SHORTEST and len(text) - place >= SHORTEST // 2:
            yield place
            last = place


def turns(text: str) -> Iterator[int]:
    """Where an outermost element begins whose page lies otherwise than that of the one before."""
    before: bool | None = None
    for start in outermost(text):
        turned = text.startswith(TURNED, start)
        if before is not None and turned != before:
            yield start
        before = turned


def outermost(text: str) -> Iterator[int]:
    """Where the elements begin that lie in no other. The text comes from a serialiser: all is closed, none is astray."""
    depth = 0
    for match in TAG.finditer(text):
        if match[1]:
            depth -= 1
            continue
        if depth == 0:
            yield match.start()
        if not match[3] and match[2].lower() not in VOID:
            depth += 1
