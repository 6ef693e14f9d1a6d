"""Runs of inline content: pieces of text with marks (link, bold, italic, raised or lowered).

A run is flat and is written in one order of nesting, so that the same text has one form only.
"""

import re
from typing import NamedTuple

from .text import CONTROLS, nfc

WHITESPACE = re.compile(r"[ \t\n\r\f\v\u0085\u2028\u2029]+")
NBSP = "\u00a0"
LINK = re.compile(
    r"(https?://|mailto:|#)[^\s\"'<>`\\^{}|\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)


class Marks(NamedTuple):
    href: str = ""
    strong: bool = False
    em: bool = False
    script: str = ""

    def tags(self) -> list[tuple[str, str]]:
        """Start and end tags from the outside in."""
        tags = [(f'<a href="{escape(self.href)}">', "</a>")] if self.href else []
        tags += [("<strong>", "</strong>")] if self.strong else []
        tags += [("<em>", "</em>")] if self.em else []
        tags += [(f"<{self.script}>", f"</{self.script}>")] if self.script else []
        return tags


PLAIN = Marks()


class Piece(NamedTuple):
    """A part of a run: ``text``, ``break`` or ``mark`` (finished HTML of a footnote, live number or reference)."""

    kind: str
    marks: Marks
    content: str


def escape(text: str) -> str:
    """Text or the value of an attribute, escaped as browsers write it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace(NBSP, "&nbsp;")


def escape_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(NBSP, "&nbsp;")


def clean_link(href: str) -> str:
    """An address as it may be kept, else "": https, http, mailto and places on the page; Word's own places go."""
    href = CONTROLS.sub("", href).strip()
    scheme, colon, rest = href.partition(":")
    if colon and scheme.lower() in ("http", "https", "mailto"):
        href = scheme.lower() + ":" + rest
    return href if len(href) <= 2000 and LINK.fullmatch(href) and not href.startswith("#_") else ""


def tidy(run: list[Piece]) -> list[Piece]:
    """The run with whitespace folded, equal neighbours joined and nothing blank at either end; [] when it says nothing."""
    pieces: list[tuple[str, Marks, list[str]]] = []
    after_blank = True
    for kind, marks, content in run:
        if kind == "text":
            content = WHITESPACE.sub(" ", content)
            if after_blank:
                content = content.removeprefix(" ")
            if not content:
                continue
            after_blank = content.endswith(" ")
            if not pieces or pieces[-1][0] != "text" or pieces[-1][1] != marks:
                pieces.append(("text", marks, []))
            pieces[-1][2].append(content)
        elif kind == "break":
            _strip_end(pieces)
            if pieces:
                pieces.append((kind, marks, []))
            after_blank = True
        else:
            pieces.append((kind, marks, [content]))
            after_blank = False
    _strip_end(pieces)
    while pieces and pieces[-1][0] == "break":
        pieces.pop()
    run = [Piece(kind, marks, "".join(parts)) for kind, marks, parts in pieces]
    says_nothing = all(piece.kind != "mark" and not piece.content.strip(" " + NBSP) for piece in run)
    return [] if says_nothing else run


def _strip_end(pieces: list[tuple[str, Marks, list[str]]]) -> None:
    """Takes the one blank off the end that folding has left."""
    if pieces and pieces[-1][0] == "text" and pieces[-1][2][-1].endswith(" "):
        parts = pieces[-1][2]
        parts[-1] = parts[-1][:-1]
        if not parts[-1]:
            parts.pop()
        if not parts:
            pieces.pop()


def write_run(pieces: list[Piece]) -> str:
    parts: list[str] = []
    open_tags: list[tuple[str, str]] = []
    for kind, marks, content in pieces:
        tags = marks.tags()
        same = 0
        while same < min(len(tags), len(open_tags)) and tags[same] == open_tags[same]:
            same += 1
        parts += [end for _start, end in reversed(open_tags[same:])]
        parts += [start for start, _end in tags[same:]]
        open_tags = tags
        if kind == "text":
            parts.append(escape_text(nfc(content)))
        else:
            parts.append(content if kind == "mark" else "<br>")
    parts += [end for _start, end in reversed(open_tags)]
    return "".join(parts)
