"""Two kinds of time that must never be mixed."""

from typing import Final, NewType

from terminal_daemon.values.dataclass import dataclass

Monotonic = NewType("Monotonic", float)
"""Seconds on a clock that never jumps; means nothing after a restart. For waits."""

UnixSeconds = NewType("UnixSeconds", int)
"""Seconds since 1970, UTC. For the journal and the gateway; may be wrong before synchronisation."""

_CHINA_S: Final = 8 * 3600  # one zone, without summer time; the machine's own may never be set


def time_of_day(at: UnixSeconds) -> str:
    """Return the time in China as people read it: "12:31"."""
    minutes = (at + _CHINA_S) // 60
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on both clocks."""

    monotonic: Monotonic
    unix: UnixSeconds
    trusted: bool
    """True once the wall clock is known to be synchronised."""

    def after(self, seconds: float) -> Monotonic:
        """Return the monotonic instant so many seconds later."""
        return Monotonic(self.monotonic + seconds)
