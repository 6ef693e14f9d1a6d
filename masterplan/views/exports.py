"""Ekspor: ask for a file, watch it being made, take it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from formats.dates import as_date
from masterplan.export.make import CONTENT_TYPES
from masterplan.export_form import ExportForm
from masterplan.export_mail import mail_told
from masterplan.export_progress import Told, measured, tell
from masterplan.export_reading import may_download, may_export
from masterplan.exporting import CannotExport, cancel_export, request_export
from masterplan.models import Book, Export
from quickwins.models import Plan

from .lookup import person

LAST = 10


def own_export(request: HttpRequest, pk: UUID) -> Export:
    """The export if it is this person's own, else 404."""
    exports = Export.objects.visible_to(request.user).select_related("edition", "plan")  # type: ignore[arg-type]
    return get_object_or_404(exports.defer("edition__content"), pk=pk)


def check_may_export(request: HttpRequest) -> None:
    if not may_export(request.user):  # type: ignore[arg-type]
        raise PermissionDenied(_("Administrators look after the site. Those who write or read the book export it."))


@require_GET
@never_cache
def export_list(request: HttpRequest) -> HttpResponse:
    """The form, what is being made, and the last ten files."""
    check_may_export(request)
    plan = Plan.objects.current()
    form = ExportForm(user=request.user, plan=plan, initial=chosen(request))  # type: ignore[arg-type]
    return render(request, "masterplan/export_list.html", list_context(request, form))


@require_POST
def export_create(request: HttpRequest) -> HttpResponse:
    """Put the wish into the queue; the same wish twice leads to the same job."""
    check_may_export(request)
    plan = Plan.objects.current()
    form = ExportForm(request.POST, user=request.user, plan=plan)  # type: ignore[arg-type]
    if plan and form.is_valid():
        wish = {name: form.cleaned_data[name] for name in ("book", "format", "edition", "options")}
        try:
            export, is_new = request_export(request.user, plan, **wish)  # type: ignore[arg-type]
        except CannotExport as error:
            form.add_error(None, str(error))
        else:
            if not is_new:
                messages.info(request, _("This file is being made already."))
            return redirect(export)
    return render(request, "masterplan/export_list.html", list_context(request, form), status=422)


@require_GET
@never_cache
def export_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One export: how far it is, or the file with its checksum and what should be looked at."""
    export = own_export(request, pk)
    context = {"told": told_one(export), "mail": mail_told(export, person(request))}
    return render(request, "masterplan/export_detail.html", context)


@require_GET
@never_cache
def export_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card alone, asked for every two seconds until it says that nothing will change any more."""
    export = own_export(request, pk)
    response = render(request, "masterplan/_export_card.html", {"told": told_one(export)})
    if not export.is_unfinished and request.htmx.current_url_abs_path == export.get_absolute_url():  # type: ignore[attr-defined]
        # The page of this export alone has more to tell now; a list may have a form half filled in.
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def export_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    export = own_export(request, pk)
    if cancel_export(export, by=person(request)):
        if not Export.objects.visible_to(person(request)).filter(pk=pk).exists():
            messages.success(
                request, _("You wait for this file no more. It is still made for others who asked for it.")
            )
            return redirect("masterplan:export_list")
        messages.success(request, _("The export is cancelled."))
    else:
        messages.info(request, _("The export was finished already."))
    return redirect(export)


@require_GET
@never_cache
def export_download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, while the person may read all that is in it."""
    export = own_export(request, pk)
    if export.state != Export.State.DONE:
        raise Http404
    if not may_download(request.user, export):  # type: ignore[arg-type]
        raise PermissionDenied(_("You may no longer read all that is in this file. Make a new export."))
    try:
        handle = default_storage.open(export.file)
    except OSError:
        raise Http404(_("The file is missing from the storage. Make a new export.")) from None
    response = FileResponse(
        handle, as_attachment=True, filename=file_name(export), content_type=CONTENT_TYPES[export.format]
    )
    response.headers["Content-Length"] = str(export.size)
    # A book as a web page is never shown under our own address.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def list_context(request: HttpRequest, form: ExportForm) -> dict[str, object]:
    exports = Export.objects.visible_to(request.user).select_related("edition", "plan")  # type: ignore[arg-type]
    rows = [*exports.defer("edition__content", "section_ids")[: LAST + 5]]
    shorts, now = book_names(rows), timezone.now()
    durations = measured(rows)
    told = [tell(export, shorts, now, durations) for export in rows]
    return {
        "form": form,
        "running": [each for each in told if each.export.is_unfinished],
        "finished": [each for each in told if not each.export.is_unfinished][:LAST],
    }


def told_one(export: Export) -> Told:
    return tell(export, book_names([export]), timezone.now(), measured([export]))


def book_names(exports: list[Export]) -> dict[str, str]:
    plans = {export.plan_id for export in exports}
    return dict(Book.objects.filter(plan__in=plans).values_list("key", "short"))


def chosen(request: HttpRequest) -> dict[str, str]:
    """What the address asks to be chosen already: `?buku=b2&bentuk=docx&edisi=…`."""
    names = {"buku": "book", "bentuk": "format", "edisi": "source"}
    return {field: value[:200] for name, field in names.items() if (value := request.GET.get(name, ""))}


def file_name(export: Export) -> str:
    source = export.edition.code if export.edition else f"naskah-{as_date(export.as_of or export.created_at):%Y-%m-%d}"
    book = "" if export.book == "all" else f"-{slugify((export.chapter or export.book).replace('.', '-'))}"
    return f"{slugify(str(export.plan).replace('–', '-'))}{book}-{slugify(source)}.{export.format}"
