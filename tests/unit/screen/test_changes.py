import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.screen.changes import (
    Addressing,
    Window,
    bytes_in,
    changed,
    pages_of,
    whole,
)

WINDOWS = Addressing(opening=10, one_page=False)
PAGES = Addressing(opening=7, one_page=True)
WIDTH = 16


def frame(pages: int = 4, **ink: int) -> bytes:
    """Return a blank frame but for bytes like p2c15=0x80."""
    blank = bytearray(pages * WIDTH)
    for place, byte in ink.items():
        page, _, column = place[1:].partition("c")
        blank[int(page) * WIDTH + int(column)] = byte
    return bytes(blank)


def cost(windows: tuple[Window, ...], addressing: Addressing) -> int:
    return sum(addressing.opening + each.pages * each.columns for each in windows)


def sent(was: bytes, now: bytes, windows: tuple[Window, ...], width: int) -> bytes:
    """Return what is on a panel that had `was` and took these windows of `now`."""
    shown = bytearray(was)
    for window in windows:
        pixels = iter(bytes_in(now, width, window))
        for page in range(window.page, window.page + window.pages):
            for column in range(window.column, window.column + window.columns):
                shown[page * width + column] = next(pixels)
        assert next(pixels, None) is None
    return bytes(shown)


def test_the_lowest_bit_of_a_byte_is_its_uppermost_pixel() -> None:
    rows = bytes([0b10000001, *[0] * 6, 0b01000001])

    assert pages_of(rows, 8) == bytes([0x01, 0x80, 0, 0, 0, 0, 0, 0x81])


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_pages_hold_every_pixel_in_its_place(across: int, down: int, data: st.DataObject) -> None:
    rows = data.draw(st.binary(min_size=across * down * 8, max_size=across * down * 8))
    pages = pages_of(rows, across * 8)
    for y in range(down * 8):
        for x in range(across * 8):
            bit = rows[y * across + x // 8] >> 7 - x % 8 & 1
            assert pages[y // 8 * across * 8 + x] >> y % 8 & 1 == bit


@pytest.mark.parametrize("addressing", [WINDOWS, PAGES])
def test_nothing_changed_is_nothing_sent(addressing: Addressing) -> None:
    assert changed(frame(p1c1=1), frame(p1c1=1), WIDTH, addressing) == ()


def test_a_figure_over_two_pages_is_one_window_where_there_are_windows() -> None:
    now = frame(p1c3=1, p1c4=1, p2c4=1, p2c5=1)

    assert changed(frame(), now, WIDTH, WINDOWS) == (Window(1, 2, 3, 3),)
    assert changed(frame(), now, WIDTH, PAGES) == (Window(1, 1, 3, 2), Window(2, 1, 4, 2))


def test_far_pages_are_sent_apart_and_near_ones_together() -> None:
    assert changed(frame(), frame(p0c0=1, p3c15=1), WIDTH, WINDOWS) == (
        Window(0, 1, 0, 1),
        Window(3, 1, 15, 1),
    )
    assert changed(frame(), frame(p0c0=1, p2c0=1), WIDTH, WINDOWS) == (Window(0, 3, 0, 1),)


def test_a_gap_is_skipped_when_opening_anew_costs_less() -> None:
    assert changed(frame(), frame(p0c0=1, p0c8=1), WIDTH, PAGES) == (Window(0, 1, 0, 9),)
    assert changed(frame(), frame(p0c0=1, p0c9=1), WIDTH, PAGES) == (
        Window(0, 1, 0, 1),
        Window(0, 1, 9, 1),
    )


def test_a_whole_frame_is_one_window_or_one_for_each_page() -> None:
    assert whole(frame(2), WIDTH, WINDOWS) == (Window(0, 2, 0, WIDTH),)
    assert whole(frame(2), WIDTH, PAGES) == (Window(0, 1, 0, WIDTH), Window(1, 1, 0, WIDTH))


@pytest.mark.parametrize("addressing", [WINDOWS, PAGES])
@given(st.data())
def test_a_panel_that_takes_the_windows_has_the_frame(
    addressing: Addressing, data: st.DataObject
) -> None:
    few = st.lists(st.sampled_from([0, 0, 0, 0, 1]), min_size=4 * WIDTH, max_size=4 * WIDTH)
    was, now = bytes(data.draw(few)), bytes(data.draw(few))
    windows = changed(was, now, WIDTH, addressing)

    assert sent(was, now, windows, WIDTH) == now
    assert cost(windows, addressing) <= cost(whole(now, WIDTH, addressing), addressing)
    assert not addressing.one_page or all(each.pages == 1 for each in windows)
