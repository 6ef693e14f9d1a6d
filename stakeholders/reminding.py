"""Reminding people of what they owe, in steps that widen: own OPD, person in charge, head, Kominfo and the leader.

Days are working days. A step is planned once for each person (the database holds to that) and gathered with all that this
person is told that day into one mail, the only one of the day: what is planned after it went out comes with the next. The
early step waits for the digest of the week, which also names what was told before and is open still. Who left, moved or
closed his account is told nothing; what was delivered or paused meanwhile is not sent. A mail is claimed before it is sent
and its rows are marked after: a worker killed in between sends the same mail again, with the same id, rather than none.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from formats.dates import say_date, today_wita
from quickwins.owing import values_owed

from .keeping import is_settled
from .models import Commitment, CommitmentItem, DataRequest, Pause, Reminder
from .reminder_mails import mail_for
from .workdays import Calendar

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SILENT_AFTER = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=180)
DATA, ITEM, VALUE = "data_request", "commitment_item", "reading"


@dataclass(frozen=True)
class Step:
    """`days` working days after the due date (before it: negative). `in_digest` waits for the week's first working day."""

    key: str
    days: int
    in_digest: bool = False

    def key_of(self, one: Owed) -> str:
        """How the step of this thing is written down: a new due date begins a new ladder."""
        return f"{self.key} {one.due_on.isoformat()}"


LADDER = (Step("H-14", -14, in_digest=True), Step("H-3", -3), Step("H+1", 1), Step("H+7", 7), Step("H+14", 14))
BY_KEY = {step.key: step for step in LADDER}


@dataclass(frozen=True)
class Owed:
    """Something that is owed by an organisation until a day."""

    kind: str
    pk: str
    title: str
    due_on: date
    organisation: Organisation
    contact: User | None
    url: str


# ---- What is owed ----


def owed(today: date | None = None) -> Iterator[Owed]:
    """Data not yet delivered, pledges not yet kept, and values of indicators not yet entered, of the plans worked on."""
    yield from (*_data(), *_items(), *_values(today or today_wita()))


def paused_on(day: date) -> set[tuple[str, str]]:
    """What nobody is reminded of on that day."""
    return set(Pause.objects.in_force(day).values_list("subject_kind", "subject_id"))


def _data() -> Iterator[Owed]:
    rows = DataRequest.objects.filter(plan__is_current=True).open().select_related("producer")
    for row in rows:
        yield Owed(DATA, str(row.pk), row.title, row.due_on, row.producer, None, row.get_absolute_url())


def _items() -> Iterator[Owed]:
    rows = CommitmentItem.objects.filter(
        commitment__plan__is_current=True, commitment__state=Commitment.State.SIGNED, due_on__isnull=False
    )
    for row in rows.select_related("commitment__organisation", "commitment__contact").prefetch_related("fulfilments"):
        # A report that waits for its check is no longer owed by the one who gave it.
        if not any(is_settled(row, one) for one in row.fulfilments.all() if not one.returned_note):
            commitment = row.commitment
            url = f"{commitment.get_absolute_url()}butir/{row.pk}/"
            yield Owed(ITEM, str(row.pk), row.text, row.due_on, commitment.organisation, commitment.contact, url)  # type: ignore[arg-type]


def _values(today: date) -> Iterator[Owed]:
    for one in values_owed(today):
        yield Owed(VALUE, one.key, one.title, one.due_on, one.organisation, one.owner, one.url)


# By kind and key of the thing.
Subjects = dict[tuple[str, str], Owed]


def subjects_owed(today: date | None = None) -> Subjects:
    return {(one.kind, one.pk): one for one in owed(today)}


# ---- Planning ----


def plan_reminders(today: date, calendar: Calendar | None = None) -> int:
    """Write down the messages that are due by today; gives how many are new. Safe to run any number of times.

    Only the newest step that has been reached is planned: after days without a run nobody gets the whole ladder at once.
    """
    calendar = calendar or Calendar()
    if not calendar.is_working(today):
        return 0
    paused = paused_on(today)
    found = [one for one in owed(today) if (one.kind, one.pk) not in paused]
    rows = Reminder.objects.filter(subject_id__in=[one.pk for one in found])
    known = set(rows.values_list("subject_kind", "subject_id", "step"))
    leaders: dict[str, list[User]] = {}
    made, ahead = 0, Ahead(today, calendar)
    for one in found:
        step = reached(one.due_on, today, calendar)
        if step is not None and (one.kind, one.pk, step.key_of(one)) not in known:
            made += write_down(one, step, recipients(one, step, today, leaders), today)
        coming = ahead.step(one)
        if coming is not None and (one.kind, one.pk, coming.key_of(one)) not in known:
            ahead.found.append((one, coming, recipients(one, coming, today, leaders)))
    return made + sum(write_down(one, step, users, today) for one, step, users in ahead.gathered())


