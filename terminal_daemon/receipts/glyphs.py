"""The font of receipts: Fusion Pixel 12px, and what that has not of GBK from GNU Unifont.

Their licences: screen/small-OFL.txt, screen/OFL.txt.
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from terminal_daemon.values.dataclass import dataclass

DOTS: Final = 24
"""A glyph's side as it is printed; a Latin letter has the left half."""
_BOX: Final = (
    *(0,) * 2,
    *(
        0b001111111111111111111000 if y in (2, 3, 20, 21) else 0b001100000000000000011000
        for y in range(2, 22)
    ),
    *(0,) * 2,
)
"""For a character that neither font has: nothing is left out unseen."""

Rows = tuple[int, ...]
"""24 rows of 24 bits, the highest bit on the left."""


@dataclass(frozen=True, slots=True)
class Face:
    """A file of square glyphs."""

    packed: Path
    side: int
    """Their pixels; printed each as 24 dots."""


COMMON: Final = Face(Path(__file__).with_name("glyphs.bin"), 12)
RARE: Final = Face(Path(__file__).with_name("rare-glyphs.bin"), 16)


def rows_of(char: str) -> Rows:
    """Return a character's dots; a box's if no font has it."""
    for face in (COMMON, RARE):
        found = _pixels(face, char)
        if found is not None:
            return _enlarged(found, face.side)
    return _BOX


def packed(glyphs: Mapping[str, int], side: int) -> bytes:
    """Return glyphs as a file has them: their count, their code points, their pixels."""
    chars = sorted(glyphs)
    codes = b"".join(ord(char).to_bytes(2) for char in chars)
    pixels = b"".join(glyphs[char].to_bytes(side * side // 8) for char in chars)
    return len(chars).to_bytes(2) + codes + pixels


def _pixels(face: Face, char: str) -> int | None:
    codes, pixels = _read(face.packed)
    code, size = ord(char), face.side * face.side // 8
    at = bisect_left(codes, code)
    if at == len(codes) or codes[at] != code:
        return None
    return int.from_bytes(pixels[at * size : (at + 1) * size])


def _enlarged(pixels: int, side: int) -> Rows:
    """Return 24 rows: each pixel twice, or of a larger glyph every other one twice."""
    bits = f"{pixels:0{side * side}b}"
    rows = [bits[at : at + side] for at in range(0, side * side, side)]
    places = [place * side // DOTS for place in range(DOTS)]
    wide = [int("".join(row[place] for place in places), 2) for row in rows]
    return tuple(wide[place] for place in places)


@cache
def _read(path: Path) -> tuple["array[int]", bytes]:
    """Read a file when it is first needed, which takes some milliseconds."""
    content = zlib.decompress(path.read_bytes())
    count = int.from_bytes(content[:2])
    codes = array("H", (int.from_bytes(content[at : at + 2]) for at in range(2, 2 + 2 * count, 2)))
    return codes, content[2 + 2 * count :]
