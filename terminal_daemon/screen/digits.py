"""Large figures for amounts: drawn here at 12 pixels, shown at twice that."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.screen.bitmap import Bitmap, drawn, joined, scaled

SMALL_HEIGHT: Final = 12
LARGE_HEIGHT: Final = 24

_UNKNOWN: Final = drawn(
    """
    ####### ##...## ##...## ##...## ##...## ##...##
    ##...## ##...## ##...## ##...## ##...## #######
    """
)
_SMALL: Final[Mapping[str, Bitmap]] = {
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
_LARGE: Final[Mapping[str, Bitmap]] = {char: scaled(art, 2) for char, art in _SMALL.items()}
_LARGE_UNKNOWN: Final = scaled(_UNKNOWN, 2)


def can_show(text: str) -> bool:
    """Tell whether there is a figure for each character."""
    return all(char in _SMALL for char in text)


def amount_picture(text: str, width: int, gaps: tuple[int, ...] = (2, 1)) -> Bitmap:
    """Return the figures of "¥12.50" in a row, as large as they fit into so many pixels.

    `gaps`: pixels between large figures, the first that fits. Too long a text comes at the small
    size even if it does not fit.
    """
    large = [_LARGE.get(char, _LARGE_UNKNOWN) for char in text]
    for gap in gaps:
        picture = joined(large, gap)
        if picture.width <= width:
            return picture
    return joined([_SMALL.get(char, _UNKNOWN) for char in text], 1)
