"""The pictures of a document: taken out of the HTML, checked, and named by an address that is theirs only once they are kept."""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections import Counter
from dataclasses import dataclass

from django.utils.html import escape

from files.checking import RefusedFile, check_file

IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
DATA = re.compile(r'\bsrc="data:([a-z0-9/+.-]+);base64,([^"]*)"', re.IGNORECASE)
SOURCE = re.compile(r'\bsrc="([^"]*)"')
ALT = re.compile(r'\balt="([^"]*)"')
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True)
class Picture:
    """`address` stands in the text until the picture is kept as a file; `content` was checked and written anew."""

    address: str
    name: str
    content: bytes


class Pictures:
    """Takes each picture out of the HTML of a part; `found` holds those that can be kept, the same picture once."""

    def __init__(self) -> None:
        self.found: list[Picture] = []
        self._known: dict[tuple[str, str], Picture | None] = {}

    def taken_from(self, html: str, losses: Counter[str]) -> str:
        """The HTML with addresses of our own; what cannot be kept is counted and leaves its alternative text nowhere."""

        def place(match: re.Match[str]) -> str:
            picture = self._picture(match[0], losses)
            if picture is None:
                losses["pictures_lost"] += 1
                return ""
            alternative = ALT.search(match[0])
            return f'<img src="{picture.address}" alt="{alternative[1] if alternative else ""}">'

        return IMAGE.sub(place, html)

    def _picture(self, tag: str, losses: Counter[str]) -> Picture | None:
        data = DATA.search(tag)
        if data is None:
            source = SOURCE.search(tag)
            if source and re.search(r"\.(emf|wmf|svg|tiff?|bmp)$", source[1], re.IGNORECASE):
                losses[f"kind:{source[1].rsplit('.', 1)[1].upper()}"] += 1
            return None
        kind, encoded = data[1].lower(), data[2]
        extension = EXTENSIONS.get(kind)
        if extension is None:
            losses[f"kind:{escape(kind.partition('/')[2].removeprefix('x-').partition('+')[0].upper()[:20])}"] += 1
            return None
        if (kind, encoded) not in self._known:
            self._known[kind, encoded] = self._checked(extension, encoded)
        return self._known[kind, encoded]

    def _checked(self, extension: str, encoded: str) -> Picture | None:
        name = f"gambar-{len(self.found) + 1}.{extension}"
        try:
            checked = check_file(name, base64.b64decode(encoded, validate=True), images_only=True)
        except (RefusedFile, binascii.Error, ValueError):
            return None
        name = f"{name.rpartition('.')[0]}.{checked.extension}"
        picture = Picture(f"/berkas/{uuid.uuid4()}/", name, checked.content)
        self.found.append(picture)
        return picture
