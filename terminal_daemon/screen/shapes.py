"""Where everything stands on panels of which size: numbers only, one table a shape.

Rows are kept free between all things; the top 16 of a two-colour panel of 128×64 are yellow and
hold its status bar and nothing else. Boxes are left, top, width, height.
"""

from typing import Final

from terminal_daemon.screen import digits, font
from terminal_daemon.screen.bitmap import Box
from terminal_daemon.screen.digits import Size
from terminal_daemon.screen.font import Face
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class AmountPlaces:
    """For a sentence above an amount."""

    line: Box | None
    """None: it is the status bar's title."""
    figures: Box
    countdown: Box | None
    hint: Box | None


@dataclass(frozen=True, slots=True)
class PaidPlaces:
    """For "approved"."""

    check: Box | None
    """None: a small one beside the words."""
    words: Box | None
    """None: they are the status bar's title."""
    figures: Box
    bright: Box
    bright_in_test: Box
    """Bright instead where no real money moves."""


@dataclass(frozen=True, slots=True)
class MessagePlaces:
    """For a notice; without an icon what happened has `says_alone`."""

    icon: Box
    times: int
    """How often the icon is enlarged."""
    says: Box
    says_alone: Box
    now: Box | None
    """None: it follows what happened, in the same place."""
    frame: Box | None


@dataclass(frozen=True, slots=True)
class CodePlaces:
    """For a QR code; it is as large as there is room, so the status bar stands beside it."""

    lit: Box
    """The square that is as paper is: the code stands in its middle, with a free margin."""
    times: int
    """Pixels a module."""
    bar: Box
    words: Box


