"""A device that types without end: from which key or line on it is no longer listened to."""

from typing import Final

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import Monotonic

WINDOW_S: Final = 1.0
QUIET_S: Final = 1.0
"""A device that flooded is listened to again once it has been silent for so long."""

MOST_LINES: Final = 8  # in a window; nobody scans faster
MOST_KEYS: Final = 40  # in a window; nobody types faster, and a "000" key sends three at once

_UNSTAMPED: Final = Monotonic(0.0)


@dataclass(frozen=True, slots=True)
class Flow:
    """How much one device has said lately."""

    began: Monotonic = _UNSTAMPED
    count: int = 0
    last: Monotonic = _UNSTAMPED
    flooded: bool = False


def overrun(flow: Flow, at: Monotonic) -> Flow:
    """Listen no more until it is quiet: what still comes belongs to what was lost."""
    return flow if at == _UNSTAMPED else Flow(at, 0, at, flooded=True)


def counted(flow: Flow, at: Monotonic, most: int) -> Flow:
    """Count one more; while the flow returned is flooded, nobody must be told of it.

    What carries no stamp is not counted.
    """
    if at == _UNSTAMPED:
        return flow
    if flow.flooded:
        if 0 <= at - flow.last < QUIET_S:
            return Flow(flow.began, flow.count, at, flooded=True)
        return Flow(at, 1, at)
    if not 0 <= at - flow.began < WINDOW_S:
        return Flow(at, 1, at)
    count = min(flow.count, most) + 1
    return Flow(flow.began, count, at, flooded=count > most)
