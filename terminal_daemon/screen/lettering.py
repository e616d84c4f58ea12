"""Texts and amounts put on a canvas, each kept within the room it is given."""

from collections.abc import Sequence
from typing import Final

from terminal_daemon.screen import digits
from terminal_daemon.screen.bitmap import Bitmap, Box, Canvas
from terminal_daemon.screen.digits import Size
from terminal_daemon.screen.fitting import Fitted, fitted
from terminal_daemon.screen.font import Face, MissingGlyph
from terminal_daemon.values.dataclass import replace

_TYPED_LEFT: Final = 1


def put_text(canvas: Canvas, x: int, y: int, text: str, face: Face) -> int:
    """Put the text at this left and top; return where it ends."""
    top = y - face.lift(text)
    for char in text:
        bitmap = _glyph(canvas, char, face)
        canvas.put(x, top, bitmap, f"{char!r} of {text!r}")
        x += bitmap.width
    return x


def put_centred(canvas: Canvas, box: Box, wordings: Sequence[str], faces: Sequence[Face]) -> None:
    """Put the best wording that fits into the middle of the box."""
    _put_lines(canvas, box, fitted(wordings, box.width, box.height, faces), centred=True)


def put_beside(canvas: Canvas, box: Box, wordings: Sequence[str], faces: Sequence[Face]) -> None:
    """Put the best wording that fits at the left of the box, in the middle of its rows."""
    _put_lines(canvas, box, fitted(wordings, box.width, box.height, faces), centred=False)


def put_tag(canvas: Canvas, x: int, y: int, text: str, face: Face) -> None:
    """Put the text dark on a bright field, two pixels wider than itself."""
    end = put_text(canvas, x + 1, y + face.lift(text), text, face)
    canvas.invert(Box(x, y, end + 1 - x, face.height))


def put_figures(canvas: Canvas, box: Box, text: str, sizes: Sequence[Size]) -> None:
    """Put the text of an amount into the middle of the box, as large as it fits."""
    if not digits.can_show(text):
        canvas.miss(text)
    picture = digits.amount_picture(text, box.width, sizes)
    put_picture(canvas, box, picture, text)


def put_typed(canvas: Canvas, box: Box, text: str, sizes: Sequence[Size]) -> None:
    """Put the text of an amount from the left, so that one more figure moves none before it."""
    close = [replace(size, gaps=size.gaps[-1:]) for size in sizes]
    picture = digits.amount_picture(text, box.width - _TYPED_LEFT, close)
    top = box.y + (box.height - picture.height) // 2
    canvas.put(box.x + _TYPED_LEFT, top, picture, text)


def put_picture(canvas: Canvas, box: Box, picture: Bitmap, what: str) -> None:
    """Put the picture into the middle of the box."""
    left = box.x + (box.width - picture.width) // 2
    canvas.put(left, box.y + (box.height - picture.height) // 2, picture, what)


def _put_lines(canvas: Canvas, box: Box, text: Fitted, *, centred: bool) -> None:
    top = box.y + (box.height - text.height) // 2
    for below, line in text.tops():
        free = box.width - text.face.width(line)
        put_text(canvas, box.x + (free // 2 if centred else 0), top + below, line, text.face)
    if not text.whole:
        canvas.cut(text.lines[0])


def _glyph(canvas: Canvas, char: str, face: Face) -> Bitmap:
    try:
        return face.glyph(char)
    except MissingGlyph:
        canvas.miss(char)
        return face.box
