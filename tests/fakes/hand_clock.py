"""The terminal's clock, moved by a test."""

from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds


class HandClock:
    """Stands still until the test moves it."""

    def __init__(self) -> None:
        self._now = 1_000.0

    def now(self) -> Moment:
        return Moment(Monotonic(self._now), UnixSeconds(1_760_000_000 + int(self._now)), True)

    def saw_date(self, date: int) -> None:
        """Nobody asks for it."""

    def pass_time(self, seconds: float) -> None:
        self._now += seconds
