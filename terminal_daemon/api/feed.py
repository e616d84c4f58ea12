"""Follows the journal for everybody who waits for news: one reader, however many listen."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from terminal_daemon.api.doors import Reader
from terminal_daemon.api.exchange import Line
from terminal_daemon.api.ring import Ring
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.stream import Step
from terminal_daemon.terminal.bulletin import Bulletin, Seen

_log: Final = logging.getLogger(__name__)

_PAGE: Final = 100
_AGAIN_S: Final = 1.0
_GATHER_S: Final = 0.0001  # for each listener: news of one moment are told at once
_AT_ONCE: Final = 2  # listeners woken before sales have their turn again


class Listener:
    """One who waits; news between two waits are one."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Let wait() return."""
        self._news.set()

    async def wait(self, within_s: float) -> bool:
        """Return True once there are news, False after so long."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


class Feed:
    """The steps as they come on disk, and whoever listens."""

    def __init__(self, reader: Reader, bulletin: Bulletin) -> None:
        self._reader = reader
        self._bulletin = bulletin
        self._ring: Ring[Step] | None = None
        self._listeners: set[Listener] = set()
        self._failed = False
        self.ended = False

    @property
    def newest(self) -> int | None:
        """The number of the newest step; None: the journal could not be read yet."""
        return None if self._ring is None else self._ring.newest

    @contextmanager
    def listening(self, line: Line) -> Iterator[Listener]:
        """Be woken for whatever happens, and when the client is gone, while inside."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            with line.waking(listener.wake):
                yield listener
        finally:
            self._listeners.discard(listener)

    def lately(self, seq: int) -> tuple[Step, ...] | None:
        """Return what came after a number; None: only the journal knows."""
        return None if self._ring is None else self._ring.after(seq)

    async def page_after(self, seq: int) -> tuple[Step, ...]:
        """Return what came after a number, perhaps not all of it. Raises JournalError."""
        lately = self.lately(seq)
        return lately[:_PAGE] if lately is not None else await self._reader.steps_after(seq, _PAGE)

    async def run(self) -> None:
        """Follow until cancelled."""
        seen = Seen()
        while True:
            seen = await self._news(seen)
            await asyncio.sleep(_GATHER_S * len(self._listeners))
            self._failed = not await self.catch_up()
            await self._wake_all()

    async def catch_up(self) -> bool:
        """Read what is new; False: the journal cannot be read now."""
        try:
            if self._ring is None:
                self._ring = Ring(await self._reader.newest_seq())
            while steps := await self._reader.steps_after(self._ring.newest, _PAGE):
                self._ring.add(steps)
        except JournalError as error:
            level = logging.DEBUG if self._failed else logging.WARNING
            _log.log(level, "api: the journal cannot be read: %s", error)
            return False
        return True

    def end(self) -> None:
        """Let everybody who listens leave."""
        self.ended = True
        for listener in self._listeners:
            listener.wake()

    async def _news(self, seen: Seen) -> Seen:
        try:
            async with asyncio.timeout(_AGAIN_S if self._failed else None):
                return await self._bulletin.news(seen)
        except TimeoutError:
            return seen

    async def _wake_all(self) -> None:
        """Wake them a few at a time: each of them writes to a socket in the loop's thread."""
        for count, listener in enumerate(tuple(self._listeners), 1):
            listener.wake()
            if count % _AT_ONCE == 0:
                await asyncio.sleep(0)
