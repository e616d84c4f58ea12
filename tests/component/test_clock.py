import asyncio
import time

import pytest

from terminal_daemon import __released__
from terminal_daemon.terminal.clock import SystemClock, kernel_clock_is_synchronised, monotonic
from terminal_daemon.values.moment import UnixSeconds


class Ticks:
    """A monotonic clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_gives_the_loops_time_and_the_wall_time() -> None:
    ticks = Ticks()
    ticks.now = 12.5
    moment = SystemClock(ticks, kernel=lambda: False).now()
    assert moment.monotonic == 12.5
    assert abs(moment.unix - time.time()) < 5
    assert not moment.trusted


def test_before_there_is_a_loop_time_is_the_loops_already() -> None:
    async def loops_time() -> float:
        return asyncio.get_running_loop().time()

    assert monotonic() <= asyncio.run(loops_time()) <= monotonic()


def test_the_kernel_is_asked_again_until_it_knows() -> None:
    ticks, answers = Ticks(), [False, True]
    clock = SystemClock(ticks, kernel=lambda: answers.pop(0))
    assert not clock.now().trusted
    ticks.now = 29.0
    assert not clock.now().trusted
    ticks.now = 30.0
    assert clock.now().trusted
    ticks.now = 1000.0
    assert clock.now().trusted
    assert answers == []


@pytest.mark.parametrize("kernel", [True, False])
def test_the_gateways_date_has_the_last_word(kernel: bool) -> None:
    clock = SystemClock(Ticks(), kernel=lambda: kernel)
    assert clock.now().trusted is kernel
    clock.saw_date(int(time.time()) - 3600)
    assert not clock.now().trusted
    clock.saw_date(int(time.time()) + 5)
    assert clock.now().trusted


def test_a_clock_that_differs_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = SystemClock(Ticks(), kernel=lambda: True)
    for _ in range(3):
        clock.saw_date(0)
    assert len(caplog.records) == 1


def test_the_kernel_answers() -> None:
    assert isinstance(kernel_clock_is_synchronised(), bool)


@pytest.mark.parametrize(("ahead_s", "trusted"), [(-3600, True), (3600, False)])
def test_a_clock_earlier_than_what_is_surely_past_is_not_trusted(
    ahead_s: int, *, trusted: bool
) -> None:
    not_before = UnixSeconds(int(time.time()) + ahead_s)
    clock = SystemClock(Ticks(), kernel=lambda: True, not_before=not_before)
    assert clock.now().trusted is trusted
    clock.saw_date(int(time.time()))
    assert clock.now().trusted is trusted


def test_the_day_of_the_release_is_a_day() -> None:
    assert time.gmtime(__released__)[:6] == (2026, 11, 22, 0, 0, 0)
