"""Inviting to a meeting: who is on the list, and mails that carry the calendar entry, its changes and its cancellation.

The row of an invitation is the truth: it says which number of the entry went out. A mail is claimed before it is sent and
marked after; what a killed worker left is taken up again by the timetable.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import getaddresses, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import Organisation, User
from formats.text import clean_line

from .calendar_files import calendar_file
from .models import Bimtek, Contact, Invitation

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
MAX_INVITED = 500
SILENT_AFTER = timedelta(minutes=10)


class NotInvited(ValueError):
    """The list cannot be taken; the message says which line is wrong."""


@dataclass(frozen=True)
class Guest:
    email: str
    name: str = ""
    organisation: Organisation | None = None
    user: User | None = None


def people_of(organisations: Iterable[Organisation]) -> Iterator[Guest]:
    """Everybody of these organisations who can be written to: accounts first, then contacts."""
    organisations = list(organisations)
    for user in (
        User.objects.active().filter(organisation__in=organisations).exclude(email="").select_related("organisation")
    ):
        yield Guest(user.email, user.name, user.organisation, user)
    for contact in (
        Contact.objects.filter(organisation__in=organisations).exclude(email="").select_related("organisation")
    ):
        yield Guest(contact.email, contact.name, contact.organisation)


def read_guests(text: str) -> list[Guest]:
    """Addresses as they are pasted, one in each line: "Ani Rahma <ani@contoh.id>". Raises `NotInvited`."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        for name, email in getaddresses([line.replace(";", ",")]):
            try:
                validate_email(email)
            except ValidationError:
                raise NotInvited(
                    _("Line %(number)s holds no e-mail address. Write for example: Ani Rahma <ani@contoh.id>")
                    % {"number": number}
                ) from None
            found.append(Guest(email, clean_line(name)[:150]))
    return found


@transaction.atomic
def invite(meeting_id: UUID, guests: Iterable[Guest]) -> int:
    """Put people on the list of those invited, each address once; gives how many are new. Mails go out when announced."""
    meeting = Bimtek.objects.select_for_update().get(pk=meeting_id)
    known = {email.lower() for email in meeting.invitations.values_list("email", flat=True)}
    new = []
    for guest in guests:
        if guest.email.lower() not in known:
            known.add(guest.email.lower())
            new.append(
                Invitation(
                    bimtek=meeting, email=guest.email, name=guest.name, organisation=guest.organisation, user=guest.user
                )
            )
    if len(known) > MAX_INVITED:
        raise NotInvited(_("At most %(count)s people can be invited to a meeting.") % {"count": MAX_INVITED})
    Invitation.objects.bulk_create(new)
    send_soon(meeting)
    return len(new)


def announce_change(meeting: Bimtek) -> None:
    """Raise the number of the entry: everybody who has an older one gets this one. Call with the row held."""
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    meeting.invitations.update(attempts=0, error="", heartbeat=None)
    send_soon(meeting)


def send_soon(meeting: Bimtek) -> None:
    if meeting.state != Bimtek.State.DRAFT:
        send_invitations.enqueue(str(meeting.pk))


@task()
def send_invitations(meeting_id: str) -> None:
    """Mail what waits for this meeting."""
    send_waiting(UUID(meeting_id))


def send_waiting(meeting_id: UUID | None = None) -> int:
    """Send every invitation that waits, of one meeting or of all. Gives the number of mails. Safe to run any number of times.

    The demo's people have invented addresses: nothing is sent to them.
    """
    if settings.DEMO:
        return 0
    sent = 0
    while (row := claim(meeting_id)) is not None:
        number = row.bimtek.sequence
        try:
            mail_for(row).send()
        except Exception as error:
            logger.exception("invitation %s could not be sent", row.pk)
            Invitation.objects.filter(pk=row.pk).update(error=f"{type(error).__name__}: {error}"[:500])
            continue
        Invitation.objects.filter(pk=row.pk).update(
            sent_sequence=number, sent_at=timezone.now(), error="", heartbeat=None, attempts=0
        )
        sent += 1
    return sent


@transaction.atomic
def claim(meeting_id: UUID | None) -> Invitation | None:
    """The next one that nobody is at, its attempt counted before the work."""
    now = timezone.now()
    free = Q(heartbeat__isnull=True) | Q(heartbeat__lt=now - SILENT_AFTER)
    rows = Invitation.objects.to_send().filter(free, attempts__lt=MAX_ATTEMPTS)
    if meeting_id:
        rows = rows.filter(bimtek=meeting_id)
    locked = rows.select_for_update(skip_locked=True, of=("self",)).select_related("bimtek__plan").order_by("pk")
    row = locked.first()
    if row is not None:
        Invitation.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, heartbeat=now)
    return row


def mail_for(row: Invitation) -> EmailMultiAlternatives:
    """The invitation as text, as HTML, and as calendar entry, which mail programs show with its date."""
    meeting = row.bimtek
    agenda = list(meeting.agenda.all())
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    url = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    entry = calendar_file(
        meeting,
        agenda,
        organiser=(settings.REGION["office"] or name, address),
        attendee=(row.name or row.email, row.email),
        url=url,
        now=timezone.now(),
    )
    context = {
        "row": row,
        "meeting": meeting,
        "agenda": agenda,
        "url": url if row.user_id else "",
        "office": settings.REGION["office"],
        "is_new": row.sent_sequence is None,
        "is_cancelled": meeting.state == Bimtek.State.CANCELLED,
    }
    with translation.override("id"):
        subject = " ".join(render_to_string("stakeholders/mail/invitation_subject.txt", context).split())
        text = render_to_string("stakeholders/mail/invitation.txt", context)
        html = render_to_string("stakeholders/mail/invitation.html", context)
    domain = address.rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<undangan-{row.pk}-{meeting.sequence}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMultiAlternatives(subject, text, to=[row.email], headers=headers)
    mail.attach_alternative(html, "text/html")
    method = "CANCEL" if meeting.state == Bimtek.State.CANCELLED else "REQUEST"
    mail.attach(calendar_part(entry, method))
    return mail


def calendar_part(entry: bytes, method: str) -> MIMEBase:
    part = MIMEText(entry.decode("utf-8"), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="undangan.ics")
    return part
