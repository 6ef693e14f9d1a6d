"""The HTML of a section: one canonical form, made by :func:`clean_html` from whatever is pasted or posted.

Blocks: ``p``, ``p.source`` behind a table, image or live block, ``h3``, ``h4``, ``ul``, ``ol``, ``blockquote``,
``figure.table``, ``figure.image``, ``div[data-blok][data-param]``. Items, quotations and cells hold ``p``, ``ul``,
``ol``. Inline: ``strong``, ``em``, ``sub``, ``sup``, ``br``, ``a[href]``, ``span.footnote``, ``span[data-angka]``,
``span[data-rujuk]``. Figures and live blocks may carry ``id="r-…"``, once in a text, for references to hold on to.
Nothing else: no other ids, styles or classes. Cleaning twice changes nothing.

Three steps: a linear parser makes a tree of meanings (markup.py), the tree is written anew (prose.py, runs.py, grid.py), and
nh3, which parses as browsers do, lets only the canonical elements and attributes through.
"""

import html as entities
import re
from collections.abc import Callable

import nh3
from django.utils.translation import gettext_lazy as _

from .grid import TooManyCells
from .markup import MARK, UNWANTED, Unreadable, parse
from .prose import BLOCK_NAME, FILE_ADDRESS, NUMBER_NAME, PARAMETERS, REFERENCE, TooDeep, write_prose
from .runs import clean_link

__all__ = [
    "FILE_ADDRESS",
    "MAX_BYTES",
    "UncleanHtml",
    "blocks",
    "clean_html",
    "plain_text",
    "without_marks",
    "word_count",
]

MAX_BYTES = 1024 * 1024

MESSAGES = {
    "not_text": _("The text could not be read. Reload the page and try again."),
    "too_large": _("The text is larger than 1 MB. Divide it into several sections, or send images as files."),
    "too_deep": _("Lists or quotations are nested too deeply. Use at most ten levels."),
    "too_many_cells": _("A table is too large: at most 500 rows and 20 columns. Divide it or attach it as a file."),
    "too_many_elements": _(
        "The text has too much formatting. Divide it into several sections or paste it as plain text."
    ),
}


class UncleanHtml(ValueError):
    """A text that cannot be kept as a whole. ``code`` is a key of ``MESSAGES``, ``str(error)`` tells the user why."""

    def __init__(self, code: str):
        super().__init__(MESSAGES[code])
        self.message = MESSAGES[code]
        self.code = code


def clean_html(html: str) -> str:
    """The canonical form of a section's HTML, safe to store, show and print.

    What has another form but a meaning is mapped to it (Word's lists and footnotes, ``b``, ``h1``, bare tables), what
    has none is left out. ``img`` is kept only with an address of our own files; the alternative text of others stays
    as text. Raises :class:`UncleanHtml` for what is too large, too deep or has too many cells or elements.
    """
    if not isinstance(html, str):
        raise UncleanHtml("not_text")
    for _attempt in range(3):
        _check_size(html)
        written = _write(html)
        _check_size(written)
        kept = _gate(written)
        if kept == written:
            break
        # An address that only nh3 finds wrong leaves an empty link behind: once more from what is left.
        html = kept
    return kept


def _check_size(html: str) -> None:
    if len(html) > MAX_BYTES or len(html.encode("utf-8", "replace")) > MAX_BYTES:
        raise UncleanHtml("too_large")


def _write(html: str) -> str:
    try:
        return write_prose(parse(UNWANTED.sub("", html)))
    except Unreadable as error:
        raise UncleanHtml(error.code) from error
    except TooDeep as error:
        raise UncleanHtml("too_deep") from error
    except TooManyCells as error:
        raise UncleanHtml("too_many_cells") from error


