"""Sow the demo's commitments, data and meetings from the files beside this module.

Sowing again changes nothing: a row that is there, edited or not, is left alone. Wants the reference data, the people and
the programs of the demo first; runs inside the caller's transaction.
"""

from __future__ import annotations

from datetime import date

from quickwins.models import Plan

from . import commitments, data, meetings, reminders


def seed_commitments(*, today: date) -> None:
    """Sixty commitments in every state with signatures, fulfilments and history; nothing is dated after `today`."""
    commitments.sow(Plan.objects.get(is_current=True), today=today)


def seed_data(*, today: date) -> None:
    """Twenty data requests (their days count from `today`) with answers, and all datasets."""
    data.sow(Plan.objects.get(is_current=True), today=today)


def seed_meetings() -> None:
    """Regulations, bodies with their seats, the four Bimtek and the meetings of 2026 with their decisions."""
    meetings.sow(Plan.objects.get(is_current=True))


def seed_reminders(*, today: date) -> None:
    """The messages that were due until `today` about what is owed still, and a pause."""
    reminders.sow(Plan.objects.get(is_current=True), today=today)
