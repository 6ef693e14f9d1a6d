"""How long files of exports and typeset pages are kept, and how one is brought onto the disk for good."""

from __future__ import annotations

import os
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from .export.store import FragmentStore
from .models import Export

KEPT_EXPORTS = timedelta(days=30)
FOLDER = "exports"


def flush_to_disk(name: str) -> None:
    """On a local disk: a file that a row speaks of must survive a power cut."""
    try:
        descriptor = os.open(default_storage.path(name), os.O_RDONLY)
    except (NotImplementedError, OSError):  # how Django's storages say that they have no disk here
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget_old_fragments() -> int:
    """Remove fragments and files of exports that are older than they are kept. Returns how many (timetable).

    The files of a published edition stay for ever: whoever asks gets the very file that was there on the first day.
    """
    now = timezone.now()
    removed = FragmentStore().clean(now)
    old = Export.objects.exclude(file="").filter(finished_at__lt=now - KEPT_EXPORTS)
    for export in old.exclude(edition__published_at__isnull=False):
        default_storage.delete(export.file)
        export.delete()
        removed += 1
    return removed + remove_orphans()


def remove_orphans() -> int:
    """Files of attempts that were killed between writing and naming."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    old = timezone.now() - timedelta(days=1)
    paths = [path for name in names if (path := f"{FOLDER}/{name}") not in known]
    gone = [path for path in paths if default_storage.get_modified_time(path) < old]
    for path in gone:
        default_storage.delete(path)
    return len(gone)
