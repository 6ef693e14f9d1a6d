"""Form fields for what people type the Indonesian way. Models keep plain numbers, dates and digits.

The widgets carry ``data-echo`` with the kind of value: the page's script writes below the field what was understood.
A field shows its first value in Indonesian writing and a refused one as it was typed.
"""

import re
from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .dates import UnreadableDate, format_date, parse_date
from .numbers import (
    MAX_DECIMALS,
    MINUS,
    UnreadableNumber,
    format_number,
    format_percent,
    format_rupiah,
    parse_number,
    parse_percent,
    parse_rupiah,
)
from .text import no_control_characters

BUDGET_CODE = re.compile(r"[0-9]\.[0-9]{2}(\.[0-9]{2}(\.[0-9]\.[0-9]{2}(\.[0-9]{2,4})?)?)?")
"""Urusan and bidang, program, kegiatan, sub kegiatan (Permendagri 90/2019): 2.16, 2.16.03, 2.16.03.2.02, 2.16.03.2.02.09.
The first sign is X in the supporting program of any OPD, see :class:`BudgetCodeField`."""


class NumberInput(forms.TextInput):
    """A one-line field with the keyboard for numbers; ``type=number`` cannot show 1.000,5."""

    template_name = "formats/widgets/affixed.html"
    prefix = ""
    suffix = ""
    echo = "number"
    inputmode = "decimal"

    def __init__(self, attrs=None):
        usual = {"inputmode": self.inputmode, "autocomplete": "off", "data-echo": self.echo}
        super().__init__(usual | (attrs or {}))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"prefix": self.prefix, "suffix": self.suffix}


class RupiahInput(NumberInput):
    """Text field with Rp before it. Letters are wanted ("1,25 miliar"), so the keyboard stays the usual one."""

    prefix = "Rp"
    echo = "rupiah"
    inputmode = "text"


class PercentInput(NumberInput):
    """Text field with % behind it."""

    suffix = "%"
    echo = "percent"


class DateInput(NumberInput):
    """Text field: the browser's own date field follows the browser's language, not ours."""

    echo = "date"
    inputmode = "text"

    def __init__(self, attrs=None):
        super().__init__({"placeholder": "17/08/2026"} | (attrs or {}))


class TypedField(forms.Field, ABC):
    """A field that reads text with ``read`` and writes a value with ``write``; reading errors become form errors.

    ``min_value`` and ``max_value`` are the bounds, both inclusive, None for no bound.
    """

    too_small = _("Write a number from {limit} on.")
    too_large = _("Write a number up to {limit}.")

    def __init__(self, *, min_value=None, max_value=None, **kwargs):
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    @abstractmethod
    def read(self, text: str):
        """The value of what was typed. Raises UnreadableNumber or UnreadableDate."""

    @abstractmethod
    def write(self, value) -> str:
        """The value as it would be typed."""

    def tell(self, value) -> str:
        """A bound as it is named in a message."""
        return self.write(value)

    def to_python(self, value):
        if isinstance(value, str) and not value.strip(" \t\r\n\u00a0"):
            return None
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except (UnreadableNumber, UnreadableDate) as error:
            raise ValidationError(error.message, code=error.code)

    def validate(self, value):
        # No Min/MaxValueValidator: they fill in the raw value, and stumble over the % of a percentage.
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(format_lazy(self.too_small, limit=self.tell(self.min_value)), code="min_value")
        if self.max_value is not None and value > self.max_value:
            raise ValidationError(format_lazy(self.too_large, limit=self.tell(self.max_value)), code="max_value")

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        try:
            return self.write(value)
        except (TypeError, ValueError, ArithmeticError):
            return str(value)


class BoundedField(TypedField):
    """A typed number; a lower bound below zero, or none, is what allows negative numbers."""

    def __init__(self, *, min_value=0, **kwargs):
        super().__init__(min_value=min_value, **kwargs)

    @property
    def negative(self) -> bool:
        return self.min_value is None or self.min_value < 0


class NumberField(BoundedField):
    """A number typed as ``1.250,5``; cleans to Decimal. ``decimals`` limits the digits after the comma.

    Not below zero unless ``min_value`` is given otherwise (None: no bound).
    """

    widget = NumberInput

    def __init__(self, *, decimals: int = MAX_DECIMALS, **kwargs):
        self.decimals = decimals
        super().__init__(**kwargs)
        if not decimals:
            self.widget.attrs["inputmode"] = "numeric"

    def read(self, text: str) -> Decimal:
        return parse_number(text, negative=self.negative, decimals=self.decimals)

    def write(self, value) -> str:
        return format_number(value).replace(MINUS, "-")  # a typed minus is the one of the keyboard


