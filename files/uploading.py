"""Taking a file in: checked, hashed, written, recorded, in that order."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import unicodedata

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User

from .checking import RefusedFile, check_file
from .models import StoredFile, storage_path
from .quota import room_for
from .scanning import scan

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


def clean_name(name: str) -> str:
    """The name people gave, fit to be shown: last part of a path, no controls, no bidi overrides, at most 150 signs."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(
        char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )
    name = name.strip(" .") or _("file")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:140]}{dot}{extension[:10]}" if dot else name[:150]


def store_upload(
    upload: UploadedFile,
    *,
    owner: User,
    organisation: Organisation | None = None,
    images_only: bool = False,
    is_shared: bool = False,
    is_open: bool = False,
) -> StoredFile:
    """Check an upload and keep it. Raises `RefusedFile` with a message for the person who sent it."""
    return store_content(
        upload.name or "",
        content_of(upload),
        owner=owner,
        organisation=organisation,
        images_only=images_only,
        is_shared=is_shared,
        is_open=is_open,
    )


def content_of(upload: UploadedFile) -> bytes:
    """The bytes of an upload, never more than one file may have. Raises `RefusedFile`."""
    limit = settings.UPLOAD_MAX_BYTES
    content = b"" if upload.size is not None and upload.size > limit else upload.read(limit + 1)
    if (upload.size or 0) > limit or len(content) > limit:
        raise RefusedFile(_("The file is larger than %(limit)s MB. Make it smaller.") % {"limit": limit // MEGABYTE})
    return content


def looked_into(upload: UploadedFile) -> bytes:
    """The bytes of an upload that is about to be read by a program: checked as those that are kept. Raises `RefusedFile`."""
    content = content_of(upload)
    check_file(clean_name(upload.name or ""), content)
    return content


@transaction.atomic
def store_content(
    name: str,
    content: bytes,
    *,
    owner: User | None,
    organisation: Organisation | None = None,
    images_only: bool = False,
    is_shared: bool = False,
    is_open: bool = False,
) -> StoredFile:
    """As `store_upload`, for bytes at hand (imports, the demo). A record never stands without its file (case U18)."""
    name = clean_name(name)
    checked = check_file(name, content, images_only=images_only)
    organisation = organisation or (owner.organisation if owner else None)
    if owner is not None:
        scan(content)
        room_for(len(checked.content), owner=owner, organisation=organisation)
    stored = StoredFile(
        name=name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=hashlib.sha256(checked.content).hexdigest(),
        width=checked.width,
        height=checked.height,
        owner=owner,
        organisation=organisation,
        is_shared=is_shared,
        is_open=is_open,
    )
    write(stored, checked.content)
    stored.save(force_insert=True)
    return stored


def write(stored: StoredFile, content: bytes) -> None:
    """Put the bytes where they stay. Without room for them nothing stays, not even a half file (case U17)."""
    try:
        stored.file.save(stored.name, ContentFile(content), save=False)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        logger.error("no room for an upload of %s bytes", len(content))
        with contextlib.suppress(OSError):
            default_storage.delete(storage_path(stored, stored.name))
        raise RefusedFile(_("The server has no room for files just now. Tell Kominfo.")) from error
