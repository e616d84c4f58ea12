from terminal_daemon.api.exchange import Peer
from terminal_daemon.api.limits import Limits, Rate, Rows, Seats
from terminal_daemon.api.peers import ON_THIS_MACHINE


def test_twice_the_rate_comes_at_once_and_then_as_time_goes_by() -> None:
    rate = Rate(10)

    assert [rate.wait_s("a", 0.0) for _ in range(20)] == [0.0] * 20
    assert rate.wait_s("a", 0.0) == 0.1
    assert rate.wait_s("b", 0.0) == 0.0
    assert rate.wait_s("a", 0.15) == 0.0
    assert 0 < rate.wait_s("a", 0.15) < 0.1
    assert [rate.wait_s("a", 1000.0) for _ in range(21)].count(0.0) == 20


def test_whoever_was_quiet_longest_is_forgotten_first() -> None:
    rate = Rate(0.5)
    for number in range(1024):
        assert rate.wait_s(f"{number}", 0.0) == 0.0
    assert rate.wait_s("0", 0.0) > 0
    assert rate.wait_s("one more", 0.0) == 0.0
    assert rate.wait_s("0", 0.0) > 0
    assert rate.wait_s("1", 0.0) == 0.0


def test_seats_are_for_all_and_for_each() -> None:
    seats = Seats(3, 2)

    assert [seats.take("a"), seats.take("a"), seats.take("a")] == [True, True, False]
    assert [seats.take("b"), seats.take("b")] == [True, False]
    seats.leave("a")
    assert (seats.taken, seats.take("b")) == (2, True)
    seats.leave("b")
    seats.leave("b")
    seats.leave("a")
    assert seats.taken == 0


def test_no_crowd_on_the_network_takes_the_seats_of_the_unix_socket() -> None:
    rows = Rows(Limits(connections=3, client_connections=2))
    crowd = [Peer("a"), Peer("a"), Peer("b")]

    assert all(map(rows.take, crowd))
    assert not rows.take(Peer("b"))
    assert [rows.take(ON_THIS_MACHINE) for _ in range(3)] == [True, True, False]
    assert rows.taken == 5
    rows.leave(ON_THIS_MACHINE)
    rows.leave(Peer("b"))
    assert (rows.take(Peer("c")), rows.take(ON_THIS_MACHINE), rows.taken) == (True, True, 5)
