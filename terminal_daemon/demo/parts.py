"""The demo's screen, buzzer and supervisor: they remember, so that a script can watch them."""

import asyncio
from collections.abc import Callable

from terminal_daemon.sale.effects import Sound
from terminal_daemon.screen.view import Picture, Starting, View


class WatchedDisplay:
    """A display that nobody looks at but a program; it can also pass each picture on."""

    def __init__(self) -> None:
        self.view: View = Starting()
        self.touches = 0
        self.works = True
        self.pass_on: Callable[[Picture], None] | None = None
        self._changed = asyncio.Event()

    def show(self, picture: Picture) -> None:
        """Take the picture."""
        self.view = picture.view
        self._changed.set()
        if self.pass_on is not None:
            self.pass_on(picture)

    def touched(self) -> None:
        """Count it."""
        self.touches += 1

    async def until(self, wanted: Callable[[View], bool], within_s: float) -> View:
        """Return the first screen that is wanted. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while not wanted(self.view):
                self._changed.clear()
                await self._changed.wait()
        return self.view


class SilentBuzzer:
    """A buzzer that remembers what it was to play."""

    def __init__(self) -> None:
        self.played: list[Sound] = []

    def play(self, sound: Sound) -> None:
        """Remember the sound."""
        self.played.append(sound)


class Nobody:
    """A supervisor for a daemon that runs in the same process; it knows when a customer can pay."""

    heartbeat_s: float | None = None

    def __init__(self) -> None:
        self.is_ready = asyncio.Event()

    def ready(self) -> None:
        """Remember it."""
        self.is_ready.set()

    def alive(self) -> None:
        """Do nothing."""

    def doing(self, text: str) -> None:
        """Do nothing."""

    def stopping(self) -> None:
        """Do nothing."""
