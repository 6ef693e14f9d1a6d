"""What typesetting hands to binding: the pages of one part of the book and, beside them, all that binding must know."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

MAGIC = b"LWF1"


class BrokenFragment(ValueError):
    """The bytes are no whole fragment: cut off, changed, or of another version of this program."""


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: page index within the fragment, point on it in PDF points from the bottom left."""

    level: int
    label: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Slot:
    """A place for a page number: the operator at `start:end` of the content stream of a page is replaced.

    `right` is where the number ends and `baseline` where it stands, in the user space of that piece; `font` is the
    name of the face in the page's resources, `size` its size there. `numbering` is roman or arabic.
    """

    page: int
    start: int
    end: int
    anchor: str
    font: str
    size: float
    right: float
    baseline: float
    numbering: str


@dataclass(frozen=True)
class Remark:
    """Something a person should look at: a code that the caller words, and what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True)
class Fragment:
    """Pages of one part. `pdf` lacks the fonts named in `fonts`: binding puts in those of the carrier."""

    pdf: bytes
    sizes: tuple[tuple[float, float], ...]
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    bookmarks: tuple[Bookmark, ...] = ()
    slots: tuple[Slot, ...] = ()
    fonts: tuple[str, ...] = ()
    # name of an image in the resources -> digest of its bytes, so that each is kept once in the book
    images: dict[str, str] = field(default_factory=dict)
    # number of keys in the ParentTree; 0 when the fragment has no tags
    parents: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def tagged(self) -> bool:
        return self.parents > 0

    @property
    def page_count(self) -> int:
        return len(self.sizes)

    def to_bytes(self) -> bytes:
        """The fragment as one piece of bytes, with its own checksum; no pickle, for a store may be shared."""
        side = asdict(self)
        del side["pdf"]
        head = json.dumps(side, separators=(",", ":"), ensure_ascii=False).encode()
        digest = hashlib.sha256(head + self.pdf).digest()
        return MAGIC + digest + len(head).to_bytes(4, "big") + head + self.pdf

    @classmethod
    def from_bytes(cls, data: bytes) -> Fragment:
        """Raises BrokenFragment."""
        length = int.from_bytes(data[36:40], "big")
        head, pdf = data[40 : 40 + length], data[40 + length :]
        if data[:4] != MAGIC or hashlib.sha256(head + pdf).digest() != data[4:36]:
            raise BrokenFragment("not a whole fragment")
        side = json.loads(head)
        side["sizes"] = tuple((width, height) for width, height in side["sizes"])
        side["anchors"] = {name: (page, x, y) for name, (page, x, y) in side["anchors"].items()}
        side["bookmarks"] = tuple(Bookmark(**mark) for mark in side["bookmarks"])
        side["slots"] = tuple(Slot(**slot) for slot in side["slots"])
        side["remarks"] = tuple(Remark(**remark) for remark in side["remarks"])
        side["fonts"] = tuple(side["fonts"])
        return cls(pdf=pdf, **side)


@dataclass(frozen=True)
class Face:
    """A face of the carrier: its name in the resources, code of each character that is shown, width of each code."""

    glyphs: dict[str, str]
    widths: dict[str, float]

    def width(self, text: str) -> float:
        """Advance of `text` in thousandths of the size."""
        return sum(self.widths[self.glyphs[character]] for character in text)

    def hex(self, text: str) -> str:
        return "".join(self.glyphs[character] for character in text)


@dataclass(frozen=True)
class Carrier:
    """One page that shows a fixed set of characters in every face: its fonts replace those of all fragments, because
    a subset made by WeasyPrint keeps the glyph numbers of the whole face."""

    pdf: bytes
    faces: dict[str, Face]
    covers: dict[str, tuple[str, ...]]

    def to_bytes(self) -> bytes:
        head = json.dumps({"faces": {name: asdict(face) for name, face in self.faces.items()}, "covers": self.covers})
        body = len(head.encode()).to_bytes(4, "big") + head.encode() + self.pdf
        return MAGIC + hashlib.sha256(body).digest() + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Carrier:
        """Raises BrokenFragment."""
        body = data[36:]
        if data[:4] != MAGIC or hashlib.sha256(body).digest() != data[4:36]:
            raise BrokenFragment("not a whole carrier")
        length = int.from_bytes(body[:4], "big")
        side = json.loads(body[4 : 4 + length])
        faces = {name: Face(**face) for name, face in side["faces"].items()}
        return cls(body[4 + length :], faces, {name: tuple(codes) for name, codes in side["covers"].items()})
