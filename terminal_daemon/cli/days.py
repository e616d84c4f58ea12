"""Which day somebody means on the command line, and an instant as a shop reads it."""

from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from typing import Final

from terminal_daemon.values.business_day import FIRST, LAST
from terminal_daemon.values.moment import UnixSeconds

_DAY: Final = timedelta(days=1)


class Lately(Enum):
    """A day by its distance from the shop's present one."""

    TODAY = "today"
    YESTERDAY = "yesterday"


def read_day(text: str) -> date | Lately:
    """Return the day of `2026-11-25`, `today` or `yesterday`. Raises ValueError."""
    if text in {lately.value for lately in Lately}:
        return Lately(text)
    day = date.fromisoformat(text)
    if text != day.isoformat() or not FIRST <= day <= LAST:
        raise ValueError(text)
    return day


def day_meant(said: date | Lately, today: date) -> date:
    """Return the date that is meant when the shop's day is `today`."""
    match said:
        case Lately.TODAY:
            return today
        case Lately.YESTERDAY:
            return today - _DAY
        case date():
            return said


def moment_shown(at: UnixSeconds | None, zone: tzinfo) -> str:
    """Return for example "2026-11-25 18:00:00" on the shop's clock; "" if there is no instant."""
    return "" if at is None else f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S}"
