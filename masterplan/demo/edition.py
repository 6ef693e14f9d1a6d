"""The demo's first edition, frozen and enacted by the rules that hold for every edition, on a day of the demo's story."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from masterplan import publishing
from masterplan.models import Edition
from quickwins.models import Plan

FROZEN_BEFORE = timedelta(days=10)
ENACTED_BEFORE = timedelta(days=3)
REASON = "Edisi pertama: naskah hasil bimtek, diperiksa Bappelitbangda dan disetujui Sekretaris Daerah (contoh)."
REGULATION = "Peraturan Bupati Luwu Nomor 41 Tahun 2026 (contoh)"


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def seed_edition(plan: Plan, leader: User, today: date) -> Edition:
    """Freeze what is approved at this point of sowing, and enact it. No prints are asked for: sowing stays quick, and
    who wants the book makes it. Raises `PublishingError` when a section is missing."""
    frozen_at = moment(today - FROZEN_BEFORE, 10)
    edition = publishing.freeze(plan, by=leader, title=str(plan), reason=REASON, at=frozen_at)
    return publishing.enact(
        edition, by=leader, regulation=REGULATION, at=moment(today - ENACTED_BEFORE, 14), with_prints=False
    )
