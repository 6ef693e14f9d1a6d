"""Meja Kerja: what is due from this person, gathered from every floor with a constant number of queries."""

from __future__ import annotations

from accounts.models import User
from masterplan.models import Section
from stakeholders.models import Commitment, DataRequest


def waiting_counts(user: User) -> dict[str, int]:
    """How many sections, commitments and data requests wait for this person; `all` is their sum."""
    counts = {
        "sections": sections_waiting(user).count(),
        "commitments": commitments_waiting(user).count(),
        "data": data_waiting(user).count(),
    }
    return counts | {"all": sum(counts.values())}


def sections_waiting(user: User):
    """Returned sections for those who write them, submitted ones for reviewers, verified ones for the leader."""
    State = Section.State
    sections = Section.objects.of_current_plan().visible_to(user).written()
    if user.is_reviewer:
        return sections.filter(state=State.SUBMITTED)
    if user.is_leader:
        return sections.filter(state=State.VERIFIED)
    if user.is_editor or user.acts_for_opd:
        return sections.filter(state=State.RETURNED, pk__in=Section.objects.editable_by(user).values("pk"))
    return sections.none()


def commitments_waiting(user: User):
    """Commitments the head has to sign; for Kominfo nothing waits before a head has signed."""
    commitments = Commitment.objects.filter(plan__is_current=True)
    if user.is_head:
        return commitments.waiting_for_signature().filter(organisation=user.organisation_id)
    return commitments.none()


def data_waiting(user: User):
    """Data the OPD owes; for Kominfo (walidata) what was delivered and must be checked."""
    requests = DataRequest.objects.filter(plan__is_current=True).visible_to(user)
    if user.acts_for_opd:
        return requests.open()
    if user.is_editor:
        return requests.filter(state=DataRequest.State.DELIVERED)
    return requests.none()
