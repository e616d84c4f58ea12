"""The panel that the display's tests trust, held against the datasheet's own examples."""

import errno

import pytest

from tests.fakes.ssd1306 import ALL_LIT, COMMANDS, DATA, HEIGHT, WIDTH, RecordingBus, Ssd1306

LEFT = 1 << (WIDTH - 1)


def upright() -> Ssd1306:
    panel = Ssd1306()
    panel.receive(COMMANDS, [0x8D, 0x14, 0xA1, 0xC8, 0x20, 0x00, 0xAF])
    return panel


def test_it_is_dark_after_reset_and_without_its_charge_pump() -> None:
    panel = Ssd1306()
    panel.receive(DATA, [0xFF])
    panel.receive(COMMANDS, [0xAF])

    assert panel.rows() == (0,) * HEIGHT


def test_the_lowest_bit_of_a_byte_is_its_uppermost_pixel() -> None:
    panel = upright()
    panel.receive(DATA, [0x01, 0x80])

    assert panel.rows() == (LEFT, 0, 0, 0, 0, 0, 0, LEFT >> 1, *(0,) * 56)


def test_horizontal_addressing_goes_through_the_window_and_round() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0x21, 126, 127, 0x22, 1, 2])
    panel.receive(DATA, [1, 2, 3, 4, 5])

    assert [bytes(page[126:]) for page in panel.ram[:4]] == [
        b"\x00\x00",
        b"\x05\x02",
        b"\x03\x04",
        b"\x00\x00",
    ]


def test_vertical_addressing_goes_down_first() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0x20, 0x01, 0x21, 0, 1, 0x22, 6, 7])
    panel.receive(DATA, [1, 2, 3, 4])

    assert [bytes(page[:2]) for page in panel.ram[6:]] == [b"\x01\x03", b"\x02\x04"]


def test_page_addressing_stays_on_its_page() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0x20, 0x02, 0xB3, 0x0F, 0x17])
    panel.receive(DATA, [1, 2])

    assert (panel.ram[3][127], panel.ram[3][0]) == (1, 2)


def test_without_the_remaps_the_picture_stands_on_its_head() -> None:
    panel = upright()
    panel.receive(DATA, [0x01])
    panel.receive(COMMANDS, [0xA0, 0xC0])

    assert panel.rows() == (*(0,) * 63, 1)


def test_inverse_and_all_on() -> None:
    panel = upright()
    panel.receive(DATA, [0x01])
    panel.receive(COMMANDS, [0xA7])
    assert panel.rows() == (ALL_LIT ^ LEFT, *(ALL_LIT,) * 63)

    panel.receive(COMMANDS, [0xA5])
    assert panel.rows() == (ALL_LIT,) * HEIGHT


def test_start_line_and_offset_roll_the_picture() -> None:
    panel = upright()
    panel.receive(DATA, [0x01])
    panel.receive(COMMANDS, [0x7E])
    assert panel.rows()[2] == LEFT

    panel.receive(COMMANDS, [0xD3, 0x01])
    assert panel.rows()[1] == LEFT


def test_half_the_lines_leave_half_the_glass_dark() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0xA8, 0x1F, 0xA7])

    assert sum(row == ALL_LIT for row in panel.rows()) == 32


def test_arguments_may_come_in_a_later_transfer() -> None:
    panel = upright()
    panel.receive(COMMANDS, [0x81])
    panel.receive(COMMANDS, [0xCF])

    assert panel.contrast == 0xCF


def test_small_glass_has_the_middle_segments_and_the_first_rows() -> None:
    panel = Ssd1306(64, 48)
    panel.receive(COMMANDS, [0x8D, 0x14, 0xA1, 0xC8, 0xA8, 0x2F, 0x20, 0x00, 0xAF])
    panel.receive(COMMANDS, [0x21, 31, 32])
    panel.receive(DATA, [0xFF, 0x01])

    assert panel.rows() == (1 << 63, *(0,) * 47)


def test_a_glass_of_32_rows_wants_its_pins_in_sequence() -> None:
    panel = Ssd1306(128, 32)
    panel.receive(COMMANDS, [0x8D, 0x14, 0xA1, 0xC8, 0xA8, 0x1F, 0xAF])
    panel.receive(DATA, [0xFF])
    assert sum(row == LEFT for row in panel.rows()) < 8

    panel.receive(COMMANDS, [0xDA, 0x02])
    assert panel.rows() == (*[LEFT] * 8, *[0] * 24)


def test_other_glass_wants_them_alternating() -> None:
    panel = upright()
    panel.receive(DATA, [0xFF])
    panel.receive(COMMANDS, [0xDA, 0x02])
    assert sum(row == LEFT for row in panel.rows()[:8]) < 8

    panel.receive(COMMANDS, [0xDA, 0x12])
    assert sum(row == LEFT for row in panel.rows()[:8]) == 8


@pytest.mark.parametrize(("control", "byte"), [(COMMANDS, 0xFF), (0x80, 0xAF)])
def test_what_the_datasheet_lacks_is_an_error(control: int, byte: int) -> None:
    with pytest.raises(ValueError, match="0x"):
        upright().receive(control, [byte])


def test_the_bus_keeps_writes_and_refuses_other_addresses() -> None:
    bus = RecordingBus(upright())
    bus.write_i2c_block_data(0x3C, DATA, [1, 2])
    with pytest.raises(OSError, match="Input/output") as failed:
        bus.write_i2c_block_data(0x3D, DATA, [3])

    assert bus.on_wire == 4
    assert (bus.writes, bus.attempts, failed.value.errno) == ([b"\x40\x01\x02"], 2, errno.EIO)
