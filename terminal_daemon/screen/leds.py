"""The lamps as LEDs on GPIO pins: they take the pictures that the display takes."""

import threading
from collections.abc import Mapping
from functools import partial
from typing import Final

from terminal_daemon.config.model import LedsSection
from terminal_daemon.pins.board import Board, Mounted, Wait
from terminal_daemon.pins.gpio import Output, output
from terminal_daemon.screen.lamps import DARK, Lamp, Lit, lamps_for
from terminal_daemon.screen.view import Picture

RETRY_EVERY_S: Final = 5.0


class Leds:
    """LEDs on pins of the board. Close them, then the board, which waits for their thread."""

    def __init__(
        self, pins: Mapping[Lamp, int], board: Board, wait: Wait = threading.Event.wait
    ) -> None:
        self._leds: Mapping[Lamp, Mounted[Output]] = {
            lamp: Mounted(f"LED for {lamp.value}", board, partial(output, pin), _put_out)
            for lamp, pin in pins.items()
        }
        self._wait = wait
        self._wanted = DARK
        self._closing = False
        self._changed = threading.Event()
        board.start("leds", self._run)

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once."""
        wanted = lamps_for(picture.view)
        if wanted != self._wanted:
            self._wanted = wanted
            self._changed.set()

    def touched(self) -> None:
        """Do nothing: a lamp does not rest."""

    def close(self) -> None:
        """Go dark and let the pins go, in the thread; idempotent."""
        self._closing = True
        self._changed.set()

    def _run(self) -> None:
        while not self._closing:
            self._changed.clear()
            work = self._light(self._wanted)
            if not self._closing:
                self._wait(self._changed, None if work else RETRY_EVERY_S)
        for led in self._leds.values():
            led.close()

    def _light(self, lit: Lit) -> bool:
        """Drive every LED, the one that goes out first, and tell whether all of them work."""
        dark_first = sorted(self._leds, key=lit.__contains__)
        work = [self._leds[lamp].use(partial(_drive, on=lamp in lit)) for lamp in dark_first]
        return all(work)


class NoLeds:
    """A terminal without LEDs."""

    def show(self, picture: Picture) -> None:
        """Do nothing."""

    def touched(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def _put_out(led: Output) -> None:
    led.value = 0


def _drive(led: Output, *, on: bool) -> None:
    led.value = int(on)


def leds(section: LedsSection, board: Board) -> Leds | NoLeds:
    """Return the LEDs that were configured."""
    every = {
        Lamp.APPROVED: section.approved,
        Lamp.DECLINED: section.declined,
        Lamp.BUSY: section.busy,
    }
    pins = {lamp: pin for lamp, pin in every.items() if pin is not None}
    return Leds(pins, board) if pins else NoLeds()
