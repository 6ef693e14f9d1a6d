"""What changed between two versions of a text, shown in the text itself: words, formatting, moved blocks, table cells.

Blocks are aligned first, then words inside blocks that stayed; a number is one word. The result is the newer text with
`<ins>` and `<del>`, items and rows as classes, and `data-change` on each change for the way through them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from .merging import CONTAINERS, TAG, blocks

INLINE = {"strong", "em", "sub", "sup", "a"}
ATOMS = re.compile(
    r'<span class="footnote">.*?</span>|<span data-[^>]*></span>|<div data-blok[^>]*></div>|<[^>]*>'
    r"|&[a-z0-9#]+;|[0-9][0-9.,]*[0-9]%?|[0-9]%?|\w+|\s+|.",
    re.S | re.I,
)
NAME = re.compile(r"<(/?)([a-z0-9]+)")
ALIKE = 0.4  # from here on two blocks count as one that was changed
MANY_PAIRS = 2500


@dataclass(frozen=True)
class Comparison:
    html: str
    changes: int


@dataclass(frozen=True)
class Atom:
    """A word, blank, sign or mark, with the formatting it stands in."""

    text: str
    marks: tuple[str, ...] = ()


def compare(old: str, new: str) -> Comparison:
    """Both texts in canonical form; the result holds nothing that was not in them but `ins`, `del`, classes and numbers."""
    page = _Page()
    before, after = blocks(old), blocks(new)
    operations = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = {block for what, i, j, _k, _m in operations if what != "equal" for block in before[i:j] if _is_leaf(block)}
    come = {block for what, _i, _j, k, m in operations if what != "equal" for block in after[k:m] if _is_leaf(block)}
    page.moved = {block for block in gone & come if len(block) > 20}
    for what, i, j, k, m in operations:
        if what == "equal":
            for block in after[k:m]:
                page.keep(block)
        else:
            for one, other in _pairs(before[i:j], after[k:m]):
                page.change(one, other)
    return Comparison("".join(page.out), page.count)


class _Page:
    """Writes the compared text; knows in which containers it stands, so that a removed item never leaves its list."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.inside: list[str] = []
        self.count = 0
        self.moved: set[str] = set()

    def keep(self, block: str) -> None:
        name = _name(block)
        if not _is_leaf(block):
            if block.startswith("</"):
                if self.inside:
                    self.inside.pop()
            else:
                self.inside.append(name)
        self.out.append(block)

    def change(self, old: str | None, new: str | None) -> None:
        if old is not None and new is not None and (woven := _weave(old, new)) is not None:
            text, changed = woven
            if changed:
                text = text.replace("\x02", f' data-change="{self.next()}"', 1).replace("\x02", "")
            self.keep_leaf(text)
            return
        if old is not None and _is_leaf(old):
            self.whole(old, "del")
        if new is not None:
            if _is_leaf(new):
                self.whole(new, "ins")
            else:
                self.keep(new)

    def keep_leaf(self, text: str) -> None:
        self.out.append(text)

    def whole(self, block: str, tag: str) -> None:
        """A block that came or went as a whole."""
        name = _name(block)
        note = " moved" if block in self.moved else ""
        attributes = f' class="block-{tag}{note}" data-change="{self.next()}"'
        inner = re.sub(rf"^<{name}", f"<{name}{attributes}", block, count=1)
        if name in ("p", "h3", "h4") and "class=" in block.split(">", 1)[0]:
            inner = re.sub(r' class="source"', "", inner, count=1)
        around = {"li": ("ul", "ol"), "tr": ("table", "thead", "tbody", "tfoot")}.get(name)
        if around and (not self.inside or self.inside[-1] not in around):
            inner = f"<ul>{inner}</ul>" if name == "li" else f"<table><tbody>{inner}</tbody></table>"
        elif not around and self.inside and self.inside[-1] in ("ul", "ol"):
            inner = f"<li>{inner}</li>"
        elif not around and self.inside and self.inside[-1] in ("table", "thead", "tbody", "tfoot"):
            inner = f"<tr><td>{inner}</td></tr>"
        self.out.append(inner)

    def next(self) -> int:
        self.count += 1
        return self.count


def _is_leaf(block: str) -> bool:
    return _name(block) not in CONTAINERS or block.count("<") > 1


