"""The demo's visitor: typed keys become the keypad's, the scanner's and the plugs'; notes below."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.demo.world import PIN, Part, World
from terminal_daemon.sale.effects import Sound
from terminal_daemon.screen import view
from terminal_daemon.screen.view import PresentCode, View
from terminal_daemon.simulator.codes import with_digits

_LEGEND: Final = (
    f"Esc cancel · / refund, PIN {PIN} · n network · u scanner · q quit",
    "Type an amount and Enter; then four digits and Enter: the customer who pays.",
    "0001 pays · 2008 password after 8 s · 3001 reply lost · docs/test-codes.md",
    "1001 not enough money · 0101 never confirms · 1002 code expired",
    "1007 declined, paid later · 3007 HTTP 502",
    "Or a whole barcode: a product's 6901234567892, Alipay's 280000000000000001.",
)
"""The most needed first, at most 78 characters each: a window of 80 by 24 shows the first three
and the address of the page."""

_SOUNDS: Final[Mapping[Sound, str]] = {
    Sound.KEY: "click",
    Sound.CODE_READ: "beep: code read",
    Sound.WRONG: "two low beeps: not accepted",
    Sound.APPROVED: "rising chime: paid",
    Sound.DECLINED: "falling tones: not paid",
    Sound.ATTENTION: "ding-dong, three times: look at the screen",
}
_OVER_IT_ALL: Final = (
    view.ScanRefused,
    view.AmountRefusedView,
    view.Advise,
    view.NoScanner,
    view.NoKeypad,
)
"""Short messages: what they lie over is still going on."""

_KEYPAD: Final = frozenset("0123456789.+-/\n\b\x1b")
_AS_KEYPAD: Final = {"\r": "\n", "\x7f": "\b"}
_DIGITS_OF_CUSTOMER: Final = 4
_LEAST_OF_BARCODE: Final = 8
"""So many digits without a point are no amount but a barcode that was scanned too early."""
_TAIL: Final = 56


class Visitor:
    """What the visitor types, sees and hears, and the lines below the picture."""

    def __init__(self, world: World, page: str = "") -> None:
        """`page` is the address of the same terminal in a browser."""
        self._world = world
        self._page = page
        self._code_awaited = False
        self._scanning = ""
        self._digits = ""
        self._heard = ""

    def notes(self) -> list[str]:
        """Return the lines below the picture."""
        network = "on" if self._world.is_in(Part.NETWORK) else "OFF"
        scanner = "in" if self._world.is_in(Part.SCANNER) else "OUT"
        state = f"network {network} · scanner {scanner}"
        heard = f" · {self._heard}" if self._heard else ""
        cut = "…" if len(self._scanning) > _TAIL else ""
        page = [f"In a browser: {self._page}"] if self._page else []
        code = f"code> {cut}{self._scanning[-_TAIL:]}"
        return [code, state + heard, _LEGEND[0], *page, *_LEGEND[1:]]

    def sees(self, shown: View) -> None:
        """Take note of a new screen: what is typed goes to the scanner while it asks for a code."""
        if not isinstance(shown, _OVER_IT_ALL):
            self._code_awaited = isinstance(shown, PresentCode)
        if not self._code_awaited:
            self._scanning = ""

    def hears(self, sound: Sound | None) -> None:
        """Show the sound in words, for there is no buzzer; None: it has died away."""
        self._heard = _SOUNDS[sound] if sound is not None else ""

    def typed(self, keys: str) -> None:
        """Hand each key to the keypad, the scanner or the plugs."""
        self.hears(None)
        for key in keys:
            self._key(_AS_KEYPAD.get(key, key))

    def _key(self, key: str) -> None:
        scans = self._code_awaited
        match key:
            case "q" if not self._scanning:
                self._world.stop.set()
            case "n" if not self._scanning:
                self._turn(Part.NETWORK)
            case "u" if not self._scanning:
                self._turn(Part.SCANNER)
            case "\n" if scans and self._scanning:
                self._scan()
            case "\b" if scans:
                self._scanning = self._scanning[:-1]
            case _ if scans and key.isascii() and key.isprintable():
                self._scanning += key
            case "\n" if len(self._digits) >= _LEAST_OF_BARCODE:
                self._scan_early()
            case _ if key in _KEYPAD:
                self._scanning = ""
                self._digits = self._digits + key if key.isdigit() else ""
                self._world.press(key)

    def _scan(self) -> None:
        code, self._scanning = self._scanning, ""
        customer = with_digits(code) if len(code) == _DIGITS_OF_CUSTOMER else None
        self._world.scan(code if customer is None else self._world.new_code(customer))

    def _scan_early(self) -> None:
        """Take a barcode back from the keypad, and hand it to the scanner."""
        code, self._digits = self._digits, ""
        self._world.press("\b" * len(code))
        self._world.scan(code)

    def _turn(self, part: Part) -> None:
        self._world.plug(part, is_in=not self._world.is_in(part))
