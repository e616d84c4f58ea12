"""Which parts of a screen have which colour on a panel that has colours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.bitmap import Box
from terminal_daemon.screen.shapes import shape_for
from terminal_daemon.screen.view import View

if TYPE_CHECKING:
    from terminal_daemon.screen.draw import PanelImage

Colour = tuple[int, int, int]
"""Red, green, blue, each 0 to 255."""

WHITE: Final[Colour] = (255, 255, 255)
YELLOW: Final[Colour] = (255, 208, 0)
GREEN: Final[Colour] = (0, 255, 64)
RED: Final[Colour] = (255, 48, 32)

_BODIES: Final[Mapping[type[View], Colour]] = {
    view.Approved: GREEN,
    view.Declined: RED,
    refund_view.RefundDone: GREEN,
    refund_view.RefundFailed: RED,
    view.Unknown: YELLOW,
    view.PaidTwice: YELLOW,
}


def regions(shown: View, width: int, height: int) -> tuple[tuple[Box, Colour], ...]:
    """Return the status bar and what is below it, each with the colour of its ink."""
    if isinstance(shown, view.ClosedDay):  # one colour, or half the code has less contrast
        return ((Box(0, 0, width, height), WHITE),)
    body = _BODIES.get(type(shown), WHITE)
    bar = shape_for((width, height)).bar.height
    return (
        (Box(0, 0, width, bar), YELLOW),
        (Box(0, bar, width, height - bar), body),
    )


def coloured(image: "PanelImage", shown: View) -> "PanelImage":
    """Return the mode "1" picture in mode "RGB": black, and ink in its region's colour."""
    ink = image.convert("RGB")
    for box, colour in regions(shown, *image.size):
        corners = (box.x, box.y, box.x + box.width, box.y + box.height)
        ink.paste(colour, corners, image.crop(corners))
    return ink
