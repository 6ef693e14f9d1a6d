"""Mails about a section: a comment, a return, a submission. Each carries its text and leads to the place.

A task may run twice: what went out to whom is noted in the shared cache before the next is sent, for a week.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User

from .models import Comment, Section, SectionStateChange

WEEK = 7 * 24 * 3600


@task()
def mail_comment(comment_id: str) -> None:
    """Tell the mentioned and the thread's writers of a comment."""
    from .commenting import readers_of

    comment = Comment.objects.select_related("by", "thread__section__book__plan").filter(pk=comment_id).first()
    if comment is None:
        return
    section = comment.thread.section
    quote = f"“{comment.thread.quote}”\n\n" if comment.thread.quote else ""
    for user in readers_of(comment):
        with translation.override(user.language or settings.LANGUAGE_CODE):
            subject = _("Comment on %(title)s") % {"title": section.title}
            body = f"{comment.by.name if comment.by else '–'}:\n\n{quote}{comment.text}\n\n{_place(section)}#k-{comment.thread_id}"
        _send_once(f"comment-{comment.pk}", user, subject, body)


@task()
def mail_state_change(change_id: int) -> None:
    """Tell the writers of a returned section what to change, and the reviewers of a submitted one that it waits."""
    change = SectionStateChange.objects.select_related("by", "section__book__plan").filter(pk=change_id).first()
    if change is None:
        return
    section = change.section
    for user in _concerned(section, change):
        with translation.override(user.language or settings.LANGUAGE_CODE):
            state = change.to_state_label.lower()
            subject = f"{section.title}: {state}"
            line = _("%(name)s set “%(title)s” to %(state)s.") % {
                "name": change.by.name if change.by else "–", "title": section.title, "state": state,
            }  # fmt: skip
            note = f"\n\n{change.note}" if change.note else ""
        _send_once(f"state-{change.pk}", user, subject, f"{line}{note}\n\n{_place(section)}")


def _concerned(section: Section, change: SectionStateChange) -> Iterable[User]:
    people = User.objects.active().exclude(pk=change.by_id).exclude(email="")
    if change.to_state == Section.State.SUBMITTED:
        return people.filter(role=User.Role.REVIEWER)
    if change.to_state == Section.State.VERIFIED:
        return people.filter(role=User.Role.LEADER)
    writers = Q(pk=section.edited_by_id)
    if section.organisation_id:
        writers |= Q(organisation=section.organisation_id, role__in=[User.Role.CONTRIBUTOR, User.Role.HEAD])
    submitted = section.reviews.order_by("-submitted_at").values_list("submitted_by", flat=True)[:1]
    return people.filter(writers | Q(pk__in=list(submitted))).distinct()


def _send_once(what: str, user: User, subject: str, body: str) -> None:
    if cache.add(f"mail-{what}-{user.pk}", True, WEEK):
        EmailMessage(" ".join(subject.split()), body, to=[user.email]).send()


def _place(section: Section) -> str:
    return f"{settings.SITE_URL}{section.get_absolute_url()}"
