"""What an import would do: a row for each heading that has a section of its own, or waits for one to be chosen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from formats.html import UncleanHtml, blocks, clean_html, word_count
from formats.numbers import format_number
from masterplan.models import DocumentImport, OutlineNode, Section
from masterplan.outline import book_outline

from .losses import tell
from .matching import Match, Place, match_passages, plain_title
from .packages import ImportRefused
from .reading import Passage, joined

LIVE = re.compile(r'<div data-blok="')


@dataclass
class Row:
    """A heading (empty: what stands before the first) with those inside it. `number` names its field in the form.

    `target` is the section it would be written into, None: nowhere. `is_head`: a heading of a chapter without a text of its
    own. `reason` says why it is offered no section, or why its text cannot be taken.
    """

    number: int
    heading: str
    passages: list[Passage]
    by: str = ""
    target: Offer | None = None
    is_head: bool = False
    reason: str = ""

    @property
    def field(self) -> str:
        return f"bagian-{self.number}"

    @property
    def inner(self) -> list[str]:
        return [passage.title for passage in self.passages[1:]]

    @property
    def words(self) -> int:
        return sum(passage.words for passage in self.passages)

    @property
    def told(self) -> list[str]:
        return tell(sum((Counter(passage.losses) for passage in self.passages), Counter()))

    @property
    def may_choose(self) -> bool:
        return not self.reason and not self.is_head


@dataclass
class Offer:
    """A section that this person may write, as it is now."""

    section: Section
    label: str
    rows: list[Row] = field(default_factory=list)

    @property
    def html(self) -> str:
        """The text as it would be."""
        return self.text[0]

    @cached_property
    def text(self) -> tuple[str, Counter[str]]:
        """The text as it would be, and what was changed or lost. Live blocks of the present text that the document cannot
        hold are set at the end: an import never takes a figure out of the book. Raises ImportRefused when the parts are
        too large together."""
        parts, losses = [], Counter[str]()
        for index, row in enumerate(self.rows):
            html, lost = joined(row.passages, heading=bool(index) or row.by == "section")
            parts.append(html)
            losses += lost
        kept = [block for block in blocks(self.section.html) if LIVE.match(block) and block not in parts]
        losses["blocks_kept"] = len(kept)
        try:
            return clean_html("".join([*parts, *kept])), losses
        except UncleanHtml as error:
            raise ImportRefused(f"{self.label}: {error}") from error

    @property
    def words_after(self) -> int:
        return word_count(self.html)

    @property
    def told(self) -> list[str]:
        return tell(self.text[1])

    @property
    def is_same(self) -> bool:
        return self.html == self.section.html

    @property
    def is_under_review(self) -> bool:
        return self.section.state in {Section.State.SUBMITTED, Section.State.VERIFIED, Section.State.APPROVED}

    @property
    def option(self) -> str:
        """How it is offered: with the words that it has now."""
        count = self.section.word_count
        told = ngettext("%(count)s word now", "%(count)s words now", count) % {"count": format_number(count)}
        return f"{self.label} ({told})"

    @property
    def seen(self) -> str:
        """`pk:version:state`, by which a section edited meanwhile is told."""
        return f"{self.section.pk}:{self.section.version}:{self.section.state}"


@dataclass
class Preview:
    rows: list[Row]
    offers: dict[int, Offer]
    untouched: list[str]
    losses: list[str]

    @property
    def targets(self) -> list[Offer]:
        """The sections that would be written, in the order of the book."""
        return [offer for offer in self.offers.values() if offer.rows]

    @property
    def changed(self) -> list[Offer]:
        return [offer for offer in self.targets if not offer.is_same]

    @property
    def under_review(self) -> list[str]:
        """Sections that were handed over or approved, and would go back to draft."""
        return [offer.label for offer in self.changed if offer.is_under_review]

    @cached_property
    def options(self) -> list[tuple[int, str]]:
        return [(pk, offer.option) for pk, offer in self.offers.items()]

    @property
    def left_out(self) -> list[Row]:
        return [row for row in self.rows if row.target is None and not row.is_head]

    @property
    def seen(self) -> str:
        return " ".join(offer.seen for offer in self.offers.values())


def make_preview(
    document: DocumentImport, user: User, choices: Mapping[int, int | None] | None = None, *, with_texts: bool = True
) -> Preview:
    """Lay the document onto the outline as it is now. `choices` by the number of a row: the pk of a section, None to skip
    it; rows that are not named keep what was found by itself. `with_texts=False`: only what would be written where, not
    whether it can be. A constant number of queries."""
    passages = [Passage(**row) for row in document.passages]
    nodes = [node for root in book_outline(document.book) for node in root.walk() if node.section.is_active]
    offers = _offers(document, user, nodes)
    if document.section_id:
        rows = [Row(0, "", passages, by="section")]
        rows[0].target = offers.get(document.section_id)
        if rows[0].target is None:
            rows[0].reason = _("This section is no longer yours to write.")
    else:
        rows = _rows(document, passages, nodes, offers)
    for row in rows:
        if choices is not None and row.number in choices and row.may_choose:
            chosen = choices[row.number]
            row.target = offers.get(chosen) if chosen is not None else None
        if row.target is not None:
            row.target.rows.append(row)
    if with_texts:
        _refuse_too_large(offers)
    untouched = [offer.label for offer in offers.values() if not offer.rows]
    return Preview(rows, offers, untouched, tell(document.losses))


def _refuse_too_large(offers: dict[int, Offer]) -> None:
    """Parts that cannot be one text are laid nowhere, with the reason."""
    for offer in offers.values():
        try:
            if offer.rows:
                offer.text  # noqa: B018  computed once, kept
        except ImportRefused as error:
            for row in offer.rows:
                row.reason, row.target = str(error), None
            offer.rows = []


def _offers(document: DocumentImport, user: User, nodes: list[OutlineNode]) -> dict[int, Offer]:
    sections = Section.objects.filter(book=document.book).editable_by(user).defer("guidance", "blocks")
    if document.section_id:
        sections = sections.filter(pk=document.section_id)
    editable = {section.pk: section for section in sections}
    fill = document.book.plan.fill
    return {
        node.section.pk: Offer(editable[node.section.pk], f"{node.label} {fill(node.section.title)}".strip())
        for node in nodes
        if node.section.pk in editable
    }


def _rows(
    document: DocumentImport, passages: list[Passage], nodes: list[OutlineNode], offers: dict[int, Offer]
) -> list[Row]:
    by_pk = {node.section.pk: node for node in nodes}
    matches = match_passages(passages, _places(document, nodes))
    rows: list[Row] = []
    line: list[tuple[int, Row]] = []  # the rows of the headings above, by level
    for index, passage in enumerate(passages):
        while line and line[-1][0] >= passage.level:
            line.pop()
        match = matches.get(index)
        above = line[-1][1] if line else None
        if match is None and above is not None and not above.is_head:
            above.passages.append(passage)
            if passage.problem:
                above.reason, above.target = passage.problem, None
            continue
        row = _row(index, passage, match, by_pk, offers)
        rows.append(row)
        if passage.level:  # what stands before the first heading has nothing below it
            line.append((passage.level, row))
        if row.is_head and (passage.html or passage.problem):
            # Text between the heading of a chapter and its first section: it needs a section of its own.
            rows.append(Row(index, passage.title, [passage], reason=passage.problem))
    return rows


def _row(
    index: int, passage: Passage, match: Match | None, by_pk: dict[int, OutlineNode], offers: dict[int, Offer]
) -> Row:
    row = Row(index, passage.title, [passage], by=match.by if match else "", reason=passage.problem)
    if match is None:
        return row
    section = by_pk[match.place.pk].section
    if section.kind in Section.CONTAINERS:
        row.is_head, row.reason = True, ""
    elif not section.holds_text:
        row.reason = _("This part of the book is made by the program.")
    elif section.pk not in offers:
        row.reason = _("This section is not yours to write, so it is left out.")
    elif not row.reason:
        row.target = offers[section.pk]
    return row


def _places(document: DocumentImport, nodes: list[OutlineNode]) -> list[Place]:
    """The outline as a tree of places; only active parts stand in it."""
    fill = document.book.plan.fill
    places: dict[int, Place] = {}
    roots = []
    for node in nodes:
        section = node.section
        number = node.number
        if section.kind == Section.Kind.CHAPTER:
            number = f"bab {node.chapter_number}"
        elif node.label.startswith("Lampiran"):
            number = f"lampiran {node.number}"
        place = Place(section.pk, number, plain_title(fill(section.title)))
        places[section.pk] = place
        parent = places.get(section.parent_id) if section.parent_id else None
        if parent is not None:
            place.parent = parent
            parent.children.append(place)
        else:
            roots.append(place)
    return roots
