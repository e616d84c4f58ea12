"""keys/button.py on gpiozero's mock pin, which a finger drives from outside."""

import logging
from collections.abc import Callable, Iterator

import pytest
from gpiozero.pins.mock import MockFactory

from terminal_daemon.config.model import ButtonSection
from terminal_daemon.keys.button import (
    CANCEL,
    LOOK_EVERY_S,
    SETTLE_S,
    STUCK_AFTER_S,
    CancelButton,
    NoButton,
    cancel_button,
)
from terminal_daemon.keys.inputs import KeyTyped
from terminal_daemon.pins.board import Board
from tests.fakes.pins import Chip, MortalPin, Turns, failing

PIN = 23


class Finger:
    """A button on a board, the finger on it, and the time that both live in."""

    def __init__(self, factory: MockFactory, *, missing: int = 0) -> None:
        self.turns = Turns()
        self.pin = factory.pin(PIN)
        self.board = Board(failing(missing, factory))
        self.button = CancelButton(PIN, self.board, self.turns)
        self.happened: list[KeyTyped] = []

    def listen(self) -> None:
        self.button.listen(self.happened.append)

    def press(self, *, bounces: int = 0) -> None:
        self._move(self.pin.drive_low, self.pin.drive_high, bounces)

    def let_go(self, *, bounces: int = 0) -> None:
        self._move(self.pin.drive_high, self.pin.drive_low, bounces)

    def _move(self, to: Callable[[], None], back: Callable[[], None], bounces: int) -> None:
        to()
        assert self.turns.waiting() == SETTLE_S
        for _ in range(bounces):
            back()
            assert self.turns.waiting() == SETTLE_S
            to()
            assert self.turns.waiting() == SETTLE_S
        self.turns.time_passes()

    def close(self) -> None:
        self.button.close()
        self.button.close()
        self.board.close()


@pytest.fixture
def finger() -> Iterator[Finger]:
    finger = Finger(MockFactory())
    finger.listen()
    assert finger.turns.waiting() == LOOK_EVERY_S
    yield finger
    finger.close()


@pytest.mark.parametrize("bounces", [0, 1, 7])
def test_each_press_is_one_escape_however_the_contacts_bounce(finger: Finger, bounces: int) -> None:
    for _ in range(3):
        finger.press(bounces=bounces)
        assert finger.turns.waiting() == STUCK_AFTER_S
        finger.let_go(bounces=bounces)
        assert finger.turns.waiting() == LOOK_EVERY_S

    assert finger.happened == [CANCEL] * 3 == [KeyTyped("\x1b")] * 3


def test_a_spark_shorter_than_the_settling_time_is_no_press(finger: Finger) -> None:
    finger.pin.drive_low()
    assert finger.turns.waiting() == SETTLE_S
    finger.let_go()
    assert finger.turns.waiting() == LOOK_EVERY_S

    assert finger.happened == []


def test_a_press_whose_edge_was_missed_is_found_at_the_next_look(finger: Finger) -> None:
    finger.pin.when_changed = None
    finger.pin.drive_low()
    finger.turns.time_passes()
    assert finger.turns.waiting() == STUCK_AFTER_S

    assert finger.happened == [CANCEL]


def test_a_button_that_is_held_gives_one_escape_and_is_told_once_when_it_sticks(
    finger: Finger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "terminal_daemon")
    finger.press()
    assert finger.turns.waiting() == STUCK_AFTER_S
    for _ in range(3):
        finger.turns.time_passes()
        assert finger.turns.waiting() == LOOK_EVERY_S
    finger.let_go()
    assert finger.turns.waiting() == LOOK_EVERY_S
    finger.press()
    assert finger.turns.waiting() == STUCK_AFTER_S

    assert finger.happened == [CANCEL] * 2
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_button_that_is_down_at_the_start_means_nothing_until_it_was_let_go(
    caplog: pytest.LogCaptureFixture,
) -> None:
    finger = Finger(MockFactory(pin_class=HeldPin))
    caplog.set_level(logging.INFO, "terminal_daemon")
    finger.listen()
    assert finger.turns.waiting() == LOOK_EVERY_S
    assert finger.happened == []

    finger.let_go()
    assert finger.turns.waiting() == LOOK_EVERY_S
    finger.press()
    assert finger.turns.waiting() == STUCK_AFTER_S
    finger.close()

    assert finger.happened == [CANCEL]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


class HeldPin(MortalPin):
    """A pin that is connected to ground whatever pulls it up."""

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self.drive_low()


def test_a_missing_pin_is_warned_of_once_and_looked_for_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "terminal_daemon")
    finger = Finger(MockFactory(), missing=3)
    finger.listen()
    for _ in range(3):
        assert finger.turns.waiting() == LOOK_EVERY_S
        finger.turns.time_passes()
    assert finger.turns.waiting() == LOOK_EVERY_S
    finger.press()
    assert finger.turns.waiting() == STUCK_AFTER_S
    finger.close()

    assert finger.happened == [CANCEL]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_chip_that_dies_under_a_pressed_button_types_nothing_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finger = Finger(MockFactory(pin_class=HeldPin))
    finger.listen()
    assert finger.turns.waiting() == LOOK_EVERY_S
    finger.let_go()
    assert finger.turns.waiting() == LOOK_EVERY_S

    monkeypatch.setattr(Chip, "dead", True)
    finger.turns.time_passes()
    assert finger.turns.waiting() == LOOK_EVERY_S
    monkeypatch.setattr(Chip, "dead", False)
    finger.turns.time_passes()
    assert finger.turns.waiting() == LOOK_EVERY_S
    finger.close()

    assert finger.happened == []


def test_closing_lets_the_pin_go(finger: Finger) -> None:
    finger.close()
    finger.pin.drive_low()

    assert finger.happened == []


def test_only_a_button_that_was_configured_is_listened_to() -> None:
    board = Board(MockFactory)

    none = cancel_button(ButtonSection(), board)
    assert isinstance(none, NoButton)
    none.listen(print)
    none.close()
    assert isinstance(cancel_button(ButtonSection(pin=PIN), board), CancelButton)
