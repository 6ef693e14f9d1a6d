"""`manage.py import_section KEY FILE.docx [--dry-run] [--user NAME]`: Word in, with a report of what was changed or lost."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from masterplan.importing import ImportRefused, image_keeper, read_docx
from masterplan.models import Revision, Section
from masterplan.outline import of_plan
from masterplan.writing import Conflict, WritingError, save_section


class Command(BaseCommand):
    help = "Puts the text of a Word document into one section and tells what was changed or lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="key of the section, for example b1.intro.background")
        parser.add_argument("file", type=Path, help="the .docx")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--user", help="username in whose name it is saved; the first editor otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        section = Section.objects.filter(of_plan(options["key"])).first()
        if section is None or not section.holds_text:
            raise CommandError(f"There is no section {options['key']} that holds text.")
        user = self._user(options["user"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        dry = options["dry_run"]
        try:
            imported = read_docx(options["file"].name, content, keep_image=None if dry else image_keeper(user))
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        for line in imported.report:
            self.stdout.write(f"- {line}")
        self.stdout.write(f"{imported.word_count} words")
        if dry:
            return
        try:
            result = save_section(
                section.pk,
                user=user,
                base_version=section.version,
                save_id=uuid.uuid4(),
                html=imported.html,
                kind=Revision.Kind.IMPORT,
                name=options["file"].name[:150],
            )
        except WritingError as error:
            raise CommandError(str(error)) from error
        if isinstance(result, Conflict):
            raise CommandError("The section was saved by someone else meanwhile; nothing was imported. Try again.")
        self.stdout.write(self.style.SUCCESS(f"{section.key} is now version {result.version}."))

    def _user(self, username: str | None) -> User:
        users = User.objects.active()
        user = users.filter(username=username).first() if username else users.filter(role=User.Role.EDITOR).first()
        if user is None:
            raise CommandError("There is no such user to save it as.")
        return user
