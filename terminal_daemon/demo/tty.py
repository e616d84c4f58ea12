"""The visitor's terminal: single keys in, a picture and a few lines out."""

import os
import shutil
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from terminal_daemon.demo.pixels import HEIGHT, WIDTH, Bits, braille, half_blocks

_ENTER: Final = "\x1b[?1049h\x1b[?25l"  # the alternate screen, no cursor
_LEAVE: Final = "\x1b[?25h\x1b[?1049l"
_HOME: Final = "\x1b[H"
_CLEAR_LINE: Final = "\x1b[K"
_CLEAR_BELOW: Final = "\x1b[J"
_FRAME: Final = 2


class Window:
    """Draws the OLED and what the visitor must know; fits the size of the window it finds."""

    size = (WIDTH, HEIGHT)
    mode = "1"
    persist = True

    def __init__(self, notes: Callable[[], list[str]]) -> None:
        self._notes = notes
        self._image: Bits | None = None

    def display(self, image: Bits) -> None:
        """Take a new picture and draw everything."""
        self._image = image
        self.redraw()

    def show(self) -> None:
        """Do nothing: a window is always on."""

    def cleanup(self) -> None:
        """Do nothing: screen_and_keys() gives the window back."""

    def redraw(self) -> None:
        """Draw the picture and the notes anew."""
        if self._image is None:
            return
        columns, lines = shutil.get_terminal_size()
        notes = self._notes()
        large = columns >= WIDTH + _FRAME and lines >= HEIGHT // 2 + _FRAME
        rows = list(half_blocks(self._image) if large else braille(self._image))
        edge = "─" * len(rows[0])
        drawn = [f"┌{edge}┐", *(f"│{row}│" for row in rows), f"└{edge}┘", *notes]
        text = "".join(f"{row}{_CLEAR_LINE}\r\n" for row in drawn[: lines - 1])
        sys.stdout.write(_HOME + text + _CLEAR_BELOW)
        sys.stdout.flush()


@contextmanager
def screen_and_keys() -> Iterator[int]:
    """Give single keys of standard input, unechoed; yields the descriptor to read them from."""
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    tty.setcbreak(fd)
    sys.stdout.write(_ENTER)
    try:
        yield fd
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)
        sys.stdout.write(_LEAVE)
        sys.stdout.flush()


def read_keys(fd: int) -> str:
    """Return what was typed; "" at the end of input."""
    return os.read(fd, 1024).decode("utf-8", "replace")
