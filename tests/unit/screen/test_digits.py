import pytest

from terminal_daemon.screen import digits
from terminal_daemon.screen.bitmap import scaled

PANEL = 128


@pytest.mark.parametrize("amount", ["¥0.01", "¥12.50", "¥5000.00", "¥99999.99"])
def test_every_amount_of_a_shop_is_large(amount: str) -> None:
    picture = digits.amount_picture(amount, PANEL)

    assert picture.height == digits.LARGE_HEIGHT
    assert picture.width <= PANEL


def test_large_figures_are_the_small_ones_in_squares_of_two() -> None:
    for char in "0123456789¥.":
        small = digits.amount_picture(char, 1)
        assert small.height == digits.SMALL_HEIGHT
        assert digits.amount_picture(char, PANEL) == scaled(small, 2)


def test_the_gap_shrinks_before_the_figures_do() -> None:
    wide = digits.amount_picture("¥5000.00", PANEL).width

    assert digits.amount_picture("¥5000.00", wide - 1).width == wide - 7
    assert digits.amount_picture("¥5000.00", wide - 8).height == digits.SMALL_HEIGHT
    assert digits.amount_picture("¥5000.00", PANEL, gaps=(1,)).width == wide - 7


def test_an_amount_beyond_any_shop_comes_small() -> None:
    picture = digits.amount_picture("¥123456789.00", PANEL)

    assert picture.height == digits.SMALL_HEIGHT
    assert picture.width <= PANEL


def test_a_character_without_a_figure_is_known_and_shown_as_a_box() -> None:
    assert digits.can_show("¥12.50")
    assert not digits.can_show("-¥1.00")
    assert digits.amount_picture("-", PANEL) != digits.amount_picture("0", PANEL)
    assert digits.amount_picture("-", PANEL).height == digits.LARGE_HEIGHT


def test_no_two_figures_look_alike() -> None:
    pictures = {digits.amount_picture(char, PANEL) for char in "0123456789¥."}

    assert len(pictures) == 12
