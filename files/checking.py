"""The one check of an upload: content decides what a file is, its name must agree, and nothing active gets in.

Cases U01-U14 of the fault catalogue. Images are decoded and written anew, so that neither hidden code nor the camera's
position survives; office files are looked into without being unpacked.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass

import pikepdf
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_IMAGE_SIDE_KEPT = 2400
MAX_MEMBERS = 3000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200

OFFICE = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
}
IMAGES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
ACCEPTED = ["pdf", *OFFICE, "csv", "png", "jpg", "jpeg", "webp", "gif"]
# Names in a PDF that run something or carry another file (U13).
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|SubmitForm|ImportData)\b")
ACTIVE_PARTS = re.compile(r"(vbaProject|activeX|oleObject|embeddings/|macrosheets|\.bin$|externalLinks)", re.IGNORECASE)


class RefusedFile(ValueError):
    """The file is not taken; the message says why and what is taken instead."""


@dataclass(frozen=True)
class CheckedFile:
    """What is stored: bytes (written anew for images), the type they really have, and the size of a picture."""

    content: bytes
    content_type: str
    extension: str
    width: int | None = None
    height: int | None = None


def accepted_text() -> str:
    return _("Send a PDF, an image (PNG or JPEG), or an XLSX, DOCX, PPTX or CSV file.")


def check_file(name: str, content: bytes, *, images_only: bool = False) -> CheckedFile:
    """Return what may be stored of `content`, or raise `RefusedFile` with a reason in the reader's language."""
    if not content:
        raise RefusedFile(_("The file is empty. Choose it again."))
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if extension not in ACCEPTED or (images_only and extension not in IMAGES):
        raise RefusedFile(
            _("The kind of file is not accepted.")
            + " "
            + (_("Send a PNG or JPEG image.") if images_only else accepted_text())
        )
    if extension in IMAGES:
        return _check_image(content)
    if extension in OFFICE:
        return _check_office(content, extension)
    if extension == "pdf":
        return _check_pdf(content)
    return _check_csv(content)


def _mismatch() -> RefusedFile:
    return RefusedFile(_("The content of the file does not match its name.") + " " + accepted_text())


def _check_image(content: bytes) -> CheckedFile:
    """Dimensions are read before any pixel is decoded (U11); then the picture is written anew (U01, U12)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(dict.fromkeys(IMAGES.values()))) as probe:
                width, height = probe.size
                if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                    raise RefusedFile(
                        _("The image is too large: at most 40 million pixels. Make it smaller and send it again.")
                    )
                if getattr(probe, "n_frames", 1) > 1:
                    raise RefusedFile(_("Moving images are not accepted. Send a still PNG or JPEG image."))
                picture = ImageOps.exif_transpose(probe)
                picture.load()
    except RefusedFile:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise _mismatch() from error
    picture.thumbnail((MAX_IMAGE_SIDE_KEPT, MAX_IMAGE_SIDE_KEPT))
    keep_png = picture.mode in {"RGBA", "LA", "P", "1", "L"} or content.startswith(b"\x89PNG")
    out = io.BytesIO()
    if keep_png:
        if picture.mode not in {"RGBA", "LA", "P", "1", "L", "RGB"}:
            picture = picture.convert("RGB")
        picture.info.clear()
        picture.save(out, "PNG", optimize=True)
        return CheckedFile(out.getvalue(), "image/png", "png", *picture.size)
    clean = picture.convert("RGB")
    clean.info.clear()
    clean.save(out, "JPEG", quality=88, optimize=True)
    return CheckedFile(out.getvalue(), "image/jpeg", "jpg", *clean.size)


def _check_office(content: bytes, extension: str) -> CheckedFile:
    content_type, main_part = OFFICE[extension]
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile(
            _("The file is protected by a password or of an old format. Save it without a password as XLSX or DOCX.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            unpacked = sum(member.file_size for member in members)
            if (
                len(members) > MAX_MEMBERS
                or unpacked > MAX_UNPACKED
                or unpacked > MAX_RATIO * max(len(content), 10_000)
            ):
                raise RefusedFile(_("The file unpacks to far more than it should and is not taken."))
            if any(member.flag_bits & 1 for member in members):
                raise RefusedFile(_("The file is protected by a password. Save it without one and send it again."))
            if "[Content_Types].xml" not in names or main_part not in names:
                raise _mismatch()
            if any(ACTIVE_PARTS.search(part) and "printerSettings" not in part for part in names):
                raise RefusedFile(
                    _("The file holds macros or embedded objects. Save it without them and send it again.")
                )
            types = archive.read("[Content_Types].xml")[:200_000]
            if b"macroEnabled" in types:
                raise RefusedFile(
                    _("The file holds macros or embedded objects. Save it without them and send it again.")
                )
            for part in names:
                if part.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        head = stream.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:  # U05: entity bombs and outside entities
                        raise RefusedFile(_("The file holds parts that are not allowed and is not taken."))
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise _mismatch() from error
    return CheckedFile(content, content_type, extension)


def _check_pdf(content: bytes) -> CheckedFile:
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise _mismatch()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) == 0:
                raise _mismatch()
            for obj in pdf.objects:
                is_stream = isinstance(obj, pikepdf.Stream)
                told = " ".join(dict(obj)).encode() if is_stream else obj.unparse(resolved=True)
                if ACTIVE_PDF.search(told):
                    raise RefusedFile(
                        _("The PDF runs scripts or carries other files. Print it to a plain PDF and send that.")
                    )
    except pikepdf.PasswordError as error:
        raise RefusedFile(_("The file is protected by a password. Save it without one and send it again.")) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise RefusedFile(_("The PDF is damaged. Make it again and send it.")) from error
    return CheckedFile(content, "application/pdf", "pdf")


def _check_csv(content: bytes) -> CheckedFile:
    if b"\x00" in content:
        raise _mismatch()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise _mismatch() from error
    if re.match(r"\s*<(!doctype|html|script|svg|\?xml)", text, re.IGNORECASE):
        raise _mismatch()
    return CheckedFile(text.encode("utf-8"), "text/csv", "csv")
