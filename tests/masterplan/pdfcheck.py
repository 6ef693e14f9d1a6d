"""Reads PDFs for the tests with pikepdf alone: what stands where, and whether a book keeps what PDF/A-3a and PDF/UA-1 ask.

Not a validator of the standards (that is veraPDF, where it can be had): it looks at what binding could spoil.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name

CODES = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
PAINT = {"Tj", "TJ", "Do", "f", "f*", "S", "s", "B", "b", "sh"}


@dataclass(frozen=True)
class Shown:
    """A piece of text on a page: its place in points from the bottom left, size in points."""

    text: str
    x: float
    y: float
    size: float
    right: float


def open_pdf(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def shown_on(page: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object | None = None) -> Iterator[Shown]:
    """Every piece of text of a page, drawings within it included, in the order in which it is drawn."""
    resources = page.Resources if resources is None else resources
    stack: list[tuple[Matrix, str, float]] = []
    ctm, matrix, font, size = Matrix(), Matrix(), "", 0.0
    fonts: dict[str, tuple[dict[str, str], dict[int, float]]] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append((ctm, font, size))
            case "Q":
                ctm, font, size = stack.pop()
            case "cm":
                ctm = Matrix(*map(float, operands)) @ ctm
            case "Tm":
                matrix = Matrix(*map(float, operands))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
                if font not in fonts:
                    fonts[font] = (glyph_texts(resources.Font[font]), glyph_widths(resources.Font[font]))
            case "Tj" | "TJ":
                texts, widths = fonts[font]
                items = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                text, advance = decoded(items, texts, widths)
                place = matrix @ ctm
                scale = abs(place.d)
                yield Shown(text, place.e, place.f, size * scale, place.e + advance * size / 1000 * abs(place.a))
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == Name.Form:
                    for piece in shown_on(form, form.get("/Resources", resources)):
                        x, y = ctm.transform((piece.x, piece.y))
                        yield Shown(piece.text, x, y, piece.size, piece.right + x - piece.x)


def decoded(items: object, texts: dict[str, str], widths: dict[int, float]) -> tuple[str, float]:
    text, advance = "", 0.0
    for item in items:  # type: ignore[attr-defined]
        if isinstance(item, pikepdf.String):
            raw = bytes(item).hex()
            for at in range(0, len(raw), 4):
                code = raw[at : at + 4]
                text += texts.get(code, "\ufffd")
                advance += widths.get(int(code, 16), 0)
        else:
            advance -= float(item)
    return text, advance


def glyph_texts(font: pikepdf.Object) -> dict[str, str]:
    table = bytes(font.ToUnicode.read_bytes()).split(b"endcodespacerange")[-1]
    return {
        match[1].decode().lower().zfill(4): bytes.fromhex(match[2].decode()).decode("utf-16-be", "replace")
        for match in CODES.finditer(table)
    }


def glyph_widths(font: pikepdf.Object) -> dict[int, float]:
    widths, items, at = {}, list(font.DescendantFonts[0].W), 0
    while at < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            widths |= {first + offset: float(width) for offset, width in enumerate(items[at + 1])}
            at += 2
        else:
            widths |= {code: float(items[at + 2]) for code in range(first, int(items[at + 1]) + 1)}
            at += 3
    return widths


def page_text(page: pikepdf.Page) -> str:
    """The words of a page in the order in which they are drawn, a line for each piece."""
    return "\n".join(piece.text for piece in shown_on(page))


def rows_of(page: pikepdf.Page) -> list[list[Shown]]:
    """Pieces that stand on one line, from the top, each line from the left."""
    lines: dict[int, list[Shown]] = {}
    for piece in shown_on(page):
        near = next((y for y in lines if abs(y - piece.y) < 2), round(piece.y))
        lines.setdefault(near, []).append(piece)
    return [sorted(lines[y], key=lambda piece: piece.x) for y in sorted(lines, reverse=True)]


def folio_of(page: pikepdf.Page) -> str:
    """The number printed at the foot of a page on the right."""
    width, foot = float(page.MediaBox[2]), 25 / 25.4 * 72
    pieces = [piece for piece in shown_on(page) if piece.y < foot and piece.x > width * 0.75 and piece.text.strip()]
    return pieces[-1].text.strip() if pieces else ""


def destinations(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    names = pdf.Root.Names.Dests.Names
    return {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}


def page_index(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    return {page.obj.objgen: index for index, page in enumerate(pdf.pages)}


def outline_of(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Entries of the outline: depth, title, page index."""
    pages = page_index(pdf)

    def walk(entry: pikepdf.Object | None, depth: int) -> Iterator[tuple[int, str, int]]:
        while entry is not None:
            yield depth, str(entry.Title), pages[entry.Dest[0].objgen]
            yield from walk(entry.get("/First"), depth + 1)
            entry = entry.get("/Next")

    return list(walk(pdf.Root.Outlines.get("/First"), 1)) if "/Outlines" in pdf.Root else []


