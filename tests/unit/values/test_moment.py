from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds


def test_a_wait_is_on_the_monotonic_clock() -> None:
    assert Moment(Monotonic(5.0), UnixSeconds(9), trusted=True).after(1.5) == 6.5
