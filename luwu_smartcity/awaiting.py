"""What this person waits for from others: the other half of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from formats.dates import as_date
from masterplan.models import Section
from stakeholders.models import Commitment, DataRequest

MOST = 4  # of each kind


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

    def wait_for(row: Commitment | DataRequest | Section, about: str, from_whom: str, moment: datetime) -> None:
        since = as_date(moment)
        found.append(Awaited(row.title, row.get_absolute_url(), about, from_whom, since, (today - since).days))

    if user.is_editor:
        unsigned = Commitment.objects.filter(plan__is_current=True).waiting_for_signature()
        for commitment in unsigned.select_related("organisation").order_by("updated_at")[:MOST]:
            wait_for(commitment, _("Signature"), commitment.organisation.name, commitment.updated_at)
    if user.is_editor or user.is_reviewer:
        asked = DataRequest.objects.filter(plan__is_current=True).open()
        for request in asked.select_related("producer").order_by("requested_at")[:MOST]:
            wait_for(request, _("Data"), request.producer.name, request.requested_at)
    if user.acts_for_opd:
        own = Section.objects.of_current_plan().editable_by(user)
        sent = own.filter(state=Section.State.SUBMITTED, edited_at__isnull=False)
        for section in sent.without_text().select_related("book").order_by("edited_at")[:MOST]:
            assert section.edited_at  # filtered just above
            wait_for(section, section.book.short, "Bappelitbangda", section.edited_at)
    return sorted(found, key=lambda row: row.since)[:6]
