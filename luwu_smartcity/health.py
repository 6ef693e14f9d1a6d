"""Is the site well? Asked by machines at `/sehat/`, so it must answer even when the database does not."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

Part = dict[str, object]
QUEUE_STUCK_AFTER = timedelta(minutes=10)


def health_of_parts() -> dict[str, Part]:
    """`{database, queue, storage}`, each `{"ok": bool, …}`; never raises."""
    database = _database()
    return {"database": database, "queue": _queue() if database["ok"] else {"ok": False}, "storage": _storage()}


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return {"ok": True}
    except DatabaseError:
        return {"ok": False}


def _queue() -> Part:
    """Well while nothing has waited longer than ten minutes for a worker."""
    try:
        waiting = DBTaskResult.objects.ready()
        stuck = waiting.filter(enqueued_at__lt=timezone.now() - QUEUE_STUCK_AFTER).exists()
        return {"ok": not stuck, "waiting": waiting.count()}
    except DatabaseError:
        return {"ok": False}


def _storage() -> Part:
    name = f"health/{uuid.uuid4().hex}"
    try:
        written = default_storage.save(name, ContentFile(b"ok"))
        default_storage.delete(written)
        return {"ok": True}
    except OSError:
        return {"ok": False}
