"""The status bar: the top rows of every screen.

The title stands left and the icons right. An icon that only says "fine" gives way to the title; the
title gives way to an icon that says what is wrong, unless it says whether the money is there. TEST
gives way to nothing.
"""

from collections.abc import Sequence
from typing import Final

from terminal_daemon.screen import icons
from terminal_daemon.screen.bitmap import Bitmap, Box, Canvas
from terminal_daemon.screen.font import Face
from terminal_daemon.screen.lettering import put_tag, put_text
from terminal_daemon.screen.view import Status
from terminal_daemon.screen.wording import Texts
from terminal_daemon.values.dataclass import dataclass

_GAP: Final = 2
_TAG_EDGES: Final = 2
_MOST_SHOWN: Final = 99  # more does not fit beside every trouble at once
_SPARE_ROW: Final = 5  # an icon can do without it


@dataclass(frozen=True, slots=True)
class _Mark:
    """An icon, or a short text dark on bright; those of the highest rank are left out first."""

    what: Bitmap | str
    rank: int

    def width(self, face: Face) -> int:
        if isinstance(self.what, str):
            return face.width(self.what) + _TAG_EDGES
        return self.what.width


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the bar stands, in which letters, and what it says."""

    box: Box
    face: Face
    titles: Sequence[str]
    """The best first."""
    title_stays: bool
    at_work: bool
    """False: no icon says "fine"."""


def put_status_bar(canvas: Canvas, bar: Bar, status: Status, texts: Texts) -> None:
    """Put the best title that fits, and the marks for which there is room then."""
    needed = _marks(status, texts, fine_too=False)
    whole = _marks(status, texts, fine_too=True) if bar.at_work else needed
    for title in bar.titles:
        for marks in (whole, needed):
            if _width(title, marks, bar.face) <= bar.box.width:
                _put(canvas, bar, title, marks)
                return
    _put(canvas, bar, *_squeezed(bar.titles[-1] if bar.title_stays else "", needed, bar))


def _squeezed(title: str, needed: list[_Mark], bar: Bar) -> tuple[str, list[_Mark]]:
    """Leave out what matters least, until the title stands beside TEST and what is left."""
    for most in range(_CLOCK, _TEST - 1, -1):
        marks = [mark for mark in needed if mark.rank <= most]
        if _width(title, marks, bar.face) <= bar.box.width:
            return title, marks
    return "", [mark for mark in needed if mark.rank == _TEST]


_TEST, _NETWORK, _SCANNER, _OPEN, _DISK, _KEYPAD, _CLOCK = range(7)


def _marks(status: Status, texts: Texts, *, fine_too: bool) -> list[_Mark]:
    """Return the marks from left to right; each keeps its place among the others."""
    marks: list[_Mark] = []
    if status.test:
        marks.append(_Mark(texts.test, _TEST))
    if status.open_orders:
        marks.append(_Mark(f"?{min(status.open_orders, _MOST_SHOWN)}", _OPEN))
    states: tuple[tuple[bool, Bitmap, Bitmap | None, int], ...] = (
        (status.journal, icons.NO_DISK, None, _DISK),
        (status.clock, icons.NO_CLOCK, None, _CLOCK),
        (status.keypad, icons.NO_KEYPAD, None, _KEYPAD),
        (status.scanner, icons.NO_SCANNER, icons.SCANNER, _SCANNER),
        (status.network, icons.NO_NETWORK, icons.NETWORK, _NETWORK),
    )
    for fine, trouble_icon, fine_icon, rank in states:
        if not fine:
            marks.append(_Mark(trouble_icon, rank))
        elif fine_too and fine_icon is not None:
            marks.append(_Mark(fine_icon, rank))
    return marks


def _width(title: str, marks: Sequence[_Mark], face: Face) -> int:
    widths = [mark.width(face) for mark in marks]
    if title:
        widths.insert(0, face.width(title))
    return sum(widths) + _GAP * (len(widths) - 1)


def _put(canvas: Canvas, bar: Bar, title: str, marks: Sequence[_Mark]) -> None:
    put_text(canvas, bar.box.x, bar.box.y, title, bar.face)
    x = bar.box.x + bar.box.width
    for mark in reversed(marks):
        x -= mark.width(bar.face)
        if isinstance(mark.what, str):
            put_tag(canvas, x, bar.box.y, mark.what, bar.face)
        else:
            icon = _lowered(mark.what, bar.box.height - 1)
            canvas.put(x, bar.box.y + (bar.box.height - icon.height) // 2, icon, "icon")
        x -= _GAP


def _lowered(icon: Bitmap, height: int) -> Bitmap:
    """Return the icon without its spare row if it is too high."""
    if icon.height <= height:
        return icon
    return Bitmap(icon.width, (*icon.rows[:_SPARE_ROW], *icon.rows[_SPARE_ROW + 1 :]))
