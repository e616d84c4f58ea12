"""Sees every picture on its way to the display: says what goes on, and knows when nothing does."""

import asyncio
from collections.abc import Callable

from terminal_daemon.screen.view import Picture, Starting, View
from terminal_daemon.terminal.doors import Display
from terminal_daemon.terminal.status_text import QUIET, status_text


class Onlooker:
    """A display before the display."""

    def __init__(self, display: Display, say: Callable[[str], None]) -> None:
        """`say` hears the status text, and again whenever it changes."""
        self._display = display
        self._say = say
        self._said = ""
        self._view: View = Starting()
        self._changed = asyncio.Event()

    def show(self, picture: Picture) -> None:
        """Pass the picture on at once."""
        self._display.show(picture)
        if picture.view != self._view:
            self._view = picture.view
            self._changed.set()
        text = status_text(picture)
        if text != self._said:
            self._said = text
            self._say(text)

    def touched(self) -> None:
        """Pass on that somebody is at the terminal."""
        self._display.touched()
        self._changed.set()

    @property
    def works(self) -> bool:
        """Tell whether the last picture reached the panel."""
        return self._display.works

    async def nobody_at_the_counter(self, for_s: float) -> None:
        """Return once nothing went on for so long."""
        while True:
            self._changed.clear()
            try:
                async with asyncio.timeout(for_s if isinstance(self._view, QUIET) else None):
                    await self._changed.wait()
            except TimeoutError:
                return