TAGS = set(
    "p h3 h4 ul ol li blockquote figure figcaption table thead tbody tr th td img div strong em sub sup br a span".split()
)  # fmt: skip
SPAN = re.compile(r"[1-9]|[1-4][0-9]|50")
ALLOWED: dict[tuple[str, str], Callable[[str], object]] = {
    ("a", "href"): lambda value: clean_link(value) == value,
    ("img", "src"): FILE_ADDRESS.fullmatch,
    ("img", "alt"): lambda value: True,
    ("p", "class"): re.compile("source").fullmatch,
    ("figure", "class"): re.compile("table|image").fullmatch,
    ("figure", "id"): MARK.fullmatch,
    ("div", "id"): MARK.fullmatch,
    ("span", "class"): re.compile("footnote").fullmatch,
    ("span", "data-angka"): NUMBER_NAME.fullmatch,
    ("span", "data-rujuk"): REFERENCE.fullmatch,
    ("span", "data-param"): PARAMETERS.fullmatch,
    ("div", "data-blok"): BLOCK_NAME.fullmatch,
    ("div", "data-param"): PARAMETERS.fullmatch,
    ("th", "scope"): re.compile("col|row").fullmatch,
    ("th", "colspan"): SPAN.fullmatch,
    ("th", "rowspan"): SPAN.fullmatch,
    ("td", "colspan"): SPAN.fullmatch,
    ("td", "rowspan"): SPAN.fullmatch,
}
ATTRIBUTES: dict[str, set[str]] = {}
for _tag, _name in ALLOWED:
    ATTRIBUTES.setdefault(_tag, set()).add(_name)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    allowed = ALLOWED.get((tag, name))
    return value if allowed and allowed(value) else None


def _gate(html: str) -> str:
    """Independent of all above: only the elements and attributes of the canonical form pass."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


# ---- Reading the canonical form. In it "<" stands for markup only, so tags can be told by a pattern. ----

MARKED = re.compile(r'(<(?:figure|div)[^>]*) id="r-[a-z0-9]{6,12}"')
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
VOID = ("br", "img")
ENDS_LINE = {"p", "h3", "h4", "li", "blockquote", "figcaption", "tr", "figure", "br", "div"}
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def blocks(html: str) -> list[str]:
    """The top-level blocks of a canonical text, in order; joined they are the text again."""
    result: list[str] = []
    start = depth = 0
    for match in TAG.finditer(html):
        if match[2] in VOID:
            continue
        depth += -1 if match[1] else 1
        if depth == 0:
            result.append(html[start : match.end()])
            start = match.end()
    if html[start:].strip():
        result.append(html[start:])
    return result


def without_marks(html: str) -> str:
    """A canonical text without the ids of its tables, images and live blocks: they are nothing that a reader sees."""
    return MARKED.sub(r"\1", html)


def plain_text(html: str) -> str:
    """The words of a canonical text: a line per paragraph, item and row, cells parted by tabs, footnotes in brackets.

    Live blocks, live numbers and references have no words of their own. For search, comparison and counting.
    """
    parts: list[str] = []
    end = 0
    in_cell = in_footnote = False
    for match in TAG.finditer(html):
        parts.append(html[end : match.start()])
        end = match.end()
        closing, tag = bool(match[1]), match[2]
        if tag in ("td", "th"):
            in_cell = not closing
            parts.append("\t" if closing else "")
        elif tag == "span" and not closing and 'class="footnote"' in match[3]:
            in_footnote = True
            parts.append(" [")
        elif tag == "span" and closing and in_footnote:
            in_footnote = False
            parts.append("]")
        elif (closing or tag == "br") and tag in ENDS_LINE:
            parts.append(" " if in_cell else "\n")
    parts.append(html[end:])
    lines = entities.unescape("".join(parts)).split("\n")
    tidy = (re.sub(r"[^\S\t]+", " ", line).replace(" \t", "\t").strip() for line in lines)
    return "\n".join(line for line in tidy if line)


def word_count(html: str) -> int:
    """How many words a canonical text has: whatever holds a letter or digit between blanks."""
    return sum(1 for word in plain_text(html).split() if word.isalnum() or LETTER_OR_DIGIT.search(word))
