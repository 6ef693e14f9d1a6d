"""What the exporter costs, measured: one manuscript, every way of printing it in turn, medians of some rounds."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from .attachments import tables_attached
from .job import Job
from .manuscript import Book, Chapter, Manuscript
from .parts import parts_of
from .pool import Pool
from .printing import BookPrinter, MediaReader, Printed, foot_of, read_pictures, whole_job
from .sniffing import sniff
from .store import MemoryStore
from .style import Style

STATIC = Path(__file__).resolve().parents[2] / "static"
SENTENCE = "<p>Kalimat ini ditambahkan untuk mengukur ekspor setelah satu suntingan kecil.</p>"
PAGEFUL = "".join(
    f"<p>Alinea tambahan {number}: {'naskah ini disunting dan menjadi lebih panjang. ' * 8}</p>" for number in range(12)
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
EDITED = 3  # so many chapters are edited in each round, one after the other


@dataclass
class Measures:
    """Of one kind of PDF: seconds of each way and round, peak memory in MB (`memory` with the libraries that all
    processes of the machine share, `own` without), bytes (`attached` ones too), pages."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    # Processes that wanted a processor when each round began: what a busy machine did to it.
    load: list[float] = field(default_factory=list)
    rounds: int = 0

    def add(self, name: str, seconds: float, made: Printed | None = None) -> None:
        self.seconds.setdefault(name, []).append(seconds)
        if made:
            self.size[name], self.pages[name] = len(made.data), made.page_count

    def add_memory(self, name: str, printer: BookPrinter) -> None:
        self.memory[name], self.own[name] = peak(printer)

    def take_over(self, other: Measures) -> None:
        """Add a whole round."""
        for name, values in other.seconds.items():
            self.seconds.setdefault(name, []).extend(values)
        for mine, theirs in ((self.memory, other.memory), (self.own, other.own)):
            mine.update({name: max(value, mine.get(name, 0)) for name, value in theirs.items()})
        self.size |= other.size
        self.pages |= other.pages
        self.load += other.load
        self.rounds += 1

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])


@dataclass(frozen=True)
class Line:
    """One line of the table: what, measured, target, whether it is met."""

    what: str
    value: str
    target: str
    met: bool | None


def measured_round(
    manuscript: Manuscript, read_media: MediaReader, *, tagged: bool, told: Callable[[str], None]
) -> Measures:
    """Print the manuscript once in every way, one after the other, so that a slow moment of the machine meets them all."""
    new = Measures(load=[round(os.getloadavg()[0], 1)])
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    with warm_printer(1) as printer:
        made, seconds = timed(printer, manuscript, read_media, tagged=tagged, single_pass=True)
        new.add("single", seconds, made)
        new.add_memory("single", printer)
        told(f"single pass {seconds:.1f} s")
    with warm_printer(2) as printer:
        made, seconds = timed(printer, manuscript, read_media, tagged=tagged)
        new.add("cold", seconds, made)
        new.add_memory("cold", printer)
        told(f"cold {seconds:.1f} s")
        for key in [chapter.key for chapter in spread(manuscript)]:
            for name, addition in (("edit", SENTENCE), ("move", PAGEFUL)):
                changed = edited(manuscript, key, addition)
                made, seconds = timed(printer, changed, read_media, tagged=tagged)
                new.add(name, seconds, made)
        for _ in range(EDITED):
            made, seconds = timed(printer, manuscript, read_media, tagged=tagged)
            new.add("bind", made.bound_in, made)
            new.add("again", seconds, made)
        told(f"edit {new.median('edit'):.2f} s, binding {new.median('bind'):.3f} s")
    if browser:
        new.add("browser", by_browser(browser, manuscript, read_media, tagged))
        told(f"browser {new.median('browser'):.1f} s")
    with warm_printer(1) as printer:
        for name, part in (("small", share(manuscript, 100, new)), ("large", manuscript)):
            made, seconds = timed(printer, part, read_media, tagged=tagged)
            new.add(name, seconds, made)
            printer.store = MemoryStore()
        told(f"{new.pages['small']} and {new.pages['large']} pages by one process")
    new.size["attached"] = sum(len(each.data) for each in tables_attached(manuscript)) if tagged else 0
    return new


def timed(
    printer: BookPrinter, manuscript: Manuscript, read_media: MediaReader, **options: bool
) -> tuple[Printed, float]:
    began = time.perf_counter()
    made = printer.print(manuscript, read_media, **options)  # type: ignore[arg-type]
    return made, time.perf_counter() - began


class warm_printer:
    """A printer with an empty memory whose worker processes run already."""

    def __init__(self, size: int) -> None:
        self.printer = BookPrinter(Pool(size, seconds=900), MemoryStore())

    def __enter__(self) -> BookPrinter:
        pool = self.printer.pool
        pool.run([Job("", (Style().sheet,), kind="carrier")] * pool.size)
        return self.printer

    def __exit__(self, *error: object) -> None:
        self.printer.pool.close()


def peak(printer: BookPrinter) -> tuple[float, float]:
    """The most memory that one of the workers ever had, in MB: as the kernel counts it (peak RSS), and without the pages
    of program files, which all processes of the machine share."""
    most = shared = 0
    for worker in printer.pool.idle:
        status = Path(f"/proc/{worker.process.pid}/status").read_text()
        high, files = (int(re.findall(rf"{name}:\s+(\d+)", status)[0]) for name in ("VmHWM", "RssFile"))
        if high > most:
            most, shared = high, files
    return most / 1024, (most - shared) / 1024


