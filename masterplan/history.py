"""The versions of a section for people: by day, autosaves of one sitting folded into one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models.functions import Length

from formats.dates import in_wita

from .models import Revision, Section, SectionStateChange

# Saves of one person with less than this between them belong to one sitting.
SITTING = timedelta(minutes=20)
MOST = 2000


@dataclass
class Entry:
    """A line of the history: a sitting of saves, newest first, or a change of state."""

    revisions: list[Revision] = field(default_factory=list)
    change: SectionStateChange | None = None
    words: int = 0

    @property
    def last(self) -> Revision:
        return self.revisions[0]

    @property
    def first(self) -> Revision:
        return self.revisions[-1]

    @property
    def before(self) -> int:
        """The version before this sitting, to compare with; 0 when it was the first."""
        return max((self.first.number or 1) - 1, 0)

    @property
    def name(self) -> str:
        """The name of its version; a named version is never folded into a sitting."""
        return getattr(self.last, "label", "")

    @property
    def stands_out(self) -> bool:
        return self.change is not None or bool(self.name) or self.last.kind != Revision.Kind.SAVE


@dataclass
class Day:
    date: date
    entries: list[Entry]


def days(section: Section, *, unfold: bool = False) -> list[Day]:
    """The history from newest to oldest, with two queries. Only plain saves without a name are folded; a change of state
    ends a sitting, so that the submitted version is always a line of its own."""
    revisions = list(
        section.revisions.with_names()
        .select_related("saved_by")
        .defer("html")
        .annotate(size=Length("html"))
        .order_by("-pk")[:MOST]
    )
    # A clock that was set back must not put a later version before an earlier one (case T06).
    moments: dict[int, datetime] = {}
    latest = None
    for revision in reversed(revisions):
        latest = moments[revision.pk] = max(latest or revision.saved_at, revision.saved_at)
    changes = list(section.state_changes.select_related("by").order_by("-at", "-pk")[:MOST])
    rows: list[Revision | SectionStateChange] = sorted(
        [*revisions, *changes], key=lambda row: moments[row.pk] if isinstance(row, Revision) else row.at, reverse=True
    )
    entries: list[Entry] = []
    for row in rows:
        if isinstance(row, SectionStateChange):
            entries.append(Entry(change=row))
        elif not unfold and entries and _same_sitting(entries[-1], row):
            entries[-1].revisions.append(row)
        else:
            entries.append(Entry(revisions=[row]))
    words = {revision.number: revision.word_count for revision in revisions}
    result: list[Day] = []
    for entry in entries:
        if entry.change is None:
            entry.words = entry.last.word_count - words.get(entry.before, 0)
        moment = entry.change.at if entry.change else entry.last.saved_at
        day = in_wita(moment).date()
        if not result or result[-1].date != day:
            result.append(Day(day, []))
        result[-1].entries.append(entry)
    return result


def _same_sitting(entry: Entry, revision: Revision) -> bool:
    if entry.change is not None or not entry.revisions:
        return False
    later = entry.revisions[-1]
    return (
        later.saved_by_id == revision.saved_by_id
        and later.kind == revision.kind == Revision.Kind.SAVE
        and not getattr(later, "label", "")
        and not getattr(revision, "label", "")
        and later.saved_at - revision.saved_at < SITTING
        and in_wita(later.saved_at).date() == in_wita(revision.saved_at).date()
    )
