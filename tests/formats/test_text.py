"""Lines of text, numbers from addresses, public codes (I01-I08, U08)."""

import time
import uuid

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from formats.ids import ALPHABET, make_code, parse_uuid, read_code
from formats.text import clean_line, clean_lines, nfc, no_control_characters, safe_int, sort_key


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Dinas\u00a0 Kesehatan \n", "Dinas Kesehatan"),
        ("a\x00b\x07c\ud800d\ufffee", "abcde"),
        ("satu\x0bdua\x85tiga", "satu dua tiga"),
        ("\u202eRp1\u202c \u2066x\u2069\u200f", "Rp1 x"),
        ("so\u00adsi\u200bal\ufeff", "sosial"),
        ("e\u0301", "é"),
        ("👩‍👩‍👧 🇮🇩", "👩‍👩‍👧 🇮🇩"),
        ("a\r\nb\tc\u2028d", "a b c d"),
        (None, ""),
    ],
)
def test_clean_line_keeps_one_readable_line(text, clean):
    assert clean_line(text) == clean


def test_clean_lines_keeps_line_breaks():
    assert clean_lines(" a \r\n\r\n\r\n\r\nb\rc\u2028d\x00 \n") == "a\n\nb\nc\nd"
    assert clean_lines(None) == ""


@given(st.text())
def test_clean_line_twice_changes_nothing_and_satisfies_the_validator(text):
    once = clean_line(text)
    assert clean_line(once) == once
    no_control_characters(once)
    no_control_characters(clean_lines(text))
    assert clean_lines(clean_lines(text)) == clean_lines(text)
    once.encode()


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe", "\u202e", "\u2066"])
def test_validator_refuses_what_cannot_be_stored_or_misleads(sign):
    with pytest.raises(ValidationError) as caught:
        no_control_characters(f"a{sign}b")
    assert caught.value.code == "control_characters"


def test_validator_lets_writing_pass():
    for text in ("Dinas Kesehatan", "a\tb\r\nc", "👩‍👩‍👧", "Ñandú – “x” ₂", ""):
        no_control_characters(text)


def test_a_flood_of_combining_marks_is_cut_quickly():
    """P09: sorting them would take minutes."""
    start = time.process_time()
    text = nfc("a" + "\u0327\u0301" * 200_000)
    assert len(text) <= 31 and time.process_time() - start < 2
    assert nfc("a" + "\u0344" * 100) == nfc(nfc("a" + "\u0344" * 100))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        (12, 12),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("99999999999999999999", None),
        ("9" * 10000, None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1_000", None),
        ("1e3", None),
        ("1.0", None),
        ("١٢", None),
        ("１２", None),
        ("²", None),
        ("\x00", None),
        ("", None),
        (None, None),
    ],
)
def test_safe_int_takes_plain_digits_only(text, number):
    """I03."""
    assert safe_int(text) == number


def test_safe_int_keeps_its_bounds():
    assert safe_int("5", maximum=5) == 5
    assert safe_int("6", maximum=5) is None
    assert safe_int("0", minimum=1) is None


def test_sort_key_sorts_as_people_do():
    """I08."""
    assert sorted(["Émas", "emas 10", "Emas 9", "ikan", "Elang"], key=sort_key) == [
        "Elang", "Émas", "Emas 9", "emas 10", "ikan",
    ]  # fmt: skip


def test_code_has_no_signs_that_look_alike():
    code = make_code("LWU")
    prefix, *groups = code.split("-")
    assert prefix == "LWU" and [len(group) for group in groups] == [4, 4]
    assert not set("0O1IL") & set(ALPHABET)
    assert all(set(group) <= set(ALPHABET) for group in groups)
    assert len({make_code() for _ in range(1000)}) == 1000


@given(st.integers(1, 4))
def test_code_is_read_as_typed(groups):
    code = make_code("LWU", groups)
    assert read_code(f" {code.lower()} ".replace("-", " \u2013 ")) == code


@pytest.mark.parametrize(
    "text", ["", "LWU", "LWU-7QX", "LWU-7QX0-M3RT", "LWU-7QX4-M3RT-", "x\x00", "\ud800", "A" * 9999]
)
def test_what_cannot_be_a_code_is_read_as_nothing(text):
    assert read_code(text) == ""


def test_parse_uuid_takes_one_form_only():
    value = uuid.uuid4()
    assert parse_uuid(str(value)) == parse_uuid(value) == value
    for text in (str(value).upper() + "A", "{" + str(value) + "}", value.hex, "", "\x00", None, str(value) + "\n"):
        assert parse_uuid(text) is None
