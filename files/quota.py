"""How much one person and one organisation may keep here (case U21). 0 in the settings means: no limit."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Organisation, User

from .checking import RefusedFile
from .models import StoredFile, StoredFileQuerySet

PERSON, ORGANISATION = 6101, 6102  # first halves of the advisory locks
MEGABYTE = 1024 * 1024


def room_for(size: int, *, owner: User | None, organisation: Organisation | None) -> None:
    """Raises `RefusedFile` when these bytes do not fit. Two uploads at once are counted one after the other: call it inside
    the transaction that stores the file.
    """
    if owner is not None and settings.UPLOAD_QUOTA_PERSON:
        _lock(PERSON, owner.pk)
        if kept(StoredFile.objects.filter(owner=owner)) + size > settings.UPLOAD_QUOTA_PERSON:
            raise RefusedFile(
                _("Your files would take more than %(limit)s MB. Ask Kominfo for more room.")
                % {"limit": settings.UPLOAD_QUOTA_PERSON // MEGABYTE}
            )
    if organisation is not None and settings.UPLOAD_QUOTA_ORGANISATION:
        _lock(ORGANISATION, organisation.pk)
        if kept(StoredFile.objects.filter(organisation=organisation)) + size > settings.UPLOAD_QUOTA_ORGANISATION:
            raise RefusedFile(
                _("The files of %(organisation)s would take more than %(limit)s MB. Ask Kominfo for more room.")
                % {"organisation": organisation, "limit": settings.UPLOAD_QUOTA_ORGANISATION // MEGABYTE}
            )


def kept(rows: StoredFileQuerySet) -> int:
    """The bytes of these files."""
    return int(rows.aggregate(total=Sum("size"))["total"] or 0)


def _lock(kind: int, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, pk])
