"""The text font: a subset of GNU Unifont, 16 pixels high, 8 or 16 wide (see OFL.txt)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from terminal_daemon.screen.bitmap import Bitmap, drawn
from terminal_daemon.values.errors import TerminalError

HEIGHT: Final = 16
HALF_WIDTH: Final = 8
SUBSET: Final = Path(__file__).with_name("unifont-subset.hex")

BOX: Final = drawn(
    """
    ........ ######.. #....#.. #....#.. #....#.. #....#.. #....#.. #....#..
    #....#.. #....#.. #....#.. #....#.. #....#.. #....#.. ######.. ........
    """
)
"""Stands for a character that the subset lacks."""


class MissingGlyph(TerminalError, LookupError):
    """The font's subset does not have the character; tools/subset_font.py makes it anew."""


def glyph(char: str) -> Bitmap:
    """Return the character's bitmap. Raises MissingGlyph."""
    found = _subset().get(char)
    if found is None:
        raise MissingGlyph(f"no glyph for {char!r} (U+{ord(char):04X})")
    return found


def width(text: str) -> int:
    """Return the text's width in pixels; a missing character counts as its box."""
    return sum(_subset().get(char, BOX).width for char in text)


def read_hex(lines: str) -> Mapping[str, Bitmap]:
    """Read Unifont's .hex format: code point, ":", and 32 or 64 hexadecimal digits a line."""
    return dict(_read_line(line) for line in lines.splitlines() if line)


def _read_line(line: str) -> tuple[str, Bitmap]:
    code_point, _, digits = line.partition(":")
    per_row = len(digits) // HEIGHT
    rows = (digits[start : start + per_row] for start in range(0, len(digits), per_row))
    return chr(int(code_point, 16)), Bitmap(per_row * 4, tuple(int(row, 16) for row in rows))


@cache
def _subset() -> Mapping[str, Bitmap]:
    return read_hex(SUBSET.read_text(encoding="ascii"))
