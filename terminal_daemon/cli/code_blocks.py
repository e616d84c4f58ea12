"""A QR code as characters of a text terminal, whatever its colours are."""

from typing import Final

from terminal_daemon.screen.bitmap import Bitmap

_MARGIN: Final = 3
_COLOURS: Final = "\x1b[38;5;16;48;5;231m"  # black on white
_AS_BEFORE: Final = "\x1b[0m"
_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def code_lines(modules: Bitmap, encoding: str) -> list[str]:
    """Return two rows of modules a line, with a margin; nothing where there are no such letters."""
    try:
        "".join(_HALVES.values()).encode(encoding)
    except UnicodeEncodeError:
        return []
    width = modules.width + 2 * _MARGIN
    rows = [0] * _MARGIN + [row << _MARGIN for row in modules.rows] + [0] * (_MARGIN + 1)
    pairs = zip(rows[::2], rows[1::2], strict=False)
    return [f"{_COLOURS}{_line(upper, lower, width)}{_AS_BEFORE}" for upper, lower in pairs]


def _line(upper: int, lower: int, width: int) -> str:
    bits = range(width - 1, -1, -1)
    return "".join(_HALVES[upper >> bit & 1, lower >> bit & 1] for bit in bits)
