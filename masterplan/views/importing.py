"""Word in, in the browser: choose a document, see what it would change, take it over, undo it."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from formats.html import clean_html
from formats.text import safe_int
from masterplan.comparing import compare
from masterplan.importing import ImportRefused
from masterplan.importing.losses import tell
from masterplan.importing.preview import make_preview
from masterplan.importing.taking import (
    NothingToTake,
    StaleImport,
    read_seen,
    start_import,
    take_import,
    undo_import,
)
from masterplan.models import Book, DocumentImport, Section
from masterplan.writing import WritingError

from .history import framed
from .lookup import editable_section, person, visible_book
from .sections import bench

EARLIER_SHOWN = 8


def may_import(request: HttpRequest, book: Book) -> bool:
    """Whether there is a section in the book that this person may write."""
    return Section.objects.filter(book=book).editable_by(person(request)).exists()


@require_http_methods(["GET", "HEAD", "POST"])
def section_import(request: HttpRequest, key: str) -> HttpResponse:
    """A document into one section: the form, then the preview."""
    section = editable_section(request, key)
    problem = ""
    if request.method == "POST":
        started = _started(request, section.book, section)
        if isinstance(started, DocumentImport):
            return redirect(started)
        problem = started
    context = bench(request, section) | {"problem": problem}
    return render(request, "masterplan/section_import.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def book_import(request: HttpRequest, book_key: str) -> HttpResponse:
    """A document onto the outline of a book: the form with earlier imports, then the preview."""
    book = visible_book(request, book_key)
    if not may_import(request, book):
        raise PermissionDenied(_("No section of this book is yours to write."))
    problem = ""
    if request.method == "POST":
        started = _started(request, book, None)
        if isinstance(started, DocumentImport):
            return redirect(started)
        problem = started
    earlier = DocumentImport.objects.visible_to(person(request)).filter(book=book, section=None)
    context = {
        "book": book,
        "problem": problem,
        "earlier": earlier.select_related("owner").defer("passages")[:EARLIER_SHOWN],
    }
    return render(request, "masterplan/import_form.html", context, status=422 if problem else 200)


@require_safe
def import_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The preview of a document that waits; later what it changed, with the undo."""
    document = _document(request, pk)
    if document.state == DocumentImport.State.WAITING:
        return _preview_page(request, document, _choices(request.GET))
    book, written = document.book, document.written.select_related("section")
    context = _around(document) | {
        "written": [
            {"one": one, "title": book.plan.fill(one.section.title), "told": tell(one.losses)} for one in written
        ],
        "may_undo": any(not one.undone for one in written),
        "losses": tell(document.losses),
    }
    return render(request, "masterplan/import_done.html", context)


@require_safe
def import_part(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """The text of one row, compared with what the section says now (`?bagian=` another section than the one found)."""
    document = _document(request, pk)
    choices = _choices(request.GET)
    query = _query(document, person(request), choices)
    if request.GET.get("bagian"):
        choices[number] = safe_int(request.GET["bagian"])
    preview = make_preview(document, person(request), choices)
    row = next((row for row in preview.rows if row.number == number and not row.is_head), None)
    if row is None or document.state != DocumentImport.State.WAITING:
        raise Http404
    if row.target is not None:
        result = compare(clean_html(row.target.section.html), row.target.html)
        text, changes = framed(result.html), result.changes
    else:
        text, changes = framed("".join(passage.html for passage in row.passages)), 0
    context = _around(document) | {"row": row, "text": text, "changes": changes, "query": query}
    return render(request, "masterplan/import_part.html", context)


@require_POST
def import_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write what was chosen, all or nothing; `look` only leads to the preview with the choices."""
    document = _document(request, pk)
    user, choices = person(request), _choices(request.POST)
    if document.state != DocumentImport.State.WAITING:
        return redirect(document)
    if "look" in request.POST:
        return redirect(f"{document.get_absolute_url()}?{_query(document, user, choices)}")
    try:
        taken = take_import(document.pk, by=user, choices=choices, seen=read_seen(request.POST.get("seen", "")))
    except (StaleImport, NothingToTake, ImportRefused, WritingError) as error:
        status = 409 if isinstance(error, StaleImport) else 422
        return _preview_page(request, document, choices, str(error), status)
    count = taken.written.count()
    told = ngettext("%(count)s section was imported.", "%(count)s sections were imported.", count)
    messages.success(request, told % {"count": count})
    return redirect(taken)


@require_POST
def import_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give back the texts before the import, where they can be; the others are named with the reason."""
    document = _document(request, pk)
    if document.state == DocumentImport.State.WAITING:
        return redirect(document)
    undone = undo_import(document.pk, by=person(request))
    count = len(undone.restored)
    if count:
        told = ngettext(
            "%(count)s section has its text from before the import again.",
            "%(count)s sections have their text from before the import again.",
            count,
        )
        messages.success(request, told % {"count": count})
    if undone.kept:
        rows = "; ".join(f"{title} ({reason})" for title, reason in undone.kept)
        messages.warning(request, _("Not undone: %(sections)s.") % {"sections": rows})
    return redirect(document)


@require_POST
def import_drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give up a preview: its text and pictures are deleted. What was taken over stays as a record."""
    document = _document(request, pk)
    target: Any = document.section or document.book
    if document.state != DocumentImport.State.WAITING:
        return redirect(document)
    document.delete()
    messages.info(request, _("The document was put away; nothing was changed."))
    return redirect(target)


def _started(request: HttpRequest, book: Book, section: Section | None) -> DocumentImport | str:
    """The import that waits for its preview, or why the upload is not taken."""
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise ImportRefused(_("Choose a file first."))
        if upload.size is None or upload.size > settings.UPLOAD_MAX_BYTES:
            raise ImportRefused(_("The file is too large. Divide the document into smaller ones."))
        return start_import(upload.name or "", upload.read(), book=book, by=person(request), section=section)
    except ImportRefused as error:
        return str(error)


def _document(request: HttpRequest, pk: uuid.UUID) -> DocumentImport:
    document = (
        DocumentImport.objects.visible_to(person(request))
        .filter(pk=pk, book__plan__is_current=True)
        .select_related("book__plan", "section", "owner")
        .first()
    )
    if document is None:
        raise Http404
    return document


def _choices(sent: QueryDict) -> dict[int, int | None]:
    """The section chosen for each row, of a form or an address; None where it is skipped."""
    choices: dict[int, int | None] = {}
    for name, value in sent.items():
        number = safe_int(name.removeprefix("bagian-")) if name.startswith("bagian-") else None
        if number is not None:
            choices[number] = safe_int(value)
    return choices


def _query(document: DocumentImport, user: User, choices: dict[int, int | None]) -> str:
    """The choices that differ from what was found by itself, as the query of an address: the preview can be gone back to."""
    rows = make_preview(document, user, with_texts=False).rows
    found = {row.number: row.target.section.pk if row.target else None for row in rows if row.may_choose}
    return urlencode({f"bagian-{n}": pk or "" for n, pk in choices.items() if n in found and found[n] != pk})


def _around(document: DocumentImport) -> dict[str, Any]:
    return {"document": document, "book": document.book}


def _preview_page(
    request: HttpRequest, document: DocumentImport, choices: dict[int, int | None], refusal: str = "", status: int = 200
) -> HttpResponse:
    user = person(request)
    preview = make_preview(document, user, choices)
    text = framed(preview.targets[0].html) if document.section_id and preview.targets else ""
    query = _query(document, user, choices) if choices else ""
    context = _around(document) | {"preview": preview, "refusal": refusal, "text": text, "query": query}
    return render(request, "masterplan/import_preview.html", context, status=status)
