"""Texts and amounts put on a canvas, each kept within the room it is given."""

from terminal_daemon.screen import digits, font
from terminal_daemon.screen.bitmap import Bitmap, Box, Canvas


def put_text(canvas: Canvas, x: int, y: int, text: str) -> int:
    """Put the text at this left and top; return where it ends."""
    for char in text:
        bitmap = _glyph(canvas, char)
        canvas.put(x, y, bitmap, f"{char!r} of {text!r}")
        x += bitmap.width
    return x


def put_centred(canvas: Canvas, y: int, text: str) -> None:
    """Put the text in the middle of a row."""
    put_text(canvas, (canvas.width - font.width(text)) // 2, y, text)


def put_tag(canvas: Canvas, x: int, y: int, text: str) -> None:
    """Put the text dark on a bright field, two pixels wider than itself."""
    end = put_text(canvas, x + 1, y, text)
    canvas.invert(Box(x, y, end + 1 - x, font.HEIGHT))


def put_figures(canvas: Canvas, y: int, text: str) -> None:
    """Put the text of an amount in the middle of the rows from `y`, as large as it fits."""
    if not digits.can_show(text):
        canvas.miss(text)
    picture = digits.amount_picture(text, canvas.width)
    lower = (digits.LARGE_HEIGHT - picture.height) // 2
    canvas.put((canvas.width - picture.width) // 2, y + lower, picture, text)


def _glyph(canvas: Canvas, char: str) -> Bitmap:
    try:
        return font.glyph(char)
    except font.MissingGlyph:
        canvas.miss(char)
        return font.BOX
