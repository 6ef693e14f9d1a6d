"""Sow the messages that the demo's people would have had until its day, by the ladder of the reminders, and one pause."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import User
from quickwins.demo.related import EXAMPLE, WALIDATA, Related, moment
from quickwins.models import Plan
from stakeholders import reminding
from stakeholders.models import CommitmentItem, DataRequest, Pause, Reminder
from stakeholders.reminding import LADDER, Owed
from stakeholders.workdays import Calendar

ONE = timedelta(days=1)
# Of what is older the record would only repeat itself.
BACK = timedelta(days=60)


def sow(plan: Plan, *, today: date) -> None:
    """Nothing was mailed: the demo's addresses are invented. Where a message stands already, nothing is sown."""
    if Reminder.objects.exists():
        return
    related = Related(plan, today=today)
    found = list(reminding.owed(today))
    begun = _begun(plan)
    calendar = Calendar()
    rows: list[Reminder] = []
    leaders: dict[str, list[User]] = {}
    for one in found:
        first = max(begun.get((one.kind, one.pk), today - BACK), today - BACK)
        for step in LADDER:
            day = calendar.shifted(one.due_on, step.days)
            while step.in_digest and not calendar.is_first_of_week(day):
                day += ONE
            if first < day <= today:
                users = reminding.recipients(one, step, day, leaders)
                rows += [_sent(one, step.key_of(one), user, day) for user in users]
    Reminder.objects.bulk_create(rows)
    resting = next((one for one in found if one.kind == reminding.DATA and one.due_on < today), None)
    if resting:
        Pause.objects.create(
            subject_kind=resting.kind,
            subject_id=resting.pk,
            until=today + timedelta(days=14),
            reason=f"Menunggu hasil pendataan lapangan {EXAMPLE}.",
            by=related.users.get(WALIDATA),
            at=moment(today - timedelta(days=3)),
        )


def _begun(plan: Plan) -> dict[tuple[str, str], date]:
    """Since when each thing is owed: nobody was reminded of it before."""
    asked = {
        (reminding.DATA, str(row.pk)): row.requested_at.date()
        for row in DataRequest.objects.filter(plan=plan).only("requested_at")
    }
    items = CommitmentItem.objects.filter(commitment__plan=plan).select_related("commitment")
    return asked | {(reminding.ITEM, str(row.pk)): row.commitment.dated_on for row in items}


def _sent(one: Owed, step: str, user: User, day: date) -> Reminder:
    return Reminder(
        subject_kind=one.kind,
        subject_id=one.pk,
        step=step,
        recipient=user,
        due_on=day,
        text=reminding.told(one, day),
        state=Reminder.State.SENT,
        attempts=1,
        sent_on=day,
        sent_at=moment(day, 7),
    )
