"""Time that a test moves by hand, for a thread that is given its clock and its waits."""

import threading
from typing import Final

_PATIENCE_S: Final = 10.0  # only a broken thread makes a test wait for it
_GLANCE_S: Final = 0.001  # an event set behind our back is noticed after so long


class HandTime:
    """Stands still until the test moves it; `settle` waits for the thread to have nothing to do."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._now = 0.0
        self._asleep: tuple[threading.Event, float | None] | None = None
        self.waits = 0

    def now(self) -> float:
        """Return the time in seconds."""
        return self._now

    def wait(self, event: threading.Event, seconds: float | None) -> bool:
        """Wait as threading.Event does, by this time."""
        with self._moved:
            until = None if seconds is None else self._now + seconds
            self._asleep = (event, until)
            self.waits += 1
            self._moved.notify_all()
            while not event.is_set() and (until is None or self._now < until):
                self._moved.wait(_GLANCE_S)
            self._asleep = None
            return event.is_set()

    def settle(self) -> None:
        """Return once the thread waits for something that has not happened."""
        with self._moved:
            assert self._moved.wait_for(self._is_still, _PATIENCE_S)

    def pass_by(self, seconds: float) -> None:
        """Let so much time pass; each wait that ends in it ends at its own moment."""
        end = self._now + seconds
        while True:
            self.settle()
            with self._moved:
                assert self._asleep is not None
                until = self._asleep[1]
                if until is None or until > end:
                    self._now = end
                    return
                self._now = until
                self._moved.notify_all()

    def _is_still(self) -> bool:
        if self._asleep is None:
            return False
        event, until = self._asleep
        return not event.is_set() and (until is None or self._now < until)
