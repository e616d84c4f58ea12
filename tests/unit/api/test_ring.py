from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.ring import MOST, Ring


@dataclass(frozen=True)
class Step:
    seq: int


def ring_of(first: int, last: int) -> Ring[Step]:
    ring = Ring[Step](first - 1)
    ring.add([Step(seq) for seq in range(first, last + 1)])
    return ring


def test_what_follows_is_there_and_what_is_older_is_the_journals() -> None:
    ring = ring_of(5, 7)

    assert ring.newest == 7
    assert ring.after(4) == (Step(5), Step(6), Step(7))
    assert ring.after(6) == (Step(7),)
    assert ring.after(7) == ring.after(9) == ()
    assert ring.after(3) is None
    assert (Ring[Step](3).newest, Ring[Step](3).after(3)) == (3, ())


@given(st.integers(1, 2 * MOST), st.integers(0, 2 * MOST))
def test_nothing_is_ever_missing_from_what_it_gives(last: int, seq: int) -> None:
    ring = ring_of(1, last)
    steps = ring.after(seq)

    if steps is None:
        assert seq < last - MOST
    else:
        assert [step.seq for step in steps] == list(range(seq + 1, last + 1))
