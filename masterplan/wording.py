"""The words of the site: the glossary of the plan and its dimensions, as the floors below link them."""

from __future__ import annotations

from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import slugify

from formats.wording import Word
from quickwins.models import Dimension

from .models import Term


def anchor_of(word: str) -> str:
    """Where a word stands on the page of the glossary."""
    return f"arti-{slugify(word) or 'lain'}"


def words_of_site() -> tuple[Word, ...]:
    """Dimensions and words of the current plan, always in the same order. One query."""
    dimensions = Dimension.objects.filter(plan__is_current=True, is_active=True).values_list(
        Cast("key", CharField()), Cast("name", CharField()), Cast("help", TextField())
    )
    terms = Term.objects.filter(plan__is_current=True).values_list(
        Value("", CharField()), Cast("word", CharField()), Cast("meaning", TextField())
    )
    glossary = reverse("masterplan:glossary")
    found = [
        Word(name, meaning, reverse("masterplan:dimension_detail", args=[key]))
        if key
        else Word(name, meaning, f"{glossary}#{anchor_of(name)}")
        for key, name, meaning in dimensions.order_by().union(terms.order_by(), all=True)
    ]
    # What a dimension is, its own page says best, whatever the glossary says of the same word.
    return tuple(sorted(found, key=lambda word: ("#" in word.url, word.word)))
