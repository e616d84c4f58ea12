"""The door to the panel: luma in a thread of its own, so that nothing ever waits for the display.

A display that is missing, unplugged or does not answer is logged once, tried again every second
and never raised to anybody.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from terminal_daemon.config.model import DisplaySection, Interface, Language
from terminal_daemon.screen.view import Picture
from terminal_daemon.values.errors import TerminalError

if TYPE_CHECKING:
    from terminal_daemon.screen.draw import PanelImage

_log = logging.getLogger(__name__)

RETRY_EVERY_S: Final = 1.0  # a cable pushed in is noticed at once, a missing one costs nothing
CHECK_EVERY_S: Final = 2.0  # a panel unplugged under a still picture must be set up again
CLOSE_WITHIN_S: Final = 0.5  # a frame takes 0.1 s on a slow bus
NO_DRIVER: Final = "none"

_DISPLAY_OFF: Final = 0xAE  # every controller's set-up begins with it


class DisplayUnusable(TerminalError, OSError):
    """The configured display cannot be driven."""


class Device(Protocol):
    """What this door uses of a luma device."""

    size: tuple[int, int]
    mode: str
    persist: bool

    def display(self, image: "PanelImage", /) -> None:
        """Send the whole image. Raises OSError, or luma's own error."""
        ...

    def show(self) -> None:
        """Switch the panel on, which it is already. Raises as `display` does."""
        ...

    def cleanup(self) -> None:
        """Let go of the bus, and blank the panel unless `persist`."""
        ...


class Oled:
    """A panel that always shows the newest picture, as soon as it can."""

    def __init__(
        self,
        make_device: Callable[[], Device],
        language: Language,
        *,
        retry_every_s: float = RETRY_EVERY_S,
        check_every_s: float = CHECK_EVERY_S,
    ) -> None:
        """Start the panel's thread; `make_device` is called there, and again after every loss."""
        self._make_device = make_device
        self._language = language
        self._retry_every_s = retry_every_s
        self._check_every_s = check_every_s
        self._changed = threading.Condition()
        self._newest: Picture | None = None
        self._on_panel: Picture | None = None
        self._closing = False
        self._healthy = False
        self._warned = False
        self._device: Device | None = None
        self._sent = b""
        self._thread = threading.Thread(target=self._run, name="oled", daemon=True)
        self._thread.start()

    @property
    def healthy(self) -> bool:
        """Tell whether the last picture reached the panel."""
        return self._healthy

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once; one that was not drawn yet is forgotten."""
        with self._changed:
            if not self._closing:
                self._newest = picture
                self._changed.notify()

    def close(self, last: Picture, within_s: float = CLOSE_WITHIN_S) -> None:
        """Leave this picture on the panel and end the thread, or give up after `within_s`."""
        with self._changed:
            self._newest = last
            self._closing = True
            self._changed.notify()
        self._thread.join(within_s)
        if self._thread.is_alive():
            _log.warning("display did not take its last picture within %s s", within_s)

    def _run(self) -> None:
        lost = _lost_errors()
        last = False
        try:
            while not last:
                picture, last = self._wait_for_news()
                try:
                    self._bring_up_to_date(picture)
                except lost as error:
                    self._lose(error, lost)
                    self._wait_for_retry()
        finally:
            self._healthy = False
            self._let_go(lost)

    def _wait_for_news(self) -> tuple[Picture | None, bool]:
        """Return what to show, None if it is time to look after the panel; and if it is the end."""
        with self._changed:
            if self._changed.wait_for(self._has_news, self._check_every_s):
                return self._newest, self._closing
            return None, False

    def _wait_for_retry(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing, self._retry_every_s)

    def _has_news(self) -> bool:
        return self._closing or self._newest != self._on_panel

    def _bring_up_to_date(self, picture: Picture | None) -> None:
        device = self._device if self._device is not None else self._set_up()
        if picture is None:
            device.show()
        else:
            self._send(picture, device)
            self._on_panel = picture
        self._healthy = True
        if self._warned:
            _log.info("display is back")
            self._warned = False

    def _set_up(self) -> Device:
        self._device = device = self._make_device()
        device.persist = True  # or luma blanks the panel when the process ends
        self._sent = b""
        return device

    def _send(self, picture: Picture, device: Device) -> None:
        """Send the frame if a pixel changed. Sending only what changed would go here."""
        from terminal_daemon.screen.draw import draw  # noqa: PLC0415 - Pillow loads off the loop

        image = draw(picture, self._language, device.size)
        packed = image.tobytes()
        if packed != self._sent:
            device.display(image if device.mode == image.mode else image.convert(device.mode))
            self._sent = packed

    def _lose(self, error: BaseException, lost: tuple[type[Exception], ...]) -> None:
        level = logging.DEBUG if self._warned else logging.WARNING
        _log.log(level, "display lost: %s; tried again every %s s", error, self._retry_every_s)
        self._warned = True
        self._healthy = False
        self._on_panel = None
        self._let_go(lost)

    def _let_go(self, lost: tuple[type[Exception], ...]) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        try:
            device.cleanup()
        except lost as error:
            _log.debug("the lost display's bus could not be closed: %s", error)


class NoDisplay:
    """For a terminal without a panel."""

    healthy: Final = True

    def show(self, picture: Picture) -> None:
        """Take the picture and forget it."""

    def close(self, last: Picture, within_s: float = CLOSE_WITHIN_S) -> None:
        """Do nothing."""


def open_display(section: DisplaySection, language: Language) -> Oled | NoDisplay:
    """Return the configured display at once; it is looked for in its own thread."""
    if section.driver == NO_DRIVER:
        return NoDisplay()
    return Oled(partial(luma_device, section), language)


def luma_device(section: DisplaySection, i2c_bus: object | None = None) -> Device:
    """Set the configured panel up, on its own bus handle unless one like smbus2's is given.

    Raises OSError, ImportError, or luma's own error.
    """
    import luma.oled.device  # noqa: PLC0415 - loads much; off the loop, after the start
    from luma.core.interface import serial  # noqa: PLC0415 - as above

    if section.driver not in luma.oled.device.__all__:
        raise DisplayUnusable(f"luma.oled has no driver {section.driver!r}")
    with ExitStack() as undo:
        if section.interface is Interface.I2C:
            bus = serial.i2c(bus=i2c_bus, port=section.port, address=section.address)
            undo.callback(bus.cleanup)
            # Ask first whether anybody answers: a luma device is kept until the process ends,
            # even one whose set-up failed.
            bus.command(_DISPLAY_OFF)
        else:
            bus = serial.spi(port=section.port)
            undo.callback(bus.cleanup)
        device: Device = getattr(luma.oled.device, section.driver)(bus, rotate=section.rotate)
        undo.pop_all()
    return device


def _lost_errors() -> tuple[type[Exception], ...]:
    """Return what a lost display raises; ImportError: the bus's own library is not installed."""
    import luma.core.error  # noqa: PLC0415 - loads luma off the loop

    return (OSError, ImportError, luma.core.error.Error)