def _name(block: str) -> str:
    found = NAME.match(block)
    return found[2].lower() if found else ""


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Blocks that were changed beside each other, the others alone: removed ones before what came in their place."""
    if len(old) * len(new) > MANY_PAIRS:
        yield from zip_longest(old, new)
        return
    at = 0
    for block in new:
        best, found = ALIKE, None
        for index in range(at, len(old)):
            if (likeness := _likeness(old[index], block)) > best:
                best, found = likeness, index
        if found is None:
            if not _is_leaf(block):
                # A container opens or closes here: what was removed before it comes first.
                while at < len(old) and _is_leaf(old[at]) and block.startswith("</"):
                    yield old[at], None
                    at += 1
            yield None, block
        else:
            for removed in old[at:found]:
                yield removed, None
            yield old[found], block
            at = found + 1
    for removed in old[at:]:
        yield removed, None


def _likeness(one: str, other: str) -> float:
    if _name(one) != _name(other) or _is_leaf(one) != _is_leaf(other):
        return 0.0
    if not _is_leaf(one):
        return 1.0 if one.startswith("</") == other.startswith("</") else 0.0
    matcher = SequenceMatcher(None, ATOMS.findall(one), ATOMS.findall(other), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _weave(old: str, new: str) -> tuple[str, bool] | None:
    """Old and new of one block in one text, or None when their structure differs (a cell or paragraph more)."""
    if not _is_leaf(old) or not _is_leaf(new):
        return (
            (new, False)
            if not _is_leaf(old) and not _is_leaf(new) and new.startswith("</") == old.startswith("</")
            else None
        )
    (old_frame, old_runs), (new_frame, new_runs) = _split(old), _split(new)
    if [_name(tag) + tag[1:2] for tag in old_frame] != [_name(tag) + tag[1:2] for tag in new_frame]:
        return None
    out, changed = [], False
    for index, (before, after) in enumerate(zip(old_runs, new_runs, strict=True)):
        text, differs = _weave_run(before, after)
        changed = changed or differs
        out.append(text)
        if index < len(new_frame):
            out.append(new_frame[index])
    whole = "".join(out)
    if changed:
        return whole, True
    # Only an attribute of the frame differs (a span, an image): shown as a change of the block.
    return re.sub(r"^<([a-z0-9]+)", "<\\1\x02", whole, count=1), old != new


def _split(block: str) -> tuple[list[str], list[list[Atom]]]:
    """The tags that make the structure, and the runs of words between them with their formatting."""
    frame: list[str] = []
    runs: list[list[Atom]] = [[]]
    marks: list[str] = []
    for atom in ATOMS.findall(block):
        tag = TAG.fullmatch(atom)
        if not tag or tag[2].lower() in ("br", "img"):
            runs[-1].append(Atom(atom, tuple(marks)))
        elif tag[2].lower() in INLINE:
            if tag[1]:
                if marks:
                    marks.pop()
            else:
                marks.append(atom)
        else:
            frame.append(atom)
            runs.append([])
    return frame, runs


def _weave_run(before: list[Atom], after: list[Atom]) -> tuple[str, bool]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    out, changed = [], False
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            out.append(_write(after[k:m]))
            continue
        changed = True
        if [a.text for a in before[i:j]] == [a.text for a in after[k:m]]:
            out.append(f'<ins class="format"\x02>{_write(after[k:m])}</ins>')
            continue
        if j > i:
            out.append(f"<del\x02>{_write(before[i:j])}</del>")
        if m > k:
            out.append(f"<ins\x02>{_write(after[k:m])}</ins>")
    return "".join(out), changed


def _write(atoms: list[Atom]) -> str:
    """Words with their formatting opened and closed as it changes."""
    out: list[str] = []
    open_marks: tuple[str, ...] = ()
    for atom in [*atoms, Atom("")]:
        marks = atom.marks if atom.text else ()
        if marks != open_marks:
            same = 0
            while same < min(len(marks), len(open_marks)) and marks[same] == open_marks[same]:
                same += 1
            out += [f"</{_name(mark)}>" for mark in reversed(open_marks[same:])]
            out += marks[same:]
            open_marks = marks
        out.append(atom.text)
    return "".join(out)
