"""The demo's time: both clocks run with the event loop."""

import asyncio
from typing import Final

from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds

BEGAN: Final = UnixSeconds(1_790_000_000)


class LoopClock:
    """A clock that is always right: nobody has to wait for NTP."""

    def __init__(self, began: UnixSeconds = BEGAN) -> None:
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()
        self._began = began

    def now(self) -> Moment:
        """Return this instant of the demo."""
        seconds = self._loop.time()
        unix = UnixSeconds(int(self._began + seconds - self._zero))
        return Moment(Monotonic(seconds), unix, trusted=True)

    def saw_date(self, date: int) -> None:
        """Do nothing: the gateway's clock is the wall's, not the demo's."""
