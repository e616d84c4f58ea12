"""An SH1106 panel, after the controller's datasheet (v2.3): a memory of 132 columns, no windows.

As the SSD1306's, the panel knows nothing of the code that drives it.
"""

from collections.abc import Iterable
from typing import Final

from tests.fakes.ssd1306 import COMMANDS, DATA, HEIGHT, PAGES, WIDTH

COLUMNS: Final = 132
_LEFT: Final = (COLUMNS - WIDTH) // 2  # the glass has the middle segments

_ARGUMENTS: Final = {  # how many bytes follow the command
    0x81: 1,  # contrast
    0xA8: 1,  # multiplex ratio
    0xAD: 1,  # DC-DC
    0xD3: 1,  # display offset
    0xD5: 1,  # clock divide ratio
    0xD9: 1,  # pre-charge period
    0xDA: 1,  # COM pins
    0xDB: 1,  # V_COM level
}
_OF_OTHERS: Final = (0x20, 0x8D)  # the SSD1306's addressing mode and charge pump: not known here


class Sh1106:
    """The controller after its reset, on the usual module: SEG129 is left, COM63 on top."""

    def __init__(self) -> None:
        self.ram = [bytearray(COLUMNS) for _ in range(PAGES)]
        self.on = False
        self.contrast = 0x80
        self._column = 0
        self._page = 0
        self._segments_remapped = False
        self._scan_from_last = False
        self._pending: list[int] = []

    def receive(self, control: int, payload: Iterable[int]) -> None:
        """Take what follows one control byte."""
        for byte in payload:
            if control == COMMANDS:
                self._command_byte(byte)
            elif control == DATA:
                self.ram[self._page][self._column] = byte
                self._column = min(self._column + 1, COLUMNS - 1)  # it stays at the last
            else:
                raise ValueError(f"control byte 0x{control:02X}")

    def rows(self) -> tuple[int, ...]:
        """Return what shines, top to bottom; in a row the highest of 128 bits is the leftmost."""
        if not self.on:
            return (0,) * HEIGHT
        return tuple(self._row(HEIGHT - 1 - y) for y in range(HEIGHT))

    def _row(self, com: int) -> int:
        line = HEIGHT - 1 - com if self._scan_from_last else com
        page = self.ram[line // 8]
        seen = page if self._segments_remapped else page[::-1]
        bits = (byte >> line % 8 & 1 for byte in seen[_LEFT : _LEFT + WIDTH])
        return int("".join(map(str, bits)), 2)

    def _command_byte(self, byte: int) -> None:
        self._pending.append(byte)
        command, *arguments = self._pending
        if len(arguments) < _ARGUMENTS.get(command, 0):
            return
        self._pending = []
        if command <= 0x0F:
            self._column = self._column & 0xF0 | command
        elif command <= 0x1F:
            self._column = (command & 0x0F) << 4 | self._column & 0x0F
        elif command in (0xA0, 0xA1):
            self._segments_remapped = command == 0xA1
        elif command in (0xAE, 0xAF):
            self.on = command == 0xAF
        elif 0xB0 <= command <= 0xB7:
            self._page = command & 0x07
        elif command in (0xC0, 0xC8):
            self._scan_from_last = command == 0xC8
        elif command == 0x81:
            self.contrast = arguments[0]
        elif command not in (*_ARGUMENTS, *_OF_OTHERS, 0x40, 0xA4, 0xA6):
            raise ValueError(f"command 0x{command:02X}")
