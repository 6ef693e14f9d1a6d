"""Template filters: right writing, and never an error."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from formats import dates


def render(source, **values):
    with translation.override("id"):
        return Template("{% load formats %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|angka }}", 1234567, "1.234.567"),
        ("{{ value|angka:2 }}", Decimal("1.5"), "1,50"),
        ("{{ value|angka }}", "1234.5", "1.234,5"),
        ("{{ value|rupiah }}", 1850000000, "Rp1.850.000.000"),
        ('{{ value|rupiah:"tabel" }}', -250000, "(Rp250.000)"),
        ("{{ value|rupiah_singkat }}", 1250000000, "Rp1,25 miliar"),
        ("{{ value|juta }}", 1850000000, "1.850,0"),
        ("{{ value|persen }}", Decimal("72.5"), "72,5%"),
        ("{{ value|persen:0 }}", Decimal("72.5"), "73%"),
        ("{{ value|terbilang }}", 21, "dua puluh satu"),
        ("{{ value|romawi }}", 3, "III"),
        ("{{ value|tanggal }}", date(2026, 8, 17), "17 Agustus 2026"),
        ("{{ value|tanggal }}", datetime(2026, 8, 16, 16, 30, tzinfo=UTC), "17 Agustus 2026"),
        ("{{ value|tanggal_pendek }}", date(2026, 8, 17), "17 Agu 2026"),
        ("{{ value|tanggal_hari }}", date(2026, 8, 17), "Senin, 17 Agustus 2026"),
        ("{{ value|waktu }}", datetime(2026, 11, 23, 2, 42, tzinfo=UTC), "10.42 WITA"),
        ("{{ value|waktu }}", time(0, 0), "00.00 WITA"),
        ("{{ value|nip }}", "198001012005011001", "19800101 200501 1 001"),
        ("{{ value|nip }}", "123", "123"),
    ],
)
def test_filter_writes(source, value, text):
    assert render(source, value=value) == text


FILTERS = ["angka", "rupiah", "rupiah_singkat", "juta", "persen", "terbilang", "romawi", "tanggal", "tanggal_pendek"]
FILTERS += ["tanggal_hari", "waktu", "lalu", "nip"]


@pytest.mark.parametrize("name", FILTERS)
def test_filter_shows_a_dash_for_what_is_missing(name):
    assert render(f"{{{{ value|{name} }}}}", value=None) == "–"
    assert render(f"{{{{ value|{name} }}}}", value="") == "–"
    assert render(f"{{{{ no_such_variable|{name} }}}}") == "–"


@pytest.mark.parametrize("name", FILTERS)
def test_filter_shows_other_values_escaped_and_unchanged(name):
    assert render(f"{{{{ value|{name} }}}}", value="<b>x") == "&lt;b&gt;x"
    for value in (float("nan"), float("inf"), Decimal("NaN"), [1], 10**40):
        assert render(f"{{{{ value|{name} }}}}", value=value)


def test_lalu_and_time_ago_tell_distance_and_date():
    today = date(2026, 11, 23)
    assert render("{{ value|lalu:today }}", value=date(2026, 11, 18), today=today) == "5 hari lalu"
    assert render("{% time_ago value today %}", value=date(2026, 11, 18), today=today) == (
        '<time datetime="2026-11-18" title="18 November 2026">5 hari lalu</time>'
    )
    assert render("{% time_ago value today %}", value=datetime(2026, 11, 22, 16, 30, tzinfo=UTC), today=today) == (
        '<time datetime="2026-11-23T00:30:00+08:00" title="23 November 2026 pukul 00.30 WITA">hari ini</time>'
    )
    assert render("{% time_ago value %}", value=None) == "–"


def test_rentang_joins_two_days():
    assert render("{{ a|rentang:b }}", a=date(2023, 7, 3), b=date(2023, 7, 4)) == "3–4 Juli 2023"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "17 Agustus 2026, 17 Agu 2026, Senin, 17 Agustus 2026, 16–17 Agustus 2026, 31 Juli–17 Agustus 2026"),
        ("en", "17 August 2026, 17 Aug 2026, Monday, 17 August 2026, 16–17 August 2026, 31 July–17 August 2026"),
    ],
)
def test_dates_on_a_page_follow_its_language_and_printed_ones_do_not(language, words):
    text = "{{ day|tanggal }}, {{ day|tanggal_pendek }}, {{ day|tanggal_hari }}, {{ before|rentang:day }}, {{ july|rentang:day }}"
    day = date(2026, 8, 17)
    context = {"day": day, "before": date(2026, 8, 16), "july": date(2026, 7, 31)}
    with translation.override(language):
        assert Template(text).render(Context(context)) == words
        assert dates.format_date(day, "day") == "Senin, 17 Agustus 2026"
        moment = datetime(2026, 8, 17, 2, 5, tzinfo=UTC)
        assert dates.say_moment(moment).endswith("10.05 WITA") and dates.format_moment(moment)[:10] == "17 Agustus"
