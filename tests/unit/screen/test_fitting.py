import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.screen.fitting import Fitted, fitted, wrapped
from terminal_daemon.screen.font import LARGE, SMALL, Face

BOTH = (LARGE, SMALL)


@pytest.mark.parametrize(
    ("wordings", "width", "height", "lines", "face"),
    [
        (("请出示付款码",), 128, 16, ("请出示付款码",), LARGE),
        (("请出示付款码",), 80, 16, ("请出示付款码",), SMALL),
        (("请出示付款码",), 64, 34, ("请出示", "付款码"), LARGE),
        (("请出示付款码", "请付款"), 64, 16, ("请付款",), LARGE),  # rather fewer words than none
        (("Press Enter", "Enter"), 70, 12, ("Press Enter",), SMALL),  # rather smaller than fewer
    ],
)
def test_the_best_wording_that_fits_is_as_large_as_it_can_be(
    wordings: tuple[str, ...], width: int, height: int, lines: tuple[str, ...], face: Face
) -> None:
    assert fitted(wordings, width, height, BOTH) == Fitted(lines, face, whole=True)


def test_what_fits_nowhere_is_said_to_be_too_large() -> None:
    assert fitted(("款款", "款"), 8, 8, BOTH) == Fitted(("款",), SMALL, whole=False)


def test_lines_are_even() -> None:
    assert wrapped("换一种支付方式", 99, LARGE) == ("换一种支", "付方式")


def test_a_text_is_broken_at_a_space_rather_than_between_chinese_characters() -> None:
    assert wrapped("同一顾客 12:31付过", 100, LARGE) == ("同一顾客", "12:31付过")
    assert wrapped("暂停收 请勿再付款", 54, SMALL) == ("暂停收 请", "勿再付款")


def test_neither_words_nor_numbers_are_broken_and_no_line_begins_with_a_mark() -> None:
    assert wrapped("Do not charge again", 97, LARGE) == ("Do not", "charge again")
    assert wrapped("最多¥5000.00", 70, LARGE) == ("最多", "¥5000.00")
    assert wrapped("付了两次？", 64, LARGE) == ("付了两", "次？")
    assert wrapped("", 64, LARGE) == ("",)


def test_lines_stand_below_each_other() -> None:
    latin, chinese = fitted(("a b",), 8, 40, BOTH), fitted(("请付",), 16, 40, BOTH)

    assert (list(latin.tops()), latin.height) == ([(0, "a"), (14, "b")], 30)
    assert (list(chinese.tops()), chinese.height) == ([(0, "请"), (17, "付")], 33)


@given(st.text("请付款，？ab1.¥ ", max_size=20), st.integers(1, 128))
def test_no_character_is_lost(text: str, width: int) -> None:
    assert "".join(wrapped(text, width, SMALL)).replace(" ", "") == text.replace(" ", "")
