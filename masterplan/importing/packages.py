"""A .docx opened with care. What pandoc is given is a package written anew from the parts that were looked at here: no
entities, no parts twice, no names that lead elsewhere, no strict namespaces that it does not know."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from files.checking import RefusedFile, check_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_XML = 30 * 1024 * 1024
MOST_MEDIA = 60 * 1024 * 1024
# The parts that hold text, its styles and pictures; all others (themes, properties, macros, embedded files) stay behind.
TEXTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:document|footnotes|endnotes|styles|numbering|comments|settings)\.xml"
    r"|word/_rels/(?:document|footnotes|endnotes)\.xml\.rels"
)
MEDIA = re.compile(r"word/media/[\w .()-]{1,120}", re.ASCII)
# ISO 29500 Strict, as newer Word can save it, in the words of the usual form.
STRICT = [
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"),
]  # fmt: skip


class ImportRefused(Exception):
    """The document is not taken; the message says why."""


def damaged() -> ImportRefused:
    return ImportRefused(_("The document is damaged and cannot be read. Open it in Word and save it anew."))


@dataclass
class Package:
    """The parts of a document: `trees` by name, parsed; `media` by name, as they are."""

    trees: dict[str, etree._Element]
    media: dict[str, bytes]

    @property
    def body(self) -> etree._Element:
        body = self.trees["word/document.xml"].find(f"{W}body")
        if body is None:
            raise damaged()
        return body

    def written(self) -> bytes:
        """The package anew, for pandoc."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, tree in self.trees.items():
                archive.writestr(name, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
            for name, content in self.media.items():
                archive.writestr(name, content)
        return out.getvalue()


def open_package(name: str, content: bytes) -> Package:
    """The parts of a .docx, or ImportRefused: encrypted, of another kind, with macros, damaged, unpacking to too much."""
    if content[:8] == OLD_WORD:
        raise ImportRefused(
            _("The document is encrypted or in the old .doc form. Save it as .docx without a password.")
        )
    if not name.lower().endswith(".docx"):
        raise ImportRefused(_("Only Word documents (.docx) are taken in here."))
    try:
        check_file(name, content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(set(names)) != len(names):  # which of the two is read depends on the reader
                raise damaged()
            trees = _trees(archive, names)
            media = _media(archive, names)
    except RefusedFile as error:
        raise ImportRefused(str(error)) from error
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError, ValueError) as error:
        raise damaged() from error
    package = Package(trees, media)
    for fallback in list(package.body.iter(f"{MC}Fallback")):  # of alternatives the first choice alone
        alternatives = fallback.getparent()
        if alternatives is not None and alternatives.find(f"{MC}Choice") is not None:
            alternatives.remove(fallback)
    return package


def _trees(archive: zipfile.ZipFile, names: list[str]) -> dict[str, etree._Element]:
    trees, left = {}, MOST_XML
    for name in names:
        if not TEXTS.fullmatch(name):
            continue
        with archive.open(name) as stream:
            xml = stream.read(left + 1)
        left -= len(xml)
        if left < 0:
            raise ImportRefused(_("The document is too large to be read. Divide it into smaller ones."))
        for strict, usual in STRICT:
            xml = xml.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            tree = etree.fromstring(xml, parser)
        except etree.XMLSyntaxError as error:
            raise damaged() from error
        if tree.getroottree().docinfo.doctype or tree.getroottree().docinfo.internalDTD is not None:
            raise damaged()
        trees[name] = tree
    return trees


def _media(archive: zipfile.ZipFile, names: list[str]) -> dict[str, bytes]:
    media, left = {}, MOST_MEDIA
    for name in names:
        if MEDIA.fullmatch(name):
            with archive.open(name) as stream:
                media[name] = stream.read(left + 1)
            left -= len(media[name])
            if left < 0:
                raise ImportRefused(_("The pictures of the document are too large. Make them smaller in Word."))
    return media


def balance_fields(body: etree._Element) -> None:
    """Fields that begin or end without their other half give way; a reader would swallow the text behind them."""
    begun: list[list[etree._Element]] = []
    stray: list[etree._Element] = []
    for sign in body.iter(f"{W}fldChar"):
        kind = sign.get(f"{W}fldCharType")
        if kind == "begin":
            begun.append([sign])
        elif not begun:
            stray.append(sign)
        elif kind == "end":
            begun.pop()
        else:
            begun[-1].append(sign)
    for sign in [*stray, *(one for field in begun for one in field)]:
        sign.getparent().remove(sign)


def flow(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in the order of the text, out of the boxes for forms in which Word may wrap them."""
    for child in parent:
        if child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from flow(child)
        elif child.tag in (f"{W}p", f"{W}tbl"):
            yield child


def said(element: etree._Element) -> str:
    """The words of a paragraph as it reads with tracked changes accepted; tabs and breaks are blanks."""
    parts: list[str] = []
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
        if any(above.tag in GONE for above in node.iterancestors()):
            continue
        if node.tag == f"{W}t":
            parts.append(node.text or "")
        elif node.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif node.getparent().tag == f"{W}r":  # a tab of the paragraph's settings is no tab of its text
            parts.append(" ")
    return " ".join("".join(parts).split())


GONE = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent"}
