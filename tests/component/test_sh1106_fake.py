"""The SH1106 that the display's tests trust, held against the datasheet."""

import pytest

from tests.fakes.sh1106 import COLUMNS, Sh1106
from tests.fakes.ssd1306 import COMMANDS, DATA, HEIGHT, WIDTH

LEFT = 1 << (WIDTH - 1)


def upright() -> Sh1106:
    panel = Sh1106()
    panel.receive(COMMANDS, [0xA1, 0xC8, 0xAF])
    return panel


def test_it_is_dark_after_reset() -> None:
    panel = Sh1106()
    panel.receive(DATA, [0xFF] * COLUMNS)

    assert panel.rows() == (0,) * HEIGHT


def test_the_glass_begins_two_columns_into_the_memory() -> None:
    panel = upright()
    panel.receive(DATA, [0xFF, 0xFF, 0x01, 0x80])

    assert panel.rows() == (LEFT, 0, 0, 0, 0, 0, 0, LEFT >> 1, *(0,) * 56)


def test_a_page_and_two_halves_of_a_column_say_where_data_goes() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0xB3, 0x0F, 0x17])
    panel.receive(DATA, [1, 2])

    assert panel.ram[3][0x7F:0x81] == b"\x01\x02"


def test_the_last_column_is_never_left() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0xB7, 0x03, 0x18])
    panel.receive(DATA, [1, 2])

    assert (panel.ram[7][131], panel.ram[7][0], panel.ram[0][0]) == (2, 0, 0)


def test_without_the_remaps_the_picture_stands_on_its_head() -> None:
    panel = upright()
    panel.receive(DATA, [0, 0, 0x01])
    panel.receive(COMMANDS, [0xA0, 0xC0])

    assert panel.rows() == (*(0,) * 63, 1)


def test_contrast_takes_an_argument() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0x81])
    panel.receive(COMMANDS, [0xAE])

    assert (panel.contrast, panel.on) == (0xAE, True)


@pytest.mark.parametrize(("control", "byte"), [(COMMANDS, 0x21), (COMMANDS, 0x22), (0x80, 0xAF)])
def test_windows_and_what_the_datasheet_lacks_are_errors(control: int, byte: int) -> None:
    with pytest.raises(ValueError, match="0x"):
        upright().receive(control, [byte])
