"""`./dev bench web`: the processor time of single pages, a large section, and fifty editors autosaving for two minutes
while a hundred people read."""

from __future__ import annotations

import asyncio
import json
import os
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from luwu_smartcity.benchmark.crowd import Client, Draft, Tally, edit, read
from luwu_smartcity.benchmark.material import TWENTY_KILOBYTES, book_of_many_sections, large_text
from luwu_smartcity.benchmark.site import Visitor, processor_seconds, scratch_site
from masterplan.models import Revision, Section
from masterplan.writing import save_section
from quickwins.models import Plan

SAVE_EVERY = 2.0
READ_EVERY = 6.0
Request = tuple[str, str, bytes]


class Command(BaseCommand):
    help = "Measures the site on a scratch database with the demo: single pages, a large section, a crowd."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--editors", type=int, default=50)
        parser.add_argument("--readers", type=int, default=100)
        parser.add_argument("--seconds", type=float, default=120, help="how long the crowd stays; 0 leaves it out")
        parser.add_argument("--repeats", type=int, default=40, help="requests per page")

    def handle(self, *args: Any, **options: Any) -> None:
        # PostgreSQL's processor time is that of its processes: they must live until it is read.
        os.environ["CONN_MAX_AGE"] = "3600"
        editors, readers = options["editors"], options["readers"]
        with scratch_site(editors + readers) as (port, visitors, group):
            sections = list(Section.objects.of_current_plan().written().order_by("book", "pk")[: editors + 1])
            if len(sections) <= editors:
                raise CommandError(f"The demo has only {len(sections)} sections to write in.")
            *sections, large = sections
            for section in sections:
                Section.objects.filter(pk=section.pk).update(html=TWENTY_KILOBYTES, state=Section.State.DRAFT)
            self.port, self.group, self.repeats = port, group, options["repeats"]
            self._single_pages(visitors[0], sections[0])
            self._large_section(visitors[0], large)
            if options["seconds"]:
                self._crowd(visitors, sections, readers, options["seconds"])

    def _single_pages(self, visitor: Visitor, section: Section) -> None:
        address, book = section.get_absolute_url(), section.book.key
        writer = User.objects.filter(role=User.Role.EDITOR).order_by("pk")[0]
        many = book_of_many_sections(Plan.objects.get(is_current=True), writer)
        pages: list[tuple[str, Callable[[], Request], int]] = [
            ("open the editor", lambda: ("GET", f"{address}sunting/", b""), 35),
            ("save a section of 20 KB", self._saving(section, lambda number: TWENTY_KILOBYTES), 35),
            ("list of 200 sections", lambda: ("GET", many.get_absolute_url(), b""), 60),
            ("compare two versions", lambda: ("GET", f"{address}banding/", b""), 35),
            ("read a section", lambda: ("GET", address, b""), 0),
            ("list of a book's sections", lambda: ("GET", f"/naskah/{book}/", b""), 0),
            ("Meja Kerja", lambda: ("GET", "/", b""), 0),
            ("list of programs", lambda: ("GET", "/program/", b""), 0),
        ]
        self.stdout.write(
            "Work per request, sections of 20 KB: ms of processor time of the web server and of PostgreSQL"
        )
        self.stdout.write(f"{'page':28} {'web':>7} {'db':>7} {'both':>7} {'wanted':>7} {'queries':>8} {'p50 ms':>8}")
        for name, make, bound in pages:
            tally, web, served = asyncio.run(self._measure(visitor, make))
            if set(tally.statuses) != {200}:
                self.stdout.write(f"{name:28} answered {tally.statuses}")
                continue
            self.stdout.write(
                f"{name:28} {1000 * web / self.repeats:7.1f} {1000 * served / self.repeats:7.1f} "
                f"{1000 * (web + served) / self.repeats:7.1f} {f'<= {bound}' if bound else '':>7} "
                f"{self._queries(visitor, make):8} {1000 * tally.percentile(50):8.1f}"
            )

    def _large_section(self, visitor: Visitor, section: Section) -> None:
        """300 paragraphs and a table of 150 rows: what one person waits for."""
        writer = User.objects.filter(role=User.Role.EDITOR).order_by("pk")[0]
        Section.objects.filter(pk=section.pk).update(state=Section.State.DRAFT)
        for number in range(2):
            section.refresh_from_db()
            save_section(
                section.pk,
                user=writer,
                base_version=section.version,
                save_id=uuid.uuid4(),
                html=large_text(number),
            )
        address = section.get_absolute_url()
        pages: list[tuple[str, Callable[[], Request], int]] = [
            ("open the editor", lambda: ("GET", f"{address}sunting/", b""), 150),
            ("compare two versions", lambda: ("GET", f"{address}banding/", b""), 500),
            ("autosave", self._saving(section, large_text), 100),
        ]
        self.stdout.write(
            "\nA section of 300 paragraphs and a table of 150 rows: ms until the answer, one person alone"
        )
        self.stdout.write(f"{'page':28} {'p50':>7} {'p95':>7} {'wanted':>9} {'queries':>8} {'processor':>10}")
        for name, make, bound in pages:
            tally, web, served = asyncio.run(self._measure(visitor, make))
            if set(tally.statuses) != {200}:
                self.stdout.write(f"{name:28} answered {tally.statuses}")
                continue
            self.stdout.write(
                f"{name:28} {1000 * tally.percentile(50):7.1f} {1000 * tally.percentile(95):7.1f} {f'<= {bound}':>9} "
                f"{self._queries(visitor, make):8} {1000 * (web + served) / self.repeats:10.1f}"
            )

    def _saving(self, section: Section, text: Callable[[int], str]) -> Callable[[], Request]:
        """One save after the other, each from the version before it."""
        section.refresh_from_db(fields=["version"])
        state = {"version": section.version, "number": 10}
        address = f"{section.get_absolute_url()}simpan/"

        def make() -> Request:
            state["number"] += 1
            html = text(state["number"]) + f"<p>{uuid.uuid4().hex}</p>"
            body = {"base_version": state["version"], "save_id": str(uuid.uuid4()), "html": html}
            state["version"] += 1
            return "POST", address, json.dumps(body).encode()

        return make

    async def _measure(self, visitor: Visitor, make: Callable[[], Request]) -> tuple[Tally, float, float]:
        client, tally = Client(self.port, visitor), Tally()
        for _warm in range(3 * 2):  # both processes
            await client.ask(*make())
        name = str(connection.settings_dict["NAME"])
        before = processor_seconds(self.group, name)
        for _turn in range(self.repeats):
            request = make()
            start = time.monotonic()
            status, _answer = await client.ask(*request)
            tally.note(status, time.monotonic() - start)
        after = processor_seconds(self.group, name)
        await client.close()
        return tally, *after.since(before)

    def _queries(self, visitor: Visitor, make: Callable[[], Request]) -> int:
        """How many queries an answer takes, asked in this process on the same database."""
        client = InProcess(HTTP_HOST="localhost")
        client.cookies.load(visitor.cookie)
        counts = []
        for _turn in range(2):  # the first answer loads what later ones have at hand
            method, address, body = make()
            with CaptureQueriesContext(connection) as captured:
                response = client.generic(method, address, body, content_type="application/json")
            if response.status_code != 200:
                raise CommandError(f"{address} answered {response.status_code} in this process.")
            counts.append(len(captured))
        return counts[-1]

    def _crowd(self, visitors: list[Visitor], sections: list[Section], readers: int, seconds: float) -> None:
        drafts = [Draft(section.key, section.version, TWENTY_KILOBYTES) for section in self._fresh(sections)]
        saves, reads = Tally(), Tally()
        name = str(connection.settings_dict["NAME"])
        before, start = processor_seconds(self.group, name), time.monotonic()
        asyncio.run(self._run(visitors, drafts, readers, seconds, saves, reads))
        lasted = time.monotonic() - start
        after = processor_seconds(self.group, name)
        kept = self._kept(drafts)
        promised = sum(len(draft.acknowledged) for draft in drafts)
        web, served = after.since(before)
        lines = [
            f"{len(drafts)} editors in different sections saving 20 KB every {SAVE_EVERY:g} s, {readers} readers, {lasted:.0f} s",
            f"saves     {len(saves.seconds)} ({len(saves.seconds) / lasted:.1f}/s, wanted {len(drafts) / SAVE_EVERY:g}), "
            f"p50 {1000 * saves.percentile(50):.0f} ms, p95 {1000 * saves.percentile(95):.0f} ms (wanted <= 300), "
            f"p99 {1000 * saves.percentile(99):.0f} ms, answers {saves.statuses}",
            f"reads     {len(reads.seconds)} ({len(reads.seconds) / lasted:.1f}/s), p50 {1000 * reads.percentile(50):.0f} ms, "
            f"p95 {1000 * reads.percentile(95):.0f} ms, answers {reads.statuses}",
            f"errors    {saves.faults + reads.faults} of class 5xx or broken connections (wanted 0)",
            f"lost      {promised - kept} of {promised} acknowledged saves (wanted 0)",
            f"cores     {(web + served) / lasted:.2f} used: web {web / lasted:.2f}, PostgreSQL {served / lasted:.2f} (wanted <= 1.6)",
        ]
        self.stdout.write("\n" + "\n".join(lines))

    def _fresh(self, sections: list[Section]) -> list[Section]:
        found = Section.objects.in_bulk([section.pk for section in sections])
        return [found[section.pk] for section in sections]

    async def _run(
        self,
        visitors: list[Visitor],
        drafts: list[Draft],
        readers: int,
        seconds: float,
        saves: Tally,
        reads: Tally,
    ) -> None:
        until = time.monotonic() + seconds
        paths = [f"/naskah/bagian/{draft.key}/" for draft in drafts] + ["/", "/naskah/", "/program/", "/komitmen/"]
        jobs = [
            edit(
                Client(self.port, visitors[number]),
                draft,
                saves,
                until=until,
                every=SAVE_EVERY,
                delay=number * SAVE_EVERY / len(drafts),
            )
            for number, draft in enumerate(drafts)
        ]
        jobs += [
            read(
                Client(self.port, visitors[len(drafts) + number]),
                paths[number % len(paths) :] + paths[: number % len(paths)],
                reads,
                until=until,
                every=READ_EVERY,
                delay=number * READ_EVERY / max(readers, 1),
            )
            for number in range(readers)
        ]
        await asyncio.gather(*jobs)

    def _kept(self, drafts: list[Draft]) -> int:
        """How many acknowledged texts can be read again in the history."""
        kept = 0
        for draft in drafts:
            texts = "".join(Revision.objects.filter(section__key=draft.key).values_list("html", flat=True))
            kept += sum(mark in texts for mark in draft.acknowledged)
        return kept
