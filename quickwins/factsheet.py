"""The one-page fact sheet of a quick win: as a page, as PDF, and as a live block of the books; one source for all three.

It is a document, so its words are Indonesian whatever language the reader's interface has.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from files.printing import printed
from formats.dates import format_date, format_range
from formats.numbers import NONE, format_number, format_rupiah

from . import pictures
from .models import Plan, Program
from .pictures.picture import short
from .reporting import IndicatorRow, ProgramRow, grouped, programs, total

# What fits one page of A4 beside tables and curve: signs of each text, and rows of each table.
MOST_SIGNS, MOST_NAME, MOST_ROWS, MOST_RISKS = 190, 60, 5, 2


def schedule_of(row: ProgramRow) -> str:
    if row.starts_on and row.ends_on:
        return format_range(row.starts_on, row.ends_on)
    return str(row.first_year) if row.first_year == row.last_year else f"{row.first_year}–{row.last_year}"


def facts(row: ProgramRow) -> list[tuple[str, str]]:
    """What the sheet says of a program, in order, empty ones left out."""
    partners = [f"{name} ({form})" if form else name for name, form in row.partners]
    people = row.beneficiaries
    if row.beneficiaries_count is not None:
        people = (
            f"{people} ({format_number(row.beneficiaries_count)})" if people else format_number(row.beneficiaries_count)
        )
    sources = ", ".join(dict.fromkeys(line.source_name for line in row.budget))
    budget = format_rupiah(row.budget_total) + (f" ({sources})" if sources else "")
    found = [
        ("Dimensi", f"{row.dimension_name}, {row.subdimension_name}"),
        ("Pengusul", row.proposer),
        ("Penanggung jawab", row.lead_name),
        ("Pendukung", ", ".join(row.supporters)),
        ("Jenis inovasi", ", ".join(filter(None, [row.innovation_type, row.innovation_kind]))),
        ("Tahap", f"{row.stage}, {row.progress}%" if row.stage else f"{row.progress}%"),
        ("Penjelasan singkat", row.summary),
        ("Masalah yang dijawab", row.issue),
        ("Manfaat bagi masyarakat", row.benefit_people),
        ("Manfaat bagi pemerintah", row.benefit_government),
        ("Penerima manfaat", people),
        ("Keunikan", row.uniqueness),
        ("Kemitraan", "; ".join([*partners, *filter(None, [row.partners_text])])),
        ("Jadwal", schedule_of(row)),
        ("Anggaran", budget),
        ("Strategi keberlanjutan", row.sustainability),
    ]
    return [(label, value) for label, value in found if value]


def sheet_of(plan: Plan, program: Program, today: date, *, is_print: bool = False) -> dict[str, Any]:
    """What the templates of the sheet show. In print texts are cut and rows counted, so that one page holds them."""
    (row,) = programs(plan, only=Program.objects.filter(pk=program.pk))
    cut = (lambda text, most=MOST_SIGNS: short(text, most)) if is_print else (lambda text, most=0: text)
    rows = MOST_ROWS if is_print else None
    with translation.override("id"):
        curve = pictures.s_curve([row], today, width=560, height=100 if is_print else 230)
        narrow = None if is_print else pictures.s_curve([row], today, width=pictures.timing.NARROW)
    return {
        "is_print": is_print,
        "row": row,
        "name": cut(row.name, 2 * MOST_NAME),
        "program": program,
        "plan": plan,
        "today": today,
        "facts": [(label, cut(text)) for label, text in facts(row)],
        "indicators": [
            (cut(name, MOST_NAME), cut(unit, MOST_NAME // 2), *figures)
            for name, unit, *figures in (_indicator(one, today) for one in row.indicators[:rows])
        ],
        "milestones": [
            (
                cut(step.title, MOST_NAME),
                format_date(step.due_on, "short"),
                format_date(step.done_on, "short") if step.done_on else NONE,
            )
            for step in row.milestones[:rows]
        ],
        "budget": [
            (str(year), total(lines), _realised(lines)) for year, lines in sorted(grouped(row.budget, _year).items())
        ][:rows],
        "budget_total": (row.budget_total, _realised(list(row.budget))),
        "risks": [(cut(risk.text), cut(risk.mitigation)) for risk in row.risks[: MOST_RISKS if is_print else None]],
        "curve": curve,
        "narrow": narrow,
        "demo": settings.DEMO,
    }


def _year(line: Any) -> int:
    return line.year


def _realised(lines: Any) -> int | None:
    known = [line.realised for line in lines if line.realised is not None]
    return sum(known) if known else None


def _indicator(row: IndicatorRow, today: date) -> tuple[str, ...]:
    """Name, unit, baseline, target of this year (else the next there is), last verified value."""
    year = next((year for year in sorted(row.targets) if year >= today.year), max(row.targets, default=0))
    write = lambda value: format_number(value, row.decimals)  # noqa: E731
    last = f"{write(row.last_value)} (TW {row.last_period[1]} {row.last_period[0]})" if row.last_period else NONE
    return (
        row.name,
        row.unit,
        f"{write(row.baseline)} ({row.baseline_year})" if row.baseline is not None else NONE,
        f"{write(row.targets[year])} ({year})" if year else NONE,
        last,
    )


def pdf_of(plan: Plan, program: Program, today: date) -> bytes:
    """The sheet as PDF of one page. Raises `NoSheet`."""
    with translation.override("id"):
        html = render_to_string("quickwins/print/fact_sheet.html", sheet_of(plan, program, today, is_print=True))
    return printed(html)
