"""`manage.py bench_export` (`./dev bench export`): the exporter's figures beside their targets, in one interleaved run."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from masterplan.demo.text import seed_text
from masterplan.export import bench
from masterplan.export.assemble import assemble
from masterplan.export.manuscript import Manuscript
from masterplan.exporting import ALL, book_keys, read_any_file
from masterplan.models import Review, Revision, Section, SectionStateChange
from quickwins.models import Plan


class Command(BaseCommand):
    help = "Measures the exporter: single pass, fragments, edits, binding, and a headless browser where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--scale", type=int, default=3, help="of the demo's text; 0 measures the plan as it stands")
        parser.add_argument("--only", choices=["plain", "tagged"], help="measure one kind of PDF alone")

    def handle(self, *args: Any, rounds: int, scale: int, **options: Any) -> None:
        plan = Plan.objects.current()
        if plan is None:
            raise CommandError("There is no current plan. Run load_reference and seed_demo first.")
        if scale and not settings.DEMO:
            self.stderr.write("No demo here: the plan is measured as it stands.")
            scale = 0
        manuscript = self.lengthened(plan, scale) if scale else self.manuscript(plan)
        # Pictures of a lengthened demo are gone again when measuring begins: all are read now.
        names = {name for _, chapter in bench.chapters_of(manuscript) for name in chapter.media}
        pictures = {name: read_any_file(name) for name in names}
        for kind in [options["only"]] if options["only"] else ["plain", "tagged"]:
            measures = bench.measure(
                manuscript, pictures.__getitem__, rounds=max(1, rounds), tagged=kind == "tagged", told=self.stderr.write
            )
            self.report(kind, measures)

    def manuscript(self, plan: Plan) -> Manuscript:
        return assemble(plan, book_keys(plan, ALL), as_of=timezone.now())

    def lengthened(self, plan: Plan, scale: int) -> Manuscript:
        """The demo's text sown anew, `scale` times as long, read, and undone again."""
        with transaction.atomic():
            sections = Section.objects.filter(book__plan=plan)
            with pgtrigger.ignore("masterplan.Revision:revision_is_kept"):  # undone again below
                for model in (Review, SectionStateChange, Revision):
                    model.objects.filter(section__in=sections).delete()
            sections.update(html="", version=0, word_count=0, state=Section.State.DRAFT)
            seed_text(today=timezone.localdate(), scale=scale)
            manuscript = self.manuscript(plan)
            transaction.set_rollback(True)
        return manuscript

    def report(self, kind: str, measures: bench.Measures) -> None:
        lines = bench.table(measures, tagged=kind == "tagged")
        self.stdout.write(f"\n{kind} PDF, {measures.pages['cold']} pages, {len(measures.seconds['cold'])} rounds")
        width = max(len(line.what) for line in lines)
        values = max(len(line.value) for line in lines)
        for line in lines:
            mark = "" if line.met is None else "met" if line.met else "NOT MET"
            self.stdout.write(f"  {line.what:<{width}}  {line.value:<{values}}  {line.target:<12} {mark}")
