import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.pin import PinError, check_hash, fits_pin, hash_pin, is_pin

SALT = b"0123456789abcdef"
KEPT = hash_pin("271828", SALT)


@pytest.mark.parametrize("text", ["0000", "271828", "123456789012"])
def test_four_to_twelve_digits_are_a_pin(text: str) -> None:
    assert is_pin(text)


@pytest.mark.parametrize("text", ["", "123", "1234567890123", "12a4", "12.4", " 1234", "１２３４"])
def test_nothing_else_is(text: str) -> None:
    assert not is_pin(text)


def test_only_the_pin_itself_fits_its_hash() -> None:
    check_hash(KEPT)
    assert fits_pin(KEPT, "271828")
    for wrong in ("271829", "27182", "2718280", "", "\ud800"):
        assert not fits_pin(KEPT, wrong)


def test_the_hash_is_one_word_without_the_pin_and_another_one_with_other_salt() -> None:
    assert len(KEPT.split()) == 1
    assert "271828" not in KEPT
    assert hash_pin("271828", SALT[::-1]).split("$")[-1] != KEPT.split("$")[-1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "271828",
        "scrypt$14$8$1$00",
        KEPT.upper(),
        f"{KEPT} ",
        KEPT[:-1],
        KEPT[:-2],
        KEPT.replace("$14$", "$0$"),
        KEPT.replace("$14$", "$18$"),
        KEPT.replace("$8$", "$99$"),
        KEPT.replace(SALT.hex(), "00"),
    ],
)
def test_what_is_no_hash_of_ours_is_refused(text: str) -> None:
    with pytest.raises(PinError):
        check_hash(text)
    with pytest.raises(PinError):
        fits_pin(text, "271828")


@given(st.text())
def test_no_other_text_is_a_hash(text: str) -> None:
    with pytest.raises(PinError):
        check_hash(text)
