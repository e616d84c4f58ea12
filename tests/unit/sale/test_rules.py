import pytest

from terminal_daemon.sale.rules import Rules, background_wait


@pytest.mark.parametrize(
    ("queries", "age", "wait"),
    [
        (0, 0.5, 1.5),
        (1, 2.0, 1.5),
        (2, 3.5, 1.0),
        (9, 14.9, 1.0),
        (9, 15.0, 2.0),
        (9, 29.9, 2.0),
        (9, 30.0, 3.0),
        (9, 46.0, 3.0),
        (9, 500.0, 3.0),
    ],
)
def test_the_quick_pace_slows_down_with_age(queries: int, age: float, wait: float) -> None:
    assert Rules().counter_wait(queries, age, slower=False) == wait
    assert Rules().counter_wait(queries, age, slower=True) == 2 * wait


def test_the_manual_pace_is_every_five_seconds() -> None:
    rules = Rules(manual_pace=True)
    assert {rules.counter_wait(n, age, slower=False) for n in range(9) for age in (0, 20, 40)} == {
        5.0
    }


def test_an_unknown_order_is_asked_for_up_to_hourly_and_never_forgotten() -> None:
    waits = [background_wait(n, 0.0) for n in range(8)]
    assert waits == [60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 3600.0]
    assert background_wait(500, 72 * 3600.0 - 1) == 3600.0
    assert background_wait(500, 72 * 3600.0) == 86400.0


def test_the_last_look_is_at_sixty_seconds() -> None:
    assert Rules().last_look_s == 60.0
    assert Rules(window_s=90.0).last_look_s == 103.0
