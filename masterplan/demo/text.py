"""Sow the demo's text: one file of prose per section, its images, and a believable state of work for each section."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from files.models import StoredFile
from files.uploading import store_content
from formats.html import clean_html, word_count
from masterplan.models import Review, Revision, Section, SectionStateChange
from quickwins.models import Plan, Program

from .edition import seed_edition

FOLDER = Path(__file__).parent
NAMESPACE = uuid.UUID("6a0c7f0e-55f1-4c3e-9a37-20260101beef")
PLAIN = re.compile(r"<p>([^<]{200,})</p>\n?")
DEMO_IMAGE = re.compile(r'src="demo:([a-z0-9-]+)"')

LENGTHENED_EACH = 8

State = Section.State
# What becomes of the sections, by their order in the book: most of Buku 1 is approved, Buku 2 is in full work, Buku 3 begins.
CYCLES = {
    "b1": [State.APPROVED, State.APPROVED, State.APPROVED, State.VERIFIED, State.APPROVED, State.SUBMITTED],
    "b2": [State.APPROVED, State.SUBMITTED, State.DRAFT, State.APPROVED, State.RETURNED, State.VERIFIED, State.DRAFT],
    "b3": [State.DRAFT, State.DRAFT, State.SUBMITTED, State.DRAFT],
}
PATHS = {
    State.DRAFT: [],
    State.SUBMITTED: [State.SUBMITTED],
    State.RETURNED: [State.SUBMITTED, State.RETURNED],
    State.VERIFIED: [State.SUBMITTED, State.VERIFIED],
    State.APPROVED: [State.SUBMITTED, State.VERIFIED, State.APPROVED],
}
NEW_ROUND = "Putaran baru: teks disunting."
RETURN_NOTES = [
    "Target tahun 2027 belum sama dengan Renstra dinas. Samakan angkanya atau jelaskan alasannya.",
    "Sumber data pada alinea kedua belum disebut. Tambahkan catatan kaki dengan tahunnya.",
    "Kaitkan strategi dengan sasaran RPJMD yang sesuai, lalu ajukan kembali.",
    "Tabel masih memakai angka sementara. Ganti dengan data yang sudah diperiksa walidata.",
]


def seed_text(*, today: date, scale: int = 1) -> None:
    """Fill every written section of the current plan from `prose/<key>.html`; sections that hold text stay as they are.

    With `scale` above 1 every eighth section is followed by (scale - 1) further readings taken from its neighbours:
    3 makes a plan of about 380 pages for measuring. A fresh plan of the usual length gets its first edition on the way.
    """
    plan = Plan.objects.get(is_current=True)
    sections = list(Section.objects.filter(book__plan=plan).written().select_related("book").order_by("book", "pk"))
    empty = [section for section in sections if section.version == 0]
    if not empty:
        return
    _share_with_leads(sections)
    people = _People()
    images = _store_images(people.editor)
    prose = {section.key: read_prose(section.key, images) for section in sections}
    if scale > 1:
        prose = {section.key: _lengthen(section, sections, prose, scale) for section in sections}
    rows = [_Row(section, prose[section.key], people, today, index) for index, section in enumerate(_by_book(empty))]
    leader = people.leader
    if leader and people.reviewer and scale == 1 and len(empty) == len(sections) and all(prose.values()):
        for row in rows:
            row.begin_with_edition()
        _keep([row for row in rows if row.html])
        seed_edition(plan, leader, today)
        for row in rows:
            row.go_on()
    _keep(rows)


def _keep(rows: list[_Row]) -> None:
    """Write what the rows are now, and what happened to them since they were kept last."""
    fields = ["html", "word_count", "version", "state", "edited_by", "edited_at", "due_on"]
    Section.objects.bulk_update([row.section for row in rows], fields, batch_size=50)
    Revision.objects.bulk_create([revision for row in rows for revision in row.take_revisions()])
    SectionStateChange.objects.bulk_create([change for row in rows for change in row.take_changes()])
    Review.objects.bulk_create([review for row in rows for review in row.take_reviews()])


def _share_with_leads(sections: list[Section]) -> None:
    """A sub-dimension's section is also written by the OPDs that lead its programs."""
    through = Section.contributors.through
    leads: dict[int, set[int]] = {}
    for subdimension, lead in Program.objects.values_list("subdimension", "lead").distinct():
        leads.setdefault(subdimension, set()).add(lead)
    through.objects.bulk_create(
        [
            through(section_id=section.pk, organisation_id=lead)
            for section in sections
            for lead in sorted(leads.get(section.subdimension_id or 0, ()))
            if lead != section.organisation_id
        ],
        ignore_conflicts=True,
    )


