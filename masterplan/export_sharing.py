"""One job for all who want the same book: who may wait for the job of somebody else, and how one of them steps back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from quickwins.models import Plan

from .models import Export, Section


def job_for(user: User, plan: Plan, wish: Mapping[str, object]) -> Export | None:
    """An unfinished job that will make exactly what this person would get, his own first; None when there is none.

    A draft that somebody has begun to read before the last edit would be an older text, so it does not count.
    """
    jobs = Export.objects.filter(**wish, cancel_asked=False).unfinished()
    ordered = sorted(
        jobs.select_related("requested_by").order_by("created_at"), key=lambda job: job.requested_by_id != user.pk
    )
    for job in ordered:
        if is_of_now(job, plan) and reads_the_same(user, job.requested_by, plan, job.edition_id):
            return job
    return None


def is_of_now(job: Export, plan: Plan) -> bool:
    """Whether nothing of the text was edited since the job began; an edition never is."""
    if job.edition_id or job.state == Export.State.QUEUED or job.started_at is None:
        return True
    return not Section.objects.filter(book__plan=plan, edited_at__gte=job.started_at).exists()


def reads_the_same(user: User, other: User, plan: Plan, edition_id: object = None) -> bool:
    """Whether a book made for the one holds what the other may read: every section, and the pictures in them."""
    if user.pk == other.pk or edition_id:
        return True
    if not (user.sees_everything and other.sees_everything) and user.organisation_id != other.organisation_id:
        return False
    return _readable(user, plan) == _readable(other, plan)


def _readable(user: User, plan: Plan) -> set[int]:
    return set(Section.objects.filter(book__plan=plan).visible_to(user).values_list("pk", flat=True))


def wait_too(job: Export, user: User) -> None:
    """From now on the job is this person's as well."""
    if job.requested_by_id != user.pk:
        job.also_for.add(user)


@transaction.atomic
def step_back(export: Export, user: User) -> bool:
    """This person waits no more, others do: True. False when nobody else waits for an unfinished job."""
    job = Export.objects.select_for_update().filter(pk=export.pk).unfinished().first()
    others = User.objects.filter(Q(pk__in=job.also_for.values("pk")) | Q(pk=job.requested_by_id)) if job else None
    heir = others.exclude(pk=user.pk).order_by("pk").first() if others is not None else None
    if job is None or heir is None:
        return False
    if job.requested_by_id == user.pk:
        Export.objects.filter(pk=job.pk).update(requested_by=heir)
        job.also_for.remove(heir)
    else:
        job.also_for.remove(user)
    return True
