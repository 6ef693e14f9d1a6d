"""Every address that needs no argument, and every list that needs one: the same number of queries with few and with many
rows, at most twelve for a list. A new address is asked by itself; what is no list says so below, with its own bound."""

from __future__ import annotations

import os
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Organisation, User
from masterplan.models import Comment, Edition, Export, Review, Revision, Section, SectionStateChange, Thread
from quickwins.models import BudgetLine, Indicator, Milestone, Partnership, Program, Reading, SubDimension, Target
from stakeholders.models import Attendance, Bimtek, Commitment, CommitmentItem, DataRequest, Decision
from tests import factories

FEW, MANY = 3, int(os.environ.get("ROUNDS", 30))  # the whole length: ROUNDS=300
MOST = 12
SECTION = "b1.one.background"

# No lists: pages that gather from every floor, forms, documents and parts of them. None of them may grow either.
GATHERED = {
    "home": 18,  # Meja Kerja: the work, what one waits for, books, quick wins, meetings
    "search": 16,  # one query for each kind of thing
    "masterplan:analysis": 24,
    "masterplan:evaluation": 24,
    "quickwins:program_summary": 24,
    "quickwins:program_pictures": 20,
    "quickwins:program_thread": 40,  # one question for each kind of gap, and its count once there are more than forty
    "quickwins:score_portfolio": 24,
    "own_data": 70,  # a file with what every table keeps about oneself
    "masterplan:edition_changes": 40,  # two whole books side by side
}
LISTS = ("_list", "_queue", "glossary", "profile")
# The rest: forms begin with their choices, files are written from whole tables.
OTHERS = 24
# Bound to nothing that grows, or a document that takes seconds to set.
LEFT_OUT = ("javascript_catalog", "health", "styleguide", "guide", "_print", "_pdf", "_minutes", "_poster")
ELSEWHERE = ("account_", "mfa_", "usersessions_", "admin:")

SHAPES = [
    ("quickwins:program_list", {}, "tampilan=papan"),
    ("quickwins:program_list", {}, "tampilan=linimasa"),
    ("quickwins:quick_win_list", {}, "tampilan=papan"),
    ("masterplan:review_queue", {}, "punya=saya"),
    ("masterplan:book_detail", {"book_key": "b1"}, ""),
    ("masterplan:outline_edit", {"book_key": "b1"}, ""),
    ("masterplan:section_history", {"key": SECTION}, ""),
    ("masterplan:section_history", {"key": SECTION}, "semua=1"),
    ("masterplan:thread_list", {"key": SECTION}, "selesai=1"),
]
# Pages on one thing, with lists in them.
PAGES = [
    ("masterplan:section_detail", {"key": SECTION}, 16),
    ("masterplan:section_edit", {"key": SECTION}, 12),
    ("masterplan:section_compare", {"key": SECTION}, 12),
    ("masterplan:section_sources", {"key": SECTION}, 16),
    ("masterplan:picker_choices", {"key": SECTION}, 60),  # each live number with its present value
    ("stakeholders:stakeholder_detail", {"key": "dinkes"}, 16),
    ("stakeholders:bimtek_detail", {"pk": "meeting"}, 20),
    ("quickwins:program_detail", {"pk": "program"}, 36),
]


def addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Names of the addresses that take no argument."""
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if not entry.pattern.converters:
                found.append(f"{prefix}{entry.name}")
        elif not entry.pattern.converters:
            found += addresses(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
    return [name for name in found if not name.startswith(ELSEWHERE) and not name.endswith(LEFT_OUT)]


class Registers:
    """The tables behind the lists, filled row by row; each row with what hangs on it."""

    program: Program
    meeting: Bimtek

    def __init__(self, plan, cast, organisations) -> None:
        self.plan, self.cast, self.organisations = plan, cast, organisations
        self.count = 0
        self.source = factories.make_source()
        self.subdimension = SubDimension.objects.filter(dimension__plan=plan).first()
        self.section = Section.objects.get(key=SECTION)
        self.chapter = Section.objects.get(key="b1.two")

    def fill(self, upto: int) -> None:
        numbers = range(self.count + 1, upto + 1)
        self.count = upto
        self.people(numbers)
        self.programs(numbers)
        self.promises(numbers)
        self.meetings(numbers)
        self.sections(numbers)
        self.versions(numbers)
        self.prints(numbers)

    def people(self, numbers) -> None:
        bodies = Organisation.objects.bulk_create(
            Organisation(key=f"l{n}", name=f"Dinas {n}", short=f"D{n}", position=n) for n in numbers
        )
        self.people_of = User.objects.bulk_create(
            User(username=f"l{n}", name=f"Orang {n}", role=User.Role.HEAD, organisation=body, password="!")
            for n, body in zip(numbers, bodies, strict=True)
        )

    def programs(self, numbers) -> None:
        programs = Program.objects.bulk_create(
            Program(
                plan=self.plan,
                lead=person.organisation,
                subdimension=self.subdimension,
                name=f"Program {n}",
                first_year=2026,
                last_year=2028,
                quickwin_state="chosen" if n % 2 else "nominated",
                state="running" if n % 2 else "proposed",
            )
            for n, person in zip(numbers, self.people_of, strict=True)
        )
        self.program = programs[0] if not hasattr(self, "program") else self.program
        indicators = Indicator.objects.bulk_create(
            Indicator(plan=self.plan, program=program, name=f"Indikator {program.name}", unit="unit")
            for program in [*programs, *[self.program] * len(programs)]
        )
        Target.objects.bulk_create(Target(indicator=one, year=2026, value=10) for one in indicators)
        Reading.objects.bulk_create(Reading(indicator=one, year=2026, quarter=1, value=4) for one in indicators)
        for program, person in zip(programs, self.people_of, strict=True):
            Partnership.objects.create(program=self.program, organisation=person.organisation)
            Partnership.objects.get_or_create(program=program, organisation=self.organisations.kampus)
        owners = [*programs, *[self.program] * len(programs)]
        Milestone.objects.bulk_create(
            Milestone(program=program, title=f"Tonggak {n}", due_on=date(2026, 12, 1))
            for n, program in enumerate(owners)
        )
        BudgetLine.objects.bulk_create(
            BudgetLine(program=program, year=2026, source=self.source, ceiling=5_000_000) for program in programs
        )

    def promises(self, numbers) -> None:
        for n, person in zip(numbers, self.people_of, strict=True):
            state = ("draft", "submitted", "signed")[n % 3]
            commitment = Commitment.objects.create(
                plan=self.plan,
                organisation=(person.organisation, self.organisations.dinkes)[n % 2],
                title=f"Komitmen {n}",
                dated_on=date(2026, 11, 2),
                clauses=["Melaksanakan."],
                state=state,
            )
            CommitmentItem.objects.create(commitment=commitment, text=f"Butir {n}", target=3, unit="unit")
            for producer in (person.organisation, self.organisations.dinkes):
                DataRequest.objects.create(
                    plan=self.plan, producer=producer, title=f"Data {n}", period="2025", due_on=date(2026, 12, 1)
                )

    def meetings(self, numbers) -> None:
        for n, person in zip(numbers, self.people_of, strict=True):
            day = date(2026, 1, 1) + timedelta(days=n)
            meeting = Bimtek.objects.create(plan=self.plan, title=f"Bimtek {n}", starts_on=day, ends_on=day)
            self.meeting = getattr(self, "meeting", meeting)
            for at in {meeting, self.meeting}:
                Attendance.objects.create(bimtek=at, name=f"Hadir {n}", organisation=person.organisation)
                Decision.objects.create(bimtek=at, number=n, text=f"Putusan {n}", owner=person.organisation)

    def sections(self, numbers) -> None:
        """Submitted sections with open reviews, for the outline and for the queue."""
        found = []
        for n, person in zip(numbers, self.people_of, strict=True):
            section = factories.make_section(
                self.chapter.book,
                f"b1.two.l{n}",
                parent=self.chapter,
                position=100 + n,
                organisation=person.organisation,
                state="submitted",
                html="<p>Isi.</p>",
                version=1,
            )
            Section.objects.filter(pk=section.pk).update(edited_by=person, edited_at=timezone.now())
            found.append(section)
        Review.objects.bulk_create(
            Review(section=section, version=1, submitted_by=person, claimed_by=self.cast.reviewer)
            for section, person in zip(found, self.people_of, strict=True)
        )

    def versions(self, numbers) -> None:
        """What one section gathers: versions, steps, threads with answers."""
        Revision.objects.bulk_create(
            Revision(
                section=self.section,
                number=n,
                base_version=n - 1,
                save_id=uuid.uuid4(),
                html=f"<p>Versi {n}.</p>",
                saved_by=person,
            )
            for n, person in zip(numbers, self.people_of, strict=True)
        )
        Section.objects.filter(pk=self.section.pk).update(version=self.count, html=f"<p>Versi {self.count}.</p>")
        SectionStateChange.objects.bulk_create(
            SectionStateChange(section=self.section, from_state="draft", to_state="submitted", by=person, version=n)
            for n, person in zip(numbers, self.people_of, strict=True)
        )
        threads = Thread.objects.bulk_create(
            Thread(
                section=self.section,
                started_by=person,
                resolved_by=person if n % 2 else None,
                resolved_at=timezone.now() if n % 2 else None,
            )
            for n, person in zip(numbers, self.people_of, strict=True)
        )
        Comment.objects.bulk_create(
            Comment(thread=thread, by=person, text="Periksa.")
            for thread, person in zip(threads, self.people_of, strict=True)
            for _answer in range(2)
        )

    def prints(self, numbers) -> None:
        Export.objects.bulk_create(
            Export(plan=self.plan, requested_by=self.cast.editor, book="b1", state="cancelled", options={"n": n})
            for n in numbers
        )
        Edition.objects.bulk_create(
            Edition(
                plan=self.plan,
                code=f"L{n}",
                number=1000 + n,
                title=f"Edisi {n}",
                content={"books": []},
                content_hash=f"{n:064d}",
                as_of=timezone.now(),
                frozen_by=self.cast.leader,
            )
            for n in numbers
        )


@pytest.fixture
def registers(plan, cast, organisations) -> Registers:
    return Registers(plan, cast, organisations)


def bound(name: str) -> int:
    if name in GATHERED:
        return GATHERED[name]
    return MOST if name.endswith(LISTS) else OTHERS


def wanted(registers: Registers, *, lists_alone: bool) -> list[tuple[str, str, int]]:
    """What is asked: a name to tell, the address, the most queries it may take."""
    rows = [(name, reverse(name), bound(name)) for name in addresses(get_resolver())]
    rows += [(f"{name} {args} {query}", f"{reverse(name, kwargs=args)}?{query}", MOST) for name, args, query in SHAPES]
    if lists_alone:
        return [row for row in rows if row[2] == MOST]
    for name, args, most in PAGES:
        here = {key: getattr(registers, value).pk if key == "pk" else value for key, value in args.items()}
        rows.append((name, reverse(name, kwargs=here), most))
    return rows


@pytest.mark.parametrize("who", ["editor", "reviewer", "contributor"])
def test_lists_ask_no_more_for_many_rows(registers, cast, client, who):
    """Each as an editor, the lists also as one who sees less of them."""
    client.force_login(getattr(cast, who))
    rows: dict[str, tuple[int, int, int]] = {}
    registers.fill(FEW)
    asked = wanted(registers, lists_alone=who != "editor")
    client.get(reverse("home"))  # the session's first write
    few = {name: queries(client, address) for name, address, _most in asked}
    registers.fill(MANY)
    for name, address, most in asked:
        many, before = queries(client, address), few[name]
        if many is not None and before is not None:
            rows[name] = (before, many, most)
    grown = {name: row for name, row in rows.items() if row[1] > row[0] and name != "quickwins:program_thread"}
    dear = {name: row for name, row in rows.items() if row[1] > row[2]}
    assert not grown and not dear, f"more queries with more rows: {grown}; more than allowed: {dear}"
    assert len(rows) > 15


def queries(client: Client, address: str) -> int | None:
    """How many queries an answer takes; None for deeds, closed doors and ways elsewhere."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:
        assert response.status_code in (302, 403, 404, 405), (address, response.status_code)
        return None
    return len(captured)