def read_prose(key: str, images: dict[str, StoredFile]) -> str:
    """The cleaned text of one section with its images in place; empty when there is no file for it."""
    path = FOLDER / "prose" / f"{key}.html"
    if not path.exists():
        return ""
    html = DEMO_IMAGE.sub(
        lambda found: f'src="{images[found[1]].get_absolute_url()}"', path.read_text(encoding="utf-8")
    )
    return clean_html(html)


def _store_images(owner: User | None) -> dict[str, StoredFile]:
    """Keep each demo image under an id that is the same on every machine."""
    stored = {}
    for path in sorted((FOLDER / "images").glob("*.png")):
        pk = uuid.uuid5(NAMESPACE, path.name)
        image = StoredFile.objects.filter(pk=pk).first()
        if image is None:
            image = store_content(path.name, path.read_bytes(), owner=owner, images_only=True, is_shared=True)
            content = image.file.read()
            image.file.delete(save=False)
            StoredFile.objects.filter(pk=image.pk).delete()
            image.pk = pk
            image.file.save(path.name, ContentFile(content), save=False)
            image.save(force_insert=True)
        stored[path.stem] = image
    return stored


def _by_book(sections: list[Section]) -> Iterator[Section]:
    yield from sorted(sections, key=lambda section: (section.book.position, section.pk))


def _lengthen(section: Section, sections: list[Section], prose: dict[str, str], scale: int) -> str:
    own = prose[section.key]
    if not own or section.key.split(".")[1] in {"front", "appendix"} or sections.index(section) % LENGTHENED_EACH:
        return own
    neighbours = [other for other in sections if other.book_id == section.book_id and other.pk != section.pk]
    neighbours = [other for other in neighbours if other.key.split(".")[1] not in {"front", "appendix"}]
    start = next((index for index, other in enumerate(neighbours) if other.pk > section.pk), 0)
    text = own
    for step in range(1, scale):
        other = neighbours[(start + step * 7) % len(neighbours)]
        # Live blocks stay where they belong; the reading repeats text, tables and images only.
        reading = re.sub(r"<div data-blok=.*?></div>", "", prose[other.key], flags=re.DOTALL)
        text += f"<h3>Bacaan pembanding: {other.title}</h3>{reading}"
    return clean_html(text)


class _People:
    """Who wrote and decided in the demo; any of them may be missing when people were not sown."""

    def __init__(self) -> None:
        users = {user.username: user for user in User.objects.select_related("organisation")}
        self.editor = users.get("kominfo")
        self.reviewer = users.get("bappelitbangda")
        self.leader = users.get("sekda")
        self.staff = {user.organisation_id: user for user in users.values() if user.is_contributor}

    def writer_of(self, section: Section) -> User | None:
        return self.editor if section.role == "editor" else self.staff.get(section.organisation_id) or self.editor


