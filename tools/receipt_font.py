# noqa: INP001 - a script, in no package
"""Pack the font of receipts: what Chinese text may hold (GBK), in Fusion Pixel 12px monospaced.

Usage:
    python tools/receipt_font.py fusion-pixel-12px-monospaced-sc-….woff

The npm package `@fontsource/fusion-pixel-12px-monospaced-sc` has the file, in its folder `files`.
Written is glyphs.bin in terminal_daemon/receipts, which `glyphs.py` there reads.
"""

import argparse
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from terminal_daemon.receipts.glyphs import PACKED, SIDE, packed

PIXELS = SIDE * SIDE


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


def main() -> None:
    """Write the glyphs."""
    parser = argparse.ArgumentParser(description="Pack the font of receipts.")
    parser.add_argument("font", type=Path, help="fusion-pixel-12px-monospaced-sc-….woff")
    font = ImageFont.truetype(parser.parse_args().font, SIDE)
    none = drawn(font, chr(0x10FFFF))
    glyphs = {char: drawn(font, char) for char in wanted()}
    has = {char: pixels for char, pixels in glyphs.items() if pixels != none}
    PACKED.write_bytes(zlib.compress(packed(has), 9))
    sys.stdout.write(f"{len(has)} characters written to {PACKED}\n")


if __name__ == "__main__":
    main()
