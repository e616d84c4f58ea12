"""Text to the key events that type it: what the demo's virtual keyboards and the tests send."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.keys.key_codes import COMMANDS, KEY_KPENTER, KEY_LEFTSHIFT, PAD, PLAIN, SHIFTED
from terminal_daemon.keys.wire import EV_KEY, EV_SYN, SYN_REPORT, ZERO, encode_event
from terminal_daemon.values.moment import Monotonic

RawEvent = tuple[int, int, int]
"""Type, code, value."""

_REPORT: Final[RawEvent] = (EV_SYN, SYN_REPORT, 0)


def _codes(table: Mapping[int, str]) -> dict[str, int]:
    """Turn the table round; of several keys for one character the lowest code wins."""
    return {char: code for code, char in sorted(table.items(), reverse=True)}


_PLAIN: Final = _codes({**PLAIN, **COMMANDS})
_SHIFTED: Final = _codes(SHIFTED)
_PAD: Final = {**_codes(PAD), "\n": KEY_KPENTER}


def key_presses(text: str, *, pad: bool = False) -> tuple[RawEvent, ...]:
    """Return the events of typing `text`, on the keypad's keys where `pad` and it has them.

    Raises ValueError for a character that no key gives.
    """
    events: list[RawEvent] = []
    for char in text:
        if pad and char in _PAD:
            events += _press(_PAD[char])
        elif char in _PLAIN:
            events += _press(_PLAIN[char])
        elif char in _SHIFTED:
            events += [(EV_KEY, KEY_LEFTSHIFT, 1), _REPORT]
            events += _press(_SHIFTED[char])
            events += [(EV_KEY, KEY_LEFTSHIFT, 0), _REPORT]
        else:
            raise ValueError("no key gives one of these characters")
    return tuple(events)


def typed_bytes(text: str, *, pad: bool = False, at: Monotonic = ZERO) -> bytes:
    """Return `key_presses` as the kernel would write them, all stamped `at`."""
    return b"".join(encode_event(*event, at=at) for event in key_presses(text, pad=pad))


def _press(code: int) -> tuple[RawEvent, ...]:
    return ((EV_KEY, code, 1), _REPORT, (EV_KEY, code, 0), _REPORT)
