"""One program: what it is, how it stands, what was decided, and what may be done with it now."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from formats.dates import as_date, say_date, today_wita

from .. import deciding, lights, measuring, pictures, reporting
from ..models import Indicator, Milestone, Program, ProgramStateChange
from ..money import budget
from ..quoting import quotes
from ..register import budget_year
from .access import person, visible_program

COLOURS = ("brand", "ink", "draft")
HISTORY_SHOWN = 8


@require_GET
def program_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = visible_program(request, pk)
    user, today = person(request), today_wita()
    year = budget_year(program.plan, today)
    lines = list(program.budget_lines.select_related("source"))
    this_year = budget(lines, year=year)
    all_years = budget(lines)
    indicators = list(
        Indicator.objects.filter(program=program).prefetch_related("targets", "parts", "readings__organisation")
    )
    steps = list(program.milestones.select_related("depends_on"))
    reports = list(program.reports.select_related("reported_by", "verified_by").prefetch_related("files"))
    told = quotes(program.plan, user)
    watched = program.state == Program.State.RUNNING
    cards = [measuring.card(one, year=year, today=today, watched=watched) for one in indicators]
    (row,) = reporting.programs(program.plan, only=Program.objects.filter(pk=program.pk))
    context: dict[str, Any] = {
        "program": program,
        "year": year,
        "today": today,
        "cards": cards,
        "budget": this_year,
        "budget_parts": [
            {"percent": part.share, "color": COLOURS[place % len(COLOURS)], "row": part}
            for place, part in enumerate(this_year.rows if this_year else [])
        ],
        "all_years": all_years if all_years and len(all_years.years) > 1 else None,
        "milestones": milestones(program, steps, today),
        "gantt": pictures.gantt(row, today),
        "curve": pictures.s_curve([row], today),
        "narrow_curve": pictures.s_curve([row], today, width=pictures.timing.NARROW),
        "light": lights.light_of(row, today, has_old_values=any(card.stale for card in cards)),
        "light_rule": lights.rule(),
        "risks": list(program.risks.all()),
        "supporters": list(program.supporters.all()),
        "partnerships": list(program.partnerships.select_related("organisation")),
        "reports": reports,
        "history": history(program, reports),
        "commitments": commitments(program),
        "places": told.of(program.name) if told else None,
        "facts": facts(program),
        "texts": texts(program),
        "missing": missing(program, indicators, lines),
        "may_edit": Program.objects.editable_by(user).filter(pk=program.pk).exists(),
        "may_verify": user.is_editor or user.is_reviewer,
        "steps": deciding.steps_for(user, program),
        "may_nominate": deciding.may_nominate(user, program),
        "may_withdraw": deciding.may_withdraw(user, program),
        "may_choose": deciding.may_choose(user, program),
        "may_decline": deciding.may_decline(user, program),
        "stale_before": timezone.now(),
    }
    return render(request, "quickwins/program_detail.html", context)


def milestones(program: Program, steps: list[Milestone], today: date) -> list[dict[str, Any]]:
    """Steps by date with what is to be said of each: reached, late by so many days, or to come."""
    rows: list[dict[str, Any]] = []
    for step in steps:
        late = 0 if step.done_on else max((today - step.due_on).days, 0)
        rows.append({"step": step, "late": late if program.state != Program.State.STOPPED else 0})
    upcoming = next((row for row in rows if not row["step"].done_on), None)
    if upcoming:
        upcoming["now"] = True
    return rows


def history(program: Program, reports: list) -> list[dict[str, Any]]:
    """Decisions and reports in one line of time, newest first, as `components/timeline.html` wants them."""
    events: list[tuple[Any, dict[str, Any]]] = []
    for change in program.state_changes.select_related("by"):
        is_first = change.subject == ProgramStateChange.Subject.STATE and not change.from_state
        events.append(
            (change.at, {"text": change.told, "by": change.by or "", "note": change.reason, "open": is_first})
        )
    for report in reports:
        told = _("Progress %(percent)s%% reported") % {"percent": report.percent}
        events.append((report.created_at, {"text": told, "by": report.reported_by or ""}))
    events.sort(key=lambda event: event[0], reverse=True)
    rows = [row | {"at": say_date(as_date(at), "short")} for at, row in events[: HISTORY_SHOWN * 2]]
    if rows:
        rows[0]["now"] = True
    return rows


def commitments(program: Program) -> list[Any]:
    """The commitments that carry this program, read over the relation that the floor above hangs on it."""
    items = getattr(program, "commitment_items", None)
    if items is None:
        return []
    found: dict[Any, Any] = {}
    for item in items.select_related("commitment__organisation"):
        found.setdefault(item.commitment_id, item.commitment)
    return list(found.values())


def facts(program: Program) -> list[tuple[str, Any]]:
    """Short facts beside the text; those that are empty are left out."""
    years = str(program.first_year) if program.first_year == program.last_year else (
        f"{program.first_year}–{program.last_year}"
    )  # fmt: skip
    rows = [
        (_("Sub-dimension"), program.subdimension.name),
        (_("Years"), years),
        (_("Responsible"), program.lead.name),
        (_("Person in charge"), program.contact),
        (_("Stage"), program.stage),
        (_("RPJMD mission"), program.mission),
        (_("Objective"), program.objective),
        (_("Strategic issue"), program.issue),
        (_("Beneficiaries"), program.beneficiaries),
        (
            _("Impact and effort (1–5)"),
            f"{program.impact} / {program.effort}" if program.impact and program.effort else "",
        ),
        (_("Innovation type"), program.innovation_type),
        (_("Innovation kind"), program.innovation_kind),
        (_("SPBE"), program.spbe),
        (_("SDGs"), program.sdg),
        (_("Program or activity code"), program.budget_code),
        (_("Proposed by"), program.proposer),
    ]
    return [(label, value) for label, value in rows if value]


def texts(program: Program) -> list[tuple[str, str]]:
    rows = [
        (_("Objective"), program.objective_text),
        (_("Strategy"), program.strategy),
        (_("Benefit for the people"), program.benefit_people),
        (_("Benefit for the government"), program.benefit_government),
        (_("Uniqueness"), program.uniqueness),
        (_("Partnerships"), program.partners_text),
        (_("How it stays alive"), program.sustainability),
    ]
    return [(label, text) for label, text in rows if text]


def missing(program: Program, indicators: list, lines: list) -> list[str]:
    """What an approved program must have and this one has not."""
    checks = [
        (not indicators, _("an indicator")),
        (not lines, _("a budget")),
        (not program.mission_id, _("a mission of the RPJMD")),
        (not program.budget_code, _("a program or activity code")),
        (not (program.starts_on and program.ends_on), _("a schedule")),
        (not program.summary, _("a short explanation")),
    ]
    return [told for is_missing, told in checks if is_missing]
