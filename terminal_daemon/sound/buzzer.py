"""Plays tunes on a GPIO pin, from a thread of its own, so that nobody waits for a sound."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from terminal_daemon.config.model import BuzzerKind, BuzzerSection
from terminal_daemon.pins.board import Board, Mounted, Wait
from terminal_daemon.pins.gpio import Output, Wave, output, wave
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.loudness import duty
from terminal_daemon.sound.tunes import Tune, cuts, tune


class Player(Protocol):
    """What the terminal and the daemon use of a buzzer."""

    def play(self, sound: Sound) -> None:
        """Start the sound and return at once; sound/tunes.py says which cuts which short."""
        ...

    def close(self) -> None:
        """Fall silent and let the pin go."""
        ...


class NoBuzzer:
    """A terminal that was configured without a buzzer, or with one that is mute."""

    def play(self, sound: Sound) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Voice(Protocol):
    """A buzzer's pin, of either kind. Every call may raise one of gpio_errors()."""

    def sound(self, hertz: float | None) -> None:
        """Sound until the next call; None is a rest."""
        ...

    def silence(self) -> None:
        """Pull the pin low."""
        ...

    def close(self) -> None:
        """Let the pin go."""
        ...


class GpioBuzzer:
    """A buzzer on a pin of the board. Close it, then the board, which waits for its thread."""

    def __init__(
        self, section: BuzzerSection, board: Board, wait: Wait = threading.Event.wait
    ) -> None:
        self._section = section
        self._voice: Mounted[Voice] = Mounted(
            "buzzer", board, _voice(section), lambda voice: voice.silence()
        )
        self._wait = wait
        self._lock = threading.Lock()
        self._due: Sound | None = None  # to be started, whatever sounds
        self._waiting: list[Sound] = []  # to be started when the one that sounds has ended
        self._sounding: Sound | None = None
        self._closing = False
        self._changed = threading.Event()  # a sound is due, or closing
        board.start("buzzer", self._run)

    def play(self, sound: Sound) -> None:
        """Start the sound, or let it wait its turn, and return at once.

        A key's click does not wait: it is dropped while others sound.
        """
        if sound is Sound.KEY and self._section.mute_keys:
            return
        with self._lock:
            before = self._due or self._sounding
            if before is None or cuts(sound, before):
                self._due = sound
                self._changed.set()
            elif sound is not Sound.KEY and sound not in (before, *self._waiting):
                self._waiting.append(sound)

    def close(self) -> None:
        """Fall silent and let the pin go, in the thread; idempotent."""
        with self._lock:
            self._closing = True
            self._changed.set()

    def _run(self) -> None:
        # With its imports, opening takes longer than a beep may.
        self._voice.use(lambda voice: voice.silence())
        while True:
            self._wait(self._changed, None)
            with self._lock:
                if self._closing:
                    break
                self._sounding, self._due = self._due, None
                self._changed.clear()
            if self._sounding is not None:
                steps = tune(self._section.kind, self._sounding)
                self._voice.use(partial(self._perform, steps))
            with self._lock:
                self._sounding = None
                if self._due is None and self._waiting:
                    self._due = self._waiting.pop(0)
                    self._changed.set()
        self._voice.close()

    def _perform(self, steps: Tune, voice: Voice) -> None:
        for note in steps:
            voice.sound(note.hertz)
            if self._wait(self._changed, note.seconds):
                break
        voice.silence()


class _Tones:
    """A passive buzzer's pin."""

    def __init__(self, pin: Wave, share: float) -> None:
        self._pin = pin
        self._share = share
        self.close = pin.close

    def sound(self, hertz: float | None) -> None:
        """Sound until the next call; None is a rest."""
        if hertz is None:
            self._pin.value = 0
        else:
            self._pin.frequency = hertz
            self._pin.value = self._share

    def silence(self) -> None:
        """Pull the pin low, and stop the thread that software PWM keeps awake."""
        self._pin.value = 0
        self._pin.frequency = None
        self._pin.value = 0


class _OnOff:
    """An active buzzer's pin."""

    def __init__(self, pin: Output) -> None:
        self._pin = pin
        self.close = pin.close

    def sound(self, hertz: float | None) -> None:
        """Sound until the next call; None is a rest."""
        self._pin.value = 0 if hertz is None else 1

    def silence(self) -> None:
        """Pull the pin low."""
        self._pin.value = 0


def _voice(section: BuzzerSection) -> Callable[[Any], Voice]:
    if section.kind is BuzzerKind.PASSIVE:
        return lambda factory: _Tones(wave(section.pin, factory), duty(section.volume))
    return lambda factory: _OnOff(output(section.pin, factory))


def buzzer(section: BuzzerSection, board: Board) -> Player:
    """Return the buzzer that was configured."""
    if section.kind is BuzzerKind.NONE or section.volume == 0:
        return NoBuzzer()
    return GpioBuzzer(section, board)
