"""A line of text as the dots of a printer: 12 a column, 24 high, as its own font A has them."""

from typing import Final

from terminal_daemon.receipts.cells import width
from terminal_daemon.receipts.glyphs import DOTS, rows_of

DOTS_A_COLUMN: Final = 12
_ABOVE, _BELOW = 2, 4
"""Rows that stay free between lines."""


def dots(text: str, columns: int, *, tall: bool = False) -> tuple[bytes, ...]:
    """Return the rows of a line, each of 12 dots a column in whole bytes; 30 of them, or 60."""
    rows = [0] * DOTS
    used = 0
    for char in text:
        wide = width(char) * DOTS_A_COLUMN
        for y, row in enumerate(rows_of(char)):
            rows[y] = rows[y] << wide | row >> DOTS - wide
        used += wide
    across = columns * DOTS_A_COLUMN
    size = -(-across // 8)
    free = size * 8 - used
    whole = [0] * _ABOVE + [row << free for row in rows] + [0] * _BELOW
    return tuple(row.to_bytes(size) for row in whole for _ in range(2 if tall else 1))
