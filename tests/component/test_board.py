"""pins/board.py: one factory for every device, open while one needs it, on gpiozero's mock pins."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory

from terminal_daemon.pins.board import Board, Mounted
from terminal_daemon.pins.gpio import Output, output
from tests.fakes.pins import SOON, Chip, CountedFactory, MortalPin, failing


def mounted(board: Board, pin: int) -> Mounted[Output]:
    def rest(device: Output) -> None:
        device.value = 0

    return Mounted(f"thing {pin}", board, partial(output, pin), rest)


def on(device: Output) -> None:
    device.value = 1


def remembering(opened: list[CountedFactory], make: Callable[[], CountedFactory]) -> Board:
    def open_factory() -> CountedFactory:
        opened.append(make())
        return opened[-1]

    return Board(open_factory)


def test_devices_share_one_factory_which_the_last_one_closes() -> None:
    opened: list[CountedFactory] = []
    board = remembering(opened, CountedFactory)
    one, other = mounted(board, 5), mounted(board, 6)

    assert (one.use(on), other.use(on)) == (True, True)
    one.close()
    one.close()
    assert [factory.closed for factory in opened] == [0]
    other.close()

    assert [factory.closed for factory in opened] == [1]


def test_devices_that_are_first_used_at_once_in_many_threads_open_one_factory() -> None:
    opened: list[CountedFactory] = []
    board = remembering(opened, CountedFactory)
    devices = [mounted(board, pin) for pin in range(2, 10)]
    start = threading.Barrier(len(devices))

    def work(device: Mounted[Output]) -> None:
        start.wait(SOON)
        device.use(on)
        start.wait(SOON)
        device.close()

    for device in devices:
        board.start("test", partial(work, device))
    board.close()

    assert [factory.closed for factory in opened] == [1]


def test_a_chip_that_was_lost_is_opened_anew_once_every_device_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[CountedFactory] = []
    board = remembering(opened, lambda: CountedFactory(MortalPin))
    one, other = mounted(board, 5), mounted(board, 6)
    one.use(on)
    other.use(on)

    monkeypatch.setattr(Chip, "dead", True)
    assert (one.use(on), other.use(on)) == (False, False)
    monkeypatch.setattr(Chip, "dead", False)
    assert (one.use(on), other.use(on)) == (True, True)

    assert [factory.closed for factory in opened] == [1, 0]


def test_a_missing_device_is_warned_of_once_and_its_return_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "terminal_daemon")
    device = mounted(Board(failing(2, MockFactory())), 5)

    assert [device.use(on) for _ in range(4)] == [False, False, True, True]
    device.close()

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "the thing 5 cannot be used: can not open gpiochip"),
        ("DEBUG", "the thing 5 cannot be used: can not open gpiochip"),
        ("INFO", "the thing 5 works again"),
    ]


def test_two_devices_on_one_pin_are_told_and_the_first_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = Board(MockFactory)
    one, other = mounted(board, 5), mounted(board, 5)

    assert [one.use(on), other.use(on), one.use(on)] == [True, False, True]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    one.close()
    assert other.use(on)
    other.close()


def test_a_device_that_cannot_be_made_leaves_nothing_open() -> None:
    opened: list[CountedFactory] = []
    board = remembering(opened, CountedFactory)

    assert not mounted(board, 99).use(on)

    assert [factory.closed for factory in opened] == [1]


def test_a_thread_that_hangs_does_not_hold_up_the_stop(caplog: pytest.LogCaptureFixture) -> None:
    board, release = Board(MockFactory), threading.Event()

    def hang() -> None:
        release.wait(SOON)

    board.start("test", hang)

    board.close()
    release.set()

    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_thread_that_dies_of_a_bug_is_not_hushed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    died: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", died.append)
    board = Board(MockFactory)

    def bug() -> None:
        raise ZeroDivisionError

    board.start("buzzer", bug)
    board.close()

    assert [(each.exc_type, each.thread.name) for each in died] == [(ZeroDivisionError, "buzzer")]
