"""Where the parts of a document begin: its heading styles, in any language of Word, else its numbered bold lines.

Each heading is taken out of the document and leaves a token, by which its place is found again in what pandoc makes.
"""

from __future__ import annotations

import copy
import re
import secrets
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from formats.numbers import roman

from .losses import LIFTED, count_losses, words_of
from .packages import Package, W, balance_fields, flow, said

# "heading 1" as Word writes it in every language, and as other programs name it in theirs.
STYLE = re.compile(
    r"(?:heading|judul|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|nagłówek|заголовок|标题|標題|見出し)\s*([1-9])",
    re.IGNORECASE,
)
CONTENTS = re.compile(
    r"toc\s*(?:[1-9]|heading)|table of (?:figures|authorities)|daftar isi\s*[1-9]?|verzeichnis\s*[1-9]", re.I
)
CHAPTER_ONLY = re.compile(r"(?:bab|chapter)\s+(?:[ivxlc]+|[0-9]{1,2})\s*[.:]?", re.IGNORECASE)
CHAPTER_LINE = re.compile(r"(?:BAB|Bab)\s+(?:[IVXLC]+|[0-9]{1,2})\b.{0,120}")
NUMBERED_LINE = re.compile(r"((?:[0-9]{1,2}\.){1,4}[0-9]{1,2}\.?|[0-9]{1,2}\.)\s*[^\W\d_].{0,150}")
MOST_TITLE = 250


@dataclass
class Part:
    """A heading with what stands below it until the next one. `level` 0 and no title: what stands before the first.
    `auto` is the number that Word would have set before it by itself, `losses` what its XML holds, `words` what it says."""

    level: int
    title: str
    auto: str = ""
    losses: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)


@dataclass
class Marked:
    """The parts in the order of the document; the token of part n is `token` + n + "x". `guessed`: no heading styles."""

    parts: list[Part]
    token: str
    guessed: bool = False


def mark_headings(package: Package) -> Marked:
    """Find the headings, put tokens in their places, leave out tables of contents, lift text boxes into the text."""
    styles = Styles(package.trees.get("word/styles.xml"))
    hidden = _drop_hidden(package.body)
    _lift_boxes(package.body)
    contents = _drop_contents(package, styles)
    balance_fields(package.body)
    items = list(flow(package.body))
    levels = {item: styles.level(item) for item in items if item.tag == f"{W}p"}
    guessed = not any(level and said(item) for item, level in levels.items())
    if guessed:
        levels = {item: _guessed_level(item) for item in levels}
    marked = Marked([Part(0, "")], "kepala" + secrets.token_hex(8) + "n", guessed)
    counts = [0] * 10
    before: etree._Element | None = None  # the heading just above, as long as nothing else was said
    for item in items:
        level = levels.get(item, 0)
        title = said(item)[:MOST_TITLE] if level else ""
        if not title:
            marked.parts[-1].losses.update(count_losses(item, styles.names, styles.own))
            marked.parts[-1].words.update(words_of(item))
            if item.tag != f"{W}p" or said(item) or len(item.findall(f".//{W}drawing")):
                before = None
            continue
        last = marked.parts[-1]
        if before is not None and last.level == level and CHAPTER_ONLY.fullmatch(last.title):
            last.title = f"{last.title} {title}"  # "BAB I" and its title in two lines
            _replace(item, "")
            continue
        part = Part(level, title, losses=count_losses(item, styles.names, styles.own))
        if styles.is_numbered(item):
            counts[level:] = [counts[level] + 1] + [0] * (9 - level)
            part.auto = roman(counts[1]) if level == 1 else ".".join(str(count or 1) for count in counts[1 : level + 1])
        marked.parts.append(part)
        _replace(item, f"{marked.token}{len(marked.parts) - 1}x")
        before = item
    marked.parts[0].losses.update(contents=contents, hidden=hidden)
    return marked


