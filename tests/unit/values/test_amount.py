import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values.amount import (
    AmountError,
    Fen,
    fen_from_decimal,
    fen_from_digits,
    shown,
)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("12.5", 1250), ("12", 1200), ("0.01", 1), (".5", 50), ("7.", 700), ("0", 0)],
)
def test_yuan_become_fen(typed: str, fen: int) -> None:
    assert fen_from_decimal(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", ".", "1..2", "0.001", "-1", "1e3", "１２", "²", " 1", "1234567890123"]
)
def test_what_is_no_amount_in_yuan_is_refused(typed: str) -> None:
    with pytest.raises(AmountError):
        fen_from_decimal(typed)


@pytest.mark.parametrize("typed", ["", "1.2", "-1", "１", "1234567890123"])
def test_what_is_no_amount_in_fen_is_refused(typed: str) -> None:
    with pytest.raises(AmountError):
        fen_from_digits(typed)


@given(st.integers(0, 10**9))
def test_an_amount_reads_back_as_it_is_shown(fen: int) -> None:
    assert fen_from_decimal(shown(Fen(fen)).removeprefix("¥")) == fen
    assert fen_from_digits(str(fen)) == fen


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_an_amount_error(typed: str) -> None:
    for read in (fen_from_decimal, fen_from_digits):
        try:
            assert read(typed) >= 0
        except AmountError:
            continue


def test_a_negative_amount_shows_its_sign() -> None:
    assert shown(Fen(-1250)) == "-¥12.50"
