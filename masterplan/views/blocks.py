"""What the editor asks for live blocks, live numbers and cross-references: the choices, and how one of them looks now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from masterplan.picking import block_choices, number_choices, reference_choices
from masterplan.rendering import draw_block

from .lookup import visible_section
from .saving import answers_json


@answers_json
@require_safe
def picker_choices(request: HttpRequest, key: str) -> HttpResponse:
    """`{blocks, numbers, references}`: everything the pickers of this section's editor offer."""
    section = visible_section(request, key)
    return JsonResponse(
        {
            "blocks": block_choices(section),
            "numbers": number_choices(section),
            "references": reference_choices(section),
        }
    )


@answers_json
@require_safe
def block_preview(request: HttpRequest, key: str) -> HttpResponse:
    """How the block `?blok=program_matrix&param=…` is drawn in this section now: `{html}`."""
    section = visible_section(request, key)
    name, query = request.GET.get("blok", "")[:60], request.GET.get("param", "")[:500]
    return JsonResponse({"html": draw_block(name, query, section)})
