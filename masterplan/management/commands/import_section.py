"""`manage.py import_section KEY FILE.docx [--dry-run] [--user NAME]`: Word in, with a report of what was changed or lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from masterplan.importing import ImportRefused, read_docx
from masterplan.importing.losses import tell
from masterplan.importing.preview import make_preview
from masterplan.importing.taking import NothingToTake, StaleImport, read_seen, start_import, take_import
from masterplan.models import Section
from masterplan.outline import of_plan
from masterplan.writing import WritingError


class Command(BaseCommand):
    help = "Puts the text of a Word document into one section and tells what was changed or lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="key of the section, for example b1.intro.background")
        parser.add_argument("file", type=Path, help="the .docx")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--user", help="username in whose name it is saved; the first editor otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        section = Section.objects.filter(of_plan(options["key"])).select_related("book__plan").first()
        if section is None or not section.holds_text:
            raise CommandError(f"There is no section {options['key']} that holds text.")
        user, content = writer(options["user"]), read_bytes(options["file"])
        try:
            if options["dry_run"]:
                imported = read_docx(options["file"].name, content)
                self.tell(list(imported.report), imported.word_count)
                return
            document = start_import(options["file"].name, content, book=section.book, by=user, section=section)
            preview = make_preview(document, user)
            taken = take_import(document.pk, by=user, choices={}, seen=read_seen(preview.seen))
        except (ImportRefused, StaleImport, NothingToTake, WritingError) as error:
            raise CommandError(str(error)) from error
        written = taken.written.get()
        self.tell([*tell(written.losses), *tell(taken.losses)], written.words_after)
        self.stdout.write(self.style.SUCCESS(f"{section.key} is now version {written.after}."))
        self.stdout.write(f"To undo: manage.py import_book --undo {taken.pk}")

    def tell(self, report: list[str], words: int) -> None:
        for line in report:
            self.stdout.write(f"- {line}")
        self.stdout.write(f"{words} words")


def writer(username: str | None) -> User:
    """In whose name a command writes. Raises CommandError."""
    users = User.objects.active()
    user = users.filter(username=username).first() if username else users.filter(role=User.Role.EDITOR).first()
    if user is None:
        raise CommandError("There is no such user to save it as.")
    return user


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
