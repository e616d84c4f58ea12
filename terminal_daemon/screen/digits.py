"""Figures for amounts: drawn here at 12 pixels, shown as large as their room lets them be."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from terminal_daemon.screen import font
from terminal_daemon.screen.bitmap import Bitmap, drawn, joined, scaled
from terminal_daemon.values.dataclass import dataclass

_UNKNOWN: Final = drawn(
    """
    ####### ##...## ##...## ##...## ##...## ##...##
    ##...## ##...## ##...## ##...## ##...## #######
    """
)
_BOLD: Final[Mapping[str, Bitmap]] = {
    "0": drawn(
        """
        .#####.
        #######
        ##...##
        ##...##
        ##...##
        ##...##
        ##...##
        ##...##
        ##...##
        ##...##
        #######
        .#####.
        """
    ),
    "1": drawn(
        """
        ...##..
        ..###..
        .####..
        .####..
        ...##..
        ...##..
        ...##..
        ...##..
        ...##..
        ...##..
        .######
        .######
        """
    ),
    "2": drawn(
        """
        .#####.
        #######
        ##...##
        .....##
        .....##
        ....###
        ...###.
        ..###..
        .###...
        ###....
        #######
        #######
        """
    ),
    "3": drawn(
        """
        .#####.
        #######
        ##...##
        .....##
        .....##
        ..####.
        ..####.
        .....##
        .....##
        ##...##
        #######
        .#####.
        """
    ),
    "4": drawn(
        """
        ....##.
        ...###.
        ..####.
        .##.##.
        ##..##.
        ##..##.
        ##..##.
        #######
        #######
        ....##.
        ....##.
        ....##.
        """
    ),
    "5": drawn(
        """
        #######
        #######
        ##.....
        ##.....
        ######.
        #######
        .....##
        .....##
        .....##
        ##...##
        #######
        .#####.
        """
    ),
    "6": drawn(
        """
        .#####.
        #######
        ##...##
        ##.....
        ######.
        #######
        ##...##
        ##...##
        ##...##
        ##...##
        #######
        .#####.
        """
    ),
    "7": drawn(
        """
        #######
        #######
        .....##
        .....##
        ....##.
        ....##.
        ...##..
        ...##..
        ..##...
        ..##...
        ..##...
        ..##...
        """
    ),
    "8": drawn(
        """
        .#####.
        #######
        ##...##
        ##...##
        ##...##
        .#####.
        .#####.
        ##...##
        ##...##
        ##...##
        #######
        .#####.
        """
    ),
    "9": drawn(
        """
        .#####.
        #######
        ##...##
        ##...##
        ##...##
        ##...##
        #######
        .######
        .....##
        ##...##
        #######
        .#####.
        """
    ),
    "¥": drawn(
        """
        ##....##
        ##....##
        .##..##.
        .##..##.
        ..####..
        ...##...
        .######.
        .######.
        ...##...
        .######.
        .######.
        ...##...
        """
    ),
    ".": drawn(".. .. .. .. .. .. .. .. .. .. ## ##"),
}
_THIN_ROWS: Final = slice(1, 10)  # of the small face, which holds figures in these

_FIGURES_KEPT: Final = 64  # all of the sizes of one panel


@dataclass(frozen=True, slots=True)
class Size:
    """How often each pixel of the figures is repeated, and the pixels that may stand between."""

    wide: int
    tall: int
    gaps: tuple[int, ...]
    bold: bool = True

    @property
    def height(self) -> int:
        """Return the rows of the figures."""
        return self.tall * (12 if self.bold else _THIN_ROWS.stop - _THIN_ROWS.start)

    def row(self, text: str, gap: int) -> Bitmap:
        """Return the figures side by side."""
        return joined([_figure(char, self) for char in text], gap)


HUGE: Final = Size(3, 3, (3, 2))
LARGE: Final = Size(2, 2, (2, 1))
NARROW: Final = Size(1, 2, (1,))
LIGHT: Final = Size(2, 2, (0,), bold=False)
LIGHT_NARROW: Final = Size(1, 2, (0,), bold=False)
LIGHT_TALL: Final = Size(1, 3, (0,), bold=False)


def can_show(text: str) -> bool:
    """Tell whether there is a figure for each character."""
    return all(char in _BOLD for char in text)


def amount_picture(text: str, width: int, sizes: Sequence[Size]) -> Bitmap:
    """Return the figures of "¥12.50" in a row, in the first size that fits into so many pixels.

    Too long a text comes in the last size even if it does not fit.
    """
    for size in sizes:
        for gap in size.gaps:
            picture = size.row(text, gap)
            if picture.width <= width:
                return picture
    return picture


@lru_cache(_FIGURES_KEPT)
def _figure(char: str, size: Size) -> Bitmap:
    if size.bold:
        return scaled(_BOLD.get(char, _UNKNOWN), size.wide, size.tall)
    whole = font.SMALL.glyph(char) if char in _BOLD else font.SMALL.box
    return scaled(Bitmap(whole.width, whole.rows[_THIN_ROWS]), size.wide, size.tall)
