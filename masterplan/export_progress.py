"""How an export is told to the person who waits for it: stages, a number, an honest guess of the time that is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from formats.dates import format_time, in_wita, say_date
from formats.numbers import format_number

from .export_reading import ALL
from .models import Export
from .problems import problem_words

GUESS_AFTER_SECONDS = 3
EARLIER = 5
LOOKED_AT = 200

Durations = Mapping[tuple[object, ...], Sequence[int]]


@dataclass(frozen=True)
class Told:
    """One export as a page shows it."""

    export: Export
    title: str
    made: str
    about: str
    steps: list[dict[str, object]]
    wait: str
    note: str
    problems: list[dict[str, str]]

    @property
    def size(self) -> str:
        """`1,9 MB`, small files in KB."""
        size = self.export.size or 0
        return f"{format_number(size / 1_000_000, 1)} MB" if size >= 100_000 else f"{max(1, size // 1000)} KB"

    @property
    def fingerprint(self) -> str:
        return f"{self.export.sha256[:4]} {self.export.sha256[4:8]}"

    @property
    def card_id(self) -> str:
        return f"export-{self.export.pk}"

    @property
    def progress_line(self) -> str:
        return f"{self.wait[:1].upper()}{self.wait[1:]}. {self.note}"

    @property
    def source(self) -> str:
        return _("Edition {code}").format(code=self.export.edition.code) if self.export.edition else _("text in work")


def measured(exports: Iterable[Export]) -> Durations:
    """How many seconds the last files of the same book and format took from beginning to end. One query, none when
    nothing is being made."""
    plans = {export.plan_id for export in exports if export.is_unfinished}
    if not plans:
        return {}
    whole = Export.objects.exclude(options__has_key="chapter")
    done = whole.filter(plan__in=plans, state=Export.State.DONE, started_at__isnull=False)
    found: dict[tuple[object, ...], list[int]] = {}
    rows = done.order_by("-finished_at").values_list("plan", "book", "format", "started_at", "finished_at")
    for *alike, started_at, finished_at in rows[:LOOKED_AT]:
        durations = found.setdefault(tuple(alike), [])
        if started_at and finished_at and len(durations) < EARLIER:
            durations.append(max(1, ceil((finished_at - started_at).total_seconds())))
    return found


def tell(export: Export, shorts: dict[str, str], now: datetime, durations: Durations | None = None) -> Told:
    """`shorts` maps the key of a book to its short title. The export's edition is read if it has one. `durations` are
    what `measured` found."""
    earlier = () if export.chapter else (durations or {}).get((export.plan_id, export.book, export.format), ())
    title = _("All books") if export.book == ALL else shorts.get(export.book, export.book)
    if export.chapter:
        title = f"{title}, {export.options.get('chapter_name') or export.chapter}"
    asked = in_wita(export.created_at)
    clock = format_time(asked, zone=False) if asked.date() == in_wita(now).date() else ""
    when = clock or say_date(asked, "short")
    return Told(
        export=export,
        title=title,
        made=_("today {time}").format(time=clock) if clock else when,
        about=_("{format}, asked for at {when}").format(format=export.get_format_display(), when=when),
        steps=steps_of(export) if export.is_unfinished else [],
        wait=wait_of(export, now, earlier) if export.is_unfinished else "",
        note=note_of(export) if export.is_unfinished else "",
        problems=[
            {"place": row.get("place", ""), "text": problem_words(row), "url": row.get("url", "")}
            for row in export.problems
        ],
    )


def steps_of(export: Export) -> list[dict[str, object]]:
    """Stages for components/steps.html; the one at work shows how far it is."""
    count = _("part {done} of {total}").format(done=export.done_count, total=export.total_count)
    paged = export.format in {Export.Format.PDF, Export.Format.ZIP}
    stages = [("assemble", _("Gather"), _("texts and data"))]
    if paged:
        stages += [
            ("typeset", _("Set the pages"), count if export.total_count else ""),
            ("bind", _("Bind"), _("contents, page numbers")),
        ]
    else:
        stages.append(("write", _("Write the file"), _("text, tables, figures")))
    names = [name for name, _label, _text in stages]
    at = names.index(export.step) if export.step in names else -1
    return [
        {
            "label": label,
            "text": text,
            "state": "done" if index < at else "on" if index == at else "",
            "percent": export.percent if name == "typeset" and index == at else 0,
        }
        for index, (name, label, text) in enumerate(stages)
    ]


def wait_of(export: Export, now: datetime, earlier: Sequence[int] = ()) -> str:
    """ "9 detik, kira-kira 6 detik lagi". Before its own pace is known it is told how long earlier files took, and
    without any nothing is guessed."""
    if export.state == Export.State.QUEUED:
        return ", ".join(filter(None, [_("waiting for its turn"), told_earlier(earlier)]))
    passed = int((now - (export.started_at or now)).total_seconds())
    told = ngettext("{n} second", "{n} seconds", passed).format(n=passed)
    fresh = export.done_count - export.reused_count
    if export.step != "typeset" or fresh < 1 or passed < GUESS_AFTER_SECONDS:
        return ", ".join(filter(None, [told, told_earlier(earlier)]))
    left = round(passed / fresh * (export.total_count - export.done_count))
    guess = ngettext("about {n} second left", "about {n} seconds left", left).format(n=left)
    return f"{told}, {guess}"


def told_earlier(earlier: Sequence[int]) -> str:
    """From the quickest to the slowest of the last files: what was typeset before makes a great difference."""
    if not earlier:
        return ""
    least, most = min(earlier), max(earlier)
    if least == most:
        return ngettext("the last one took {n} second", "the last ones took {n} seconds", most).format(n=most)
    return _("the last ones took {least} to {most} seconds").format(least=least, most=most)


def note_of(export: Export) -> str:
    leave = _("You may leave this page; the file waits for you here. If it takes long, a mail tells you.")
    if not export.reused_count:
        return leave
    known = ngettext(
        "{n} part is taken from an earlier export because nothing in it changed.",
        "{n} parts are taken from an earlier export because nothing in them changed.",
        export.reused_count,
    ).format(n=export.reused_count)
    return f"{leave} {known}"
