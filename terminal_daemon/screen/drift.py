"""A picture that stands for long, moved by a pixel or two so that no pixel shines for ever.

Each part moves within the free room beside it: nothing is cut off, and the status bar stays in
the rows that two-colour panels show in yellow.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from terminal_daemon.screen.shapes import shape_for

if TYPE_CHECKING:
    from terminal_daemon.screen.draw import PanelImage

_PLACES: Final = ((0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1))
"""Pixels right and down, one step a pixel, round and round."""

_Box = tuple[int, int, int, int]


def drifted(image: "PanelImage", step: int) -> "PanelImage":
    """Return the mode "1" picture after so many steps."""
    right, down = _PLACES[step % len(_PLACES)]
    if not (right or down):
        return image
    moved = image.copy()
    moved.paste(0, (0, 0, *image.size))
    for box, inwards in _parts(image):
        part = image.crop(box)
        inked = part.getbbox()
        if inked is None:
            continue
        left, top, width, height = box[0], box[1], box[2] - box[0], box[3] - box[1]
        room_right = width - inked[2] if inwards > 0 else inked[0]
        x = left + inked[0] + inwards * min(right, room_right)
        y = top + inked[1] + min(down, height - inked[3])
        moved.paste(part.crop(inked), (x, y))
    return moved


def _parts(image: "PanelImage") -> Iterator[tuple[_Box, int]]:
    """Yield the parts that move by themselves, and to which side: 1 to the right, -1 to the left.

    The bar's title and its icons stand at the edges, so they move towards each other.
    """
    width, height = image.size
    bar = shape_for(image.size).bar.height
    if image.crop((0, bar, width, bar + 1)).getbbox() is not None:  # they are too close together
        yield (0, 0, width, height), 1
        return
    middle = _widest_gap(image.crop((0, 0, width, bar)))
    yield (0, 0, middle, bar), 1
    yield (middle, 0, width, bar), -1
    yield (0, bar, width, height), 1


def _widest_gap(bar: "PanelImage") -> int:
    """Return the middle of the widest run of free columns between two inked ones, or the end."""
    width, height = bar.size
    columns = range(width)
    inked = [x for x in columns if bar.crop((x, 0, x + 1, height)).getbbox() is not None]
    gaps = [(right - left, (left + right + 1) // 2) for left, right in pairwise(inked)]
    return max(gaps, default=(0, width))[1]
