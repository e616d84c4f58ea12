"""sound/buzzer.py on gpiozero's mock pins: the whole list of what the pin did, with its waits."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from terminal_daemon.config.model import BuzzerKind, BuzzerSection
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.buzzer import GpioBuzzer, NoBuzzer, buzzer
from terminal_daemon.sound.tunes import tune

PIN = 18
SOON = 4.0  # seconds; only a broken buzzer makes a test wait for it


class TonePin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """Remembers each (frequency, duty) it took."""

    def __init__(self, factory: Any, info: Any) -> None:
        self.took: list[tuple[float | None, float]] = []
        super().__init__(factory, info)

    def _set_frequency(self, value: float | None) -> None:
        super()._set_frequency(value)
        self.note()

    def _change_state(self, value: float) -> bool:
        changed: bool = super()._change_state(value)
        self.note()
        return changed

    def note(self) -> None:
        now = (self._frequency, float(self._state))
        if not self.took or self.took[-1] != now:
            self.took.append(now)


class Waits:
    """Stands in for time: remembers each wait; `hold` blocks in the next wait of a tune."""

    def __init__(self) -> None:
        self.lengths: list[float] = []
        self.idle = threading.Event()
        self.holding = threading.Event()
        self.release = threading.Event()
        self.hold = False

    def __call__(self, changed: threading.Event, seconds: float | None) -> bool:
        if seconds is None:
            self.idle.set()
            return changed.wait()
        self.lengths.append(seconds)
        if self.hold:
            self.hold = False
            self.holding.set()
            assert self.release.wait(SOON)
        return changed.is_set()


def play(player: GpioBuzzer, waits: Waits, sound: Sound) -> None:
    """Play, and return when the buzzer is idle again."""
    assert waits.idle.wait(SOON)
    waits.idle.clear()
    player.play(sound)
    assert waits.idle.wait(SOON)


@pytest.fixture
def tone_factory() -> MockFactory:
    return MockFactory(pin_class=TonePin)


def test_a_passive_buzzer_plays_its_tones_and_ends_silent(tone_factory: MockFactory) -> None:
    waits = Waits()
    pin = tone_factory.pin(PIN)
    player = GpioBuzzer(PIN, BuzzerKind.PASSIVE, lambda: tone_factory, waits)
    assert waits.idle.wait(SOON)
    pin.took.clear()

    play(player, waits, Sound.WRONG)

    assert pin.took == [(440.0, 0.0), (440.0, 0.5), (440.0, 0.0), (440.0, 0.5), (440.0, 0.0),
                        (None, 0.0)]  # fmt: skip
    assert waits.lengths == [0.090, 0.050, 0.090]
    player.close()


@pytest.mark.parametrize("sound", Sound)
def test_every_tone_of_every_tune_reaches_the_pin(sound: Sound, tone_factory: MockFactory) -> None:
    waits = Waits()
    pin = tone_factory.pin(PIN)
    player = GpioBuzzer(PIN, BuzzerKind.PASSIVE, lambda: tone_factory, waits)
    play(player, waits, sound)

    steps = tune(BuzzerKind.PASSIVE, sound)
    sounded = [hertz for hertz, duty in pin.took if duty == 0.5]
    assert sounded == [note.hertz for note in steps if note.hertz is not None]
    assert waits.lengths == [note.seconds for note in steps]
    player.close()


@pytest.mark.parametrize("sound", Sound)
def test_an_active_buzzer_only_goes_on_and_off(sound: Sound) -> None:
    waits, factory = Waits(), MockFactory()
    pin = factory.pin(PIN)
    player = GpioBuzzer(PIN, BuzzerKind.ACTIVE, lambda: factory, waits)

    play(player, waits, sound)

    steps = tune(BuzzerKind.ACTIVE, sound)
    assert [state for _, state in pin.states] == [False, *(n.hertz is not None for n in steps),
                                                  False]  # fmt: skip
    assert waits.lengths == [note.seconds for note in steps]
    player.close()


def test_the_newest_sound_cuts_the_older_one_short_and_those_between_are_skipped() -> None:
    waits, factory = Waits(), MockFactory()
    waits.hold = True
    player = GpioBuzzer(PIN, BuzzerKind.ACTIVE, lambda: factory, waits)
    assert waits.idle.wait(SOON)
    player.play(Sound.DECLINED)
    assert waits.holding.wait(SOON)  # in its first pulse
    waits.idle.clear()

    for sound in (Sound.APPROVED, Sound.KEY, Sound.WRONG):
        player.play(sound)
    waits.release.set()
    assert waits.idle.wait(SOON)

    first = tune(BuzzerKind.ACTIVE, Sound.DECLINED)[0].seconds
    assert waits.lengths == [first, *(n.seconds for n in tune(BuzzerKind.ACTIVE, Sound.WRONG))]
    player.close()


def test_closing_amid_a_tune_leaves_the_pin_off_and_the_thread_ended() -> None:
    factory, sounding = MockFactory(), threading.Event()

    def wait(changed: threading.Event, seconds: float | None) -> bool:
        if seconds is not None:
            sounding.set()
        return changed.wait(SOON)

    pin = factory.pin(PIN)
    player = GpioBuzzer(PIN, BuzzerKind.ACTIVE, lambda: factory, wait)
    player.play(Sound.ATTENTION)
    assert sounding.wait(SOON)

    player.close()
    player.close()

    assert [state for _, state in pin.states] == [False, True, False]
    assert pin.function == "input"
    assert "buzzer" not in [thread.name for thread in threading.enumerate()]


def test_a_sound_after_closing_is_nothing() -> None:
    factory = MockFactory()
    pin = factory.pin(PIN)
    player = GpioBuzzer(PIN, BuzzerKind.ACTIVE, lambda: factory, Waits())
    player.close()

    player.play(Sound.KEY)

    assert [state for _, state in pin.states] == [False]


def failing(times: int, factory: MockFactory) -> Callable[[], MockFactory]:
    """Return an opener that fails so often, as a missing GPIO chip does, and then works."""
    left = [OSError("can not open gpiochip")] * times

    def open_factory() -> MockFactory:
        if left:
            raise left.pop()
        return factory

    return open_factory


def test_a_missing_pin_is_warned_of_once_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "terminal_daemon")
    waits, factory = Waits(), MockFactory()
    pin = factory.pin(PIN)
    player = GpioBuzzer(PIN, BuzzerKind.ACTIVE, failing(3, factory), waits)

    for _ in range(3):
        play(player, waits, Sound.KEY)
    player.close()

    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING", "DEBUG", "DEBUG", "INFO"]
    assert [state for _, state in pin.states] == [False, True, False]


class DeadPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """Fails while `dead`, as a GPIO chip that went away does."""

    dead = False

    def _set_state(self, value: float) -> None:
        if DeadPin.dead:
            raise OSError("unknown handle")
        super()._set_state(value)


def test_a_pin_that_dies_while_playing_raises_nothing_and_is_opened_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "terminal_daemon")
    waits = Waits()
    opened: list[MockFactory] = []

    def open_factory() -> MockFactory:
        opened.append(MockFactory(pin_class=DeadPin))
        return opened[-1]

    player = GpioBuzzer(PIN, BuzzerKind.PASSIVE, open_factory, waits)
    play(player, waits, Sound.KEY)
    monkeypatch.setattr(DeadPin, "dead", True)
    play(player, waits, Sound.KEY)
    play(player, waits, Sound.KEY)
    monkeypatch.setattr(DeadPin, "dead", False)
    play(player, waits, Sound.KEY)
    player.close()

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert len(opened) == 3


def test_a_wrong_pin_number_is_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    waits = Waits()
    player = GpioBuzzer(99, BuzzerKind.PASSIVE, lambda: MockFactory(pin_class=TonePin), waits)
    play(player, waits, Sound.APPROVED)
    player.close()

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "99" in caplog.text


def test_play_returns_at_once_while_the_pin_is_still_being_opened() -> None:
    release, factory = threading.Event(), MockFactory()

    def slow() -> MockFactory:
        assert release.wait(SOON)
        return factory

    waits = Waits()
    player = GpioBuzzer(PIN, BuzzerKind.ACTIVE, slow, waits)
    for sound in Sound:
        player.play(sound)
    release.set()
    player.close()

    assert set(waits.lengths) <= {n.seconds for s in Sound for n in tune(BuzzerKind.ACTIVE, s)}


def test_no_buzzer_is_silent() -> None:
    player = buzzer(BuzzerSection(kind=BuzzerKind.NONE))
    player.play(Sound.APPROVED)
    player.close()

    assert isinstance(player, NoBuzzer)


IMPORT_LGPIO = """
import os, sys
from contextlib import suppress
from pathlib import Path
from terminal_daemon.sound.buzzer import lgpio_factory
here = Path.cwd()
for _ in range(2):
    with suppress(OSError, RuntimeError):  # no Raspberry Pi; the import is what is tested
        lgpio_factory().close()
assert "lgpio" in sys.modules
assert Path.cwd() == here
assert "LG_WD" not in os.environ
"""


@pytest.mark.skipif(find_spec("lgpio") is None, reason="lgpio is not installed")
def test_lgpio_leaves_the_working_directory_as_it_was(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", IMPORT_LGPIO],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=SOON,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []
