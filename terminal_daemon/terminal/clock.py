"""◉ time: waits on the monotonic clock, wall time for the journal, and whether to trust it.

A Raspberry Pi has no clock of its own: after a power cut it wakes up in the past, until NTP has
set it. Until then `time_start` and `time_expire` are not sent.
"""

import logging
import sys
import time
from collections.abc import Callable
from typing import Final

from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds

_log = logging.getLogger(__name__)

AGREES_WITHIN_S: Final = 30
"""A gateway's `Date` header this near proves the clock right."""
_ANY_TIME: Final = UnixSeconds(0)
_ASK_KERNEL_EVERY_S: Final = 30.0
_TIME_ERROR: Final = 5  # adjtimex(2): "the system clock is not synchronized"
_TIMEX_BYTES: Final = 256  # struct timex is 208 bytes at most


monotonic: Final = time.monotonic
"""The event loop's own time, also for those who begin before there is a loop."""


def wall() -> UnixSeconds:
    """Return what the machine's clock says, right or wrong."""
    return UnixSeconds(int(time.time()))


class SystemClock:
    """Monotonic and wall time of this machine; `monotonic` is the event loop's own clock."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        kernel: Callable[[], bool] | None = None,
        *,
        not_before: UnixSeconds = _ANY_TIME,
    ) -> None:
        """`not_before` is surely past: a wall clock that says an earlier time is not trusted."""
        self._monotonic = monotonic
        self._not_before = not_before
        self._kernel = kernel or kernel_clock_is_synchronised
        self._date_agrees: bool | None = None  # None: no date was seen yet
        self._kernel_says = False
        self._ask_at = float("-inf")

    def now(self) -> Moment:
        """Return this instant on both clocks."""
        monotonic = self._monotonic()
        if not self._kernel_says and monotonic >= self._ask_at:
            self._ask_at = monotonic + _ASK_KERNEL_EVERY_S
            self._kernel_says = self._kernel()
        # Once the gateway's clock was seen, that is the one to agree with: it judges time_expire.
        trusted = self._kernel_says if self._date_agrees is None else self._date_agrees
        unix = UnixSeconds(int(time.time()))
        return Moment(Monotonic(monotonic), unix, trusted and unix >= self._not_before)

    def saw_date(self, date: int) -> None:
        """Take a gateway's `Date` header, in Unix seconds, as a second opinion."""
        agrees = abs(time.time() - date) <= AGREES_WITHIN_S
        if self._date_agrees is not False and not agrees:
            _log.warning("the clock differs from the gateway's by more than %s s", AGREES_WITHIN_S)
        self._date_agrees = agrees


def kernel_clock_is_synchronised() -> bool:
    """Ask the kernel: systemd-timesyncd, chrony and ntpd all tell it by adjtimex(2)."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # noqa: PLC0415 - the first picture needs another clock only

    libc = ctypes.CDLL(None, use_errno=True)
    state: int = libc.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return 0 <= state < _TIME_ERROR
