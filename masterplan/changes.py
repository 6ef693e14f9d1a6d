"""Matriks perubahan: what changed between two editions, or between an edition and the text in work.

Aware of paragraphs, of the cells of tables, and of numbers; each change says who edited the section last and why, as far
as the reader may see that section.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.models import User
from formats.dates import as_date
from formats.html import plain_text
from quickwins.models import Plan
from stakeholders.models import Bimtek, Decision

from .differences import Difference, differences
from .export.assemble import assemble
from .export.manuscript import Manuscript
from .frozen import manuscript_of
from .models import Book, Edition, Revision, Section, SectionStateChange, Thread
from .numbering import slug
from .passages import Grid, SectionText, reference_words, sections_of

MOST_REASONS = 3
LONGEST_COMMENT = 240


@dataclass(frozen=True)
class Origin:
    """Which version of a section a side shows, and who edited it last."""

    version: int
    edited_by: str
    edited_at: datetime | None


@dataclass(frozen=True)
class Side:
    """One of the two texts. `code` is empty for the text in work; `at` its moment."""

    code: str
    name: str
    at: datetime
    manuscript: Manuscript
    origins: Mapping[str, Origin]
    reason: str = ""
    content_hash: str = ""


@dataclass(frozen=True)
class Change:
    """A row of the matrix. `who`, `when` and `why` are empty where the reader does not see the section's work."""

    section: SectionText
    difference: Difference
    key: str = ""
    who: str = ""
    when: datetime | None = None
    why: tuple[str, ...] = ()
    is_record: bool = False


def side_of_edition(edition: Edition) -> Side:
    origins = {
        row["anchor"]: Origin(row["version"], row["edited_by"], _moment(row["edited_at"])) for row in edition.sources
    }
    name = _("Edition %(code)s") % {"code": edition.code}
    return Side(
        edition.code, name, edition.as_of, manuscript_of(edition), origins, edition.reason, edition.content_hash
    )


def side_of_work(plan: Plan, user: User, at: datetime) -> Side:
    """The text in work as this person may read it. Raises `NothingToPrint` for a plan without books."""
    visible = _visible(plan, user)
    keys = list(Book.objects.filter(plan=plan).values_list("key", flat=True))
    manuscript = assemble(plan, keys, as_of=at, visible=set(visible))
    origins = {
        _anchor(section): Origin(
            section.version, section.edited_by.name if section.edited_by else "", section.edited_at
        )
        for section in visible.values()
    }
    return Side("", _("Text in work"), at, manuscript, origins)


def changes(plan: Plan, old: Side, new: Side, user: User) -> list[Change]:
    """All changes in the order of the newer books, what is gone at the end of its book."""
    words = reference_words(new.manuscript)
    before, after = sections_of(old.manuscript, words), sections_of(new.manuscript, words)
    visible = {_anchor(section): section for section in _visible(plan, user).values()}
    if not new.code or not old.code:
        # Beside the text in work only what this person reads there may be compared.
        readable = set(visible) | _containers(plan)
        if user.sees_everything:
            readable |= set(before) - _anchors(plan)
        before = {anchor: text for anchor, text in before.items() if anchor in readable}
        after = {anchor: text for anchor, text in after.items() if anchor in readable}
    rows = [
        Change(section, difference)
        for anchor in _order(before, after)
        for section, difference in _of_section(before.get(anchor), after.get(anchor))
    ]
    return _attribute(rows, old, new, visible, Bimtek.objects.filter(plan=plan).visible_to(user))


def _of_section(old: SectionText | None, new: SectionText | None) -> Iterator[tuple[SectionText, Difference]]:
    if old is not None and new is not None:
        for difference in differences(old, new):
            yield new, difference
        return
    section = new or old
    if section is None or not section.text:
        return
    text = section.text
    if new is not None:
        yield section, Difference("section_added", _("Whole section"), "", text, "", str(escape(text)))
    else:
        yield section, Difference("section_removed", _("Whole section"), text, "", str(escape(text)), "")


def _order(before: Mapping[str, SectionText], after: Mapping[str, SectionText]) -> list[str]:
    """The anchors of the newer text; each that is gone stands behind the one it followed."""
    order = list(after)
    last = ""
    for anchor in before:
        if anchor not in after:
            order.insert(order.index(last) + 1 if last in order else 0, anchor)
        last = anchor
    return order


# ---- Who and why ----


def _attribute(
    rows: list[Change], old: Side, new: Side, visible: Mapping[str, Section], meetings: QuerySet[Bimtek]
) -> list[Change]:
    touched = {row.section.anchor: visible[row.section.anchor] for row in rows if row.section.anchor in visible}
    reasons = _reasons(touched, old.at, new.at, meetings)
    texts = _stored_texts({anchor: section for anchor, section in touched.items() if anchor in new.origins}, new)
    return [_with_origin(row, old, new, touched, reasons, texts) for row in rows]


