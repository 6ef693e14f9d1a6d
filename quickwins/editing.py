"""Writing a program: one version number guards its text and all that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F
from django.utils import timezone

from accounts.models import User

from .models import Program


@dataclass(frozen=True)
class Change:
    """One field that somebody else changed meanwhile, as it is now."""

    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Conflict:
    """What happened between the moment a form was opened and the moment it was sent."""

    by: User | None
    at: Any
    changes: list[Change]


def raise_version(program: Program) -> None:
    """Count one change more and note its time. The caller holds the row."""
    Program.objects.filter(pk=program.pk).update(version=F("version") + 1, updated_at=timezone.now())
    program.version += 1


def conflict_since(program: Program, version: int) -> Conflict:
    """What is different from the version that the form was opened with, from the recorded history."""
    events = apps.get_model("quickwins", "ProgramEvent").objects.filter(pgh_obj_id=program.pk)
    seen = events.filter(version=version).order_by("-pgh_created_at", "-pgh_id").first()
    latest = (
        events.filter(version=program.version)
        .select_related("pgh_context")
        .order_by("pgh_created_at", "pgh_id")
        .first()
    )
    author = (latest.pgh_context.metadata or {}).get("user") if latest and latest.pgh_context else None
    changes = []
    if seen is not None:
        for field in Program._meta.concrete_fields:
            if not field.editable or field.name in {"plan", "key"}:
                continue
            before, now = getattr(seen, field.attname), getattr(program, field.attname)
            if before != now:
                changes.append(Change(str(field.verbose_name), _told(field, before), _told(field, now)))
    return Conflict(
        by=User.objects.filter(pk=author).first() if author else None,
        at=latest.pgh_created_at if latest else program.updated_at,
        changes=changes,
    )


def _told(field: Any, value: Any) -> str:
    """A stored value in words: the name of what a key points at, the label of a choice."""
    if value in (None, ""):
        return "–"
    if field.is_relation:
        return str(field.related_model.objects.filter(pk=value).first() or "–")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
