"""The door to the panel's bus (◉ luma): finds the configured panel, as often as it is asked.

Raises OSError, ImportError, or luma's own error: `lost_errors` has all of them.
"""

from typing import Any, Final

from terminal_daemon.config.model import DisplaySection, Interface
from terminal_daemon.screen.panels import (
    COLOUR_DRIVERS,
    CONTROLLERS,
    LumaPanel,
    PagePanel,
    Panel,
)
from terminal_daemon.values.errors import TerminalError

_PIXELS: Final = 64
"""From so many bytes on, data is pixels: the shortest line of any panel. A setting has 16."""


class DisplayUnusable(TerminalError, OSError):
    """The configured display cannot be driven."""


class LumaPanels:
    """The configured panel. Each call opens its bus anew; nothing was sent on it then."""

    def __init__(
        self, section: DisplaySection, i2c_bus: object | None = None, serial: object | None = None
    ) -> None:
        """Take the panel on a bus of its own.

        Unless it is given: an I2C bus like smbus2's, or a serial interface of luma's.
        """
        self._section = section
        self._i2c_bus = i2c_bus
        self._serial = serial
        self._wire = _Wire()
        self._device: Any = None

    def __call__(self) -> Panel:
        """Open the bus."""
        driver = self._section.driver
        if self._device is None:
            self._device = self._made()
        serial = self._serial if self._serial is not None else self._opened()
        self._wire.attach(serial)
        if driver in CONTROLLERS:
            return PagePanel(self._device, self._wire, CONTROLLERS[driver])
        return LumaPanel(self._device, self._wire, colours=driver in COLOUR_DRIVERS)

    def _made(self) -> Any:
        """Make luma's device, once: luma keeps each one until the process ends.

        It is not on the bus yet, so what luma sends to set it up is noted and cannot fail.
        """
        import luma.oled.device  # noqa: PLC0415 - loads much; off the loop, after the start

        section = self._section
        if section.driver not in luma.oled.device.__all__:
            raise DisplayUnusable(f"luma.oled has no driver {section.driver!r}")
        return getattr(luma.oled.device, section.driver)(
            self._wire, width=section.width, height=section.height, rotate=section.rotate
        )

    def _opened(self) -> Any:
        """Open the bus. luma sends pixels in one transfer on a handle of its own, in 32 on ours."""
        from luma.core.interface import serial  # noqa: PLC0415 - as above

        section = self._section
        if section.interface is Interface.I2C:
            return serial.i2c(bus=self._i2c_bus, port=section.port, address=section.address)
        try:
            return serial.spi(port=section.port)
        except RuntimeError as error:  # RPi.GPIO, on a board that it does not know: a Pi 5
            raise DisplayUnusable(str(error)) from error


class _Wire:
    """A serial interface for luma, before another one is attached and while it is."""

    def __init__(self) -> None:
        self._serial: Any = None
        self._noting = True
        self._settings: list[tuple[bool, tuple[int, ...]]] = []
        """What came before the first pixels: whether it was a command, and its bytes."""

    def attach(self, serial: Any) -> None:
        """Send on this one from now on."""
        self._noting = False
        self._serial = serial

    def command(self, *command: int) -> None:
        """Send a command."""
        if self._serial is not None:
            self._serial.command(*command)
        elif self._noting:
            self._settings.append((True, command))

    def data(self, data: list[int]) -> None:
        """Send pixels, or what belongs to the command before."""
        if self._serial is not None:
            self._serial.data(data)
            return
        self._noting = self._noting and len(data) < _PIXELS
        if self._noting:
            self._settings.append((False, tuple(data)))

    def set_up(self) -> None:
        """Send every setting; it leaves the panel off."""
        for is_command, sent in self._settings:
            if is_command:
                self.command(*sent)
            else:
                self.data(list(sent))

    def cleanup(self) -> None:
        """Let go of the bus."""
        serial, self._serial = self._serial, None
        if serial is not None:
            serial.cleanup()


def lost_errors() -> tuple[type[Exception], ...]:
    """Return what a lost display raises; ImportError: the bus's own library is not installed."""
    import luma.core.error  # noqa: PLC0415 - loads luma off the loop

    return (OSError, ImportError, luma.core.error.Error)
