"""What of the books a person gets into his hands: which sections, which pictures, and whether a finished file still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from files.models import StoredFile
from quickwins.models import Plan

from .export.assemble import assemble
from .export.manuscript import Chapter, Manuscript
from .models import Book, Export, Section

ALL = "all"


def may_export(user: User) -> bool:
    """Everybody who writes or reads the book; an administrator looks after the site, not after the text."""
    return user.is_active and not user.is_administrator


def may_download(user: User, export: Export) -> bool:
    """Whether the person may still read all that is in the file (case P21). `export` is one visible to him."""
    if not may_export(user):
        return False
    sections = Section.objects.filter(pk__in=export.section_ids)
    return not sections.exclude(pk__in=Section.objects.visible_to(user).values("pk")).exists()


def book_keys(plan: Plan, book: str) -> list[str]:
    if book != ALL:
        return [book]
    return list(Book.objects.filter(plan=plan).values_list("key", flat=True))


def readable_manuscript(plan: Plan, keys: Sequence[str], user: User, as_of: datetime) -> tuple[Manuscript, list[int]]:
    """The text in work with all that this person may read, and nothing else; with it the ids of the sections whose text
    that is. Raises NothingToPrint."""
    readable = Section.objects.filter(book__plan=plan).visible_to(user)
    rows = dict(readable.values_list("pk", "book__key"))
    manuscript = assemble(plan, keys, as_of=as_of, visible=set(rows))
    written = Section.objects.written().filter(pk__in=[pk for pk, key in rows.items() if key in keys])
    return without_hidden_pictures(manuscript, user), list(written.order_by("pk").values_list("pk", flat=True))


def without_hidden_pictures(manuscript: Manuscript, user: User) -> Manuscript:
    """The manuscript knowing only the pictures that this person may see. Pages are remembered under the pictures they
    show: without this he would be handed pages with a hidden one that were typeset for somebody else (case P04)."""
    if user.sees_everything:
        return manuscript
    shown = {name for book in manuscript.books for chapter in book.chapters for name in chapter.media}
    seen = {str(pk) for pk in StoredFile.objects.visible_to(user).filter(pk__in=shown).values_list("pk", flat=True)}

    def seen_by_him(chapter: Chapter) -> Chapter:
        return replace(chapter, media={name: digest for name, digest in chapter.media.items() if name in seen})

    return replace(
        manuscript,
        books=tuple(replace(book, chapters=tuple(map(seen_by_him, book.chapters))) for book in manuscript.books),
    )


def file_reader(user: User) -> Callable[[str], bytes]:
    """Reads the pictures that this person may see. The function raises LookupError for others, OSError for lost ones."""
    visible = StoredFile.objects.visible_to(user)

    def read(file_id: str) -> bytes:
        stored = visible.filter(pk=file_id).first()
        if stored is None:
            raise LookupError(file_id)
        with stored.file.open() as file:
            return file.read()

    return read


def read_any_file(file_id: str) -> bytes:
    """Pictures of a frozen edition are as public as the edition. Raises LookupError, OSError."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        raise LookupError(file_id)
    with stored.file.open() as file:
        return file.read()
