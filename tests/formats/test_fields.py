"""Form fields for Indonesian writing, and the traps they are there for."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from formats.fields import (
    BudgetCodeField,
    DateField,
    NipField,
    NumberField,
    PercentField,
    RupiahField,
    WholeNumberField,
    nip_warning,
)


class SampleForm(forms.Form):
    area = NumberField(required=False, decimals=2)
    change = NumberField(required=False, min_value=None)
    seats = WholeNumberField(required=False, min_value=1, max_value=2000)
    budget = RupiahField(required=False)
    progress = PercentField(required=False)
    due = DateField(required=False, min_value=date(2026, 1, 1), max_value=date(2035, 12, 31))
    code = BudgetCodeField(required=False)
    nip = NipField(required=False)


def cleaned(**data):
    form = SampleForm(data)
    assert form.is_valid(), form.errors.as_json()
    return form.cleaned_data


def error_of(field, text):
    form = SampleForm({field: text})
    assert not form.is_valid()
    error = form.errors.as_data()[field][0]
    (message,) = error.messages
    return error.code, message


def test_fields_read_what_people_type():
    data = cleaned(
        area="1.250,5", change="-3,5", seats="1.000", budget="1,25 miliar", progress="72,5 %", due="17/8/2026",
        code="2.16.03.2.02.0035", nip="19800101 200501 1 001",
    )  # fmt: skip
    assert data == {
        "area": Decimal("1250.5"), "change": Decimal("-3.5"), "seats": 1000, "budget": 1250000000,
        "progress": Decimal("72.5"), "due": date(2026, 8, 17), "code": "2.16.03.2.02.0035",
        "nip": "198001012005011001",
    }  # fmt: skip
    assert type(data["seats"]) is int and type(data["budget"]) is int


def test_empty_fields_are_none():
    data = cleaned(area=" ", change="", seats="\u00a0", budget="", progress="", due="  ", code="", nip="")
    assert [data[name] for name in ("area", "change", "seats", "budget", "progress", "due")] == [None] * 6
    assert data["code"] == data["nip"] == ""


@pytest.mark.parametrize(
    ("field", "text", "code", "hint"),
    [
        ("area", "1.5", "decimal_point", "Tulis 1,5, bukan 1.5."),
        ("area", "1,000,000.50", "american", "Tulis 1.000.000,50, bukan 1,000,000.50."),
        ("area", "1,255", "too_precise", "2"),
        ("area", "-1", "negative", "nol"),
        ("seats", "1,5", "too_precise", "0"),
        ("seats", "0", "min_value", "1"),
        ("seats", "2.001", "max_value", "2.000"),
        ("budget", "Rp1,5", "fraction", "rupiah bulat"),
        ("budget", "12345678901234567890", "too_large", "15"),
        ("budget", "-5", "negative", "nol"),
        ("progress", "120", "max_value", "100%"),
        ("progress", "12,555", "too_precise", "2"),
        ("due", "08/17/2026", "american", "17/08/2026"),
        ("due", "30/2/2026", "no_such_day", "Februari 2026 sampai tanggal 28. Tulis misalnya 28/02/2026."),
        ("due", "31/12/2025", "min_value", "1 Januari 2026"),
        ("due", "1/1/2036", "max_value", "31 Desember 2035"),
        ("code", "2.16.3", "budget_code", "2.16.03"),
        ("code", "2.16.03.2.02.09.1", "budget_code", "2.16.03"),
        ("code", "21603", "budget_code", "2.16.03"),
    ],
)
def test_refusal_says_in_indonesian_what_to_write(field, text, code, hint):
    with translation.override("id"):
        given_code, message = error_of(field, text)
    assert given_code == code
    assert hint in message


def test_refusal_follows_the_language_of_the_reader():
    with translation.override("en"):
        assert error_of("area", "1.5")[1] == "Write 1,5, not 1.5."


@given(st.text(max_size=60))
def test_no_text_makes_a_field_fail_otherwise_than_with_a_message(text):
    """I01, I02: NUL, lone surrogates and what else the generator finds."""
    form = SampleForm(dict.fromkeys(SampleForm.base_fields, text))
    form.is_valid()
    for errors in form.errors.as_data().values():
        assert all(error.messages for error in errors)


@pytest.mark.parametrize("name", list(SampleForm.base_fields))
@pytest.mark.parametrize("text", ["\x00", "1\x00", "\ud800", "9" * 100000, "{0}", "%s", "٣"])
def test_bad_text_is_refused_with_a_message(name, text):
    assert error_of(name, text)[1]


def test_first_values_are_shown_in_indonesian_writing():
    form = SampleForm(
        initial={
            "area": Decimal("1250.5000"), "change": -3, "budget": 1250000000, "progress": Decimal("72.50"),
            "due": date(2026, 8, 17), "nip": "198001012005011001",
        }
    )  # fmt: skip
    shown = {name: form[name].value() for name in form.initial}
    assert shown == {
        "area": "1.250,5", "change": "-3", "budget": "1.250.000.000", "progress": "72,5", "due": "17/08/2026",
        "nip": "19800101 200501 1 001",
    }  # fmt: skip


def test_refused_value_is_shown_as_typed():
    form = SampleForm({"area": "1.5", "nip": "123"})
    assert form["area"].value() == "1.5"
    assert form["nip"].value() == "123"


def test_form_sent_back_as_shown_has_not_changed():
    initial = {
        "area": Decimal("1250.5000"), "change": Decimal("-3"), "seats": 5, "budget": 1250000000,
        "progress": Decimal("72.50"), "due": date(2026, 8, 17), "code": "2.16", "nip": "198001012005011001",
    }  # fmt: skip
    shown = {name: SampleForm(initial=initial)[name].value() for name in initial}
    assert SampleForm(shown, initial=initial).changed_data == []
    assert SampleForm(shown | {"budget": "1,3 miliar"}, initial=initial).changed_data == ["budget"]


def test_widgets_tell_keyboard_kind_and_unit():
    html = SampleForm().as_div()
    assert 'data-echo="rupiah"' in html and 'data-echo="date"' in html and 'data-echo="percent"' in html
    assert '<span class="input-group-text">Rp</span>' in html
    assert '<span class="input-group-text">%</span>' in html
    assert 'inputmode="numeric"' in str(SampleForm()["seats"])
    assert 'inputmode="decimal"' in str(SampleForm()["area"])
    assert 'type="number"' not in html and 'type="date"' not in html
    refused = SampleForm()["budget"].as_widget(attrs={"class": "is-invalid"})
    assert 'class="input-group is-invalid has-validation"' in refused


@pytest.mark.parametrize("code", ["2.16", "2.16.03", "2.16.03.2.02", "2.16.03.2.02.09", "2.16.03.2.02.0035", "X.XX.01"])
def test_budget_code_of_each_level_is_taken(code):
    assert cleaned(code=f" {code.lower()} ")["code"] == code


@pytest.mark.parametrize(
    ("digits", "fine"),
    [
        ("198001012005011001", True),
        ("", True),
        ("123", False),
        ("198013012005011001", False),
        ("198001012005131001", False),
        ("200001012005011001", False),
        ("198001012005013001", False),
    ],
)
def test_nip_is_warned_about_but_never_refused(digits, fine):
    assert (nip_warning(digits) == "") == fine
    assert cleaned(nip=digits)["nip"] == digits


@override_settings(USE_THOUSAND_SEPARATOR=True)
def test_thousand_separator_setting_would_spoil_years_and_keys_but_not_our_fields():
    """With it on, Django itself prints the year 2026 as 2.026; that is why it stays off."""
    with translation.override("id"):
        assert Template("{{ year }}").render(Context({"year": 2026})) == "2.026"
        assert Template("{{ value|angka }}").render(Context({"value": 1234})) == "1.234"
        assert cleaned(area="1.000")["area"] == 1000
        assert SampleForm(initial={"area": Decimal("1000.5")})["area"].value() == "1.000,5"


def test_thousand_separator_setting_is_off(settings):
    assert settings.USE_THOUSAND_SEPARATOR is False
    with translation.override("id"):
        assert Template("{{ year }} data-id={{ key }}").render(Context({"year": 2026, "key": 12345})) == (
            "2026 data-id=12345"
        )


def test_plain_decimal_field_would_read_a_thousand_as_one():
    """The trap that makes these fields necessary."""
    with translation.override("id"):
        assert forms.DecimalField().clean("1.000") == 1
        assert forms.DecimalField(localize=True).clean("1.5") == Decimal("1.5")
    assert NumberField().clean("1.000") == 1000


def test_plain_date_field_would_read_the_american_order():
    with translation.override("id"):
        assert forms.DateField().clean("08/17/2026") == date(2026, 8, 17)
    with pytest.raises(forms.ValidationError):
        DateField().clean("08/17/2026")
