"""`manage.py export_masterplan`: the exporter without a browser."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from masterplan.export.assemble import NothingToPrint, assemble, assemble_edition
from masterplan.export.make import Options, make
from masterplan.export.manuscript import Manuscript
from masterplan.export.printing import CannotPrint
from masterplan.export_reading import ALL, book_keys, read_any_file
from masterplan.exporting import frozen_looks, printer
from masterplan.models import Book, Edition
from masterplan.problems import problem_words, problems_of
from quickwins.models import Plan

STEPS = {"typeset": "Chapters", "bind": "Binding", "write": "Writing"}


class Command(BaseCommand):
    help = "Writes one book or all books of the current plan into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--book", default=ALL, help="1, 2, 3 …, the key of a book, or all")
        parser.add_argument("--format", default="pdf", choices=["pdf", "docx", "html", "zip"])
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument("--edition", metavar="CODE", help="a frozen edition instead of the text in work")
        parser.add_argument("--single-pass", action="store_true", help="typeset in one piece, to compare")
        parser.add_argument("--plain", action="store_true", help="a PDF without tags and attachments")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["output"]
        if not target.absolute().parent.is_dir():
            raise CommandError(f"There is no directory {target.absolute().parent}.")
        began = time.monotonic()
        edition = self.edition(options["edition"])
        plan = edition.plan if edition else Plan.objects.current()
        if not plan:
            raise CommandError("There is no current plan. Run load_reference first.")
        manuscript = self.manuscript(plan, options["book"], edition)
        wanted = Options(tagged=not options["plain"], single_pass=options["single_pass"], **frozen_looks(edition))
        try:
            product = make(manuscript, options["format"], read_any_file, printer(), wanted, self.progress)
        except CannotPrint as error:
            raise CommandError(f"The book cannot be printed: {error}") from error
        write_whole(target, product.data)
        self.report(problems_of(manuscript, product.findings, plan), options["verbosity"])
        pages = f", {product.page_count} pages" if product.page_count else ""
        known = f", {product.reused} parts taken from before" if product.reused else ""
        size = f"{len(product.data) / 1_000_000:.2f} MB"
        self.stdout.write(f"{target}: {size}{pages}{known}, {time.monotonic() - began:.1f} s")

    def edition(self, code: str | None) -> Edition | None:
        """Raises CommandError for an edition that is not there."""
        if not code:
            return None
        edition = Edition.objects.filter(code=code).select_related("plan").first()
        if not edition:
            raise CommandError(f"There is no edition {code}.")
        return edition

    def manuscript(self, plan: Plan, book: str, edition: Edition | None) -> Manuscript:
        """Raises CommandError for a book that is not there."""
        keys = book_keys(plan, self.book_key(plan, book))
        try:
            if edition:
                return assemble_edition(edition, [] if book == ALL else keys)
            return assemble(plan, keys, as_of=timezone.now())
        except NothingToPrint as error:
            raise CommandError(f"There is nothing to print: {error}") from error

    def book_key(self, plan: Plan, book: str) -> str:
        if book == ALL:
            return ALL
        keys = list(Book.objects.filter(plan=plan).values_list("key", flat=True))
        if book in keys:
            return book
        if book.isascii() and book.isdigit() and 1 <= int(book[:4]) <= len(keys):
            return keys[int(book[:4]) - 1]
        raise CommandError(f"There is no book {book}. Choose 1 to {len(keys)}, or all.")

    def progress(self, step: str, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{STEPS.get(step, step)} {done}/{total}   ", ending="")

    def report(self, rows: list[dict[str, str]], verbosity: int) -> None:
        """What should be looked at; texts without content yet are told only when asked for more."""
        if self.stderr.isatty():
            self.stderr.write("\r" + " " * 40 + "\r", ending="")
        for row in rows if verbosity > 1 else [row for row in rows if "code" in row]:
            self.stderr.write(f"{row['place']}: {problem_words(row)}")


def write_whole(target: Path, data: bytes) -> None:
    """The file appears at once and whole, or not at all. Raises CommandError."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CommandError(f"{target} cannot be written: {error.strerror}") from error
