"""The mail of a reminder: one for each person and day, with all that is due in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User

from .models import Reminder

if TYPE_CHECKING:
    from .reminding import Owed, Subjects

# No machine answers a machine (RFC 3834): no notes of absence come back.
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
MOST_NAMED = 20


def mail_for(
    user: User, rows: list[Reminder], today: date, subjects: Subjects, rest: Sequence[Owed] = ()
) -> EmailMultiAlternatives:
    """One mail with everything, in the language of the reader, as text and as HTML. Its id is that of its rows.

    `rest` is what the digest of the week names beside what is due: told before, and open still.
    """
    # Two steps of the same thing, one of which waited for a pause or the digest, are one line.
    found = {key: subjects[key] for key in ((row.subject_kind, row.subject_id) for row in rows)}.values()
    lines: list[dict[str, Any]] = [{"one": one, "late": (today - one.due_on).days} for one in found]
    lines.sort(key=lambda line: -line["late"])
    named = [{"one": one, "late": (today - one.due_on).days} for one in rest[:MOST_NAMED]]
    context: dict[str, Any] = {
        "user": user,
        "lines": lines,
        "rest": named,
        "unnamed": len(rest) - len(named),
        "site": settings.SITE_URL,
        "demo": settings.DEMO,
    }
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = render_to_string("stakeholders/mail/reminder_subject.txt", context).strip()
        text = render_to_string("stakeholders/mail/reminder.txt", context)
        html = render_to_string("stakeholders/mail/reminder.html", context)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    stamp = f"pengingat-{rows[0].pk}-{rows[-1].pk}-{user.pk}@{domain}"
    mail = EmailMultiAlternatives(subject, text, to=[user.email], headers={"Message-ID": f"<{stamp}>", **AUTOMATIC})
    mail.attach_alternative(html, "text/html")
    return mail
