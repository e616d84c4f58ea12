"""The board: one pin factory for all devices, and the threads that serve them.

Nothing is raised: a device that is missing or fails is logged once, and opened again when it is
used next.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final, Generic, TypeVar

from terminal_daemon.pins.gpio import Device, gpio_errors

_log = logging.getLogger(__name__)

Wait = Callable[[threading.Event, float | None], bool]
"""Wait for the event, so many seconds at most (None: for ever); True if it is set."""

CLOSE_WITHIN_S: Final = 0.3

D = TypeVar("D", bound=Device)


class Board:
    """Opens the factory when the first device needs it, in that device's thread.

    It is closed with the last device, so that a chip that was lost is opened anew.
    """

    def __init__(self, open_factory: Callable[[], Any]) -> None:
        self._open_factory = open_factory
        self._lock = threading.Lock()
        self._factory: Any = None
        self._devices = 0
        self._threads = 0
        self._ended = threading.Condition()

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Run `work` in a thread of its own; it must end soon once its owner was closed."""

        def run() -> None:
            try:
                work()
            finally:
                with self._ended:
                    self._threads -= 1
                    self._ended.notify_all()

        with self._ended:
            self._threads += 1
        threading.Thread(target=run, name=name, daemon=True).start()

    def close(self) -> None:
        """Wait for the threads, whose owners were closed before, to let their pins go."""
        with self._ended:
            if not self._ended.wait_for(lambda: self._threads == 0, CLOSE_WITHIN_S):
                _log.warning("a GPIO pin does not answer; it is left as it is")

    def take(self) -> Any:
        """Return the factory for one more device. Raises one of gpio_errors()."""
        with self._lock:
            if self._factory is None:
                self._factory = self._open_factory()
            self._devices += 1
            return self._factory

    def give_back(self) -> None:
        """Count one device less. Raises one of gpio_errors()."""
        with self._lock:
            self._devices -= 1
            if self._devices == 0:
                factory, self._factory = self._factory, None
                factory.close()


class Mounted(Generic[D]):
    """One device on the board, for one thread alone; `rest` leaves it as it may be found."""

    def __init__(
        self,
        name: str,
        board: Board,
        make: Callable[[Any], D],
        rest: Callable[[D], None],
    ) -> None:
        self._name = name
        self._board = board
        self._make = make
        self._rest = rest
        self._device: D | None = None
        self._undo = ExitStack()
        self._failing = False

    def use(self, act: Callable[[D], None]) -> bool:
        """Do this with the device, and tell whether it worked; open it where it is not open."""
        try:
            if self._device is None:
                factory = self._board.take()
                self._undo.callback(self._board.give_back)
                device = self._make(factory)
                self._undo.callback(device.close)
                self._undo.callback(self._rest, device)
                self._device = device
            act(self._device)
        except gpio_errors() as error:
            level = logging.DEBUG if self._failing else logging.WARNING
            _log.log(level, "the %s cannot be used: %s", self._name, error)
            self._failing = True
            self.close()
            return False
        if self._failing:
            _log.info("the %s works again", self._name)
        self._failing = False
        return True

    def close(self) -> None:
        """Let the pin go, as far as it still can be; idempotent."""
        self._device = None
        try:
            self._undo.close()
        except gpio_errors() as error:
            _log.debug("the pin of the %s could not be closed: %s", self._name, error)