class WholeNumberField(NumberField):
    """A whole number typed as ``1.250``; cleans to int."""

    def __init__(self, **kwargs):
        super().__init__(decimals=0, **kwargs)

    def to_python(self, value):
        number = super().to_python(value)
        return number if number is None else int(number)


class RupiahField(BoundedField):
    """Money typed as ``1.250.000``, ``Rp1,25 miliar`` or ``750 juta``; cleans to whole rupiah as int."""

    widget = RupiahInput

    def read(self, text: str) -> int:
        return parse_rupiah(text, negative=self.negative)

    def write(self, value) -> str:
        return format_number(value, 0).replace(MINUS, "-")  # Rp stands before the field

    def tell(self, value) -> str:
        return format_rupiah(value)


class PercentField(BoundedField):
    """A percentage typed as ``12,5`` or ``12,5 %``; cleans to Decimal. From 0 to 100 unless told otherwise."""

    widget = PercentInput

    def __init__(self, *, min_value=0, max_value=100, decimals: int = 2, **kwargs):
        self.decimals = decimals
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def read(self, text: str) -> Decimal:
        value = parse_percent(text, negative=self.negative)
        if value != round(value, self.decimals):
            message = _("At most {count} digits may stand after the comma.")
            raise UnreadableNumber(format_lazy(message, count=self.decimals), "too_precise")
        return value

    def write(self, value) -> str:
        return format_number(value).replace(MINUS, "-")

    def tell(self, value) -> str:
        return format_percent(value, None)


class DateField(TypedField):
    """A date typed day first (``17/8/2026``, ``17 Agustus 2026``); cleans to date."""

    widget = DateInput
    too_small = _("Write a date from {limit} on.")
    too_large = _("Write a date up to {limit}.")

    def read(self, text: str) -> date:
        return parse_date(text)

    def write(self, value) -> str:
        return format_date(value, "input")

    def tell(self, value) -> str:
        return format_date(value)


class CodeField(forms.CharField):
    """Digits kept as text, blanks of any kind removed; controls and lone surrogates are refused."""

    default_validators = [no_control_characters]

    def to_python(self, value):
        return re.sub(r"[\s\u00a0]+", "", super().to_python(value))


class BudgetCodeField(CodeField):
    """A SIPD code of program, kegiatan or sub kegiatan; ``X.XX.01`` is taken for the supporting program of any OPD."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 20} | kwargs)
        self.widget.attrs.setdefault("placeholder", "2.16.03.2.02.09")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value):
        code = super().clean(value).upper()
        if code and not BUDGET_CODE.fullmatch(re.sub(r"^X\.XX(?=\.|$)", "0.00", code)):
            raise ValidationError(
                _("Write the code with dots, for example 2.16.03 or 2.16.03.2.02.09."), code="budget_code"
            )
        return code


class NipField(CodeField):
    """The number of a civil servant, kept as digits and shown in groups.

    Digits that are not 18 are kept all the same (PPPK and honorary staff differ): :func:`nip_warning` tells the user.
    """

    default_validators = [
        RegexValidator(r"\A[0-9]*\Z", _("Write the digits of the NIP only, without letters or marks."), code="digits")
    ]

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 30} | kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "data-echo": "nip"})

    def prepare_value(self, value):
        return group_nip(value) if isinstance(value, str) else value

    def has_changed(self, initial, data):
        return super().has_changed(re.sub(r"\s", "", initial or ""), self.to_python(data))


NIP_PARTS = re.compile(r"([0-9]{8})([0-9]{6})([12])([0-9]{3})")


def group_nip(digits: str) -> str:
    """``19800101 200501 1 001``: birth, appointment, sex, serial. Another form is given back unchanged."""
    match = NIP_PARTS.fullmatch(re.sub(r"\s", "", str(digits)))
    return " ".join(match.groups()) if match else str(digits)


def nip_warning(digits: str):
    """What looks wrong about a NIP, as a translatable sentence, or "" when nothing does. Never a reason to refuse it."""
    if not digits:
        return ""
    match = NIP_PARTS.fullmatch(digits)
    if not match:
        return _("A NIP has 18 digits: date of birth, month of appointment, 1 or 2, and a serial number.")
    birth, appointed = match[1], match[2]
    try:
        born = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
        start = date(int(appointed[:4]), int(appointed[4:]), 1)
    except ValueError:
        return _("The date of birth or the month of appointment in this NIP does not exist.")
    if not 15 <= start.year - born.year <= 60:
        return _("The month of appointment in this NIP does not fit the date of birth.")
    return ""
