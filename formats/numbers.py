"""Numbers, money and percent as they are written in Indonesia.

Rules of reading, because one separator decides about a factor of a thousand:

* the dot groups thousands and must stand in the right places: ``1.000`` is one thousand, ``1.5`` is refused with a hint;
* the comma starts the decimals: ``1,5`` is one and a half; a second comma, or a dot after a comma, is the American
  way of writing and refused with the number rewritten (``1,000,000.50`` -> "Write 1.000.000,50");
* a comma followed by three zeros and nothing else (``1,000``) could be either and is refused;
* blanks may group instead of dots (``1 000 000``), never mixed with them;
* only the digits 0-9; the minus is ``-`` or U+2212, money may also be negative in brackets, and a negative number is
  taken only by a caller who asked for it;
* at most 15 digits before the comma and 6 after it. Money is whole rupiah, so it has no decimals but ``,00``.

What :func:`format_number` and :func:`format_rupiah` write is read back as the same value. The one exception is a whole
number written with three or more decimals (``1,000``); the default format never does that.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MINUS = "\u2212"
NONE = "–"
"""What stands in place of a value that is not there; zero is written 0."""

MAX_DIGITS = 15
WIDE = Context(prec=100)  # sums and products may be longer than what may be typed
MAX_DECIMALS = 6

BLANKS = " \t\u00a0\u2007\u2009\u202f"
UNITS = {
    "rb": 3, "ribu": 3,
    "jt": 6, "juta": 6,
    "m": 9, "miliar": 9, "milyar": 9,
    "t": 12, "triliun": 12, "trilyun": 12,
}  # fmt: skip

PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
BLANKED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
AMERICAN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")
POINTED = re.compile(r"([0-9]+)\.([0-9]{1,6})")
THOUSAND_OR_ONE = re.compile(r"([0-9]{1,3}),000")
MONEY = re.compile(r"(?P<amount>.*?)\s*(?P<unit>[a-z]+)?", re.IGNORECASE | re.DOTALL)
CURRENCY = re.compile(r"^(?:rp|idr)\.?\s*", re.IGNORECASE)


class UnreadableNumber(ValueError):
    """A text that is no number. ``str(error)`` tells the user what to write; ``code`` tells why.

    Codes: empty, not_a_number, american, decimal_point, grouping, ambiguous, negative, too_large, too_precise,
    fraction, unit.
    """

    def __init__(self, message, code: str):
        super().__init__(message)
        self.message = message
        self.code = code


def parse_number(text: str, *, negative: bool = False, decimals: int = MAX_DECIMALS) -> Decimal:
    """Read a number as typed in Indonesia. ``negative`` allows values below zero.

    Raises :class:`UnreadableNumber`.
    """
    bare, below_zero = _split_sign(text)
    value = _read(bare, decimals)
    if below_zero and value:
        if not negative:
            raise UnreadableNumber(_("The number must not be below zero."), "negative")
        value = -value
    return value


def parse_rupiah(text: str, *, negative: bool = False) -> int:
    """Read an amount of money in whole rupiah: ``1.250.000``, ``Rp1,25 miliar``, ``750 juta``, ``(Rp250.000)``.

    Raises :class:`UnreadableNumber`.
    """
    bare, below_zero = _split_sign(text)
    if not below_zero and (currency := CURRENCY.match(bare)):
        bare, below_zero = _split_sign(bare[currency.end() :])
    bare = re.sub(r",-+$", "", CURRENCY.sub("", bare, count=1))  # "Rp250.000,-" as on receipts
    match = MONEY.fullmatch(bare)
    if not match:
        raise _not_a_number()
    unit = (match["unit"] or "").lower()
    if unit and unit not in UNITS:
        raise UnreadableNumber(
            format_lazy(_("“{unit}” is not known. Write ribu, juta, miliar or triliun."), unit=unit[:20]), "unit"
        )
    exponent = UNITS.get(unit, 0)
    amount = match["amount"]
    if not unit and re.fullmatch(r"[0-9. ]+,[0-9]{3,}", amount):
        raise _ambiguous(amount)
    value = _read(amount, MAX_DECIMALS) * 10**exponent
    if value != value.to_integral_value():
        raise UnreadableNumber(_("Money is in whole rupiah. Leave out what stands after the comma."), "fraction")
    if value >= 10**MAX_DIGITS:
        raise _too_large()
    if below_zero and value:
        if not negative:
            raise UnreadableNumber(_("The amount must not be below zero."), "negative")
        value = -value
    return int(value)


def parse_percent(text: str, *, negative: bool = False) -> Decimal:
    """Read a percentage, with or without its sign: ``12,5``, ``12,5 %``, ``12,5 persen`` are ``Decimal("12.5")``.

    The range is the caller's business. Raises :class:`UnreadableNumber`.
    """
    return parse_number(re.sub(r"\s*(?:%|persen)\s*$", "", _clean(text), flags=re.IGNORECASE), negative=negative)


def format_number(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """``1.234.567,89``, below zero with a true minus; None is "–".

    Without ``decimals`` all decimals there are, without trailing zeros (at most 6); with it exactly so many, halves
    rounded away from zero.
    """
    if value is None or value == "":
        return NONE
    number = _decimal(value)
    step = Decimal(1).scaleb(-(MAX_DECIMALS if decimals is None else decimals))
    number = number.quantize(step, ROUND_HALF_UP, context=WIDE)
    whole, _dot, fraction = f"{number.copy_abs():,f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    text = whole.replace(",", ".") + ("," + fraction if fraction else "")
    return MINUS + text if number < 0 else text


def format_rupiah(value: Decimal | int | None, *, table: bool = False) -> str:
    """``Rp1.250.000``; below zero ``−Rp250.000``, in a table ``(Rp250.000)``."""
    if value is None or value == "":
        return NONE
    text = format_number(value, 0)
    if not text.startswith(MINUS):
        return "Rp" + text
    return f"(Rp{text[1:]})" if table else f"{MINUS}Rp{text[1:]}"


def format_rupiah_short(value: Decimal | int | None) -> str:
    """``Rp1,25 miliar``, for running text only: two decimals at most, from one million on."""
    if value is None or value == "":
        return NONE
    number = _decimal(value)
    for exponent, word in ((6, "juta"), (9, "miliar"), (12, "triliun")):
        short = number.copy_abs().scaleb(-exponent).quantize(Decimal("0.01"), ROUND_HALF_UP, context=WIDE)
        # Compared after rounding: 999.999.999 is Rp1 miliar, not Rp1.000 juta.
        if short >= 1 and (short < 1000 or word == "triliun"):
            return f"{MINUS if number < 0 else ''}Rp{format_number(short)} {word}"
    return format_rupiah(number)


def format_juta(value: Decimal | int | None) -> str:
    """Rupiah as million rupiah with one decimal (``1.850,0``), for table columns headed "juta Rp"."""
    if value is None or value == "":
        return NONE
    return format_number(_decimal(value).scaleb(-6), 1)


def format_percent(value: Decimal | int | float | None, decimals: int | None = 1) -> str:
    """``72,5%``. The value is a percentage already (72.5, not 0.725)."""
    if value is None or value == "":
        return NONE
    return format_number(value, decimals) + "%"


ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
GROUPS = (
    (10**15, "kuadriliun"),
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1000, "ribu"),
    (100, "ratus"),
)


def terbilang(number: int) -> str:
    """The number in words: 2026 -> ``dua ribu dua puluh enam``. Raises ValueError from 10^18 on."""
    if abs(number) >= 10**18:
        raise ValueError("terbilang: number out of range")
    if number < 0:
        return "minus " + terbilang(-number)
    if number < 12:
        return ONES[number]
    if number < 20:
        return ONES[number - 10] + " belas"
    if number < 100:
        return _with_rest(ONES[number // 10] + " puluh", number % 10)
    if number < 200:
        return _with_rest("seratus", number - 100)
    if 1000 <= number < 2000:
        return _with_rest("seribu", number - 1000)
    size, word = next(group for group in GROUPS if number >= group[0])
    return _with_rest(f"{terbilang(number // size)} {word}", number % size)


ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """Roman numeral of a chapter or quarter, 1 to 3999. Raises ValueError outside."""
    if not 1 <= number <= 3999:
        raise ValueError("roman: number out of range")
    text = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _with_rest(head: str, rest: int) -> str:
    return f"{head} {terbilang(rest)}" if rest else head


def _decimal(value: Decimal | int | float) -> Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError("not a finite number")
    return number


def _clean(text: str) -> str:
    text = str(text)
    if len(text) > 200:  # no number is longer; keeps every pattern below cheap
        raise _not_a_number()
    return re.sub(f"[{BLANKS}]+", " ", text).strip(" \r\n")


def _split_sign(text: str) -> tuple[str, bool]:
    text = _clean(text)
    if not text:
        raise UnreadableNumber(_("Write a number, for example 1.250,5."), "empty")
    if text[0] == "(" and text[-1] == ")":
        return text[1:-1].strip(), True
    if text[0] in "-" + MINUS:
        return text[1:].strip(), True
    return text, False


def _read(text: str, decimals: int) -> Decimal:
    for pattern in (PLAIN, GROUPED, BLANKED):
        if pattern.fullmatch(text):
            break
    else:
        raise _complaint(text)
    if THOUSAND_OR_ONE.fullmatch(text):
        raise _ambiguous(text)
    whole, _comma, fraction = text.replace(".", "").replace(" ", "").partition(",")
    if len(whole.lstrip("0")) > MAX_DIGITS:
        raise _too_large()
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        raise UnreadableNumber(
            format_lazy(_("At most {count} digits may stand after the comma."), count=decimals), "too_precise"
        )
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def _complaint(text: str) -> UnreadableNumber:
    if AMERICAN.fullmatch(text):
        swapped = text.translate(str.maketrans(",.", ".,"))
        return _write(swapped, text, "american")
    if match := POINTED.fullmatch(text):
        return _write(f"{match[1]},{match[2]}", text, "decimal_point")
    if re.fullmatch(r"[0-9][0-9., ]*", text):
        digits = re.split(r",", re.sub(r"[. ]", "", text))
        if len(digits) <= 2 and digits[0] and len(digits[0]) <= MAX_DIGITS:
            right = format_number(int(digits[0])) + ("," + digits[1] if len(digits) == 2 and digits[1] else "")
            if right != text:
                return _write(right, text, "grouping")
        return UnreadableNumber(
            _("Dots group thousands and one comma starts the decimals. Write for example 1.000.000,50."), "grouping"
        )
    return _not_a_number()


def _write(right: str, wrong: str, code: str) -> UnreadableNumber:
    return UnreadableNumber(format_lazy(_("Write {right}, not {wrong}."), right=right, wrong=wrong), code)


def _ambiguous(text: str) -> UnreadableNumber:
    thousands = format_number(Decimal(re.sub(r"[., ]", "", text)))
    message = _("{text} can be read in two ways. Write {thousands} or {whole}.")
    return UnreadableNumber(
        format_lazy(message, text=text, thousands=thousands, whole=text.partition(",")[0]), "ambiguous"
    )


def _not_a_number() -> UnreadableNumber:
    return UnreadableNumber(_("Write digits only, for example 1.250,5."), "not_a_number")


def _too_large() -> UnreadableNumber:
    return UnreadableNumber(
        format_lazy(_("The number is too large: at most {count} digits."), count=MAX_DIGITS), "too_large"
    )
