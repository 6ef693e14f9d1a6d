"""What a document holds that a section holds otherwise or not at all: counted in its XML, told in sentences.

Counts are plain numbers by a name, so that those of several parts can be added and kept; a name may carry what it is about
behind a colon (`style:Kotak`, `field:REF`, `kind:emf`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import etree

from formats.html import plain_text

from .packages import M, W, said

LIFTED = f"{W}txbxLifted"
# Elements that count by being there.
SIMPLE = {
    f"{W}ins": "inserted",
    f"{W}moveTo": "inserted",
    f"{W}del": "deleted",
    f"{W}moveFrom": "deleted",
    f"{W}commentReference": "comments",
    f"{W}footnoteReference": "footnotes",
    f"{W}endnoteReference": "footnotes",
    f"{M}oMath": "equations",
    f"{W}drawing": "drawings",
    f"{W}pict": "drawings",
    f"{W}object": "drawings",
    f"{W}color": "colours",
    f"{W}highlight": "colours",
    f"{W}shd": "colours",
    f"{W}bidi": "rtl",
    f"{W}rtl": "rtl",
    f"{W}headerReference": "headers",
    f"{W}footerReference": "headers",
    LIFTED: "boxes",
}
STYLES = {f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle"}
# A field that leaves nothing behind which a reader would miss: links come over, these make no text.
SILENT_FIELDS = {"HYPERLINK", "TOC", "TC", "XE", "INDEX", "RD"}
WORD = re.compile(r"\w+")
MOST_NAMES = 5


def count_losses(item: etree._Element, names: Mapping[str, str], own: Collection[str]) -> Counter[str]:
    """Of one paragraph or table. `names` of the styles by id, `own` the ids of those that the writer made."""
    counts: Counter[str] = Counter()
    for node in item.iter():
        tag = node.tag
        if tag in SIMPLE:
            counts[SIMPLE[tag]] += 1
        elif tag in STYLES:
            key = node.get(f"{W}val", "")
            if key in own or (names and key not in names):
                counts[f"style:{names.get(key, key)[:60]}"] += 1
        elif tag == f"{W}gridSpan":
            counts["merged"] += node.get(f"{W}val") != "1"
        elif tag == f"{W}vMerge":
            counts["merged"] += node.get(f"{W}val") == "restart"
        elif tag in (f"{W}instrText", f"{W}fldSimple"):
            told = (node.text if tag == f"{W}instrText" else node.get(f"{W}instr")) or ""
            name = told.split()[0].upper() if told.split() else ""
            if re.fullmatch(r"[A-Z]{2,20}", name) and name not in SILENT_FIELDS:
                counts[f"field:{name}"] += 1
    return +counts


def words_of(item: etree._Element) -> Counter[str]:
    """The words that the item says, to look for in the text that came of it. Equations are told of by themselves."""
    paragraphs = [item] if item.tag == f"{W}p" else item.iter(f"{W}p")
    return Counter(word for paragraph in paragraphs for word in WORD.findall(said(paragraph)))


def count_kept(html: str, words: Counter[str]) -> Counter[str]:
    """What the text that came of a part holds, and how many of its words it does not hold any more."""
    counts: Counter[str] = Counter()
    counts["footnotes_kept"] = html.count('<span class="footnote">')
    counts["tables"] = html.count("<table>")
    counts["pictures"] = html.count("<img ")
    counts["headings"] = html.count("<h3>") + html.count("<h4>")
    missing = words - Counter(WORD.findall(plain_text(html)))
    for word in sorted(missing)[:MOST_NAMES]:
        counts[f"word:{word[:40]}"] = missing[word]
    if rest := sum(missing.values()) - sum(missing[word] for word in sorted(missing)[:MOST_NAMES]):
        counts["words_missing"] = rest
    return +counts


def tell(counts: Mapping[str, int]) -> list[str]:
    """The sentences, in the language of the reader: first what is lost, then what was changed, then what was kept."""
    get = Counter(counts)
    told = []
    for count, one in _numbers(get):
        if count > 0:
            told.append(one(count) % {"count": count})
    for name, sentence in {
        "merged": _("Merged cells were kept as far as they fit the table; compare the tables with the document."),
        "boxes": _("Text boxes were set into the text, behind the paragraph where they were anchored."),
        "hidden": _("Hidden text was left out."),
        "contents": _("The table of contents was left out; the book makes its own."),
        "headers": _("Headers and footers of the pages were left out; the book has its own."),
        "colours": _("Colours and highlighting were left out."),
        "rtl": _("Writing from right to left was kept as text, without its direction."),
        "headings": _("Headings became headings within the section, on two levels."),
        "guessed": _("The document has no heading styles; bold numbered lines were taken as headings."),
    }.items():
        if get[name] > 0:
            told.append(sentence)
    if get["inserted"] or get["deleted"]:
        told.append(_("Tracked changes were accepted: insertions stayed, deletions went."))
    if kinds := _named(get, "kind:"):
        told.append(
            _("Pictures of these kinds cannot be shown; save them as PNG in Word: %(names)s.") % {"names": kinds}
        )
    if fields := _named(get, "field:"):
        told.append(_("Fields became the text that they showed last: %(names)s.") % {"names": fields})
    if styles := _named(get, "style:"):
        told.append(_("Styles of the document's own became plain text: %(names)s.") % {"names": styles})
    if words := _named(get, "word:"):
        count = get["words_missing"] + sum(value for name, value in get.items() if name.startswith("word:"))
        sentence = ngettext(
            "%(count)s word is not in the text: %(names)s.",
            "%(count)s words are not in the text, among them: %(names)s.",
            count,
        )
        told.insert(0, sentence % {"count": count, "names": words})
    return told


def _numbers(get: Counter[str]) -> list[tuple[int, Callable[[int], str]]]:
    lost = get["pictures_lost"] + max(get["drawings"] - get["pictures"] - get["pictures_lost"], 0)
    return [
        (
            get["footnotes"] - get["footnotes_kept"],
            lambda n: ngettext("%(count)s footnote was lost.", "%(count)s footnotes were lost.", n),
        ),
        (
            lost,
            lambda n: ngettext(
                "%(count)s picture or drawing could not be taken over.",
                "%(count)s pictures or drawings could not be taken over.",
                n,
            ),
        ),
        (
            get["comments"],
            lambda n: ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", n),
        ),
        (
            get["equations"],
            lambda n: ngettext("%(count)s equation became plain text.", "%(count)s equations became plain text.", n),
        ),
        (
            get["footnotes_kept"],
            lambda n: ngettext("%(count)s footnote was kept.", "%(count)s footnotes were kept.", n),
        ),
        (get["tables"], lambda n: ngettext("%(count)s table was kept.", "%(count)s tables were kept.", n)),
        (
            get["pictures"],
            lambda n: ngettext(
                "%(count)s picture was kept. Write its title and what it shows.",
                "%(count)s pictures were kept. Write their titles and what they show.",
                n,
            ),
        ),
        (
            get["blocks_kept"],
            lambda n: ngettext(
                "%(count)s live block of the present text stays, at the end of the section.",
                "%(count)s live blocks of the present text stay, at the end of the section.",
                n,
            ),
        ),
    ]


def _named(get: Counter[str], prefix: str) -> str:
    """`Kotak (3), Catatan`: the names behind a prefix, the most frequent first."""
    rows = sorted(
        ((name.removeprefix(prefix), count) for name, count in get.items() if name.startswith(prefix) and count > 0),
        key=lambda row: (-row[1], row[0]),
    )
    told = [f"{name} ({count})" if count > 1 else name for name, count in rows[:MOST_NAMES]]
    return ", ".join(told) + (" …" if len(rows) > MOST_NAMES else "")