class _Row:
    """One section's history: a first draft, a later save, and the steps that led to its state. Where there is an edition
    it holds the text as approved then, and the work of the last days follows."""

    def __init__(self, section: Section, html: str, people: _People, today: date, index: int) -> None:
        self.section, self.html, self.people, self.today, self.index = section, html, people, today, index
        self.writer = people.writer_of(section)
        cycle = CYCLES.get(section.book.key, [State.DRAFT])
        self.state = State(cycle[index % len(cycle)]) if html else State.DRAFT
        self.revisions: list[Revision] = []
        self.changes: list[SectionStateChange] = []
        self.reviews: list[Review] = []
        self.at = self._moment(3 + (index * 5) % 90)
        if html:
            self._write(self._opening(), self.at - timedelta(days=2, hours=1))
            self._write(html, self.at)
            self._bring_to(self.state)

    def begin_with_edition(self) -> None:
        """The same with the earlier text, approved by all."""
        self.revisions, self.changes, self.reviews = [], [], []
        self.section.version, self.section.due_on = 0, None
        self.at = self._moment(15 + (self.index * 5) % 80)
        self._write(self._opening(), self.at - timedelta(days=2, hours=1))
        self._write(self._earlier(), self.at)
        self._bring_to(State.APPROVED)

    def go_on(self) -> None:
        """What became of it after the edition."""
        if self.state == State.APPROVED and self.section.html == self.html:
            return
        self.at = self._moment(3 + (self.index * 5) % 7)
        if self.section.html != self.html:
            self._write(self.html, self.at)
        whys = [row["why"] for row in _wordings(self.section.key)]
        self._step(State.APPROVED, State.DRAFT, self.writer, 0, whys[0] if whys else NEW_ROUND)
        self._bring_to(self.state)

    def take_revisions(self) -> list[Revision]:
        taken, self.revisions = self.revisions, []
        return taken

    def take_changes(self) -> list[SectionStateChange]:
        taken, self.changes = self.changes, []
        return taken

    def take_reviews(self) -> list[Review]:
        taken, self.reviews = self.reviews, []
        return taken

    def _moment(self, days: int) -> datetime:
        """So many days before the day of the story, in the hours of an office."""
        hour = time(9 + self.index % 7, (self.index * 13) % 60)
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=days), hour))

    def _opening(self) -> str:
        """The first draft: the text up to its first block or table, as it stood before figures came in."""
        return clean_html(re.split(r"<figure|<div data-blok|<h3", self.html, maxsplit=1)[0])

    def _earlier(self) -> str:
        """The text as it stood in the edition; raises ValueError when the prose no longer holds a known wording."""
        html = self.html
        for row in _wordings(self.section.key):
            if row["now"] not in html:
                raise ValueError(f"{self.section.key} does not say: {row['now']}")
            html = html.replace(row["now"], row["earlier"])
        if html != self.html or self.state == State.APPROVED:
            return html
        plain = [match for match in PLAIN.finditer(html) if match[1].count(". ") > 1]
        if not plain:
            return html
        longest = max(plain, key=lambda match: len(match[1]))
        if self.index % 2 and len(plain) > 1:
            return html.replace(plain[-1][0], "")
        return html.replace(longest[1], longest[1].rpartition(". ")[0] + ".")

    def _write(self, html: str, at: datetime) -> None:
        section = self.section
        version = section.version + 1
        section.html, section.word_count, section.version = html, word_count(html), version
        section.edited_by, section.edited_at = self.writer, at
        self.revisions.append(
            Revision(
                section=section,
                saved_by=self.writer,
                number=version,
                base_version=version - 1,
                save_id=uuid.uuid5(NAMESPACE, f"{section.book.key}/{section.key}/{version}"),
                html=html,
                word_count=section.word_count,
                saved_at=at,
            )
        )

    def _bring_to(self, state: State) -> None:
        people = self.people
        steps = {
            State.SUBMITTED: (State.DRAFT, self.writer, 2, ""),
            State.VERIFIED: (State.SUBMITTED, people.reviewer, 26, ""),
            State.RETURNED: (State.SUBMITTED, people.reviewer, 26, RETURN_NOTES[self.index % len(RETURN_NOTES)]),
            State.APPROVED: (State.VERIFIED, people.leader, 50, ""),
        }
        for to in PATHS[state]:
            came_from, by, hours, note = steps[to]
            self._step(came_from, to, by, hours, note)
        self.section.state = state
        if state in {State.DRAFT, State.RETURNED}:
            self.section.due_on = self.today + timedelta(days=(self.index * 3) % 25 - 6)
        if state == State.SUBMITTED:
            submitted = {"submitted_by": self.writer, "submitted_at": self.at + timedelta(hours=2)}
            self.reviews.append(Review(section=self.section, version=self.section.version, **submitted))

    def _step(self, came_from: State, to: State, by: User | None, hours: int, note: str) -> None:
        self.changes.append(
            SectionStateChange(
                section=self.section,
                from_state=came_from,
                to_state=to,
                by=by,
                at=self.at + timedelta(hours=hours),
                note=note,
                version=self.section.version,
                content_hash=self.section.content_hash,
            )
        )


@cache
def _all_wordings() -> list[dict[str, str]]:
    return tomllib.loads((FOLDER / "earlier.toml").read_text(encoding="utf-8"))["wordings"]


def _wordings(key: str) -> list[dict[str, str]]:
    return [row for row in _all_wordings() if row["section"] == key]
