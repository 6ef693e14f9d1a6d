"""Fragments -> one book: pages in their order, folios and page numbers put in, links, outline, tags and metadata rebuilt.

No layout happens here, so that a book whose chapters are typeset already is made in a tenth of a second.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from . import metadata, tags
from .fragment import Bookmark, Carrier, Fragment, Slot
from .metadata import About, Attachment

INK = b"0.090196 0.098039 0.113725 rg"
NUMBER_FONT = "/Lw"  # and the name of the face: a fragment's own subset may lack figures
FRAME = "/LwFrame"
END = "end-"  # marks of completeness, to which nothing leads
SCALE = 0.75  # WeasyPrint draws in CSS pixels, from the top; folios are put in after its last Q, in points from below


@dataclass(frozen=True)
class Piece:
    """A fragment in its place. `numbering` is "" (cover), roman or arabic; `shift` moves its outline entries down."""

    fragment: Fragment
    numbering: str
    shift: int = 0


@dataclass(frozen=True)
class Numbers:
    """Where everything stands: page index and printed number of each page, page index and point of each anchor."""

    folios: tuple[str, ...]
    anchors: dict[str, tuple[int, float, float]]

    def of(self, anchor: str) -> str:
        """The number printed on the page of an anchor; empty when there is none."""
        return self.folios[self.anchors[anchor][0]] if anchor in self.anchors else ""


def bind(
    pieces: Sequence[Piece], carrier: Carrier, frames: Fragment, about: About, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The finished book as bytes of a PDF. `frames` are the three empty pages of typeset_frames.

    All fragments must be of one kind (tagged or not) and of the same carrier.
    """
    out = pikepdf.new()
    numbers = numbered(pieces)
    press = Press(out, carrier, frames)
    tree = tags.Tree(out) if pieces[0].fragment.tagged else None
    images: dict[str, pikepdf.Object] = {}
    profiles: dict[bytes, pikepdf.Object] = {}
    outline: list[Bookmark] = []
    for piece in pieces:
        first = len(out.pages)
        fragment = piece.fragment
        source = pikepdf.open(io.BytesIO(fragment.pdf))
        with warnings.catch_warnings():
            # It warns of destinations that get lost; ours are rebuilt below.
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            out.pages.extend(source.pages)
        pages = [out.pages[first + index] for index in range(fragment.page_count)]
        resources = pages[0].Resources
        press.put_fonts(resources, fragment.fonts)
        share_images(resources, fragment.images, images)
        share_profiles(resources, profiles)
        slots = slots_by_page(fragment.slots)
        for index, page in enumerate(pages):
            content = page.obj.Contents
            if index in slots:
                for slot in slots[index]:
                    press.put_number_font(resources, slot.font)
                content = out.make_stream(filled(content.read_bytes(), slots[index], press, numbers))
            press.overprint(page, content, fragment.sizes[index], piece.numbering, numbers.folios[first + index])
        if tree:
            tree.take(source, pages, fragment.parents)
            describe_links(pages, numbers)
        outline += [
            Bookmark(mark.level + piece.shift, mark.label, first + mark.page, mark.x, mark.y)
            for mark in fragment.bookmarks
        ]
    put_destinations(out, numbers)
    put_outline(out, outline)
    put_page_labels(out, pieces)
    if tree:
        tree.finish()
    metadata.describe(out, about, pieces[0].fragment, attachments)
    target = io.BytesIO()
    out.save(
        target,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        min_version="1.7",
        deterministic_id=True,
    )
    return target.getvalue()


def numbered(pieces: Sequence[Piece]) -> Numbers:
    """Count the pages: the cover is leaf i without a number, front matter goes on in roman, the text begins at 1."""
    folios: list[str] = []
    anchors: dict[str, tuple[int, float, float]] = {}
    leaf = page = 0
    for piece in pieces:
        first = len(folios)
        for _ in range(piece.fragment.page_count):
            if piece.numbering == "arabic":
                page += 1
                folios.append(str(page))
            else:
                leaf += 1
                folios.append(lower_roman(leaf) if piece.numbering else "")
        for anchor, (index, x, y) in piece.fragment.anchors.items():
            anchors.setdefault(anchor, (first + index, x, y))
    return Numbers(tuple(folios), anchors)


