"""How each kind of panel is brought to show a picture, its light and its settings.

A panel that is lost raises OSError, or luma's own error, from any of these.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from terminal_daemon.screen.changes import (
    Addressing,
    Window,
    bytes_in,
    changed,
    pages_of,
    whole,
)
from terminal_daemon.screen.rest import Light
from terminal_daemon.values.dataclass import dataclass

if TYPE_CHECKING:
    from terminal_daemon.screen.draw import PanelImage

_DIM: Final = 0x10  # of 0xFF; 0 is hardly seen by day on some panels


class Panel(Protocol):
    """What the display's thread asks of a panel."""

    size: tuple[int, int]
    mode: str
    """Of the pictures it takes: "1", or "RGB" if it has colours."""

    def display(self, image: "PanelImage", /) -> None:
        """Bring the picture to the panel; send what changed."""
        ...

    def forget(self) -> None:
        """Take what is on the panel for unknown: send all of the next picture."""
        ...

    def set_up(self) -> None:
        """Send every setting, full brightness too; this leaves the panel off."""
        ...

    def light(self, light: Light, /) -> None:
        """Switch it on or off, or dim it; set_up() makes it bright again."""
        ...

    def cleanup(self) -> None:
        """Let go of the bus; the picture stays."""
        ...


class LumaDevice(Protocol):
    """What is used of a luma device."""

    size: tuple[int, int]
    mode: str
    persist: bool

    def command(self, *command: int) -> None:
        """Send a command and its arguments."""
        ...

    def data(self, data: list[int], /) -> None:
        """Send pixels."""
        ...

    def preprocess(self, image: "PanelImage", /) -> "PanelImage":
        """Turn the picture as the panel is turned."""
        ...

    def display(self, image: "PanelImage", /) -> None:
        """Send a picture as luma does."""
        ...

    def show(self) -> None:
        """Switch the panel on."""
        ...

    def hide(self) -> None:
        """Switch the panel off; it keeps its picture."""
        ...

    def contrast(self, level: int, /) -> None:
        """Set the brightness, 0 to 255."""
        ...

    def cleanup(self) -> None:
        """Let go of the bus, and blank the panel unless `persist`."""
        ...


class SetUp(Protocol):
    """What the device sends on; it knows how luma sets the panel up."""

    def set_up(self) -> None:
        """Send every setting; it leaves the panel off."""
        ...


# Address, control byte, columns and pages; then address and control byte of the pixels.
_WINDOWS: Final = Addressing(opening=2 + 6 + 2, one_page=False)
_PAGES: Final = Addressing(opening=2 + 3 + 2, one_page=True)


@dataclass(frozen=True, slots=True)
class Controller:
    """How a one-colour controller's memory is addressed."""

    addressing: Addressing
    offsets: Mapping[tuple[int, int], int]
    """Which column of the memory is the glass's first, by the glass's size; 0 for others."""
    offset: int = 0

    def first_column(self, size: tuple[int, int]) -> int:
        """Return the memory's column that is the leftmost on the glass."""
        return self.offsets.get(size, self.offset)


_SSD1306: Final = Controller(_WINDOWS, {(64, 48): 32, (64, 32): 32})
CONTROLLERS: Final[Mapping[str, Controller]] = {
    "ssd1305": Controller(_WINDOWS, {(128, 32): 4}),
    "ssd1306": _SSD1306,
    "ssd1309": _SSD1306,
    "ssd1315": _SSD1306,
    "ssd1316": _SSD1306,
    "sh1106": Controller(_PAGES, {}, offset=2),
    "sh1107": Controller(_PAGES, {}),
    "ch1115": Controller(_PAGES, {}, offset=2),
}
"""luma sends these the whole picture every time; we send what changed."""
COLOUR_DRIVERS: Final = ("ssd1331", "ssd1351")


class _OnLuma:
    """What is done with luma's device alike, however the pictures go to it."""

    def __init__(self, device: LumaDevice, wire: SetUp, mode: str) -> None:
        self.size = device.size
        self.mode = mode
        self._device = device
        self._wire = wire
        device.persist = True  # or luma blanks the panel when the process ends

    def set_up(self) -> None:
        """Send every setting, full brightness too; this leaves the panel off."""
        self._wire.set_up()

    def light(self, light: Light, /) -> None:
        """Switch it on or off, or dim it; set_up() makes it bright again."""
        if light is Light.OFF:
            self._device.hide()
            return
        if light is Light.DIM:
            self._device.contrast(_DIM)
        self._device.show()

    def cleanup(self) -> None:
        """Let go of the bus; the picture stays."""
        self._device.cleanup()


class LumaPanel(_OnLuma):
    """A panel that luma sends to: it compares with the picture before where the panel allows."""

    def __init__(self, device: LumaDevice, wire: SetUp, *, colours: bool = False) -> None:
        super().__init__(device, wire, "RGB" if colours else "1")
        self._sent = b""

    def display(self, image: "PanelImage", /) -> None:
        """Bring the picture to the panel."""
        packed = image.tobytes()
        if packed == self._sent:
            return
        self._sent = b""  # nobody knows what is on the panel if this fails halfway
        self._device.display(image.convert(self._device.mode))
        self._sent = packed

    def forget(self) -> None:
        """Send all of the next picture."""
        self._sent = b""
        differ: Any = getattr(self._device, "framebuffer", None)
        if hasattr(differ, "prev_image"):  # some have one that always sends all
            differ.prev_image = None


class PagePanel(_OnLuma):
    """A panel with one bit a pixel, in pages: only what changed goes over the bus."""

    def __init__(self, device: LumaDevice, wire: SetUp, controller: Controller) -> None:
        super().__init__(device, wire, "1")
        self._controller = controller
        self._shown: bytes | None = None

    def display(self, image: "PanelImage", /) -> None:
        """Bring the picture to the panel."""
        turned = self._device.preprocess(image)
        width, addressing = turned.width, self._controller.addressing
        frame = pages_of(turned.tobytes(), width)
        if self._shown is None:
            windows = whole(frame, width, addressing)
        else:
            windows = changed(self._shown, frame, width, addressing)
        self._shown = None  # nobody knows what is on the panel if this fails halfway
        first = self._controller.first_column(turned.size)
        for window in windows:
            self._open(window, first)
            self._device.data(list(bytes_in(frame, width, window)))
        self._shown = frame

    def forget(self) -> None:
        """Send all of the next picture."""
        self._shown = None

    def _open(self, window: Window, first: int) -> None:
        column, page = first + window.column, window.page
        if self._controller.addressing.one_page:
            self._device.command(0xB0 | page, column & 0x0F, 0x10 | column >> 4)
        else:
            last, bottom = column + window.columns - 1, page + window.pages - 1
            self._device.command(0x21, column, last, 0x22, page, bottom)
