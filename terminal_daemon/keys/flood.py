"""A device that types without end: from which key or line on it is no longer listened to."""

from dataclasses import dataclass
from typing import Final

from terminal_daemon.values.moment import Monotonic

WINDOW_S: Final = 1.0
QUIET_S: Final = 1.0
"""A device that flooded is listened to again once it has been silent for so long."""

MOST_LINES: Final = 8  # in a window; nobody scans faster
MOST_KEYS: Final = 40  # in a window; nobody types faster, and a "000" key sends three at once

_UNSTAMPED: Final = Monotonic(0.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """How much one device has said lately."""

    began: Monotonic = _UNSTAMPED
    count: int = 0
    last: Monotonic = _UNSTAMPED
    flooded: bool = False


def overrun(pace: Pace, at: Monotonic) -> Pace:
    """Listen no more until it is quiet: what still comes belongs to what was lost."""
    return pace if at == _UNSTAMPED else Pace(at, 0, at, flooded=True)


def counted(pace: Pace, at: Monotonic, most: int) -> Pace:
    """Count one more; while the pace returned is flooded, nobody must be told of it.

    What carries no stamp is not counted.
    """
    if at == _UNSTAMPED:
        return pace
    if pace.flooded:
        if 0 <= at - pace.last < QUIET_S:
            return Pace(pace.began, pace.count, at, flooded=True)
        return Pace(at, 1, at)
    if not 0 <= at - pace.began < WINDOW_S:
        return Pace(at, 1, at)
    count = min(pace.count, most) + 1
    return Pace(pace.began, count, at, flooded=count > most)
