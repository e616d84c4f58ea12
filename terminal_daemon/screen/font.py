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
        self._glyphs: Final[dict[str, Bitmap]] = {}
        self.height: Final = box.height
        self._chinese_pitch = pitch
        self._latin_pitch = latin_pitch
        self._latin_lift = latin_lift

    def glyph(self, char: str) -> Bitmap:
        """Return the character's bitmap. Raises MissingGlyph."""
        found = self._glyph(char)
        if found is None:
            raise MissingGlyph(f"no glyph for {char!r} (U+{ord(char):04X})")
        return found

    def width(self, text: str) -> int:
        """Return the text's width in pixels; a missing character counts as its box."""
        return sum((self._glyph(char) or self.box).width for char in text)

    def pitch(self, text: str) -> int:
        """Return the rows from one line of such a text to the next, so that one row stays free."""
        return self._latin_pitch if is_latin(text) else self._chinese_pitch

    def lift(self, text: str) -> int:
        """Return by how much the text is put higher: Latin letters hang lower than Chinese."""
        return self._latin_lift if is_latin(text) else 0

    def _glyph(self, char: str) -> Bitmap | None:
        """Return the character's bitmap, which is read when it is first needed, if there is one."""
        if char not in self._glyphs:
            line = _lines_of(self.subset).get(char)
            if line is None:
                return None
            self._glyphs[char] = read_glyph(line)
        return self._glyphs[char]


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


def hex_lines(text: str) -> Mapping[str, str]:
    """Return each character's line of a file of glyphs, without the character."""
    parted = (line.partition(":") for line in text.splitlines() if line)
    return {chr(int(code_point, 16)): rest for code_point, _, rest in parted}


def read_glyph(line: str) -> Bitmap:
    """Return the bitmap on a line of hex_lines().

    Unifont's .hex format is code point, ":", and 32 or 64 hexadecimal digits for 16 rows. A width
    that these do not tell stands between two colons before them; each row has three digits then.
    """
    *width, digits = line.split(":")
    per_row = 3 if width else len(digits) // 16
    rows = (digits[start : start + per_row] for start in range(0, len(digits), per_row))
    return Bitmap(int(width[0]) if width else per_row * 4, tuple(int(row, 16) for row in rows))


@cache
def _lines_of(subset: Path) -> Mapping[str, str]:
    return hex_lines(subset.read_text(encoding="ascii"))
