"""What everybody may see without signing in: progress, signed commitments, chosen quick wins. No person, no draft."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from formats.dates import today_wita
from quickwins.models import Plan, Program
from stakeholders.models import Commitment

from .desk import quick_win_progress


def summary(plan: Plan | None) -> dict[str, Any]:
    """Context of the public page; figures as of today."""
    nobody: Any = AnonymousUser()
    programs = Program.objects.of_current_plan().visible_to(nobody)
    commitments = Commitment.objects.filter(plan__is_current=True).visible_to(nobody).current()
    return {
        "plan": plan,
        "today": today_wita(),
        "dimensions": quick_win_progress(plan),
        "quick_wins": programs.chosen_quick_wins().with_list_data(),
        "program_count": programs.count(),
        "commitment_count": commitments.count(),
        "kept_count": commitments.filter(state=Commitment.State.FULFILLED).count(),
        "commitments": commitments.select_related("organisation").order_by("-dated_on")[:12],
    }
