"""Giving a version a name, so that it is found again: "for the meeting of 12 May". The one way a name comes about."""

from __future__ import annotations

from accounts.models import User
from formats.text import clean_line

from .models import Revision, VersionName

MOST_SIGNS = 150


class NameTooLong(ValueError):
    """A name has at most 150 signs."""


def name_version(revision: Revision, *, name: str, by: User) -> VersionName | None:
    """Name a numbered version, rename it, or with an empty name take its name away. Text and number stay as they are.

    Whether the person may is the caller's to check. None when nothing changes; raises NameTooLong.
    """
    name = clean_line(name)
    if len(name) > MOST_SIGNS:
        raise NameTooLong
    present = Revision.objects.with_names().get(pk=revision.pk).label  # type: ignore[attr-defined]
    return None if name == present else VersionName.objects.create(revision=revision, name=name, by=by)
