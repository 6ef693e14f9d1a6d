"""Dates and times in Indonesian writing, in WITA (T01, T02, T04, T05, T07)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from formats.dates import (
    MONTHS,
    Quarter,
    UnreadableDate,
    ago,
    end_of_day_wita,
    format_date,
    format_moment,
    format_month,
    format_quarter,
    format_range,
    format_time,
    parse_date,
    parse_quarter,
    parse_time,
    start_of_day_wita,
    today_wita,
)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "17/8/2026", "17/08/2026", "17-08-2026", "17-8-2026", "17.08.2026", "17 / 8 / 2026",
        "17 Agustus 2026", "17 agustus 2026", "17 Agu 2026", "17 Ags 2026", "17 Agt. 2026", "17-Agu-2026",
        "Senin, 17 Agustus 2026", "senin 17/8/2026", "  17\u00a0Agustus  2026 ", "2026-08-17",
    ],
)  # fmt: skip
def test_date_is_read_day_first(text):
    assert parse_date(text) == date(2026, 8, 17)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/2/2026", date(2026, 2, 1)),
        ("01 Februari 2026", date(2026, 2, 1)),
        ("01 Pebruari 2026", date(2026, 2, 1)),
        ("3 Nopember 2026", date(2026, 11, 3)),
        ("29/2/2028", date(2028, 2, 29)),
        ("Jumat, 1 Mei 2026", date(2026, 5, 1)),
        ("Jum'at, 1 Mei 2026", date(2026, 5, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_date_in_words_and_leap_days_are_read(text, value):
    assert parse_date(text) == value


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("08/17/2026", "american", "17/08/2026"),
        ("8-17-2026", "american", "17/08/2026"),
        ("1/2/26", "short_year", "17/08/2026"),
        ("17 Agu 26", "short_year", "17/08/2026"),
        ("30/2/2026", "no_such_day", "28/02/2026"),
        ("30 Februari 2026", "no_such_day", "28/02/2026"),
        ("29/02/2026", "no_such_day", "28/02/2026"),
        ("31/4/2026", "no_such_day", "30/04/2026"),
        ("0/4/2026", "no_such_day", "30/04/2026"),
        ("2026-02-30", "no_such_day", "28/02/2026"),
        ("1/0/2026", "no_such_month", "17/08/2026"),
        ("20/20/2026", "no_such_month", "17/08/2026"),
        ("17/8/0000", "year", "2199"),
        ("17/8/2200", "year", "2199"),
        ("Selasa, 17 Agustus 2026", "weekday", "Senin"),
        ("17 Foo 2026", "not_a_date", "17/08/2026"),
        ("17/8-2026", "not_a_date", "17/08/2026"),
        ("besok", "not_a_date", "17/08/2026"),
        ("١٧/٨/٢٠٢٦", "not_a_date", "17/08/2026"),
        ("17/8/2026\x00", "not_a_date", "17/08/2026"),
        ("\ud800", "not_a_date", "17/08/2026"),
        ("9" * 10000, "not_a_date", "17/08/2026"),
        ("", "empty", "17/08/2026"),
    ],
)
def test_date_that_is_not_clear_is_refused_with_the_right_writing(text, code, hint):
    with pytest.raises(UnreadableDate) as caught:
        parse_date(text)
    assert caught.value.code == code
    assert hint in str(caught.value)


@given(days, st.sampled_from(["long", "short", "day", "numeric", "input"]))
def test_date_written_is_read_back(day, style):
    assert parse_date(format_date(day, style)) == day


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,4}[/ .-][0-9]{1,2}[/ .-][0-9]{1,4}", fullmatch=True))
def test_no_text_breaks_the_reader_of_dates(text):
    try:
        assert isinstance(parse_date(text), date)
    except UnreadableDate as error:
        assert str(error)


def test_date_is_written_in_each_style():
    day = date(2026, 8, 17)
    assert [format_date(day, style) for style in ("long", "short", "day", "numeric", "input")] == [
        "17 Agustus 2026", "17 Agu 2026", "Senin, 17 Agustus 2026", "17-08-2026", "17/08/2026",
    ]  # fmt: skip
    assert format_date(None) == "–"
    assert format_month(day) == "Agustus 2026"
    with pytest.raises(ValueError, match="style"):
        format_date(day, "other")


def test_range_repeats_only_what_differs():
    assert format_range(date(2023, 7, 3), date(2023, 7, 4)) == "3–4 Juli 2023"
    assert format_range(date(2023, 7, 31), date(2023, 8, 1)) == "31 Juli–1 Agustus 2023"
    assert format_range(date(2026, 12, 30), date(2027, 1, 2)) == "30 Desember 2026–2 Januari 2027"
    assert format_range(date(2023, 7, 3), date(2023, 7, 3)) == "3 Juli 2023"
    assert format_range(date(2023, 7, 3), None) == "3 Juli 2023"
    assert format_range(None, None) == "–"


def test_moment_is_shown_in_wita():
    """T01: 23.30 in Luwu is 15.30 UTC, 00.30 in Luwu is the day before in UTC."""
    assert format_moment(datetime(2026, 11, 23, 15, 30, tzinfo=UTC)) == "23 November 2026 pukul 23.30 WITA"
    assert format_moment(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) == "24 November 2026 pukul 00.30 WITA"
    assert format_time(datetime(2026, 11, 23, 6, 30, tzinfo=UTC)) == "14.30 WITA"
    assert format_time(time(9, 5)) == "09.05 WITA"
    assert format_time(time(9, 5), zone=False) == "09.05"
    assert format_time(None) == "–"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"])
def test_dates_do_not_depend_on_the_zone_of_the_server_or_reader(zone):
    """T02."""
    moment = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    with timezone.override(zone), time_machine.travel(moment, tick=False):
        assert today_wita() == date(2027, 1, 1)
        assert format_date(moment) == "1 Januari 2027"
        assert format_time(moment) == "00.30 WITA"


def test_deadline_ends_with_the_last_second_of_the_day_in_luwu():
    end = end_of_day_wita(date(2026, 11, 23))
    assert end == datetime(2026, 11, 23, 15, 59, 59, 999999, tzinfo=UTC)
    assert start_of_day_wita(date(2026, 11, 24)) - end == timedelta(microseconds=1)
    assert format_moment(end) == "23 November 2026 pukul 23.59 WITA"


def test_time_is_read_with_dot_or_colon():
    assert parse_time("14.30") == parse_time("14:30") == parse_time("14.30 WITA") == time(14, 30)
    for text in ("24.00", "14.60", "2 pm", "", "1430"):
        with pytest.raises(UnreadableDate):
            parse_time(text)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "hari ini"), (-1, "kemarin"), (1, "besok"), (-5, "5 hari lalu"), (3, "3 hari lagi"),
        (-30, "30 hari lalu"), (30, "30 hari lagi"), (-31, "23 Oktober 2026"), (31, "24 Desember 2026"),
    ],
)  # fmt: skip
def test_ago_tells_up_to_thirty_days_then_the_date(days, text):
    today = date(2026, 11, 23)
    with translation.override("id"):
        assert ago(today + timedelta(days=days), today) == text


def test_ago_counts_days_of_luwu():
    with translation.override("id"), time_machine.travel(datetime(2026, 11, 22, 16, 30, tzinfo=UTC), tick=False):
        assert ago(datetime(2026, 11, 22, 15, 30, tzinfo=UTC)) == "kemarin"
        assert ago(datetime(2026, 11, 22, 16, 1, tzinfo=UTC)) == "hari ini"
    assert ago(None) == "–"


def test_quarter_knows_its_days_and_neighbours():
    quarter = Quarter.of(date(2026, 8, 17))
    assert str(quarter) == format_quarter(2026, 3) == "Triwulan III 2026"
    assert (quarter.first_day, quarter.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    assert Quarter(2026, 4).next() == Quarter(2027, 1)
    assert Quarter(2027, 1).previous() == Quarter(2026, 4)
    assert Quarter(2027, 1) > Quarter(2026, 4)
    with pytest.raises(ValueError, match="quarter"):
        Quarter(2026, 5)


@given(days)
def test_quarter_holds_each_of_its_days(day):
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert parse_quarter(str(quarter)) == quarter
    assert quarter.next().previous() == quarter


def test_quarter_is_read_in_the_usual_writings():
    for text in ("Triwulan III 2026", "triwulan 3 2026", "TW III 2026", "TW. 3, 2026", "2026-3", "2026Q3"):
        assert parse_quarter(text) == Quarter(2026, 3)
    for text in ("Triwulan V 2026", "Triwulan III", "2026", ""):
        with pytest.raises(UnreadableDate):
            parse_quarter(text)


def test_months_are_twelve_in_order():
    assert len(MONTHS) == 12 and MONTHS[1] == "Februari" and MONTHS[7] == "Agustus"
