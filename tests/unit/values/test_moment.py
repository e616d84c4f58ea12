import pytest

from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds, time_of_day


def test_a_wait_is_on_the_monotonic_clock() -> None:
    assert Moment(Monotonic(5.0), UnixSeconds(9), trusted=True).after(1.5) == 6.5


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (0, "08:00"),
        (1497330780, "13:13"),
        (1497330839, "13:13"),
        (57_599, "23:59"),
        (86_400, "08:00"),
    ],
)
def test_the_time_of_day_is_chinas(at: int, shown: str) -> None:
    assert time_of_day(UnixSeconds(at)) == shown
