"""A typed figure that differs from the records, replaced by the live number from the page of checks."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from formats.text import safe_int
from masterplan.blocks import Records
from masterplan.typed_figures import typed_figures, with_live_number
from masterplan.writing import Conflict, WritingError, save_section

from .lookup import editable_section, person
from .sections import refuse_page


@require_POST
def section_live_number(request: HttpRequest, key: str) -> HttpResponse:
    """Put the live number where the figure was typed: a save like any other, bound to the version that was shown."""
    section = editable_section(request, key)
    version, block = safe_int(request.POST.get("version")), safe_int(request.POST.get("block"))
    asked = (block, request.POST.get("name", ""), request.POST.get("typed", ""))
    found = typed_figures(section.html, Records(section.book.plan, timezone.now()))
    figure = next((each for each in found if (each.block, each.name, each.typed) == asked), None)
    html = with_live_number(section.html, figure) if figure and version == section.version else None
    if html is None:
        messages.info(request, _("The text has changed meanwhile. Look at the checks again."))
        return redirect("masterplan:section_checks", key)
    try:
        result = save_section(
            section.pk, user=person(request), base_version=section.version, save_id=uuid.uuid4(), html=html
        )
    except WritingError as error:
        return refuse_page(request, key, error)
    if isinstance(result, Conflict):
        messages.info(request, _("The text has changed meanwhile. Look at the checks again."))
    else:
        messages.success(request, _("The live number stands in the text now and follows the records."))
    return redirect("masterplan:section_checks", key)
