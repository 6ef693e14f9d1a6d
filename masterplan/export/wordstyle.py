"""The reference document that gives a Word export its looks: pandoc's own, dressed as official documents are (A4,
Times New Roman 12, lines of 1.15, binding side 30 mm). An administrator can put another in its place."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.core.files.storage import default_storage

# A file of this name in the project's storage is used instead, as it is.
OWN_REFERENCE = "export/reference.docx"
# What an edition was frozen with stays for ever, under the digest of its bytes.
KEPT_REFERENCE = "export/reference-{}.docx"
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FACE = "Times New Roman"
FONTS = f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:cs="{FACE}" w:eastAsia="{FACE}"/>'
# A4 in twentieths of a point; margins 25 mm, binding side 30 mm.
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/>'
)


def paragraph(
    size: int,
    *,
    before: int = 0,
    after: int = 0,
    bold: bool = False,
    align: str = "left",
    more: str = "",
    indent: str = "",
) -> str:
    """Properties of a style: size in points, spaces in points."""
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/>'
    return (
        f'<w:pPr>{more}<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="276" w:lineRule="auto"/>{indent}'
        f'<w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr>{FONTS}{weight}<w:i w:val="0"/><w:color w:val="17191D"/>'
        f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr>'
    )


KEEP = "<w:keepNext/><w:keepLines/>"
STYLES = {
    "BodyText": paragraph(12, after=6, align="both"),
    "Compact": paragraph(10),
    "Title": paragraph(26, before=160, after=12, bold=True),
    "Subtitle": paragraph(16, after=12),
    "Author": paragraph(12, before=24),
    "Date": paragraph(12, after=12),
    "Heading1": paragraph(18, after=14, bold=True, more=f"{KEEP}<w:pageBreakBefore/>"),
    "Heading2": paragraph(14, before=14, after=6, bold=True, more=KEEP),
    "Heading3": paragraph(12, before=12, after=4, bold=True, more=KEEP),
    "Heading4": paragraph(12, before=10, after=4, bold=True, more=KEEP),
    "Heading5": paragraph(11, before=8, after=4, bold=True, more=KEEP),
    "TOCHeading": paragraph(18, after=14, bold=True, more="<w:pageBreakBefore/>"),
    "TableCaption": paragraph(10, before=10, after=4, bold=True, more="<w:keepNext/>"),
    "ImageCaption": paragraph(10, before=4, after=4, bold=True),
    "CaptionedFigure": paragraph(10, before=10, more="<w:keepNext/>"),
    "FootnoteText": paragraph(9),
    "BlockText": paragraph(12, before=4, after=8, align="both", indent='<w:ind w:left="567" w:right="567"/>'),
}
SOURCE_STYLE = (
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Source"><w:name w:val="Source"/>'
    f'<w:basedOn w:val="Normal"/><w:qFormat/>{paragraph(9, before=2, after=10)}</w:style>'
)
TABLE_LOOK = (
    '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="12" w:color="17191D"/>'
    '<w:bottom w:val="single" w:sz="12" w:color="17191D"/><w:insideH w:val="single" w:sz="4" w:color="C9C6BE"/>'
    '</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="6" w:color="17191D"/></w:tcBorders>'
    '<w:shd w:val="clear" w:color="auto" w:fill="F1EFE9"/></w:tcPr></w:tblStylePr>'
)


@contextmanager
def reference_document(head: str, kept: str | None = None) -> Iterator[Path]:
    """A file with the styles; `head` stands at the head of each page. An own reference document keeps its own head,
    to which a draft adds its line (wordhead.py). `kept` is the digest of one that was kept for an edition, "" the
    built-in one, None that of today."""
    name = OWN_REFERENCE if kept is None else KEPT_REFERENCE.format(kept) if kept else ""
    if name and default_storage.exists(name):
        with default_storage.open(name) as file:
            data = file.read()
    else:
        data = dressed(head)
    with tempfile.TemporaryDirectory(prefix="word-") as folder:
        path = Path(folder) / "reference.docx"
        path.write_bytes(data)
        yield path


def dressed(head: str) -> bytes:
    """Pandoc's reference document with our styles, paper, head and page number."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(default_reference())) as source, zipfile.ZipFile(target, "w") as made:
        for entry in source.infolist():
            data = source.read(entry).decode()
            match entry.filename:
                case "word/styles.xml":
                    data = with_styles(data)
                case "word/document.xml":
                    data = with_page(data)
                case "word/_rels/document.xml.rels":
                    data = data.replace("</Relationships>", RELATIONS + "</Relationships>")
                case "[Content_Types].xml":
                    data = data.replace("</Types>", TYPES + "</Types>")
            made.writestr(entry, data, zipfile.ZIP_DEFLATED)
        made.writestr("word/header1.xml", HEAD.format(ns=WORDS, text=escape(head)), zipfile.ZIP_DEFLATED)
        made.writestr("word/footer1.xml", FOOT.format(ns=WORDS), zipfile.ZIP_DEFLATED)
    return target.getvalue()


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    f'<Relationship Id="rIdHead" Type="{OFFICE}/header" Target="header1.xml"/>'
    f'<Relationship Id="rIdFoot" Type="{OFFICE}/footer" Target="footer1.xml"/>'
)
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    f'<Override PartName="/word/header1.xml" ContentType="{KIND}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{KIND}.footer+xml"/>'
)
SMALL = '<w:rPr><w:sz w:val="18"/><w:color w:val="4A4D53"/></w:rPr>'
HEAD = '<?xml version="1.0" encoding="UTF-8"?><w:hdr {ns}><w:p><w:r>' + SMALL + "<w:t>{text}</w:t></w:r></w:p></w:hdr>"
FOOT = (
    '<?xml version="1.0" encoding="UTF-8"?><w:ftr {ns}><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r>'
    + SMALL
    + '<w:t xml:space="preserve">Halaman </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r>'
    + SMALL
    + "<w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>"
)


