import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from terminal_daemon.screen.bitmap import Bitmap
from terminal_daemon.screen.qr import qr_modules

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def read(modules: Bitmap) -> list[str]:
    """Return what a decoder reads, with the margin that the norm asks for."""
    image = Image.new("L", (modules.width + 8, modules.height + 8), 255)
    for y, row in enumerate(modules.rows):
        for x, char in enumerate(f"{row:0{modules.width}b}"):
            image.putpixel((x + 4, y + 4), 0 if char == "1" else 255)
    return [found.text for found in zxingcpp.read_barcodes(image.resize((132, 132), 0))]


@given(st.text(LETTERS, min_size=1, max_size=47))
def test_a_decoder_reads_what_was_put_in(text: str) -> None:
    assert read(qr_modules(text)) == [text]


def test_a_day_and_its_head_are_25_modules_wide() -> None:
    modules = qr_modules("2026-11-25:9F86D081884C7D659A2FEAA0C55AD015")

    assert (modules.width, modules.height) == (25, 25)


@pytest.mark.parametrize("text", ["small letters", "A" * 48])
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
        qr_modules(text)
