"""An SSD1306 panel and the I2C bus before it, after the controller's datasheet (rev. 1.1).

The panel takes what arrives on the bus and gives back the pixels that shine. It knows nothing of
the code that drives it. A byte that the datasheet does not define is an error.
"""

import errno
import threading
from collections.abc import Callable, Iterable
from typing import Final, Protocol

WIDTH: Final = 128
HEIGHT: Final = 64
PAGES: Final = HEIGHT // 8
ALL_LIT: Final = (1 << WIDTH) - 1
HALF: Final = HEIGHT // 2
COMMANDS: Final = 0x00  # control byte: only commands follow (8.1.5.2)
DATA: Final = 0x40  # control byte: only data for the RAM follow

_ARGUMENTS: Final = {  # table 9-1: how many bytes follow the command
    0x20: 1,  # memory addressing mode
    0x21: 2,  # column address: start, end
    0x22: 2,  # page address: start, end
    0x81: 1,  # contrast
    0x8D: 1,  # charge pump
    0xA8: 1,  # multiplex ratio
    0xD3: 1,  # display offset
    0xD5: 1,  # clock divide ratio
    0xD9: 1,  # pre-charge period
    0xDA: 1,  # COM pins
    0xDB: 1,  # V_COMH level
}
_HORIZONTAL: Final = 0b00
_VERTICAL: Final = 0b01


