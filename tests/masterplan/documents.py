"""Word documents made by code: each shows one thing that a real one may hold, or one way in which it may be broken."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STRICT = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math"),
]  # fmt: skip

# ---- Pieces of a body ----


def run(text: str, marks: str = "") -> str:
    marks = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f'<w:r>{marks}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str = "", marks: str = "", *, style: str = "", more: str = "", settings: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    pr = f"<w:pPr>{named}{settings}</w:pPr>" if named or settings else ""
    return f"<w:p>{pr}{run(text, marks) if text else ''}{more}</w:p>"


def h(level: int, text: str, **values: str) -> str:
    return p(text, style=f"Heading{level}", **values)


def cell(text: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{p(text)}</w:tc>"


def table(*rows: str, columns: int = 2) -> str:
    grid = "".join('<w:gridCol w:w="2000"/>' for _ in range(columns))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, settings=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def field_of(instruction: str, shown: str) -> str:
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        sign.format("begin") + f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        + sign.format("separate") + run(shown) + sign.format("end")
    )  # fmt: skip


def drawing(relation: str, alt: str = "", *, linked: bool = False) -> str:
    blip = f'<a:blip r:{"link" if linked else "embed"}="{relation}"/>'
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="Gambar" descr="{escape(alt)}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f"{blip}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(text: str) -> str:
    inside = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="2" name="Kotak"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# ---- Parts beside the body ----


def styles(*rows: str) -> str:
    return f'{DECLARATION}<w:styles xmlns:w="{MAIN}">{"".join(rows)}</w:styles>'


def style(key: str, name: str, *, own: bool = False, settings: str = "", based: str = "") -> str:
    mark = ' w:customStyle="1"' if own else ""
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="paragraph"{mark} w:styleId="{key}"><w:name w:val="{name}"/>{on}<w:pPr>{settings}</w:pPr></w:style>'


HEADINGS = [style(f"Heading{level}", f"heading {level}") for level in range(1, 7)]
TOC = [style(f"TOC{level}", f"toc {level}") for level in (1, 2)]
NUMBERING = (
    f'{DECLARATION}<w:numbering xmlns:w="{MAIN}">'
    + "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/></w:lvl>'
            for level in range(3)
        )
        + "</w:abstractNum>"
        for number, (kind, sign) in enumerate((("bullet", "•"), ("decimal", "%1.")), start=1)
    )
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    + "</w:numbering>"
)


def notes(kind: str, *texts: str) -> str:
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    rows = "".join(
        f'<w:{kind} w:id="{number}">{p(more=mark + run(" " + text))}</w:{kind}>' for number, text in enumerate(texts, 2)
    )
    return f"{DECLARATION}<w:{kind}s {SPACES}>{rows}</w:{kind}s>"


def comments(*texts: str) -> str:
    rows = "".join(f'<w:comment w:id="{n}" w:author="Andi">{p(text)}</w:comment>' for n, text in enumerate(texts))
    return f"{DECLARATION}<w:comments {SPACES}>{rows}</w:comments>"


def png(color: str = "#27427a", form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(out, form)
    return out.getvalue()


# ---- The package ----

KINDS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
}


def docx(
    body: str,
    *,
    parts: dict[str, str | bytes] | None = None,
    links: dict[str, tuple[str, str]] | None = None,
    document: str | None = None,
    strict: bool = False,
    extra: list[tuple[str, str | bytes]] | None = None,
    level: int = 6,
) -> bytes:
    """A .docx of a body. `parts` by the name of the part (`styles`, `footnotes`, `media/a.png`), `links` by relation id:
    its kind and target; `document` in place of the whole main part; `extra` files as they are."""
    parts = {"styles": styles(*HEADINGS, *TOC), "numbering": NUMBERING} | (parts or {})
    overrides, relations, files = "", "", []
    for number, (name, content) in enumerate(parts.items()):
        path = f"word/{name}" if "/" in name else f"word/{name}.xml"
        files.append((path, content))
        if name in KINDS:
            overrides += f'<Override PartName="/{path}" ContentType="{WML}.{KINDS[name]}+xml"/>'
            relations += f'<Relationship Id="p{number}" Type="{RELATIONS}/{KINDS[name]}" Target="{name}.xml"/>'
    for key, (kind, target) in (links or {}).items():
        outside = ' TargetMode="External"' if "://" in target else ""
        relations += f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{escape(target)}"{outside}/>'
    types = (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WML}.document.main+xml"/>{overrides}</Types>'
    )
    around = f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    main = around.format(f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>')
    document = document or f"{DECLARATION}<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    files = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", main),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", around.format(relations)),
        *files,
        *(extra or []),
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in files:
            if strict and isinstance(content, str):
                for usual, other in STRICT:
                    content = content.replace(usual, other)
            package.writestr(name, content)
    return buffer.getvalue()


# ---- The corpus ----


@dataclass(frozen=True)
class Good:
    """A document that comes in: what its text holds, what it must not hold, and a word of each sentence of the report."""

    make: Callable[[], bytes]
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    report: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bad:
    """A document that is refused; `reason` stands in the message."""

    make: Callable[[], bytes]
    reason: str
    name: str = "dokumen.docx"


def good(body: str, *holds: str, lacks: tuple[str, ...] = (), report: tuple[str, ...] = (), **values) -> Good:
    return Good(lambda: docx(body, **values), holds, lacks, report)


def bad(make: Callable[[], bytes], reason: str, name: str = "dokumen.docx") -> Bad:
    return Bad(make, reason, name)


INSERTED = '<w:ins w:id="1" w:author="A"><w:r><w:t>Baru</w:t></w:r></w:ins>'
DELETED = '<w:del w:id="2" w:author="A"><w:r><w:delText>Lama</w:delText></w:r></w:del>'
SPAN, START, GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
IMAGE = {"i1": ("image", "media/a.png")}
CELLS = cell("1") + cell("2")
FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
MERGED = "Merged cells"
PICTURE_LOST = "1 picture or drawing could not"

GOOD: dict[str, Good] = {
    "plain": good(p("Halo dunia"), "<p>Halo dunia</p>"),
    "bold": good(p("Tebal", "<w:b/>"), "<p><strong>Tebal</strong></p>"),
    "italic": good(p("Miring", "<w:i/>"), "<p><em>Miring</em></p>"),
    "superscript": good(p("2", '<w:vertAlign w:val="superscript"/>'), "<sup>2</sup>"),
    "colour": good(p("Merah", '<w:color w:val="FF0000"/>'), "<p>Merah</p>", report=("Colours",)),
    "break": good("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>", "a<br>b"),
    "entities": good(p("A & B <script>"), "A &amp; B &lt;script&gt;"),
    "template": good(p("{{ 7 }} {% now %}"), "{{ 7 }} {% now %}"),
    "emoji": good(p("👩‍⚕️ puskesmas"), "👩‍⚕️ puskesmas"),
    "long word": good(p("a" * 10_000), "a" * 10_000),
    "headings": good(h(1, "Satu") + p("x") + h(2, "Dua") + p("y"), "<h3>Satu</h3><p>x</p><h4>Dua</h4>", report=("Headings became",)),
    "heading jump": good(h(1, "Satu") + h(4, "Empat") + p("y"), "<h3>Satu</h3><h4>Empat</h4>", report=("Headings became",)),
    "no styles": Good(lambda: docx(p("BAB I PENDAHULUAN", "<w:b/>") + p("x") + p("1.1 Tujuan", "<w:b/>") + p("y"), parts={"styles": styles()}), ("<h3>BAB I PENDAHULUAN</h3>", "<h4>1.1 Tujuan</h4>"), (), ("no heading styles", "Headings became")),
    "no styles part": Good(lambda: docx(h(1, "Judul") + p("x")).replace(b"word/styles.xml", b"word/styluz.xml"), ("Judul", "x"), (), ("Headings became",)),
    "judul 1": good(p("Latar", style="Judul1") + p("x"), "<h3>Latar</h3>", report=("Headings became",), parts={"styles": styles(style("Judul1", "heading 1"))}),
    "judul by name": good(p("Latar", style="a1") + p("x"), "<h3>Latar</h3>", report=("Headings became",), parts={"styles": styles(style("a1", "Judul 1"))}),
    "überschrift": good(p("Ziel", style="berschrift1") + p("x"), "<h3>Ziel</h3>", report=("Headings became",), parts={"styles": styles(style("berschrift1", "Überschrift 1"))}),
    "based on a heading": good(p("Latar", style="Bab") + p("x"), "<h3>Latar</h3>", report=("Headings became", "own became plain text: Bab kita"), parts={"styles": styles(*HEADINGS, style("Bab", "Bab kita", own=True, based="Heading1"))}),
    "outline level": good(p("Latar", settings='<w:outlineLvl w:val="0"/>') + p("x"), "<h3>Latar</h3>", report=("Headings became",)),
    "own styles": good(p("Kutipan", style="Kotak"), "<p>Kutipan</p>", report=("own became plain text: Kotak biru",), parts={"styles": styles(style("Kotak", "Kotak biru", own=True))}),
    "missing style": good(p("Teks", style="Hilang"), "<p>Teks</p>", report=("own became plain text: Hilang",)),
    "table": good(table(cell("A") + cell("B"), CELLS), "<table>", report=("1 table",)),
    "merged horizontally": good(table(cell("AB", SPAN), CELLS), 'colspan="2"', report=("1 table", MERGED)),
    "merged vertically": good(table(cell("A", START) + cell("1"), cell("", GOES_ON) + cell("2")), 'rowspan="2"', report=("1 table", MERGED)),
    "merged both ways": good(table(cell("A", SPAN + START) + cell("1"), cell("", SPAN + GOES_ON) + cell("2"), cell("3") + cell("4") + cell("5"), columns=3), 'colspan="2" rowspan="2"', report=("1 table", MERGED)),
    "table in a table": good(table(f"<w:tc><w:tcPr/>{table(CELLS)}{p('luar')}</w:tc>{cell('2')}"), "luar", report=("2 tables",)),
    "heading in a cell": good(table(f"<w:tc><w:tcPr/>{h(1, 'Judul sel')}</w:tc>{cell('2')}"), "Judul sel", report=("1 table",)),
    "nested lists": good(item("satu") + item("dalam", 1) + item("terdalam", 2) + item("dua"), "<ul><li><p>satu</p><ul><li><p>dalam</p><ul><li><p>terdalam</p>"),
    "mixed lists": good(item("satu", 0, 2) + item("titik", 1, 1), "<ol><li><p>satu</p><ul><li><p>titik</p>"),
    "footnote": good(p("Teks", more=FOOTNOTE), '<span class="footnote">Sumber satu</span>', report=("1 footnote was kept",), parts={"footnotes": notes("footnote", "Sumber satu")}),
    "endnote": good(p("Teks", more='<w:r><w:endnoteReference w:id="2"/></w:r>'), '<span class="footnote">Sumber akhir</span>', report=("1 footnote was kept",), parts={"endnotes": notes("endnote", "Sumber akhir")}),
    "footnotes of two headings": good(h(1, "A") + p("a", more=FOOTNOTE) + h(1, "B") + p("b", more='<w:r><w:footnoteReference w:id="3"/></w:r>'), 'a<span class="footnote">satu</span>', 'b<span class="footnote">dua</span>', report=("2 footnotes were kept", "Headings became"), parts={"footnotes": notes("footnote", "satu", "dua")}),
    "footnote without a note": good(p("Teks", more=FOOTNOTE), "Teks", report=("1 footnote was lost",)),
    "png": good(p(more=drawing("i1", "Peta")) + p("x"), '<img src="/berkas/', 'alt="Peta"', report=("1 picture was kept",), parts={"media/a.png": png()}, links=IMAGE),
    "jpeg": good(p(more=drawing("i1")) + p("x"), '<img src="/berkas/', report=("1 picture was kept",), parts={"media/a.jpg": png(form="JPEG")}, links={"i1": ("image", "media/a.jpg")}),
    "same picture twice": good(p(more=drawing("i1") + drawing("i1")) + p("x"), '<img src="/berkas/', report=("2 pictures were kept",), parts={"media/a.png": png()}, links=IMAGE),
    "picture in a heading": good(h(1, "Judul", more=drawing("i1")) + p("x"), "<h3>Judul</h3>", '<img src="/berkas/', report=("1 picture was kept", "Headings became"), parts={"media/a.png": png()}, links=IMAGE),
    "emf": good(p(more=drawing("i1")) + p("x"), "<p>x</p>", lacks=("<img",), report=(PICTURE_LOST, "EMF"), parts={"media/a.emf": b"\x01\x00\x00\x00" + bytes(80)}, links={"i1": ("image", "media/a.emf")}),
    "wmf": good(p(more=drawing("i1")) + p("x"), "<p>x</p>", lacks=("<img",), report=(PICTURE_LOST, "WMF"), parts={"media/a.wmf": b"\xd7\xcd\xc6\x9a" + bytes(40)}, links={"i1": ("image", "media/a.wmf")}),
    "svg": good(p(more=drawing("i1")) + p("x"), "<p>x</p>", lacks=("<img", "alert"), report=(PICTURE_LOST, "SVG"), parts={"media/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'}, links={"i1": ("image", "media/a.svg")}),
    "linked picture": good(p(more=drawing("i1", linked=True)) + p("x"), "<p>x</p>", lacks=("<img", "contoh.test"), report=(PICTURE_LOST,), links={"i1": ("image", "http://contoh.test/a.png")}),
    "missing picture": good(p(more=drawing("i1")) + p("x"), "<p>x</p>", lacks=("<img",), report=(PICTURE_LOST,), links=IMAGE),
    "picture that is none": good(p(more=drawing("i1")) + p("x"), "<p>x</p>", lacks=("<img",), report=(PICTURE_LOST,), parts={"media/a.png": b"<?php echo 1;"}, links=IMAGE),
    "picture out of the package": good(p(more=drawing("i1")) + p("x"), "<p>x</p>", lacks=("root:",), report=(PICTURE_LOST,), links={"i1": ("image", "../../../../etc/passwd")}),
    "equation": good("<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>", "x", report=("1 equation",)),
    "right to left": good("<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>سلام</w:t></w:r></w:p>", "سلام", report=("right to left",)),
    "comments": good(p("Teks", more='<w:r><w:commentReference w:id="0"/></w:r>'), "<p>Teks</p>", lacks=("Mohon",), report=("1 comment was left out",), parts={"comments": comments("Mohon diperiksa")}),
    "inserted": good(p(more=INSERTED), "<p>Baru</p>", report=("Tracked changes",)),
    "deleted": good(p("Tetap") + p(more=DELETED), "<p>Tetap</p>", lacks=("Lama",), report=("Tracked changes",)),
    "changed heading": good(h(1, "Judul ", more=DELETED + INSERTED) + p("x"), "<h3>Judul Baru</h3>", report=("Headings became", "Tracked changes")),
    "moved": good(p(more='<w:moveFrom w:id="1" w:author="A"><w:r><w:t>dari sini</w:t></w:r></w:moveFrom>') + p(more='<w:moveTo w:id="2" w:author="A"><w:r><w:t>ke sana</w:t></w:r></w:moveTo>'), "<p>ke sana</p>", lacks=("dari sini",), report=("Tracked changes",)),
    "text box": good(p("Luar", more=text_box("Dalam kotak")) + p("Sesudah"), "<p>Luar</p><p>Dalam kotak</p><p>Sesudah</p>", report=("Text boxes",)),
    "field": good(p("Lihat ", more=field_of("REF _Ref1", "Tabel 3")), "<p>Lihat Tabel 3</p>", report=("showed last: REF",)),
    "field without an end": good(p("a", more='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>') + p("b"), "a", "<p>b</p>", report=("showed last: PAGE",)),
    "contents": good(p("Pendahuluan\t3", style="TOC1", more='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>') + p(more='<w:r><w:fldChar w:fldCharType="end"/></w:r>') + h(1, "Pendahuluan") + p("x"), "<h3>Pendahuluan</h3><p>x</p>", lacks=("\t", "</h3><p>Pend"), report=("table of contents", "Headings became")),
    "contents in a box": good(f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{p("Bab satu ..... 3")}</w:sdtContent></w:sdt>{p("x")}', "<p>x</p>", lacks=("Bab satu",), report=("table of contents",)),
    "link": good(f'<w:p><w:hyperlink r:id="h1">{run("BPS")}</w:hyperlink></w:p>', '<a href="https://luwukab.bps.go.id/">BPS</a>', links={"h1": ("hyperlink", "https://luwukab.bps.go.id/")}),
    "dangerous link": good(f'<w:p><w:hyperlink r:id="h1">{run("klik")}</w:hyperlink></w:p>', "klik", lacks=("javascript",), links={"h1": ("hyperlink", "javascript:alert(1)")}),
    "header": good(p("Teks") + '<w:sectPr><w:headerReference w:type="default" r:id="x"/></w:sectPr>', "<p>Teks</p>", report=("Headers and footers",)),
    "hidden text": good(p("Tampak") + p("rahasia", "<w:vanish/>"), "<p>Tampak</p>", lacks=("rahasia",), report=("Hidden text",)),
    "strict": good(h(1, "Judul") + p("Teks", "<w:b/>") + table(CELLS), "<h3>Judul</h3><p><strong>Teks</strong></p>", "<table>", report=("1 table", "Headings became"), strict=True),
    "form fields": good(f"<w:sdt><w:sdtContent>{h(1, 'Judul')}{p('isi')}</w:sdtContent></w:sdt>", "<h3>Judul</h3><p>isi</p>", report=("Headings became",)),
    "names that lead elsewhere": good(p("Teks"), "<p>Teks</p>", extra=[("../../etc/jahat.xml", "<x/>"), ("/word/media/../../x.png", b"x"), ("word\\..\\x.xml", "<x/>")]),
    "unknown parts": good(p("Teks"), "<p>Teks</p>", extra=[("word/theme/theme1.xml", "<t/>"), ("docProps/app.xml", "<a/>"), ("customXml/item1.xml", "<i/>")]),
    "utf-16": Good(lambda: docx("", document=f'<?xml version="1.0" encoding="UTF-16"?><w:document {SPACES}><w:body>{p("Teks")}</w:body></w:document>'.encode("utf-16")), ("<p>Teks</p>",)),  # type: ignore[arg-type]
    "10,000 paragraphs": Good(lambda: docx("".join(p(f"Paragraf {n}") for n in range(10_000))), ("<p>Paragraf 0</p>", "<p>Paragraf 9999</p>")),
    "large table": Good(lambda: docx(table(*(CELLS for _ in range(490)))), ("<table>",), (), ("1 table",)),
}  # fmt: skip

DAMAGED, MISMATCH = "damaged", "does not match its name"
DOCTYPE = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def with_doctype(doctype: str, before: str = "") -> bytes:
    used = "&e;" if "ENTITY" in doctype else "e"
    text = f'<?xml version="1.0"?>{before}{doctype}<w:document {SPACES}><w:body><w:p><w:r><w:t>{used}</w:t></w:r></w:p></w:body></w:document>'
    return docx("", document=text)


def doubled() -> bytes:
    """Two main parts: which is read depends on the reader."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return docx(
            p("satu"), extra=[("word/document.xml", f"<w:document {SPACES}><w:body>{p('dua')}</w:body></w:document>")]
        )


