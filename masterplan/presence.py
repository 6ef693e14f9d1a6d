"""Who has a section open: a heartbeat each 30 seconds, forgotten after two minutes by the clock of the database."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User

from .models import Section, SectionPresence

MOST_SIGNS = 80
FORGOTTEN_AFTER = timedelta(minutes=2)


def beat(section: Section, user: User, *, editing: bool, block: int | None = None, words: str = "") -> None:
    """Note that this person has the section open now, and in which paragraph (from 1, and how it begins) he writes. Never
    touches the section itself (case C09)."""
    SectionPresence.objects.update_or_create(
        section=section,
        user=user,
        defaults={"seen_at": Now(), "is_editing": editing, "block": block, "words": words[:MOST_SIGNS]},
    )


def leave(section: Section, user: User) -> None:
    SectionPresence.objects.filter(section=section, user=user).delete()


def others(section: Section, user: User) -> QuerySet[SectionPresence]:
    """The others who have it open, those who edit first."""
    recent = SectionPresence.objects.filter(section=section, seen_at__gte=Now() - FORGOTTEN_AFTER)
    return recent.exclude(user=user).select_related("user").order_by("-is_editing", "user__name")
