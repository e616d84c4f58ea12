# noqa: INP001 - a script, in no package
"""Pack the font of receipts: what Chinese text may hold (GBK), in Fusion Pixel or GNU Unifont.

Usage:
    python tools/receipt_font.py fusion-pixel-12px-monospaced-sc-….woff unifont.hex

The npm package `@fontsource/fusion-pixel-12px-monospaced-sc` has the first file, in its folder
`files`; Debian's package `unifont` the second, in /usr/share/unifont. Written are glyphs.bin and,
with what the first font has not, rare-glyphs.bin in terminal_daemon/receipts, which `glyphs.py`
there reads.
"""

import argparse
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from terminal_daemon.receipts.glyphs import COMMON, RARE, Face, packed

SIDE = COMMON.side
WIDE = 64  # hexadecimal digits of 16 rows of 16 pixels


def drawn(font: ImageFont.FreeTypeFont, char: str) -> int:
    """Return a character's pixels, row by row, the first one highest."""
    image = Image.new("1", (SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"  # no grey
    pen.text((0, 0), char, font=font, fill=1)
    bits = "".join("1" if image.getpixel((x, y)) else "0" for y in range(SIDE) for x in range(SIDE))
    return int(bits, 2)


def wanted() -> list[str]:
    """Return every printable character of GBK."""
    every = (chr(code) for code in range(0x20, 0x10000))
    return [char for char in every if char.isprintable() and char.encode("gbk", "ignore")]


def read_hex(unifont: str) -> dict[str, int]:
    """Return the 16 pixel wide characters of a .hex file."""
    lines = (line.split(":") for line in unifont.splitlines() if line)
    return {chr(int(code, 16)): int(digits, 16) for code, digits in lines if len(digits) == WIDE}


def write(face: Face, glyphs: dict[str, int]) -> None:
    """Write a file of glyphs."""
    face.packed.write_bytes(zlib.compress(packed(glyphs, face.side), 9))
    sys.stdout.write(f"{len(glyphs)} characters written to {face.packed}\n")


def main() -> None:
    """Write the glyphs."""
    parser = argparse.ArgumentParser(description="Pack the font of receipts.")
    parser.add_argument("font", type=Path, help="fusion-pixel-12px-monospaced-sc-….woff")
    parser.add_argument("unifont", type=Path, help="unifont.hex")
    paths = parser.parse_args()
    font = ImageFont.truetype(paths.font, SIDE)
    none = drawn(font, chr(0x10FFFF))
    glyphs = {char: drawn(font, char) for char in wanted()}
    has = {char: pixels for char, pixels in glyphs.items() if pixels != none}
    write(COMMON, has)
    unifont = read_hex(paths.unifont.read_text(encoding="ascii"))
    write(RARE, {char: unifont[char] for char in glyphs if char in unifont and char not in has})


if __name__ == "__main__":
    main()
