# noqa: INP001 - a script, in no package
"""Cut the fonts that the screen needs out of GNU Unifont and Fusion Pixel 12px.

Usage, after a text has changed:
    python tools/subset_font.py /usr/share/unifont/unifont.hex fusion-pixel-12px-….woff

Debian's package `unifont` has the first file; the npm package
`@fontsource/fusion-pixel-12px-proportional-sc` the second, in its folder `files`. Written are
unifont-subset.hex and small-subset.hex in terminal_daemon/screen, with printable ASCII, some
punctuation, and every character of the screen's texts.
"""

import argparse
import dataclasses
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from terminal_daemon.screen.font import LARGE, SMALL
from terminal_daemon.screen.texts import TEXTS

ASCII = {chr(code) for code in range(0x20, 0x7F)}
TOP_FREE = 4  # rows above the tallest glyph
PUNCTUATION = set("¥°·×…•–—“”‘’、。，：；！？（）《》￥")


def needed_characters() -> set[str]:
    """Return every character that the subset must have."""
    said = (char for texts in TEXTS.values() for text in _strings(texts) for char in text)
    return ASCII | PUNCTUATION | set(said)


def cut(unifont: str, wanted: set[str]) -> str:
    """Return the wanted lines of the .hex file, in order of code point. Raises SystemExit."""
    lines = {chr(int(line.split(":")[0], 16)): line for line in unifont.splitlines() if line}
    missing = sorted(wanted - lines.keys())
    if missing:
        raise SystemExit(f"this font lacks {' '.join(missing)}")
    return "".join(f"{lines[char]}\n" for char in sorted(wanted))


def pixels(font: ImageFont.FreeTypeFont, wanted: set[str]) -> str:
    """Return the wanted characters at 12 pixels: code point, width, and 12 rows in hexadecimal.

    Raises SystemExit.
    """
    none = _rows(font, chr(0x10FFFF))
    lines = {char: _rows(font, char) for char in sorted(wanted)}
    missing = [char for char, rows in lines.items() if rows == none]
    if missing:
        raise SystemExit(f"this font lacks {' '.join(missing)}")
    return "".join(f"{ord(char):04X}:{rows}\n" for char, rows in lines.items())


def _rows(font: ImageFont.FreeTypeFont, char: str) -> str:
    width = round(font.getlength(char))
    image = Image.new("1", (width, SMALL.height))
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"  # no grey
    pen.text((0, -TOP_FREE), char, font=font, fill=1)
    bits = "".join("1" if image.getpixel((x, y)) else "0" for y in range(12) for x in range(width))
    rows = (int(bits[start : start + width], 2) for start in range(0, len(bits), width))
    return f"{width}:" + "".join(f"{row:03X}" for row in rows)


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _strings(each)
        case tuple():
            for each in value:
                yield from _strings(each)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from _strings(getattr(value, field.name))


def main() -> None:
    """Write the subsets."""
    parser = argparse.ArgumentParser(description="Cut the screen's fonts out of larger ones.")
    parser.add_argument("unifont", type=Path, help="unifont.hex")
    parser.add_argument("small", type=Path, help="fusion-pixel-12px-proportional-sc-….woff")
    paths = parser.parse_args()
    wanted = needed_characters()
    source = paths.unifont.read_text(encoding="ascii")
    LARGE.subset.write_text(cut(source, wanted), encoding="ascii")
    small = ImageFont.truetype(paths.small, SMALL.height)
    SMALL.subset.write_text(pixels(small, wanted), encoding="ascii")
    sys.stdout.write(f"{len(wanted)} characters written to {LARGE.subset} and {SMALL.subset}\n")


if __name__ == "__main__":
    main()
