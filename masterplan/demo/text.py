"""Sow the demo's text: one file of prose per section, its images, and a believable state of work for each section."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from files.models import StoredFile
from files.uploading import store_content
from formats.html import clean_html, word_count
from masterplan.models import Review, Revision, Section, SectionStateChange
from quickwins.models import Plan, Program

FOLDER = Path(__file__).parent
NAMESPACE = uuid.UUID("6a0c7f0e-55f1-4c3e-9a37-20260101beef")
DEMO_IMAGE = re.compile(r'src="demo:([a-z0-9-]+)"')

LENGTHENED_EACH = 8

State = Section.State
# What becomes of the sections, by their order in the book: most of Buku 1 is approved, Buku 2 is in full work, Buku 3 begins.
CYCLES = {
    "b1": [State.APPROVED, State.APPROVED, State.APPROVED, State.VERIFIED, State.APPROVED, State.SUBMITTED],
    "b2": [State.APPROVED, State.SUBMITTED, State.DRAFT, State.APPROVED, State.RETURNED, State.VERIFIED, State.DRAFT],
    "b3": [State.DRAFT, State.DRAFT, State.SUBMITTED, State.DRAFT],
}
RETURN_NOTES = [
    "Target tahun 2027 belum sama dengan Renstra dinas. Samakan angkanya atau jelaskan alasannya.",
    "Sumber data pada alinea kedua belum disebut. Tambahkan catatan kaki dengan tahunnya.",
    "Kaitkan strategi dengan sasaran RPJMD yang sesuai, lalu ajukan kembali.",
    "Tabel masih memakai angka sementara. Ganti dengan data yang sudah diperiksa walidata.",
]


def seed_text(*, today: date, scale: int = 1) -> None:
    """Fill every written section of the current plan from `prose/<key>.html`; sections that hold text stay as they are.

    With `scale` above 1 every eighth section is followed by (scale - 1) further readings taken from its neighbours:
    3 makes a plan of about 380 pages for measuring.
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
    Section.objects.bulk_update(
        [row.section for row in rows],
        ["html", "word_count", "version", "state", "edited_by", "edited_at", "due_on"],
        batch_size=50,
    )
    Revision.objects.bulk_create([revision for row in rows for revision in row.revisions()])
    SectionStateChange.objects.bulk_create([change for row in rows for change in row.changes()])
    Review.objects.bulk_create([review for row in rows for review in row.reviews()])


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
    """One section's history: a first draft, a later save, and the steps that led to its state."""

    def __init__(self, section: Section, html: str, people: _People, today: date, index: int) -> None:
        self.section = section
        self.people = people
        self.writer = people.writer_of(section)
        cycle = CYCLES.get(section.book.key, [State.DRAFT])
        self.state = State(cycle[index % len(cycle)]) if html else State.DRAFT
        written_on = today - timedelta(days=3 + (index * 5) % 90)
        self.at = timezone.make_aware(datetime.combine(written_on, time(9 + index % 7, (index * 13) % 60)))
        self.note = RETURN_NOTES[index % len(RETURN_NOTES)]
        self.html = html
        if not html:
            return
        section.html = html
        section.word_count = word_count(html)
        section.version = 2
        section.state = self.state
        section.edited_by = self.writer
        section.edited_at = self.at
        if self.state in {State.DRAFT, State.RETURNED}:
            section.due_on = today + timedelta(days=(index * 3) % 25 - 6)

    def revisions(self) -> list[Revision]:
        if not self.html:
            return []
        first = self._opening()
        common = {"section": self.section, "saved_by": self.writer}
        return [
            Revision(
                **common,
                number=1,
                base_version=0,
                save_id=self._save_id(1),
                html=first,
                word_count=word_count(first),
                saved_at=self.at - timedelta(days=2, hours=1),
            ),
            Revision(
                **common,
                number=2,
                base_version=1,
                save_id=self._save_id(2),
                html=self.html,
                word_count=self.section.word_count,
                saved_at=self.at,
            ),
        ]

    def _opening(self) -> str:
        """The first draft: the text up to its first block or table, as it stood before figures came in."""
        return clean_html(re.split(r"<figure|<div data-blok|<h3", self.html, maxsplit=1)[0])

    def _save_id(self, number: int) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, f"{self.section.book.key}/{self.section.key}/{number}")

    def changes(self) -> list[SectionStateChange]:
        digest = hashlib.sha256(f"{self.section.version}\n{self.section.html}".encode()).hexdigest()
        return [
            SectionStateChange(
                section=self.section,
                from_state=came_from,
                to_state=to,
                by=by,
                at=self.at + timedelta(hours=hours),
                note=note,
                version=self.section.version,
                content_hash=digest,
            )
            for came_from, to, by, hours, note in self._steps()
        ]

    def _steps(self) -> list[tuple[State, State, User | None, int, str]]:
        people = self.people
        submit = (State.DRAFT, State.SUBMITTED, self.writer, 2, "")
        verify = (State.SUBMITTED, State.VERIFIED, people.reviewer, 26, "")
        approve = (State.VERIFIED, State.APPROVED, people.leader, 50, "")
        give_back = (State.SUBMITTED, State.RETURNED, people.reviewer, 26, self.note)
        return {
            State.SUBMITTED: [submit],
            State.RETURNED: [submit, give_back],
            State.VERIFIED: [submit, verify],
            State.APPROVED: [submit, verify, approve],
        }.get(self.state, [])

    def reviews(self) -> list[Review]:
        if self.state != State.SUBMITTED:
            return []
        return [
            Review(
                section=self.section,
                version=self.section.version,
                submitted_by=self.writer,
                submitted_at=self.at + timedelta(hours=2),
            )
        ]
