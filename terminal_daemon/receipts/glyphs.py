"""The font of receipts: Fusion Pixel 12px (screen/small-OFL.txt), all of GBK that it has."""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

SIDE: Final = 12
"""Pixels of a glyph's side; a Latin letter has the left half of them."""
PACKED: Final = Path(__file__).with_name("glyphs.bin")
_BYTES: Final = SIDE * SIDE // 8
_BOX: Final = (0, *(0b011111000000 if y in (1, 10) else 0b010001000000 for y in range(1, 11)), 0)
"""For a character that the font has not: nothing is left out unseen."""

Rows = tuple[int, ...]
"""12 rows of 12 bits, the highest bit on the left."""


def rows_of(char: str) -> Rows:
    """Return a character's pixels; a box's if the font does not have it."""
    codes, pixels = _font()
    code = ord(char)
    at = bisect_left(codes, code)
    if at == len(codes) or codes[at] != code:
        return _BOX
    found = int.from_bytes(pixels[at * _BYTES : (at + 1) * _BYTES])
    return tuple(found >> SIDE * (SIDE - 1 - y) & (1 << SIDE) - 1 for y in range(SIDE))


def packed(glyphs: Mapping[str, int]) -> bytes:
    """Return glyphs as the file has them: their count, their code points, their pixels."""
    chars = sorted(glyphs)
    codes = b"".join(ord(char).to_bytes(2) for char in chars)
    pixels = b"".join(glyphs[char].to_bytes(_BYTES) for char in chars)
    return len(chars).to_bytes(2) + codes + pixels


@cache
def _font() -> tuple["array[int]", bytes]:
    """Read the file when first needed, which takes some milliseconds and 400 KB."""
    content = zlib.decompress(PACKED.read_bytes())
    count = int.from_bytes(content[:2])
    codes = array("H", (int.from_bytes(content[at : at + 2]) for at in range(2, 2 + 2 * count, 2)))
    return codes, content[2 + 2 * count :]
