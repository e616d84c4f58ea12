"""demo/tty.py: what is drawn fits every window, and nothing scrolls."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.demo.tty import on_screen, rows


class Dark:
    def tobytes(self) -> bytes:
        return bytes(128 * 64 // 8)


NOTES = ["code> ", "network on", "Esc cancel", "x" * 200]


@given(st.integers(1, 300), st.integers(1, 100), st.lists(st.text("x", max_size=300), max_size=9))
def test_every_row_fits_and_there_are_as_many_as_lines(
    columns: int, lines: int, notes: list[str]
) -> None:
    drawn = rows(Dark(), notes, columns, lines)

    assert len(drawn) == lines
    assert max(map(len, drawn)) <= columns


def test_a_window_of_80_by_24_shows_the_picture_and_the_first_notes() -> None:
    drawn = rows(Dark(), [*NOTES, "fifth"], 80, 22)

    assert drawn[0] == f"┌{'─' * 64}┐"
    assert drawn[17] == f"└{'─' * 64}┘"
    assert drawn[18:] == [*NOTES[:3], "x" * 80]


@pytest.mark.parametrize(("lines", "width"), [(34 + 4, 128), (34 + 3, 64)])
def test_the_large_picture_must_leave_room_for_the_notes(lines: int, width: int) -> None:
    assert rows(Dark(), NOTES, 130, lines)[0] == f"┌{'─' * width}┐"


@pytest.mark.parametrize(("columns", "lines"), [(65, 20), (66, 19), (65, 100)])
def test_a_window_below_66_by_20_is_said_to_be_too_small(columns: int, lines: int) -> None:
    drawn = rows(Dark(), NOTES, columns, lines)

    assert drawn[0] == "window too small: 66x20 at least"
    assert not any(drawn[1:])


def test_66_by_20_is_enough() -> None:
    assert rows(Dark(), NOTES, 66, 20)[18:] == NOTES[:2]


def test_each_row_is_put_in_its_place_and_only_a_short_one_is_cleared_to_its_end() -> None:
    text = on_screen(["ab", "abc", ""], 3)

    assert text == "\x1b[1Hab\x1b[K\x1b[2Habc\x1b[3H\x1b[K"
    assert re.search(r"[\r\n]", text) is None
