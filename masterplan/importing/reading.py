"""A document as passages: each heading with the text below it, cleaned like every text, and what was changed or lost in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from formats.html import UncleanHtml, clean_html, word_count

from .headings import Marked, mark_headings
from .losses import count_kept, tell
from .packages import ImportRefused, open_package
from .pandoc import run_pandoc
from .pictures import Picture, Pictures

NOTES = re.compile(r'<(section|aside|div)\b[^>]*\bid="footnotes"[^>]*>.*</\1>\s*$', re.DOTALL)
NOTE = re.compile(r'(?=<li id="fn[0-9]+")')
REFERENCE = re.compile(r'<a href="#(fn[0-9]+)"[^>]*>.*?</a>', re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """A heading of the document (`level` 1 to 9) and what stands below it until the next; level 0: before the first.
    `problem` says why its text cannot be taken; `auto` is the number that Word sets before the heading by itself."""

    level: int
    title: str
    auto: str
    html: str
    words: int
    losses: dict[str, int]
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class WordDocument:
    """All of a document. `losses` are those that belong to no passage."""

    passages: tuple[Passage, ...]
    pictures: tuple[Picture, ...]
    losses: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """The text in the form of a section, and what was changed or lost, as sentences."""

    html: str
    report: tuple[str, ...]
    word_count: int


def read_document(name: str, content: bytes) -> WordDocument:
    """The passages of a .docx, in its order. Raises ImportRefused with a reason for the person who sent it."""
    package = open_package(name, content)
    marked = mark_headings(package)
    headers = sum(1 for node in package.body.iter() if str(node.tag).endswith(("}headerReference", "}footerReference")))
    html = run_pandoc(package.written())
    pictures = Pictures()
    passages = tuple(_passages(html, marked, pictures))
    if not any(passage.html or passage.problem for passage in passages):
        raise ImportRefused(_("The document holds no text."))
    losses = {"headers": headers, "guessed": int(marked.guessed and len(passages) > 1)}
    return WordDocument(passages, tuple(pictures.found), {key: count for key, count in losses.items() if count})


def read_docx(name: str, content: bytes) -> Imported:
    """The text of a whole document as that of one section. Raises ImportRefused."""
    document = read_document(name, content)
    html, losses = joined(document.passages)
    return Imported(html, tuple(tell(losses + Counter(document.losses))), word_count(html))


def joined(passages: Iterable[Passage], *, heading: bool = True) -> tuple[str, Counter[str]]:
    """Passages one behind the other as the text of one section, its headings on the two levels a section has, and their
    losses together. `heading=False` leaves out the first heading: the section has that title itself.
    Raises ImportRefused when one of them cannot be taken, or all are too large together."""
    passages = list(passages)
    levels = [passage.level for passage in (passages if heading else passages[1:]) if passage.title]
    highest = min(levels, default=1)
    parts, losses = [], Counter[str]()
    for index, passage in enumerate(passages):
        if passage.problem:
            raise ImportRefused(passage.problem)
        if passage.title and (heading or index):
            tag = "h3" if passage.level == highest else "h4"
            parts.append(f"<{tag}>{escape(passage.title)}</{tag}>")
            losses["headings"] += 1
        parts.append(passage.html)
        losses.update(passage.losses)
    try:
        return clean_html("".join(parts)), losses
    except UncleanHtml as error:
        raise ImportRefused(str(error)) from error


def _passages(html: str, marked: Marked, pictures: Pictures) -> Iterable[Passage]:
    """Cut the HTML at the tokens; a token that is not at the top of the text stays a heading of the passage before."""
    html, notes = _without_notes(html)
    cut = re.split(rf"<p>{marked.token}([0-9]+)x</p>", html)
    texts = dict(zip([0, *(int(number) for number in cut[1::2])], cut[::2], strict=True))
    taken: dict[int, Passage] = {}
    for number, part in enumerate(marked.parts):
        raw = re.sub(
            rf"{marked.token}([0-9]+)x", lambda found: escape(marked.parts[int(found[1])].title), texts.get(number, "")
        )
        losses = Counter(part.losses)
        raw = REFERENCE.sub(lambda found: found[0] if found[1] in notes else "", raw)  # a note that is missing
        used = [found[1] for found in REFERENCE.finditer(raw)]
        raw = pictures.taken_from(raw, losses)
        if used:
            items = "".join(pictures.taken_from(notes[one], losses) for one in dict.fromkeys(used))
            raw += f'<section id="footnotes"><ol>{items}</ol></section>'
        taken[number] = _cleaned(part.level, part.title, part.auto, raw, losses, part.words)
    for number in range(len(marked.parts)):
        if number or taken[number].html or taken[number].problem or len(taken) == 1:
            yield taken[number]
        elif len(taken) > 1 and taken[number].losses:
            # Nothing stands before the first heading; what was lost there is told with it.
            first = taken[1]
            taken[1] = Passage(
                **first.as_json() | {"losses": dict(Counter(first.losses) + Counter(taken[number].losses))}
            )


def _cleaned(level: int, title: str, auto: str, raw: str, losses: Counter[str], words: Counter[str]) -> Passage:
    try:
        html, problem = clean_html(raw), ""
    except UncleanHtml as error:
        html, problem = "", str(error)
    else:
        losses = losses + count_kept(html, words)
    return Passage(level, title, auto, html, word_count(html), dict(losses), problem)


def _without_notes(html: str) -> tuple[str, dict[str, str]]:
    """The text without its list of notes, and the notes by their id."""
    found = NOTES.search(html)
    if found is None:
        return html, {}
    notes = {}
    for item in NOTE.split(found[0])[1:]:
        name = item[len('<li id="') : item.index('"', len('<li id="'))]
        note = item[: item.rfind("</li>") + len("</li>")]
        if re.sub(r'<a\b[^>]*class="footnote-back".*?</a>|<[^>]+>', "", note).strip():
            notes[name] = note
    return html[: found.start()], notes
