"""How a book looks beyond its stylesheet: what stands in the foot of its pages, and what kind of PDF it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "print" / "book.css"

# What the carrier shows in each face: what Indonesian prose is written with, ligatures, and figures as tables set them.
# Rarer signs come with the fragment that has them: a larger carrier would cost every book more than they do.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
BASIC = f"{LETTERS} .,:;()-–—/%&+'“”‘’…\u00a0 fi fl ff ffi ffl ft fft fj"
FULL = BASIC + ' !"#$*<=>?@[]_•°·×−≤≥≈→½²³é'
TABLES = "0123456789.,:;%+-–−/()Rp"
# family, weight, style, characters, figures of tables, whether page numbers are set in it
FACES = (
    ("Source Serif 4", 400, "normal", FULL, "", False),
    ("Source Serif 4", 400, "italic", BASIC, "", False),
    ("Source Serif 4", 600, "normal", BASIC, "", True),
    ("Source Serif 4 Display", 400, "normal", BASIC, "", False),
    ("Source Serif 4 Display", 600, "normal", BASIC, "", True),
    ("Source Sans 3", 400, "normal", FULL + " ◦●○", TABLES, True),
    ("Source Sans 3", 400, "italic", BASIC, "", False),
    ("Source Sans 3", 600, "normal", BASIC, TABLES, True),
    ("Source Sans 3", 700, "normal", BASIC, "", False),
)
FOLIO_CHARACTERS = "0123456789ivxlcdm"
TAGGED = "pdf/a-3a"

# No kerning: a number that is put together from single figures must stand exactly as one that is typeset whole.
FOLIO_FONT = 'font: 600 9.5pt "Source Sans 3"; font-kerning: none; font-variant-numeric: lining-nums tabular-nums'
FOLIO_BOX = "@bottom-right {{ content: {content}; {font}; color: #17191d; vertical-align: top; padding-top: 6mm; white-space: nowrap; }}"
FOOT_BOX = '@bottom-left {{ content: "{foot}"; font: 8.5pt "Source Sans 3"; color: #4a4d53; vertical-align: top; padding-top: 6mm; white-space: nowrap; }}'
# The box of the left margin is as wide as the margin: the word is drawn past it, over the middle of the page.
DRAFT_BOX = (
    '@left-middle {{ content: "DRAF"; font: 600 118pt/1 "Source Sans 3"; letter-spacing: 12pt; color: rgba(23, 25, 29, .07); '
    "white-space: nowrap; transform: translate({x}mm, {y}mm) rotate(-45deg); }}"
)
MARK_COLOUR, MARK_ON_COVER = "rgba(23, 25, 29, .07)", "rgba(255, 255, 255, .14)"
NO_BOXES = "@bottom-left { content: none } @bottom-right { content: none } @left-middle { content: none }"


@cache
def stylesheet() -> str:
    """The stylesheet of the book."""
    return STYLESHEET.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Style:
    """What binding and the single pass draw on each page besides the text. `foot` is the line at the bottom left,
    `frozen` the stylesheet of an edition, which keeps its looks for ever; empty takes today's."""

    foot: str = ""
    draft: bool = False
    tagged: bool = True
    frozen: str = ""

    @property
    def sheet(self) -> str:
        return self.frozen or stylesheet()

    @property
    def variant(self) -> str:
        return TAGGED if self.tagged else ""

    def page_boxes(self, arabic: str, roman: str) -> str:
        """Rules that draw foot, folio and mark; the arguments are CSS contents, e.g. `counter(folio)`."""
        foot = FOOT_BOX.format(foot=css_string(self.foot)) if self.foot else ""
        upright = DRAFT_BOX.format(x=62, y=0) if self.draft else ""
        turned = DRAFT_BOX.format(x=103, y=0) if self.draft else ""
        return (
            f"@page {{ {foot} {FOLIO_BOX.format(content=arabic, font=FOLIO_FONT)} {upright} }}\n"
            f"@page front {{ {FOLIO_BOX.format(content=roman, font=FOLIO_FONT)} }}\n"
            f"@page wide {{ {turned} }}\n"
            f"@page cover {{ {NO_BOXES} {upright.replace(MARK_COLOUR, MARK_ON_COVER)} }}\n"
        )

    def frames(self) -> str:
        """For the empty pages whose foot and mark are drawn on every page: the folio is a placeholder."""
        return self.page_boxes('"¤¤¤¤"', '"¤¤¤¤"') + ".blank-cover { page: cover }\n@page cover { background: none }\n"

    def single_pass(self) -> str:
        """What a book in one piece needs besides: counters of its own for roman and arabic pages, numbers in lists."""
        return (
            self.page_boxes("counter(folio)", "counter(leaf, lower-roman)")
            # A counter that the first page does not know is not found by the lists later: hence the zeros.
            + "@page { counter-increment: folio }\n@page cover { counter-increment: leaf 1 folio 0 }\n"
            + "@page front { counter-increment: leaf 1 folio 0 }\n.front:not(.inner) { page: front }\n"
            + ".pn::after { content: target-counter(attr(href url), folio) }\n"
            + ".pn.roman::after { content: target-counter(attr(href url), leaf, lower-roman) }\n"
        )


def css_string(text: str) -> str:
    """`text` for use between double quotes of a stylesheet."""
    return "".join(c if c.isalnum() or c in " .,:;()–-/" else f"\\{ord(c):06x}" for c in text)