def faults(pdf: pikepdf.Pdf) -> list[str]:
    """Everything about a tagged book that PDF/A-3a or PDF/UA-1 would not have; empty is good."""
    return [
        *faults_of_marks(pdf),
        *faults_of_links(pdf),
        *faults_of_fonts(pdf),
        *faults_of_tree(pdf),
        *faults_of_content(pdf),
    ]


def faults_of_marks(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if str(root.get("/Lang", "")) != "id":
        yield "no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the reader program would show the file name, not the title"
    if "/OutputIntents" not in root or "/DestOutputProfile" not in root.OutputIntents[0]:
        yield "no output intent"
    if "/ID" not in pdf.trailer:
        yield "no ID"
    if "/Metadata" not in root:
        yield "no XMP"
        return
    if "/Filter" in root.Metadata and "/Crypt" in str(root.Metadata.Filter):
        yield "XMP cannot be read"
    data = pdf.open_metadata()
    for key, value in {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}.items():
        if data.get(key) != value:
            yield f"XMP says {data.get(key)!r} of {key}"
    if data.get("dc:title") != str(pdf.docinfo.get("/Title", "")):
        yield "title of XMP and of the document differ"
    if b"pdfaSchema:schema" not in bytes(root.Metadata.read_bytes()):
        yield "the properties of PDF/UA are not described"
    for spec in root.get("/AF", []):
        if spec.get("/AFRelationship") != Name.Source or "/UF" not in spec or "/Subtype" not in spec.EF.F:
            yield f"attachment {spec.get('/UF')} does not say what it is"


def faults_of_links(pdf: pikepdf.Pdf) -> Iterator[str]:
    known = set(destinations(pdf))
    pages = page_index(pdf)
    for name, target in destinations(pdf).items():
        if target[0].objgen not in pages:
            yield f"destination {name} is on no page"
    for index, page in enumerate(pdf.pages):
        for note in page.get("/Annots", []):
            if not int(note.get("/F", 0)) & 4:
                yield f"page {index}: a link is not printed"
            if "/Dest" in note and str(note.Dest) not in known:
                yield f"page {index}: link to {note.Dest} leads nowhere"
            if "/A" in note and not str(note.A.get("/URI", "")).startswith(("http://", "https://", "mailto:")):
                yield f"page {index}: link with {note.A}"


def faults_of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    dictionaries = [obj for obj in pdf.objects if isinstance(obj, Dictionary)]
    for obj in dictionaries:
        is_descriptor = obj.get("/Type") == Name.FontDescriptor
        if is_descriptor and not any(key in obj for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"font {obj.get('/FontName')} is not embedded"
        if obj.get("/Subtype") == Name.Type0 and "/ToUnicode" not in obj:
            yield f"font {obj.get('/BaseFont')} has no text"


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """All elements of the structure tree in the order of reading."""
    waiting = list(reversed(list(pdf.Root.StructTreeRoot.K)))
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        yield element
        kids = element.get("/K")
        if kids is not None:
            waiting += reversed(list(kids) if isinstance(kids, Array) else [kids])


def parent_tree(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}


def faults_of_tree(pdf: pikepdf.Pdf) -> Iterator[str]:
    ids: Counter[bytes] = Counter()
    headers: set[bytes] = set()
    pages, last = page_index(pdf), 0
    for element in elements(pdf):
        kind = str(element.S)
        if "/ID" in element:
            ids[bytes(element.ID)] += 1
        if "/Pg" in element and element.Pg.objgen not in pages:
            yield f"{kind} names a page that is not in the book"
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "a figure has no alternative text"
        if re.fullmatch(r"/H[1-6]", kind):
            level = int(kind[2])
            if level > last + 1:
                yield f"heading of level {level} after one of level {last}"
            last = level
        attributes = element.get("/A")
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            headers |= {bytes(header) for header in attributes.Headers}
    for name, count in ids.items():
        if count > 1:
            yield f"{count} elements have the id {name!r}"
    for name in headers - set(ids):
        yield f"a cell names the header {name!r}, which is not there"
    keys = list(parent_tree(pdf))
    if keys != sorted(keys) or len(set(keys)) != len(keys):
        yield "the ParentTree is not in order"


def faults_of_content(pdf: pikepdf.Pdf) -> Iterator[str]:
    parents = parent_tree(pdf)
    for index, page in enumerate(pdf.pages):
        row = parents.get(int(page.obj.get("/StructParents", -1)))
        if row is None:
            yield f"page {index} is not in the ParentTree"
            continue
        marked, depth = set(), 0
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC":
                    depth += 1
                    if isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                        marked.add(int(operands[1].MCID))
                case "BMC":
                    depth += 1
                case "EMC":
                    depth -= 1
                case name if name in PAINT and depth == 0:
                    yield f"page {index}: something is drawn that is neither text nor ornament ({name})"
                    break
        if depth:
            yield f"page {index}: marked content does not end"
        if marked and max(marked) >= len(row):
            yield f"page {index}: marked content without an element"
        for note in page.get("/Annots", []):
            if int(note.get("/StructParent", -1)) not in parents:
                yield f"page {index}: a link is not in the structure tree"
