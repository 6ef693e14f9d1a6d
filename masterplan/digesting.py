"""What waits for a person in the manuscript, and the daily mail that tells it to those who chose so.

One mail a person and working day at most, in the morning, none when nothing waits. The row of the day is claimed before the
mail goes out: two workers, or a worker that is killed and started again, never send a second one. What a lost mail would
have told stands in the next day's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from formats.dates import in_wita, say_date
from stakeholders.models import Commitment
from stakeholders.workdays import Calendar

from .models import Comment, Digest, Review, Section, SectionStateChange
from .models.book import SectionQuerySet

logger = logging.getLogger(__name__)

# In the morning, so that it is read before the work begins; a machine that was down may catch up until noon.
FROM_HOUR, UNTIL_HOUR = 6, 12
DUE_WITHIN = timedelta(days=7)
FIRST_LOOK_BACK = timedelta(days=7)
MOST = 20


@dataclass(frozen=True)
class Line:
    """One thing that waits: its title, what about it, and the address that leads to the place."""

    title: str
    about: str
    url: str


@dataclass(frozen=True)
class Group:
    title: str
    lines: tuple[Line, ...]


def send_digests(now: datetime) -> int:
    """The deed of the timetable: mail everybody who chose so and has not been mailed today. Gives the number of mails."""
    local = in_wita(now)
    today = local.date()
    if not FROM_HOUR <= local.hour < UNTIL_HOUR or not Calendar().is_working(today):
        return 0
    people = User.objects.active().filter(daily_digest=True).exclude(email="").exclude(digests__day=today)
    return sum(send_digest(user, today) for user in people.order_by("pk"))


def send_digest(user: User, today: date) -> int:
    """1 when a mail went out. A mail that could not be sent gives its day back, so that the next run tries again."""
    last = Digest.objects.filter(user=user, sent_at__isnull=False, day__lt=today).order_by("-day").first()
    since = last.claimed_at if last else timezone.now() - FIRST_LOOK_BACK
    with translation.override(user.language or settings.LANGUAGE_CODE):
        groups = waiting_for(user, today, since)
        if not groups:
            return 0
        count = sum(len(group.lines) for group in groups)
        digest, is_new = Digest.objects.get_or_create(user=user, day=today, defaults={"lines": count})
        if not is_new:
            return 0
        try:
            mail_for(user, groups, today, count).send()
        except Exception:
            logger.exception("digest to user %s failed", user.pk)
            digest.delete()
            return 0
    Digest.objects.filter(pk=digest.pk).update(sent_at=timezone.now())
    return 1


def waiting_for(user: User, today: date, since: datetime) -> list[Group]:
    """Commitments to sign, returned sections, reviews, mentions since then, and sections given to him; groups without lines
    are left out."""
    groups = [
        Group(_("Waiting for your signature"), _to_sign(user, today)),
        Group(_("Returned to you"), _returned(user)),
        Group(_("Waiting for your review"), _reviews(user)),
        Group(_("You were mentioned"), _mentions(user, since)),
        Group(_("Given to you to write"), _assigned(user, today, since)),
    ]
    return [group for group in groups if group.lines]


def _to_sign(user: User, today: date) -> tuple[Line, ...]:
    """As head, as deputy within his dates, or for a party of a joint one."""
    rows = Commitment.objects.filter(plan__is_current=True).to_be_signed_by(user, today).select_related("organisation")
    return tuple(
        Line(row.title, row.organisation.name, row.get_absolute_url()) for row in rows.order_by("dated_on", "pk")[:MOST]
    )


def sections_to_pass(user: User) -> SectionQuerySet:
    """Submitted sections for reviewers, without those a colleague has claimed; verified ones for the leader."""
    sections = Section.objects.of_current_plan().visible_to(user).written()
    if user.is_reviewer:
        claimed = Review.objects.filter(closed_at=None, claimed_by__isnull=False).exclude(claimed_by=user)
        return sections.filter(state=Section.State.SUBMITTED).exclude(pk__in=claimed.values("section"))
    return sections.filter(state=Section.State.VERIFIED) if user.is_leader else sections.none()


def sections_returned_to(user: User) -> SectionQuerySet:
    """Returned sections that this person may mend."""
    mine = Section.objects.editable_by(user).values("pk")
    return Section.objects.of_current_plan().visible_to(user).filter(state=Section.State.RETURNED, pk__in=mine)


def sections_given_to(user: User, today: date, since: datetime) -> SectionQuerySet:
    """Drafts of his OPD that became its own since then, or are due within a week or late."""
    if not user.acts_for_opd:
        return Section.objects.none()
    Event = Section.pgh_event_model  # type: ignore[attr-defined]
    before = Event.objects.filter(pgh_obj=OuterRef("pk"), pgh_created_at__lt=since).order_by("-pgh_id")
    mine = Section.objects.of_current_plan().editable_by(user).filter(state=Section.State.DRAFT)
    return mine.alias(former=Subquery(before.values("organisation")[:1])).filter(
        Q(due_on__lte=today + DUE_WITHIN)
        | Q(organisation=user.organisation_id) & (Q(former__isnull=True) | ~Q(former=user.organisation_id))
    )


def _returned(user: User) -> tuple[Line, ...]:
    note = SectionStateChange.objects.filter(section=OuterRef("pk"), to_state=Section.State.RETURNED).order_by("-at")
    rows = (
        sections_returned_to(user).without_text().select_related("book").annotate(why=Subquery(note.values("note")[:1]))
    )
    return tuple(_line(row, row.why or row.book.short) for row in rows.order_by("book", "position", "pk")[:MOST])


def _reviews(user: User) -> tuple[Line, ...]:
    rows = sections_to_pass(user).without_text().select_related("book", "organisation").order_by("edited_at", "pk")
    return tuple(_line(row, f"{row.book.short}, {row.organisation or '–'}") for row in rows[:MOST])


def mentions_of(user: User, since: datetime) -> QuerySet[Comment]:
    """Comments that name this person, in open threads of sections he may see, which he has not answered yet."""
    answer = Comment.objects.filter(thread=OuterRef("thread"), by=user, at__gt=OuterRef("at"))
    return Comment.objects.filter(
        ~Exists(answer),
        mentions=user,
        at__gt=since,
        thread__resolved_at=None,
        thread__section__in=Section.objects.of_current_plan().visible_to(user),
    ).exclude(by=user)


def _mentions(user: User, since: datetime) -> tuple[Line, ...]:
    rows = mentions_of(user, since).select_related("by", "thread__section").order_by("at", "pk")
    return tuple(
        Line(
            row.thread.section.title,
            f"{row.by.name if row.by else '–'}: {' '.join(row.text.split())[:300]}",
            f"{row.thread.section.get_absolute_url()}#k-{row.thread_id}",
        )
        for row in rows[:MOST]
    )


def _assigned(user: User, today: date, since: datetime) -> tuple[Line, ...]:
    rows = (
        sections_given_to(user, today, since)
        .without_text()
        .select_related("book")
        .order_by("due_on", "book", "position", "pk")
    )
    return tuple(
        _line(row, _("due on %(day)s") % {"day": say_date(row.due_on)} if row.due_on else row.book.short)
        for row in rows[:MOST]
    )


def _line(section: Section, about: str) -> Line:
    return Line(section.title, about, section.get_absolute_url())


def mail_for(user: User, groups: list[Group], today: date, count: int) -> EmailMultiAlternatives:
    """One mail with everything, as text and as HTML, in the language in force."""
    context = {"user": user, "groups": groups, "count": count, "site": settings.SITE_URL, "demo": settings.DEMO}
    subject = render_to_string("masterplan/mail/digest_subject.txt", context)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),
        render_to_string("masterplan/mail/digest.txt", context),
        to=[user.email],
        headers={"Message-ID": f"<ringkasan-{user.pk}-{today.isoformat()}@{domain}>"},
    )
    mail.attach_alternative(render_to_string("masterplan/mail/digest.html", context), "text/html")
    return mail
