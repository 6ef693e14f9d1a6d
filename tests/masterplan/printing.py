"""Typesetting for tests: one pair of worker processes for the whole run, and books that several tests look at."""

from __future__ import annotations

from functools import cache

import pytest

from masterplan.export.manuscript import Manuscript
from masterplan.export.pool import Pool
from masterplan.export.printing import BookPrinter, Printed

from . import manuscripts


@pytest.fixture(scope="session")
def printer():
    """A printer with warm workers that remembers what it has set in this run."""
    pool = Pool(2)
    yield BookPrinter(pool)
    pool.close()


@pytest.fixture(scope="session")
def printed(printer: BookPrinter):
    """`printed(manuscript)` or `printed(manuscript, tagged=False)`: the book, made once for each."""

    @cache
    def make(name: str, chapters: int, books: int, draft: bool, options: tuple[tuple[str, object], ...]) -> Printed:
        manuscript = manuscripts.build(chapters, books=books, draft=draft)
        return printer.print(manuscript, manuscripts.read_media, **dict(options))

    def ask(chapters: int = 3, *, books: int = 1, draft: bool = True, **options: object) -> Printed:
        return make("", chapters, books, draft, tuple(sorted(options.items())))

    return ask


def print_one(printer: BookPrinter, manuscript: Manuscript, **options: object) -> Printed:
    return printer.print(manuscript, manuscripts.read_media, **options)  # type: ignore[arg-type]
