"""sound/buzzer.py on gpiozero's mock pins: the whole list of what the pin did, with its waits."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from gpiozero.pins.mock import MockFactory

from terminal_daemon.config.model import BuzzerKind, BuzzerSection
from terminal_daemon.pins.board import Board
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.buzzer import GpioBuzzer, NoBuzzer, buzzer
from terminal_daemon.sound.loudness import duty
from terminal_daemon.sound.tunes import tune
from tests.fakes.pins import SOON, Chip, MortalPin, TonePin, Waits, failing

PIN = 18
PASSIVE = BuzzerSection(PIN, BuzzerKind.PASSIVE)
ACTIVE = BuzzerSection(PIN, BuzzerKind.ACTIVE)


def lengths_of(*sounds: Sound, kind: BuzzerKind = BuzzerKind.ACTIVE) -> list[float]:
    return [note.seconds for sound in sounds for note in tune(kind, sound)]


class Shop:
    """A buzzer on a board, its pin, and the time it lives in."""

    def __init__(self, section: BuzzerSection, factory: MockFactory, *, missing: int = 0) -> None:
        self.waits = Waits()
        self.pin = factory.pin(section.pin)
        self.board = Board(failing(missing, factory))
        self.player = GpioBuzzer(section, self.board, self.waits)

    def play(self, *sounds: Sound) -> None:
        """Play each as the one before has ended, and return when the buzzer is idle again."""
        for sound in sounds:
            assert self.waits.idle.wait(SOON)
            self.waits.idle.clear()
            self.player.play(sound)
            assert self.waits.idle.wait(SOON)

    def play_amid(self, first: Sound, *others: Sound) -> None:
        """Play the others during the first note of the first."""
        assert self.waits.idle.wait(SOON)
        self.waits.hold = True
        self.player.play(first)
        assert self.waits.holding.wait(SOON)
        self.waits.idle.clear()
        for sound in others:
            self.player.play(sound)
        self.waits.release.set()
        assert self.waits.idle.wait(SOON)

    def close(self) -> None:
        self.player.close()
        self.board.close()


def test_a_passive_buzzer_plays_its_tones_and_ends_silent() -> None:
    shop = Shop(PASSIVE, MockFactory(pin_class=TonePin))
    assert shop.waits.idle.wait(SOON)
    shop.pin.took.clear()

    shop.play(Sound.WRONG)

    assert shop.pin.took == [(440.0, 0.0), (440.0, 0.5), (440.0, 0.0), (440.0, 0.5),
                             (440.0, 0.0), (None, 0.0)]  # fmt: skip
    assert shop.waits.lengths == [0.090, 0.050, 0.090]
    shop.close()


@pytest.mark.parametrize("volume", [100, 50, 1])
@pytest.mark.parametrize("sound", Sound)
def test_every_tone_of_every_tune_reaches_the_pin_as_loud_as_it_was_set(
    sound: Sound, volume: int
) -> None:
    shop = Shop(replace(PASSIVE, volume=volume), MockFactory(pin_class=TonePin))
    shop.play(sound)

    steps = tune(BuzzerKind.PASSIVE, sound)
    sounded = [(hertz, share) for hertz, share in shop.pin.took if share]
    assert sounded == [(note.hertz, duty(volume)) for note in steps if note.hertz is not None]
    assert shop.waits.lengths == lengths_of(sound, kind=BuzzerKind.PASSIVE)
    shop.close()


@pytest.mark.parametrize("volume", [100, 1])
@pytest.mark.parametrize("sound", Sound)
def test_an_active_buzzer_only_goes_on_and_off_at_any_volume(sound: Sound, volume: int) -> None:
    shop = Shop(replace(ACTIVE, volume=volume), MockFactory())

    shop.play(sound)

    steps = tune(BuzzerKind.ACTIVE, sound)
    assert [state for _, state in shop.pin.states] == [
        False, *(note.hertz is not None for note in steps), False
    ]  # fmt: skip
    assert shop.waits.lengths == lengths_of(sound)
    shop.close()


class ByHand(Board):
    """A board that keeps its thread's work for the test to do, once all of it is known."""

    def start(self, name: str, work: Callable[[], None]) -> None:
        self.started = {name: work}


@pytest.mark.parametrize("sound", Sound)
def test_muted_keys_are_silent_and_nothing_else_is(sound: Sound) -> None:
    lengths: list[float] = []

    def wait(changed: threading.Event, seconds: float | None) -> bool:
        if seconds is not None:
            lengths.append(seconds)
            return False
        if not changed.is_set():
            player.close()
        return True

    board = ByHand(MockFactory)
    player = GpioBuzzer(replace(ACTIVE, mute_keys=True), board, wait)
    player.play(sound)
    board.started["buzzer"]()

    assert lengths == ([] if sound is Sound.KEY else lengths_of(sound))


