import pytest

from terminal_daemon.screen import digits
from terminal_daemon.screen.bitmap import scaled
from terminal_daemon.screen.digits import LARGE, LIGHT, LIGHT_NARROW, NARROW, Size, amount_picture

PANEL = 128
ONCE = Size(1, 1, (1,))


@pytest.mark.parametrize("amount", ["¥0.01", "¥12.50", "¥5000.00", "¥99999.99"])
def test_every_amount_of_a_shop_is_large(amount: str) -> None:
    picture = amount_picture(amount, PANEL, (LARGE, NARROW))

    assert picture.height == LARGE.height == 24
    assert picture.width <= PANEL


@pytest.mark.parametrize("size", [digits.HUGE, LARGE, NARROW])
def test_figures_are_the_drawn_ones_in_blocks(size: Size) -> None:
    for char in "0123456789¥.":
        drawn = amount_picture(char, 1, (ONCE,))
        assert drawn.height == 12
        assert amount_picture(char, PANEL, (size,)) == scaled(drawn, size.wide, size.tall)


@pytest.mark.parametrize("size", [LIGHT, LIGHT_NARROW, digits.LIGHT_TALL])
def test_light_figures_fill_their_rows(size: Size) -> None:
    picture = amount_picture("0", PANEL, (size,))

    assert picture.height == size.height == 9 * size.tall
    assert picture.rows[0]
    assert picture.rows[-1]


def test_the_gap_shrinks_before_the_figures_do() -> None:
    sizes = (LARGE, NARROW)
    wide = amount_picture("¥5000.00", PANEL, sizes).width

    assert amount_picture("¥5000.00", wide - 1, sizes).width == wide - 7
    assert amount_picture("¥5000.00", wide - 8, sizes) == amount_picture("¥5000.00", 70, (NARROW,))


def test_an_amount_beyond_any_shop_comes_narrow() -> None:
    picture = amount_picture("¥123456789.00", PANEL, (LARGE, NARROW))

    assert picture.height == 24
    assert picture.width <= PANEL


def test_too_long_an_amount_comes_in_the_last_size() -> None:
    assert amount_picture("123", 1, (LARGE, LIGHT_NARROW)) == LIGHT_NARROW.row("123", 0)


def test_a_character_without_a_figure_is_known_and_shown_as_a_box() -> None:
    assert digits.can_show("¥12.50")
    assert not digits.can_show("-¥1.00")
    for size in (LARGE, LIGHT):
        boxed = amount_picture("-", PANEL, (size,))
        assert boxed.height == size.height
        assert boxed != amount_picture("0", PANEL, (size,))


@pytest.mark.parametrize("size", [LARGE, LIGHT])
def test_no_two_figures_look_alike(size: Size) -> None:
    assert len({amount_picture(char, PANEL, (size,)) for char in "0123456789¥."}) == 12
