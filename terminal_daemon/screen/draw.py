"""Pixels to Pillow images: a picture for the panel, and the contact sheet of all of them."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image
from PIL.Image import Image as PanelImage

from terminal_daemon.config.model import Language
from terminal_daemon.screen import font
from terminal_daemon.screen.bitmap import Canvas
from terminal_daemon.screen.layout import SIZE, compose
from terminal_daemon.screen.lettering import put_text
from terminal_daemon.screen.view import Picture

__all__ = ["PanelImage", "contact_sheet", "draw", "enlarged", "png"]

_COLUMNS: Final = 4
_MARGIN: Final = 8
_SHEET_GREY: Final = 208
_LABEL_GREY: Final = 0


def draw(picture: Picture, language: Language, size: tuple[int, int] = SIZE) -> PanelImage:
    """Return the picture as a mode "1" image of `size`, 255 where the panel shines."""
    return _image(compose(picture, language, size))


def enlarged(image: PanelImage, times: int) -> PanelImage:
    """Return the image with every pixel as a square of `times` by `times`."""
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def png(image: PanelImage) -> bytes:
    """Return the image as a PNG file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def contact_sheet(gallery: Sequence[tuple[str, Picture]], times: int = 2) -> PanelImage:
    """Return every picture in every language on one sheet, enlarged, each under its name."""
    cell_width = SIZE[0] * times + _MARGIN
    cell_height = SIZE[1] * times + font.HEIGHT + _MARGIN
    per_row = _COLUMNS * len(Language)
    rows = -(-len(gallery) // _COLUMNS)
    sheet = Image.new(
        "L", (per_row * cell_width + _MARGIN, rows * cell_height + _MARGIN), _SHEET_GREY
    )
    for index, (name, picture) in enumerate(gallery):
        row, column = divmod(index, _COLUMNS)
        for offset, language in enumerate(Language):
            left = _MARGIN + (column * len(Language) + offset) * cell_width
            top = _MARGIN + row * cell_height
            if offset == 0:
                sheet.paste(_LABEL_GREY, (left, top), _label(name))
            sheet.paste(enlarged(draw(picture, language), times), (left, top + font.HEIGHT))
    return sheet


def _label(name: str) -> PanelImage:
    canvas = Canvas(font.width(name), font.HEIGHT)
    put_text(canvas, 0, 0, name)
    return _image(canvas)


def _image(canvas: Canvas) -> PanelImage:
    return Image.frombytes("1", (canvas.width, canvas.height), canvas.packed())
