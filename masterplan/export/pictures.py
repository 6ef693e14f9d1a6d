"""Pictures of a part, looked at before they are set: what cannot be shown becomes a labelled frame, not a gap."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from PIL import Image, ImageFile, UnidentifiedImageError

from .fragment import Remark
from .sniffing import MAX_BYTES, sniff

IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
DRAWING = re.compile(r"<svg\b[^>]*>(?!\s*<title>)", re.IGNORECASE)
LABEL = re.compile(r"""\baria-label\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
MEDIA = "mp://media/"
MediaReader = Callable[[], bytes]
MAX_PIXELS = 30_000_000


def usable_pictures(text: str, media: Mapping[str, bytes | MediaReader]) -> tuple[str, dict[str, bytes], list[Remark]]:
    """The text with frames in place of pictures that cannot be shown, the bytes of those that can, and remarks."""
    good: dict[str, bytes] = {}
    why_not: dict[str, str] = {}
    remarks: list[Remark] = []

    def replaced(match: re.Match[str]) -> str:
        tag = match[0]
        source = attribute(SOURCE, tag)
        name = source.removeprefix(MEDIA)
        if not source.startswith(MEDIA):
            why_not[name] = "picture_foreign"
        elif name not in good and name not in why_not:
            reason, data = examine(media.get(name))
            if reason:
                why_not[name] = reason
            else:
                good[name] = data
        alt = attribute(ALT, tag)
        if name in good and source.startswith(MEDIA):
            if not alt:
                remarks.append(Remark("picture_without_alt", name))
                return (
                    f'{tag[:-1].rstrip("/")} alt="Gambar">'
                    if not ALT.search(tag)
                    else tag.replace('alt=""', 'alt="Gambar"')
                )
            return tag
        remarks.append(Remark(why_not[name], alt or name[:80]))
        return frame(why_not[name], alt)

    return DRAWING.sub(titled, IMG.sub(replaced, text)), good, remarks


def titled(match: re.Match[str]) -> str:
    """A drawing within the text speaks by its title: that is where the typesetter looks for the words."""
    label = attribute(LABEL, match[0])
    return f"{match[0]}<title>{html.escape(label)}</title>" if label else match[0]


def attribute(pattern: re.Pattern[str], tag: str) -> str:
    match = pattern.search(tag)
    return html.unescape(match[1] if match[1] is not None else match[2]).strip() if match else ""


def examine(source: bytes | MediaReader | None) -> tuple[str, bytes]:
    """Why a picture cannot be printed (empty when it can), and its bytes."""
    if source is None:
        return "picture_missing", b""
    try:
        data = source if isinstance(source, bytes) else source()
    except (LookupError, OSError):
        return "picture_missing", b""
    if len(data) > MAX_BYTES:
        return "picture_too_large", b""
    kind = sniff(data)
    if not kind:
        return "picture_unreadable", b""
    return (check_drawing(data) if kind == "image/svg+xml" else check_pixels(data)), data


def check_pixels(data: bytes) -> str:
    # WeasyPrint switches this on for the whole process; a picture that was cut off is to be told, not half printed.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return "picture_too_large"
                # The whole picture, for one that is cut off opens well.
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "picture_too_large"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return "picture_unreadable"
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return ""


def check_drawing(data: bytes) -> str:
    """Drawings must be plain: no document type (entities), no text that loads or repeats others without end."""
    lowered = data.lower()
    if b"<!doctype" in lowered or b"<!entity" in lowered or lowered.count(b"<use") > 500:
        return "picture_unreadable"
    try:
        ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError):
        return "picture_unreadable"
    return ""


# Words of the book, which is always Indonesian, not of the interface.
REASONS = {
    "picture_missing": "Berkas gambar tidak ditemukan.",
    "picture_unreadable": "Berkas gambar tidak dapat dibaca.",
    "picture_too_large": "Gambar terlalu besar untuk dicetak.",
    "picture_foreign": "Gambar dari luar aplikasi tidak dicetak.",
}


def frame(reason: str, alt: str) -> str:
    label = f"<p><strong>{html.escape(alt)}</strong></p>" if alt else ""
    return f'<div class="missing">{label}<p>{REASONS[reason]}</p></div>'
