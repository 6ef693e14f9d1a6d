"""`manage.py import_book BOOK FILE.docx [--dry-run] [--user NAME]`: a whole document, split by its headings onto the outline.
`manage.py import_book --undo ID`: give back the texts from before."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from masterplan.importing import ImportRefused
from masterplan.importing.preview import Preview, make_preview
from masterplan.importing.taking import (
    NothingToTake,
    StaleImport,
    read_seen,
    start_import,
    take_import,
    undo_import,
)
from masterplan.models import Book, DocumentImport
from masterplan.writing import WritingError

from .import_section import read_bytes, writer


class Command(BaseCommand):
    help = "Lays a Word document onto the sections of a book, by its headings, and tells what was changed, lost or left over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("book", nargs="?", help="key of the book, for example b1")
        parser.add_argument("file", nargs="?", type=Path, help="the .docx")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--user", help="username in whose name it is saved; the first editor otherwise")
        parser.add_argument("--undo", type=uuid.UUID, metavar="ID", help="undo the import with this id")

    def handle(self, *args: Any, **options: Any) -> None:
        user = writer(options["user"])
        if options["undo"]:
            self.undo(options["undo"], user)
            return
        if not options["book"] or options["file"] is None:
            raise CommandError("Name the book and the document.")
        book = Book.objects.filter(plan__is_current=True, key=options["book"]).select_related("plan").first()
        if book is None:
            raise CommandError(f"There is no book {options['book']}.")
        try:
            document = start_import(options["file"].name, read_bytes(options["file"]), book=book, by=user)
            preview = make_preview(document, user)
            self.tell(preview)
            if options["dry_run"]:
                document.delete()
                return
            taken = take_import(document.pk, by=user, choices={}, seen=read_seen(preview.seen))
        except (ImportRefused, StaleImport, NothingToTake, WritingError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{taken.written.count()} sections were imported."))
        self.stdout.write(f"To undo: manage.py import_book --undo {taken.pk}")

    def tell(self, preview: Preview) -> None:
        for offer in preview.targets:
            after = "the same" if offer.is_same else f"{offer.section.word_count} -> {offer.words_after} words"
            self.stdout.write(f"{offer.label}: {after}")
            for row in offer.rows:
                self.stdout.write(f"    from “{row.heading}”" + (f" (by {row.by})" if row.by else ""))
            for line in offer.told:
                self.stdout.write(f"    - {line}")
        for row in preview.left_out:
            reason = f": {row.reason}" if row.reason else ""
            self.stdout.write(f"left over: {row.heading or '(before the first heading)'}, {row.words} words{reason}")
        for line in preview.losses:
            self.stdout.write(f"- {line}")

    def undo(self, pk: uuid.UUID, user: Any) -> None:
        if not DocumentImport.objects.visible_to(user).filter(pk=pk).exclude(state="waiting").exists():
            raise CommandError(f"There is no import {pk} that was taken over.")
        undone = undo_import(pk, by=user)
        for title in undone.restored:
            self.stdout.write(f"restored: {title}")
        for title, reason in undone.kept:
            self.stdout.write(f"not undone: {title} ({reason})")
