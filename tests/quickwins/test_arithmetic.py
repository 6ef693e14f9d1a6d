"""Figures of indicators: ratios, OPDs together, rounding at the end; no order, late edit or grouping changes a total."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.dates import Quarter
from quickwins import arithmetic, measuring, progressing
from quickwins.models import Indicator, Reading, Target
from quickwins.progressing import Amount, NotAccepted, amount_of
from quickwins.reporting import programs as program_rows
from tests import factories

TODAY = date(2026, 11, 23)
QUARTERS = st.tuples(st.integers(2025, 2027), st.integers(1, 4), st.integers(1, 3))
AMOUNTS = st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100)
DIVISORS = st.integers(1, 10**8).map(lambda cents: Decimal(cents) / 100)
# A busy machine must not make a test of arithmetic fail.
steady = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch):
    for module in ("readings", "detail"):
        monkeypatch.setattr(f"quickwins.views.{module}.today_wita", lambda: TODAY)


@pytest.fixture
def share(plan, organisations):
    """Vaccinated children by all children, in percent, of two OPDs."""
    program = factories.make_program(plan, organisations.dinkes, state="running")
    program.supporters.set([organisations.disdik])
    indicator = Indicator.objects.create(
        plan=plan, program=program, name="Anak diimunisasi", unit="persen", arithmetic="flow", scale=100, decimals=1,
        numerator="anak diimunisasi", denominator="semua anak",
    )  # fmt: skip
    indicator.parts.set([organisations.dinkes, organisations.disdik])
    return indicator


def ratio(year, quarter, opd, top, bottom):
    return Reading(year=year, quarter=quarter, organisation_id=opd, value=0, numerator=top, denominator=bottom)


def plain(year, quarter, opd, value):
    return Reading(year=year, quarter=quarter, organisation_id=opd, value=value)


def test_ratio_is_the_sum_above_by_the_sum_below_and_no_mean_of_ratios():
    indicator = Indicator(arithmetic="flow", numerator="a", denominator="b", scale=100)
    rows = [ratio(2026, 1, 1, Decimal(1), Decimal(2)), ratio(2026, 1, 2, Decimal(0), Decimal(98))]
    assert arithmetic.actual(indicator, rows, 2026) == 1  # the mean of 50% and 0% would be 25
    rows.append(ratio(2026, 2, 1, Decimal(99), Decimal(100)))
    assert arithmetic.actual(indicator, rows, 2026) == 50


@steady
@given(
    st.dictionaries(QUARTERS, st.tuples(AMOUNTS, DIVISORS), max_size=16), st.randoms(), QUARTERS, AMOUNTS,
    st.sampled_from(["point", "cumulative", "flow"]),
)  # fmt: skip
def test_order_late_edits_and_grouping_never_change_a_ratio(values, random, late, corrected, kind):
    """Against a plain recomputation: entered in any order, one numerator corrected late, OPDs added up in any grouping."""
    indicator = Indicator(arithmetic=kind, numerator="a", denominator="b", scale=100)
    rows = [ratio(*key, top, bottom) for key, (top, bottom) in values.items()]
    random.shuffle(rows)
    for row in rows:
        if (row.year, row.quarter, row.organisation_id) == late:
            row.numerator = corrected
    final = {key: (corrected if key == late else top, bottom) for key, (top, bottom) in values.items()}
    for year in (2025, 2026, 2027):
        own = {key: pair for key, pair in final.items() if key[0] == year}
        if kind != "flow":
            last = {opd: max(q for _y, q, other in own if other == opd) for _y, _q, opd in own}
            own = {key: pair for key, pair in own.items() if key[1] == last[key[2]]}
        bottom = sum((Fraction(pair[1]) for pair in own.values()), Fraction())
        wanted = 100 * sum((Fraction(pair[0]) for pair in own.values()), Fraction()) / bottom if own else None
        parts = arithmetic.parts_of(indicator, rows, year)
        assert arithmetic.combined(indicator, parts) == wanted
        random.shuffle(parts)
        assert arithmetic.combined(indicator, parts) == wanted


@steady
@given(
    st.dictionaries(QUARTERS, AMOUNTS, min_size=1, max_size=16),
    st.randoms(),
    st.sampled_from(["sum", "mean", "highest", "lowest"]),
)
def test_opds_combine_as_declared_in_any_order(values, random, combining):
    indicator = Indicator(arithmetic="flow", combining=combining)
    rows = [plain(*key, value) for key, value in values.items()]
    random.shuffle(rows)
    year = next(iter(values))[0]
    by_opd: dict[int, Fraction] = {}
    for (one, _quarter, opd), value in values.items():
        if one == year:
            by_opd[opd] = by_opd.get(opd, Fraction()) + Fraction(value)
    found = list(by_opd.values())
    wanted = {"sum": sum(found), "mean": sum(found) / len(found), "highest": max(found), "lowest": min(found)}
    assert arithmetic.combined(indicator, arithmetic.parts_of(indicator, rows, year)) == wanted[combining]


@steady
@given(st.lists(st.tuples(AMOUNTS, DIVISORS), min_size=1, max_size=8), st.integers(0, 7))
def test_two_groups_of_opds_added_up_are_the_whole(pairs, cut):
    """Districts first and the regency after, or all at once: the numerators and denominators are the same."""
    indicator = Indicator(arithmetic="point", numerator="a", denominator="b")
    rows = [ratio(2026, 1, number, *pair) for number, pair in enumerate(pairs, start=1)]
    groups = [arithmetic.parts_of(indicator, some, 2026) for some in (rows[:cut], rows[cut:])]
    merged = [
        arithmetic.Part(None, (), sum((p.top for p in group), Fraction()), sum((p.bottom for p in group), Fraction()))
        for group in groups
        if group
    ]
    assert arithmetic.combined(indicator, merged) == arithmetic.combined(
        indicator, arithmetic.parts_of(indicator, rows, 2026)
    )


def test_rounding_comes_last():
    """Three thirds are one, whatever is shown of each."""
    indicator = Indicator(arithmetic="flow", numerator="a", denominator="b")
    rows = [ratio(2026, quarter, 1, Decimal(1), Decimal(3)) for quarter in (1, 2, 3)]
    assert arithmetic.combined(indicator, arithmetic.parts_of(indicator, rows, 2026)) == Fraction(1, 3)
    assert str(arithmetic.quotient(indicator, Decimal(2), Decimal(3))) == "0.6667"
    assert str(arithmetic.quotient(indicator, Decimal("0.00005"), Decimal(1))) == "0.0001"  # halves go up


@pytest.mark.parametrize("bottom", [Decimal(0), Decimal(-1)])
def test_nothing_is_divided_by_nothing(share, cast, organisations, bottom):
    with pytest.raises(NotAccepted):
        amount_of(share, Decimal(1), bottom)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(indicator=share, year=2026, quarter=1, value=1, numerator=1, denominator=bottom)
    assert not share.readings.exists()


def test_denominator_of_zero_is_refused_at_its_field(client, cast, share):
    client.force_login(cast.contributor)
    url = reverse("quickwins:reading_enter", args=[share.pk])
    response = client.post(url, {"numerator": "5", "denominator": "0"})
    assert response.status_code == 422 and "denominator" in response.context["form"].errors
    assert not Reading.objects.exists()


def test_ratio_without_its_numbers_is_refused(share, cast, organisations):
    with pytest.raises(NotAccepted):
        progressing.enter(
            share, Quarter(2026, 3), Decimal(5), by=cast.contributor, today=TODAY, organisation=organisations.dinkes
        )
    with pytest.raises(NotAccepted):
        progressing.enter(
            share, Quarter(2026, 3), amount_of(share, Decimal(1), Decimal(2)), by=cast.contributor, today=TODAY
        )


def test_each_opd_enters_its_own_part(client, cast, share, organisations):
    url = reverse("quickwins:reading_enter", args=[share.pk])
    client.force_login(cast.contributor)
    assert client.post(url, {"numerator": "1", "denominator": "2", "triwulan": "2026-3"}).status_code == 302
    client.force_login(cast.other_contributor)
    sent = {"numerator": "0", "denominator": "98", "triwulan": "2026-3", "opd": "dinkes"}
    assert client.post(url, sent).status_code == 302  # another one's part is not his: it becomes his own
    assert {row.organisation.key: row.denominator for row in share.readings.all()} == {"dinkes": 2, "disdik": 98}
    page = client.get(reverse("quickwins:indicator_detail", args=[share.pk])).content.decode()
    assert "anak diimunisasi (1 + 0) dibagi semua anak (2 + 98) × 100 = 1,0." in page


def test_figure_says_which_opd_is_missing_and_is_old_until_all_are_in(share, cast, organisations):
    progressing.enter(
        share, Quarter(2026, 3), amount_of(share, Decimal(1), Decimal(2)), by=cast.contributor, today=TODAY,
        organisation=organisations.dinkes,
    )  # fmt: skip
    fresh = Indicator.objects.get(pk=share.pk)
    card = measuring.card(fresh, year=2026, today=TODAY)
    assert card.stale and "Disdik" in card.derived and card.value == "50,0"


def test_old_value_is_not_shown_as_a_target_that_is_met(client, cast, plan, organisations):
    program = factories.make_program(plan, organisations.dinkes, state="running")
    indicator = Indicator.objects.create(plan=plan, program=program, name="Kunjungan", unit="orang")
    Target.objects.create(indicator=indicator, year=2026, value=10)
    progressing.enter(indicator, Quarter(2026, 1), Decimal(12), by=cast.contributor, today=TODAY)
    client.force_login(cast.reviewer)
    url = reverse("quickwins:indicator_detail", args=[indicator.pk])
    page = client.get(url).content.decode()
    assert "Nilai lama" in page and "Target tercapai" not in page
    progressing.enter(indicator, Quarter(2026, 3), Decimal(12), by=cast.contributor, today=TODAY)
    assert "Target tercapai" in client.get(url).content.decode()


def test_book_prints_the_figure_of_the_screen(share, cast, plan, organisations):
    for opd, top, bottom in ((organisations.dinkes, 1, 2), (organisations.disdik, 0, 98)):
        Reading.objects.create(
            indicator=share, year=2026, quarter=3, organisation=opd, value=0, numerator=top, denominator=bottom,
            entered_by=cast.contributor, verified_by=cast.reviewer, verified_at="2026-10-02T00:00:00Z",
        )  # fmt: skip
    row = program_rows(plan)[0].indicators[0]
    assert (row.last_value, row.last_period) == (1, (2026, 3))


def test_unchanged_ratio_keeps_both_numbers(share, cast, organisations):
    amount = Amount(Decimal(50), Decimal(1), Decimal(2))
    given = {"by": cast.contributor, "today": TODAY, "organisation": organisations.dinkes}
    progressing.enter(share, Quarter(2026, 2), amount, **given)
    reading = progressing.confirm_unchanged(share, Quarter(2026, 3), **given)
    assert (reading.numerator, reading.denominator, reading.unchanged) == (1, 2, True)


def test_way_to_count_is_kept_once_there_are_values(client, cast, share, organisations):
    progressing.enter(
        share, Quarter(2026, 3), amount_of(share, Decimal(1), Decimal(2)), by=cast.contributor, today=TODAY,
        organisation=organisations.dinkes,
    )  # fmt: skip
    client.force_login(cast.editor)
    program = share.program
    url = reverse("quickwins:program_edit_part", args=[program.pk, "indikator"])
    sent = {
        "version": program.version, "baris-TOTAL_FORMS": 1, "baris-INITIAL_FORMS": 1, "baris-0-id": str(share.pk),
        "baris-0-program": str(program.pk), "baris-0-name": share.name, "baris-0-unit": share.unit,
        "baris-0-direction": "up", "baris-0-arithmetic": "flow", "baris-0-decimals": "1", "baris-0-scale": "100",
        "baris-0-numerator": "", "baris-0-denominator": "", "baris-0-parts": [str(organisations.disdik.pk)],
    }  # fmt: skip
    response = client.post(url, sent)
    assert response.status_code == 422
    assert {"denominator", "parts"} <= set(response.context["formset"].forms[0].errors)
