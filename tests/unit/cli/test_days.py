"""cli/days.py: which day is meant, and the shop's clock."""

from datetime import UTC, date, timedelta, timezone

import pytest

from terminal_daemon.cli.days import Lately, day_meant, moment_shown, read_day
from terminal_daemon.values.moment import UnixSeconds

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-25", DAY), ("today", DAY), ("yesterday", date(2026, 11, 24))],
)
def test_a_day_is_a_date_or_near(text: str, day: date) -> None:
    assert day_meant(read_day(text), DAY) == day


NO_DAYS = ("", "2026-13-01", "20261125", "2026-W48-3", "tomorrow", "0001-01-01")


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - in Python's words or ours
        read_day(text)


def test_near_days_have_names() -> None:
    assert (read_day("today"), read_day("yesterday")) == (Lately.TODAY, Lately.YESTERDAY)


def test_an_instant_is_shown_on_the_shops_clock() -> None:
    at = UnixSeconds(1_795_600_800)

    assert moment_shown(at, UTC) == "2026-11-25 10:00:00"
    assert moment_shown(at, timezone(timedelta(hours=8))) == "2026-11-25 18:00:00"
    assert moment_shown(None, UTC) == ""
