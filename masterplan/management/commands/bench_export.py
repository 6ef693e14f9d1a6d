"""`manage.py bench_export` (`./dev bench export`): the exporter's figures beside their targets, in one interleaved run."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from masterplan.demo.text import seed_text
from masterplan.export import bench
from masterplan.export.assemble import assemble, content_hash
from masterplan.export.job import renderer_version
from masterplan.export.manuscript import Manuscript
from masterplan.export_reading import ALL, book_keys, read_any_file
from masterplan.models import Review, Revision, Section, SectionStateChange
from quickwins.models import Plan


class Run:
    """The rounds measured so far, kept beside the data, so that the same command goes on where a run was broken off.
    Rounds of another text or of another typesetter do not count."""

    def __init__(self, manuscript: Manuscript, fresh: bool) -> None:
        self.path = Path(settings.DATA_DIR) / "bench" / "export.json"
        self.of = f"{content_hash(manuscript.books)} {renderer_version()}"
        self.measures = {kind: bench.Measures() for kind in ("plain", "tagged")}
        if not fresh and self.path.exists():
            kept = json.loads(self.path.read_text())
            if kept["of"] == self.of:
                self.measures = {kind: bench.Measures(**values) for kind, values in kept["measures"].items()}

    def keep(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        measures = {kind: asdict(each) for kind, each in self.measures.items()}
        self.path.write_text(json.dumps({"of": self.of, "measures": measures}))

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


class Command(BaseCommand):
    help = "Measures the exporter: single pass, fragments, edits, binding, and a headless browser where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--scale", type=int, default=3, help="of the demo's text; 0 measures the plan as it stands")
        parser.add_argument("--only", choices=["plain", "tagged"], help="measure one kind of PDF alone")
        parser.add_argument("--fresh", action="store_true", help="forget the rounds of a run that was broken off")

    def handle(self, *args: Any, rounds: int, scale: int, fresh: bool, **options: Any) -> None:
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
        kinds = [options["only"]] if options["only"] else ["plain", "tagged"]
        run = Run(manuscript, fresh)
        while due := [kind for kind in kinds if run.measures[kind].rounds < max(1, rounds)]:
            kind = min(due, key=lambda kind: run.measures[kind].rounds)
            measures = run.measures[kind]
            self.stderr.write(f"{kind}, round {measures.rounds + 1}")
            told, tagged = self.stderr.write, kind == "tagged"
            measures.take_over(bench.measured_round(manuscript, pictures.__getitem__, tagged=tagged, told=told))
            run.keep()
        for kind in kinds:
            self.report(kind, run.measures[kind])
        run.forget()

    def manuscript(self, plan: Plan) -> Manuscript:
        return assemble(plan, book_keys(plan, ALL), as_of=timezone.now())

    def lengthened(self, plan: Plan, scale: int) -> Manuscript:
        """The demo's text sown anew, `scale` times as long, read, and undone again."""
        # What is final for ever may go for a moment: nothing of this is kept.
        with pgtrigger.ignore(), transaction.atomic():
            sections = Section.objects.filter(book__plan=plan)
            for model in (Review, SectionStateChange, Revision):
                model.objects.filter(section__in=sections).delete()
            sections.update(html="", version=0, word_count=0, state=Section.State.DRAFT)
            seed_text(today=timezone.localdate(), scale=scale)
            manuscript = self.manuscript(plan)
            transaction.set_rollback(True)
        return manuscript

    def report(self, kind: str, measures: bench.Measures) -> None:
        lines = bench.table(measures, tagged=kind == "tagged")
        self.stdout.write(f"\n{kind} PDF, {measures.pages['cold']} pages, {measures.rounds} rounds")
        self.stdout.write(f"  (load of the machine when each began: {', '.join(map(str, measures.load))})")
        width = max(len(line.what) for line in lines)
        values = max(len(line.value) for line in lines)
        for line in lines:
            mark = "" if line.met is None else "met" if line.met else "NOT MET"
            self.stdout.write(f"  {line.what:<{width}}  {line.value:<{values}}  {line.target:<12} {mark}")