def locked() -> bytes:
    """The flag of a password on each member."""
    content = bytearray(docx(p("x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset : at + offset + 2] = struct.pack("<H", 1)
            at = content.find(signature, at + 4)
    return bytes(content)


def wrong_crc() -> bytes:
    content = docx(p("Halo"), level=0)
    return content.replace(b"Halo", b"Hilo")


BAD: dict[str, Bad] = {
    "empty file": bad(lambda: b"", "empty"),
    "no zip": bad(lambda: b"PK\x03\x04 nothing", MISMATCH),
    "old doc or encrypted": bad(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 60, "encrypted"),
    "zip with a password": bad(locked, "password"),
    "text": bad(lambda: b"Halo", MISMATCH),
    "pdf renamed": bad(lambda: b"%PDF-1.7\n%%EOF", MISMATCH),
    "rtf renamed": bad(lambda: b"{\\rtf1 Halo}", MISMATCH),
    "other ending": bad(lambda: docx(p("x")), "Only Word documents", "dokumen.odt"),
    "docm": bad(lambda: docx(p("x")), "Only Word documents", "dokumen.docm"),
    "docm renamed": bad(lambda: docx(p("x"), extra=[("word/vbaProject.bin", b"x")]), "macros"),
    "macros by type": bad(lambda: _macro_typed(), "macros"),
    "embedded objects": bad(lambda: docx(p("x"), extra=[("word/embeddings/oleObject1.bin", b"x")]), "embedded objects"),
    "workbook renamed": bad(lambda: _zip({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}), MISMATCH),
    "cut off": bad(lambda: docx(p("Halo"))[:300], MISMATCH),
    "cut off late": bad(lambda: docx(p("Halo"))[:-40], MISMATCH),
    "wrong checksum": bad(wrong_crc, MISMATCH),
    "no text": bad(lambda: docx("<w:p/>"), "no text"),
    "no body": bad(lambda: docx("", document=f"<w:document {SPACES}/>"), DAMAGED),
    "broken xml": bad(lambda: docx("<w:p>"), DAMAGED),
    "main part twice": bad(doubled, DAMAGED),
    "outside entity": bad(lambda: with_doctype(DOCTYPE), "not allowed"),
    "outside entity far down": bad(lambda: with_doctype(DOCTYPE, f"<!--{'x' * 5000}-->"), DAMAGED),
    "doctype far down": bad(lambda: with_doctype("<!DOCTYPE d>", f"<!--{'x' * 5000}-->"), DAMAGED),
    "billion laughs far down": bad(lambda: with_doctype('<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY e "&a;&a;&a;">]>', f"<!--{'x' * 5000}-->"), DAMAGED),
    "zip bomb": bad(lambda: docx(p("x"), extra=[("word/media/a.xml", b"0" * 30_000_000)], level=9), "unpacks to far more"),
    "thousands of members": bad(lambda: docx(p("x"), extra=[(f"word/media/{n}.png", b"") for n in range(3100)], level=0), "unpacks to far more"),
    "too much xml": bad(lambda: docx("", document=f"<w:document {SPACES}><w:body>{' ' * 33_000_000}</w:body></w:document>", extra=[("word/media/fill.png", _noise(600_000))]), "too large"),
    "nested without end": bad(lambda: docx("<w:sdt><w:sdtContent>" * 300 + p("x") + "</w:sdtContent></w:sdt>" * 300), DAMAGED),
    "table of 600 rows": bad(lambda: docx(table(*(CELLS for _ in range(600)))), "500 rows"),
    "table of 40 columns": bad(lambda: docx(table("".join(cell(str(n)) for n in range(40)), columns=40)), "20 columns"),
    "more than 1 MB": bad(lambda: docx("".join(p("panjang" * 150) for _ in range(1100))), "1 MB"),
}  # fmt: skip


def _macro_typed() -> bytes:
    return _zip(
        {
            "[Content_Types].xml": '<Types x="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
            "word/document.xml": "<d/>",
        }
    )


def _zip(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _noise(size: int) -> bytes:
    """Bytes that do not pack, always the same."""
    import random

    return random.Random(7).randbytes(size)
