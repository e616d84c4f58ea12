"""Key screens against stored pictures, pixel by pixel.

A wanted change: RENEW_GOLDEN=1 .venv/bin/pytest tests/unit/screen/test_draw.py
writes them anew (those tests are skipped then); look at each before it is committed.
"""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from terminal_daemon.config.model import Language
from terminal_daemon.screen.draw import contact_sheet, draw, enlarged, png
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.layout import compose
from terminal_daemon.screen.shapes import SHAPES
from terminal_daemon.screen.view import Picture

GOLDEN = Path(__file__).with_name("golden")
PICTURES = dict(GALLERY)
KEY_SCREENS = (
    "ready",
    "enter-items",
    "present-code",
    "paying-usually",
    "confirming",
    "approved",
    "approved-earlier",
    "paid-twice",
    "declined-not_enough",
    "unknown",
    "cancelled-no_network",
    "refund-match",
    "refund-pin",
    "refund-done",
    "refund-failed-balance_too_low",
    "scan-product",
    "status-all-at-once",
    "status-approved-test",
    "closed-day",
    "stopped",
)


SIZES = [shape.size for shape in SHAPES]


def stored(name: str, language: Language, size: tuple[int, int]) -> Path:
    return GOLDEN / f"{size[0]}x{size[1]}" / f"{name}.{language.value}.png"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", KEY_SCREENS)
def test_key_screens_are_as_they_were(name: str, language: Language, size: tuple[int, int]) -> None:
    image = draw(PICTURES[name], language, size)
    path = stored(name, language, size)
    if os.environ.get("RENEW_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(png(image))
        pytest.skip(f"written anew: {path.name}")
    with Image.open(path) as golden:
        assert (golden.mode, golden.size) == (image.mode, image.size)
        assert ImageChops.logical_xor(golden, image).getbbox() is None


def test_every_stored_picture_is_compared() -> None:
    compared = {
        stored(name, language, size)
        for name in KEY_SCREENS
        for language in Language
        for size in SIZES
    }

    assert set(GOLDEN.rglob("*.png")) == compared


def test_the_image_is_the_canvas() -> None:
    picture = PICTURES["approved"]
    image = draw(picture, Language.CHINESE)

    assert (image.mode, image.size) == ("1", (128, 64))
    assert image.tobytes() == compose(picture, Language.CHINESE).packed()


def test_enlarging_keeps_pixels_square_and_sharp() -> None:
    small = draw(PICTURES["ready"], Language.ENGLISH)
    large = enlarged(small, 4)

    assert large.size == (512, 256)
    assert large.resize(small.size, Image.Resampling.NEAREST).tobytes() == small.tobytes()
    assert large.histogram() == [16 * count for count in small.histogram()]


def test_a_png_reads_back() -> None:
    image = draw(PICTURES["ready"], Language.ENGLISH)
    with Image.open(io.BytesIO(png(image))) as again:
        assert (again.format, again.mode, again.tobytes()) == ("PNG", "1", image.tobytes())


def test_the_sheet_shows_each_picture_in_each_size_and_language() -> None:
    few: tuple[tuple[str, Picture], ...] = GALLERY[:5]
    sizes = [(128, 64), (64, 48)]
    sheet = contact_sheet(few, sizes, times=1, columns=4)
    cell = 2 * (128 + 8) + 2 * (64 + 8)

    assert sheet.size == (4 * cell + 8, 2 * (64 + 16 + 8) + 8)
    for index, (_, picture) in enumerate(few):
        left, top = 8 + index % 4 * cell, 8 + index // 4 * 88 + 16
        for width, height in sizes:
            for language in Language:
                part = sheet.convert("L").crop((left, top, left + width, top + height))
                image = draw(picture, language, (width, height))
                assert part.point(lambda grey: 255 * (grey > 0), "1").tobytes() == image.tobytes()
                left += width + 8
