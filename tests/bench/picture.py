"""From a key to the pixels: what goes over the panel's bus, and how long it takes to get there."""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

import luma.oled.device
from luma.core.interface.serial import i2c

from terminal_daemon.config.model import DisplaySection, Language
from terminal_daemon.screen import view
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.draw import draw
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.view import Countdown, Picture, Status, View
from terminal_daemon.values.amount import Fen
from tests.bench.bus import BITS_OF_A_BYTE, QuietBus
from tests.bench.result import MS_PER_NS, Figure, Goal, Of, Unit, floor, peer, samples

_AMOUNT: Final = "1888.88"
_ROUNDS: Final = 12
_BUS_HZ: Final = 400_000
_PAGE: Final = 8  # rows of pixels in a byte of the panel

Shown = tuple[int, float]
"""Bytes on the bus, and nanoseconds to the last of them."""


class Ours:
    """The terminal's display."""

    def __init__(self) -> None:
        self._bus = QuietBus()
        self._oled = Oled(LumaPanels(DisplaySection(), self._bus), Language.CHINESE, time.monotonic)

    def show(self, shown: View, *, changes: bool = True) -> Shown:
        """Show it, and wait until it is on the panel."""
        before = self._bus.bytes
        began = time.perf_counter_ns()
        self._oled.show(Picture(shown, Status()))
        self._bus.until_quiet(1.0 if changes else 0.05)
        return self._bus.bytes - before, self._bus.last_at - began

    def close(self) -> None:
        self._oled.close(Picture(view.Stopped(), Status()))


class LumaAsIs:
    """The same picture, given to luma's own class each time, on a handle of its own."""

    def __init__(self) -> None:
        self._bus = QuietBus()
        self._panel = luma.oled.device.ssd1306(i2c(bus=self._bus))

    def show(self, shown: View, *, changes: bool = True) -> Shown:
        """Show it; luma sends all of it, whether anything changed or not."""
        del changes
        before = self._bus.bytes
        writes = self._bus.writes
        began = time.perf_counter_ns()
        self._panel.display(draw(Picture(shown, Status()), Language.CHINESE))
        in_parts = self._bus.writes - writes
        # On its own handle luma sends the pixels in one transfer: no address and control a part.
        in_one = self._bus.bytes - before - 2 * (in_parts - 2)
        return in_one, self._bus.last_at - began


def measure() -> Iterator[Figure]:
    """Yield bytes and times of a keystroke, a second of the countdown, and nothing new."""
    ours, as_is = Ours(), LumaAsIs()
    ours.show(view.Ready())
    as_is.show(view.Ready())
    yield from _figures(ours.show, as_is.show)
    ours.close()


def _figures(ours: Callable[..., Shown], as_is: Callable[..., Shown]) -> Iterator[Figure]:
    keys: list[list[Shown]] = [[], []]
    seconds: list[list[Shown]] = [[], []]
    nothing: list[list[Shown]] = [[], []]
    changed: list[list[int]] = [[], []]
    for number in range(_ROUNDS):
        typed: list[View] = [view.EnterAmount(_AMOUNT[:end]) for end in range(1, len(_AMOUNT) + 1)]
        counted: list[View] = [
            view.PresentCode(Fen(1250), Countdown(left, 60))
            for left in range(60 - 5 * number, 54 - 5 * number, -1)  # all of them in all rounds
        ]
        for kept_least, views in zip(changed, (typed, counted), strict=True):
            kept_least += [_changed(was, now) for was, now in pairwise(views)]
        for place, show in enumerate((ours, as_is)):
            for kept, views in ((keys, typed), (seconds, counted)):
                show(views[0])
                kept[place] += [show(each) for each in views[1:]]
            if number < 3:
                nothing[place].append(show(counted[-1], changes=False))
    for name, kept, least, most in (
        ("a keystroke", keys, changed[0], 170),
        ("a second of the countdown", seconds, changed[1], 50),
        ("nothing new", nothing, [0], 0),
    ):
        yield Figure(
            f"bytes on the panel's bus: {name}",
            Unit.BYTES,
            samples(float(size) for size, _ in kept[0]),
            (
                floor("the bytes that changed, alone", samples(map(float, least))),
                peer("luma as it is", samples(float(size) for size, _ in kept[1])),
            ),
            (Goal(Of.MOST, most),),
        )
    yield Figure(
        "key → its picture on the panel (400 kHz bus)",
        Unit.MS,
        samples(map(_with_the_bus, keys[0]), MS_PER_NS),
        (peer("luma as it is", samples(map(_with_the_bus, keys[1]), MS_PER_NS)),),
        counted="measured on a bus that takes no time, plus 9 bits for each byte that went over it",
    )


def _with_the_bus(shown: Shown) -> float:
    size, took = shown
    return took + size * BITS_OF_A_BYTE / _BUS_HZ * 1e9


def _changed(was: View, now: View) -> int:
    """Return how many bytes of the panel's memory two screens differ in."""
    one, other = (draw(Picture(shown, Status()), Language.CHINESE) for shown in (was, now))
    bits = [list(image.convert("L").getdata()) for image in (one, other)]
    width = one.width
    return sum(
        any(
            bits[0][row * width + column] != bits[1][row * width + column]
            for row in range(page, page + _PAGE)
        )
        for page in range(0, one.height, _PAGE)
        for column in range(width)
    )
