"""The Date header, which HTTP wants of every server that has a clock."""

from datetime import UTC, datetime
from typing import Final

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def date_header(moment: datetime) -> str:
    """Return a moment of UTC as the header has it, in English whatever the machine speaks."""
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} GMT"


def date_now() -> str:
    """Return what the machine's clock says: no sale goes by it."""
    return date_header(datetime.now(UTC))
