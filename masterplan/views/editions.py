"""Edisi: the frozen books, readable by everybody once they are enacted; freezing, enacting, the matrix of changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.printing import NoSheet
from masterplan import publishing
from masterplan.change_pages import matrix_page
from masterplan.change_print import as_pdf, divided
from masterplan.change_sheet import as_workbook
from masterplan.changes import Side, changes, side_of_edition, side_of_work
from masterplan.edition_forms import WORK, ComparisonForm, EnactForm, FreezeForm
from masterplan.export.make import CONTENT_TYPES
from masterplan.export_reading import ALL, may_export
from masterplan.frozen import Page, find_page, manuscript_of, pages_of, read
from masterplan.models import Edition, Export
from masterplan.standing import standing
from quickwins.models import Plan

from .exports import file_name
from .lookup import person

logger = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Download:
    """A finished print of an edition."""

    label: str
    export: Export


@login_not_required
@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """All editions; the leader freezes the next one here, and those who write see what is still missing."""
    return list_page(request)


def list_page(
    request: HttpRequest, form: FreezeForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    user, plan = request.user, Plan.objects.current()
    editions = list(
        Edition.objects.visible_to(user).without_content().select_related("plan", "frozen_by").order_by("-frozen_at")  # type: ignore[arg-type]
    )
    context: dict[str, Any] = {"plan": plan, "editions": editions, "refusal": refusal}
    if plan and user.is_authenticated and user.sees_everything:
        context["standing"] = standing(plan)
        if user.is_leader:
            last = next((each for each in editions if each.plan_id == plan.pk), None)
            context["form"] = form or FreezeForm(plan=plan, last=last)
    template = "masterplan/edition_list.html" if user.is_authenticated else "masterplan/edition_public_list.html"
    return render(request, template, context, status=status)


@require_POST
def edition_freeze(request: HttpRequest) -> HttpResponse:
    """Freeze all approved text as a new edition. A second click leads to the edition that the first one made."""
    plan = Plan.objects.current()
    if not request.user.is_leader:  # type: ignore[union-attr]
        raise PermissionDenied(str(publishing.NotLeader.message))
    if plan is None:
        raise Http404
    last = Edition.objects.filter(plan=plan).without_content().order_by("-number").first()
    form = FreezeForm(request.POST, plan=plan, last=last)
    if not form.is_valid():
        return list_page(request, form, status=422)
    try:
        edition = publishing.freeze(plan, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except (publishing.FrozenMeanwhile, publishing.NothingNew) as error:
        messages.info(request, str(error))
        return redirect(error.edition)
    except publishing.PublishingError as error:
        return list_page(request, form, refusal=str(error), status=error.status)
    messages.success(request, _("Edition %(code)s is frozen.") % {"code": edition.code})
    return redirect(edition)


@require_POST
def edition_enact(request: HttpRequest, code: str) -> HttpResponse:
    """Record the Perbup; from then on the public reads the edition."""
    edition = visible_edition(request, code)
    if not request.user.is_leader:  # type: ignore[union-attr]
        raise PermissionDenied(str(publishing.NotLeader.message))
    form = EnactForm(request.POST)
    if not form.is_valid():
        return detail_page(request, edition, form, status=422)
    try:
        publishing.enact(edition, by=request.user, regulation=form.cleaned_data["regulation"])  # type: ignore[arg-type]
    except publishing.PublishingError as error:
        return detail_page(request, visible_edition(request, code), form, refusal=str(error), status=error.status)
    messages.success(request, _("Edition %(code)s is enacted. Everybody can read it now.") % {"code": edition.code})
    return redirect(edition)


@login_not_required
@require_safe
def edition_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code on the cover leads to: number, date, Perbup, fingerprint, contents, files."""
    return detail_page(request, visible_edition(request, code))