def test_a_newer_sound_cuts_short_what_tells_no_end_and_those_between_are_skipped() -> None:
    shop = Shop(ACTIVE, MockFactory())
    shop.play_amid(Sound.WRONG, Sound.CODE_READ, Sound.KEY, Sound.APPROVED)
    shop.close()

    assert shop.waits.lengths == [*lengths_of(Sound.WRONG)[:1], *lengths_of(Sound.APPROVED)]


@pytest.mark.parametrize("end", [Sound.APPROVED, Sound.DECLINED, Sound.ATTENTION])
def test_how_a_sale_ended_is_heard_out_and_what_came_meanwhile_follows_once(end: Sound) -> None:
    shop = Shop(ACTIVE, MockFactory())
    shop.play_amid(end, end, Sound.KEY, Sound.WRONG, Sound.CODE_READ, Sound.WRONG, Sound.KEY)
    shop.close()

    assert shop.waits.lengths == lengths_of(end, Sound.WRONG, Sound.CODE_READ)


def test_two_ends_at_once_are_both_heard_out() -> None:
    shop = Shop(ACTIVE, MockFactory())
    shop.play_amid(Sound.APPROVED, Sound.ATTENTION, Sound.KEY)
    shop.close()

    assert shop.waits.lengths == lengths_of(Sound.APPROVED, Sound.ATTENTION)


def test_closing_amid_a_tune_leaves_the_pin_off_and_the_thread_ended() -> None:
    factory, sounding = MockFactory(), threading.Event()

    def wait(changed: threading.Event, seconds: float | None) -> bool:
        if seconds is not None:
            sounding.set()
        return changed.wait(SOON)

    pin, board = factory.pin(PIN), Board(lambda: factory)
    player = GpioBuzzer(ACTIVE, board, wait)
    player.play(Sound.ATTENTION)
    assert sounding.wait(SOON)

    player.close()
    player.close()
    board.close()

    assert [state for _, state in pin.states] == [False, True, False]
    assert pin.function == "input"


def test_a_sound_after_closing_is_nothing() -> None:
    shop = Shop(ACTIVE, MockFactory())
    shop.close()

    shop.player.play(Sound.KEY)

    assert [state for _, state in shop.pin.states] == [False]


def test_a_missing_pin_is_warned_of_once_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "terminal_daemon")
    shop = Shop(ACTIVE, MockFactory(), missing=3)
    shop.play(Sound.KEY, Sound.KEY, Sound.KEY)
    shop.close()

    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING", "DEBUG", "DEBUG", "INFO"]
    assert [state for _, state in shop.pin.states] == [False, True, False]


def test_a_pin_that_dies_while_playing_raises_nothing_and_is_opened_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "terminal_daemon")
    shop = Shop(PASSIVE, MockFactory(pin_class=MortalPin))
    shop.play(Sound.KEY)
    monkeypatch.setattr(Chip, "dead", True)
    shop.play(Sound.KEY, Sound.KEY)
    monkeypatch.setattr(Chip, "dead", False)
    shop.play(Sound.KEY)
    shop.close()

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_wrong_pin_number_is_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    waits, board = Waits(), Board(lambda: MockFactory(pin_class=TonePin))
    player = GpioBuzzer(replace(PASSIVE, pin=99), board, waits)
    assert waits.idle.wait(SOON)
    player.close()
    board.close()

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "99" in caplog.text


def test_play_returns_at_once_while_the_pin_is_still_being_opened() -> None:
    release, factory = threading.Event(), MockFactory()

    def slow() -> MockFactory:
        assert release.wait(SOON)
        return factory

    waits, board = Waits(), Board(slow)
    player = GpioBuzzer(ACTIVE, board, waits)
    for sound in Sound:
        player.play(sound)
    release.set()
    player.close()
    board.close()

    assert set(waits.lengths) <= set(lengths_of(*Sound))


@pytest.mark.parametrize(
    "section",
    [
        replace(PASSIVE, kind=BuzzerKind.NONE),
        replace(PASSIVE, volume=0),
        replace(ACTIVE, volume=0),
    ],
)
def test_no_buzzer_and_a_mute_one_touch_no_pin(section: BuzzerSection) -> None:
    opened: list[None] = []
    board = Board(lambda: opened.append(None))
    player = buzzer(section, board)
    player.play(Sound.APPROVED)
    player.close()
    board.close()

    assert isinstance(player, NoBuzzer)
    assert opened == []


def test_a_configured_buzzer_is_opened_at_once() -> None:
    factory, opened = MockFactory(), threading.Event()

    def open_factory() -> MockFactory:
        opened.set()
        return factory

    board = Board(open_factory)
    player = buzzer(ACTIVE, board)
    assert opened.wait(SOON)
    player.close()
    board.close()
