"""Reports of progress and readings of indicators: entered by the OPD, verified by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from files.models import StoredFile
from formats.dates import Quarter

from .arithmetic import quotient
from .models import Indicator, Program, ProgressReport, Reading

REPORTABLE = (Program.State.DETERMINED, Program.State.RUNNING)


class NotAccepted(Exception):
    """A report or reading that cannot be taken; the message is for the person who sent it."""


@transaction.atomic
def report(report: ProgressReport, *, by: User) -> None:
    """Keep a report and bring the program to its percent, unless a later report is there already.

    The caller has made sure that `by` may edit the program. Raises NotAccepted for a program that is not at work.
    """
    program = Program.objects.select_for_update().get(pk=report.program_id)
    if program.state not in REPORTABLE:
        raise NotAccepted(
            _("Progress is reported of determined and running programs; this one is at “%(state)s”.")
            % {"state": program.get_state_display()}
        )
    report.reported_by = by
    report.save()
    newest = program.reports.order_by("-reported_on", "-created_at").first()
    Program.objects.filter(pk=program.pk).update(
        progress=newest.percent if newest else report.percent, updated_at=timezone.now()
    )


def verify_report(report: ProgressReport, *, by: User) -> None:
    """Confirm a report, once, by another person than its author. Raises PermissionDenied or NotAccepted."""
    _refuse_own(by, report.reported_by_id)
    done = ProgressReport.objects.filter(pk=report.pk, verified_at__isnull=True).update(
        verified_by=by, verified_at=timezone.now()
    )
    if not done:
        raise NotAccepted(_("This report was verified already."))


def _refuse_own(by: User, author_id: int | None) -> None:
    if not (by.is_editor or by.is_reviewer):
        raise PermissionDenied(_("Only editors and reviewers verify."))
    if author_id == by.pk:
        raise PermissionDenied(_("Nobody verifies what he entered himself."))


# What the column of a value holds before its decimals.
MOST = Decimal(10) ** 16


@dataclass(frozen=True)
class Amount:
    """What was entered for a quarter: a plain value, or a numerator and a denominator."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def amount_of(indicator: Indicator, numerator: Decimal, denominator: Decimal) -> Amount:
    """The amount of a ratio. Raises NotAccepted for a denominator of nothing or less."""
    if denominator <= 0:
        raise NotAccepted(_("The denominator must be more than 0; nothing can be divided by 0."))
    value = quotient(indicator, numerator, denominator)
    if abs(value) >= MOST:
        raise NotAccepted(_("The ratio is larger than can be kept. Look at both numbers again."))
    return Amount(value, numerator, denominator)


@transaction.atomic
def enter(
    indicator: Indicator,
    quarter: Quarter,
    given: Decimal | Amount,
    *,
    by: User,
    today: date,
    organisation: Organisation | None = None,
    note: str = "",
    unchanged: bool = False,
    evidence: StoredFile | None = None,
) -> Reading:
    """Keep the value of one quarter; a value that stands there is corrected and must be verified anew.

    `organisation` is whose part it is, for an indicator of several OPDs. Raises NotAccepted for a quarter that has not
    begun or lies before the plan's history, for a ratio without its two numbers, and for a part of nobody.
    """
    if quarter > Quarter.of(today):
        raise NotAccepted(_("%(quarter)s has not begun yet.") % {"quarter": quarter})
    if quarter.year < indicator.plan.first_year - 10:
        raise NotAccepted(_("%(quarter)s lies too far back.") % {"quarter": quarter})
    amount = given if isinstance(given, Amount) else Amount(given)
    if indicator.is_ratio != (amount.denominator is not None):
        raise NotAccepted(_("A ratio is entered as numerator and denominator, a plain value as one number."))
    expected = [one.pk for one in indicator.parts.all()]
    if (organisation.pk not in expected) if organisation else bool(expected):
        raise NotAccepted(_("Say of which OPD this value is; several OPDs enter a part each."))
    reading, _created = Reading.objects.update_or_create(
        indicator=indicator,
        year=quarter.year,
        quarter=quarter.number,
        organisation=organisation,
        defaults={
            "value": amount.value,
            "numerator": amount.numerator,
            "denominator": amount.denominator,
            "note": note,
            "unchanged": unchanged,
            "entered_by": by,
            "verified_by": None,
            "verified_at": None,
            # A corrected value keeps the evidence it has unless other evidence comes with it.
            **({"evidence": evidence} if evidence else {}),
        },
    )
    if indicator.program_id:
        Program.objects.filter(pk=indicator.program_id).update(updated_at=timezone.now())
    return reading


def confirm_unchanged(
    indicator: Indicator, quarter: Quarter, *, by: User, today: date, organisation: Organisation | None = None
) -> Reading:
    """ "Tidak berubah, saya pastikan": the last value before the quarter is entered for it too.

    Raises NotAccepted when there is no earlier value.
    """
    rows = indicator.readings.filter(organisation=organisation).order_by("year", "quarter")
    before = [row for row in rows if Quarter(row.year, row.quarter) < quarter]
    if not before:
        raise NotAccepted(_("There is no earlier value yet. Enter the first one."))
    last = before[-1]
    amount = Amount(last.value, last.numerator, last.denominator)
    return enter(indicator, quarter, amount, by=by, today=today, organisation=organisation, unchanged=True)


def verify_reading(reading: Reading, *, by: User) -> None:
    """Confirm a value, once, by another person than who entered it. Raises PermissionDenied or NotAccepted."""
    _refuse_own(by, reading.entered_by_id)
    done = Reading.objects.filter(pk=reading.pk, verified_at__isnull=True, value=reading.value).update(
        verified_by=by, verified_at=timezone.now()
    )
    if not done:
        raise NotAccepted(_("This value was verified or changed already."))


def quarter_to_enter(indicator: Indicator, today: date, organisation: Organisation | None = None) -> Quarter:
    """The quarter to ask for: the last one that is over as long as it has no value, else the present one."""
    due = Quarter.of(today).previous()
    key = organisation.pk if organisation else None
    has_value = any(
        (row.year, row.quarter, row.organisation_id) == (due.year, due.number, key) for row in indicator.readings.all()
    )
    return Quarter.of(today) if has_value else due
