"""Characters and the gaps between them to one scanned line."""

from typing import Final

from terminal_daemon.keys.strokes import Stroke, Strokes
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.moment import Monotonic

GAP_S: Final = 0.060
"""A scanner without a suffix has finished when it has been silent for so long; no person types
faster than this, and no scanner slower."""

LONGEST: Final = 300
"""Characters kept of one line; the rest of a longer one is counted as read and not stored."""

_ENDS: Final = frozenset("\n\t")
_SHORT: Final = 16  # payment codes are at least so long; shorter lines show their length only


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """One line that the scanner typed, without its end. It may be a payment code: shows itself
    masked. `damaged`: events were lost, the text is empty, and the customer must scan again.
    """

    text: str = field(repr=False)
    damaged: bool = False
    strokes: Strokes = field(default=Strokes(), compare=False, repr=False)  # for its time and pace

    @property
    def at(self) -> Monotonic | None:
        """Return when its last key was typed; None if that was not stamped."""
        return self.strokes.last or None

    def __str__(self) -> str:
        if self.damaged:
            return "damaged"
        if len(self.text) < _SHORT:
            return f"{len(self.text)} characters"
        return f"{self.text[:2]}••••{self.text[-4:]}"


@dataclass(frozen=True, slots=True)
class Scan:
    """What one scanner has typed of its current line."""

    text: str = field(default="", repr=False)
    damaged: bool = False
    strokes: Strokes = field(default=Strokes(), repr=False)

    @property
    def open(self) -> bool:
        """True while a line has begun and not ended: the shell then keeps a timer of GAP_S."""
        return self.damaged or self.text != ""


def scanned(scan: Scan, stroke: Stroke) -> tuple[Scan, ScannedLine | None]:
    """Take one character; return the line that it ended, if any.

    Enter or Tab ends the line, and so does a gap before the character, by the stamps. An end
    after an end (CR and LF, Enter and Tab) gives no empty line.
    """
    if not scan.open:
        return (scan if stroke.char in _ENDS else _begun(stroke)), None
    if stroke.at - scan.strokes.last >= GAP_S:
        return (Scan() if stroke.char in _ENDS else _begun(stroke)), _line(scan)
    if stroke.char in _ENDS:
        return Scan(), ScannedLine(scan.text, scan.damaged, scan.strokes.ended(stroke.code))
    strokes = scan.strokes.then(stroke)
    if scan.damaged or len(scan.text) >= LONGEST:
        return replace(scan, strokes=strokes), None
    return Scan(scan.text + stroke.char, strokes=strokes), None


def gap_passed(scan: Scan) -> tuple[Scan, ScannedLine | None]:
    """End the line, because the shell's timer of GAP_S ran out with no further character."""
    return Scan(), (_line(scan) if scan.open else None)


def repeated(scan: Scan) -> Scan:
    """Note that the kernel repeated a key held down: it types nothing."""
    return replace(scan, strokes=scan.strokes.repeated()) if scan.open else scan


def dropped(at: Monotonic) -> Scan:
    """Begin anew after lost events: what was read is gone, and what still comes of the line goes
    with it; at its end the line is told as damaged.
    """
    return Scan(damaged=True, strokes=Strokes(last=at))


def _begun(stroke: Stroke) -> Scan:
    return Scan(stroke.char, strokes=Strokes().then(stroke))


def _line(scan: Scan) -> ScannedLine:
    return ScannedLine(scan.text, scan.damaged, scan.strokes)
