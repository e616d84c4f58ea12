"""The text fonts: subsets of GNU Unifont and of a 12-pixel face (see OFL.txt, small-OFL.txt)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from terminal_daemon.screen.bitmap import Bitmap, drawn
from terminal_daemon.values.errors import TerminalError


class MissingGlyph(TerminalError, LookupError):
    """The font's subset does not have the character; tools/subset_font.py makes it anew."""


class Face:
    """One font at its only size."""

    def __init__(
        self, subset: Path, box: Bitmap, *, pitch: int, latin_pitch: int, latin_lift: int
    ) -> None:
        """Take the file of its glyphs, read when first needed; `box`: for a missing one."""
        self.subset: Final = subset
        self.box: Final = box
        self.height: Final = box.height
        self._chinese_pitch = pitch
        self._latin_pitch = latin_pitch
        self._latin_lift = latin_lift

    def glyph(self, char: str) -> Bitmap:
        """Return the character's bitmap. Raises MissingGlyph."""
        found = _glyphs(self.subset).get(char)
        if found is None:
            raise MissingGlyph(f"no glyph for {char!r} (U+{ord(char):04X})")
        return found

    def width(self, text: str) -> int:
        """Return the text's width in pixels; a missing character counts as its box."""
        glyphs = _glyphs(self.subset)
        return sum(glyphs.get(char, self.box).width for char in text)

    def pitch(self, text: str) -> int:
        """Return the rows from one line of such a text to the next, so that one row stays free."""
        return self._latin_pitch if is_latin(text) else self._chinese_pitch

    def lift(self, text: str) -> int:
        """Return by how much the text is put higher: Latin letters hang lower than Chinese."""
        return self._latin_lift if is_latin(text) else 0


def is_latin(text: str) -> bool:
    """Tell whether there is nothing Chinese in the text."""
    return all(char < _FIRST_CHINESE for char in text)


_FIRST_CHINESE: Final = "\u2e80"

LARGE: Final = Face(
    Path(__file__).with_name("unifont-subset.hex"),
    drawn(
        """
        ........ ######.. #....#.. #....#.. #....#.. #....#.. #....#.. #....#..
        #....#.. #....#.. #....#.. #....#.. #....#.. #....#.. ######.. ........
        """
    ),
    pitch=17,
    latin_pitch=14,  # Latin letters leave rows free above and below
    latin_lift=0,
)
"""16 pixels high, 8 or 16 wide."""

SMALL: Final = Face(
    Path(__file__).with_name("small-subset.hex"),
    drawn("...... #####. #...#. #...#. #...#. #...#. #...#. #...#. #...#. #####. ...... ......"),
    pitch=12,  # a row is free in each glyph
    latin_pitch=12,
    latin_lift=1,
)
"""12 pixels high and up to 12 wide."""


def read_hex(lines: str) -> Mapping[str, Bitmap]:
    """Read glyphs, one a line.

    Unifont's .hex format is code point, ":", and 32 or 64 hexadecimal digits for 16 rows. A width
    that these do not tell stands between two colons before them; each row has three digits then.
    """
    return dict(_read_line(line) for line in lines.splitlines() if line)


def _read_line(line: str) -> tuple[str, Bitmap]:
    code_point, *width, digits = line.split(":")
    per_row = 3 if width else len(digits) // 16
    rows = (digits[start : start + per_row] for start in range(0, len(digits), per_row))
    bitmap = Bitmap(int(width[0]) if width else per_row * 4, tuple(int(row, 16) for row in rows))
    return chr(int(code_point, 16)), bitmap


@cache
def _glyphs(subset: Path) -> Mapping[str, Bitmap]:
    return read_hex(subset.read_text(encoding="ascii"))
