"""Figures equal a plain recomputation; the golden thread finds what hangs loose."""

import io
from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from masterplan.models import Section
from quickwins import dashboard, factsheet, register, reporting, sheets, thread
from quickwins.models import BudgetLine, Dimension, Indicator, Mission, Program, SubDimension, Target, Vision
from quickwins.money import budget
from quickwins.quoting import quotes
from tests import factories
from tests.masterplan import block_records

YEAR = 2026


def loose_of(plan, cast) -> list[thread.Loose]:
    """What hangs loose in the register itself, the book left out."""
    kinds = thread.loose_ends(plan, cast.editor)
    return [kind for kind in kinds if not {"buku", "bagian"} & set(kind.title.casefold().split())]


@pytest.fixture
def many(plan, organisations):
    """Programs of two dimensions, two OPDs and all states, some with money of two sources and two years."""
    sources = [factories.make_source(), factories.make_source("csr", is_apbd=False)]
    subs = list(SubDimension.objects.order_by("dimension__position"))
    leads = [organisations.dinkes, organisations.disdik]
    states = list(Program.State.values)
    rows = []
    for number in range(18):
        state = states[number % 6]
        program = factories.make_program(
            plan, leads[number % 2], subdimension=subs[number % 3 % 2], name=f"Program {number}", state=state,
            stopped_reason="Dialihkan" if state == "stopped" else "", progress=number * 5,
            first_year=2026 + number % 3, last_year=2028 + number % 5,
            quickwin_state="chosen" if number % 4 == 0 else "",
        )  # fmt: skip
        if number % 5:
            for year in (2026, 2027):
                source = sources[number % 2]
                realised = number * 1000 if number % 3 else None
                BudgetLine.objects.create(
                    program=program,
                    year=year,
                    source=source,
                    ceiling=(number + 1) * 1_000_000 + year,
                    realised=realised,
                )
        rows.append(program)
    return rows


def plainly(programs, pick):
    """The same figures by loops over objects."""
    found = {}
    for program in programs:
        if program.state != "stopped":
            found.setdefault(pick(program), []).append(program)
    figures = {}
    for key, rows in found.items():
        lines = [line for row in rows for line in row.budget_lines.filter(year=YEAR)]
        realised = [line.realised for line in lines if line.realised is not None]
        figures[key] = (
            len(rows),
            sum(row.quickwin_state == "chosen" for row in rows),
            sum(row.state in ("determined", "running", "finished") for row in rows),
            round(sum(row.progress for row in rows) / len(rows), 6),
            sum(line.ceiling for line in lines) if lines else None,
            sum(realised) if realised else None,
        )
    return figures


def as_tuple(group):
    return group.count, group.quick_wins, group.at_work, round(group.progress, 6), group.ceiling, group.realised


@pytest.mark.parametrize(
    ("by", "pick"),
    [("subdimension__dimension", lambda row: row.subdimension.dimension_id), ("lead", lambda row: row.lead_id)],
)
def test_figures_equal_a_plain_recomputation(plan, many, by, pick):
    found = dashboard.groups(plan, by, YEAR)
    assert {key: as_tuple(group) for key, group in found.items()} == plainly(many, pick)


def test_whole_is_that_of_all_programs_and_agrees_with_the_sources(plan, many):
    whole = dashboard.whole(dashboard.groups(plan, "subdimension__dimension", YEAR).values())
    assert as_tuple(whole) == plainly(many, lambda row: None)[None]
    sources = dashboard.by_source(plan, YEAR)
    assert sum(row.ceiling for row in sources) == whole.ceiling
    assert sum(row.realised or 0 for row in sources) == whole.realised


def test_money_of_a_year_is_the_same_in_every_table(plan, many):
    """Register, dashboard by dimension, by OPD and by source, each program's own table, its sheet, the book, the workbook."""
    live = Program.objects.filter(plan=plan).exclude(state="stopped")
    plain = sum(line.ceiling for line in BudgetLine.objects.filter(program__in=live, year=YEAR))
    assert plain > 0
    spent = sum(line.realised or 0 for line in BudgetLine.objects.filter(program__in=live, year=YEAR))
    rows = reporting.programs(plan, only=live)
    tables = {
        "register": register.totals(live.with_budget(YEAR), Q()),
        "by dimension": dashboard.whole(dashboard.groups(plan, "subdimension__dimension", YEAR).values()),
        "by OPD": dashboard.whole(dashboard.groups(plan, "lead", YEAR).values()),
    }
    assert {name: (one.ceiling, one.realised) for name, one in tables.items()} == dict.fromkeys(tables, (plain, spent))
    assert sum(row.ceiling for row in dashboard.by_source(plan, YEAR)) == plain
    own = [budget(program.budget_lines.select_related("source"), year=YEAR) for program in live]
    assert sum(one.ceiling for one in own if one) == plain
    assert sum(part.ceiling for one in own if one for part in one.rows) == plain
    assert reporting.total([line for row in rows for line in row.budget if line.year == YEAR]) == plain
    sheets_of = [factsheet.sheet_of(plan, program, date(2026, 11, 23)) for program in live]
    assert sum(amount or 0 for one in sheets_of for year, amount, _spent in one["budget"] if year == str(YEAR)) == plain
    book = load_workbook(io.BytesIO(sheets.as_xlsx(live.with_budget(YEAR).with_list_data(), year=YEAR)))
    head, *lines = book.active.iter_rows(values_only=True)
    assert sum(line[head.index(f"Anggaran {YEAR} (Rp)")] or 0 for line in lines) == plain


