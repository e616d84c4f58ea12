"""GPIO for tests: pins that remember or fail, and a time that only passes when told to."""

import threading
from collections.abc import Callable
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

SOON = 4.0  # seconds; only broken code makes a test wait for it


class TonePin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """Remembers each (frequency, duty) it took."""

    def __init__(self, factory: Any, info: Any) -> None:
        self.took: list[tuple[float | None, float]] = []
        super().__init__(factory, info)

    def _set_frequency(self, value: float | None) -> None:
        super()._set_frequency(value)
        self.note()

    def _change_state(self, value: float) -> bool:
        changed: bool = super()._change_state(value)
        self.note()
        return changed

    def note(self) -> None:
        now = (self._frequency, float(self._state))
        if not self.took or self.took[-1] != now:
            self.took.append(now)


class Chip:
    """Whether the GPIO chip of MortalPin is there."""

    dead = False


class MortalPin(MockPWMPin):  # type: ignore[misc]  # as above
    """Fails while the chip is dead, as one that went away does."""

    def _set_state(self, value: float) -> None:
        if Chip.dead:
            raise OSError("unknown handle")
        super()._set_state(value)

    def _get_state(self) -> Any:
        if Chip.dead:
            raise OSError("unknown handle")
        return super()._get_state()


class CountedFactory(MockFactory):  # type: ignore[misc]  # as above
    """Remembers how often it was closed."""

    def __init__(self, pin_class: type[MockPin] = MockPin) -> None:
        super().__init__(pin_class=pin_class)
        self.closed = 0

    def close(self) -> None:
        self.closed += 1
        super().close()


class Waits:
    """Stands in for time: remembers each wait; `hold` blocks in the next wait of a tune."""

    def __init__(self) -> None:
        self.lengths: list[float] = []
        self.idle = threading.Event()
        self.holding = threading.Event()
        self.release = threading.Event()
        self.hold = False

    def __call__(self, changed: threading.Event, seconds: float | None) -> bool:
        if seconds is None:
            if not changed.is_set():
                self.idle.set()
            return changed.wait()
        self.lengths.append(seconds)
        if self.hold:
            self.hold = False
            self.holding.set()
            assert self.release.wait(SOON)
        return changed.is_set()


class Turns:
    """Stands in for time: a thread that waits stays there until the test ends that wait.

    `waiting()` returns how long the thread means to wait; `time_passes()` lets all of it pass.
    A wait also ends, as it should, when its event is set.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._asked: list[float | None] = []
        self._seen = 0
        self._let_pass = 0

    def __call__(self, changed: threading.Event, seconds: float | None) -> bool:
        with self._condition:
            self._asked.append(seconds)
            number = len(self._asked)
            self._condition.notify_all()
        while not changed.wait(0.001):
            with self._condition:
                if self._let_pass >= number:
                    return False
        return True

    def waiting(self) -> float | None:
        """Return the next wait that was not seen yet."""
        with self._condition:
            assert self._condition.wait_for(lambda: len(self._asked) > self._seen, SOON)
            self._seen += 1
            return self._asked[self._seen - 1]

    @property
    def times_asked(self) -> int:
        """How many waits there were."""
        return len(self._asked)

    def time_passes(self) -> None:
        """End the wait seen last, with nothing changed."""
        with self._condition:
            self._let_pass = self._seen


def failing(times: int, factory: MockFactory) -> Callable[[], MockFactory]:
    """Return an opener that fails so often, as a missing GPIO chip does, and then works."""
    left = [OSError("can not open gpiochip")] * times

    def open_factory() -> MockFactory:
        if left:
            raise left.pop()
        return factory

    return open_factory
