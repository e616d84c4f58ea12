"""The OLED in a text terminal: half blocks where they fit, braille dots where they do not."""

from collections.abc import Iterator
from typing import Final, Protocol

WIDTH, HEIGHT = 128, 64
_HALVES: Final = " ▀▄█"  # by upper pixel + 2 x lower pixel
_BRAILLE: Final = 0x2800
# The bit of each dot of a braille cell, row by row.
_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Bits(Protocol):
    """A picture of one bit a pixel, rows packed into bytes: what Pillow's mode "1" gives."""

    def tobytes(self) -> bytes:
        """Return the rows, leftmost pixel in the highest bit."""
        ...


def half_blocks(image: Bits) -> Iterator[str]:
    """Yield 32 lines of 128 characters."""
    pixels = _pixels(image)
    for y in range(0, HEIGHT, 2):
        yield "".join(
            _HALVES[up + 2 * low] for up, low in zip(pixels[y], pixels[y + 1], strict=True)
        )


def braille(image: Bits) -> Iterator[str]:
    """Yield 16 lines of 64 characters: small, but it fits a window of 80 by 24."""
    pixels = _pixels(image)
    for y in range(0, HEIGHT, 4):
        yield "".join(chr(_BRAILLE + _cell(pixels, x, y)) for x in range(0, WIDTH, 2))


def _cell(pixels: list[list[int]], x: int, y: int) -> int:
    return sum(
        bit
        for dy, bits in enumerate(_DOTS)
        for dx, bit in enumerate(bits)
        if pixels[y + dy][x + dx]
    )


def _pixels(image: Bits) -> list[list[int]]:
    data = image.tobytes()
    stride = WIDTH // 8
    return [
        [data[y * stride + x // 8] >> (7 - x % 8) & 1 for x in range(WIDTH)] for y in range(HEIGHT)
    ]
