"""keys/flood.py: a person is never too fast, a stuck device soon is, and it is forgiven."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.flood import Flow, counted, overrun
from terminal_daemon.values.moment import Monotonic

MOST = 8


def said(*times: float) -> list[bool]:
    """Return for each time whether it was part of a flood."""
    flow, flooded = Flow(), []
    for at in times:
        flow = counted(flow, Monotonic(at), MOST)
        flooded.append(flow.flooded)
    return flooded


def test_as_many_as_a_person_can_are_no_flood() -> None:
    assert said(*[10.0] * MOST) == [False] * MOST
    assert not any(said(*[10 + number / 7.5 for number in range(100)]))


def test_one_more_in_a_second_is_a_flood_until_it_has_been_quiet() -> None:
    times = [10.0] * MOST + [10.1, 10.9, 11.8, 12.7, 13.7, 13.8]

    assert said(*times) == [False] * MOST + [True, True, True, True, False, False]


def test_stamps_that_jump_back_begin_anew() -> None:
    assert said(*[10.0] * (MOST + 1), 5.0) == [False] * MOST + [True, False]
    assert said(10.0, *[5.0] * MOST) == [False] * (MOST + 1)


def test_what_has_no_stamp_is_not_counted() -> None:
    assert not any(said(*[0.0] * 100))


def test_after_an_overrun_it_must_be_quiet_first() -> None:
    flow = overrun(Flow(), Monotonic(10.0))
    assert flow.flooded
    assert counted(flow, Monotonic(10.9), MOST).flooded
    assert not counted(flow, Monotonic(11.0), MOST).flooded
    assert overrun(Flow(), Monotonic(0.0)) == Flow()


@given(st.lists(st.floats(0, 100)))
def test_any_times_are_counted_within_bounds(times: list[float]) -> None:
    flow = Flow()
    for at in times:
        flow = counted(flow, Monotonic(at), MOST)
        assert flow.count <= MOST + 1
