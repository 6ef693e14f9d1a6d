"""The whole way of a printed book: parts, typesetting (what is not known yet), binding."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from formats.dates import format_date

from .attachments import tables_attached
from .bind import Piece, bind
from .fragment import BrokenFragment, Carrier, Fragment, Remark
from .job import Job
from .manuscript import Manuscript
from .metadata import About
from .parts import FAR, PLACEHOLDER, Part, failed_part, parts_of
from .pool import Failure, Pool, Result
from .store import FragmentStore, MemoryStore
from .style import Style

WHOLE_SECONDS = 900.0

MediaReader = Callable[[str], bytes]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Finding:
    """Something to look at: the part it is in (its key and title) and what it is."""

    key: str
    title: str
    remark: Remark


@dataclass(frozen=True)
class Printed:
    """A finished file; `typeset` parts were made for it, `reused` ones were known from before; `bound_in` seconds."""

    data: bytes
    page_count: int
    findings: tuple[Finding, ...]
    typeset: int = 0
    reused: int = 0
    bound_in: float = 0.0


class CannotPrint(RuntimeError):
    """Not even a page could be made: the tool itself is broken, not a text."""


class BookPrinter:
    """Prints manuscripts. `pool` typesets, `store` remembers; both are kept from book to book."""

    def __init__(self, pool: Pool, store: FragmentStore | None = None) -> None:
        self.pool = pool
        self.store = store or MemoryStore()
        self.carriers: dict[str, Carrier] = {}

    def print(
        self,
        manuscript: Manuscript,
        read_media: MediaReader,
        *,
        tagged: bool = True,
        lists: bool = True,
        single_pass: bool = False,
        frozen_style: str = "",
        progress: Progress = lambda step, done, total: None,
    ) -> Printed:
        """The manuscript as a PDF, by today's stylesheet or that of an edition (`frozen_style`). `read_media` gives the bytes of a picture by its id and raises LookupError or
        OSError where the reader may not see it or it is gone. `progress` is called with the step ("typeset", "bind",
        "check"), parts done and parts in all, at least twice a second; what it raises ends the work.

        Raises CannotPrint when the typesetter itself does not work.
        """
        style = Style(foot_of(manuscript), manuscript.is_draft, tagged, frozen_style)
        parts, pictures = parts_of(manuscript, lists=lists)
        if single_pass:
            return self.print_whole(manuscript, parts, pictures, read_media, style, progress)
        # Tables are attached only where PDF/A-3 says what an attachment is for.
        attachments = tables_attached(manuscript) if tagged else ()
        carrier = self.carrier(style)
        frames = self.frames(style, carrier)
        fragments, findings, fresh = self.fragments(parts, pictures, read_media, style, carrier, progress)
        progress("bind", len(parts), len(parts))
        pieces = [Piece(each, part.numbering, part.shift) for each, part in zip(fragments, parts, strict=True)]
        began = time.perf_counter()
        data = bind(pieces, carrier, frames, about(manuscript), attachments)
        seconds = time.perf_counter() - began
        pages = sum(fragment.page_count for fragment in fragments)
        return Printed(data, pages, tuple(findings), fresh, len(parts) - fresh, seconds)

    def fragments(
        self,
        parts: Sequence[Part],
        pictures: Mapping[str, bytes],
        read_media: MediaReader,
        style: Style,
        carrier: Carrier,
        progress: Progress,
    ) -> tuple[list[Fragment], list[Finding], int]:
        """A fragment for each part, from the store or typeset now; a part that fails gets a page that says why."""
        jobs = [self.job(part, style) for part in parts]
        known = [self.remembered(job.key) for job in jobs]
        fresh = [index for index, fragment in enumerate(known) if fragment is None]
        total = len(parts)
        count = total - len(fresh)
        progress("typeset", count, total)

        failures: dict[int, Failure] = {}

        def done(position: int, result: Result) -> None:
            nonlocal count
            index = fresh[position]
            if isinstance(result, Failure):
                failures[index] = result
            else:
                made = known[index] = Fragment.from_bytes(result)
                # At once: who takes over from a killed worker goes on from here.
                if is_lasting(made):
                    self.store.put(jobs[index].key, result)
            count += 1
            progress("typeset", count, total)

        def with_media(job: Job) -> Job:
            return replace(job, media=read_pictures(job.digests, pictures, read_media))

        self.pool.run(
            [with_media(jobs[index]) for index in fresh],
            carrier,
            done=done,
            beat=lambda: progress("typeset", count, total),
        )
        for index, failure in failures.items():
            known[index] = self.failed(parts[index], failure, style, carrier)
        findings = [
            Finding(part.key, part.title, worded(remark, part))
            for part, fragment in zip(parts, known, strict=True)
            for remark in fragment.remarks  # type: ignore[union-attr]
        ]
        findings += [
            Finding(parts[index].key, parts[index].title, Remark(f"failed_{failure.code}", failure.detail))
            for index, failure in failures.items()
        ]
        return known, findings, len(fresh)  # type: ignore[return-value]

    def proof(
        self, parts: Sequence[Part], read_media: MediaReader, style: Style
    ) -> tuple[int, list[Fragment], list[Finding]]:
        """A chapter alone, before anybody asks for the book: how many parts were typeset for it (0 where they were known),
        its pages, and what is to be said of them. Raises CannotPrint."""
        carrier = self.carrier(style)
        fragments, findings, fresh = self.fragments(parts, {}, read_media, style, carrier, lambda *told: None)
        return fresh, fragments, findings

    def job(self, part: Part, style: Style) -> Job:
        return Job(part.html, (style.sheet,), variant=style.variant, expected=part.expected, digests=part.media)

    def failed(self, part: Part, failure: Failure, style: Style, carrier: Carrier) -> Fragment:
        """The page that stands for a part. Raises CannotPrint when not even that can be set."""
        page = failed_part(part, REASONS.get(failure.code, REASONS["error"]))
        [result] = self.pool.run([self.job(page, style)], carrier)
        if isinstance(result, Failure):
            raise CannotPrint(f"{part.key}: {failure.code} {failure.detail}; {result.code} {result.detail}")
        return Fragment.from_bytes(result)

    def carrier(self, style: Style) -> Carrier:
        """The fonts of all fragments of this style."""
        job = Job("", (style.sheet,), kind="carrier", variant=style.variant)
        if job.key not in self.carriers:
            data = self.store.get(job.key)
            try:
                self.carriers[job.key] = Carrier.from_bytes(data or b"")
            except BrokenFragment:
                data = self.own_page(job, None)
                self.store.put(job.key, data)
                self.carriers[job.key] = Carrier.from_bytes(data)
        return self.carriers[job.key]

    def frames(self, style: Style, carrier: Carrier) -> Fragment:
        """The empty pages with foot and mark."""
        job = Job("", (style.sheet, style.frames()), kind="frames", variant="")
        if (known := self.remembered(job.key)) is not None:
            return known
        data = self.own_page(job, carrier)
        self.store.put(job.key, data)
        return Fragment.from_bytes(data)

    def own_page(self, job: Job, carrier: Carrier | None) -> bytes:
        [result] = self.pool.run([job], carrier)
        if isinstance(result, Failure):
            raise CannotPrint(f"{job.kind}: {result.code} {result.detail}")
        return result

    def remembered(self, key: str) -> Fragment | None:
        data = self.store.get(key)
        try:
            return Fragment.from_bytes(data) if data else None
        except BrokenFragment:
            return None

    def print_whole(
        self,
        manuscript: Manuscript,
        parts: Sequence[Part],
        pictures: Mapping[str, bytes],
        read_media: MediaReader,
        style: Style,
        progress: Progress,
    ) -> Printed:
        """All parts typeset in one piece by WeasyPrint alone: slow, the measure of the way by fragments."""
        job = whole_job(manuscript, parts, style)
        job = replace(job, media=read_pictures(job.digests, pictures, read_media))
        [result] = self.pool.run([job], seconds=WHOLE_SECONDS, beat=lambda: progress("typeset", 0, 1))
        if isinstance(result, Failure):
            raise CannotPrint(f"{result.code} {result.detail}")
        whole = Fragment.from_bytes(result)
        findings = tuple(Finding("", manuscript.plan_title, remark) for remark in whole.remarks)
        return Printed(whole.pdf, whole.page_count, findings, len(parts))


def whole_job(manuscript: Manuscript, parts: Sequence[Part], style: Style) -> Job:
    """One job for the whole book, its links and page numbers left to the typesetter."""
    text = "".join(part.html for part in parts).replace(PLACEHOLDER, "").replace(f'href="{FAR}', 'href="#')
    return Job(
        text,
        (style.sheet, style.single_pass()),
        kind="whole",
        variant=style.variant,
        title=manuscript.plan_title,
        expected=tuple(anchor for part in parts for anchor in part.expected),
        digests={name: digest for part in parts for name, digest in part.media.items()},
    )


def read_pictures(names: Mapping[str, str], pictures: Mapping[str, bytes], read_media: MediaReader) -> dict[str, bytes]:
    """The bytes of pictures by id; those that cannot be had are left out, their place will be a labelled frame."""
    found: dict[str, bytes] = {}
    for name in names:
        try:
            found[name] = pictures[name] if name in pictures else read_media(name)
        except (LookupError, OSError):
            continue
    return found


def is_lasting(fragment: Fragment) -> bool:
    """Whether the pages would come out the same the next time. A picture that was missing may be there then."""
    return all(remark.code != "picture_missing" for remark in fragment.remarks)


def worded(remark: Remark, part: Part) -> Remark:
    """A remark on a table, by its number and title instead of its anchor."""
    if remark.code == "table_wide" and part.chapter:
        for table in part.chapter.tables:
            if table.anchor == remark.about:
                return replace(remark, about=f"Tabel {table.number} {table.text}")
    return remark


def foot_of(manuscript: Manuscript) -> str:
    if manuscript.is_draft:
        return f"Naskah kerja, {format_date(manuscript.as_of)}"
    return f"Edisi {manuscript.edition}"


def about(manuscript: Manuscript) -> About:
    names = ", ".join(book.title for book in manuscript.books)
    title = manuscript.plan_title
    if len(manuscript.books) == 1:
        title = f"{manuscript.plan_title}, {manuscript.books[0].title}"
    return About(title, f"Pemerintah {manuscript.region}", names, manuscript.as_of)


# Words of the printed page, see parts.py.
REASONS = {
    "time": "Penataan halamannya melewati batas waktu. Biasanya karena tabel yang sangat besar; bagilah tabel itu.",
    "memory": "Penataan halamannya melewati batas memori. Biasanya karena tabel atau gambar yang sangat besar.",
    "nesting": "Susunan daftar atau tabelnya bertingkat terlalu dalam. Kurangi tingkatannya.",
    "incomplete": "Sebagian isinya tidak muncul pada halaman yang dihasilkan, sehingga hasilnya tidak dipakai.",
    "crash": "Penataan halamannya berhenti tiba-tiba.",
    "error": "Penataan halamannya gagal karena susunan isinya.",
}