def chapters_of(manuscript: Manuscript) -> Iterator[tuple[Book, Chapter]]:
    for book in manuscript.books:
        for chapter in book.chapters:
            yield book, chapter


def spread(manuscript: Manuscript) -> list[Chapter]:
    """Three chapters of middling length, one each from the front, the middle and the end."""
    real = [chapter for _, chapter in chapters_of(manuscript) if chapter.kind == "chapter"]
    usual = statistics.median(len(chapter.html) for chapter in real)
    near = sorted(real, key=lambda chapter: abs(len(chapter.html) - usual))[: max(EDITED, len(real) // 2)]
    near.sort(key=real.index)
    return [near[at * (len(near) - 1) // max(1, EDITED - 1)] for at in range(EDITED)]


def edited(manuscript: Manuscript, key: str, addition: str) -> Manuscript:
    """The manuscript with something added after the first paragraph of a chapter."""

    def change(chapter: Chapter) -> Chapter:
        if chapter.key != key:
            return chapter
        return replace(chapter, html=chapter.html.replace("</p>", f"</p>{addition}", 1))

    books = (replace(book, chapters=tuple(change(chapter) for chapter in book.chapters)) for book in manuscript.books)
    return replace(manuscript, books=tuple(books))


def share(manuscript: Manuscript, pages: int, measures: Measures) -> Manuscript:
    """The first part of the manuscript, of about so many pages."""
    total = sum(len(chapter.html) for _, chapter in chapters_of(manuscript))
    left = total * pages / max(1, measures.pages["cold"])
    books = []
    for book in manuscript.books:
        kept = []
        for chapter in book.chapters:
            if left > 0:
                kept.append(chapter)
                left -= len(chapter.html)
        if kept:
            books.append(replace(book, chapters=tuple(kept)))
    return replace(manuscript, books=tuple(books))


def by_browser(browser: str, manuscript: Manuscript, read_media: MediaReader, tagged: bool) -> float:
    """Seconds that a headless browser takes to print the same HTML, without numbers in lists or folios."""
    parts, pictures = parts_of(manuscript)
    style = Style(foot_of(manuscript), manuscript.is_draft, tagged)
    job = whole_job(manuscript, parts, style)
    text, css = job.html, "\n".join(job.css)
    for name, data in read_pictures(job.digests, pictures, read_media).items():
        text = text.replace(f"mp://media/{name}", f"data:{sniff(data)};base64,{b64encode(data).decode()}")
    css = css.replace("mp://static/", f"file://{STATIC}/")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        page = Path(folder) / "book.html"
        page.write_text(f'<!doctype html><html lang="id"><meta charset="utf-8"><style>{css}</style>{text}')
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        command += ["--no-pdf-header-footer", f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/book.pdf"]
        command += [] if tagged else ["--disable-pdf-tagging"]
        began = time.perf_counter()
        subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=300)
        return time.perf_counter() - began


def table(measures: Measures, *, tagged: bool) -> list[Line]:
    """The measures beside their targets."""
    times = measures.median
    faster = {"cold": 2.2, "edit": 20 if tagged else 30, "move": 20 if tagged else 30, "bind": 45 if tagged else 250}
    words = {
        "cold": "cold, two processes, against single pass",
        "edit": "one sentence edited, against single pass",
        "move": "an edit that moves all later pages",
        "bind": "binding only, against single pass",
    }
    lines = []
    for name, target in faster.items():
        ratio = times("single") / times(name)
        value = f"{ratio:.1f}x faster ({times(name):.3f} s against {times('single'):.1f} s)"
        lines.append(Line(words[name], value, f">= {target}x", ratio >= target))
    again = times("again")
    value = f"{times('single') / again:.1f}x faster ({again:.3f} s)"
    lines.append(Line("export again, nothing changed, against single pass", value, "-", None))
    if "browser" in measures.seconds:
        ratio = times("cold") / times("browser")
        value = f"{ratio:.2f}x its time ({times('browser'):.1f} s)"
        lines.append(Line("cold, against a headless browser", value, "<= 3.3x", ratio <= 3.3))
        ratio, target = times("browser") / times("edit"), 3 if tagged else 4
        lines.append(Line("edit, against a headless browser", f"{ratio:.1f}x faster", f">= {target}x", ratio >= target))
    for what, memory, limit in (
        ("memory of a worker, against single pass", measures.memory, 0.2),
        ("the same without what processes share", measures.own, None),
    ):
        ratio = memory["cold"] / memory["single"]
        value = f"{ratio:.2f}x ({memory['cold']:.0f} MB against {memory['single']:.0f} MB)"
        lines.append(Line(what, value, f"<= {limit}x" if limit else "-", ratio <= limit if limit else None))
    # The single pass attaches nothing.
    attached, whole = measures.size["attached"], measures.size["single"]
    ratio = (measures.size["cold"] - attached) / whole
    more = f", and {attached / 1e6:.2f} MB of attached workbooks" if attached else ""
    value = f"{ratio:.3f}x ({ratio * whole / 1e6:.2f} MB against {whole / 1e6:.2f} MB{more})"
    lines.append(Line("size of the file, against single pass", value, "<= 1.05x", ratio <= 1.05))
    small, large = (times(name) / measures.pages[name] * 1000 for name in ("small", "large"))
    value = f"{large / small:.2f}x ({small:.1f} and {large:.1f} ms a page, {measures.pages['small']} and {measures.pages['large']} pages)"
    lines.append(
        Line("time for a page, large book against small", value, "within 15 %", abs(large / small - 1) <= 0.15)
    )
    return lines