class Ssd1306:
    """The controller after its reset, on the usual module: SEG127 is left, COM63 on top.

    A smaller glass has the middle segments and the first COMs. One of 32 rows is wired in
    sequence, the others alternately from left and right (table 10-3).
    """

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width = width
        self.height = height
        self._left = (WIDTH - width) // 2
        self._alternating_pins = True
        self.ram = [bytearray(WIDTH) for _ in range(PAGES)]
        self.on = False
        self.charge_pump = False
        self.contrast = 0x7F
        self._mode = 0b10  # page addressing
        self._columns = (0, WIDTH - 1)
        self._pages = (0, PAGES - 1)
        self._column = 0
        self._page = 0
        self._inverse = False
        self._all_on = False
        self._segments_remapped = False
        self._scan_from_last = False
        self._start_line = 0
        self._offset = 0
        self._ratio = HEIGHT - 1
        self._pending: list[int] = []

    @property
    def at_window_start(self) -> bool:
        """Tell whether the next data byte goes to the window's beginning: no frame is half sent."""
        return (self._column, self._page) == (self._columns[0], self._pages[0])

    def receive(self, control: int, payload: Iterable[int]) -> None:
        """Take what follows one control byte."""
        for byte in payload:
            if control == COMMANDS:
                self._command_byte(byte)
            elif control == DATA:
                self._data_byte(byte)
            else:
                raise ValueError(f"control byte 0x{control:02X}")

    def rows(self) -> tuple[int, ...]:
        """Return what shines, top to bottom; in a row the highest of `width` bits is leftmost."""
        if not (self.on and self.charge_pump):
            return (0,) * self.height
        cut, mask = WIDTH - self._left - self.width, (1 << self.width) - 1
        return tuple(
            self._row(self._pin(self.height - 1 - y)) >> cut & mask for y in range(self.height)
        )

    def _pin(self, com: int) -> int:
        """Return the COM that drives this row of the glass."""
        wired_alternating = (self.width, self.height) != (WIDTH, HALF)
        if self._alternating_pins == wired_alternating:
            return com
        return com // 2 + com % 2 * HALF if wired_alternating else com % HALF * 2 + com // HALF

    def _row(self, com: int) -> int:
        line = self._ratio - com if self._scan_from_last else com
        if self._all_on:
            return ALL_LIT
        if not 0 <= line <= self._ratio:
            return 0
        line = (line + self._offset + self._start_line) % HEIGHT
        # SEG127 is left: with the remap it shows column 0
        page = self.ram[line // 8] if self._segments_remapped else reversed(self.ram[line // 8])
        bit = line % 8
        row = int("".join("1" if byte >> bit & 1 else "0" for byte in page), 2)
        return row ^ ALL_LIT if self._inverse else row

    def _command_byte(self, byte: int) -> None:
        self._pending.append(byte)
        command, *arguments = self._pending
        if len(arguments) == _ARGUMENTS.get(command, 0):
            self._pending = []
            self._carry_out(command, arguments)

    def _carry_out(self, command: int, arguments: list[int]) -> None:
        match command:
            case 0x20:
                self._mode = arguments[0] & 0b11
            case 0x21:
                self._columns = (arguments[0] & 0x7F, arguments[1] & 0x7F)
                self._column = self._columns[0]
            case 0x22:
                self._pages = (arguments[0] & 0x07, arguments[1] & 0x07)
                self._page = self._pages[0]
            case 0x81:
                self.contrast = arguments[0]
            case 0x8D:
                self.charge_pump = bool(arguments[0] & 0b100)
            case 0xA8:
                self._ratio = arguments[0] & 0x3F
            case 0xD3:
                self._offset = arguments[0] & 0x3F
            case 0xDA:
                self._alternating_pins = bool(arguments[0] & 0x10)
            case 0xD5 | 0xD9 | 0xDB | 0x2E | 0xE3:
                pass  # timing, voltages, scrolling off, NOP: nothing of it moves a pixel
            case _:
                self._carry_out_single(command)

    def _carry_out_single(self, command: int) -> None:
        if 0x40 <= command <= 0x7F:
            self._start_line = command & 0x3F
        elif command in (0xA0, 0xA1):
            self._segments_remapped = command == 0xA1
        elif command in (0xA4, 0xA5):
            self._all_on = command == 0xA5
        elif command in (0xA6, 0xA7):
            self._inverse = command == 0xA7
        elif command in (0xAE, 0xAF):
            self.on = command == 0xAF
        elif command in (0xC0, 0xC8):
            self._scan_from_last = command == 0xC8
        elif 0xB0 <= command <= 0xB7:
            self._page = command & 0x07
        elif command <= 0x0F:
            self._column = self._column & 0xF0 | command
        elif command <= 0x1F:
            self._column = (command & 0x07) << 4 | self._column & 0x0F
        else:
            raise ValueError(f"command 0x{command:02X}")

    def _data_byte(self, byte: int) -> None:
        self.ram[self._page][self._column] = byte
        if self._mode == _HORIZONTAL:
            if self._next_column():
                self._next_page()
        elif self._mode == _VERTICAL:
            if self._next_page():
                self._next_column()
        else:
            self._column = (self._column + 1) % WIDTH

    def _next_column(self) -> bool:
        """Move on; tell whether it went back to the first column."""
        first, last = self._columns
        wrapped = self._column == last
        self._column = first if wrapped else (self._column + 1) % WIDTH
        return wrapped

    def _next_page(self) -> bool:
        """Move on; tell whether it went back to the first page."""
        first, last = self._pages
        wrapped = self._page == last
        self._page = first if wrapped else (self._page + 1) % PAGES
        return wrapped


class I2cPanel(Protocol):
    """A panel that takes what follows a control byte."""

    def receive(self, control: int, payload: Iterable[int]) -> None: ...


class RecordingBus:
    """An I2C bus like smbus2's, with one panel on it, that keeps every write.

    `fault` is asked before each write, with its number from 1 on; True makes it fail with EIO,
    as a panel does that is unplugged or does not acknowledge.
    """

    def __init__(
        self,
        panel: I2cPanel,
        address: int = 0x3C,
        fault: Callable[[int], bool] = lambda _number: False,
    ) -> None:
        self.panel = panel
        self.fault = fault
        self.writes: list[bytes] = []
        self.attempts = 0
        self._address = address
        self._written = threading.Condition()

    @property
    def on_wire(self) -> int:
        """Return the bytes that went over the wire, each write's address too."""
        return sum(1 + len(write) for write in self.writes)

    def write_i2c_block_data(self, address: int, register: int, data: list[int]) -> None:
        """Write as smbus2 does: the register is the panel's control byte. Raises OSError."""
        with self._written:
            self.attempts += 1
            self._written.notify_all()
            if address != self._address or self.fault(self.attempts):
                raise OSError(errno.EIO, "Input/output error")
            self.writes.append(bytes([register, *data]))
            self.panel.receive(register, data)
            self._written.notify_all()

    def wait_for(self, condition: Callable[[], bool], within_s: float = 3.0) -> bool:
        """Wait until the condition holds after some write; tell whether it does."""
        with self._written:
            return self._written.wait_for(condition, within_s)
