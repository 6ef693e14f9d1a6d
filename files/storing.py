"""Whether records and files agree: what is missing, what reads otherwise than when it was taken in, what nobody knows.

A file is written before its record, so a process killed in between leaves a file without one, never the reverse (U18).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from .models import StoredFile

FOLDER = "files"
# A younger one may belong to an upload whose record is just being written.
AGE = timedelta(days=1)
CHUNK = 1024 * 1024


def missing() -> Iterator[StoredFile]:
    """Records whose file is gone."""
    return (row for row in StoredFile.objects.order_by("pk").iterator() if not is_there(row))


def changed() -> Iterator[StoredFile]:
    """Records whose file reads otherwise than its hash says. Reads every byte."""
    for row in StoredFile.objects.order_by("pk").iterator():
        if is_there(row) and hash_of(row) != row.sha256:
            yield row


def is_there(row: StoredFile) -> bool:
    return default_storage.exists(str(row.file.name))


def hash_of(row: StoredFile) -> str:
    digest = hashlib.sha256()
    with row.file.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def orphans(older_than: timedelta = AGE) -> list[str]:
    """Names of files that no record knows, and that are no upload of this moment."""
    before = timezone.now() - older_than
    known = set(StoredFile.objects.values_list("file", flat=True))
    return [name for name in written() if name not in known and default_storage.get_modified_time(name) < before]


def written() -> Iterator[str]:
    """Names of all files of uploads."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        _folders, names = default_storage.listdir(f"{FOLDER}/{folder}")
        yield from (f"{FOLDER}/{folder}/{name}" for name in sorted(names))


def remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
