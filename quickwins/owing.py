"""The values of indicators that are owed: the quarter is over, the program is at work, and nobody has entered anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from formats.dates import Quarter

from .measuring import due_quarter
from .models import Indicator, Program, Reading

# Values are asked for until the 15th after the quarter; the reminders of the floor above count from that day.
GRACE = timedelta(days=15)


@dataclass(frozen=True)
class OwedValue:
    """One number that is waited for. `url` opens the field of just this quarter and OPD: nothing else has to be found."""

    indicator: Indicator
    quarter: Quarter
    organisation: Organisation
    owner: User | None
    url: str

    @property
    def key(self) -> str:
        return f"{self.indicator.pk}:{self.organisation.pk}"

    @property
    def due_on(self) -> date:
        return self.quarter.last_day + GRACE

    @property
    def title(self) -> str:
        return _("%(indicator)s: value of %(quarter)s, one number") % {
            "indicator": self.indicator.name,
            "quarter": self.quarter,
        }


def values_owed(today: date) -> Iterator[OwedValue]:
    """What should have been entered for the quarter that is over last, by OPD. Three queries."""
    quarter = due_quarter(today)
    of_quarter = Reading.objects.filter(year=quarter.year, quarter=quarter.number)
    rows = (
        Indicator.objects.filter(plan__is_current=True, program__state=Program.State.RUNNING)
        .filter(program__first_year__lte=quarter.year)
        .select_related("program__lead", "owner")
        .prefetch_related("parts", Prefetch("readings", of_quarter))
        .order_by("pk")
    )
    for row in rows:
        program = row.program
        if program is None or (program.starts_on and program.starts_on > quarter.last_day):
            continue
        read = {one.organisation_id for one in row.readings.all()}
        parts = list(row.parts.all())
        for organisation in parts or [program.lead]:
            if (organisation.pk if parts else None) in read:
                continue
            owner = row.owner if row.owner and row.owner.organisation_id == organisation.pk else None
            query = f"?triwulan={quarter.year}-{quarter.number}" + (f"&opd={organisation.key}" if parts else "")
            yield OwedValue(
                row, quarter, organisation, owner, reverse("quickwins:reading_enter", args=[row.pk]) + query
            )
