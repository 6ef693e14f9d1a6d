"""Reporting how a program stands, and verifying the report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from files.checking import RefusedFile
from files.uploading import store_upload
from formats.dates import today_wita

from .. import progressing
from ..models import ProgressReport
from ..part_forms import ProgressReportForm
from .access import editable_program, person, visible_program

MOST_FILES = 5


@require_http_methods(["GET", "POST"])
def program_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    program = editable_program(request, pk)
    today = today_wita()
    report = ProgressReport(program=program)
    form = ProgressReportForm(
        request.POST or None,
        request.FILES or None,
        instance=report,
        initial={"percent": program.progress, "reported_on": today},
    )
    form.fields["reported_on"].max_value = today  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            keep(request, form)
        except progressing.NotAccepted as error:
            form.add_error(None, str(error))
        except (RefusedFile, ValidationError) as error:
            form.add_error(None, str(getattr(error, "message", error)))
        else:
            messages.success(
                request,
                _("Progress of %(percent)s%% is reported for %(name)s.")
                % {"percent": report.percent, "name": program.name},
            )
            return redirect(program)
    context = {
        "program": program,
        "form": form,
        "reports": program.reports.select_related("reported_by", "verified_by")[:6],
        "is_open": program.state in progressing.REPORTABLE,
    }
    return render(request, "quickwins/program_report.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def keep(request: HttpRequest, form: ProgressReportForm) -> None:
    """Store the report with its files, all or nothing. Raises NotAccepted, RefusedFile, ValidationError."""
    uploads = request.FILES.getlist("files")
    if len(uploads) > MOST_FILES:
        raise ValidationError(_("Send at most %(count)s files.") % {"count": MOST_FILES})
    report = form.save(commit=False)
    progressing.report(report, by=person(request))
    program = report.program
    report.files.set([store_upload(upload, owner=person(request), organisation=program.lead) for upload in uploads])


@require_POST
def report_verify(request: HttpRequest, pk: UUID, report: UUID) -> HttpResponse:
    program = visible_program(request, pk)
    found = ProgressReport.objects.filter(program=program, pk=report).first()
    if found is None:
        raise Http404
    try:
        progressing.verify_report(found, by=person(request))
    except progressing.NotAccepted as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The report is verified."))
    return redirect(program)