def test_heat_map_counts_each_year_a_program_runs(plan, many):
    found = dashboard.heat_map(plan)
    for dimension in Dimension.objects.all():
        for cell in found.get(dimension.pk, []):
            counted = sum(
                row.state != "stopped" and row.dimension == dimension and row.first_year <= cell.year <= row.last_year
                for row in many
            )
            assert cell.count == counted
            assert (cell.shade == 0) == (counted == 0) and cell.shade <= 4


def test_empty_plan_has_figures_without_dividing_by_nothing(plan, client, cast):
    whole = dashboard.whole([])
    assert (whole.count, whole.progress, whole.ceiling, whole.absorption) == (0, None, None, None)
    client.force_login(cast.leader)
    for name in ("program_summary", "program_thread"):
        assert client.get(reverse(f"quickwins:{name}")).status_code == 200


@pytest.fixture
def mission(plan):
    vision = Vision.objects.create(plan=plan, scope="rpjmd", title="RPJMD", text="Visi")
    return Mission.objects.create(vision=vision, number=1, text="Layanan publik")


def test_loose_ends_are_found_and_vanish_once_tied(plan, organisations, cast, mission):
    program = factories.make_program(plan, organisations.dinkes, name="Antrean", state="running")
    titles = {kind.title: kind.rows for kind in loose_of(plan, cast)}
    assert len(titles) == 5 and all(rows == [program] for rows in titles.values())
    indicator = Indicator.objects.create(plan=plan, program=program, name="Puskesmas", unit="puskesmas")
    assert sum(kind.rows == [indicator] for kind in loose_of(plan, cast)) == 3
    # Tied, one after the other.
    Target.objects.create(indicator=indicator, year=2026, value=5)
    indicator.readings.create(year=2026, quarter=1, value=3)
    Indicator.objects.filter(pk=indicator.pk).update(owner=cast.contributor)
    BudgetLine.objects.create(program=program, year=2026, source=factories.make_source(), ceiling=5)
    Program.objects.filter(pk=program.pk).update(mission=mission, budget_code="1.02.02")
    commitment = factories.make_commitment(plan, organisations.dinkes)
    commitment.items.update(program=program)
    assert loose_of(plan, cast) == []
    # An official who was moved enters for his new office.
    User.objects.filter(pk=cast.contributor.pk).update(organisation=organisations.disdik)
    assert [kind.rows for kind in loose_of(plan, cast)] == [[indicator]]
    indicator.parts.set([organisations.disdik])
    assert loose_of(plan, cast) == []
    indicator.parts.clear()
    User.objects.filter(pk=cast.contributor.pk).update(organisation=organisations.dinkes)
    assert loose_of(plan, cast) == []
    # An official who left enters nothing any more.
    cast.contributor.is_active = False
    cast.contributor.save()
    assert [kind.rows for kind in loose_of(plan, cast)] == [[indicator]]


def test_thread_shows_the_first_programs_of_a_mission_and_counts_all(plan, organisations, cast, mission, monkeypatch):
    monkeypatch.setattr(thread, "SHOWN", 2)
    for name in ("C", "A", "B"):
        factories.make_program(plan, organisations.dinkes, name=name, mission=mission)
    factories.make_program(plan, organisations.dinkes, name="Tanpa misi")
    tied, loose = thread.strands(plan, YEAR, cast.editor)
    assert [row.name for row in tied.programs] == ["A", "B"]
    assert (tied.count, tied.hidden_count) == (3, 1)
    assert (loose.mission, loose.count, loose.hidden_count) == (None, 1, 0)


def test_stopped_program_hangs_loose_for_nobody(plan, organisations, cast):
    factories.make_program(plan, organisations.dinkes, state="stopped", stopped_reason="Dialihkan")
    assert loose_of(plan, cast) == []


def test_thread_counts_each_thing_once(plan, organisations, cast, mission):
    program = factories.make_program(plan, organisations.dinkes, mission=mission)
    for name in ("Satu", "Dua"):
        Indicator.objects.create(plan=plan, program=program, name=name, unit="unit")
        factories.make_commitment(plan, organisations.dinkes, title=name).items.update(program=program)
    row = thread.strands(plan, YEAR, cast.editor)[0].programs[0]
    assert (row.indicator_count, row.commitment_count) == (2, 2)