@transaction.atomic
def write_down(one: Owed, step: Step, users: Iterable[User], today: date) -> int:
    """The messages of one step to all who are told, or to none of them: a step is planned once. Gives how many are new."""
    made = 0
    for user in users:
        _row, is_new = Reminder.objects.get_or_create(
            subject_kind=one.kind,
            subject_id=one.pk,
            step=step.key_of(one),
            recipient=user,
            defaults={"due_on": today, "text": told(one, today)},
        )
        made += is_new
    return made


class Ahead:
    """The digest of the week: who is to be told of more than one thing before it is due is told of all on the first day.

    Steps after the due date are never taken ahead: until then it may have been delivered.
    """

    def __init__(self, today: date, calendar: Calendar) -> None:
        self.today, self.calendar = today, calendar
        self.is_digest = calendar.is_first_of_week(today)
        self.last = today + timedelta(days=6 - today.weekday())
        self.found: list[tuple[Owed, Step, list[User]]] = []

    def step(self, one: Owed) -> Step | None:
        """The step before the due date that falls on a later day of this week."""
        if not self.is_digest:
            return None
        for step in LADDER:
            # The early step waits for the digest of its day or the next; it is never told before.
            if (
                step.days < 0
                and not step.in_digest
                and self.today < self.calendar.shifted(one.due_on, step.days) <= self.last
            ):
                return step
        return None

    def gathered(self) -> Iterator[tuple[Owed, Step, list[User]]]:
        """What is told today already: all that reaches somebody who is told of another thing too."""
        count = Counter(user.pk for _one, _step, users in self.found for user in users)
        waiting = Reminder.objects.filter(state=Reminder.State.WAITING, recipient__in=list(count))
        others = set(waiting.values_list("recipient", flat=True))
        for one, step, users in self.found:
            if any(count[user.pk] > 1 or user.pk in others for user in users):
                yield one, step, users


def reached(due_on: date, today: date, calendar: Calendar) -> Step | None:
    """The newest step of the ladder that has been reached; None before the first."""
    passed = [step for step in LADDER if calendar.shifted(due_on, step.days) <= today]
    return passed[-1] if passed else None


def recipients(one: Owed, step: Step, today: date, leaders: dict[str, list[User]]) -> list[User]:
    """Who is told at this step, each once, and only those who are still there."""
    active = User.objects.active()
    staff = list(active.filter(organisation=one.organisation, role=User.Role.CONTRIBUTOR))
    contact = one.contact
    in_charge = [contact] if contact and contact.is_active and contact.organisation_id == one.organisation.pk else []
    head = one.organisation.signatory(today)
    if step.days < 0:
        found = staff or ([head] if head else [])
    elif step.key == "H+1":
        found = [*staff, *in_charge] or ([head] if head else [])
    elif step.key == "H+7":
        found = [head] if head else []
    else:
        if not leaders:
            leaders["all"] = list(active.filter(role__in=[User.Role.EDITOR, User.Role.LEADER]))
        found = leaders["all"]
    return list({user.pk: user for user in found if user.is_active}.values())


def told(one: Owed, today: date) -> str:
    """The line of the record: what is owed, by whom, until when."""
    return _("%(title)s, %(organisation)s, due on %(day)s") % {
        "title": one.title,
        "organisation": one.organisation.name,
        "day": say_date(one.due_on),
    }


# ---- Sending ----


def remind(today: date | None = None) -> int:
    """The deed of the timetable: plan what is due, send what waits. Gives the number of mails."""
    today = today or today_wita()
    calendar = Calendar()
    if not calendar.is_working(today):
        return 0
    plan_reminders(today, calendar)
    return send_waiting(today, calendar)


def send_waiting(today: date, calendar: Calendar) -> int:
    """One mail to each person for whom something waits that may go out today."""
    waiting = Reminder.objects.filter(state=Reminder.State.WAITING, due_on__lte=today)
    people = list(User.objects.filter(pk__in=waiting.values("recipient")).order_by("pk"))
    # Looked up when the mails go out, not when they were planned: what came in meanwhile is asked for no more.
    subjects = subjects_owed(today) if people else {}
    return sum(send_to(user, today, calendar, subjects) for user in people)


def send_to(user: User, today: date, calendar: Calendar, subjects: Subjects) -> int:
    """Claim what waits for this person, mail it, mark it. 1 when a mail went out."""
    rows = claim(user, today, calendar, subjects)
    if not rows:
        return 0
    told_now = {(row.subject_kind, row.subject_id) for row in rows}
    rest = still_open(user, subjects, told_now, today) if calendar.is_first_of_week(today) else []
    try:
        mail_for(user, rows, today, subjects, rest).send()
    except Exception as error:
        logger.exception("reminder mail to user %s failed", user.pk)
        failed(rows, f"{type(error).__name__}: {error}"[:500])
        return 0
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Reminder.State.SENT, sent_at=timezone.now(), sent_on=today, error=""
    )
    return 1


