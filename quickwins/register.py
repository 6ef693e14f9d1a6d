"""The register of programs as table, board and timeline: a constant number of queries each, however many programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, F, Max, Min, Q, QuerySet, Sum, When, Window
from django.db.models.functions import RowNumber

from .models import Plan, Program

ROWS_PER_PAGE = 25
CARDS_PER_LANE = 12
MAX_YEARS = 15

# Name in the address -> order in the database; empty values come last either way.
ORDERS = {
    "nama": [F("name").asc()],
    "-nama": [F("name").desc()],
    "kemajuan": [F("progress").asc(), F("name").asc()],
    "-kemajuan": [F("progress").desc(), F("name").asc()],
    "anggaran": [F("ceiling").asc(nulls_last=True), F("name").asc()],
    "-anggaran": [F("ceiling").desc(nulls_last=True), F("name").asc()],
    "diperbarui": [F("updated_at").asc(), F("name").asc()],
    "-diperbarui": [F("updated_at").desc(), F("name").asc()],
}


def budget_year(plan: Plan, today: date) -> int:
    """The year whose budget a list shows: this one, or the nearest year of the plan."""
    return min(max(today.year, plan.first_year), plan.last_year)


def percent_of(part: int | None, whole: int | None) -> float | None:
    """`part` in percent of `whole`; None where either is missing or the whole is nothing."""
    return None if part is None or not whole else 100 * part / whole


@dataclass(frozen=True)
class Totals:
    """`count` of `of_all` programs pass the filter; money is rupiah of one year, None where nothing is recorded."""

    count: int = 0
    of_all: int = 0
    ceiling: int | None = None
    realised: int | None = None

    @property
    def absorption(self) -> float | None:
        return percent_of(self.realised, self.ceiling)


def totals(programs: QuerySet[Program], condition: Q) -> Totals:
    """Count and money of the programs that meet the condition. One query; wants `with_budget`."""
    # A column of its own, because the condition may hold subqueries, which an aggregate's filter cannot.
    fits = Case(When(condition or Q(pk__isnull=False), then=True), default=False, output_field=BooleanField())
    row = (
        programs.order_by()
        .annotate(fits=fits)
        .aggregate(
            of_all=Count("pk"),
            count=Count("pk", filter=Q(fits=True)),
            money=Sum("ceiling", filter=Q(fits=True)),
            spent=Sum("realised", filter=Q(fits=True)),
        )
    )
    return Totals(row["count"], row["of_all"], _whole(row["money"]), _whole(row["spent"]))


def _whole(amount: object) -> int | None:
    return None if amount is None else int(amount)  # type: ignore[call-overload]


def ordered(programs: QuerySet[Program], order: str) -> QuerySet[Program]:
    """By the order of the address, else as the books do: by dimension and sub-dimension."""
    return programs.order_by(*ORDERS[order]) if order in ORDERS else programs


def page_of(programs: QuerySet[Program], number: str, *, count: int, size: int = ROWS_PER_PAGE) -> Page[Program]:
    """One page of rows, each with `absorption` in percent. The count is known already and is not asked again."""
    paginator = Paginator(programs.with_list_data(), size)  # type: ignore[attr-defined]
    paginator.count = count  # type: ignore[misc]
    page = paginator.get_page(number)
    for row in page.object_list:
        row.absorption = percent_of(row.realised, row.ceiling)
    return page


# ---- Board ----


@dataclass
class Lane:
    """One state of the board: the newest cards, the count and the money of all that are in it."""

    state: Program.State
    count: int = 0
    ceiling: int | None = None
    cards: list[Program] = field(default_factory=list)

    @property
    def pill(self):
        return Program(state=self.state).pill

    @property
    def hidden_count(self) -> int:
        return self.count - len(self.cards)


def board(programs: QuerySet[Program]) -> list[Lane]:
    """All lanes in the order of the states, with at most CARDS_PER_LANE cards each. Two queries; wants `with_budget`."""
    lanes = {state: Lane(state) for state in Program.State}
    for row in programs.order_by().values("state").annotate(count=Count("pk"), money=Sum("ceiling")):
        lane = lanes[Program.State(row["state"])]
        lane.count, lane.ceiling = row["count"], _whole(row["money"])
    numbered = programs.with_list_data().annotate(  # type: ignore[attr-defined]
        place=Window(RowNumber(), partition_by="state", order_by=[F("updated_at").desc(), F("pk").asc()])
    )
    for program in numbered.filter(place__lte=CARDS_PER_LANE).order_by("state", "place"):
        lanes[Program.State(program.state)].cards.append(program)
    # A stopped program is no step of the way; its lane stands only where there is one.
    return [lane for lane in lanes.values() if lane.count or lane.state != Program.State.STOPPED]


# ---- Timeline ----


@dataclass(frozen=True)
class Span:
    """A program on the grid of years: columns before its bar, of its bar, and after it."""

    program: Program
    before: int
    length: int
    after: int
    cut_left: bool
    cut_right: bool

    @property
    def years(self) -> str:
        program = self.program
        if program.first_year == program.last_year:
            return str(program.first_year)
        return f"{program.first_year}–{program.last_year}"


@dataclass(frozen=True)
class Timeline:
    years: list[int]
    page: Page[Program]
    spans: list[Span]


def timeline(programs: QuerySet[Program], plan: Plan, number: str, *, count: int) -> Timeline:
    """A page of programs on the years they run, at most MAX_YEARS columns. Two queries."""
    ends = programs.order_by().aggregate(first=Min("first_year"), last=Max("last_year"))
    first = min(ends["first"] or plan.first_year, plan.first_year)
    last = min(max(ends["last"] or plan.last_year, plan.last_year), first + MAX_YEARS - 1)
    page = page_of(programs, number, count=count)
    return Timeline(list(range(first, last + 1)), page, [_span(row, first, last) for row in page.object_list])


def _span(program: Program, first: int, last: int) -> Span:
    start = min(max(program.first_year, first), last)
    end = min(max(program.last_year, start), last)
    return Span(
        program,
        before=start - first,
        length=end - start + 1,
        after=last - end,
        cut_left=program.first_year < first,
        cut_right=program.last_year > last,
    )
