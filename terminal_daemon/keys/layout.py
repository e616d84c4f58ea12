"""Which keyboard layout a scanner types for: told by the keys its digits come on, never mended."""

from enum import Enum
from typing import Final

from terminal_daemon.keys.key_codes import UNREADABLE

_DIGITS: Final = frozenset("0123456789")
_WITH_SHIFT: Final = frozenset("!@#$%^&*()")  # the digits' keys together with shift
_ZERO_ELSEWHERE: Final = frozenset("123456789`")
DIGIT_KEYS: Final = _DIGITS | _WITH_SHIFT | _ZERO_ELSEWHERE
"""Every character that is a digit in some layout."""

_FEWEST: Final = 8  # characters; fewer may be anything


class Layout(Enum):
    """How a scanner types digits."""

    US = "us"  # or one that is like it in this: British, German, Spanish …
    SHIFTED = "shifted"  # French, Belgian, Czech, Slovak: digits want shift there
    HUNGARIAN = "hungarian"  # its 0 lies left of the 1
    ALT_CODES = "alt_codes"  # Alt and the character's number on the keypad, for any layout


def layout_of(text: str) -> Layout | None:
    """Return the layout by which the text is all digits; None: it is none, or too short to tell."""
    if len(text) < _FEWEST:
        return None
    used = set(text)
    if used <= _DIGITS:
        return Layout.US
    if used <= _WITH_SHIFT:
        return Layout.SHIFTED
    if "`" in used and used <= _ZERO_ELSEWHERE:
        return Layout.HUNGARIAN
    return Layout.ALT_CODES if used == {UNREADABLE} else None


def is_foreign(text: str) -> bool:
    """Tell digits typed for another layout than the US one."""
    return layout_of(text) not in (None, Layout.US)
