"""The timetable: deeds that run by the clock. Each is safe to run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from formats.dates import today_wita
from masterplan.digesting import send_digests
from masterplan.export_keeping import forget_old_fragments
from masterplan.exporting import restart_silent_exports
from masterplan.importing.taking import forget_old_previews
from masterplan.proofing import look_afresh
from quickwins.intake import restart_silent_imports
from stakeholders import certifying, inviting, reminding

from .models import TimetableEntry

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Deed:
    name: str
    every: timedelta
    run: Callable[[], object]


def prune_sessions() -> None:
    call_command("clearsessions")


def send_reminders() -> None:
    """Plan and send what is due today. The demo's people have invented addresses: nothing is sent to them."""
    if not settings.DEMO:
        reminding.remind(today_wita())


def send_daily_digests() -> None:
    """Mail what waits to those who chose so; not to the demo's invented people."""
    if not settings.DEMO:
        send_digests(timezone.now())


def prune_task_results() -> None:
    call_command("prune_db_task_results", min_age_days=7, verbosity=0)


TIMETABLE = [
    Deed("restart silent exports", timedelta(seconds=15), restart_silent_exports),
    Deed("typeset what has changed", timedelta(minutes=10), look_afresh),
    Deed("restart silent imports", timedelta(seconds=30), restart_silent_imports),
    Deed("forget old fragments", timedelta(hours=6), forget_old_fragments),
    Deed("forget old previews of imports", timedelta(hours=6), forget_old_previews),
    Deed("send reminders", timedelta(hours=1), send_reminders),
    Deed("send invitations", timedelta(minutes=2), inviting.send_waiting),
    Deed("ask about certified signatures", timedelta(minutes=5), certifying.ask_about_all),
    Deed("send digests", timedelta(hours=1), send_daily_digests),
    Deed("prune sessions", timedelta(days=1), prune_sessions),
    Deed("prune task results", timedelta(days=1), prune_task_results),
]


def run_due_deeds() -> list[str]:
    """Run what is due; a deed that fails is logged and the others still run. Returns the names that were run."""
    done = []
    for deed in TIMETABLE:
        if TimetableEntry.claim(deed.name, every=deed.every, now=timezone.now()):
            try:
                deed.run()
            except Exception:
                logger.exception("The deed %r failed", deed.name)
            done.append(deed.name)
    return done
