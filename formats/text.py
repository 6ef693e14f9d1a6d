"""Short texts as people type them: cleaned once, on the way in."""

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

# Controls (without tab, line feed and carriage return), lone surrogates, non-characters.
FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# Marks that turn the order of what follows: with them "Rp1" can be made to look like another amount, a name like another.
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Invisible signs that make two equal-looking words differ. The joiners U+200C and U+200D stay: emoji need them.
INVISIBLE = "\u00ad\u200b\u2060\ufeff\u180e"

CONTROLS = re.compile(f"[{FORBIDDEN}]")
UNSEEN = re.compile(f"[{BIDI}{INVISIBLE}]")
BLANK_CONTROLS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")  # old separators: a blank, not nothing
BLANKS = re.compile(r"[\s\u00a0\u2028\u2029]+")


def clean_line(text: str | None) -> str:
    """One line of text: NFC, without controls, direction marks and invisible signs, blanks folded to one."""
    return BLANKS.sub(" ", _clean(text)).strip()


def clean_lines(text: str | None) -> str:
    """Like :func:`clean_line`, but line breaks are kept (as ``\\n``, at most one empty line in a row)."""
    lines = (BLANKS.sub(" ", line).strip() for line in re.split(r"\r\n|[\r\n\u2028\u2029]", _clean(text)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _clean(text: str | None) -> str:
    text = BLANK_CONTROLS.sub(" ", str(text or ""))
    return nfc(UNSEEN.sub("", CONTROLS.sub("", text)))


MARKS_IN_A_ROW = 30


def nfc(text: str) -> str:
    """The composed form (NFC), with at most 30 combining marks in a row.

    More marks never occur in a language, and sorting a hundred thousand of them would take minutes.
    """
    if text.isascii():
        return text
    return _few_marks(unicodedata.normalize("NFC", _few_marks(text)))


def _few_marks(text: str) -> str:
    marks = [bool(unicodedata.combining(sign)) for sign in text]
    if sum(marks) <= MARKS_IN_A_ROW:
        return text
    kept, row = [], 0
    for sign, is_mark in zip(text, marks, strict=True):
        row = row + 1 if is_mark else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(sign)
    return "".join(kept)


@deconstructible
class NoControlCharacters(RegexValidator):
    """Refuses controls, lone surrogates and direction overrides; line breaks and tabs pass."""

    regex = f"[{FORBIDDEN}\u202a-\u202e\u2066-\u2069]"
    inverse_match = True
    message = _("The text contains characters that cannot be shown. Type it anew or paste it without formatting.")
    code = "control_characters"


no_control_characters = NoControlCharacters()


def sort_key(name: str) -> str:
    """A key to sort names by people's eyes: without accents and case, numbers by their value."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return re.sub(r"[0-9]+", lambda digits: digits[0].zfill(12), bare.casefold())


def safe_int(text: object, maximum: int = 2**31 - 1, minimum: int = 0) -> int | None:
    """A number from an address or query: plain digits within the bounds, else None (the caller answers 404 or 400).

    Refuses what ``int()`` takes besides: signs, blanks, underscores, digits of other scripts, thousands of digits.
    """
    digits = str(text)
    if not re.fullmatch(r"[0-9]{1,19}", digits):
        return None
    number = int(digits)
    return number if minimum <= number <= maximum else None
