import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.screen.bitmap import (
    Bitmap,
    Box,
    Canvas,
    Flaw,
    FlawKind,
    crossed,
    drawn,
    joined,
    scaled,
)

DOT = Bitmap(1, (1,))
CUT_OFF = Flaw(FlawKind.CUT_OFF, "it")
COLLISION = Flaw(FlawKind.COLLISION, "it")


def test_art_is_read_row_by_row() -> None:
    assert drawn("#.. .##") == Bitmap(3, (0b100, 0b011))
    assert drawn("#.. .##").height == 2


def test_ragged_art_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        drawn("#.. ##")


def test_scaling_makes_squares() -> None:
    assert scaled(drawn("#. .#"), 2) == drawn("##.. ##.. ..## ..##")


def test_scaling_makes_blocks_of_any_shape() -> None:
    assert scaled(drawn("#. .#"), 1, 3) == drawn("#. #. #. .# .# .#")
    assert scaled(drawn("#."), 3, 1) == drawn("###...")


def test_joining_leaves_the_gap_between_only() -> None:
    assert joined([drawn("# ."), drawn("## #."), drawn("# #")], 2) == drawn("#..##..# ...#...#")


def test_bitmaps_of_different_heights_are_not_joined() -> None:
    with pytest.raises(ValueError, match="zip"):
        joined([drawn("#"), drawn("# #")], 1)


def test_a_cross_takes_the_lower_right_corner_and_a_gap() -> None:
    full = Bitmap(8, (0xFF,) * 8)

    assert crossed(full) == drawn(
        """
        ########
        ########
        ##......
        ##.#...#
        ##..#.#.
        ##...#..
        ##..#.#.
        ##.#...#
        """
    )


def test_a_bitmap_of_the_crosss_height_is_all_cross() -> None:
    assert crossed(Bitmap(5, (0,) * 5)).rows == (0b10001, 0b01010, 0b00100, 0b01010, 0b10001)


def test_ink_lands_where_it_is_put() -> None:
    canvas = Canvas(8, 3)
    canvas.put(2, 1, drawn("##. .#."))

    assert canvas.rows == [0, 0b00110000, 0b00010000]
    assert canvas.flaws() == []


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (0, -1), (3, 0), (0, 3)])
def test_what_hangs_over_an_edge_is_cut_off_and_said(x: int, y: int) -> None:
    canvas = Canvas(4, 4)
    canvas.put(x, y, Bitmap(2, (0b11, 0b11)), "it")

    assert canvas.flaws() == [CUT_OFF]
    assert sum(row.bit_count() for row in canvas.rows) == 2


@pytest.mark.parametrize(
    ("x", "y", "flaws"),
    [
        (2, 2, [COLLISION]),
        (3, 2, []),  # beside
        (1, 2, []),
        (2, 3, [COLLISION]),  # right below, without a free row
        (2, 1, [COLLISION]),
        (2, 4, []),
        (2, 0, []),
    ],
)
def test_things_need_a_free_row_between_them(x: int, y: int, flaws: list[Flaw]) -> None:
    canvas = Canvas(8, 8)
    canvas.put(2, 2, DOT)
    canvas.put(x, y, DOT, "it")

    assert canvas.flaws() == flaws


def test_empty_rows_of_a_bitmap_take_no_room() -> None:
    canvas = Canvas(8, 8)
    canvas.put(0, 0, drawn("# . . . ."))
    canvas.put(0, 2, DOT, "it")
    canvas.put(0, 2, drawn(". ."), "nothing")

    assert canvas.flaws() == []


def test_fill_outline_and_invert() -> None:
    canvas = Canvas(6, 4)
    canvas.outline(Box(0, 0, 6, 4))
    assert canvas.rows == [0b011110, 0b100001, 0b100001, 0b011110]
    assert canvas.flaws() == []

    canvas.invert(Box(0, 1, 3, 9))
    assert canvas.rows == [0b011110, 0b011001, 0b011001, 0b100110]

    filled = Canvas(6, 4)
    filled.fill(Box(1, 1, 3, 2))
    assert filled.rows == [0, 0b011100, 0b011100, 0]


def test_what_has_no_room_or_no_glyph_can_be_noted() -> None:
    canvas = Canvas(8, 8)
    canvas.cut("it")
    canvas.miss("龘")

    assert canvas.flaws() == [CUT_OFF, Flaw(FlawKind.MISSING_GLYPH, "龘")]


def test_a_picture_stands_in_the_middle_of_a_larger_panel_with_its_faults() -> None:
    canvas = Canvas(4, 2)
    canvas.put(3, 1, DOT)
    canvas.put(3, 1, DOT, "it")
    panel = canvas.centred_on(8, 6)

    assert (panel.width, panel.height) == (8, 6)
    assert panel.rows == [0, 0, 0, 0b00000100, 0, 0]
    assert panel.flaws() == canvas.flaws() == [COLLISION]


def test_a_picture_is_clipped_by_a_smaller_panel() -> None:
    canvas = Canvas(4, 4)
    canvas.put(0, 1, Bitmap(4, (0b1111, 0b1111)), "it")
    panel = canvas.centred_on(2, 1)

    assert panel.rows == [0b11]
    assert panel.flaws() == [CUT_OFF]


def test_rows_are_packed_to_whole_bytes() -> None:
    canvas = Canvas(10, 2)
    canvas.put(0, 0, DOT)
    canvas.put(9, 1, DOT)

    assert canvas.packed() == b"\x80\x00\x00\x40"


@given(
    st.integers(-40, 40),
    st.integers(-40, 40),
    st.integers(1, 20),
    st.lists(st.integers(0), max_size=9),
)
def test_no_place_puts_ink_beyond_the_panel(x: int, y: int, width: int, rows: list[int]) -> None:
    canvas = Canvas(16, 8)
    canvas.put(x, y, Bitmap(width, tuple(row % (1 << width) for row in rows)))

    assert len(canvas.rows) == 8
    assert all(0 <= row < 1 << 16 for row in canvas.rows)
