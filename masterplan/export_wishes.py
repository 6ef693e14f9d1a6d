"""What is likely to be asked for next: which files a pass of typesetting ahead thinks of, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Max, Min, Q
from django.utils import timezone

from accounts.models import User
from quickwins.models import Plan

from .export_reading import ALL, book_keys
from .models import Export, Proof, Section
from .models.book import SectionQuerySet

# Figures of live blocks change without a save; a save of another machine may carry a clock that is a little late.
LOOKED_AFRESH = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(seconds=30)
WISHES_COUNT = timedelta(days=30)
# Of those who read only some of a book, so many groups are thought of ahead; the others wait when they ask.
MOST_READERS = 6

# Keys of the changed books with the moment of the last look at them, None where that was long ago.
Changed = Mapping[str, datetime | None]


@dataclass(frozen=True)
class Wish:
    """A file that an export may ask for: books, tagged or plain, for all who read all of it or for `reader`. `kept`
    writes down what was found in its pages."""

    keys: Sequence[str]
    tagged: bool = True
    kept: bool = False
    reader: User | None = None


def wishes(plan: Plan) -> Iterator[Wish]:
    """Each changed book alone, as the form offers it; all in one file, the plain kind, and the book as somebody reads it
    who may not read all of it, only where such a file was asked for in the last month: otherwise nobody would use them.
    """
    changed = _changed_books(plan)
    if not changed:
        return
    since = timezone.now() - WISHES_COUNT
    asked = Export.objects.filter(plan=plan, edition=None, format__in=["pdf", "zip"], created_at__gte=since)
    rows = list(asked.order_by("-created_at").values_list("requested_by", "book", "format", "options"))
    readers = _readers(plan, list(dict.fromkeys(row[0] for row in rows)), changed)
    for key in changed:
        yield Wish([key], kept=True)
    for reader, people in readers:
        kinds = {(row[1] == ALL and row[2] == "pdf", row[3].get("tagged", True)) for row in rows if row[0] in people}
        for whole, tagged in sorted(kinds):
            if whole:
                yield Wish(book_keys(plan, ALL), tagged, reader=reader)
            elif reader or not tagged:
                for key in changed:
                    yield Wish([key], tagged, reader=reader)


def _readers(plan: Plan, people: Sequence[int], changed: Changed) -> list[tuple[User | None, set[int]]]:
    """Those people in groups that read the same, each with one who stands for it: None for those who read all of it, who
    come first. Of the others those alone to whom something has changed, not more than MOST_READERS groups."""
    everything = _readable(Section.objects.all(), plan)
    groups: dict[frozenset[int], tuple[User | None, set[int]]] = {everything: (None, set())}
    users = User.objects.active().in_bulk(people)
    for user in (users[pk] for pk in people if pk in users):
        mine = Section.objects.visible_to(user)
        readable = _readable(mine, plan)
        if readable not in groups:
            if len(groups) > MOST_READERS or not _something_changed(mine, plan, changed):
                continue
            groups[readable] = (user, set())
        groups[readable][1].add(user.pk)
    return list(groups.values())


def _readable(sections: SectionQuerySet, plan: Plan) -> frozenset[int]:
    return frozenset(sections.written().filter(book__plan=plan).values_list("pk", flat=True))


def _something_changed(sections: SectionQuerySet, plan: Plan, changed: Changed) -> bool:
    if None in changed.values():
        return True
    edited = [Q(book__key=key, edited_at__gt=since - CLOCKS_DIFFER) for key, since in changed.items() if since]
    return sections.filter(reduce(or_, edited), book__plan=plan).exists()


def _changed_books(plan: Plan) -> dict[str, datetime | None]:
    """Books whose texts are younger than the last look at them, or were not looked at for a while."""
    looks = Proof.objects.filter(chapter__book__plan=plan).order_by().values_list("chapter__book__key")
    seen = dict(looks.annotate(Min("looked_at")))
    edits = Section.objects.filter(book__plan=plan).order_by().values_list("book__key")
    edited = dict(edits.annotate(Max("edited_at")))
    now = timezone.now()
    found: dict[str, datetime | None] = {}
    for key in book_keys(plan, ALL):
        last, edit = seen.get(key), edited.get(key)
        if last is None or last < now - LOOKED_AFRESH:
            found[key] = None
        elif edit is not None and edit > last - CLOCKS_DIFFER:
            found[key] = last
    return found
