from itertools import pairwise

from terminal_daemon.sale.pin_tries import FIRST_LOCK_S, LONGEST_LOCK_S, locked_s, tries_left


def test_five_wrong_pins_lock_for_a_quarter_of_an_hour() -> None:
    assert [locked_s(wrong) for wrong in range(6)] == [0.0, 0.0, 0.0, 0.0, 0.0, FIRST_LOCK_S]


def test_each_further_one_locks_for_longer_up_to_a_day() -> None:
    locks = [locked_s(wrong) for wrong in range(5, 40)]

    assert locks[:3] == [900.0, 1800.0, 3600.0]
    assert all(later >= earlier for earlier, later in pairwise(locks))
    assert locks[-1] == LONGEST_LOCK_S == locked_s(10**9)


def test_how_many_are_left() -> None:
    assert [tries_left(wrong) for wrong in (0, 1, 4, 5, 99)] == [5, 4, 1, 1, 1]