def detail_page(
    request: HttpRequest, edition: Edition, form: EnactForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    user = request.user
    context = about(request, edition) | {"refusal": refusal}
    if user.is_authenticated:
        context["history"] = edition.state_changes.select_related("by")
        context["problems"] = manuscript_of(edition).problems if user.sees_everything else ()
        context["may_export"] = may_export(user)
        if user.is_leader and not edition.is_published:
            context["form"] = form or EnactForm()
    return render(request, "masterplan/edition_detail.html", context, status=status)


@login_not_required
@require_safe
def edition_chapter(request: HttpRequest, code: str, book_key: str, key: str) -> HttpResponse:
    """A frozen chapter as a page."""
    edition = visible_edition(request, code)
    pages = pages_of(edition)
    page = find_page(pages, book_key, key)
    if page is None:
        raise Http404
    at = pages.index(page)
    context = about(request, edition) | {
        "page": page,
        "pages": [each for each in pages if each.book is page.book],
        "text": read(pages, page),
        "before": pages[at - 1] if at else None,
        "after": pages[at + 1] if at + 1 < len(pages) else None,
    }
    return render(request, "masterplan/edition_chapter.html", context)


@login_not_required
@require_safe
def edition_download(request: HttpRequest, code: str, pk: UUID) -> FileResponse:
    """A print of the edition: as public as the edition itself, whoever asked for it."""
    edition = visible_edition(request, code)
    download = next((each for each in downloads(edition) if each.export.pk == pk), None)
    if download is None:
        raise Http404
    export = download.export
    try:
        handle = default_storage.open(export.file)
    except OSError:
        raise Http404(_("The file is missing from the storage. Make a new export.")) from None
    response = FileResponse(
        handle, as_attachment=True, filename=file_name(export), content_type=CONTENT_TYPES[export.format]
    )
    response.headers["Content-Length"] = str(export.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
def edition_changes(request: HttpRequest) -> HttpResponse:
    """The matrix of changes, `?dari=LWU-2026-1&ke=LWU-2027-2`, or `ke=naskah` for the text in work; `&bab=` for one
    chapter, `&page=` for further pages."""
    form, sides = compared(request)
    context: dict[str, Any] = {"form": form, "has_editions": bool(form.editions)}
    if sides:
        plan, old, new = sides
        rows = changes(plan, old, new, request.user)  # type: ignore[arg-type]
        context |= {
            "old": old,
            "new": new,
            "count": len(rows),
            "matrix": matrix_page(rows, request.GET),
            "parts": range(1, len(divided(rows)) + 1),
            "query": urlencode({"dari": old.code, "ke": new.code or WORK}),
        }
    return render(
        request, "masterplan/edition_changes.html", context, status=422 if form.is_bound and not sides else 200
    )


@require_safe
def edition_changes_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, with all rows."""
    _form, sides = compared(request)
    if not sides:
        raise Http404
    plan, old, new = sides
    content = as_workbook(changes(plan, old, new, request.user), old, new)  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=XLSX)
    name = f"matriks-perubahan-{old.code}-{new.code or WORK}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def edition_changes_print(request: HttpRequest) -> HttpResponse:
    """The same as PDF, `&bagian=2` for the second part of a long one."""
    part = request.GET.get("bagian", "1")
    number = int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else 0
    # The sheet speaks the language of the book, whoever asks for it.
    with translation.override("id"):
        _form, sides = compared(request)
        if not sides:
            raise Http404
        plan, old, new = sides
        try:
            content = as_pdf(plan, changes(plan, old, new, person(request)), old, new, number)
        except IndexError:
            raise Http404 from None
        except NoSheet as error:
            logger.error("change matrix %s–%s part %s: %s", old.code, new.code or WORK, number, error)
            content = b""
    if not content:
        messages.error(
            request, _("The PDF could not be made just now. Try again in half a minute, or take the XLSX file.")
        )
        return redirect(
            f"{reverse('masterplan:edition_changes')}?{urlencode({'dari': old.code, 'ke': new.code or WORK})}"
        )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"matriks-perubahan-{old.code}-{new.code or WORK}{f'-{number}' if number > 1 else ''}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


# ---- What the pages share ----


def visible_edition(request: HttpRequest, code: str) -> Edition:
    """The edition if this person may read it, else Http404; its content is read apart."""
    rows = Edition.objects.visible_to(request.user).without_content()  # type: ignore[arg-type]
    edition = rows.filter(code=code).select_related("plan", "frozen_by").first()
    if edition is None:
        raise Http404
    return edition


def about(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What stands beside every page of an edition."""
    digest = edition.content_hash
    pages = pages_of(edition)
    prints = downloads(edition)
    books: list[tuple[Any, list[Page]]] = []
    for page in pages:
        if not books or books[-1][0] is not page.book:
            books.append((page.book, []))
        books[-1][1].append(page)
    return {
        "edition": edition,
        "manuscript": manuscript_of(edition),
        "books": books,
        "fingerprint": " ".join(digest[at : at + 4] for at in range(0, len(digest), 4)),
        "downloads": prints,
        "whole": next((each for each in prints if each.export.book == ALL), None),
    }


def downloads(edition: Edition) -> list[Download]:
    """The complete PDF of each book of the edition, all books together first: the one that was made first stays, unless
    a later one has fewer problems."""
    rows = Export.objects.filter(edition=edition, state=Export.State.DONE, format=Export.Format.PDF)
    shorts = {book.key: book.short for book in manuscript_of(edition).books} | {ALL: _("All books")}
    kept: dict[str, Export] = {}
    for export in rows.exclude(file="").select_related("plan").order_by("finished_at"):
        is_whole = not export.chapter and all(export.options.get(name, True) for name in publishing.PRINT_OPTIONS)
        if is_whole and export.book in shorts:
            export.edition = edition
            first = kept.setdefault(export.book, export)
            if len(export.problems) < len(first.problems):
                kept[export.book] = export
    order = [ALL, *(key for key in shorts if key != ALL)]
    return [Download(shorts[key], kept[key]) for key in order if key in kept]


def compared(request: HttpRequest) -> tuple[ComparisonForm, tuple[Plan, Side, Side] | None]:
    """The form, and both sides when two readable texts were chosen."""
    rows = Edition.objects.visible_to(request.user).without_content().filter(plan__is_current=True)  # type: ignore[arg-type]
    editions = list(rows.select_related("plan").order_by("-number"))
    initial = {"dari": editions[1].code, "ke": editions[0].code} if len(editions) > 1 else {"ke": WORK}
    data = (
        {name: request.GET.get(name, initial.get(name, "")) for name in ("dari", "ke")}
        if "dari" in request.GET
        else None
    )
    form = ComparisonForm(data, editions=editions, initial=initial)
    if data is None or not form.is_valid():
        return form, None
    old = form.cleaned_data["dari"]
    newer = form.cleaned_data["ke"]
    # Content was left out of the list; the sources are small and needed here.
    side = side_of_edition(newer) if newer else side_of_work(old.plan, request.user, timezone.now())  # type: ignore[arg-type]
    return form, (old.plan, side_of_edition(old), side)
