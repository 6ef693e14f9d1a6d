"""Filters and a tag that write numbers and dates the Indonesian way; months and days in the language of the page.

A value that is missing is "–", a value that is no number or date is shown as it is: a template never fails over it.
"""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import format_html

from formats import dates, numbers
from formats.fields import group_nip

register = template.Library()


def _number(value):
    """The value as a number, None when it is missing. Raises ValueError."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")
    if isinstance(value, int | float | Decimal):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(str(error)) from error


def _written(value, write):
    try:
        return write(_number(value))
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        return str(value)


@register.filter
def angka(value, decimals=None):
    """``1.234.567,89``; ``angka:2`` writes two decimals."""
    places = None if decimals in (None, "") else int(decimals)
    return _written(value, lambda number: numbers.format_number(number, places))


@register.filter
def rupiah(value, style=""):
    """``Rp1.250.000``; ``rupiah:"tabel"`` writes amounts below zero in brackets."""
    return _written(value, lambda number: numbers.format_rupiah(number, table=style == "tabel"))


@register.filter
def rupiah_singkat(value):
    """``Rp1,25 miliar``, in running text only."""
    return _written(value, numbers.format_rupiah_short)


@register.filter
def juta(value):
    """Rupiah as million rupiah, ``1.850,0``, under the head "juta Rp"."""
    return _written(value, numbers.format_juta)


@register.filter
def persen(value, decimals=1):
    """``72,5%`` of 72.5; ``persen:0`` writes whole percents."""
    return _written(value, lambda number: numbers.format_percent(number, int(decimals)))


@register.filter
def terbilang(value):
    """A whole number in words."""
    return _written(value, lambda number: numbers.NONE if number is None else numbers.terbilang(int(number)))


@register.filter
def romawi(value):
    """Roman numeral of 1 to 3999."""
    return _written(value, lambda number: numbers.NONE if number is None else numbers.roman(int(number)))


def _dated(value, style):
    if value in (None, ""):
        return numbers.NONE
    return dates.say_date(value, style) if isinstance(value, date) else str(value)


@register.filter
def tanggal(value):
    """``17 Agustus 2026``."""
    return _dated(value, "long")


@register.filter
def tanggal_pendek(value):
    """``17 Agu 2026``, in tables."""
    return _dated(value, "short")


@register.filter
def tanggal_hari(value):
    """``Senin, 17 Agustus 2026``."""
    return _dated(value, "day")


@register.filter
def waktu(value):
    """``14.30 WITA``."""
    if value in (None, ""):
        return numbers.NONE
    return dates.format_time(value) if isinstance(value, datetime | time) else str(value)


@register.filter
def lalu(value, today=None):
    """``5 hari lalu``, ``3 hari lagi``, beyond 30 days the date."""
    if value in (None, ""):
        return numbers.NONE
    return dates.ago(value, today) if isinstance(value, date) else str(value)


@register.filter
def nip(value):
    """``19800101 200501 1 001``."""
    return group_nip(value) if value not in (None, "") else numbers.NONE


@register.filter
def rentang(start, end):
    """``3–4 Juli 2023`` of a first and a last day."""
    return dates.say_range(start, end)


@register.simple_tag
def time_ago(value, today=None):
    """``<time datetime="2026-11-18" title="18 November 2026">5 hari lalu</time>``; a moment has its time in the title."""
    if not isinstance(value, date):
        return numbers.NONE
    if isinstance(value, datetime):
        moment = dates.in_wita(value)
        stamp, title = moment.isoformat(timespec="seconds"), dates.say_moment(moment)
    else:
        stamp, title = value.isoformat(), dates.say_date(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, dates.ago(value, today))