def with_page(document: str) -> str:
    head = f'<w:headerReference xmlns:r="{OFFICE}" w:type="default" r:id="rIdHead"/>'
    foot = f'<w:footerReference xmlns:r="{OFFICE}" w:type="default" r:id="rIdFoot"/>'
    return re.sub(r"<w:sectPr\s*/>|<w:sectPr>", f"<w:sectPr>{head}{foot}", document).replace(
        "</w:sectPr>", f"{PAGE}</w:sectPr>"
    )


def with_styles(styles: str) -> str:
    """Each style of STYLES with its properties replaced, the default face and language, and a style for sources."""
    styles = re.sub(r"<w:rFonts[^>]*/>", FONTS, styles, count=1)
    styles = re.sub(r"<w:lang[^>]*/>", '<w:lang w:val="id-ID"/>', styles, count=1)
    styles = re.sub(r'<w:spacing w:after="200"\s*/>', '<w:spacing w:after="0"/>', styles, count=1)
    for name, properties in STYLES.items():
        styles = replaced_in(styles, name, properties)
    styles = replaced_in(styles, "Table", TABLE_LOOK)
    return styles.replace("</w:styles>", SOURCE_STYLE + "</w:styles>")


def replaced_in(styles: str, name: str, properties: str) -> str:
    """The styles with all properties of one of them replaced."""
    pattern = re.compile(rf'(<w:style\b[^>]*w:styleId="{name}"[^>]*>)(.*?)(</w:style>)', re.DOTALL)

    def dressed_style(match: re.Match[str]) -> str:
        inside = re.sub(r"<w:(pPr|rPr|tblPr|tblStylePr|trPr|tcPr)\b.*?</w:\1>", "", match[2], flags=re.DOTALL)
        return match[1] + inside + properties + match[3]

    return pattern.sub(dressed_style, styles)


@cache
def default_reference() -> bytes:
    from .word import pandoc_path

    command = [pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
