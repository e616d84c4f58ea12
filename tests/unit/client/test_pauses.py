from itertools import islice

from terminal_daemon.client.pauses import pauses


def test_pauses_grow_to_two_seconds_and_stay_there() -> None:
    waited = list(islice(pauses(), 20))

    assert waited == sorted(waited)
    assert sum(waited[:4]) < 1.0
    assert waited[-1] == waited[-2] == 2.0
