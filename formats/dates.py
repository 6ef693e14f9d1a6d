"""Dates and times as they are written in Indonesia, in the regency's own zone WITA (Asia/Makassar, UTC+8).

Times are stored in UTC and shown in WITA; a deadline ends at 23.59.59 WITA. Dates are read day first; what could be
the American order, and years of two digits, are refused with the right way of writing.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .numbers import NONE, roman

WITA = ZoneInfo("Asia/Makassar")
FIRST_YEAR, LAST_YEAR = 1900, 2199
RELATIVE_DAYS = 30
"""Up to so many days a distance is told ("5 hari lalu"), beyond it the date."""

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

# Also older spellings and usual abbreviations.
MONTH_NUMBERS = (
    {name.lower(): number for number, name in enumerate(MONTHS, 1)}
    | {name.lower(): number for number, name in enumerate(MONTHS_SHORT, 1)}
    | {"pebruari": 2, "peb": 2, "agt": 8, "ags": 8, "agust": 8, "sept": 9, "nopember": 11, "nop": 11}
)

NUMERIC = re.compile(r"([0-9]{1,2})\s?([/.-])\s?([0-9]{1,2})\s?\2\s?([0-9]{4})")
WORDED = re.compile(r"([0-9]{1,2})[ -]([a-z]{3,10})\.?[ -]([0-9]{4})")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
SHORT_YEAR = re.compile(r"[0-9]{1,2}[ /.-]([0-9]{1,2}|[a-z]{3,10})[ /.-][0-9]{2}")
CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:\s*wita)?")


class UnreadableDate(ValueError):
    """A text that is no date. ``str(error)`` tells the user what to write; ``code`` tells why.

    Codes: empty, not_a_date, short_year, american, no_such_month, no_such_day, year,
    weekday, not_a_time, not_a_quarter.
    """

    def __init__(self, message, code: str):
        super().__init__(message)
        self.message = message
        self.code = code


def parse_date(text: str) -> date:
    """Read ``17/8/2026``, ``17-08-2026``, ``17 Agustus 2026``, ``17 Agu 2026``, ``Senin, 17 Agustus 2026`` or ISO.

    Raises :class:`UnreadableDate`.
    """
    text = re.sub(r"[\s\u00a0]+", " ", str(text)[:100]).strip().lower()
    if not text:
        raise UnreadableDate(_("Write a date, for example 17/08/2026."), "empty")
    weekday, text = _split_weekday(text)
    if match := ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := NUMERIC.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif (match := WORDED.fullmatch(text)) and match[2] in MONTH_NUMBERS:
        day, month, year = int(match[1]), MONTH_NUMBERS[match[2]], int(match[3])
    elif SHORT_YEAR.fullmatch(text):
        raise UnreadableDate(_("Write the year with four digits, for example 17/08/2026."), "short_year")
    else:
        raise UnreadableDate(_("This is not a date. Write for example 17/08/2026 or 17 Agustus 2026."), "not_a_date")
    result = _checked(year, month, day)
    if weekday is not None and result.weekday() != weekday:
        message = format_lazy(
            _("{date} is a {right}, not a {wrong}."),
            date=format_date(result), right=DAYS[result.weekday()], wrong=DAYS[weekday],
        )  # fmt: skip
        raise UnreadableDate(message, "weekday")
    return result


def parse_time(text: str) -> time:
    """Read ``14.30`` or ``14:30``, also with WITA behind it. Raises :class:`UnreadableDate`."""
    match = CLOCK.fullmatch(str(text)[:100].strip().lower())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise UnreadableDate(_("Write the time from 00.00 to 23.59, for example 14.30."), "not_a_time")
    return time(int(match[1]), int(match[2]))


def _split_weekday(text: str) -> tuple[int | None, str]:
    match = re.fullmatch(r"([a-z']+),? (.+)", text)
    names = [name.lower() for name in DAYS]
    name = match[1].replace("'", "") if match else ""
    return (names.index(name), match[2]) if match and name in names else (None, text)


def _checked(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("Write a year from {first} to {last}.")
        raise UnreadableDate(format_lazy(message, first=FIRST_YEAR, last=LAST_YEAR), "year")
    if 12 < month <= 31 and 1 <= day <= 12:
        message = _("The day comes first. Write {right}.")
        raise UnreadableDate(format_lazy(message, right=f"{month:02}/{day:02}/{year}"), "american")
    if not 1 <= month <= 12:
        raise UnreadableDate(_("Months go from 1 to 12. Write for example 17/08/2026."), "no_such_month")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        message = _("{month} {year} has {last} days. Write for example {example}.")
        example = f"{last:02}/{month:02}/{year}"
        raise UnreadableDate(
            format_lazy(message, month=MONTHS[month - 1], year=year, last=last, example=example), "no_such_day"
        )
    return date(year, month, day)


def today_wita() -> date:
    """The date in Luwu, which is ahead of UTC by eight hours."""
    return timezone.now().astimezone(WITA).date()


def end_of_day_wita(day: date) -> datetime:
    """The last moment of a deadline that falls on ``day``: 23.59.59.999999 WITA, as an aware datetime in UTC."""
    return datetime.combine(day, time.max, tzinfo=WITA).astimezone(UTC)


def start_of_day_wita(day: date) -> datetime:
    """The first moment of ``day`` in Luwu, as an aware datetime in UTC."""
    return datetime.combine(day, time.min, tzinfo=WITA).astimezone(UTC)


def in_wita(value: datetime) -> datetime:
    """An aware datetime as the clock in Luwu shows it; a naive one is taken to be so already."""
    return value.astimezone(WITA) if timezone.is_aware(value) else value.replace(tzinfo=WITA)


def as_date(value: date | datetime) -> date:
    """The date of a date, or of a moment as seen in Luwu."""
    return in_wita(value).date() if isinstance(value, datetime) else value


def format_date(value: date | datetime | None, style: str = "long") -> str:
    """A date in words. Styles: ``long`` 17 Agustus 2026, ``short`` 17 Agu 2026 (tables), ``day`` Senin, 17 Agustus 2026,
    ``numeric`` 17-08-2026, ``input`` 17/08/2026 (form fields). None is "–"; a datetime is taken in WITA.
    """
    if not value:
        return NONE
    day = as_date(value)
    match style:
        case "long":
            return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        case "short":
            return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year}"
        case "day":
            return f"{DAYS[day.weekday()]}, {format_date(day)}"
        case "numeric":
            return f"{day.day:02}-{day.month:02}-{day.year:04}"
        case "input":
            return f"{day.day:02}/{day.month:02}/{day.year:04}"
    raise ValueError(f"unknown date style {style!r}")


def say_date(value: date | datetime | None, style: str = "long") -> str:
    """The same in the language of the page: on an English one 17 August 2026, 17 Aug 2026, Monday, 17 August 2026.

    What is printed, signed or hashed takes `format_date`, whose words never follow the reader.
    """
    if not value or not in_english() or style not in ("long", "short", "day"):
        return format_date(value, style)
    day = as_date(value)
    month = ENGLISH_MONTHS[day.month - 1]
    said = f"{day.day} {month[:3] if style == 'short' else month} {day.year}"
    return f"{ENGLISH_DAYS[day.weekday()]}, {said}" if style == "day" else said


def in_english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "id").startswith("en")


def say_range(start: date | datetime | None, end: date | datetime | None) -> str:
    """`format_range` in the language of the page."""
    if not start or not end or not in_english():
        return format_range(start, end)
    return _range(as_date(start), as_date(end), say_date, ENGLISH_MONTHS)


def say_moment(value: datetime | None) -> str:
    """`format_moment` in the language of the page: 23 November 2026 at 10.42 WITA."""
    return f"{say_date(value)} at {format_time(value)}" if value and in_english() else format_moment(value)


def format_month(value: date | datetime | None) -> str:
    """``Agustus 2026``."""
    if not value:
        return NONE
    day = as_date(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def format_range(start: date | datetime | None, end: date | datetime | None) -> str:
    """``3–4 Juli 2023``, ``31 Juli–1 Agustus 2023``, ``30 Desember 2026–2 Januari 2027``; one day is one date."""
    if not start or not end:
        return format_date(start or end)
    return _range(as_date(start), as_date(end), format_date, MONTHS)


def _range(first: date, last: date, write: Callable[[date], str], months: Sequence[str]) -> str:
    """Both days, without repeating the year and the month they share."""
    if first == last:
        return write(first)
    if first.year != last.year:
        return f"{write(first)}–{write(last)}"
    if first.month != last.month:
        return f"{first.day} {months[first.month - 1]}–{write(last)}"
    return f"{first.day}–{write(last)}"


def format_time(value: datetime | time | None, *, zone: bool = True) -> str:
    """``14.30 WITA``; without ``zone`` ``14.30``. An aware datetime is brought to WITA."""
    if value is None or value == "":
        return NONE
    clock = in_wita(value) if isinstance(value, datetime) else value
    return f"{clock.hour:02}.{clock.minute:02}" + (" WITA" if zone else "")


def format_moment(value: datetime | None) -> str:
    """Date and time of a moment on record: ``23 November 2026 pukul 10.42 WITA``."""
    return f"{format_date(value)} pukul {format_time(value)}" if value else NONE


def ago(value: date | datetime | None, today: date | None = None) -> str:
    """The distance of a day from today, in the language of the reader: "5 hari lalu", "3 hari lagi", "hari ini";
    beyond 30 days either way the date.
    """
    if not value:
        return NONE
    day = as_date(value)
    days = (day - (today or today_wita())).days
    if abs(days) > RELATIVE_DAYS:
        return say_date(day)
    if days == 0:
        return gettext("today")
    if days == -1:
        return gettext("yesterday")
    if days == 1:
        return gettext("tomorrow")
    if days < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, which is the fiscal year too. Raises ValueError for a number outside 1 to 4."""

    year: int
    number: int

    def __post_init__(self):
        if self.number not in (1, 2, 3, 4):
            raise ValueError("a quarter is 1 to 4")

    @classmethod
    def of(cls, value: date | datetime) -> "Quarter":
        """The quarter a day lies in, in WITA."""
        day = as_date(value)
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        return format_quarter(self.year, self.number)


def format_quarter(year: int, number: int) -> str:
    """``Triwulan III 2026``."""
    return f"Triwulan {roman(number)} {year}"


def parse_quarter(text: str) -> Quarter:
    """Read ``Triwulan III 2026``, ``TW 3 2026`` or ``2026-3``. Raises :class:`UnreadableDate`."""
    text = str(text)[:100].strip().upper()
    numerals = {roman(number): number for number in range(1, 5)} | {str(number): number for number in range(1, 5)}
    match = re.fullmatch(r"(?:TRIWULAN|TW)\.? ?(IV|I{1,3}|[1-4]),? ?([0-9]{4})", text)
    number, year = (match[1], match[2]) if match else ("", "")
    if not match and (match := re.fullmatch(r"([0-9]{4})[-/]?(?:Q|TW)?([1-4])", text)):
        year, number = match[1], match[2]
    if not match or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise UnreadableDate(_("Write a quarter, for example Triwulan III 2026."), "not_a_quarter")
    return Quarter(int(year), numerals[number])
