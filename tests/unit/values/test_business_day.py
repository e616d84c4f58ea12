from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values.business_day import BusinessDays
from terminal_daemon.values.moment import UnixSeconds

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
ZONES = [
    UTC,
    SHANGHAI,
    BERLIN,
    ZoneInfo("Asia/Kathmandu"),  # 5 h 45 min ahead
    ZoneInfo("America/St_Johns"),  # clocks were put back at 0:01
    ZoneInfo("America/Sao_Paulo"),  # clocks were put forward at midnight
    ZoneInfo("Pacific/Apia"),  # had no 30 December 2011
    ZoneInfo("Pacific/Kiritimati"),
    timezone(timedelta(hours=-12)),
]


def at(*when: int, zone: ZoneInfo = SHANGHAI) -> UnixSeconds:
    return UnixSeconds(int(datetime(*when, tzinfo=zone).timestamp()))  # type: ignore[misc,arg-type]


def test_a_day_is_the_shops_from_midnight_to_midnight() -> None:
    span = BusinessDays(SHANGHAI).span(date(2026, 11, 25))

    assert span.begin == at(2026, 11, 25)
    assert span.end == at(2026, 11, 26)


def test_what_is_sold_after_midnight_belongs_to_the_day_that_is_not_over() -> None:
    days = BusinessDays(SHANGHAI, time(4, 30))

    assert days.day_of(at(2026, 11, 26, 4, 29)) == date(2026, 11, 25)
    assert days.day_of(at(2026, 11, 26, 4, 30)) == date(2026, 11, 26)
    assert days.span(date(2026, 11, 25)).end == at(2026, 11, 26, 4, 30)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_clocks_are_changed_has_an_hour_more_or_less(day: date, hours: int) -> None:
    span = BusinessDays(BERLIN).span(day)

    assert span.end - span.begin == hours * HOUR


def test_an_hour_is_what_the_shops_clock_shows() -> None:
    span = BusinessDays(BERLIN).span(date(2026, 3, 29))
    seen = [span.hour_of(UnixSeconds(second)) for second in range(span.begin, span.end, HOUR)]

    assert seen == [0, 1, *range(3, 24)]


def test_a_day_that_a_zone_never_had_is_empty() -> None:
    span = BusinessDays(ZoneInfo("Pacific/Apia")).span(date(2011, 12, 30))

    assert span.begin == span.end


days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
zones = st.sampled_from(ZONES)


@given(zones, st.times(), days)
def test_days_follow_one_another_without_a_gap(zone: ZoneInfo, begins: time, day: date) -> None:
    shop = BusinessDays(zone, begins.replace(second=0, microsecond=0))
    span = shop.span(day)

    assert span.begin <= span.end == shop.span(day + timedelta(days=1)).begin
    if span.begin < span.end:
        assert shop.day_of(span.begin) == day
        assert shop.day_of(UnixSeconds(span.end - 1)) == day


@given(zones, st.times(), st.integers(-(2**62), 2**62))
def test_every_instant_a_mad_clocks_too_has_a_day(zone: ZoneInfo, begins: time, at: int) -> None:
    shop = BusinessDays(zone, begins)
    day = shop.day_of(UnixSeconds(at))

    span = shop.span(day)
    if 0 <= at < 2**37:
        assert span.begin <= at < span.end


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 29), date(9999, 1, 1), date.max])
def test_a_day_that_no_zone_is_sure_to_have_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="no day from 1969-12-30 to 9998-12-31"):
        BusinessDays(SHANGHAI).span(day)
