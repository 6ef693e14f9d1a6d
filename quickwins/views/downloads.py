"""The filtered register as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from formats.dates import today_wita

from .. import register, sheets
from ..filters import Options, ProgramFilter
from ..models import Program
from .access import current_plan, person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def program_download(request: HttpRequest) -> HttpResponse:
    """Exactly the programs of the list with these filters and this order: `bentuk` is xlsx (usual) or csv, or templat: an empty one."""
    plan = current_plan()
    if request.GET.get("bentuk") == "templat":
        return as_file(sheets.as_template(plan), XLSX, "templat-program.xlsx")
    options = Options.of(plan)
    condition = ProgramFilter.read(request.GET, options).condition(options, timezone.now())
    year = register.budget_year(plan, today_wita())
    programs = Program.objects.visible_to(person(request)).filter(plan=plan).with_list_data().select_related("mission")
    found = register.ordered(programs.with_budget(year).filter(condition), request.GET.get("urut", ""))
    if request.GET.get("bentuk") == "csv":
        content, kind, ending = sheets.as_csv(found, year=year), "text/csv; charset=utf-8", "csv"
    else:
        content, kind, ending = sheets.as_xlsx(found, year=year, plan=plan), XLSX, "xlsx"
    return as_file(content, kind, f"program-{today_wita():%Y-%m-%d}.{ending}")


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
