"""From what WeasyPrint wrote to a fragment that can be bound: without fonts that the carrier has, without folios,
with the places of page numbers found and the links to other parts turned into named destinations."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .fragment import Carrier, Face, Fragment, Slot

FAR = b"x-mp:"
MARK = "¤"
TO_UNICODE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
NUMBER = rb"-?[\d.]+"
# The operators of text as WeasyPrint writes them; it leaves out a font that is set already.
TEXT_STATE = re.compile(
    rb"(?P<push>\bq\s)|(?P<pop>\bQ\b)"
    rb"|1 0 0 -1 (?P<x>" + NUMBER + rb") (?P<y>" + NUMBER + rb") Tm"
    rb"|/(?P<font>\w+) (?P<size>" + NUMBER + rb") Tf"
    rb"|(?P<shown>\[(?P<glyphs>[^\]]*)\] TJ)"
)
NumberLink = tuple[str, str, tuple[float, float, float, float]]


@dataclass(frozen=True)
class Piece:
    """A piece of text in a content stream: where its operator stands, where it is drawn, face, size, glyphs."""

    start: int
    end: int
    x: float
    y: float
    font: str
    size: float
    codes: tuple[str, ...]


def pieces_of(content: bytes) -> Iterator[Piece]:
    font, size, x, y = "", 0.0, 0.0, 0.0
    kept: list[tuple[str, float]] = []
    for match in TEXT_STATE.finditer(content):
        if match["push"]:
            kept.append((font, size))
        elif match["pop"]:
            font, size = kept.pop() if kept else ("", 0.0)
        elif match["x"]:
            x, y = float(match["x"]), float(match["y"])
        elif match["font"]:
            font, size = match["font"].decode(), float(match["size"])
        else:
            yield Piece(match.start(), match.end(), x, y, font, size, tuple(glyph_codes(match["glyphs"])))


def stripped(raw: bytes, fragment: Fragment, carrier: Carrier, links: Sequence[Sequence[NumberLink]]) -> Fragment:
    """`fragment` with its PDF and all that was found in it. `links` are the page numbers of each page, see typeset."""
    pdf = pikepdf.open(io.BytesIO(raw))
    fonts = fonts_of(pdf)
    faces = {name: font_texts(font) for name, font in fonts.items()}
    slots = tuple(slot for page, found in enumerate(links) for slot in find_slots(pdf, page, found, fonts, faces))
    carried = tuple(name for name, texts in faces.items() if covers(carrier, name, texts))
    for dictionary in font_dictionaries(pdf):
        for name in carried:
            if f"/{name}" in dictionary:
                del dictionary[f"/{name}"]
    turn_far_links(pdf)
    for key in ("/Names", "/Outlines", "/Metadata"):
        if key in pdf.Root:
            del pdf.Root[key]
    tree = pdf.Root.get("/StructTreeRoot")
    parents = len(tree.ParentTree.Nums) // 2 if tree is not None else 0
    # The slots point into the content as it is now: streams are compressed here and unpacked when they are bound.
    out = io.BytesIO()
    pikepdf.settings.set_flate_compression_level(9)
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return replace(fragment, pdf=out.getvalue(), slots=slots, fonts=carried, images=image_digests(pdf), parents=parents)


def carrier_of(raw: bytes) -> Carrier:
    """Read from its only page which characters each face of the carrier has, and the figures for page numbers."""
    pdf = pikepdf.open(io.BytesIO(raw))
    content = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    faces, covered = {}, {}
    for name, font in fonts_of(pdf).items():
        texts = font_texts(font)
        covered[name] = tuple(sorted(texts))
        faces[name] = figures_of(name, content, texts, glyph_widths(font))
    return Carrier(raw, {name: face for name, face in faces.items() if face}, covered)


def figures_of(name: str, content: bytes, texts: dict[str, str], widths: dict[int, float]) -> Face | None:
    """The glyphs of the last piece set in a face: the figures as page numbers are set, which a face may have twice."""
    for piece in reversed([piece for piece in pieces_of(content) if piece.font == name]):
        codes = piece.codes
        shown = [texts.get(code, "") for code in codes]
        if MARK in shown and "0" in shown:
            start = shown.index("0")
            glyphs = {text: code for text, code in zip(shown[start:], codes[start:], strict=True) if len(text) == 1}
            return Face(glyphs, {code: widths[int(code, 16)] for code in glyphs.values()})
    return None


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """All fonts of a document by name; names stand for faces, so one name is one font in the whole document."""
    found: dict[str, pikepdf.Object] = {}
    for fonts in font_dictionaries(pdf):
        found |= {name.removeprefix("/"): font for name, font in fonts.items()}
    return found


def font_dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Each font dictionary once: pages share one, pictures with transparency may have their own."""
    seen: set[tuple[int, int]] = set()
    for resources in (obj for obj in resource_dictionaries(pdf) if "/Font" in obj):
        fonts = resources.Font
        if fonts.is_indirect:
            if fonts.objgen in seen:
                continue
            seen.add(fonts.objgen)
        yield fonts


