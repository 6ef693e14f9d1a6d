"""What this person waits for from others: the other half of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from masterplan.models import Section
from stakeholders.models import Commitment, DataRequest


@dataclass(frozen=True)
class Awaited:
    """Something this person waits for from somebody else."""

    title: str
    url: str
    about: str
    from_whom: str
    since: date
    days: int


def awaited(user: User, today: date) -> list[Awaited]:
    """Signatures and data that Kominfo and Bappelitbangda wait for; own submitted sections for those who write."""
    found: list[Awaited] = []
    if user.is_editor:
        for row in (
            Commitment.objects.filter(plan__is_current=True)
            .waiting_for_signature()
            .select_related("organisation")
            .order_by("updated_at")[:4]
        ):
            since = row.updated_at.date()
            found.append(
                Awaited(
                    row.title,
                    row.get_absolute_url(),
                    _("Signature"),
                    row.organisation.name,
                    since,
                    (today - since).days,
                )
            )
    if user.is_editor or user.is_reviewer:
        for request in (
            DataRequest.objects.filter(plan__is_current=True)
            .open()
            .select_related("producer")
            .order_by("requested_at")[:4]
        ):
            since = request.requested_at.date()
            found.append(
                Awaited(
                    request.title,
                    request.get_absolute_url(),
                    _("Data"),
                    request.producer.name,
                    since,
                    (today - since).days,
                )
            )
    if user.acts_for_opd:
        sent = Section.objects.of_current_plan().editable_by(user).filter(state=Section.State.SUBMITTED)
        for section in (
            sent.filter(edited_at__isnull=False).without_text().select_related("book").order_by("edited_at")[:4]
        ):
            since = section.edited_at.date()  # type: ignore[union-attr]  # filtered just above
            found.append(
                Awaited(
                    section.title,
                    section.get_absolute_url(),
                    section.book.short,
                    "Bappelitbangda",
                    since,
                    (today - since).days,
                )
            )
    return sorted(found, key=lambda row: row.since)[:6]
