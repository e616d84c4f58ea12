"""`demo` in a terminal: shows the OLED and takes typed keys, as keypad and as scanner."""

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.demo.parts import Nobody, WatchedDisplay
from terminal_daemon.demo.tty import Window, read_keys, screen_and_keys
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.sale.effects import Sound
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.view import Picture, PresentCode, Status, Stopped
from terminal_daemon.simulator.codes import code_for, with_digits

_LEGEND: Final = (
    "Type an amount and Enter; then four digits and Enter: the customer who pays.",
    "0001 pays at once · 2008 password after 8 s · 0101 never confirms · 1001 not enough money",
    "1002 code expired · 1007 declined, paid later · 3001 paid, reply lost · 3007 HTTP 502",
    "Or any whole barcode: a product's 6901234567892, another wallet's 280000000000000001.",
    "Esc cancel · n network on/off · u scanner in/out · q quit     all codes: docs/test-codes.md",
)
_KEYPAD: Final = frozenset("0123456789.+\n\b\x1b")
_AS_KEYPAD: Final = {"\r": "\n", "\x7f": "\b"}
_DIGITS_OF_CUSTOMER: Final = 4


class Visitor:
    """What the visitor types, and the lines below the picture."""

    def __init__(self, world: World, display: WatchedDisplay) -> None:
        self._world = world
        self._display = display
        self._scanning = ""
        self._serial = 0
        self._heard = ""
        self._scanner_in = True

    def notes(self) -> list[str]:
        """Return the lines below the picture."""
        network = "on" if self._world.cable.plugged else "OFF"
        scanner = "in" if self._scanner_in else "OUT"
        state = f"network {network} · scanner {scanner} · sound: {self._heard or '-'}"
        return [f"code> {self._scanning}", state, *_LEGEND]

    def play(self, sound: Sound) -> None:
        """Show the sound, for there is no buzzer."""
        self._heard = sound.value

    def typed(self, keys: str) -> None:
        """Hand each key to the keypad, the scanner or the plugs."""
        for key in keys:
            self._key(_AS_KEYPAD.get(key, key))

    def _key(self, key: str) -> None:
        scans = isinstance(self._display.view, PresentCode)
        match key:
            case "q" if not self._scanning:
                self._world.stop.set()
            case "n" if not self._scanning:
                self._world.cable.plugged = not self._world.cable.plugged
            case "u" if not self._scanning:
                self._plug_scanner()
            case "\n" if scans and self._scanning:
                self._scan()
            case "\b" if scans:
                self._scanning = self._scanning[:-1]
            case _ if scans and key != "\x1b" and key.isprintable():
                self._scanning += key
            case _ if key in _KEYPAD:
                self._scanning = ""
                self._world.keypad.type(key, pad=key not in {"\x1b", "\b"})

    def _scan(self) -> None:
        code, self._scanning = self._scanning, ""
        customer = with_digits(code) if len(code) == _DIGITS_OF_CUSTOMER else None
        if customer is not None:
            self._serial += 1
            code = code_for(customer, self._serial)
        if self._scanner_in:
            self._world.scanner.type(f"{code}\n")

    def _plug_scanner(self) -> None:
        self._scanner_in = not self._scanner_in
        if self._scanner_in:
            self._world.plug_scanner()
        else:
            self._world.unplug_scanner()


def welcome(port: int, language: Language) -> int:
    """Run the demo in this terminal until q or Ctrl-C."""
    logging.disable(logging.CRITICAL)  # the screen is the picture's
    with tempfile.TemporaryDirectory(prefix="terminal-demo-") as folder, screen_and_keys() as keys:
        try:
            asyncio.run(_run(Path(folder), port, language, keys))
        except KeyboardInterrupt:
            return 0
    return 0


async def _run(folder: Path, port: int, language: Language, keys: int) -> None:
    loop = asyncio.get_running_loop()
    async with open_world(folder, port, language) as world:
        display = WatchedDisplay()
        visitor = Visitor(world, display)
        window = Window(visitor.notes)
        oled = Oled(lambda: window, language)
        display.pass_on = oled.show

        def read() -> None:
            typed = read_keys(keys)
            visitor.typed(typed or "q")
            window.redraw()

        loop.add_reader(keys, read)
        try:
            await world.run(display, visitor, Nobody())
        finally:
            loop.remove_reader(keys)
            oled.close(Picture(Stopped(), Status(test=True)))