@dataclass(frozen=True, slots=True)
class Shape:
    """How a picture stands on panels that are at least this large."""

    width: int
    height: int
    bar: Box
    bar_face: Face
    faces: tuple[Face, ...]
    """The text's, the most legible first."""
    sizes: tuple[Size, ...]
    """The amount's, the largest first."""
    note: Box
    amount: AmountPlaces
    paid: PaidPlaces
    message: MessagePlaces
    code: CodePlaces

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height."""
        return self.width, self.height


SQUARE: Final = Shape(
    128,
    128,
    bar=Box(0, 0, 128, 16),
    bar_face=font.LARGE,
    faces=(font.LARGE, font.SMALL),
    sizes=(digits.HUGE, digits.LARGE, digits.NARROW),
    note=Box(0, 17, 128, 111),
    amount=AmountPlaces(
        line=Box(0, 24, 128, 17),
        figures=Box(0, 50, 128, 36),
        countdown=Box(0, 120, 128, 8),
        hint=Box(0, 96, 128, 17),
    ),
    paid=PaidPlaces(
        check=Box(0, 22, 128, 20),
        words=Box(0, 50, 128, 17),
        figures=Box(0, 80, 128, 36),
        bright=Box(0, 17, 128, 111),
        bright_in_test=Box(0, 48, 128, 20),
    ),
    message=MessagePlaces(
        icon=Box(46, 21, 36, 36),
        times=3,
        says=Box(2, 62, 124, 33),
        says_alone=Box(2, 24, 124, 68),
        now=Box(2, 98, 124, 24),
        frame=Box(0, 17, 128, 111),
    ),
    code=CodePlaces(
        lit=Box(17, 17, 94, 94),
        times=3,
        bar=Box(0, 0, 128, 16),
        words=Box(0, 112, 128, 16),
    ),
)
WIDE: Final = Shape(
    128,
    64,
    bar=Box(0, 0, 128, 16),
    bar_face=font.LARGE,
    faces=(font.LARGE, font.SMALL),
    sizes=(digits.LARGE, digits.NARROW),
    note=Box(0, 17, 128, 47),
    amount=AmountPlaces(
        line=Box(0, 17, 128, 16),
        figures=Box(0, 35, 128, 24),
        countdown=Box(0, 60, 128, 4),
        hint=None,
    ),
    paid=PaidPlaces(
        check=None,
        words=Box(0, 17, 128, 16),
        figures=Box(0, 35, 128, 24),
        bright=Box(0, 17, 128, 47),
        bright_in_test=Box(0, 17, 128, 17),
    ),
    message=MessagePlaces(
        icon=Box(2, 19, 24, 24),
        times=2,
        says=Box(29, 17, 97, 30),
        says_alone=Box(0, 17, 128, 28),
        now=Box(2, 46, 124, 16),
        frame=Box(0, 17, 128, 47),
    ),
    code=CodePlaces(
        lit=Box(0, 0, 64, 64),
        times=2,
        bar=Box(66, 0, 62, 16),
        words=Box(66, 17, 62, 47),
    ),
)
TALL: Final = Shape(
    64,
    128,
    bar=Box(0, 0, 64, 12),
    bar_face=font.SMALL,
    faces=(font.LARGE, font.SMALL),
    sizes=(digits.NARROW, digits.LIGHT_TALL),
    note=Box(0, 16, 64, 112),
    amount=AmountPlaces(
        line=Box(0, 18, 64, 34),
        figures=Box(0, 60, 64, 27),
        countdown=Box(0, 122, 64, 6),
        hint=Box(0, 94, 64, 24),
    ),
    paid=PaidPlaces(
        check=Box(0, 22, 64, 20),
        words=Box(0, 48, 64, 34),
        figures=Box(0, 90, 64, 27),
        bright=Box(0, 14, 64, 114),
        bright_in_test=Box(0, 46, 64, 38),
    ),
    message=MessagePlaces(
        icon=Box(20, 19, 24, 24),
        times=2,
        says=Box(2, 49, 60, 36),
        says_alone=Box(2, 19, 60, 66),
        now=Box(2, 90, 60, 34),
        frame=Box(0, 14, 64, 114),
    ),
    code=CodePlaces(
        lit=Box(0, 14, 64, 64),
        times=2,
        bar=Box(0, 0, 64, 12),
        words=Box(0, 80, 64, 48),
    ),
)
STRIP: Final = Shape(
    128,
    32,
    bar=Box(0, 0, 128, 12),
    bar_face=font.SMALL,
    faces=(font.LARGE, font.SMALL),
    sizes=(digits.LIGHT, digits.LIGHT_NARROW),
    note=Box(0, 13, 128, 19),
    amount=AmountPlaces(
        line=None,
        figures=Box(0, 12, 128, 18),
        countdown=Box(0, 31, 128, 1),
        hint=None,
    ),
    paid=PaidPlaces(
        check=None,
        words=None,
        figures=Box(0, 13, 128, 18),
        bright=Box(0, 0, 128, 32),
        bright_in_test=Box(0, 0, 128, 12),
    ),
    message=MessagePlaces(
        icon=Box(0, 0, 12, 12),
        times=1,
        says=Box(0, 14, 128, 18),
        says_alone=Box(0, 14, 128, 18),
        now=None,
        frame=None,
    ),
    code=CodePlaces(
        lit=Box(0, 0, 32, 32),
        times=1,
        bar=Box(34, 0, 94, 12),
        words=Box(34, 13, 94, 19),
    ),
)
SMALL: Final = Shape(
    64,
    48,
    bar=Box(0, 0, 64, 12),
    bar_face=font.SMALL,
    faces=(font.SMALL,),
    sizes=(digits.NARROW, digits.LIGHT_NARROW),
    note=Box(0, 12, 64, 36),
    amount=AmountPlaces(
        line=Box(0, 12, 64, 12),
        figures=Box(0, 24, 64, 24),
        countdown=None,
        hint=None,
    ),
    paid=PaidPlaces(
        check=None,
        words=Box(0, 12, 64, 12),
        figures=Box(0, 24, 64, 24),
        bright=Box(0, 12, 64, 36),
        bright_in_test=Box(0, 12, 64, 12),
    ),
    message=MessagePlaces(
        icon=Box(0, 12, 12, 12),
        times=1,
        says=Box(14, 12, 50, 24),
        says_alone=Box(0, 12, 64, 24),
        now=Box(0, 36, 64, 12),
        frame=None,
    ),
    code=CodePlaces(
        lit=Box(0, 13, 35, 35),
        times=1,
        bar=Box(0, 0, 64, 12),
        words=Box(37, 13, 27, 35),
    ),
)
SHAPES: Final = (SQUARE, WIDE, TALL, STRIP, SMALL)
"""The larger before the smaller, so that a panel gets the first that it has room for."""


def shape_for(size: tuple[int, int]) -> Shape:
    """Return the shape for a panel; the smallest where even that has no room."""
    width, height = size
    fitting = (shape for shape in SHAPES if shape.width <= width and shape.height <= height)
    return next(fitting, SMALL)
