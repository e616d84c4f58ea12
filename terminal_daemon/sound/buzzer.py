"""Plays tunes on a GPIO pin, from a thread of its own (◉ gpiozero).

Nothing is raised: a pin that is missing or fails is logged once and tried again at the next sound.
"""

import importlib
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final, Protocol

from terminal_daemon.config.model import BuzzerKind, BuzzerSection
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.tunes import Tune, tune

_log = logging.getLogger(__name__)

Wait = Callable[[threading.Event, float | None], bool]
"""Wait for the event, so many seconds at most (None: for ever); True if it is set."""

_CLOSE_WITHIN_S: Final = 0.3
_HALF: Final = 0.5  # duty cycle: a square wave is loudest


class Player(Protocol):
    """What the terminal and the daemon use of a buzzer."""

    def play(self, sound: Sound) -> None:
        """Start the sound and return at once; a newer sound cuts an older one short."""
        ...

    def close(self) -> None:
        """Fall silent and let the pin go."""
        ...


class NoBuzzer:
    """A terminal that was configured without a buzzer."""

    def play(self, sound: Sound) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class GpioBuzzer:
    """A buzzer on a pin (BCM number). It owns the pin factory that `open_factory` returns.

    `open_factory` is called in the buzzer's thread, at once and again after each failure.
    """

    def __init__(
        self,
        pin: int,
        kind: BuzzerKind,
        open_factory: Callable[[], Any],
        wait: Wait = threading.Event.wait,
    ) -> None:
        self._pin = _Pin(pin, kind, open_factory)
        self._kind = kind
        self._wait = wait
        self._lock = threading.Lock()
        self._newest: Sound | None = None
        self._closing = False
        self._changed = threading.Event()  # a newer sound, or closing
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="buzzer", daemon=True)
        self._thread.start()

    def play(self, sound: Sound) -> None:
        """Start the sound and return at once; a newer sound cuts an older one short."""
        with self._lock:
            self._newest = sound
            self._changed.set()

    def close(self) -> None:
        """Fall silent and let the pin go; idempotent."""
        with self._lock:
            self._closing = True
            self._changed.set()
        self._thread.join(_CLOSE_WITHIN_S)
        if self._thread.is_alive():
            _log.warning("the buzzer's pin does not answer; it is left as it is")

    def _run(self) -> None:
        self._perform(())  # opens the pin: with its imports that takes longer than a beep may
        while not self._closing:
            self._wait(self._changed, None)
            with self._lock:
                sound, self._newest = self._newest, None
                if not self._closing:
                    self._changed.clear()
            if sound is not None and not self._closing:
                self._perform(tune(self._kind, sound))
        self._pin.close()

    def _perform(self, steps: Tune) -> None:
        try:
            self._pin.ready()
            for note in steps:
                self._pin.sound(note.hertz)
                if self._wait(self._changed, note.seconds):
                    break
            self._pin.silence()
        except _gpio_errors() as error:
            level = logging.DEBUG if self._failing else logging.WARNING
            _log.log(level, "the buzzer cannot be used: %s", error)
            self._failing = True
            self._pin.close()
        else:
            if self._failing:
                _log.info("the buzzer works again")
            self._failing = False


class _Pin:
    """The pin as a voice. Every call but `close` may raise one of `_gpio_errors`."""

    def __init__(self, number: int, kind: BuzzerKind, open_factory: Callable[[], Any]) -> None:
        self._number = number
        self._tones = kind is BuzzerKind.PASSIVE
        self._open_factory = open_factory
        self._factory: Any = None
        self._device: Any = None

    def ready(self) -> None:
        """Open the pin, silent, where it is not open."""
        if self._device is not None:
            return
        from gpiozero import (  # noqa: PLC0415 - slow, so in this thread, and not without a buzzer
            DigitalOutputDevice,
            PWMOutputDevice,
        )

        self._factory = self._open_factory()
        # PWMOutputDevice takes any frequency; TonalBuzzer only two octaves round its middle tone.
        output = PWMOutputDevice if self._tones else DigitalOutputDevice
        self._device = output(self._number, pin_factory=self._factory)
        self.silence()

    def sound(self, hertz: float | None) -> None:
        """Sound until the next call; None is a rest."""
        if not self._tones:
            self._device.value = 0 if hertz is None else 1
        elif hertz is None:
            self._device.value = 0
        else:
            self._device.frequency = hertz
            self._device.value = _HALF

    def silence(self) -> None:
        """Pull the pin low, and stop the thread that software PWM keeps awake."""
        self._device.value = 0
        if self._tones:
            self._device.frequency = None
            self._device.value = 0

    def close(self) -> None:
        """Leave the pin silent and let it go, as far as it still can be; idempotent."""
        device, self._device = self._device, None
        factory, self._factory = self._factory, None
        try:
            with ExitStack() as parts:
                if factory is not None:
                    parts.callback(factory.close)
                if device is not None:
                    parts.callback(device.close)
                    device.value = 0
        except _gpio_errors() as error:
            _log.debug("the buzzer's pin could not be closed: %s", error)


def lgpio_factory() -> Any:
    """Return a pin factory on the kernel's GPIO character device; works on every Pi to date.

    Importing lgpio makes a FIFO in the folder that LG_WD names, changes to that folder and stays
    there. So it gets a folder for the moment of the import, and the old one is entered again.
    A relative path that another thread opens in those milliseconds goes astray: use absolute ones.
    """
    if "lgpio" not in sys.modules:
        here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        try:
            with tempfile.TemporaryDirectory(prefix="terminal-daemon-") as folder:
                os.environ["LG_WD"] = folder
                try:
                    importlib.import_module("lgpio")
                finally:
                    del os.environ["LG_WD"]
                    os.fchdir(here)
        finally:
            os.close(here)
    from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 - needs the import above

    return LGPIOFactory()


def buzzer(section: BuzzerSection) -> Player:
    """Return the buzzer that was configured."""
    if section.kind is BuzzerKind.NONE:
        return NoBuzzer()
    return GpioBuzzer(section.pin, section.kind, lgpio_factory)


def _gpio_errors() -> tuple[type[Exception], ...]:
    """Return what GPIO can fail with; a library that is not loaded can raise nothing."""
    errors: list[type[Exception]] = [OSError, ImportError]
    for module, name in (("gpiozero.exc", "GPIOZeroError"), ("lgpio", "error")):
        error = getattr(sys.modules.get(module), name, None)
        if error is not None:
            errors.append(error)
    return tuple(errors)
