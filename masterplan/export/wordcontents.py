"""The contents and lists of a Word document, filled: pandoc leaves their fields empty until somebody updates them, which
Word offers when it opens the file, and other programs do not. Page numbers come with the first update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .wordhead import DOCUMENT, parsed, part_of, rewritten, w, written

# Gallery of the field -> the styles whose paragraphs it lists, with their level.
LISTED = {
    "Table of Contents": {"Heading1": 1, "Heading2": 2, "Heading3": 3},
    "List of Tables": {"TableCaption": 1},
    "List of Figures": {"ImageCaption": 1},
}
INDENT = 284  # twentieths of a point for each level: 5 mm
NEAR = 2  # a bookmark stands right before its heading, before a figure's picture when the caption is below


@dataclass(frozen=True)
class Entry:
    level: int
    text: str
    bookmark: str


def with_contents(data: bytes) -> bytes:
    """The DOCX with the entries of its contents and lists, tables before figures as in the book. Each is a link to its
    place. The fields stay fields, and are marked as to be updated."""
    document = parsed(part_of(data, DOCUMENT))
    fields = {_gallery(box): box for box in document.iter(w("sdt"))}
    for gallery, styles in LISTED.items():
        if gallery in fields:
            _fill(fields[gallery], list(_entries(document, styles)))
    tables, figures = fields.get("List of Tables"), fields.get("List of Figures")
    if tables is not None and figures is not None and figures.getnext() is tables:
        tables.addnext(figures)
    return rewritten(data, {DOCUMENT: written(document)})


def _gallery(box: etree._Element) -> str:
    name = box.find(f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}")
    return name.get(w("val"), "") if name is not None else ""


def _entries(document: etree._Element, styles: dict[str, int]) -> Iterator[Entry]:
    for paragraph in document.find(w("body")).iterchildren(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        level = styles.get(style.get(w("val"), "")) if style is not None else None
        if level and (text := " ".join("".join(each.text or "" for each in paragraph.iter(w("t"))).split())):
            yield Entry(level, text, _bookmark_before(paragraph))


def _bookmark_before(paragraph: etree._Element) -> str:
    before = paragraph
    for _ in range(NEAR):
        before = before.getprevious()
        if before is None:
            break
        if before.tag == w("bookmarkStart"):
            return str(before.get(w("name"), ""))
    return ""


def _fill(box: etree._Element, entries: list[Entry]) -> None:
    """Put paragraphs between the begin of the field and its end."""
    content = box.find(w("sdtContent"))
    field = next((each for each in content.iter(w("p")) if each.find(f".//{w('instrText')}") is not None), None)
    if field is None or not entries:
        return
    instruction = "".join(each.text or "" for each in field.iter(w("instrText")))
    lines = [_line(entry) for entry in entries]
    opening = [_mark("begin", dirty=True), _instruction(instruction), _mark("separate")]
    for at, run in enumerate(opening, 1):  # behind the properties of the first line
        lines[0].insert(at, run)
    lines[-1].append(_mark("end"))
    for line in lines:
        field.addprevious(line)
    content.remove(field)


def _line(entry: Entry) -> etree._Element:
    line = etree.Element(w("p"))
    look = etree.SubElement(line, w("pPr"))
    etree.SubElement(look, w("spacing"), {w("after"): "40"})
    etree.SubElement(look, w("ind"), {w("left"): str((entry.level - 1) * INDENT)})
    place = line
    if entry.bookmark:
        place = etree.SubElement(line, w("hyperlink"), {w("anchor"): entry.bookmark, w("history"): "1"})
    run = etree.SubElement(place, w("r"))
    etree.SubElement(run, w("t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = entry.text
    return line


def _mark(kind: str, *, dirty: bool = False) -> etree._Element:
    run = etree.Element(w("r"))
    mark = etree.SubElement(run, w("fldChar"), {w("fldCharType"): kind})
    if dirty:
        mark.set(w("dirty"), "true")
    return run


def _instruction(text: str) -> etree._Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("instrText"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = text
    return run
