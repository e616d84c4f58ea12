"""The shop's days: a date, the zone of the shop and the hour its day begins, as Unix seconds.

Days follow one another without a gap, also where a clock is put forward or back.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds

FIRST: Final = date(1969, 12, 30)
LAST: Final = date(9998, 12, 31)
"""Outside of these no zone is sure to have a day."""

_DAY: Final = timedelta(days=1)
_FIRST_SECOND: Final = 0
_LAST_SECOND: Final = 253_370_000_000  # of the year 9998


@dataclass(frozen=True, slots=True)
class Span:
    """From the first second to the one that is no longer in it."""

    begin: UnixSeconds
    end: UnixSeconds
    zone: tzinfo

    def hour_of(self, at: UnixSeconds) -> int:
        """Return the hour that the shop's clock shows at an instant, 0 to 23."""
        return datetime.fromtimestamp(at, self.zone).hour


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The days of a shop."""

    zone: tzinfo
    begins: time = time()
    """When its day begins; what is sold before it belongs to the day before."""

    def span(self, day: date) -> Span:
        """Return the seconds of a day, FIRST to LAST. Raises ValueError."""
        if not FIRST <= day <= LAST:
            raise ValueError(f"no day from {FIRST} to {LAST}")
        return Span(self._begin(day), self._begin(day + _DAY), self.zone)

    def day_of(self, at: UnixSeconds) -> date:
        """Return the day to which an instant belongs; a mad clock's is the first or the last."""
        at = UnixSeconds(min(max(at, _FIRST_SECOND), _LAST_SECOND))
        day = datetime.fromtimestamp(at, self.zone).date() + _DAY
        while self._begin(day) > at:
            day -= _DAY
        return day

    def _begin(self, day: date) -> UnixSeconds:
        return UnixSeconds(int(datetime.combine(day, self.begins, self.zone).timestamp()))
