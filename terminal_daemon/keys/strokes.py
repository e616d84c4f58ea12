"""How one line was typed: when, how fast and with which end, and nothing of what it says."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from terminal_daemon.keys.key_codes import KEY_ENTER, KEY_KPENTER, KEY_LINEFEED, KEY_TAB
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import Monotonic

MOST_GAPS: Final = 300
"""Gaps kept of one line; those of a longer one are not."""

_MOST_REPEATS: Final = 9_999
_NEVER: Final = Monotonic(0.0)


class LineEnd(Enum):
    """What ended a scanned line."""

    ENTER = "Enter"
    KEYPAD_ENTER = "keypad Enter"
    TAB = "Tab"
    LINE_FEED = "line feed"
    SILENCE = "silence"


END_KEYS: Final[Mapping[int, LineEnd]] = {
    KEY_ENTER: LineEnd.ENTER,
    KEY_KPENTER: LineEnd.KEYPAD_ENTER,
    KEY_TAB: LineEnd.TAB,
    KEY_LINEFEED: LineEnd.LINE_FEED,
}
"""KEY_* code to the end it makes."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One character that was typed; `held`: the modifiers that were down."""

    char: str
    at: Monotonic
    code: int = 0
    held: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Strokes:
    """The strokes of one line so far, by the kernel's stamps."""

    keys: int = 0
    last: Monotonic = _NEVER
    gaps: tuple[float, ...] = ()  # seconds from each character to the next
    held: frozenset[int] = frozenset()
    repeats: int = 0  # of keys that were held down: they type nothing
    end: LineEnd = LineEnd.SILENCE

    @property
    def span_s(self) -> float:
        """Return the seconds from the first character to the last."""
        return sum(self.gaps)

    def then(self, stroke: Stroke) -> "Strokes":
        """Return the strokes with one more character."""
        gaps = self.gaps
        if self.keys and len(gaps) < MOST_GAPS:
            gaps = (*gaps, max(0.0, stroke.at - self.last))
        return replace(
            self, keys=self.keys + 1, last=stroke.at, gaps=gaps, held=self.held | stroke.held
        )

    def repeated(self) -> "Strokes":
        """Return the strokes with one more repetition by the kernel of a key held down."""
        return replace(self, repeats=min(self.repeats + 1, _MOST_REPEATS))

    def ended(self, code: int) -> "Strokes":
        """Return the strokes of a line that this key ended."""
        end = END_KEYS.get(code, LineEnd.SILENCE)
        return Strokes(self.keys, self.last, self.gaps, self.held, self.repeats, end)
