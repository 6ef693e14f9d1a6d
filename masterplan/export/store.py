"""Fragments that were typeset before, in the project's own storage, so that all machines share them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

FOLDER = "fragments"
KEPT_FOR = timedelta(days=30)


class FragmentStore:
    """Bytes by key. A reader checks what it gets (Fragment.from_bytes): a file that was cut off counts as none."""

    def __init__(self, storage: Storage | None = None) -> None:
        self.storage = storage or default_storage

    @staticmethod
    def path(key: str) -> str:
        return f"{FOLDER}/{key[:2]}/{key}"

    def get(self, key: str) -> bytes | None:
        try:
            with self.storage.open(self.path(key)) as file:
                return file.read()
        except (FileNotFoundError, OSError):
            return None

    def has(self, key: str) -> bool:
        return self.storage.exists(self.path(key))

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; a full disk costs the memory of it, not the book."""
        path = self.path(key)
        try:
            if self.storage.exists(path):
                self.storage.delete(path)
            self.storage.save(path, ContentFile(data))
        except OSError:
            return

    def clean(self, now: datetime, kept_for: timedelta = KEPT_FOR) -> int:
        """Remove fragments typeset longer ago than that. Returns how many."""
        removed = 0
        for folder in self._folders():
            for name in self.storage.listdir(f"{FOLDER}/{folder}")[1]:
                path = f"{FOLDER}/{folder}/{name}"
                if now - self.storage.get_modified_time(path) > kept_for:
                    self.storage.delete(path)
                    removed += 1
        return removed

    def _folders(self) -> list[str]:
        try:
            return self.storage.listdir(FOLDER)[0]
        except FileNotFoundError:
            return []


class MemoryStore(FragmentStore):
    """For one run that should leave nothing behind."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def has(self, key: str) -> bool:
        return key in self.kept

    def put(self, key: str, data: bytes) -> None:
        self.kept[key] = data
