"""`./dev bench programs`: the register with thousands of programs, and workbooks of two thousand."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.test import Client

from accounts.models import Organisation, User
from quickwins import importing, sheets
from quickwins.models import (
    BudgetLine,
    FundingSource,
    Indicator,
    Milestone,
    Mission,
    Plan,
    Program,
    ProgressReport,
    Reading,
    SubDimension,
)

PAGES = (
    ("list", "/program/"),
    ("list, filtered", "/program/?tahap=running&q=Program%2011"),
    ("board", "/program/?tampilan=papan"),
    ("timeline", "/program/?tampilan=linimasa"),
    ("dashboard", "/program/ringkasan/"),
    ("one program", ""),
    ("golden thread", "/program/keterkaitan/"),
    ("pictures", "/program/gambar/"),
)


class Count:
    """Counts what goes to the database."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


class Command(BaseCommand):
    help = (
        "Measures the register on a scratch database with many programs. Prints server time and queries of each page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programs", type=int, default=5000)
        parser.add_argument("--readings", type=int, default=12, help="of each program")
        parser.add_argument("--repeats", type=int, default=30)
        parser.add_argument("--rows", type=int, default=2000, help="programs in a workbook")

    def handle(self, *args: Any, **options: Any) -> None:
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
        settings.ALLOWED_HOSTS = ["testserver"]
        try:
            with connection.cursor() as cursor:
                # Sowing is no request: its long inserts, each with the history of its rows, may take their time.
                cursor.execute("SET statement_timeout = 0")
            call_command("load_reference", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            plan = Plan.objects.get(is_current=True)
            self._workbooks(plan, options["rows"])
            self._sow(plan, options["programs"], options["readings"])
            counts = (Program.objects.count(), Reading.objects.count(), BudgetLine.objects.count())
            self.stdout.write("{} programs, {} readings, {} budget lines".format(*counts))
            self._pages(plan, options["repeats"])
        finally:
            connections.close_all()
            connection.creation.destroy_test_db(name.removeprefix("test_"), verbosity=0)

    def _editor(self) -> User:
        office = Organisation.objects.opd().active().first()
        return User.objects.get_or_create(
            username="ukur", defaults={"name": "Pengukur", "role": User.Role.EDITOR, "organisation": office}
        )[0]

    def _sow(self, plan: Plan, programs: int, readings: int) -> None:
        subs, leads = list(SubDimension.objects.all()), list(Organisation.objects.opd().active())
        sources, missions = list(FundingSource.objects.all()[:3]), list(Mission.objects.all()[:5])
        states = list(Program.State.values)
        rows = Program.objects.bulk_create(
            [
                Program(
                    plan=plan, name=f"Program {n}", subdimension=subs[n % len(subs)], lead=leads[n % len(leads)],
                    state=states[n % 6], stopped_reason="Dialihkan" if states[n % 6] == "stopped" else "",
                    progress=n % 101, first_year=plan.first_year + n % 3, last_year=plan.last_year,
                    mission=missions[n % len(missions)] if missions else None, impact=1 + n % 5, effort=1 + n // 5 % 5,
                    starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 18),
                )
                for n in range(programs)
            ],
            batch_size=1000,
        )  # fmt: skip
        indicators = Indicator.objects.bulk_create(
            [Indicator(plan=plan, program=row, name=f"Indikator {row.name}", unit="unit") for row in rows],
            batch_size=1000,
        )
        Reading.objects.bulk_create(
            [
                Reading(indicator=one, year=2024 + n // 4, quarter=1 + n % 4, value=n)
                for one in indicators
                for n in range(readings)
            ],
            batch_size=1000,
        )
        BudgetLine.objects.bulk_create(
            [
                BudgetLine(program=row, year=year, source=sources[year % len(sources)], ceiling=10**8, realised=10**7)
                for row in rows
                for year in (2026, 2027)
            ],
            batch_size=1000,
        )
        Milestone.objects.bulk_create(
            [
                Milestone(program=row, title=f"Tonggak {m}", due_on=date(2026, m, 20))
                for row in rows
                for m in (3, 6, 9, 12)
            ],
            batch_size=1000,
        )
        ProgressReport.objects.bulk_create(
            [
                ProgressReport(program=row, reported_on=date(2026, 6, 30), percent=row.progress, text="Jalan")
                for row in rows
            ],
            batch_size=1000,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _pages(self, plan: Plan, repeats: int) -> None:
        client = Client()
        client.force_login(self._editor())
        program = Program.objects.filter(state="running").first()
        self.stdout.write(f"{'page':20} {'median ms':>10} {'p95 ms':>8} {'queries':>8}")
        for name, address in PAGES:
            path = address or (program.get_absolute_url() if program else "/program/")
            client.get(path)
            count = Count()
            with connection.execute_wrapper(count):
                client.get(path)
            times = []
            for _turn in range(repeats):
                start = time.perf_counter()
                status = client.get(path).status_code
                times.append(1000 * (time.perf_counter() - start))
            times.sort()
            told = f"{times[len(times) // 2]:10.0f} {times[int(0.95 * (len(times) - 1))]:8.0f} {count.queries:8}"
            self.stdout.write(f"{name:20} {told}" + ("" if status == 200 else f"  answered {status}"))

    def _workbooks(self, plan: Plan, count: int) -> None:
        sub, lead = SubDimension.objects.first(), Organisation.objects.opd().active().first()
        Program.objects.bulk_create(
            Program(plan=plan, lead=lead, subdimension=sub, name=f"Buku {n}", first_year=2026, last_year=2027)  # type: ignore[misc]
            for n in range(count)
        )
        marks = [time.perf_counter()]
        programs = Program.objects.filter(plan=plan).with_budget(2026).with_list_data().select_related("mission")
        content = sheets.as_xlsx(programs, year=2026, plan=plan)
        marks.append(time.perf_counter())
        importing.look(plan, content)
        marks.append(time.perf_counter())
        Program.objects.all().update(last_year=2028)  # so that each row changes something
        importing.take(plan, content, by=self._editor())
        marks.append(time.perf_counter())
        out, look, take = [after - before for before, after in pairwise(marks)]
        self.stdout.write(f"workbook of {count} programs: out {out:.1f} s, look {look:.1f} s, take {take:.1f} s")
        Program.objects.all().delete()
        cache.clear()
