"""Komentar: threads anchored to a passage by its words and what stands around them, replies, mentions, resolving."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, UserQuerySet

from .models import Comment, Section, Thread

MOST_SIGNS = 4000
MENTION = re.compile(r"(?<![\w@])@([\w.+-]{1,150})")
SEES_ALL = [User.Role.ADMINISTRATOR, User.Role.EDITOR, User.Role.REVIEWER, User.Role.LEADER]


def people_of(section: Section) -> UserQuerySet:
    """Who can be mentioned: those who read the section when it is handed over, and the people of its OPDs."""
    assigned = Q(organisation=section.organisation_id, organisation__isnull=False)
    assigned |= Q(organisation__contributed_sections=section)
    if section.dimension_id:
        assigned |= Q(organisation__coordinated_dimensions=section.dimension_id)
    return User.objects.active().filter(Q(role__in=SEES_ALL) | assigned).distinct().order_by("name")


def start_thread(
    section: Section, *, by: User, text: str, quote: str = "", before: str = "", after: str = ""
) -> Thread:
    """A new thread with its first comment; an empty quote speaks about the whole section."""
    with transaction.atomic():
        thread = Thread.objects.create(
            section=section,
            quote=quote[:2000],
            before=before[-80:],
            after=after[:80],
            version=section.version,
            started_by=by,
        )
        _add(thread, by, text)
    return thread


def reply(thread: Thread, *, by: User, text: str) -> Comment:
    """Add to a thread; a resolved one is opened again by it."""
    with transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
        return _add(thread, by, text)


def resolve(thread: Thread, *, by: User) -> None:
    Thread.objects.filter(pk=thread.pk, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by)


def reopen(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)


def readers_of(comment: Comment) -> list[User]:
    """Who is told of a comment by mail: the mentioned and those who wrote in the thread, never its writer, and nobody who
    may not read the section (any more)."""
    thread = comment.thread
    wanted = (
        User.objects.active().filter(Q(mentioned_in=comment) | Q(comments__thread=thread)).exclude(pk=comment.by_id)
    )
    return [
        user
        for user in wanted.distinct()
        if user.email and Section.objects.visible_to(user).filter(pk=thread.section_id).exists()
    ]


def _add(thread: Thread, by: User, text: str) -> Comment:
    comment = Comment.objects.create(thread=thread, by=by, text=text[:MOST_SIGNS])
    names = set(MENTION.findall(text))
    if names:
        names |= {name.rstrip(".") for name in names}
        comment.mentions.set(people_of(thread.section).filter(username__in=names).exclude(pk=by.pk))
    tell: Callable[[], None] = partial(_tell, comment)
    transaction.on_commit(tell)
    return comment


def _tell(comment: Comment) -> None:
    from .notifying import mail_comment

    mail_comment.enqueue(str(comment.pk))
