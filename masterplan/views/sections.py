"""A section: reading it, editing it, the one address that keeps its text, and who has it open."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from masterplan import presence, reviewing
from masterplan.checking import findings
from masterplan.editor_words import editor_words
from masterplan.forms import SectionTextForm
from masterplan.models import Section
from masterplan.outline import ancestors, book_outline, book_tree, find, neighbours, outline_progress
from masterplan.outline_drawing import draw_tree
from masterplan.proofing import proof_of
from masterplan.rendering import render_for_reading
from masterplan.writing import Conflict, WritingError, save_section

from .comments import open_threads, threads_of
from .lookup import editable_section, person, visible_section


@require_safe
def section_detail(request: HttpRequest, key: str) -> HttpResponse:
    """A section as it reads in the book, with the outline beside it and guidance, comments and history at the right."""
    return section_page(request, visible_section(request, key))


def section_page(request: HttpRequest, section: Section, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The reading view; `refusal` says why a deed on it was refused."""
    context = bench(request, section, with_comments=True) | {"refusal": refusal}
    if section.holds_text:
        context |= deeds(request, section) | {"text": render_for_reading(context["outline"], section).html}
    return render(request, "masterplan/section_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: HttpRequest, key: str) -> HttpResponse:
    """The editor. A POST comes from the plain form, where scripts are off; the version check is the same (case B05)."""
    section = editable_section(request, key)
    form = SectionTextForm(request.POST or None, section=section, nonce=str(getattr(request, "csp_nonce", "")))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            result = save_section(
                section.pk,
                user=person(request),
                base_version=data["base_version"],
                save_id=data["save_id"],
                html=data["html"],
                seen_state=data["seen_state"],
            )
        except WritingError as error:
            form.add_error("html", str(error))
        else:
            if not isinstance(result, Conflict):
                return redirect(section)
            return _conflict_page(request, section, result)
    status = 200 if request.method != "POST" else 422
    return render(
        request,
        "masterplan/section_edit.html",
        bench(request, section, with_comments=True) | {"form": form, "editor_words": editor_words()},
        status=status,
    )


@require_safe
def section_checks(request: HttpRequest, key: str) -> HttpResponse:
    """What is missing before the section is handed over; for htmx the list alone."""
    section = visible_section(request, key)
    if not section.holds_text:
        raise Http404
    found = findings(section)
    stopped = any(finding.blocks_submission for finding in found)
    told = {"findings": found, "proof": proof_of(section, person(request))}
    if request.htmx:  # type: ignore[attr-defined]
        context = {"section": section, "may_edit": section.writable}
        return render(request, "masterplan/_checks.html", context | told)
    context = (
        bench(request, section)
        | deeds(request, section)
        | told
        | {"stopped": stopped, "rail": "checks", "replaces": True}
    )
    return render(request, "masterplan/section_checks.html", context)


def _conflict_page(request: HttpRequest, section: Section, conflict: Conflict) -> HttpResponse:
    """Both texts side by side, and forms to keep one of them, for those without scripts."""
    choices = [(_("Keep my text"), conflict.mine)]
    if conflict.merged is not None:
        choices.insert(0, (_("Keep both, joined"), conflict.merged))
    forms = [
        {
            "verb": verb,
            "form": SectionTextForm(
                section=section,
                plain=True,
                initial={"html": html, "base_version": conflict.version, "save_id": uuid.uuid4()},
            ),
        }
        for verb, html in choices
    ]
    context = bench(request, section) | {"conflict": conflict, "choices": forms}
    return render(request, "masterplan/section_conflict.html", context, status=409)


def bench(request: HttpRequest, section: Section, *, with_comments: bool = False) -> dict[str, Any]:
    """What every page on a section shows around its text. Where no passage of the text is marked, comments are only
    counted, and fetched when their tab is opened."""
    user = person(request)
    outline = book_outline(section.book)
    tree = book_tree(section.book, user, section, nodes=outline)
    before, after = neighbours(tree, section)
    here = find(tree, section)
    return {
        "section": section,
        "book": section.book,
        "outline": outline,
        "outline_lines": draw_tree(tree),
        "here": here,
        "title": here.full_title if here else section.title,
        "line": ancestors(tree, section),
        "before": before,
        "after": after,
        "progress": outline_progress(outline),
        "present": presence.others(section, user),
        "may_edit": section.writable,
        "findings": None,
    } | (threads_of(request, section) if with_comments else {"threads": None, "open_threads": open_threads(section)})


def deeds(request: HttpRequest, section: Section) -> dict[str, Any]:
    """Which steps of the review this person may take now. The server checks each of them again at the deed."""
    user = person(request)
    own = reviewing.is_own_work(section, user) if user.is_reviewer or user.is_leader else False
    open_review = section.reviews.filter(closed_at=None).select_related("claimed_by", "submitted_by").first()
    return {
        "may_submit": reviewing.may_submit(section, user),
        "may_return": reviewing.may_return(section, user),
        "may_verify": user.is_reviewer and section.state == Section.State.SUBMITTED and not own,
        "may_approve": user.is_leader and section.state == Section.State.VERIFIED and not own,
        "own_work": own and section.state in {Section.State.SUBMITTED, Section.State.VERIFIED},
        "open_review": open_review,
        "returned": _last_return(section),
    }


def _last_return(section: Section):
    if section.state != Section.State.RETURNED:
        return None
    return section.state_changes.filter(to_state=Section.State.RETURNED).select_related("by").first()


def refuse_page(request: HttpRequest, key: str, error: WritingError | reviewing.ReviewError) -> HttpResponse:
    """The section with the reason on top, under the status of the error."""
    if isinstance(error, reviewing.NotYours | reviewing.OwnWork):
        raise PermissionDenied(str(error))
    return section_page(request, visible_section(request, key), refusal=str(error), status=error.status)
