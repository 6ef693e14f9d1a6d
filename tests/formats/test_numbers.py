"""Numbers and money in Indonesian writing (I09)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.numbers import (
    UnreadableNumber,
    format_juta,
    format_number,
    format_percent,
    format_rupiah,
    format_rupiah_short,
    parse_number,
    parse_percent,
    parse_rupiah,
    roman,
    terbilang,
)

numbers = st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=6, allow_nan=False)
money = st.integers(-(10**15) + 1, 10**15 - 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.000", "1000"),
        ("1000", "1000"),
        ("1.234.567,89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u202f567", "1234567"),
        ("1234567,89", "1234567.89"),
        ("1,5", "1.5"),
        ("0,5", "0.5"),
        ("1,250", "1.25"),
        ("  12 ", "12"),
        ("007", "7"),
        ("0", "0"),
        ("999.999.999.999.999,999999", "999999999999999.999999"),
    ],
)
def test_number_is_read_the_indonesian_way(text, value):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("1.5", "decimal_point", "1,5"),
        ("12.75", "decimal_point", "12,75"),
        ("0.500", "decimal_point", "0,500"),
        ("1,000,000.50", "american", "1.000.000,50"),
        ("1,000.50", "american", "1.000,50"),
        ("1,000,000", "american", "1.000.000"),
        ("1,000", "ambiguous", "1.000"),
        ("12,000", "ambiguous", "12.000"),
        ("1.00.000", "grouping", "100.000"),
        ("1.000 000", "grouping", "1.000.000"),
        ("1000.000", "decimal_point", "1000,000"),
        ("1,", "grouping", "1"),
        ("1,2,3", "grouping", "1.000.000,50"),
        ("1.000,5.5", "grouping", ""),
        ("", "empty", ""),
        ("   ", "empty", ""),
        ("-5", "negative", ""),
        ("\u22125", "negative", ""),
        ("12345678901234567890", "too_large", "15"),
        ("12.345.678.901.234.567.890", "too_large", "15"),
        ("1,1234567", "too_precise", "6"),
        ("1e3", "not_a_number", ""),
        ("1_000", "not_a_number", ""),
        ("+5", "not_a_number", ""),
        ("NaN", "not_a_number", ""),
        ("Infinity", "not_a_number", ""),
        ("½", "not_a_number", ""),
        ("١٢٣", "not_a_number", ""),
        ("１２３", "not_a_number", ""),
        ("--5", "not_a_number", ""),
        ("5-", "not_a_number", ""),
        (",5", "not_a_number", ""),
        ("1\x00", "not_a_number", ""),
        ("\ud800", "not_a_number", ""),
        ("{0}{unit}%s", "not_a_number", ""),
        ("9" * 5000, "not_a_number", ""),
    ],
)
def test_number_that_could_be_misread_is_refused_with_a_hint(text, code, hint):
    with pytest.raises(UnreadableNumber) as caught:
        parse_number(text)
    assert caught.value.code == code
    assert hint in str(caught.value)


def test_number_below_zero_is_read_only_when_asked():
    assert parse_number("-1.000,5", negative=True) == Decimal("-1000.5")
    assert parse_number("\u22121.000,5", negative=True) == Decimal("-1000.5")
    assert parse_rupiah("(Rp250.000)", negative=True) == -250000
    assert parse_rupiah("-Rp250.000", negative=True) == -250000
    assert parse_rupiah("Rp-250.000", negative=True) == -250000
    assert parse_number("-0") == 0
    with pytest.raises(UnreadableNumber) as caught:
        parse_rupiah("(Rp250.000)")
    assert caught.value.code == "negative"


@given(numbers)
def test_number_written_is_read_back(value):
    assert parse_number(format_number(value), negative=True) == value


@given(numbers, st.sampled_from([0, 1, 2, 4, 5, 6]))
def test_number_with_fixed_decimals_is_read_back_rounded(value, decimals):
    written = format_number(value, decimals)
    assert len(written.partition(",")[2]) == decimals
    whole = written.partition(",")[2] == "0" * decimals and decimals >= 3
    # Rounding up to 10^15 makes a number one digit longer than what may be typed.
    if not whole and abs(value) < 10**15 - 1:
        assert abs(parse_number(written, negative=True) - value) <= Decimal(5).scaleb(-decimals - 1)


@given(st.text(alphabet="0123456789.,-() Rpjutamil\u2212", max_size=30))
def test_no_text_breaks_the_readers_or_is_read_two_ways(text):
    for read, write in ((parse_number, format_number), (parse_rupiah, format_rupiah)):
        try:
            value = read(text, negative=True)
        except UnreadableNumber as error:
            assert str(error)
        else:
            assert read(write(value), negative=True) == value


@given(st.integers(1, 999), st.integers(0, 999))
def test_dot_before_three_digits_never_means_a_decimal_point(head, tail):
    assert parse_number(f"{head}.{tail:03}") == head * 1000 + tail


@given(st.integers(0, 999), st.integers(0, 99))
def test_dot_before_one_or_two_digits_is_never_guessed(head, tail):
    for text in (f"{head}.{tail % 10}", f"{head}.{tail:02}"):
        with pytest.raises(UnreadableNumber):
            parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250.000", 1250000),
        ("1250000", 1250000),
        ("Rp1.250.000", 1250000),
        ("Rp 1.250.000", 1250000),
        ("rp. 1.250.000,00", 1250000),
        ("IDR 5", 5),
        ("Rp250.000,-", 250000),
        ("Rp1,25 miliar", 1250000000),
        ("Rp 1,85 miliar", 1850000000),
        ("1,25 Milyar", 1250000000),
        ("750 juta", 750000000),
        ("750jt", 750000000),
        ("1,5 triliun", 1500000000000),
        ("25 ribu", 25000),
        ("1.250 juta", 1250000000),
        ("1,234567 juta", 1234567),
        ("(Rp0)", 0),
        ("999.999.999.999.999", 999999999999999),
    ],
)
def test_rupiah_is_read_with_sign_and_unit(text, value):
    result = parse_rupiah(text)
    assert result == value and type(result) is int


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,000,000.50", "american"),
        ("Rp1,000,000", "american"),
        ("1.5 miliar", "decimal_point"),
        ("1,000", "ambiguous"),
        ("1,250", "ambiguous"),
        ("1.000,000", "ambiguous"),
        ("Rp1.250,75", "fraction"),
        ("1,2345678 juta", "too_precise"),
        ("1,5 ons", "unit"),
        ("5 dollar", "unit"),
        ("1.000 triliun", "too_large"),
        ("12345678901234567890", "too_large"),
        ("Rp", "empty"),
        ("juta", "not_a_number"),
        ("", "empty"),
        ("-1", "negative"),
        ("1 juta 500 ribu", "not_a_number"),
    ],
)
def test_rupiah_that_is_not_clear_is_refused(text, code):
    with pytest.raises(UnreadableNumber) as caught:
        parse_rupiah(text)
    assert caught.value.code == code


def test_rupiah_hint_names_both_readings():
    with pytest.raises(UnreadableNumber) as caught:
        parse_rupiah("12.345,000")
    assert "12.345.000" in str(caught.value)
    assert "12.345." in str(caught.value).replace("12.345.000", "")


@given(money)
def test_rupiah_written_is_read_back(value):
    assert parse_rupiah(format_rupiah(value), negative=True) == value
    assert parse_rupiah(format_rupiah(value, table=True), negative=True) == value


@given(money)
def test_rupiah_in_short_differs_by_less_than_half_a_hundredth_of_its_unit(value):
    if abs(value) < 10**15 - 10**10:
        short = parse_rupiah(format_rupiah_short(value), negative=True)
        assert abs(short - value) <= max(abs(value) // 200, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234567.89"), "1.234.567,89"),
        (Decimal("1.50"), "1,5"),
        (Decimal("1E+3"), "1.000"),
        (1234, "1.234"),
        (0, "0"),
        (Decimal("-0.0"), "0"),
        (-1234, "\u22121.234"),
        (0.1, "0,1"),
        (None, "–"),
    ],
)
def test_number_is_written(value, text):
    assert format_number(value) == text


def test_number_is_rounded_half_away_from_zero():
    assert format_number(Decimal("2.5"), 0) == "3"
    assert format_number(Decimal("-2.5"), 0) == "\u22123"
    assert format_number(Decimal("0.125"), 2) == "0,13"
    assert format_number(Decimal("-0.4"), 0) == "0"
    assert format_number(5, 2) == "5,00"
    assert format_number(10**30, 2).endswith("000,00")


def test_number_that_is_not_finite_is_refused():
    for value in (float("nan"), float("inf"), Decimal("NaN")):
        with pytest.raises(ValueError, match="finite"):
            format_number(value)


def test_money_is_written():
    assert format_rupiah(1250000000) == "Rp1.250.000.000"
    assert format_rupiah(-250000) == "\u2212Rp250.000"
    assert format_rupiah(-250000, table=True) == "(Rp250.000)"
    assert format_rupiah(None) == "–"
    assert format_juta(1850000000) == "1.850,0"
    assert format_juta(-50000) == "\u22120,1"
    assert format_juta(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1250000000, "Rp1,25 miliar"),
        (750000000, "Rp750 juta"),
        (1470000000000, "Rp1,47 triliun"),
        (999999999, "Rp1 miliar"),
        (999999999999, "Rp1 triliun"),
        (999994999, "Rp999,99 juta"),
        (250000, "Rp250.000"),
        (-1250000000, "\u2212Rp1,25 miliar"),
        (0, "Rp0"),
        (None, "–"),
    ],
)
def test_money_in_short_is_written(value, text):
    assert format_rupiah_short(value) == text


def test_percent_is_written_without_a_gap_and_read_with_one():
    assert format_percent(Decimal("72.5")) == "72,5%"
    assert format_percent(72) == "72,0%"
    assert format_percent(Decimal("72.50"), None) == "72,5%"
    assert format_percent(None) == "–"
    for text in ("12,5", "12,5%", "12,5 %", "12,5 persen"):
        assert parse_percent(text) == Decimal("12.5")
    with pytest.raises(UnreadableNumber) as caught:
        parse_percent("12.5%")
    assert "12,5" in str(caught.value)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
        (100000, "seratus ribu"),
        (1000000, "satu juta"),
        (1001000, "satu juta seribu"),
        (650000000, "enam ratus lima puluh juta"),
        (1470000000000, "satu triliun empat ratus tujuh puluh miliar"),
        (-5, "minus lima"),
    ],
)
def test_terbilang_says_a_number_in_words(number, words):
    assert terbilang(number) == words


def test_terbilang_and_roman_refuse_what_they_cannot_write():
    for number in (10**18, -(10**18)):
        with pytest.raises(ValueError, match="range"):
            terbilang(number)
    for number in (0, -1, 4000):
        with pytest.raises(ValueError, match="range"):
            roman(number)


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_terbilang_tells_two_numbers_apart(one, other):
    assert (terbilang(one) == terbilang(other)) == (one == other)


def test_roman_numbers_chapters():
    assert [roman(number) for number in (1, 4, 9, 14, 40, 1990, 2026, 3999)] == [
        "I", "IV", "IX", "XIV", "XL", "MCMXC", "MMXXVI", "MMMCMXCIX",
    ]  # fmt: skip
