"""`manage.py load_reference [SHAPE.toml]`: dimensions, criteria, organisations and the outline from data files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luwu_smartcity.reference_loading import ShapeError, load_reference, read_shape


class Command(BaseCommand):
    help = "Loads reference data and the outline. Repeatable: rows that an administrator edited are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "shape", nargs="?", type=Path, help="another regency's shape, see luwu_smartcity/data/shapes/"
        )
        parser.add_argument("--not-current", action="store_true", help="do not make the loaded plan the current one")

    def handle(self, *args: Any, shape: Path | None, not_current: bool, **options: Any) -> None:
        try:
            plan, report = load_reference(read_shape(shape), make_current=not not_current)
        except (ShapeError, KeyError) as error:
            raise CommandError(f"The data file cannot be loaded: {error}") from error
        self.stdout.write(
            f"{plan}: {report.created} rows created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.kept} left as edited."
        )
