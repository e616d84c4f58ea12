"""An event loop whose seconds are shorter than ours, so that a minute's wait takes a moment."""

import asyncio
import selectors
from collections.abc import Callable


class _FastSelector(selectors.DefaultSelector):
    """Waits for a fraction of the time it is asked to, and counts what that leaves out."""

    def __init__(self, speed: float, clock: Callable[[], float]) -> None:
        super().__init__()
        self._speed = speed
        self._clock = clock
        self.left_out = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            return super().select(None)
        least = timeout / self._speed
        began = self._clock()
        found = super().select(least)
        self.left_out += min(self._clock() - began, least) * (self._speed - 1)
        return found


class FastLoop(asyncio.SelectorEventLoop):
    """loop.time() and every timer run `speed` times as fast as the clock on the wall.

    But only while the loop waits: work takes as long as it takes, however busy the machine is.
    """

    def __init__(self, speed: float) -> None:
        self._selects = _FastSelector(speed, super().time)
        super().__init__(self._selects)

    def time(self) -> float:
        """Return the loop's own seconds."""
        return super().time() + self._selects.left_out


def fast_loop(speed: float) -> Callable[[], FastLoop]:
    """Return a loop factory for asyncio.Runner; speed 1 is real time."""
    return lambda: FastLoop(speed)
