"""What is printed of the programs: the fact sheet of a quick win, the minutes of the choice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from files.printing import NoSheet, printed
from formats.dates import today_wita

from .. import factsheet
from .access import current_plan, person, visible_program
from .scoring import minutes

logger = logging.getLogger(__name__)


@require_GET
def fact_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = visible_program(request, pk)
    return render(request, "quickwins/fact_sheet.html", factsheet.sheet_of(program.plan, program, today_wita()))


@require_GET
def fact_sheet_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = visible_program(request, pk)
    name = f"quick-win-{slugify(program.name)[:60]}.pdf"
    return as_pdf(
        request, lambda: factsheet.pdf_of(program.plan, program, today_wita()), name, program.get_absolute_url()
    )


@require_GET
def minutes_pdf(request: HttpRequest) -> HttpResponse:
    plan = current_plan()
    with translation.override("id"):
        html = render_to_string("quickwins/print/minutes.html", minutes(plan, person(request)))
    return as_pdf(request, lambda: printed(html), "berita-acara-quick-win.pdf", "quickwins:quick_win_minutes")


def as_pdf(request: HttpRequest, make: Callable[[], bytes], name: str, home: str) -> HttpResponse:
    """The file, or back to where the button stands with a word that it could not be made."""
    try:
        data = make()
    except NoSheet as error:
        logger.error("%s: %s", name, error)
        messages.error(request, _("The file could not be made just now. Try again in half a minute."))
        return redirect(home)
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