def lower_roman(number: int) -> str:
    text = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        text += sign * (number // value)
        number %= value
    return text


class Press:
    """What is put on the pages of the book besides the fragments: fonts of the carrier, foot, folio, mark of a draft."""

    def __init__(self, out: pikepdf.Pdf, carrier: Carrier, frames: Fragment) -> None:
        self.out = out
        self.carrier = carrier
        self.frames = frames
        source = pikepdf.open(io.BytesIO(carrier.pdf))
        fonts = source.pages[0].Resources.Font
        self.fonts = {name: out.copy_foreign(fonts[f"/{name}"]) for name in carrier.covers if f"/{name}" in fonts}
        self.begin = out.make_stream(b"q")
        self.folio_slots = {slot.page: slot for slot in frames.slots}
        self.forms = list(self._forms())

    def _forms(self) -> Iterator[pikepdf.Object]:
        """The empty pages as drawings that each page of the book shows, without their folio."""
        source = pikepdf.open(io.BytesIO(self.frames.pdf))
        for index, page in enumerate(source.pages):
            content = page.Contents.read_bytes()
            if slot := self.folio_slots.get(index):
                content = content[: slot.start] + content[slot.end :]
            resources = self.out.copy_foreign(source.make_indirect(page.Resources))
            self.put_fonts(resources, self.frames.fonts)
            form = self.out.make_stream(content)
            form.Type, form.Subtype = Name.XObject, Name.Form
            form.BBox = Array([float(side) for side in page.MediaBox])
            form.Resources = resources
            yield form

    def put_fonts(self, resources: pikepdf.Object, names: Sequence[str]) -> None:
        """Give the fonts of the carrier to a fragment's resources and to those of drawings within it."""
        for fonts in font_dictionaries(resources):
            for name in names:
                fonts[f"/{name}"] = self.fonts[name]

    def put_number_font(self, resources: pikepdf.Object, face: str) -> None:
        resources.Font[f"{NUMBER_FONT}{face}"] = self.fonts[face]

    def overprint(
        self, page: pikepdf.Page, content: pikepdf.Object, size: tuple[float, float], numbering: str, folio: str
    ) -> None:
        """Draw foot, mark and folio over a page. They are no part of the text: artifacts, for those who listen."""
        frame = 2 if not numbering else 1 if size[0] > size[1] else 0
        resources = page.Resources
        if "/XObject" not in resources:
            resources.XObject = Dictionary()
        resources.XObject[f"{FRAME}{frame}"] = self.forms[frame]
        drawn = b"Q /Artifact <</Type /Pagination>> BDC %s%d Do EMC" % (FRAME.encode(), frame)
        slot = self.folio_slots.get(frame)
        if folio and slot:
            self.put_number_font(resources, slot.font)
            drawn += self.folio_text(folio, slot, size[1])
        page.obj.Contents = Array([self.begin, content, self.out.make_stream(drawn)])

    def folio_text(self, folio: str, slot: Slot, height: float) -> bytes:
        face = self.carrier.faces[slot.font]
        x = (slot.right - face.width(folio) * slot.size / 1000) * SCALE
        y = height - slot.baseline * SCALE
        shown = f"{NUMBER_FONT}{slot.font} {slot.size * SCALE:.6f} Tf 1 0 0 1 {x:.6f} {y:.6f} Tm <{face.hex(folio)}> Tj"
        return b" /Artifact <</Type /Pagination>> BDC %s BT %s ET EMC" % (INK, shown.encode())


def font_dictionaries(resources: pikepdf.Object, seen: set[tuple[int, int]] | None = None) -> Iterator[pikepdf.Object]:
    """The fonts of a page and of the drawings on it, each dictionary once."""
    seen = set() if seen is None else seen
    if "/Font" not in resources:
        resources.Font = Dictionary()
    if not resources.Font.is_indirect or resources.Font.objgen not in seen:
        seen.add(resources.Font.objgen)
        yield resources.Font
    for group in ("/XObject", "/Pattern"):
        for drawing in resources.get(group, {}).values():
            if "/Resources" in drawing and drawing.objgen not in seen:
                seen.add(drawing.objgen)
                yield from font_dictionaries(drawing.Resources, seen)


def share_images(resources: pikepdf.Object, digests: dict[str, str], known: dict[str, pikepdf.Object]) -> None:
    """A picture that an earlier chapter shows already is not kept twice."""
    for name, digest in digests.items():
        if digest in known:
            resources.XObject[name] = known[digest]
        else:
            known[digest] = resources.XObject[name]


def share_profiles(resources: pikepdf.Object, known: dict[bytes, pikepdf.Object]) -> None:
    """The colour profile that WeasyPrint puts into each document is kept once."""
    for space in resources.get("/ColorSpace", {}).values():
        if isinstance(space, Array) and len(space) == 2 and isinstance(space[1], pikepdf.Stream):
            space[1] = known.setdefault(space[1].read_raw_bytes(), space[1])


def slots_by_page(slots: Sequence[Slot]) -> dict[int, list[Slot]]:
    pages: dict[int, list[Slot]] = {}
    for slot in slots:
        pages.setdefault(slot.page, []).append(slot)
    return pages


def filled(content: bytes, slots: Sequence[Slot], press: Press, numbers: Numbers) -> bytes:
    """The content of a page with page numbers in place of its placeholders, aligned right where those ended."""
    pieces, at = [], 0
    for slot in sorted(slots, key=lambda slot: slot.start):
        number = numbers.of(slot.anchor)
        face = press.carrier.faces[slot.font]
        x = slot.right - face.width(number) * slot.size / 1000
        shown = (
            f"1 0 0 -1 {x:.6f} {slot.baseline:.6f} Tm {NUMBER_FONT}{slot.font} {slot.size:.6f} Tf"
            f" [<{face.hex(number)}>] TJ /{slot.font} {slot.size:.6f} Tf"
        )
        pieces += [content[at : slot.start], shown.encode() if number else b""]
        at = slot.end
    return b"".join([*pieces, content[at:]])


def describe_links(pages: Sequence[pikepdf.Page], numbers: Numbers) -> None:
    """What a screen reader says of a link; WeasyPrint leaves the name of its anchor there."""
    for page in pages:
        for note in page.get("/Annots", []):
            if "/Dest" in note:
                note.Contents = String(f"Halaman {numbers.of(str(note.Dest))}")


def put_destinations(out: pikepdf.Pdf, numbers: Numbers) -> None:
    """Every anchor as a named destination, so that links between fragments find their page."""
    pages = [page.obj for page in out.pages]
    names = Array()
    for anchor in sorted((name for name in numbers.anchors if not name.startswith(END)), key=str.encode):
        index, x, y = numbers.anchors[anchor]
        names.append(String(anchor))
        names.append(Array([pages[index], Name.XYZ, x, y, 0]))
    out.Root.Names = Dictionary(Dests=out.make_indirect(Dictionary(Names=names)))


def put_outline(out: pikepdf.Pdf, marks: Sequence[Bookmark]) -> None:
    """The outline of the reader program; entries below chapters are closed."""
    pages = [page.obj for page in out.pages]
    root = out.make_indirect(Dictionary(Type=Name.Outlines))
    path: list[tuple[int, pikepdf.Object, list[pikepdf.Object]]] = [(0, root, [])]
    for mark in marks:
        while path[-1][0] >= mark.level:
            path.pop()
        level, parent, siblings = path[-1]
        entry = out.make_indirect(
            Dictionary(
                Title=String(mark.label), Dest=Array([pages[mark.page], Name.XYZ, mark.x, mark.y, 0]), Parent=parent
            )
        )
        if siblings:
            entry.Prev, siblings[-1].Next = siblings[-1], entry
        else:
            parent.First = entry
        siblings.append(entry)
        parent.Last = entry
        parent.Count = len(siblings) if level == 0 else -len(siblings)
        path.append((mark.level, entry, []))
    if marks:
        out.Root.Outlines = root
        out.Root.PageMode = Name.UseOutlines


def put_page_labels(out: pikepdf.Pdf, pieces: Sequence[Piece]) -> None:
    """Reader programs show "iv" and "12" as the pages do."""
    nums, first, last = Array(), 0, None
    for piece in pieces:
        if piece.numbering != last:
            match piece.numbering:
                case "roman":
                    label = Dictionary(S=Name.r, St=first + 1)
                case "arabic":
                    label = Dictionary(S=Name.D)
                case _:
                    label = Dictionary(P=String("Sampul"))
            nums.append(first)
            nums.append(label)
            last = piece.numbering
        first += piece.fragment.page_count
    out.Root.PageLabels = Dictionary(Nums=nums)
