"""First step of the exporter: everything that will be printed, read from one snapshot of the database.

No request and no user here: who may read what is handed in as a set of section ids.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from formats.dates import as_date
from masterplan.models import Book as BookRow
from masterplan.models import Edition, OutlineNode, Section, build_outline
from masterplan.numbering import Unit, active_nodes, units
from masterplan.rendering import RenderContext, Rendered, read_files, render_section
from quickwins.models import Plan
from stakeholders.models import Body, Membership

from .manuscript import Book, Caption, Chapter, DataTable, Heading, Manuscript, Problem, Signatory


class NothingToPrint(ValueError):
    """None of the books asked for exists in the plan."""


def assemble(
    plan: Plan, book_keys: Sequence[str], *, as_of: datetime, visible: Collection[int] | None = None
) -> Manuscript:
    """The manuscript of a draft. `book_keys` in the order of print; `visible` are the ids of the sections whose text may
    be printed, None = all. Numbers are those of the whole book, whatever is left out.

    Reads within one REPEATABLE READ transaction, so that no two figures or texts come from different moments; called
    inside a transaction it reads in that one. Raises NothingToPrint.
    """
    with transaction.atomic():
        _take_snapshot()
        outlines, texts = _read_books(plan, book_keys)
        if not outlines:
            raise NothingToPrint(", ".join(book_keys))
        books = {row.key: row for row in outlines}
        printed = [books[key] for key in dict.fromkeys(book_keys) if key in books]
        context = _context(plan, outlines, texts, printed, as_of=as_of, visible=visible)
        made = tuple(_book(plan, row, outlines[row], context, visible) for row in printed)
        signatories = _signatories(plan, as_date(as_of))
    return Manuscript(
        plan_title=str(plan),
        region=plan.region,
        province=plan.province,
        capital=plan.capital,
        office=plan.office,
        period=plan.period,
        books=made,
        as_of=as_of,
        printed_on=as_date(as_of),
        content_hash=content_hash(made),
        is_demo=settings.DEMO,
        signatories=signatories,
        problems=tuple(problem for book in made for chapter in book.chapters for problem in chapter.problems),
    )


def assemble_edition(edition: Edition, book_keys: Sequence[str] = ()) -> Manuscript:
    """The manuscript of a frozen edition, of all its books or of those named: nothing of it is read from live records."""
    manuscript = thaw(edition.content)
    if book_keys:
        books = tuple(book for book in manuscript.books if book.key in book_keys)
        if not books:
            raise NothingToPrint(", ".join(book_keys))
        manuscript = replace(manuscript, books=books)
    return manuscript


def content_hash(books: Iterable[Book]) -> str:
    """SHA-256 of what the books say: texts, numbers, captions and images; not the moment they were printed."""
    plain = [
        [
            book.key,
            book.title,
            [[part.key, part.label, part.title, part.html, dict(part.media)] for part in book.chapters],
        ]
        for book in books
    ]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()


def freeze(manuscript: Manuscript) -> dict[str, Any]:
    """A manuscript as plain JSON, for `Edition.content`."""
    return json.loads(json.dumps(asdict(manuscript), default=_plain, ensure_ascii=False))


def thaw(content: Mapping[str, Any]) -> Manuscript:
    """The manuscript that `freeze` wrote."""
    values = dict(content)
    values["books"] = tuple(_thaw_book(book) for book in values["books"])
    values["signatories"] = tuple(Signatory(**row) for row in values["signatories"])
    values["problems"] = tuple(Problem(**row) for row in values["problems"])
    values["as_of"] = datetime.fromisoformat(str(values["as_of"]))
    values["printed_on"] = date.fromisoformat(str(values["printed_on"]))
    if values.get("edition_date"):
        values["edition_date"] = date.fromisoformat(str(values["edition_date"]))
    return Manuscript(**values)


def _take_snapshot() -> None:
    """Makes the transaction that has just begun a snapshot. A transaction that was there before has its own level."""
    if len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _read_books(plan: Plan, book_keys: Sequence[str]) -> tuple[dict[BookRow, list[OutlineNode]], dict[int, str]]:
    """The outlines of all books of the plan (references may lead to any), and the texts of those that are printed."""
    rows: dict[BookRow, list[Section]] = {book: [] for book in BookRow.objects.filter(plan=plan)}
    by_id = {book.pk: book for book in rows}
    sections = Section.objects.filter(book__plan=plan).select_related("dimension", "subdimension")
    for section in sections.defer("html", "guidance"):
        rows[by_id[section.book_id]].append(section)
    texts = Section.objects.filter(book__plan=plan, book__key__in=book_keys, is_active=True)
    if not any(book.key in book_keys for book in rows):
        return {}, {}
    outlines = {book: build_outline(found) for book, found in rows.items()}
    return outlines, dict(texts.values_list("pk", "html"))


def _context(
    plan: Plan,
    outlines: Mapping[BookRow, list[OutlineNode]],
    texts: Mapping[int, str],
    printed: Sequence[BookRow],
    *,
    as_of: datetime,
    visible: Collection[int] | None,
) -> RenderContext:
    shown = {
        node.section.pk
        for book in printed
        for unit in units(outlines[book])
        for node in active_nodes(unit.node)
        if _is_printed(node, visible)
    }
    return RenderContext(
        plan,
        {book.key: roots for book, roots in outlines.items()},
        lambda section: texts.get(section.pk, ""),
        is_print=True,
        as_of=as_of,
        linked=frozenset(shown),
        files=read_files(texts.values()),
    )


def _is_printed(node: OutlineNode, visible: Collection[int] | None) -> bool:
    """Whether the node or something below it may be printed. A chapter without sections is printed with its title."""
    if visible is None:
        return True
    written = [each for each in active_nodes(node) if each.section.holds_text]
    return not written or any(each.section.pk in visible for each in written)


def _book(
    plan: Plan,
    row: BookRow,
    roots: list[OutlineNode],
    context: RenderContext,
    visible: Collection[int] | None,
) -> Book:
    chapters = [_chapter(plan, unit, context, visible) for unit in units(roots) if _is_printed(unit.node, visible)]
    title = plan.fill(row.title)
    return Book(
        key=row.key,
        short=row.short,
        title=title,
        subject=title.partition(": ")[2] or title,
        chapters=tuple(chapters),
    )


def _chapter(plan: Plan, unit: Unit, context: RenderContext, visible: Collection[int] | None) -> Chapter:
    section = unit.node.section
    parts = [_rendered(node, context, visible) for node in active_nodes(unit.node) if _is_printed(node, visible)]
    return Chapter(
        key=section.key,
        kind=unit.kind,
        number=unit.node.number,
        label=unit.node.label,
        title=plan.fill(section.title),
        html="".join(part.html for part in parts),
        headings=tuple(heading for part in parts for heading in part.headings),
        tables=tuple(caption for part in parts for caption in part.tables),
        figures=tuple(caption for part in parts for caption in part.figures),
        data=tuple(table for part in parts for table in part.data),
        media={file_id: digest for part in parts for file_id, digest in part.media.items()},
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def _rendered(node: OutlineNode, context: RenderContext, visible: Collection[int] | None) -> Rendered:
    """The section; of one whose text may not be read, but something below it, the heading alone."""
    readable = visible is None or node.section.pk in visible or not node.section.holds_text
    return render_section(node, context, heading_only=not readable)


def _signatories(plan: Plan, on: date) -> tuple[Signatory, ...]:
    """Who signs the lembar pengesahan: chair of the team, then head of the region. Names only where a person is known."""
    bodies = {body.key: body for body in Body.objects.filter(plan=plan, key__in=["team", "council"])}
    seats = Membership.objects.filter(body__in=bodies.values(), user__isnull=False).select_related("user", "body")
    found: list[Signatory] = []
    for key, heading, office in (
        ("team", "Ketua Tim Pelaksana Smart City,", "Sekretaris Daerah"),
        ("council", "Ditetapkan oleh", "Bupati"),
    ):
        body = bodies.get(key)
        office = (body.chair if body else "") or office
        held = (seat for seat in seats if seat.body.key == key and seat.office.casefold().startswith(office.casefold()))
        person = next((seat.user for seat in held if _is_held(seat, on)), None)
        found.append(Signatory(heading, office, person.name if person else "", person.nip if person else ""))
    return tuple(found)


def _is_held(seat: Membership, on: date) -> bool:
    return (seat.starts_on is None or seat.starts_on <= on) and (seat.ends_on is None or seat.ends_on >= on)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def _thaw_book(values: Mapping[str, Any]) -> Book:
    chapters = tuple(_thaw_chapter(chapter) for chapter in values["chapters"])
    return Book(**{**values, "chapters": chapters})


def _thaw_chapter(values: Mapping[str, Any]) -> Chapter:
    rows = dict(values)
    for name, kind in (("headings", Heading), ("tables", Caption), ("figures", Caption), ("problems", Problem)):
        rows[name] = tuple(kind(**row) for row in rows[name])
    rows["data"] = tuple(
        DataTable(**{**table, "columns": tuple(table["columns"]), "rows": tuple(tuple(row) for row in table["rows"])})
        for table in rows["data"]
    )
    return Chapter(**rows)
