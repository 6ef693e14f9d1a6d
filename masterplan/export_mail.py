"""The mail to those who had to wait long for their file. A mail server that is away costs nobody his file: the mail is
tried again after growing waits, and the page of the export says how it stands.

A row is claimed, and its next try put into the queue, before the mail goes out: a worker that is killed meanwhile leaves
a try behind. What it had just handed over is then sent again under the same id, rather than not at all.
"""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from formats.dates import format_time, in_wita, say_date

from .export_progress import tell
from .models import Book, Export, ExportMail
from .models.export_mail import MAIL_WAITS
from .tasks import mail_export

logger = logging.getLogger(__name__)


@transaction.atomic
def promise_mails(export: Export) -> None:
    """A row for each who asked for it and has an address, and the first try in the queue."""
    people = User.objects.active().filter(Q(pk=export.requested_by_id) | Q(shared_exports=export)).distinct()
    rows = [ExportMail(export=export, user=user) for user in people.exclude(email="").order_by("pk")]
    if ExportMail.objects.bulk_create(rows, ignore_conflicts=True):
        mail_export.enqueue(str(export.pk))


def mail_who_waited(export_id: str) -> int:
    """Tell each who was promised it, and is due, that the file is there, or why it is not. Returns how many mails went
    out. Safe to run any number of times."""
    ended = Export.objects.filter(pk=export_id, state__in=[Export.State.DONE, Export.State.FAILED])
    export = ended.select_related("edition", "plan").defer("edition__content").first()
    if export is None:
        return 0
    due = ExportMail.objects.filter(export=export, sent_at=None, next_at__lte=timezone.now())
    return sum(_try(mail, export) for mail in due.select_related("user").order_by("user"))


def _try(mail: ExportMail, export: Export) -> bool:
    """Whether the mail went out. Nothing is sent to one who left meanwhile."""
    if mail.is_given_up or not mail.user.is_active or not mail.user.email or not _claim(mail):
        return False
    try:
        mail_for(mail.user, export).send()
    except Exception as error:  # whatever a mail server or its library says
        logger.error("Mail about export %s to user %s: %s", export.pk, mail.user_id, error)
        ExportMail.objects.filter(pk=mail.pk).update(error=f"{type(error).__name__}: {error}"[:300])
        return False
    ExportMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), error="")
    return True


@transaction.atomic
def _claim(mail: ExportMail) -> bool:
    """Take the row for this try with one UPDATE, and put the next one into the queue. False when another has it."""
    wait = MAIL_WAITS[mail.attempts] if mail.attempts < len(MAIL_WAITS) else None
    next_at = timezone.now() + (wait or MAIL_WAITS[-1])
    mine = ExportMail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at=None)
    if not mine.update(attempts=F("attempts") + 1, next_at=next_at):
        return False
    if wait:
        mail_export.using(run_after=next_at).enqueue(str(mail.export_id))
    return True


def mail_told(export: Export, user: User) -> str:
    """How it stands with this person's mail, in words; nothing for one who was promised none."""
    mail = ExportMail.objects.filter(export=export, user=user).first()
    if mail is None:
        return ""
    if mail.sent_at:
        return _("Sent on {date}, {time}.").format(date=say_date(mail.sent_at, "short"), time=_clock(mail.sent_at))
    if mail.is_given_up:
        return _("Could not be sent in {count} tries. The file waits here.").format(count=mail.attempts)
    if mail.error:
        return _("Could not be sent yet; the next try is at {time}. The file waits here.").format(
            time=_clock(mail.next_at)
        )
    return _("Is being sent.")


def _clock(moment: datetime) -> str:
    return format_time(in_wita(moment))


def mail_for(user: User, export: Export) -> EmailMultiAlternatives:
    """In the language of the reader, as text and as HTML; the link asks who he is before it hands the file out."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        told = tell(export, dict(Book.objects.filter(plan=export.plan).values_list("key", "short")), timezone.now())
        context = {
            "user": user,
            "told": told,
            "export": export,
            "is_done": export.state == Export.State.DONE,
            "site": settings.SITE_URL,
            "demo": settings.DEMO,
        }
        subject = " ".join(render_to_string("masterplan/mail/export_subject.txt", context).split())
        text = render_to_string("masterplan/mail/export.txt", context)
        html = render_to_string("masterplan/mail/export.html", context)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    name = f"<export-{export.pk}-{user.pk}@{domain}>"
    mail = EmailMultiAlternatives(subject, text, to=[user.email], headers={"Message-ID": name})
    mail.attach_alternative(html, "text/html")
    return mail