def test_commitment_without_a_program_hangs_loose(plan, organisations, cast):
    commitment = factories.make_commitment(plan, organisations.dinkes)
    assert [kind.rows for kind in loose_of(plan, cast)] == [[commitment]]
    commitment.items.update(program=factories.make_program(plan, organisations.dinkes, state="proposed"))
    assert [commitment] not in [kind.rows for kind in loose_of(plan, cast)]


# ---- The other end: sections of the book ----


@pytest.fixture
def written(plan, organisations):
    """A section with the matrix of its dimension, one with a name in its text, and the programs they speak of."""
    block_records.load_kinds()
    drawn = factories.make_program(plan, organisations.dinkes, name="Antrean daring", state="running")
    named = factories.make_program(plan, organisations.disdik, name="Sekolah & orang tua", state="running")
    society = SubDimension.objects.get(dimension__key="society")
    Program.objects.filter(pk=named.pk).update(subdimension=society)
    Indicator.objects.create(plan=plan, program=drawn, name="Puskesmas daring", unit="puskesmas")
    Section.objects.filter(key="b1.two.living").update(
        html='<div data-blok="program_matrix" data-param="dimension=living"></div>', version=1
    )
    Section.objects.filter(key="b1.one.purpose").update(
        html="<p>Program SEKOLAH &amp; orang tua dimulai.</p>", version=1
    )
    return drawn, named


def test_program_knows_the_sections_that_speak_of_it(plan, cast, written):
    told = quotes(plan, cast.editor)
    assert [(place.title, place.by_block) for place in told.of("Antrean daring")] == [("Smart Living", True)]
    assert [(place.title, place.by_block) for place in told.of("Sekolah & orang tua")] == [("Maksud dan Tujuan", False)]
    assert told.indicators == {"Puskesmas daring"}
    from_book = thread.from_the_book(plan, cast.editor)
    assert [(one.place.title, [row.name for row in one.programs]) for one in from_book] == [
        ("Maksud dan Tujuan", ["Sekolah & orang tua"]), ("Smart Living", ["Antrean daring"]),
    ]  # fmt: skip


def test_index_follows_a_change_of_text_or_program(plan, cast, written):
    assert quotes(plan, cast.editor).of("Antrean daring")
    Section.objects.filter(key="b1.two.living").update(html="<p>Kosong.</p>", version=2)
    assert not quotes(plan, cast.editor).of("Antrean daring")


def test_section_that_speaks_of_a_stopped_program_hangs_loose(plan, cast, written):
    drawn, _named = written
    Program.objects.filter(pk=drawn.pk).update(state="stopped", stopped_reason="Dialihkan")
    kinds = {kind.title: kind.rows for kind in thread.loose_ends(plan, cast.editor)}
    (row,) = kinds["Program yang dihentikan tetapi masih disebut dalam bagian"]
    assert row == drawn and [place.title for place in row.places] == ["Smart Living"]


def test_indicator_and_program_that_no_book_mentions_hang_loose(plan, cast, written):
    _drawn, named = written
    lonely = Indicator.objects.create(plan=plan, program=named, name="Sekolah", unit="sekolah")
    Section.objects.filter(key="b1.one.purpose").update(html="<p>Belum ada.</p>", version=2)
    kinds = {kind.title: kind.rows for kind in thread.loose_ends(plan, cast.editor)}
    assert kinds["Indikator yang tidak disebut dalam buku"] == [lonely]
    assert kinds["Program yang ditetapkan tetapi tidak disebut dalam bagian mana pun"] == [named]


def test_nobody_is_told_of_a_section_he_may_not_read(plan, cast, written):
    section = Section.objects.get(key="b1.one.purpose")
    assert not Section.objects.visible_to(cast.reviewer).filter(pk=section.pk).exists()  # a draft
    assert not quotes(plan, cast.reviewer).of("Sekolah & orang tua")


def test_pages_show_the_thread_from_both_ends(plan, cast, written, client):
    client.force_login(cast.editor)
    drawn, _named = written
    assert "Smart Living" in client.get(drawn.get_absolute_url()).content.decode().split('aria-labelledby="quoted"')[1]
    page = client.get(reverse("quickwins:program_thread"), {"arah": "buku"}).content.decode()
    assert "Maksud dan Tujuan" in page and drawn.name in page


@pytest.mark.parametrize("name", ["program_summary", "program_thread"])
def test_overview_takes_as_many_queries_for_many_programs(
    plan, organisations, client, cast, mission, name, monkeypatch
):
    monkeypatch.setattr("quickwins.views.overview.today_wita", lambda: date(2026, 11, 23))
    client.force_login(cast.editor)
    url = reverse(f"quickwins:{name}")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    for number in range(3):
        factories.make_program(plan, organisations.dinkes, name=f"A {number}", mission=mission)
    client.get(url)
    few = queries()
    for number in range(30):
        factories.make_program(plan, organisations.dinkes, name=f"B {number}", mission=mission)
    client.get(url)  # what the book says of them is looked up once and kept
    assert queries() == few
