"""An SSD1351 colour panel, after the controller's datasheet (rev. 1.5), and the SPI bus before it.

A command's arguments come as data (8.1.3). As the SSD1306's, the panel knows nothing of the code
that drives it.
"""

import errno
from collections.abc import Callable, Sequence
from typing import Final

SIZE: Final = 128
DC_PIN: Final = 24
RESET_PIN: Final = 25
Pixel = tuple[int, int, int]

_ARGUMENTS: Final = {  # table 8-1: how many bytes follow the command
    0x15: 2,  # columns: first, last
    0x75: 2,  # rows: first, last
    0xA0: 1,  # order of everything
    0xA1: 1,  # start line
    0xA2: 1,  # display offset
    0xAB: 1,  # function selection
    0xB1: 1,  # phase lengths
    0xB3: 1,  # clock divider
    0xB4: 3,  # segment low voltage
    0xB5: 1,  # GPIO
    0xB6: 1,  # second pre-charge
    0xBE: 1,  # V_COMH
    0xC1: 3,  # contrast of each colour
    0xC7: 1,  # contrast of all
    0xCA: 1,  # multiplex ratio
    0xFD: 1,  # command lock
}
_WRITE_RAM: Final = 0x5C
_UPRIGHT: Final = 0x70  # 65k colours, COMs split and scanned from the last, RGB, across first


class Ssd1351:
    """The controller after its reset: 16 bits a pixel, the first column on the left."""

    def __init__(self) -> None:
        self.ram = [[(0, 0, 0)] * SIZE for _ in range(SIZE)]
        self.pixels_sent = 0
        self.reset()

    def reset(self) -> None:
        """Take up the settings of power-on; the memory keeps what it has."""
        self.on = False
        self.contrast = (0x8A, 0x51, 0x8A)
        self._remap = 0x40
        self._columns = self._rows = (0, SIZE - 1)
        self._column = self._row = 0
        self._command = 0
        self._pending: list[int] = []

    def command(self, byte: int) -> None:
        """Take a byte with D/C low."""
        self._command, self._pending = byte, []
        if byte in (0xAE, 0xAF):
            self.on = byte == 0xAF
        elif byte not in (*_ARGUMENTS, _WRITE_RAM, 0xA6):
            raise ValueError(f"command 0x{byte:02X}")

    def data(self, byte: int) -> None:
        """Take a byte with D/C high."""
        self._pending.append(byte)
        if self._command == _WRITE_RAM:
            if len(self._pending) == 2:
                self._pixel(self._pending[0] << 8 | self._pending[1])
                self._pending = []
        elif len(self._pending) == _ARGUMENTS[self._command]:
            self._carry_out(self._pending)

    def pixels(self) -> list[list[Pixel]]:
        """Return what shines, row by row: red and blue 0 to 31, green 0 to 63."""
        if not self.on:
            return [[(0, 0, 0)] * SIZE for _ in range(SIZE)]
        assert self._remap == _UPRIGHT
        return [list(row) for row in self.ram]

    def _carry_out(self, arguments: Sequence[int]) -> None:
        if self._command == 0x15:
            self._columns = (arguments[0], arguments[1])
            self._column = arguments[0]
        elif self._command == 0x75:
            self._rows = (arguments[0], arguments[1])
            self._row = arguments[0]
        elif self._command == 0xA0:
            self._remap = arguments[0]
        elif self._command == 0xC1:
            self.contrast = (arguments[0], arguments[1], arguments[2])

    def _pixel(self, value: int) -> None:
        self.pixels_sent += 1
        self.ram[self._row][self._column] = (value >> 11, value >> 5 & 0x3F, value & 0x1F)
        if self._column < self._columns[1]:
            self._column += 1
            return
        self._column = self._columns[0]
        self._row = self._rows[0] if self._row == self._rows[1] else self._row + 1


class SpiBus:
    """A bus like spidev's with its D/C and reset pins like RPi.GPIO's, and one panel on it."""

    OUT = "out"
    HIGH = 1
    LOW = 0

    def __init__(
        self, panel: Ssd1351, fault: Callable[[int], bool] = lambda _number: False
    ) -> None:
        self.panel = panel
        self.fault = fault
        self.attempts = 0
        self.max_speed_hz = 0
        self._is_data = False

    def open(self, port: int, device: int) -> None:
        """Open as spidev does."""

    def close(self) -> None:
        """Close as spidev does."""

    def setup(self, pin: int, direction: str) -> None:
        """Make a pin an output."""

    def output(self, pin: int, level: int) -> None:
        """Set a pin."""
        if pin == DC_PIN:
            self._is_data = bool(level)
        elif pin == RESET_PIN and not level:
            self.panel.reset()

    def writebytes(self, data: Sequence[int]) -> None:
        """Write as spidev does. Raises OSError."""
        self.attempts += 1
        if self.fault(self.attempts):
            raise OSError(errno.EIO, "Input/output error")
        for byte in data:
            if self._is_data:
                self.panel.data(byte)
            else:
                self.panel.command(byte)
