"""`manage.py run_workers`: the workers of the task queue and the timetable, until told to stop."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from luwu_smartcity.workers import WorkerParent, die_with_parent


class Command(BaseCommand):
    help = "Runs the workers of the task queue, replaces those that die, and keeps the timetable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--interval", type=float, default=0.2, help="seconds between looks into the queue")
        parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["die_with_parent"]:
            die_with_parent()
        WorkerParent(options["workers"], interval=options["interval"]).run()
