"""The register: filters of the address, sums, board and timeline, and a constant number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quickwins.models import BudgetLine, Horizon, Program, SubDimension
from tests import factories

LIST = "quickwins:program_list"


@pytest.fixture
def register(plan, organisations, cast):
    """Three programs of two dimensions and two OPDs, one of them chosen and with money."""
    for key, first, last in [("short", 1, 1), ("medium", 2, 5), ("long", 6, 10)]:
        Horizon.objects.create(plan=plan, key=key, name=f"Jangka {key}", first_year=first, last_year=last)
    society = SubDimension.objects.get(dimension__key="society")
    queue = factories.make_program(
        plan, organisations.dinkes, name="Antrean puskesmas", state="running", quickwin_state="chosen", progress=64
    )
    school = factories.make_program(
        plan, organisations.disdik, name="Murid baru daring", subdimension=society, first_year=2027, last_year=2028
    )
    far = factories.make_program(
        plan, organisations.disdik, name="Kelas jauh", subdimension=society, first_year=2032, last_year=2034
    )
    regency = factories.make_source()
    csr = factories.make_source("csr", is_apbd=False)
    BudgetLine.objects.create(program=queue, year=2026, source=regency, ceiling=1_500_000_000, realised=600_000_000)
    BudgetLine.objects.create(program=queue, year=2026, source=csr, ceiling=500_000_000)
    BudgetLine.objects.create(program=queue, year=2027, source=regency, ceiling=9_000_000_000)
    return {"queue": queue, "school": school, "far": far}


@pytest.fixture
def ask(client, cast, monkeypatch):
    """`ask(query)` opens the list as editor on 23 November 2026."""
    for module in ("quickwins.views.register", "quickwins.views.downloads", "quickwins.views.quick_wins"):
        monkeypatch.setattr(f"{module}.today_wita", lambda: date(2026, 11, 23))
    client.force_login(cast.editor)
    return lambda query="", name=LIST: client.get(reverse(name) + query)


def names(response) -> set[str]:
    return {row.name for row in response.context["page_obj"].object_list}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"queue", "school", "far"}),
        ("?dimensi=living", {"queue"}),
        ("?dimensi=living&dimensi=society", {"queue", "school", "far"}),
        ("?opd=disdik", {"school", "far"}),
        ("?jangka=short", {"queue"}),
        ("?jangka=medium", {"school"}),
        ("?jangka=long", {"far"}),
        ("?jangka=short&jangka=medium&jangka=long", {"queue", "school", "far"}),
        ("?tahap=running", {"queue"}),
        ("?quickwin=chosen", {"queue"}),
        ("?tinjau=tanpa-anggaran", {"school", "far"}),
        ("?q=MURID", {"school"}),
        ("?q=%25", set()),
        ("?opd=disdik&jangka=long&q=kelas", {"far"}),
        ("?dimensi=gone&opd=' OR 1=1&tahap=x&jangka=99999999999999999999&tinjau=x", {"queue", "school", "far"}),
    ],
)
def test_filter_of_the_address_finds_its_programs(register, ask, query, found):
    response = ask(query)
    assert response.status_code == 200
    shown = names(response) if response.context["totals"].count else set()
    assert shown == {register[key].name for key in found}
    assert response.context["totals"].count == len(found)
    assert response.context["totals"].of_all == 3


def test_program_before_the_first_term_counts_as_the_first(register, ask, plan, organisations):
    factories.make_program(plan, organisations.dinkes, name="Sudah lama", first_year=2024, last_year=2026)
    assert "Sudah lama" in names(ask("?jangka=short"))
    assert "Sudah lama" not in names(ask("?jangka=medium"))


def test_stale_programs_are_those_at_work_without_news_for_90_days(register, ask):
    old = timezone.now() - timedelta(days=91)
    Program.objects.filter(pk__in=[register["queue"].pk, register["far"].pk]).update(updated_at=old)
    Program.objects.filter(pk=register["far"].pk).update(state="finished")
    assert names(ask("?tinjau=usang")) == {"Antrean puskesmas"}


def test_chip_of_a_filter_leads_to_the_list_without_it(register, ask):
    response = ask("?dimensi=living&opd=dinkes&page=1&tampilan=tabel")
    chips = response.context["bar"]["chips"]
    assert [chip["clear_url"] for chip in chips] == ["?opd=dinkes&tampilan=tabel", "?dimensi=living&tampilan=tabel"]
    assert "Living" in chips[0]["label"]


def test_totals_are_the_sums_of_one_year_over_the_whole_filter(register, ask):
    totals = ask().context["totals"]
    assert (totals.ceiling, totals.realised, totals.absorption) == (2_000_000_000, 600_000_000, 30.0)
    html = ask().content.decode()
    assert "2.000,0" in html and "30,0%" in html
    nothing = ask("?opd=disdik").context["totals"]
    assert (nothing.ceiling, nothing.realised, nothing.absorption) == (None, None, None)


def test_order_by_budget_puts_programs_without_money_last(register, ask):
    for order in ("anggaran", "-anggaran"):
        rows = ask(f"?urut={order}").context["page_obj"].object_list
        assert rows[0].name == "Antrean puskesmas", order
    assert ask("?urut=%27;drop").status_code == 200


def test_board_counts_and_sums_each_state(register, ask):
    lanes = {lane.state: lane for lane, _url in ask("?tampilan=papan").context["lanes"]}
    assert list(lanes) == ["proposed", "scored", "determined", "running", "finished"]
    assert (lanes["proposed"].count, lanes["proposed"].ceiling) == (2, None)
    assert (lanes["running"].count, lanes["running"].ceiling) == (1, 2_000_000_000)
    assert [card.name for card in lanes["running"].cards] == ["Antrean puskesmas"]


def test_board_shows_a_dozen_cards_of_a_lane_and_says_how_many_more(plan, organisations, ask):
    for number in range(15):
        factories.make_program(plan, organisations.dinkes, name=f"Program {number:02}")
    lane = ask("?tampilan=papan").context["lanes"][0][0]
    assert (lane.count, len(lane.cards), lane.hidden_count) == (15, 12, 3)


def test_timeline_places_each_program_on_its_years(register, ask):
    timeline = ask("?tampilan=linimasa").context["timeline"]
    assert timeline.years == list(range(2026, 2035))
    spans = {span.program.name: (span.before, span.length, span.after) for span in timeline.spans}
    assert spans == {"Antrean puskesmas": (0, 2, 7), "Murid baru daring": (1, 2, 6), "Kelas jauh": (6, 3, 0)}


def test_timeline_ends_after_fifteen_years_and_marks_what_goes_on(plan, organisations, ask):
    factories.make_program(plan, organisations.dinkes, name="Sangat lama", first_year=2026, last_year=2099)
    timeline = ask("?tampilan=linimasa").context["timeline"]
    assert len(timeline.years) == 15
    assert timeline.spans[0].cut_right and timeline.spans[0].length == 15


@pytest.mark.parametrize("query", ["", "?tampilan=papan", "?tampilan=linimasa", "?tinjau=usang&dimensi=living"])
@pytest.mark.parametrize("name", [LIST, "quickwins:quick_win_list"])
def test_list_takes_as_many_queries_for_three_rows_as_for_three_hundred(plan, organisations, ask, query, name):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask(query, name).status_code == 200
        return len(captured)

    def add(count: int) -> None:
        subdimension = SubDimension.objects.get(dimension__key="living")
        Program.objects.bulk_create(
            Program(
                plan=plan, lead=organisations.dinkes, subdimension=subdimension, name=f"Program {count} {number}",
                first_year=2026, last_year=2027, quickwin_state="chosen",
            )
            for number in range(count)
        )  # fmt: skip
        Program.objects.update(updated_at=timezone.now() - timedelta(days=100))

    ask()  # the session is written once
    add(3)
    few = queries()
    add(297)
    assert queries() == few <= 12


def test_list_says_what_to_do_when_nothing_fits(register, ask):
    html = ask("?q=tidakada").content.decode()
    assert 'class="empty"' in html and 'href="?"' in html


def test_pages_beyond_the_last_show_the_last(register, ask):
    for page in ("99999999999999999999", "-1", "abc"):
        assert ask(f"?page={page}").status_code == 200
