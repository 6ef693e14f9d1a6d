"""Reports of progress and readings of indicators."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from formats.dates import Quarter
from quickwins import measuring, progressing
from quickwins.models import Indicator, ProgressReport, Reading, Target
from quickwins.progressing import NotAccepted
from tests import factories
from tests.files import corpus

TODAY = date(2026, 11, 23)


@pytest.fixture
def program(plan, organisations):
    return factories.make_program(plan, organisations.dinkes, state="running", progress=0)


@pytest.fixture
def indicator(plan, program):
    return Indicator.objects.create(
        plan=plan, program=program, name="Puskesmas", unit="puskesmas", baseline=0, baseline_year=2025
    )


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch):
    for module in ("progress", "readings", "detail"):
        monkeypatch.setattr(f"quickwins.views.{module}.today_wita", lambda: TODAY)


def test_report_brings_the_program_to_its_percent(client, cast, program):
    client.force_login(cast.contributor)
    url = reverse("quickwins:program_report", args=[program.pk])
    sent = {"percent": "64", "reported_on": "18 November 2026", "text": "Uji coba di 14 puskesmas"}
    assert client.post(url, sent).status_code == 302
    program.refresh_from_db()
    report = program.reports.get()
    assert (program.progress, report.percent, report.reported_by) == (64, 64, cast.contributor)
    # A report of an earlier day comes late and does not set the program back.
    assert client.post(url, sent | {"percent": "20", "reported_on": "1/3/2026"}).status_code == 302
    program.refresh_from_db()
    assert program.progress == 64


@pytest.mark.parametrize(
    ("name", "typed"),
    [("percent", "101"), ("percent", "-1"), ("percent", "64,5"), ("percent", "banyak"), ("reported_on", "24/11/2026"),
     ("reported_on", "30/02/2026"), ("text", "")],
)  # fmt: skip
def test_report_that_cannot_be_is_refused(client, cast, program, name, typed):
    client.force_login(cast.contributor)
    sent = {"percent": "64", "reported_on": "18/11/2026", "text": "Uji coba"} | {name: typed}
    response = client.post(reverse("quickwins:program_report", args=[program.pk]), sent)
    assert response.status_code == 422 and name in response.context["form"].errors
    assert not ProgressReport.objects.exists()


def test_stopped_program_reports_nothing(client, cast, plan, organisations):
    program = factories.make_program(plan, organisations.dinkes, state="stopped", stopped_reason="Dialihkan")
    client.force_login(cast.contributor)
    sent = {"percent": "64", "reported_on": "18/11/2026", "text": "Uji coba"}
    assert client.post(reverse("quickwins:program_report", args=[program.pk]), sent).status_code == 422
    assert not ProgressReport.objects.exists()


def test_report_is_verified_once_by_another(program, cast):
    report = ProgressReport.objects.create(
        program=program, reported_on=TODAY, percent=5, text="Mulai", reported_by=cast.editor
    )
    with pytest.raises(PermissionDenied):
        progressing.verify_report(report, by=cast.editor)
    with pytest.raises(PermissionDenied):
        progressing.verify_report(report, by=cast.head)
    progressing.verify_report(report, by=cast.reviewer)
    with pytest.raises(NotAccepted):
        progressing.verify_report(report, by=cast.reviewer)


def test_value_of_the_due_quarter_takes_one_number(client, cast, indicator):
    client.force_login(cast.contributor)
    url = reverse("quickwins:reading_enter", args=[indicator.pk])
    assert client.get(url).context["quarter"] == Quarter(2026, 3)
    assert client.post(url, {"value": "1.250,5"}).status_code == 302
    reading = indicator.readings.get()
    assert (reading.value, reading.year, reading.quarter) == (Decimal("1250.5"), 2026, 3)
    # The last value stands in the form of the next quarter, which is this one.
    page = client.get(url)
    assert page.context["quarter"] == Quarter(2026, 4) and 'value="1.250,5"' in page.content.decode()


@pytest.mark.parametrize("quarter", ["2027-1", "2030-4", "1999-1"])
def test_value_of_a_quarter_to_come_or_long_past_is_refused(client, cast, indicator, quarter):
    client.force_login(cast.contributor)
    response = client.post(reverse("quickwins:reading_enter", args=[indicator.pk]), {"value": "3", "triwulan": quarter})
    assert response.status_code == 422 and not Reading.objects.exists()


@pytest.mark.parametrize("typed", ["", "1.5", "1,000,000.50", "banyak", "1234567890123456789012"])
def test_value_that_is_no_number_is_refused(client, cast, indicator, typed):
    client.force_login(cast.contributor)
    response = client.post(reverse("quickwins:reading_enter", args=[indicator.pk]), {"value": typed})
    assert response.status_code == 422 and not Reading.objects.exists()


@pytest.mark.parametrize("quarter", ["9999-9", "x", "2026-0", "-1"])
def test_quarter_that_cannot_be_read_means_the_due_one(client, cast, indicator, quarter):
    client.force_login(cast.contributor)
    page = client.get(reverse("quickwins:reading_enter", args=[indicator.pk]), {"triwulan": quarter})
    assert page.context["quarter"] == Quarter(2026, 3)


def test_unchanged_value_is_confirmed_by_one_click_and_recorded(client, cast, indicator):
    progressing.enter(indicator, Quarter(2026, 2), Decimal(14), by=cast.contributor, today=TODAY)
    client.force_login(cast.contributor)
    assert client.post(reverse("quickwins:reading_confirm", args=[indicator.pk])).status_code == 302
    reading = indicator.readings.get(quarter=3)
    assert (reading.value, reading.unchanged, reading.entered_by) == (Decimal(14), True, cast.contributor)


def test_first_value_cannot_be_confirmed_as_unchanged(client, cast, indicator):
    client.force_login(cast.contributor)
    client.post(reverse("quickwins:reading_confirm", args=[indicator.pk]))
    assert not Reading.objects.exists()


def test_corrected_value_must_be_verified_anew(indicator, cast):
    reading = progressing.enter(indicator, Quarter(2026, 3), Decimal(14), by=cast.contributor, today=TODAY)
    with pytest.raises(PermissionDenied):
        progressing.verify_reading(reading, by=cast.contributor)
    progressing.verify_reading(reading, by=cast.reviewer)
    again = progressing.enter(indicator, Quarter(2026, 3), Decimal(15), by=cast.contributor, today=TODAY)
    assert again.pk == reading.pk and again.verified_at is None
    # Who looked at the old value does not verify the new one.
    with pytest.raises(NotAccepted):
        progressing.verify_reading(reading, by=cast.reviewer)


def test_value_comes_with_its_evidence_and_keeps_it_when_corrected(client, cast, indicator):
    client.force_login(cast.contributor)
    url = reverse("quickwins:reading_enter", args=[indicator.pk])
    sent = {"value": "14", "triwulan": "2026-3", "evidence": SimpleUploadedFile("rekap.pdf", corpus.pdf())}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, {"value": "15", "triwulan": "2026-3"}).status_code == 302
    reading = indicator.readings.get()
    assert (reading.value, reading.evidence.name) == (15, "rekap.pdf")
    page = client.get(indicator.get_absolute_url()).content.decode()
    assert reading.evidence.get_absolute_url() in page


def test_evidence_that_is_refused_keeps_no_value(client, cast, indicator):
    client.force_login(cast.contributor)
    url = reverse("quickwins:reading_enter", args=[indicator.pk])
    response = client.post(url, {"value": "14", "evidence": SimpleUploadedFile("virus.exe", b"MZ\x00")})
    assert response.status_code == 422 and not Reading.objects.exists()


# ---- Arithmetic ----


def readings(*values, year=2026):
    return [Reading(year=year, quarter=number, value=Decimal(value)) for number, value in enumerate(values, start=1)]


@pytest.mark.parametrize(("arithmetic", "value"), [("point", 7), ("cumulative", 7), ("flow", 15)])
def test_value_of_a_year_follows_the_declared_arithmetic(arithmetic, value):
    assert measuring.actual(Indicator(arithmetic=arithmetic), readings(3, 5, 7), 2026) == value
    assert measuring.actual(Indicator(arithmetic=arithmetic), readings(3, 5, 7), 2027) is None


def test_order_of_entry_never_changes_a_value():
    rows = [*readings(3, 5, 7), *readings(9, year=2027)]
    for arithmetic in Indicator.Arithmetic.values:
        found = {measuring.actual(Indicator(arithmetic=arithmetic), order, 2026) for order in permutations(rows)}
        assert len(found) == 1, arithmetic


@given(
    st.dictionaries(st.tuples(st.integers(2024, 2027), st.integers(1, 4)), st.decimals(-(10**6), 10**6, places=2)),
    st.randoms(),
    st.tuples(st.integers(2024, 2027), st.integers(1, 4)),
    st.decimals(-(10**6), 10**6, places=2),
)
def test_late_edits_and_order_never_change_a_total(values, random, late, corrected):
    """The same values entered in any order, one of them corrected late, give what a plain sum gives."""
    rows = [Reading(year=year, quarter=quarter, value=value) for (year, quarter), value in values.items()]
    random.shuffle(rows)
    for row in rows:
        if (row.year, row.quarter) == late:
            row.value = corrected
    final = values | ({late: corrected} if late in values else {})
    for year in range(2024, 2028):
        own = [final[key] for key in sorted(final) if key[0] == year]
        assert measuring.actual(Indicator(arithmetic="flow"), rows, year) == (sum(own, Decimal(0)) if own else None)
        assert measuring.actual(Indicator(arithmetic="point"), rows, year) == (own[-1] if own else None)


@pytest.mark.parametrize(
    ("direction", "value", "target", "met"),
    [("up", 5, 5, True), ("up", 4, 5, False), ("down", 5, 5, True), ("down", 6, 5, False), ("up", None, 5, None), ("up", 5, None, None)],
)  # fmt: skip
def test_target_is_met_in_the_declared_direction(direction, value, target, met):
    assert measuring.reached(direction, value, target) is met


def card_of(indicator, **options):
    fresh = Indicator.objects.prefetch_related("targets", "readings").get(pk=indicator.pk)
    return measuring.card(fresh, year=2026, today=TODAY, **options)


def test_card_shows_value_target_and_age(indicator, cast):
    Target.objects.create(indicator=indicator, year=2026, value=22)
    progressing.enter(indicator, Quarter(2026, 3), Decimal(14), by=cast.contributor, today=TODAY)
    card = card_of(indicator)
    assert (card.value, card.unit, card.start, card.target, card.stale) == ("14", "puskesmas", "0", "22", False)
    assert "<polyline" in card.spark and "Triwulan III 2026" in card.derived


def test_value_past_its_quarter_is_old_unless_the_program_rests(indicator, cast):
    progressing.enter(indicator, Quarter(2026, 2), Decimal(14), by=cast.contributor, today=TODAY)
    assert card_of(indicator).stale
    assert "30 Juni 2026" in card_of(indicator).foot
    assert not card_of(indicator, watched=False).stale


def test_card_of_an_indicator_without_values_says_so(indicator):
    card = card_of(indicator)
    assert card.value == "–" and card.spark == "" and not card.stale


def test_flat_line_is_drawn_without_dividing_by_nothing():
    assert "<polyline" in measuring.spark(Decimal(5), [Decimal(5), Decimal(5)], Decimal(5))
    assert measuring.spark(None, [Decimal(5)], None) == ""
