"""The mail to those who had to wait long for their file."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User

from .export_progress import tell
from .models import Book, Export

logger = logging.getLogger(__name__)


def mail_who_waited(export_id: str) -> int:
    """Tell each who asked for it that the file is there, or why it is not. Returns how many mails went out.

    The row is claimed before the first mail: a task that runs twice, or a worker that dies, sends nothing twice.
    """
    ended = Export.objects.filter(pk=export_id, state__in=[Export.State.DONE, Export.State.FAILED])
    if not ended.filter(mailed_at=None).update(mailed_at=timezone.now()):
        return 0
    export = Export.objects.select_related("edition", "plan").defer("edition__content").get(pk=export_id)
    people = User.objects.active().filter(Q(pk=export.requested_by_id) | Q(shared_exports=export)).distinct()
    sent = 0
    for user in people.exclude(email="").order_by("pk"):
        try:
            sent += mail_for(user, export).send()
        except OSError as error:
            # The file waits on the page of exports all the same.
            logger.error("Mail about export %s to user %s: %s", export.pk, user.pk, error)
    return sent


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
    mail = EmailMultiAlternatives(subject, text, to=[user.email])
    mail.attach_alternative(html, "text/html")
    return mail
