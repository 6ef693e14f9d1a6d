"""The differences of one section between two printed texts, each with its place in words and both wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.translation import gettext as _

from formats.numbers import UnreadableNumber, format_number, parse_number

from .comparing import compare
from .passages import Grid, Passage, SectionText

NUMBER = re.compile(r"[0-9](?:[0-9.,]*[0-9])?")
TOKEN = re.compile(r"[0-9](?:[0-9.,]*[0-9])?%?|\w+|[^\w\s]")
UNIT = re.compile(r"^(?:Rp\s?)|(?:\s?(?:%|persen))$")
INSERTED = re.compile(r"<ins\b[^>]*>.*?</ins>", re.DOTALL)
DELETED = re.compile(r"<del\b[^>]*>.*?</del>", re.DOTALL)
COUNTED = re.compile(r' data-change="[0-9]+"')
ALIKE = 0.4
LONG_ENOUGH_TO_MOVE = 20
MANY_PAIRS = 2500


@dataclass(frozen=True)
class Difference:
    """`kind`: added, removed, changed, figures (numbers alone), moved, title, section_added, section_removed.

    `before` and `after` are plain text, `before_html` and `after_html` the same with del and ins; `delta` is "12 → 14 (+2)".
    """

    kind: str
    place: str
    before: str
    after: str
    before_html: str = ""
    after_html: str = ""
    delta: str = ""
    passage: Passage | Grid | None = None


def differences(old: SectionText, new: SectionText) -> list[Difference]:
    """What has changed, in the order of the newer text; empty when both say the same."""
    found: list[Difference] = []
    if old.title != new.title:
        found.append(_changed(_("Title"), old.title, new.title, None, kind="title"))
    if old.passages != new.passages:
        found += _of_passages(old.passages, new.passages)
    return found


def _of_passages(old: Sequence[Passage | Grid], new: Sequence[Passage | Grid]) -> list[Difference]:
    pairs = list(_pairs(old, new))
    gone = {one.text for one, other in pairs if one and not other and len(one.text) > LONG_ENOUGH_TO_MOVE}
    come = {other.text for one, other in pairs if other and not one and len(other.text) > LONG_ENOUGH_TO_MOVE}
    moved = gone & come
    found: list[Difference] = []
    for one, other in pairs:
        if isinstance(one, Grid) and isinstance(other, Grid):
            found += _of_tables(one, other)
        elif one is not None and other is not None:
            if one.text != other.text:
                found.append(_changed(place_of(other), one.text, other.text, other))
        elif other is not None:
            kind = "moved" if other.text in moved else "added"
            found.append(
                Difference(kind, place_of(other), "", other.text, "", _marked("ins", other.text), passage=other)
            )
        elif one is not None and one.text not in moved:
            found.append(Difference("removed", place_of(one), one.text, "", _marked("del", one.text), "", passage=one))
    return found


def place_of(passage: Passage | Grid) -> str:
    """Where it stands in its section, in words."""
    if isinstance(passage, Grid):
        return passage.name or _("Table %(number)s of the section") % {"number": passage.position}
    words = {
        "paragraph": _("Paragraph %(number)s"),
        "item": _("Item %(number)s"),
        "heading": _("Subheading %(number)s"),
        "picture": passage.label or _("Picture %(number)s"),
    }[passage.kind]
    return words % {"number": passage.position}


# ---- Which belongs to which ----


def _pairs(
    old: Sequence[Passage | Grid], new: Sequence[Passage | Grid]
) -> Iterator[tuple[Passage | Grid | None, Passage | Grid | None]]:
    before, after = [_sign(each) for each in old], [_sign(each) for each in new]
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            yield from _alike(old[i:j], new[k:m])


def _sign(passage: Passage | Grid) -> tuple[str, str, str]:
    caption = passage.caption if isinstance(passage, Grid) else ""
    return passage.kind, caption, passage.text


def _alike(
    old: Sequence[Passage | Grid], new: Sequence[Passage | Grid]
) -> Iterator[tuple[Passage | Grid | None, Passage | Grid | None]]:
    """Passages that were reworded beside each other, the others alone, in the order of the text."""
    at = 0
    for other in new:
        best, found = ALIKE, None
        reach = len(old) if len(old) * len(new) <= MANY_PAIRS else min(at + 20, len(old))
        for index in range(at, reach):
            if (likeness := _likeness(old[index], other)) > best:
                best, found = likeness, index
        if found is None:
            yield None, other
            continue
        for removed in old[at:found]:
            yield removed, None
        yield old[found], other
        at = found + 1
    for removed in old[at:]:
        yield removed, None


def _likeness(one: Passage | Grid, other: Passage | Grid) -> float:
    if one.kind != other.kind:
        return 0.0
    if isinstance(one, Grid) and isinstance(other, Grid):
        if one.caption and one.caption == other.caption:
            return 1.0
        return 0.9 if one.heads and one.heads == other.heads else _ratio(one.text, other.text)
    return _ratio(one.text, other.text)


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, TOKEN.findall(one), TOKEN.findall(other), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


# ---- Tables, cell by cell ----


def _of_tables(old: Grid, new: Grid) -> list[Difference]:
    name = place_of(new)
    found: list[Difference] = []
    if old.caption != new.caption:
        found.append(_changed(_("%(table)s, title") % {"table": new.label or name}, old.caption, new.caption, new))
    columns = _columns(old.heads, new.heads)
    if columns is None:
        columns = (
            list(zip(range(len(old.heads)), range(len(new.heads)), strict=False)) if old.heads or new.heads else None
        )
    if old.heads != new.heads:
        found.append(
            _changed(_("%(table)s, columns") % {"table": name}, " | ".join(old.heads), " | ".join(new.heads), new)
        )
    column = new.name_column()
    before, after = (
        old.keyed_rows(next((left for left, right in columns or () if right == column), column)),
        new.keyed_rows(column),
    )
    pairs = _row_pairs(before, after)
    for key in [*after, *(key for key in before if key not in after and key not in pairs.values())]:
        row = after.get(key)
        earlier = before.get(pairs.get(key, key))
        label = key[0] or next((cell for cell in row or earlier or () if cell), "")
        place = _("%(table)s, row “%(row)s”") % {"table": name, "row": label[:80]}
        if row is not None and earlier is not None:
            found += _of_row(place, earlier, row, columns, new)
        elif row is not None:
            text = " | ".join(row)
            found.append(Difference("added", place, "", text, "", _marked("ins", text), passage=new))
        elif earlier is not None:
            text = " | ".join(earlier)
            found.append(Difference("removed", place, text, "", _marked("del", text), "", passage=new))
    return found


def _columns(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]] | None:
    """Which column of the old table is which of the new one, by their heads. None when they cannot be told apart."""
    if len(set(old)) != len(old) or len(set(new)) != len(new):
        return None
    return [(old.index(head), column) for column, head in enumerate(new) if head in old]


def _row_pairs(
    before: dict[tuple[str, int], tuple[str, ...]], after: dict[tuple[str, int], tuple[str, ...]]
) -> dict[tuple[str, int], tuple[str, int]]:
    """New row -> old row, for rows whose name was reworded; those with equal names find each other."""
    gone = [key for key in before if key not in after]
    pairs: dict[tuple[str, int], tuple[str, int]] = {}
    for key in (key for key in after if key not in before):
        if len(gone) > 200:
            break
        likeness = {other: _ratio(" ".join(before[other]), " ".join(after[key])) for other in gone}
        best = max(likeness, key=lambda other: likeness[other], default=None)
        if best is not None and likeness[best] > 0.6:
            pairs[key] = best
            gone.remove(best)
    return pairs


def _of_row(
    place: str, old: Sequence[str], new: Sequence[str], columns: list[tuple[int, int]] | None, table: Grid
) -> Iterator[Difference]:
    if columns is None:
        columns = [(at, at) for at in range(min(len(old), len(new)))]
    for left, right in columns:
        before = old[left] if left < len(old) else ""
        after = new[right] if right < len(new) else ""
        if before == after or _only_counts(table, right):
            continue
        head = table.heads[right] if right < len(table.heads) else str(right + 1)
        where = _("%(place)s, column “%(column)s”") % {"place": place, "column": head[:80]}
        yield _changed(where, before, after, table)


def _only_counts(table: Grid, column: int) -> bool:
    """The column that numbers the rows: it changes with every row that comes or goes."""
    return column == 0 and len(table.heads) > 1 and all(row[0].rstrip(".").isdecimal() for row in table.rows if row)


# ---- Words and numbers ----


def _changed(place: str, before: str, after: str, passage: Passage | Grid | None, *, kind: str = "") -> Difference:
    woven = COUNTED.sub("", compare(f"<p>{escape(before)}</p>", f"<p>{escape(after)}</p>").html)
    inner = re.sub(r"</?p\b[^>]*>", "", woven)
    if woven.count("<p") != 1:  # nothing in common
        left, right = _marked("del", before), _marked("ins", after)
    else:
        left, right = INSERTED.sub("", inner), DELETED.sub("", inner)
    numbers_only = before and after and NUMBER.sub("#", before) == NUMBER.sub("#", after)
    found = kind or ("figures" if numbers_only else "changed")
    return Difference(found, place, before, after, left, right, _delta(before, after) if numbers_only else "", passage)


def _delta(before: str, after: str) -> str:
    """ "12 → 14 (+2)" of a cell that is one number, "12 → 14; 3 → 5" of a text in which numbers alone changed."""
    one, other = _value(before), _value(after)
    if one is not None and other is not None:
        step = other - one
        sign = "+" if step > 0 else ""
        return f"{before} → {after} ({sign}{format_number(step)})"
    pairs = zip(NUMBER.findall(before), NUMBER.findall(after), strict=True)
    return "; ".join(f"{left} → {right}" for left, right in pairs if left != right)


def _value(text: str) -> Decimal | None:
    try:
        return parse_number(UNIT.sub("", UNIT.sub("", text.strip())), negative=True)
    except UnreadableNumber:
        return None


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""
