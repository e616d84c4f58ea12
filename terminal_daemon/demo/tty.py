"""The visitor's terminal: single keys in, a picture and a few lines out."""

import contextlib
import os
import shutil
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from terminal_daemon.demo.pixels import HEIGHT, WIDTH, Bits, braille, half_blocks
from terminal_daemon.screen.rest import Light

_ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[?7l"  # the alternate screen, no cursor, no wrapping
_LEAVE: Final = "\x1b[?7h\x1b[?25h\x1b[?1049l"
_CLEAR_LINE: Final = "\x1b[K"
_FRAME: Final = 2
_LEAST_NOTES: Final = 2
_LARGE: Final = (WIDTH + _FRAME, HEIGHT // 2 + _FRAME)
LEAST: Final = (WIDTH // 2 + _FRAME, HEIGHT // 4 + _FRAME + _LEAST_NOTES)
"""The smallest window that shows the picture and what is most needed below it: 66 by 20."""


class Console:
    """The terminal while the demo has it; every other program gets it back as it was."""

    def __init__(self) -> None:
        """Look at the terminal. Raises termios.error where standard input is no terminal."""
        self.keys: Final = sys.stdin.fileno()
        self._out: Final = sys.stdout.fileno()
        self._before: Final = termios.tcgetattr(self.keys)
        self._one_writes = threading.RLock()  # the picture comes from the panel's thread
        self._taken = False

    def take(self) -> None:
        """Give single keys, unechoed, and an empty screen; again after somebody else had it.

        Raises OSError where the window is closed.
        """
        with self._one_writes:
            try:
                tty.setcbreak(self.keys)
            except termios.error as error:
                raise OSError(*error.args) from error
            self._taken = True
            self.write(_ENTER)

    def give_back(self) -> None:
        """Put the terminal back; idempotent, and nothing is drawn from here on."""
        with self._one_writes:
            if not self._taken:
                return
            with contextlib.suppress(OSError, termios.error):  # its window may be closed
                self.write(_LEAVE)
                termios.tcsetattr(self.keys, termios.TCSADRAIN, self._before)
            self._taken = False

    def write(self, text: str) -> None:
        """Write to the screen while it is ours. Raises OSError where the window is closed."""
        with self._one_writes:
            rest = text.encode(sys.stdout.encoding, "replace") if self._taken else b""
            while rest:
                rest = rest[os.write(self._out, rest) :]

    def read(self) -> str:
        """Return what was typed; "" at the end of input, and where the window is closed."""
        try:
            return os.read(self.keys, 1024).decode("utf-8", "replace")
        except OSError:
            return ""


@contextmanager
def console() -> Iterator[Console]:
    """Take the terminal and give it back."""
    taken = Console()
    taken.take()
    try:
        yield taken
    finally:
        taken.give_back()


class Window:
    """Draws the OLED and what the visitor must know; fits the size of the window it finds."""

    size = (WIDTH, HEIGHT)
    mode = "1"

    def __init__(self, screen: Console, notes: Callable[[], list[str]]) -> None:
        self._screen = screen
        self._notes = notes
        self._image: Bits | None = None

    def display(self, image: Bits) -> None:
        """Take a new picture and draw everything. Raises OSError where the window is closed."""
        self._image = image
        self.redraw()

    def forget(self) -> None:
        """Do nothing: a picture is always drawn whole."""

    def set_up(self) -> None:
        """Do nothing: a window needs no settings."""

    def light(self, light: Light) -> None:
        """Do nothing: a window is always on."""

    def cleanup(self) -> None:
        """Do nothing: console() gives the window back."""

    def redraw(self) -> None:
        """Draw the picture and the notes anew. Raises as `display` does."""
        if self._image is not None:
            columns, lines = shutil.get_terminal_size()
            self._screen.write(on_screen(rows(self._image, self._notes(), columns, lines), columns))


def rows(image: Bits, notes: Sequence[str], columns: int, lines: int) -> list[str]:
    """Return `lines` rows of at most `columns` characters: the picture and as many notes as fit."""
    least_columns, least_lines = LEAST
    large_columns, large_lines = _LARGE
    if columns < least_columns or lines < least_lines:
        drawn = [f"window too small: {least_columns}x{least_lines} at least"]
    else:
        large = columns >= large_columns and lines >= large_lines + len(notes)
        picture = list(half_blocks(image) if large else braille(image))
        edge = "─" * len(picture[0])
        drawn = [f"┌{edge}┐", *(f"│{row}│" for row in picture), f"└{edge}┘", *notes]
    drawn += [""] * lines
    return [row[:columns] for row in drawn[:lines]]


def on_screen(drawn: Sequence[str], columns: int) -> str:
    """Return what draws these rows from the top, each in its place, so that nothing scrolls."""
    return "".join(
        f"\x1b[{number}H{row}{_CLEAR_LINE if len(row) < columns else ''}"
        for number, row in enumerate(drawn, start=1)
    )
