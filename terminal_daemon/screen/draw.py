"""◉ Pillow: pixels to images, a picture for the panel, and the contact sheet of all of them."""

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

_MARGIN: Final = 8
_SHEET_GREY: Final = 208
_LABEL_GREY: Final = 0
_SHADES: Final = 4


def draw(picture: Picture, language: Language, size: tuple[int, int] = SIZE) -> PanelImage:
    """Return the picture as a mode "1" image of `size`, 255 where the panel shines."""
    return _image(compose(picture, language, size))


def enlarged(image: PanelImage, times: int) -> PanelImage:
    """Return the image with every pixel as a square of `times` by `times`."""
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def png(image: PanelImage) -> bytes:
    """Return the image as a PNG file."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def contact_sheet(
    gallery: Sequence[tuple[str, Picture]],
    sizes: Sequence[tuple[int, int]] = (SIZE,),
    times: int = 2,
    columns: int = 4,
) -> PanelImage:
    """Return every picture in every language and size on one sheet, enlarged, under its name."""
    looks = [(size, language) for size in sizes for language in Language]
    cell_width = sum(size[0] * times + _MARGIN for size, _ in looks)
    cell_height = max(size[1] for size in sizes) * times + font.LARGE.height + _MARGIN
    rows = -(-len(gallery) // columns)
    extent = columns * cell_width + _MARGIN, rows * cell_height + _MARGIN
    sheet = Image.new("L", extent, _SHEET_GREY)
    for index, (name, picture) in enumerate(gallery):
        row, column = divmod(index, columns)
        left, top = _MARGIN + column * cell_width, _MARGIN + row * cell_height
        sheet.paste(_LABEL_GREY, (left, top), _label(name))
        for size, language in looks:
            image = enlarged(draw(picture, language, size), times)
            sheet.paste(image, (left, top + font.LARGE.height))
            left += image.width + _MARGIN
    return sheet.quantize(_SHADES)  # a small file


def _label(name: str) -> PanelImage:
    canvas = Canvas(font.LARGE.width(name), font.LARGE.height)
    put_text(canvas, 0, 0, name, font.LARGE)
    return _image(canvas)


def _image(canvas: Canvas) -> PanelImage:
    return Image.frombytes("1", (canvas.width, canvas.height), canvas.packed())
