"""Words that have one meaning on the whole site, linked to it where they first appear on a page.

The words come from above: whoever keeps them hangs a teller here. The matcher of a set of words is made once and kept.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Word:
    """A word, what it means, and the page that says so."""

    word: str
    meaning: str
    url: str


Teller = Callable[[], tuple[Word, ...]]
tellers: list[Teller] = []


def vocabulary() -> Vocabulary:
    """All words of the site. What the tellers cost; the matcher is made anew only when a word has changed."""
    return vocabulary_of(tuple(word for teller in tellers for word in teller()))


@lru_cache(maxsize=4)
def vocabulary_of(words: tuple[Word, ...]) -> Vocabulary:
    return Vocabulary(words)


TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""", re.DOTALL)
CLASS = re.compile(r'\sclass="([^"]*)"')
VOID = frozenset("area br col hr img input link meta source use wbr".split())
# Nothing in these is linked: links and buttons, headings and captions, tables and pictures, what is chosen or typed.
CLOSED = frozenset(
    """a button summary h1 h2 h3 h4 h5 h6 caption figcaption figure table svg math label legend select option datalist
    textarea script style template code pre dfn abbr sup""".split()
)
# Live blocks, notices and the line below a table, by their classes.
CLOSED_CLASSES = frozenset(["blok", "source", "angka", "footnote", "note", "invalid-feedback", "visually-hidden"])
MARK = (
    '<a class="term-mark" href="{}" title="{}" data-word="{}"><span aria-hidden="true">?</span>'
    '<span class="visually-hidden">{}</span></a>'
)


class Vocabulary:
    """Finds words in HTML. Longer ones win over those inside them; abbreviations count only as they are written."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.words: dict[str, Word] = {}
        for word in words:
            if word.word.strip():
                self.words.setdefault(folded(word.word), word)
        patterns = sorted((_pattern(word.word) for word in self.words.values()), key=len, reverse=True)
        self.pattern = re.compile(rf"(?<![\w&#-])(?:{'|'.join(patterns) or '(?!)'})(?![\w-])", re.IGNORECASE)

    def word_at(self, match: re.Match[str]) -> Word | None:
        """The word that was found; None when an abbreviation is written as another word."""
        said = entities.unescape(match[0])
        word = self.words.get(folded(said))
        return None if word is None or (word.word.isupper() and said != word.word) else word

    def link(self, html: str, told: set[str], label: str = "%s") -> SafeString:
        """Link the words that are not yet `told`, which grows, and put a mark behind the labels of fields that hold one.

        `html` is markup of our own; what is inside `CLOSED` stays as it is. `label` says what a mark is for.
        """
        parts: list[str] = []
        end = depth = 0
        closed = field = ""
        for tag in TAG.finditer(html):
            text = html[end : tag.start()]
            if not closed:
                parts.append(self._linked(text, told))
            else:
                parts.append(text)
                field += text if field else ""
            end = tag.end()
            parts.append(tag[0])
            name = (tag[2] or "").lower()
            if not name or name in VOID or tag[3].endswith("/"):
                continue
            if closed:
                depth += (-1 if tag[1] else 1) if name == closed else 0
                if not depth:
                    parts.append(self._mark(field, told, label) if field else "")
                    closed = field = ""
            elif not tag[1] and (name in CLOSED or _classes(tag[3]) & CLOSED_CLASSES):
                closed, depth = name, 1
                field = " " if name == "label" and "form-label" in _classes(tag[3]) else ""
        rest = html[end:]
        parts.append(rest if closed else self._linked(rest, told))
        return mark_safe("".join(parts))

    def _linked(self, text: str, told: set[str]) -> str:
        return self.pattern.sub(lambda match: self._link_of(match, told), text) if text.strip() else text

    def _link_of(self, match: re.Match[str], told: set[str]) -> str:
        word = self.word_at(match)
        if word is None or word.word in told:
            return match[0]
        told.add(word.word)
        return format_html('<a class="term" href="{}" title="{}">{}</a>', word.url, word.meaning, mark_safe(match[0]))

    def _mark(self, text: str, told: set[str], label: str) -> str:
        """A sign behind the label of a field, as a link within it would take the click from the field."""
        for match in self.pattern.finditer(text):
            word = self.word_at(match)
            if word is not None and word.word not in told:
                told.add(word.word)
                return " " + format_html(MARK, word.url, word.meaning, word.word, label % word.word)
        return ""


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _pattern(word: str) -> str:
    """How the word stands in HTML, with any blank between its parts."""
    return r"(?:\s|&nbsp;)+".join(re.escape(str(escape(part))) for part in word.split())


def _classes(attributes: str) -> set[str]:
    found = CLASS.search(attributes)
    return set(found[1].split()) if found else set()
