"""The door to the GPIO pins (◉ gpiozero, lgpio): what may be on a pin, and the factory of all pins.

The libraries are slow to load, so they are imported in the thread that first needs them. Opening
and using a device may raise any of gpio_errors().
"""

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any, Protocol


class Device(Protocol):
    """Whatever is on a pin."""

    def close(self) -> None:
        """Let the pin go."""
        ...


class Output(Device, Protocol):
    """A pin that is driven: 0 is low, 1 is high; between them the share of a wave that is high."""

    value: float


class Wave(Output, Protocol):
    """A pin driven with a square wave; `frequency` None: with none, and no thread is awake."""

    frequency: float | None


class Contact(Device, Protocol):
    """A pin that is read, pulled up; it is active while something connects it to ground."""

    @property
    def is_active(self) -> bool:
        """Tell whether it is connected to ground now."""
        ...


def output(pin: int, factory: Any) -> Output:
    """Return a pin (BCM number) that is driven high or low; low at first."""
    from gpiozero import DigitalOutputDevice  # noqa: PLC0415 - slow, and not without a device

    device: Output = DigitalOutputDevice(pin, pin_factory=factory)
    return device


def wave(pin: int, factory: Any) -> Wave:
    """Return a pin (BCM number) that is driven with a wave of any frequency."""
    # TonalBuzzer knows only two octaves round its middle tone.
    from gpiozero import PWMOutputDevice  # noqa: PLC0415 - as above

    device: Wave = PWMOutputDevice(pin, pin_factory=factory)
    return device


def contact(pin: int, factory: Any, changed: Callable[[], None]) -> Contact:
    """Return a pin (BCM number) that is read; a thread of the library calls `changed`."""
    from gpiozero import DigitalInputDevice  # noqa: PLC0415 - as above

    device = DigitalInputDevice(pin, pull_up=True, pin_factory=factory)
    device.when_activated = device.when_deactivated = changed
    read: Contact = device
    return read


def lgpio_factory() -> Any:
    """Return a pin factory on the kernel's GPIO character device; works on every Pi to date.

    Importing lgpio makes a FIFO in the folder that LG_WD names, changes to that folder and stays
    there. So it gets a folder for the moment of the import, and the old one is entered again.
    A relative path that another thread opens in those milliseconds goes astray: use absolute ones.
    """
    if "lgpio" not in sys.modules:
        here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        try:
            import tempfile  # noqa: PLC0415 - loads much, and not every terminal has pins

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


def gpio_errors() -> tuple[type[Exception], ...]:
    """Return what GPIO can fail with; a library that is not loaded can raise nothing."""
    errors: list[type[Exception]] = [OSError, ImportError]
    for module, name in (("gpiozero.exc", "GPIOZeroError"), ("lgpio", "error")):
        error = getattr(sys.modules.get(module), name, None)
        if error is not None:
            errors.append(error)
    return tuple(errors)
