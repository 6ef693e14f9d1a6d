"""`manage.py send_digests`: the daily digests, for those who have no worker running. Run again, it sends none twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from masterplan.digesting import send_digests


class Command(BaseCommand):
    help = "Mails what waits for them to those who chose a daily digest; on working days, between 6 and 12 WITA."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_digests(timezone.now())} digests were sent.")