class Styles:
    """The paragraph styles of a document: which of them are headings, numbered, or made by its writer."""

    def __init__(self, tree: etree._Element | None) -> None:
        rows = [] if tree is None else tree.findall(f"{W}style")
        self.rows = {row.get(f"{W}styleId", ""): row for row in rows}
        self.names = {key: _value(row, "name") or key for key, row in self.rows.items()}
        self.own = {key for key, row in self.rows.items() if row.get(f"{W}customStyle") in ("1", "true", "on")}

    def line(self, item: etree._Element) -> list[str]:
        """The ids of a paragraph's style and of those it is based on."""
        line: list[str] = []
        key = _value(item.find(f"{W}pPr"), "pStyle")
        while key and key not in line and len(line) < 12:
            line.append(key)
            key = _value(self.rows.get(key), "basedOn")
        return line

    def level(self, item: etree._Element) -> int:
        """1 to 9, 0 for what is no heading."""
        own = _outline(item.find(f"{W}pPr"))
        if own is not None:
            return own
        for key in self.line(item):
            if found := STYLE.fullmatch(self.names.get(key, key)) or STYLE.fullmatch(key):
                return int(found[1])
            row = self.rows.get(key)
            if row is not None and (level := _outline(row.find(f"{W}pPr"))) is not None:
                return level
        return 0

    def is_contents(self, item: etree._Element) -> bool:
        return any(CONTENTS.fullmatch(self.names.get(key, key)) for key in self.line(item)[:1])

    def is_numbered(self, item: etree._Element) -> bool:
        settings = [item.find(f"{W}pPr")]
        settings += [row.find(f"{W}pPr") for key in self.line(item) if (row := self.rows.get(key)) is not None]
        for one in settings:
            number = None if one is None else one.find(f"{W}numPr")
            if number is not None:
                return _value(number, "numId") != "0"
        return False


def _value(parent: etree._Element | None, name: str) -> str:
    found = None if parent is None else parent.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _outline(settings: etree._Element | None) -> int | None:
    value = _value(settings, "outlineLvl")
    return None if not value.isascii() or not value.isdigit() else (int(value) + 1 if int(value) < 9 else 0)


def _guessed_level(item: etree._Element) -> int:
    """For documents without heading styles: a bold line that begins with `BAB I` or `1.2`."""
    text = said(item)
    in_contents = re.search(r"\s[0-9]{1,3}$", text) and item.find(f"{W}r/{W}tab") is not None
    if not text or len(text) > 160 or in_contents:
        return 0
    runs = [run for run in item.iter(f"{W}r") if "".join(run.itertext(f"{W}t")).strip()]
    if not runs or not all(_is_bold(run) for run in runs):
        return 0
    if CHAPTER_LINE.fullmatch(text):
        return 1
    if found := NUMBERED_LINE.fullmatch(text):
        return min(len([part for part in found[1].split(".") if part]), 6)
    return 0


def _is_bold(run: etree._Element) -> bool:
    bold = run.find(f"{W}rPr/{W}b")
    return bold is not None and bold.get(f"{W}val") not in ("0", "false", "off")


def _replace(item: etree._Element, token: str) -> None:
    """The token in place of the heading; pictures that hang on it stay behind it."""
    pictures = [copy.deepcopy(run) for run in item.iter(f"{W}r") if run.find(f".//{W}drawing") is not None]
    tail = item.tail
    item.clear()
    item.tail = tail
    if token:
        run = etree.SubElement(item, f"{W}r")
        etree.SubElement(run, f"{W}t").text = token
    parent = item.getparent()
    if pictures and parent is not None:
        paragraph = etree.Element(f"{W}p")
        paragraph.extend(pictures)
        parent.insert(parent.index(item) + 1, paragraph)


def _drop_hidden(body: etree._Element) -> int:
    """Text that Word hides stays hidden: it is left out. How many pieces of it there were."""
    gone = 0
    for mark in list(body.iter(f"{W}vanish")):
        run = mark.getparent().getparent()
        if mark.get(f"{W}val") not in ("0", "false", "off") and run is not None and run.tag == f"{W}r":
            gone += bool(said(run))
            if run.getparent() is not None and run.find(f"{W}fldChar") is None and run.find(f"{W}instrText") is None:
                run.getparent().remove(run)
    return gone


def _drop_contents(package: Package, styles: Styles) -> int:
    """Tables of contents and of figures; the book makes its own. How many lines they had does not matter: 1 or 0."""
    gone = [item for item in flow(package.body) if item.tag == f"{W}p" and styles.is_contents(item)]
    for box in list(package.body.iter(f"{W}sdt")):
        gallery = box.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
            gone.append(box)
    for item in gone:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)
    return 1 if gone else 0


def _lift_boxes(body: etree._Element) -> None:
    """The paragraphs of text boxes, behind the paragraph they hang on; pandoc would leave them out."""
    runs = []
    for box in list(body.iter(f"{W}txbxContent")):
        paragraph = next(box.iterancestors(f"{W}p"), None)
        parent = None if paragraph is None else paragraph.getparent()
        if paragraph is None or parent is None:
            continue
        mark = etree.Element(f"{W}p")
        etree.SubElement(mark, LIFTED)
        place = parent.index(paragraph) + 1
        for child in [*box, mark][::-1]:
            parent.insert(place, child)
        runs += list(box.iterancestors(f"{W}r"))[:1]
    for run in runs:
        holder = run.getparent()
        if holder is not None:
            holder.remove(run)
