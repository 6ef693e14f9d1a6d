"""What the three steps hand on: a whole manuscript as frozen plain data, taken from one snapshot of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Problem:
    """Something a reader of the list of problems should mend. `url` leads to the place (a path of this site)."""

    place: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of the contents: `number` as printed ("", "BAB III", "3.1", "Lampiran 2"), level 1 = chapter."""

    anchor: str
    level: int
    number: str
    title: str


@dataclass(frozen=True)
class Caption:
    """A numbered table or figure: number "3.7", text without the word "Tabel"."""

    anchor: str
    number: str
    text: str


@dataclass(frozen=True)
class DataTable:
    """The figures behind a printed table, for the attached XLSX and for the data view: strings, numbers, or None."""

    anchor: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    source: str = ""


@dataclass(frozen=True)
class Chapter:
    """One fragment of a book: front matter part, chapter, or one appendix. `html` is the inner HTML, already sanitised,
    numbered, with anchors `id=` on link targets only, cross-references as `<a href="#anchor">`, images as
    `mp://media/<file id>`, footnotes as `<span class="footnote">`, and `<div class="wide">` around what needs landscape."""

    key: str
    kind: str
    number: str
    label: str
    title: str
    html: str
    headings: tuple[Heading, ...] = ()
    tables: tuple[Caption, ...] = ()
    figures: tuple[Caption, ...] = ()
    data: tuple[DataTable, ...] = ()
    # file id -> sha256 of every image the chapter shows; part of the fragment's cache key.
    media: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Signatory:
    """One column of the lembar pengesahan; empty fields print dotted lines."""

    heading: str
    office: str
    name: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Book:
    key: str
    short: str
    title: str
    subject: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Manuscript:
    """Everything that is printed. `as_of` is the moment of the snapshot; `edition` is empty for a draft."""

    plan_title: str
    region: str
    province: str
    capital: str
    office: str
    period: str
    books: tuple[Book, ...]
    as_of: datetime
    printed_on: date
    edition: str = ""
    edition_date: date | None = None
    verify_url: str = ""
    content_hash: str = ""
    is_draft: bool = True
    is_demo: bool = False
    signatories: tuple[Signatory, ...] = ()
    problems: tuple[Problem, ...] = ()