def resource_dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Stream | Dictionary):
            if "/Resources" in obj:
                yield obj.Resources
            elif isinstance(obj, Dictionary) and "/Font" in obj and "/XObject" in obj:
                yield obj


def font_texts(font: pikepdf.Object) -> dict[str, str]:
    """Glyph code (four hex digits) -> the text it stands for."""
    table = bytes(font.ToUnicode.read_bytes()).split(b"endcodespacerange")[-1]
    return {
        match[1].decode().lower().zfill(4): bytes.fromhex(match[2].decode()).decode("utf-16-be", "replace")
        for match in TO_UNICODE.finditer(table)
    }


def glyph_widths(font: pikepdf.Object) -> dict[int, float]:
    """Advance of each glyph in thousandths of the size, from the W array."""
    widths: dict[int, float] = {}
    items = list(font.DescendantFonts[0].W)
    index = 0
    while index < len(items):
        first = int(items[index])
        if isinstance(items[index + 1], Array):
            for offset, width in enumerate(items[index + 1]):
                widths[first + offset] = float(width)
            index += 2
        else:
            for code in range(first, int(items[index + 1]) + 1):
                widths[code] = float(items[index + 2])
            index += 3
    return widths


def covers(carrier: Carrier, name: str, texts: dict[str, str]) -> bool:
    """Whether the carrier has this face with all these glyphs; if not, the fragment keeps a font of its own."""
    return name in carrier.covers and set(texts) <= set(carrier.covers[name])


def glyph_codes(array: bytes) -> list[str]:
    return [
        piece[at : at + 4].decode().lower()
        for piece in re.findall(rb"<([0-9a-fA-F]*)>", array)
        for at in range(0, len(piece), 4)
    ]


def find_slots(
    pdf: pikepdf.Pdf,
    page: int,
    links: Sequence[NumberLink],
    fonts: dict[str, pikepdf.Object],
    faces: dict[str, dict[str, str]],
) -> Iterator[Slot]:
    """The placeholders on a page, each with the link in whose rectangle it stands. The same signs in running text have no
    such link and are left alone."""
    if not links:
        return
    for piece in pieces_of(pdf.pages[page].Contents.read_bytes()):
        if len(piece.codes) != 4 or any(faces[piece.font].get(code) != MARK for code in piece.codes):
            continue
        right = piece.x + 4 * glyph_widths(fonts[piece.font])[int(piece.codes[0], 16)] * piece.size / 1000
        for anchor, numbering, (x1, y1, x2, y2) in links:
            if x1 - 1 <= piece.x <= x2 + 1 and y1 - 1 <= piece.y <= y2 + 1:
                yield Slot(page, piece.start, piece.end, anchor, piece.font, piece.size, right, piece.y, numbering)
                break


def turn_far_links(pdf: pikepdf.Pdf) -> None:
    """Links with our own scheme become named destinations: no fragment needs to know on which page another one is."""
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            action = note.get("/A")
            if action is not None and bytes(action.get("/URI", b"")).startswith(FAR):
                note.Dest = String(bytes(action.URI)[len(FAR) :])
                del note.A


def image_digests(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Name in the resources -> digest of the bytes, for pictures without a mask of their own."""
    if not len(pdf.pages):
        return {}
    return {
        name: hashlib.sha256(picture.read_raw_bytes() + repr(sorted(picture.keys())).encode()).hexdigest()
        for name, picture in pdf.pages[0].Resources.get("/XObject", {}).items()
        if picture.get("/Subtype") == Name.Image
    }
