"""screen/leds.py on gpiozero's mock pins: what is lit beside each picture."""

import logging

import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from terminal_daemon.config.model import LedsSection
from terminal_daemon.pins.board import Board
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.screen.lamps import Lamp
from terminal_daemon.screen.leds import RETRY_EVERY_S, Leds, NoLeds, leds
from terminal_daemon.screen.view import Picture, Status, View
from terminal_daemon.values.amount import Fen
from tests.fakes.pins import Chip, MortalPin, Turns, failing

PINS = {Lamp.APPROVED: 17, Lamp.DECLINED: 27, Lamp.BUSY: 22}
PAYING = view.Paying(Fen(1250))
DECLINED = view.Declined(Fen(1250), Reason.NOT_ENOUGH, "0042")
PAID = view.Approved(Fen(1250), "0042")


class Counter:
    """LEDs on a board, and the time that they live in."""

    def __init__(self, factory: MockFactory, *, missing: int = 0) -> None:
        self.turns = Turns()
        self.factory = factory
        self.board = Board(failing(missing, factory))
        self.leds = Leds(PINS, self.board, self.turns)

    def show(self, shown: View) -> None:
        self.leds.show(Picture(shown, Status()))

    def states(self, lamp: Lamp) -> list[bool]:
        return [bool(state) for _, state in self.factory.pin(PINS[lamp]).states]

    def lit(self) -> set[Lamp]:
        return {lamp for lamp, number in PINS.items() if self.factory.pin(number).state}

    def close(self) -> None:
        self.leds.close()
        self.leds.close()
        self.board.close()


def test_each_led_goes_on_with_its_screen_and_off_with_the_next() -> None:
    counter = Counter(MockFactory())
    assert counter.turns.waiting() is None
    for shown in (PAYING, PAID, view.Ready()):
        counter.show(shown)
        assert counter.turns.waiting() is None

    assert counter.states(Lamp.BUSY) == [False, True, False]
    assert counter.states(Lamp.APPROVED) == [False, True, False]
    assert counter.states(Lamp.DECLINED) == [False]
    counter.close()


def test_no_two_leds_are_lit_at_once_not_even_in_between() -> None:
    lit: set[int] = set()
    most: list[int] = []

    class WatchedPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
        def _set_state(self, value: float) -> None:
            super()._set_state(value)
            (lit.add if value else lit.discard)(self.info.name)
            most.append(len(lit))

    counter = Counter(MockFactory(pin_class=WatchedPin))
    assert counter.turns.waiting() is None
    for shown in (PAYING, PAID, DECLINED, PAID, PAYING, view.Ready()):
        counter.show(shown)
        assert counter.turns.waiting() is None
    counter.close()

    assert max(most) == 1


def test_a_picture_that_changes_no_lamp_wakes_nobody() -> None:
    counter = Counter(MockFactory())
    assert counter.turns.waiting() is None
    counter.show(view.Ready())
    counter.show(view.Starting())
    counter.show(PAYING)
    assert counter.turns.waiting() is None
    counter.close()

    assert counter.turns.times_asked == 2


def test_closing_leaves_every_led_dark_and_its_pin_free() -> None:
    counter = Counter(MockFactory())
    pins = [counter.factory.pin(number) for number in PINS.values()]
    assert counter.turns.waiting() is None
    counter.show(PAID)
    assert counter.turns.waiting() is None
    assert counter.lit() == {Lamp.APPROVED}
    counter.close()

    assert [(bool(pin.state), pin.function) for pin in pins] == [(False, "input")] * 3


def test_missing_pins_are_warned_of_once_and_lit_as_soon_as_they_are_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "terminal_daemon")
    counter = Counter(MockFactory(), missing=6)
    assert counter.turns.waiting() == RETRY_EVERY_S
    counter.show(PAID)
    assert counter.turns.waiting() == RETRY_EVERY_S
    counter.turns.time_passes()
    assert counter.turns.waiting() is None

    assert counter.lit() == {Lamp.APPROVED}
    counter.close()
    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING"] * 3 + ["INFO"] * 3


def test_a_chip_that_dies_raises_nothing_and_the_leds_come_back_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counter = Counter(MockFactory(pin_class=MortalPin))
    assert counter.turns.waiting() is None
    counter.show(PAYING)
    assert counter.turns.waiting() is None

    monkeypatch.setattr(Chip, "dead", True)
    counter.show(PAID)
    assert counter.turns.waiting() == RETRY_EVERY_S
    monkeypatch.setattr(Chip, "dead", False)
    counter.turns.time_passes()
    assert counter.turns.waiting() is None

    assert counter.lit() == {Lamp.APPROVED}
    counter.close()


def test_one_led_on_a_wrong_pin_does_not_darken_the_others() -> None:
    factory, turns = MockFactory(), Turns()
    board = Board(lambda: factory)
    two = Leds({Lamp.BUSY: 99, Lamp.APPROVED: 17}, board, turns)
    assert turns.waiting() == RETRY_EVERY_S
    two.show(Picture(PAID, Status()))
    assert turns.waiting() == RETRY_EVERY_S

    assert factory.pin(17).state
    two.close()
    board.close()


def test_only_the_leds_that_were_configured_are_opened() -> None:
    board = Board(MockFactory)

    assert isinstance(leds(LedsSection(), board), NoLeds)
    some = leds(LedsSection(busy=22), board)
    assert isinstance(some, Leds)
    some.close()
    board.close()


def test_without_leds_nothing_happens() -> None:
    none = NoLeds()
    none.show(Picture(PAID, Status()))
    none.touched()
    none.close()
