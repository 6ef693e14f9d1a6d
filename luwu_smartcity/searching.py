"""Search over sections, programs, commitments, organisations and words; each hit only for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from formats.html import plain_text
from masterplan.models import Section
from masterplan.wording import words_of_site
from quickwins.models import Program
from stakeholders.models import Commitment

PER_KIND = 8


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    where: str
    excerpt: str = ""


@dataclass(frozen=True)
class HitGroup:
    title: str
    hits: list[Hit]


def find(query: str, user: User) -> list[HitGroup]:
    """Groups of hits that hold every word of the query; empty for fewer than two signs."""
    words = [word for word in query.split() if word][:6]
    if len(query) < 2 or not words:
        return []
    groups = [
        HitGroup(_("Sections"), _sections(words, user)),
        HitGroup(_("Programs"), _programs(words, user)),
        HitGroup(_("Commitments"), _commitments(words, user)),
        HitGroup(_("Organisations"), _organisations(words, user)),
        HitGroup(_("Glossary"), _terms(words)),
    ]
    return [group for group in groups if group.hits]


def _all_words(words: list[str], *fields: str) -> Q:
    condition = Q()
    for word in words:
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__icontains": word})
        condition &= any_field
    return condition


def _sections(words: list[str], user: User) -> list[Hit]:
    rows = (
        Section.objects.of_current_plan()
        .visible_to(user)
        .written()
        .filter(_all_words(words, "title", "html"))
        .select_related("book")
        .order_by("book", "position")[:PER_KIND]
    )
    return [Hit(row.title, row.get_absolute_url(), row.book.short, _excerpt(row.html, words)) for row in rows]


def _excerpt(html: str, words: list[str], width: int = 160) -> str:
    text = plain_text(html)
    at = max(text.lower().find(words[0].lower()), 0)
    start = max(0, at - width // 3)
    return ("…" if start else "") + text[start : start + width].strip() + ("…" if len(text) > start + width else "")


def _programs(words: list[str], user: User) -> list[Hit]:
    rows = (
        Program.objects.of_current_plan()
        .visible_to(user)
        .filter(_all_words(words, "name", "summary", "lead__name", "lead__short"))
        .select_related("lead", "subdimension__dimension")[:PER_KIND]
    )
    return [Hit(row.name, row.get_absolute_url(), f"{row.subdimension.dimension.name}, {row.lead}") for row in rows]


def _commitments(words: list[str], user: User) -> list[Hit]:
    rows = (
        Commitment.objects.filter(plan__is_current=True)
        .visible_to(user)
        .current()
        .filter(_all_words(words, "title", "number", "organisation__name", "organisation__short"))
        .select_related("organisation")[:PER_KIND]
    )
    return [Hit(row.title, row.get_absolute_url(), row.organisation.name) for row in rows]


def _organisations(words: list[str], user: User) -> list[Hit]:
    rows = Organisation.objects.visible_to(user).active().filter(_all_words(words, "name", "short"))[:PER_KIND]
    return [Hit(row.name, row.get_absolute_url(), row.get_kind_display()) for row in rows]


def _terms(words: list[str]) -> list[Hit]:
    """Words of the glossary and dimensions, for everybody: those that are named so before those that only speak of it."""
    wanted = [word.casefold() for word in words]
    found = [row for row in words_of_site() if all(one in f"{row.word} {row.meaning}".casefold() for one in wanted)]
    found.sort(key=lambda row: not all(one in row.word.casefold() for one in wanted))
    return [Hit(row.word, row.url, "", row.meaning) for row in found[:PER_KIND]]
