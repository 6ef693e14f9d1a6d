"""What typesetting said of a chapter before anybody exported it."""

from __future__ import annotations

from django.db import models

from .book import Section


class Proof(models.Model):
    """The last proof of a chapter: which pages it has (`key` is that of its fragment) and what to look at in them."""

    # The node that begins on a page of its own: a chapter, an appendix, a piece of the front matter.
    chapter = models.OneToOneField(Section, models.CASCADE, related_name="proof")
    key = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField(default=0)
    # Rows as in Export.problems: {place, text, code, about, url}.
    problems = models.JSONField(default=list, blank=True)
    # When these pages were typeset, and the moment of the last text that was compared with them.
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.chapter_id} {self.key[:8]}"
