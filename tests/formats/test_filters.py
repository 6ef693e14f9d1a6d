"""Template filters: right writing, and never an error."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation


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
