"""An event loop whose seconds are shorter than ours, so that a minute's wait takes a moment."""

import asyncio
import selectors
from collections.abc import Callable


class _FastSelector(selectors.DefaultSelector):
    """Waits for a fraction of the time it is asked to."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / self._speed)


class FastLoop(asyncio.SelectorEventLoop):
    """loop.time() and every timer run `speed` times as fast as the clock on the wall."""

    def __init__(self, speed: float) -> None:
        super().__init__(_FastSelector(speed))
        self._speed = speed

    def time(self) -> float:
        """Return the loop's own seconds."""
        return super().time() * self._speed


def fast_loop(speed: float) -> Callable[[], FastLoop]:
    """Return a loop factory for asyncio.Runner; speed 1 is real time."""
    return lambda: FastLoop(speed)
