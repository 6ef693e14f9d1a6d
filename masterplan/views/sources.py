"""Sumber: what a section rests on, beside its text; linking and unlinking by those who write it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.checking import RefusedFile
from files.uploading import store_upload
from formats.text import clean_line, safe_int
from masterplan import sourcing
from masterplan.models import Section, SectionSource
from stakeholders.models import Dataset

from .lookup import editable_section, person, visible_section
from .sections import bench


@require_safe
def section_sources(request: HttpRequest, key: str) -> HttpResponse:
    """The list, and with `?cari=` what could be linked; for htmx the list alone."""
    return _answer(request, visible_section(request, key))


@require_POST
def source_link(request: HttpRequest, key: str) -> HttpResponse:
    """Link a data set (`dataset`, its id) or a new file (`file`, with a `title`)."""
    section, user = editable_section(request, key), person(request)
    upload = request.FILES.get("file")
    dataset = Dataset.objects.newest().filter(pk=safe_int(request.POST.get("dataset")) or 0).first()
    if upload is None and dataset is None:
        return _answer(request, section, _("Choose data or a file first."))
    try:
        if upload is None:
            assert dataset is not None
            sourcing.link_dataset(section, dataset, by=user)
        else:
            # Who reads the section shall be able to look into what it rests on.
            stored = store_upload(upload, owner=user, is_shared=True)
            sourcing.link_file(section, stored, title=clean_line(request.POST.get("title", ""))[:200], by=user)
    except (RefusedFile, sourcing.SourceError) as error:
        return _answer(request, section, str(error))
    return _answer(request, section)


@require_POST
def source_unlink(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Take a link away; the data or file stays."""
    section = editable_section(request, key)
    link = SectionSource.objects.editable_by(person(request)).filter(section=section, pk=safe_int(pk) or 0).first()
    if link is None:
        raise Http404
    link.delete()
    return _answer(request, section)


def _answer(request: HttpRequest, section: Section, problem: str = "") -> HttpResponse:
    user = person(request)
    wanted = clean_line(request.GET.get("cari", ""))[:100]
    may_edit = section.writable
    sources = {
        "section": section,
        "sources": sourcing.sources_of(section, user),
        "awaited": sourcing.awaited(section, user),
        "wanted": wanted,
        "found": sourcing.to_link(section, wanted) if may_edit else [],
        "may_edit": may_edit,
        "problem": problem,
    }
    status = 422 if problem else 200
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "masterplan/_sources.html", sources, status=status)
    if request.method == "POST":
        if problem:
            messages.error(request, problem)
        return redirect("masterplan:section_sources", section.key)
    context = bench(request, section) | sources | {"rail": "sources"}
    return render(request, "masterplan/section_sources.html", context)
