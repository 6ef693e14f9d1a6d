"""The regency's own reference document for Word exports: looked at before it is taken, replaced as a whole, taken out again."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from files.checking import RefusedFile, check_file
from quickwins.models import Plan

from .export.printing import CannotPrint
from .export.word import pandoc_path, run
from .export.wordstyle import KEPT_REFERENCE, OWN_REFERENCE, dressed

logger = logging.getLogger(__name__)

MOST_BYTES = 5_000_000
# Without these a book would come out as plain paragraphs.
NEEDED = ("Normal", "Title", "Heading1", "Heading2")
# A template, a picture or a frame that Word would fetch; plain links are not followed by themselves.
OUTSIDE = re.compile(rb'<Relationship\b(?=[^>]*TargetMode="External")(?![^>]*Type="[^"]*/hyperlink")')


@dataclass(frozen=True)
class Reference:
    """What Word exports take their looks from now. `changed_at` and `size` are None for the built-in one."""

    is_own: bool
    changed_at: datetime | None = None
    size: int | None = None


def present() -> Reference:
    if not default_storage.exists(OWN_REFERENCE):
        return Reference(False)
    return Reference(True, default_storage.get_modified_time(OWN_REFERENCE), default_storage.size(OWN_REFERENCE))


def content() -> bytes:
    """The document in use, to be taken, changed in Word and sent back."""
    if default_storage.exists(OWN_REFERENCE):
        with default_storage.open(OWN_REFERENCE) as file:
            return file.read()
    return dressed(str(Plan.objects.current() or ""))


def replace(name: str, data: bytes) -> None:
    """Take this document from now on. Raises `RefusedFile` with a reason; then the one before stays."""
    check(name, data)
    before = content() if default_storage.exists(OWN_REFERENCE) else b""
    default_storage.delete(OWN_REFERENCE)
    try:
        default_storage.save(OWN_REFERENCE, ContentFile(data))
    except OSError:
        logger.exception("The reference document for Word could not be stored")
        default_storage.delete(OWN_REFERENCE)
        if before:
            default_storage.save(OWN_REFERENCE, ContentFile(before))  # there is room for it: it was there
        raise RefusedFile(_("The document could not be stored just now. The one before is still in use.")) from None


def keep() -> str:
    """Keep the own document of this moment for an edition. Returns its digest, "" for the built-in one."""
    if not default_storage.exists(OWN_REFERENCE):
        return ""
    data = content()
    digest = hashlib.sha256(data).hexdigest()
    name = KEPT_REFERENCE.format(digest)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return digest


def remove() -> None:
    """Back to the built-in look."""
    default_storage.delete(OWN_REFERENCE)


def check(name: str, data: bytes) -> None:
    """A DOCX without anything active or outside, with the styles a book needs, and one that pandoc can work with."""
    if not name.lower().endswith(".docx") or len(data) > MOST_BYTES:
        raise RefusedFile(_("Send a Word file (DOCX) of at most 5 MB."))
    check_file(name, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        styles = archive.read("word/styles.xml").decode(errors="replace") if "word/styles.xml" in names else ""
        relations = b"".join(archive.read(part) for part in names if part.endswith(".rels"))
    if OUTSIDE.search(relations):
        raise RefusedFile(_("The document points to files or pages outside itself. Remove those links first."))
    missing = [style for style in NEEDED if f'w:styleId="{style}"' not in styles]
    if missing:
        told = _("The document lacks these styles: %(names)s. Begin with the document that can be downloaded here.")
        raise RefusedFile(told % {"names": ", ".join(missing)})
    with TemporaryDirectory(prefix="word-") as folder:
        path = Path(folder) / "reference.docx"
        path.write_bytes(data)
        command = [pandoc_path(), "--from=html", "--to=docx", "--sandbox", f"--reference-doc={path}", "--output=-"]
        try:
            made = run(command, b"<h1>Uji</h1><p>Teks.</p>", lambda: None)
        except CannotPrint:
            made = b""
    if not made.startswith(b"PK"):
        raise RefusedFile(
            _("No book can be made with this document. Begin with the document that can be downloaded here.")
        )
