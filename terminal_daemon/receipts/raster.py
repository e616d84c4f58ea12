"""A line of text as the dots of a printer: 12 a column, 24 high, as its own font A has them."""

from typing import Final

from terminal_daemon.receipts.cells import width
from terminal_daemon.receipts.glyphs import SIDE, rows_of

DOTS_A_COLUMN: Final = 12
_SCALE: Final = 2
_BESIDE: Final = SIDE // _SCALE  # pixels of a column
_ABOVE, _BELOW = 1, 2
"""Rows of pixels that stay free between lines."""


def dots(text: str, columns: int, *, tall: bool = False) -> tuple[bytes, ...]:
    """Return the rows of a line, each of 12 dots a column in whole bytes; 30 of them, or 60."""
    rows = [0] * SIDE
    used = 0
    for char in text:
        cells = width(char)
        for y, row in enumerate(rows_of(char)):
            rows[y] = rows[y] << cells * _BESIDE | row >> SIDE - cells * _BESIDE
        used += cells
    free = (columns - used) * _BESIDE
    pixels = [0] * _ABOVE + [row << free for row in rows] + [0] * _BELOW
    across = [_doubled(row, columns * _BESIDE) for row in pixels]
    return tuple(row for row in across for _ in range(_SCALE * (2 if tall else 1)))


def _doubled(row: int, pixels: int) -> bytes:
    """Return the row with each pixel twice, filled up to a whole byte on the right."""
    bits = "".join(bit * _SCALE for bit in f"{row:0{pixels}b}")
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8)
