from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.fleet.pauses import pause_s


def test_each_try_in_vain_makes_the_pause_longer_up_to_five_minutes() -> None:
    assert [pause_s(tries, 1.0) for tries in range(8)] == [10, 20, 40, 80, 160, 300, 300, 300]


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_chance_spreads_those_who_lost_one_broker_together(tries: int, chance: float) -> None:
    assert 1.0 <= pause_s(tries, chance) <= 300
    assert pause_s(tries, 0.0) == pause_s(tries, 1.0) / 10
