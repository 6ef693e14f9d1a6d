"""The line at the head of every page of a draft in Word, whatever the reference document has there.

A section of a Word document may have a head of its own for its first and for its even pages, or none at all, and takes
what it lacks from the section before: so each head that is there gets the line, and the first section each that lacks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

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
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
        order = source.infolist()
    changed: dict[str, bytes] = {}
    document, links = _parse(parts[DOCUMENT]), _parse(parts[LINKS])
    targets = {each.get("Id"): each.get("Target", "") for each in links if each.get("Type") == HEADER}
    for target in targets.values():
        name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        head = _parse(parts[name])
        if line not in "".join(head.itertext()):
            head.insert(0, _paragraph(line))
            changed[name] = _written(head)
    sections = list(document.iter(_w("sectPr")))
    if not sections:
        sections = [etree.SubElement(document.find(_w("body")), _w("sectPr"))]
    present = {each.get(_w("type"), "default") for each in sections[0].iterfind(_w("headerReference"))}
    lacking = [kind for kind in _kinds(sections, parts.get(SETTINGS, b"")) if kind not in present]
    for kind in lacking:
        reference = etree.Element(_w("headerReference"), {_w("type"): kind, f"{{{R}}}id": OWN_LINK}, nsmap={"r": R})
        sections[0].insert(0, reference)
    if lacking:
        head = etree.Element(_w("hdr"), nsmap={"w": W})
        head.append(_paragraph(line))
        link = {"Id": OWN_LINK, "Type": HEADER, "Target": OWN_PART}
        etree.SubElement(links, f"{{{PACKAGE}/relationships}}Relationship", link)
        types = _parse(parts[TYPES])
        override = {"PartName": f"/word/{OWN_PART}", "ContentType": KIND}
        etree.SubElement(types, f"{{{PACKAGE}/content-types}}Override", override)
        changed |= {
            DOCUMENT: _written(document),
            LINKS: _written(links),
            TYPES: _written(types),
            f"word/{OWN_PART}": _written(head),
        }
    if not changed:
        return data
    target_file = io.BytesIO()
    with zipfile.ZipFile(target_file, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in order:
            made.writestr(entry, changed.pop(entry.filename, parts[entry.filename]), zipfile.ZIP_DEFLATED)
        for name, content in changed.items():
            made.writestr(zipfile.ZipInfo(name, order[0].date_time), content, zipfile.ZIP_DEFLATED)
    return target_file.getvalue()


def _kinds(sections: list[etree._Element], settings: bytes) -> Iterator[str]:
    """The kinds of pages that have heads of their own somewhere in the document."""
    yield "default"
    if any(_is_on(section.find(_w("titlePg"))) for section in sections):
        yield "first"
    if settings and _is_on(_parse(settings).find(_w("evenAndOddHeaders"))):
        yield "even"


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(_w("val"), "1") not in FALSE


def _paragraph(line: str) -> etree._Element:
    paragraph = etree.Element(_w("p"), nsmap={"w": W})
    run = etree.SubElement(paragraph, _w("r"))
    look = etree.SubElement(run, _w("rPr"))
    etree.SubElement(look, _w("b"))
    etree.SubElement(look, _w("sz"), {_w("val"): "18"})
    etree.SubElement(run, _w("t")).text = line
    return paragraph


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, PARSER)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
