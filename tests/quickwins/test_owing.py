"""The mail that asks for the value of a quarter: to whom, when, with which link, and no more once it is entered."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail

from formats.dates import Quarter
from quickwins import owing, progressing
from quickwins.models import Indicator, Program
from stakeholders import reminding
from tests import factories

# Thursday 1 October 2026: the third quarter is over; asked for until the 15th.
AFTER = date(2026, 10, 1)


@pytest.fixture
def indicator(plan, organisations, cast):
    program = factories.make_program(plan, organisations.dinkes, state="running")
    return Indicator.objects.create(
        plan=plan, program=program, name="Puskesmas daring", unit="puskesmas", owner=cast.contributor
    )


def test_value_is_owed_when_the_quarter_is_over(indicator, cast):
    (found,) = owing.values_owed(AFTER)
    assert (found.quarter, found.due_on, found.owner) == (Quarter(2026, 3), date(2026, 10, 15), cast.contributor)
    assert found.url.endswith(f"/{indicator.pk}/realisasi/?triwulan=2026-3")
    progressing.enter(indicator, Quarter(2026, 3), Decimal(9), by=cast.contributor, today=AFTER)
    assert list(owing.values_owed(AFTER)) == []


@pytest.mark.parametrize(
    "change",
    [{"state": "stopped", "stopped_reason": "Dialihkan"}, {"state": "determined"}, {"starts_on": date(2026, 10, 2)}],
)
def test_program_that_is_not_at_work_owes_nothing(indicator, change):
    Program.objects.update(**change)
    assert list(owing.values_owed(AFTER)) == []


def test_each_opd_owes_its_own_part(indicator, cast, organisations):
    indicator.parts.set([organisations.dinkes, organisations.disdik])
    progressing.enter(
        indicator, Quarter(2026, 3), Decimal(9), by=cast.contributor, today=AFTER, organisation=organisations.dinkes
    )
    (found,) = owing.values_owed(AFTER)
    assert (found.organisation, found.owner) == (organisations.disdik, None)
    assert found.url.endswith("&opd=disdik")


def test_mail_brings_the_link_once_and_stops_with_the_value(indicator, cast, settings):
    monday = date(2026, 10, 5)  # the digest of the week
    assert reminding.remind(monday) == 1 and reminding.remind(monday) == 0
    (sent,) = mail.outbox
    assert sent.to == [cast.contributor.email] and "Puskesmas daring: nilai Triwulan III 2026" in sent.body
    link = re.search(rf"{settings.SITE_URL}(/indikator/\S+)", sent.body)
    assert link and link[1] == f"/indikator/{indicator.pk}/realisasi/?triwulan=2026-3"
    progressing.enter(indicator, Quarter(2026, 3), Decimal(9), by=cast.contributor, today=monday)
    assert reminding.remind(date(2026, 10, 16)) == 0 and len(mail.outbox) == 1


def test_queries_do_not_grow_with_the_indicators(indicator, django_assert_num_queries):
    for number in range(20):
        Indicator.objects.create(plan=indicator.plan, program=indicator.program, name=f"Lain {number}", unit="unit")
    with django_assert_num_queries(3):
        assert len(list(owing.values_owed(AFTER))) == 21
