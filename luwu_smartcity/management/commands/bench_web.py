"""`./dev bench web`: fifty editors autosaving while a hundred people read, and the processor time of single pages."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from luwu_smartcity.benchmark.crowd import Client, Draft, Tally, edit, read
from luwu_smartcity.benchmark.site import Visitor, processor_seconds, scratch_site
from masterplan.models import Revision, Section

PARAGRAPH = (
    "<p>"
    + "Layanan publik di kecamatan didekatkan kepada warga dengan data yang terbuka dan dapat diperiksa. " * 5
    + "</p>"
)
TWENTY_KILOBYTES = PARAGRAPH * (20_000 // len(PARAGRAPH))
SAVE_EVERY = 2.0
READ_EVERY = 6.0


class Command(BaseCommand):
    help = "Measures the site under a crowd, on a scratch database with the demo. Prints one table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--editors", type=int, default=50)
        parser.add_argument("--readers", type=int, default=100)
        parser.add_argument("--seconds", type=float, default=120)
        parser.add_argument("--repeats", type=int, default=40, help="requests per page for the processor time")

    def handle(self, *args: Any, **options: Any) -> None:
        editors, readers = options["editors"], options["readers"]
        with scratch_site(editors + readers) as (port, visitors, group):
            sections = list(Section.objects.of_current_plan().written().order_by("book", "pk")[:editors])
            if len(sections) < editors:
                raise CommandError(f"The demo has only {len(sections)} sections to write in.")
            for section in sections:
                Section.objects.filter(pk=section.pk).update(html=TWENTY_KILOBYTES, state=Section.State.DRAFT)
            self._single_pages(port, visitors[0], group, sections[0], options["repeats"])
            self._crowd(port, visitors, group, sections, readers, options["seconds"])

    def _single_pages(self, port: int, visitor: Visitor, group: int, section: Section, repeats: int) -> None:
        address, book = section.get_absolute_url(), section.book.key
        save = self._saving(section)
        section.refresh_from_db()
        pages: list[tuple[str, Any]] = [
            ("save a 20 KB section", save),
            ("open the editor", lambda: ("GET", f"{address}sunting/", b"")),
            ("read a section", lambda: ("GET", address, b"")),
            ("list of a book's sections", lambda: ("GET", f"/naskah/{book}/", b"")),
            ("compare two versions", lambda: ("GET", f"{address}banding/", b"")),
            ("list of programs", lambda: ("GET", "/program/", b"")),
        ]
        self.stdout.write(f"{'page':28} {'median ms':>10} {'p95 ms':>8} {'web ms':>8} {'db ms':>8} {'cpu ms':>8}")
        for name, make in pages:
            tally, web, served = asyncio.run(self._measure(port, visitor, group, make, repeats))
            if set(tally.statuses) != {200}:
                self.stdout.write(f"{name:28} answered {tally.statuses}")
                continue
            self.stdout.write(
                f"{name:28} {1000 * tally.percentile(50):10.1f} {1000 * tally.percentile(95):8.1f} "
                f"{1000 * web / repeats:8.1f} {1000 * served / repeats:8.1f} {1000 * (web + served) / repeats:8.1f}"
            )

    def _saving(self, section: Section) -> Any:
        state = {"version": section.version}
        address = f"{section.get_absolute_url()}simpan/"

        def make() -> tuple[str, str, bytes]:
            html = TWENTY_KILOBYTES + f"<p>{uuid.uuid4().hex}</p>"
            body = {"base_version": state["version"], "save_id": str(uuid.uuid4()), "html": html}
            state["version"] += 1
            return "POST", address, json.dumps(body).encode()

        return make

    async def _measure(
        self, port: int, visitor: Visitor, group: int, make: Any, repeats: int
    ) -> tuple[Tally, float, float]:
        client, tally = Client(port, visitor), Tally()
        for _warm in range(3):
            await client.ask(*make())
        name = str(connection.settings_dict["NAME"])
        before = processor_seconds(group, name)
        for _turn in range(repeats):
            start = time.monotonic()
            status, _answer = await client.ask(*make())
            tally.note(status, time.monotonic() - start)
        after = processor_seconds(group, name)
        await client.close()
        return tally, after[0] - before[0], after[1] - before[1]

    def _crowd(
        self, port: int, visitors: list[Visitor], group: int, sections: list[Section], readers: int, seconds: float
    ) -> None:
        drafts = [Draft(section.key, section.version, TWENTY_KILOBYTES) for section in self._fresh(sections)]
        saves, reads = Tally(), Tally()
        name = str(connection.settings_dict["NAME"])
        before, start = processor_seconds(group, name), time.monotonic()
        asyncio.run(self._run(port, visitors, drafts, readers, seconds, saves, reads))
        lasted = time.monotonic() - start
        after = processor_seconds(group, name)
        kept = self._kept(drafts)
        promised = sum(len(draft.acknowledged) for draft in drafts)
        cores = (after[0] + after[1] - before[0] - before[1]) / lasted
        self.stdout.write(
            f"\n{len(drafts)} editors saving every {SAVE_EVERY:g} s and {readers} readers for {lasted:.0f} s"
        )
        self.stdout.write(
            f"saves {len(saves.seconds)} ({len(saves.seconds) / lasted:.1f}/s), p50 {1000 * saves.percentile(50):.0f} ms, "
            f"p95 {1000 * saves.percentile(95):.0f} ms, p99 {1000 * saves.percentile(99):.0f} ms, answers {saves.statuses}"
        )
        self.stdout.write(
            f"reads {len(reads.seconds)} ({len(reads.seconds) / lasted:.1f}/s), p50 {1000 * reads.percentile(50):.0f} ms, "
            f"p95 {1000 * reads.percentile(95):.0f} ms, answers {reads.statuses}"
        )
        self.stdout.write(
            f"faults {saves.faults + reads.faults}, acknowledged {promised}, lost {promised - kept}, cores used {cores:.2f}"
        )

    def _fresh(self, sections: list[Section]) -> list[Section]:
        found = Section.objects.in_bulk([section.pk for section in sections])
        return [found[section.pk] for section in sections]

    async def _run(
        self,
        port: int,
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
                Client(port, visitors[number]),
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
                Client(port, visitors[len(drafts) + number]),
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