def still_open(user: User, subjects: Subjects, told_now: set[tuple[str, str]], today: date) -> list[Owed]:
    """What this person was told of on the present ladder and is owed still, the oldest first; nothing that rests. Two
    queries."""
    sent = Reminder.objects.filter(recipient=user, state=Reminder.State.SENT)
    told = {(kind, pk, step.split()[-1]) for kind, pk, step in sent.values_list("subject_kind", "subject_id", "step")}
    left_out = told_now | paused_on(today)
    found = [
        one
        for key, one in subjects.items()
        if key not in left_out and (one.kind, one.pk, one.due_on.isoformat()) in told
    ]
    return sorted(found, key=lambda one: (one.due_on, one.title))


@transaction.atomic
def claim(user: User, today: date, calendar: Calendar, subjects: Subjects) -> list[Reminder]:
    """Take the rows for this process, attempts raised before the work; what is no longer to be said is cancelled.

    Nothing is taken while another worker is at it, nor once this person had the mail of the day.
    """
    now = timezone.now()
    waiting = Reminder.objects.filter(recipient=user, state=Reminder.State.WAITING, due_on__lte=today)
    rows = list(waiting.select_for_update().order_by("pk"))
    if any(row.heartbeat and row.heartbeat >= now - SILENT_AFTER for row in rows):
        return []
    if Reminder.objects.filter(recipient=user, state=Reminder.State.SENT, sent_on=today).exists():
        return []
    mine, gone = [], []
    paused = paused_on(today)
    for row in rows:
        if (row.subject_kind, row.subject_id) in paused:
            continue  # it waits until the pause is over
        if not is_welcome(user) or (row.subject_kind, row.subject_id) not in subjects:
            gone.append(row.pk)
        elif not BY_KEY[row.step.split()[0]].in_digest or calendar.is_first_of_week(today):
            mine.append(row)
    Reminder.objects.filter(pk__in=gone).update(state=Reminder.State.CANCELLED)
    spent = [row.pk for row in mine if row.attempts >= MAX_ATTEMPTS]
    Reminder.objects.filter(pk__in=spent).update(state=Reminder.State.FAILED)
    mine = [row for row in mine if row.pk not in spent]
    Reminder.objects.filter(pk__in=[row.pk for row in mine]).update(attempts=F("attempts") + 1, heartbeat=now)
    return mine


def is_welcome(user: User) -> bool:
    """Whether this person can be written to: still there, and with an address."""
    return user.is_active and bool(user.email)


def failed(rows: Iterable[Reminder], error: str) -> None:
    """Let them go again; after the third attempt they stay failed, with the reason on the record."""
    pks = [row.pk for row in rows]
    Reminder.objects.filter(pk__in=pks).update(error=error, heartbeat=None)
    Reminder.objects.filter(pk__in=pks, attempts__gte=MAX_ATTEMPTS).update(state=Reminder.State.FAILED)


# ---- On the record ----


def sent_about(kind: str, pk: UUID | int) -> list[Reminder]:
    """Every message about one thing, the newest first."""
    rows = Reminder.objects.filter(subject_kind=kind, subject_id=str(pk)).exclude(state=Reminder.State.CANCELLED)
    return list(rows.select_related("recipient").order_by("-due_on", "-pk"))


def pause_of(kind: str, pk: UUID | int) -> Pause | None:
    """The pause in force, if any."""
    rows = Pause.objects.in_force(today_wita()).filter(subject_kind=kind, subject_id=str(pk))
    return rows.select_related("by").first()


class NotPaused(ValueError):
    """The pause was not taken; the message says why."""


@transaction.atomic
def pause(kind: str, pk: UUID | int, *, until: date, reason: str, by: User) -> Pause:
    """No reminders about this thing until that day. A pause in force is replaced, and stays on the record. Raises `NotPaused`."""
    today = today_wita()
    reason = reason.strip()
    if not reason:
        raise NotPaused(_("Say why the reminders pause; the reason stays on the record."))
    if not today <= until <= today + LONGEST_PAUSE:
        raise NotPaused(_("Choose a day from today to at most %(days)s days ahead.") % {"days": LONGEST_PAUSE.days})
    for row in Pause.objects.in_force(today).filter(subject_kind=kind, subject_id=str(pk)).select_for_update():
        end_pause(row, by=by)
    return Pause.objects.create(subject_kind=kind, subject_id=str(pk), until=until, reason=reason, by=by)


def end_pause(row: Pause, *, by: User) -> None:
    """From now on the reminders go on; ended already, nothing changes."""
    Pause.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_by=by, ended_at=timezone.now())
