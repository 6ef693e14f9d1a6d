"""The traffic light of a program, and the rule it follows in words. Told by icon and word, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .models import Program
from .pictures.timing import curves_of, value_on
from .reporting import ProgramRow

# Points below the plan from which a program is yellow, and red; days after which a late milestone makes it red.
YELLOW, RED = 10, 25
LATE_DAYS = 30
# A report older than this says nothing about today.
SILENT = timedelta(days=90)


@dataclass(frozen=True)
class Light:
    """`kind` and `icon` as of a pill; `behind` is how many points the progress lies below the plan."""

    kind: str
    icon: str
    label: str
    why: str
    behind: int = 0


def light_of(row: ProgramRow, today: date, *, has_old_values: bool) -> Light | None:
    """The light of a program at work, None of any other. What is old is never green."""
    if row.state != Program.State.RUNNING:
        return None
    curves = curves_of([row], today)
    planned, reached = value_on(curves.planned, today), value_on(curves.reported, today)
    behind = round(planned - (reached or 0)) if planned is not None else 0
    late = max(((today - step.due_on).days for step in row.milestones if not step.done_on), default=0)
    newest = max((report.on for report in row.reports), default=None)
    reasons = []
    if behind >= YELLOW:
        reasons.append(_("%(points)s points below the plan") % {"points": behind})
    if late > 0:
        reasons.append(_("a milestone is %(days)s days late") % {"days": late})
    why = ", ".join(reasons)
    if behind >= RED or late > LATE_DAYS:
        return Light("bad", "exclamation-triangle", _("Red: far behind"), why, behind)
    if reasons:
        return Light("warn", "exclamation-triangle", _("Yellow: behind"), why, behind)
    if has_old_values or newest is None or newest + SILENT < today:
        why = _("an indicator is old") if has_old_values else _("no report for 90 days")
        return Light("calm", "clock", _("Grey: old"), why, behind)
    return Light("ok", "check2-all", _("Green: as planned"), _("nothing is late and nothing is old"), behind)


def rule() -> str:
    return _(
        "Red: %(red)s points or more below the plan, or a milestone late by more than %(days)s days. Yellow: %(yellow)s points "
        "or more below the plan, or any late milestone. Grey: an indicator is old or there was no report for 90 days. Green: "
        "none of these."
    ) % {"red": RED, "yellow": YELLOW, "days": LATE_DAYS}
