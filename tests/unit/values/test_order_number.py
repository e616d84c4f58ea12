import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values.order_number import TAG, TERMINAL_ID, compose, tail

TAGS = st.from_regex(TAG, fullmatch=True)
IDS = st.from_regex(TERMINAL_ID, fullmatch=True).filter(str.isalnum)


@given(IDS, TAGS, st.integers(0, 99_999_999))
def test_every_number_is_one_the_gateway_takes(terminal: str, tag: str, count: int) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_]{5,32}", compose(terminal, tag, count))


@given(st.tuples(IDS, TAGS, st.integers(0, 10**8)), st.tuples(IDS, TAGS, st.integers(0, 10**8)))
def test_different_origins_give_different_numbers(
    one: tuple[str, str, int], other: tuple[str, str, int]
) -> None:
    assert (compose(*one) == compose(*other)) == (one == other)


@pytest.mark.parametrize(
    ("terminal", "tag", "count"),
    [
        ("", "A" * 8, 1),
        ("T 1", "A" * 8, 1),
        ("T1", "a" * 8, 1),
        ("T1", "A", 1),
        ("T1", "A" * 8, -1),
    ],
)
def test_what_could_collide_is_refused(terminal: str, tag: str, count: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        compose(terminal, tag, count)


def test_people_speak_of_the_last_digits() -> None:
    assert tail(compose("T01", "7K3M2QXA", 42)) == "0042"
