"""The line at the head of every page of a draft in Word, whatever the reference document has there.

A section of a Word document may have a head of its own for its first and for its even pages, or none at all, and takes
what it lacks from the section before: so each head that is there gets the line, and the first section each that lacks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = f"{R}/header"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
DOCUMENT, SETTINGS, LINKS, TYPES = (
    "word/document.xml",
    "word/settings.xml",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
)
OWN_PART, OWN_LINK = "header-draf.xml", "rIdDraf"
FALSE = {"0", "false", "off"}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def with_line_on_every_page(data: bytes, line: str) -> bytes:
    """The DOCX with the line as first paragraph in the heads of all its pages; the same bytes where it is there already."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist() if name.endswith((".xml", ".rels"))}
    changed: dict[str, bytes] = {}
    document, links = parsed(parts[DOCUMENT]), parsed(parts[LINKS])
    targets = {each.get("Id"): each.get("Target", "") for each in links if each.get("Type") == HEADER}
    for target in targets.values():
        name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        head = parsed(parts[name])
        if line not in "".join(head.itertext()):
            head.insert(0, _paragraph(line))
            changed[name] = written(head)
    sections = list(document.iter(w("sectPr")))
    if not sections:
        sections = [etree.SubElement(document.find(w("body")), w("sectPr"))]
    present = {each.get(w("type"), "default") for each in sections[0].iterfind(w("headerReference"))}
    lacking = [kind for kind in _kinds(sections, parts.get(SETTINGS, b"")) if kind not in present]
    for kind in lacking:
        reference = etree.Element(w("headerReference"), {w("type"): kind, f"{{{R}}}id": OWN_LINK}, nsmap={"r": R})
        sections[0].insert(0, reference)
    if lacking:
        head = etree.Element(w("hdr"), nsmap={"w": W})
        head.append(_paragraph(line))
        link = {"Id": OWN_LINK, "Type": HEADER, "Target": OWN_PART}
        etree.SubElement(links, f"{{{PACKAGE}/relationships}}Relationship", link)
        types = parsed(parts[TYPES])
        override = {"PartName": f"/word/{OWN_PART}", "ContentType": KIND}
        etree.SubElement(types, f"{{{PACKAGE}/content-types}}Override", override)
        changed |= {
            DOCUMENT: written(document),
            LINKS: written(links),
            TYPES: written(types),
            f"word/{OWN_PART}": written(head),
        }
    return rewritten(data, changed) if changed else data


def part_of(data: bytes, name: str) -> bytes:
    """A part of a DOCX. Raises KeyError."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name)


def rewritten(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The DOCX with these parts in place of those it has, new ones behind them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        order = source.infolist()
        for entry in order:
            made.writestr(entry, changed.get(entry.filename) or source.read(entry), zipfile.ZIP_DEFLATED)
        for name in changed.keys() - {entry.filename for entry in order}:
            made.writestr(zipfile.ZipInfo(name, order[0].date_time), changed[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _kinds(sections: list[etree._Element], settings: bytes) -> Iterator[str]:
    """The kinds of pages that have heads of their own somewhere in the document."""
    yield "default"
    if any(_is_on(section.find(w("titlePg"))) for section in sections):
        yield "first"
    if settings and _is_on(parsed(settings).find(w("evenAndOddHeaders"))):
        yield "even"


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(w("val"), "1") not in FALSE


def _paragraph(line: str) -> etree._Element:
    paragraph = etree.Element(w("p"), nsmap={"w": W})
    run = etree.SubElement(paragraph, w("r"))
    look = etree.SubElement(run, w("rPr"))
    etree.SubElement(look, w("b"))
    etree.SubElement(look, w("sz"), {w("val"): "18"})
    etree.SubElement(run, w("t")).text = line
    return paragraph


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, PARSER)


def written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
