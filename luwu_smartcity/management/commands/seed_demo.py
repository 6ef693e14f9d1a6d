"""`manage.py seed_demo [--scale 3]`: a plan worth reading, the same on every machine. Sowing again changes nothing."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo.seed import seed_people
from masterplan.demo.seed import seed_analysis
from masterplan.demo.text import seed_text
from quickwins.demo.seed import seed_directions, seed_programs
from quickwins.models import Plan
from stakeholders.demo.seed import seed_commitments, seed_data, seed_meetings, seed_reminders

# The day on which the demo's story stands; fixed, so that two machines show the same.
DEMO_DAY = date(2026, 11, 23)


class Command(BaseCommand):
    help = (
        "Fills the current plan with the demo: people, programs, commitments, data, meetings, and every section's text."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="3 makes a plan of about 380 pages for measuring")

    def handle(self, *args: Any, scale: int, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("The demo has accounts with a known password; it is not sown under an https address.")
        if not 1 <= scale <= 10:
            raise CommandError("--scale takes a whole number from 1 to 10.")
        if Plan.objects.current() is None:
            raise CommandError("Load the reference data first: manage.py load_reference")
        with transaction.atomic():
            seed_people(password=settings.DEMO_PASSWORD)
            seed_directions()
            seed_programs(today=DEMO_DAY)
            seed_analysis()
            seed_commitments(today=DEMO_DAY)
            seed_data(today=DEMO_DAY)
            seed_meetings()
            seed_reminders(today=DEMO_DAY)
            seed_text(today=DEMO_DAY, scale=scale)
        if options["verbosity"]:
            self.stdout.write("The demo is sown.")
