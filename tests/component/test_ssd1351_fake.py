"""The SSD1351 that the display's tests trust, held against the datasheet."""

import pytest

from tests.fakes.ssd1351 import DC_PIN, RESET_PIN, SIZE, SpiBus, Ssd1351

DARK = (0, 0, 0)
RED, GREEN, BLUE = (31, 0, 0), (0, 63, 0), (0, 0, 31)


def sent(panel: Ssd1351, command: int, *data: int) -> None:
    panel.command(command)
    for byte in data:
        panel.data(byte)


def upright() -> Ssd1351:
    panel = Ssd1351()
    sent(panel, 0xA0, 0x70)
    sent(panel, 0xAF)
    return panel


def test_it_is_dark_after_reset() -> None:
    panel = upright()
    sent(panel, 0x5C, 0xFF, 0xFF)
    panel.reset()

    assert panel.pixels()[0][0] == DARK


def test_a_pixel_is_five_six_and_five_bits() -> None:
    panel = upright()
    sent(panel, 0x5C, 0xF8, 0x00, 0x07, 0xE0, 0x00, 0x1F)

    assert panel.pixels()[0][:4] == [RED, GREEN, BLUE, DARK]


def test_pixels_fill_the_window_row_by_row_and_begin_anew() -> None:
    panel = upright()
    sent(panel, 0x15, 126, 127)
    sent(panel, 0x75, 5, 6)
    sent(panel, 0x5C, *[0xF8, 0x00] * 4, *[0x00, 0x1F])

    assert panel.pixels()[5][125:] == [DARK, BLUE, RED]
    assert panel.pixels()[6][125:] == [DARK, RED, RED]
    assert panel.pixels()[7] == [DARK] * SIZE


def test_what_the_datasheet_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match="0x81"):
        Ssd1351().command(0x81)


def test_a_pin_of_the_bus_tells_commands_from_data() -> None:
    panel = Ssd1351()
    bus = SpiBus(panel, fault=lambda number: number == 4)
    bus.output(DC_PIN, bus.LOW)
    bus.writebytes([0xC1])
    bus.output(DC_PIN, bus.HIGH)
    bus.writebytes([1, 2, 3])
    assert panel.contrast == (1, 2, 3)

    bus.output(RESET_PIN, bus.LOW)
    bus.writebytes([])
    assert panel.contrast == (0x8A, 0x51, 0x8A)
    with pytest.raises(OSError, match="Input/output"):
        bus.writebytes([])
