"""Kernel key events to characters: a US keyboard's layers, and the keypad's.

The numbers are the kernel's (linux/input-event-codes.h), written out so that nothing here needs
Linux. NumLock plays no part: the kernel reports KEY_KP1 whatever the lamp says, and here that is
always "1". Delete and Clear are the clear key of keypads and read as Esc.
"""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import Monotonic

UNREADABLE: Final = "\ufffd"
"""Stands for a key pressed together with Ctrl, Alt or Meta, so that a scanner's control codes and
Alt codes make a line visibly no number instead of vanishing from it."""

_UP: Final = 0
_DOWN: Final = 1
_REPEAT: Final = 2  # the kernel's own: no finger pressed anything


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """EV_KEY: `code` went down (1), up (0) or repeated itself (2)."""

    code: int
    value: int
    at: Monotonic


@dataclass(frozen=True, slots=True)
class EventsDropped:
    """SYN_DROPPED: the kernel's buffer ran over, and events before this one are lost."""

    at: Monotonic


@dataclass(frozen=True, slots=True)
class ReportEnded:
    """SYN_REPORT: everything that happened at one instant has been told."""

    at: Monotonic


KernelEvent = KeyEvent | EventsDropped | ReportEnded


KEY_TAB: Final = 15
KEY_ENTER: Final = 28
KEY_KPENTER: Final = 96
KEY_LINEFEED: Final = 101


def _row(first: int, characters: str) -> dict[int, str]:
    return dict(enumerate(characters, start=first))


PLAIN: Final[Mapping[int, str]] = {
    **_row(2, "1234567890-="),
    **_row(16, "qwertyuiop[]"),
    **_row(30, "asdfghjkl;'`"),
    **_row(43, "\\zxcvbnm,./"),
    57: " ",
    86: "\\",  # the key beside the left shift on boards with 102 keys
}
"""KEY_* code to character, without shift."""

SHIFTED: Final[Mapping[int, str]] = {
    **_row(2, "!@#$%^&*()_+"),
    **_row(16, "QWERTYUIOP{}"),
    **_row(30, 'ASDFGHJKL:"~'),
    **_row(43, "|ZXCVBNM<>?"),
    57: " ",
    86: "|",
}
"""KEY_* code to character, with shift."""

PAD: Final[Mapping[int, str]] = {
    55: "*",
    **_row(71, "789-456+1230."),
    98: "/",
    117: "=",
    121: ",",
    **_row(512, "0123456789*#"),  # KEY_NUMERIC_*, of telephone-like keypads
}
"""KEY_KP* code to character; shift and NumLock change nothing."""

COMMANDS: Final[Mapping[int, str]] = {
    KEY_ENTER: "\n",
    KEY_KPENTER: "\n",
    KEY_LINEFEED: "\n",
    KEY_TAB: "\t",
    14: "\b",
    1: "\x1b",  # Esc
    111: "\x1b",  # Delete
    355: "\x1b",  # Clear
}
"""KEY_* code to control character; no modifier changes it."""

KEY_LEFTSHIFT: Final = 42
CTRLS: Final = frozenset({29, 97})  # left and right, as in all that follow
_SHIFTS: Final = frozenset({KEY_LEFTSHIFT, 54})
_CHORDS: Final = CTRLS | {56, 100, 125, 126}  # and Alt and Meta
_MODIFIERS: Final = _SHIFTS | _CHORDS
_CAPS_LOCK: Final = 58


@dataclass(frozen=True, slots=True)
class Keyboard:
    """What one device's earlier events mean for its next one."""

    held: frozenset[int] = frozenset()  # modifiers that are down
    caps: bool = False
    deaf: bool = False  # events were dropped, and the report they belong to has not ended


def heard(keyboard: Keyboard, event: KernelEvent) -> tuple[Keyboard, str]:
    """Return the keyboard after the event, and the character typed ("" for none).

    After EventsDropped the rest of that report is ignored, as the kernel's documentation asks,
    and every modifier counts as released: a shift whose release was lost must not stay down.
    """
    match event:
        case EventsDropped():
            return Keyboard(caps=keyboard.caps, deaf=True), ""
        case ReportEnded():
            return (replace(keyboard, deaf=False) if keyboard.deaf else keyboard), ""
        case KeyEvent(code, value) if code in _MODIFIERS and not keyboard.deaf:
            return _modified(keyboard, code, value), ""
        case KeyEvent(code, value) if value == _DOWN and not keyboard.deaf:
            if code == _CAPS_LOCK:
                return replace(keyboard, caps=not keyboard.caps), ""
            return keyboard, _character(keyboard, code)
    return keyboard, ""


def is_repeat(event: KernelEvent) -> bool:
    """Tell the kernel's autorepeat of a key that is held down, or stuck."""
    return isinstance(event, KeyEvent) and event.value == _REPEAT and event.code not in _MODIFIERS


def _modified(keyboard: Keyboard, code: int, value: int) -> Keyboard:
    if value == _DOWN:
        return replace(keyboard, held=keyboard.held | {code})
    if value == _UP:
        return replace(keyboard, held=keyboard.held - {code})
    return keyboard


def _character(keyboard: Keyboard, code: int) -> str:
    if code in COMMANDS:
        return COMMANDS[code]
    plain = PAD.get(code) or PLAIN.get(code)
    if plain is None:
        return ""
    if keyboard.held & _CHORDS:
        return UNREADABLE
    if code in PAD:
        return plain
    shift = bool(keyboard.held & _SHIFTS)
    if plain.isalpha():
        shift ^= keyboard.caps
    return SHIFTED[code] if shift else plain
