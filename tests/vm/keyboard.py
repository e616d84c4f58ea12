"""Types on one of QEMU's USB keyboards, from outside the machine."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from tests.vm.qmp import Qmp

BETWEEN_KEYS_S: Final = 0.015
"""Between any two key events. At 4 ms QEMU's keyboard loses some; a real scanner takes as long."""

_TOP_ROW: Final[Mapping[str, str]] = {
    **{digit: digit for digit in "0123456789"},
    ".": "dot",
    "\n": "ret",
    "\x1b": "esc",
    "\b": "backspace",
}
_PAD: Final[Mapping[str, str]] = {
    **{digit: f"kp_{digit}" for digit in "0123456789"},
    ".": "kp_decimal",
    "\n": "kp_enter",
    "\x1b": "esc",
    "\b": "backspace",
    "+": "kp_add",
}


class Keyboard:
    """A `usb-kbd` of its own serial number. Its `display` is what QMP names when it types."""

    def __init__(self, serial: str, display: str, *, pad: bool) -> None:
        self.serial: Final = serial
        self.display: Final = display
        self._codes: Final = _PAD if pad else _TOP_ROW

    def device(self) -> dict[str, Any]:
        """Return what plugs it in: the arguments of QMP's device_add."""
        return {
            "driver": "usb-kbd",
            "id": self.serial,
            "serial": self.serial,
            "display": self.display,
            "bus": "usb.0",
        }

    async def type(self, qmp: Qmp, text: str) -> None:
        """Press and release one key after the other."""
        for character in text:
            for down in (True, False):
                await qmp.do(
                    "input-send-event",
                    device=self.display,
                    head=0,
                    events=[_event(self._codes[character], down=down)],
                )
                await asyncio.sleep(BETWEEN_KEYS_S)

    async def plug_in(self, qmp: Qmp) -> None:
        await qmp.do("device_add", **self.device())

    async def pull_out(self, qmp: Qmp) -> None:
        await qmp.do("device_del", id=self.serial)


def scanner() -> Keyboard:
    return Keyboard("scanner-0001", "scanner-screen", pad=False)


def keypad() -> Keyboard:
    return Keyboard("keypad-0001", "keypad-screen", pad=True)


def _event(code: str, *, down: bool) -> dict[str, Any]:
    return {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": code}}}
