"""Riwayat: every kept version of a section, comparing any two, going back to one."""

from __future__ import annotations

import re
import uuid
from itertools import count
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from formats.dates import say_date
from formats.html import clean_html, without_marks
from formats.ids import parse_uuid
from formats.text import safe_int
from masterplan.comparing import compare
from masterplan.history import days
from masterplan.models import Revision, Section
from masterplan.naming import NameTooLong, name_version
from masterplan.writing import BadSave, Conflict, WritingError, save_section

from .lookup import editable_section, person, visible_section
from .sections import bench, refuse_page

RAIL = 8
MOST_CHOICES = 200


@require_safe
def section_history(request: HttpRequest, key: str) -> HttpResponse:
    """All versions by day, autosaves folded into sittings; submitted and named versions stand out. For htmx, which asks for
    the rail, the last steps and versions alone."""
    section = visible_section(request, key)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "masterplan/_rail_history.html", {"section": section} | _latest(section))
    shown_days = days(section, unfold=request.GET.get("semua") == "1")
    newest = (row for day in shown_days for entry in day.entries for row in entry.revisions)
    present = next((row.label for row in newest if row.number == section.version), "")  # type: ignore[attr-defined]
    context = bench(request, section) | {"rail": "history", "days": shown_days, "present_name": present}
    return render(request, "masterplan/section_history.html", context)


@require_safe
def section_revision(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as it was."""
    section = visible_section(request, key)
    revision = _revision(section, number)
    context = _bench(request, section) | {"revision": revision, "text": shown(revision.html), "save_id": uuid.uuid4()}
    return render(request, "masterplan/section_revision.html", context)


@require_safe
def section_aside(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """A text that lost a conflict and was kept aside; shown beside what the section says now."""
    section = visible_section(request, key)
    revision = section.revisions.filter(pk=safe_int(pk) or 0, number=None).select_related("saved_by").first()
    if revision is None:
        raise Http404
    context = _bench(request, section) | {"revision": revision, "text": shown(revision.html)}
    return render(request, "masterplan/section_revision.html", context)


@require_safe
def section_compare(request: HttpRequest, key: str) -> HttpResponse:
    """What changed between two versions, `?dari=3&ke=7`; without them the last change."""
    section = visible_section(request, key)
    newest = section.version
    if newest < 1:
        return render(request, "masterplan/section_compare.html", bench(request, section) | {"nothing": True})
    # A missing number means the last change; a wrong one is not found.
    ke = safe_int(request.GET["ke"]) if request.GET.get("ke") else newest
    dari = safe_int(request.GET["dari"]) if request.GET.get("dari") else max((ke or 1) - 1, 0)
    if ke is None or dari is None:
        raise Http404
    found = {row.number: row for row in section.revisions.filter(number__in=[dari, ke])}
    old = found.get(dari) or (None if dari else Revision(section=section, number=0))
    new = found.get(ke)
    if old is None or new is None:
        raise Http404
    # Cleaned again on the way out (case X06).
    result = compare(without_marks(clean_html(old.html)), without_marks(clean_html(new.html)))
    context = bench(request, section) | {
        "old": old,
        "new": new,
        "comparison": result,
        "text": framed(result.html),  # both texts were cleaned just above; compare adds ins, del and classes only
        "side": request.GET.get("tampilan") == "sisi",
        "versions": _versions(section),
    }
    return render(request, "masterplan/section_compare.html", context)


@require_POST
def section_restore(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Make an old version the newest one. It is a save like any other: bound to the version that was shown (case C22)."""
    section = editable_section(request, key)
    revision = _revision(section, number)
    base_version, save_id = safe_int(request.POST.get("version")), parse_uuid(request.POST.get("save_id", ""))
    try:
        if base_version is None or save_id is None:
            raise BadSave()
        result = save_section(
            section.pk,
            user=request.user,  # type: ignore[arg-type]
            base_version=base_version,
            save_id=save_id,
            html=revision.html,
            kind=Revision.Kind.RESTORE,
        )
    except WritingError as error:
        return refuse_page(request, key, error)
    if isinstance(result, Conflict):
        text = _("The section was saved again meanwhile, so nothing was restored. Look at the newest version first.")
        messages.error(request, text)
        return redirect("masterplan:section_history", key)
    messages.success(
        request, _("Version %(number)s was restored as version %(new)s.") % {"number": number, "new": result.version}
    )
    return redirect(section)


@require_POST
def section_name_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Give a version a name, or take it away with an empty one."""
    section = editable_section(request, key)
    revision = _revision(section, number)
    try:
        named = name_version(revision, name=request.POST.get("name", ""), by=person(request))
    except NameTooLong:
        messages.error(request, _("A name has at most 150 signs. Shorten it."))
    else:
        if named and named.name:
            told = _("Version %(number)s is now called “%(name)s”.")
            messages.success(request, told % {"number": number, "name": named.name})
        elif named:
            messages.success(request, _("Version %(number)s has no name any more.") % {"number": number})
    return redirect("masterplan:section_history", key)


def _bench(request: HttpRequest, section: Section) -> dict[str, Any]:
    """The bench with its rail open at the history."""
    return bench(request, section) | {"rail": "history"} | _latest(section)


def _latest(section: Section) -> dict[str, Any]:
    """The last versions and steps, for the rail."""
    return {
        "revisions": section.revisions.with_names().select_related("saved_by").defer("html")[:RAIL],
        "changes": section.state_changes.select_related("by")[:RAIL],
    }


def _versions(section: Section) -> list[tuple[int, str]]:
    """The newest versions to choose from: number, then name, who saved it and when."""
    rows = (
        section.revisions.exclude(number=None)
        .with_names()
        .order_by("-number")
        .values_list("number", "label", "saved_by__name", "saved_at")  # type: ignore[misc]
    )
    return [
        (number, f"{number}{f' {label[:40]}' if label else ''} · {name or '–'}, {say_date(saved_at, 'short')}")
        for number, label, name, saved_at in rows[:MOST_CHOICES]
    ]


def _revision(section: Section, number: int) -> Revision:
    revision = None
    if safe_int(number) is not None:
        revision = section.revisions.with_names().filter(number=number).select_related("saved_by").first()
    if revision is None:
        raise Http404
    return revision


def shown(html: str) -> str:
    """A stored text for display: cleaned again on the way out (case X06), tables in regions that scroll by themselves."""
    return framed(without_marks(clean_html(html)))


def framed(cleaned: str) -> str:
    """Cleaned text with each table in a region of its own, so that the page never scrolls sideways; each with its name."""
    numbers = count(1)

    def region(_found: re.Match[str]) -> str:
        label = _("Table %(number)s of the section") % {"number": next(numbers)}
        return format_html('<div class="scroll-x" tabindex="0" role="region" aria-label="{}"><table>', label)

    return mark_safe(re.sub("<table>", region, cleaned).replace("</table>", "</table></div>"))
