"""`manage.py check_files`: whether the files on the disk and their records agree. Fails when they do not."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from files import storing


class Command(BaseCommand):
    help = (
        "Names files that are missing or changed, and those without a record; with --remove-orphans these are deleted."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--remove-orphans", action="store_true", help="delete files older than a day without a record"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for word, rows in (("missing", storing.missing()), ("changed", storing.changed())):
            for row in rows:
                faults += 1
                self.stdout.write(f"{word}: {row.pk} {row.name}")
        lost = storing.orphans()
        for name in lost:
            self.stdout.write(f"without a record: {name}")
        if options["remove_orphans"]:
            storing.remove(lost)
            self.stdout.write(f"{len(lost)} files without a record were deleted.")
        if faults:
            raise CommandError(f"{faults} files are missing or changed.")
