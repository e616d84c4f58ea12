"""The status bar: the top 16 rows, which two-colour panels show in yellow.

The title stands left and the icons right. An icon that only says "fine" gives way to the title;
the title gives way to an icon that says what is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from terminal_daemon.screen import font, icons
from terminal_daemon.screen.bitmap import Bitmap, Canvas
from terminal_daemon.screen.lettering import put_tag, put_text
from terminal_daemon.screen.view import Status
from terminal_daemon.screen.wording import Texts

HEIGHT: Final = 16

_GAP: Final = 2
_ICON_TOP: Final = 2
_TAG_EDGES: Final = 2
_MOST_SHOWN: Final = 99  # more does not fit beside every trouble at once


@dataclass(frozen=True, slots=True)
class _Tag:
    """A short text dark on bright."""

    text: str

    @property
    def width(self) -> int:
        return font.width(self.text) + _TAG_EDGES


_Mark = _Tag | Bitmap


def put_status_bar(
    canvas: Canvas, titles: Sequence[str], status: Status, texts: Texts, *, at_work: bool
) -> None:
    """Put the longest title that fits, and the icons; not `at_work`: none that says "fine"."""
    needed = _marks(status, texts, fine_too=False)
    whole = _marks(status, texts, fine_too=at_work)
    for title in (*titles, ""):
        for marks in (whole, needed):
            if _width(title, marks) <= canvas.width:
                _put(canvas, title, marks)
                return
    _put(canvas, "", needed)


def _marks(status: Status, texts: Texts, *, fine_too: bool) -> list[_Mark]:
    """Return the marks from left to right; each keeps its place among the others."""
    marks: list[_Mark] = []
    if status.test:
        marks.append(_Tag(texts.test))
    if status.open_orders:
        marks.append(_Tag(f"?{min(status.open_orders, _MOST_SHOWN)}"))
    states: tuple[tuple[bool, Bitmap, Bitmap | None], ...] = (
        (status.journal, icons.NO_DISK, None),
        (status.clock, icons.NO_CLOCK, None),
        (status.keypad, icons.NO_KEYPAD, None),
        (status.scanner, icons.NO_SCANNER, icons.SCANNER),
        (status.network, icons.NO_NETWORK, icons.NETWORK),
    )
    for fine, trouble_icon, fine_icon in states:
        if not fine:
            marks.append(trouble_icon)
        elif fine_too and fine_icon is not None:
            marks.append(fine_icon)
    return marks


def _width(title: str, marks: Sequence[_Mark]) -> int:
    widths = [mark.width for mark in marks]
    if title:
        widths.insert(0, font.width(title))
    return sum(widths) + _GAP * (len(widths) - 1)


def _put(canvas: Canvas, title: str, marks: Sequence[_Mark]) -> None:
    put_text(canvas, 0, 0, title)
    x = canvas.width
    for mark in reversed(marks):
        x -= mark.width
        if isinstance(mark, _Tag):
            put_tag(canvas, x, 0, mark.text)
        else:
            canvas.put(x, _ICON_TOP, mark, "icon")
        x -= _GAP