def _with_origin(
    row: Change,
    old: Side,
    new: Side,
    touched: Mapping[str, Section],
    reasons: Mapping[str, tuple[str, ...]],
    texts: Mapping[str, str],
) -> Change:
    anchor = row.section.anchor
    origin, before = new.origins.get(anchor), old.origins.get(anchor)
    same_text = origin is not None and before is not None and origin.version == before.version
    drawn = (
        isinstance(row.difference.passage, Grid)
        and anchor in texts
        and row.difference.passage.caption not in texts[anchor]
    )
    key = touched[anchor].key if anchor in touched else ""
    if row.difference.kind not in ("section_added", "section_removed", "title") and (same_text or drawn):
        return replace(row, key=key, is_record=True, why=(_("Follows the records of programs, commitments and data."),))
    if anchor not in touched or origin is None:
        return replace(row, key=key)
    return replace(row, key=key, who=origin.edited_by, when=origin.edited_at, why=reasons.get(anchor, ()))


def _reasons(
    touched: Mapping[str, Section], since: datetime, until: datetime, meetings: QuerySet[Bimtek]
) -> dict[str, tuple[str, ...]]:
    """Notes of the steps of review, comments that were settled, and decisions of these meetings about the section, of the
    time between the two sides."""
    found: dict[str, list[str]] = {anchor: [] for anchor in touched}
    anchor_of = {section.pk: anchor for anchor, section in touched.items()}
    of_key = {section.key: anchor for anchor, section in touched.items()}
    notes = SectionStateChange.objects.filter(section__in=anchor_of, at__gt=since, at__lte=until).exclude(note="")
    for note in notes.select_related("by").order_by("-at", "-pk"):
        found[anchor_of[note.section_id]].append(f"{note.note} ({note.by.name})" if note.by else note.note)
    settled = Thread.objects.filter(section__in=anchor_of, resolved_at__gt=since, resolved_at__lte=until)
    for thread in settled.prefetch_related("comments__by").order_by("-resolved_at", "-pk"):
        for comment in list(thread.comments.all())[:1]:
            words = " ".join(comment.text.split())
            told = words if len(words) <= LONGEST_COMMENT else f"{words[:LONGEST_COMMENT].rpartition(' ')[0]} …"
            found[anchor_of[thread.section_id]].append(f"{told} ({comment.by.name})" if comment.by else told)
    between = meetings.filter(starts_on__range=(as_date(since), as_date(until)))
    decisions = Decision.objects.filter(section_key__in=of_key, bimtek__in=between)
    for decision in decisions.select_related("bimtek").order_by("-bimtek__starts_on", "number"):
        found[of_key[decision.section_key]].append(f"{decision.text} ({decision.bimtek})")
    return {anchor: tuple(texts[:MOST_REASONS]) for anchor, texts in found.items() if texts}


def _stored_texts(touched: Mapping[str, Section], side: Side) -> dict[str, str]:
    """The words that were written by people in these sections, to tell their tables from those drawn from records."""
    if not touched:
        return {}
    anchors = {section.pk: anchor for anchor, section in touched.items()}
    which = Q()
    for pk, anchor in anchors.items():
        which |= Q(section=pk, number=side.origins[anchor].version)
    rows = Revision.objects.filter(which).values_list("section", "html")
    texts = {anchors[pk]: plain_text(html) for pk, html in rows}
    # A text without a revision came with the plan itself.
    missing = {pk: anchor for pk, anchor in anchors.items() if anchor not in texts}
    if missing:
        present = Section.objects.filter(pk__in=missing).values_list("pk", "html")
        texts |= {missing[pk]: plain_text(html) for pk, html in present}
    return texts


def _visible(plan: Plan, user: User) -> dict[int, Section]:
    rows = Section.objects.filter(book__plan=plan, is_active=True).visible_to(user).without_text()
    return {section.pk: section for section in rows.select_related("book", "edited_by")}


def _anchors(plan: Plan) -> set[str]:
    rows = Section.objects.filter(book__plan=plan, is_active=True).without_text().select_related("book")
    return {_anchor(section) for section in rows}


def _containers(plan: Plan) -> set[str]:
    rows = Section.objects.filter(book__plan=plan, kind__in=Section.CONTAINERS).without_text().select_related("book")
    return {_anchor(section) for section in rows}


def _anchor(section: Section) -> str:
    return f"s-{slug(section, section.book.key)}"


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
