import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.model import Language
from terminal_daemon.receipts.trouble import (
    TROUBLES,
    Trouble,
    is_answer,
    trouble_offline,
    trouble_with_paper,
)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (0b00010010, None),
        (0b00010110, Trouble.COVER_OPEN),
        (0b00110010, Trouble.NO_PAPER),
        (0b01010010, Trouble.FAULT),
        (0b00011010, None),  # paper is fed by the button
        (0b01110110, Trouble.COVER_OPEN),
    ],
)
def test_what_is_offline_says_why(status: int, trouble: Trouble | None) -> None:
    assert trouble_offline(bytes([status])) == trouble


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (0b00010010, None),
        (0b00011110, None),  # near its end: it prints
        (0b01110010, Trouble.NO_PAPER),
    ],
)
def test_the_roll_says_when_it_is_at_its_end(status: int, trouble: Trouble | None) -> None:
    assert trouble_with_paper(bytes([status])) == trouble


@given(st.binary(max_size=20))
def test_what_is_no_answer_is_no_trouble(said: bytes) -> None:
    if not is_answer(said):
        assert trouble_offline(said) is None
        assert trouble_with_paper(said) is None


@pytest.mark.parametrize("said", [b"", b"\x00", b"\xff", b"\x12\x12", b"\x14\x00\x00\x0f"])
def test_other_bytes_are_no_answer(said: bytes) -> None:
    assert not is_answer(said)


@pytest.mark.parametrize("language", Language)
def test_each_trouble_has_a_sentence(language: Language) -> None:
    assert TROUBLES[language].keys() == set(Trouble)
