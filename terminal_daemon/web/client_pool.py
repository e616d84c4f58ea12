"""The connections of one caller to one place: how many, how long kept, and whose turn it is."""

import asyncio
from typing import Final

from terminal_daemon.web.client_connection import ClientConnection
from terminal_daemon.web.dial import Dialler
from terminal_daemon.web.no_reply import ConnectionLost, TimedOut

_EARLIER_S: Final = 1.0  # than the other side: a request that meets its end is lost
MANY: Final = 1000
"""Connections, where nothing but the other side bounds them."""


class Pool:
    """Hands out connections for one exchange each."""

    def __init__(self, dialler: Dialler, *, most: int, kept_s: float) -> None:
        """Open at most so many, and keep one that nobody uses for so many seconds."""
        self._dialler = dialler
        self._kept_s = kept_s
        self._slots = asyncio.Semaphore(most)
        self._kept: list[ClientConnection] = []
        self._open: set[ClientConnection] = set()
        self._sweep: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def take(self, until: float) -> ClientConnection:
        """Return one that can be asked at once, by then on the loop's clock. Raises NoReply.

        Ask without awaiting anything between, and give it back in any case.
        """
        if self._slots.locked():
            await self._wait_for_a_slot(until)
        else:
            await self._slots.acquire()  # returns at once
        try:
            return await self._silent_one(until)
        except BaseException:
            self._slots.release()
            raise

    def give_back(self, connection: ClientConnection) -> None:
        """Keep it for the next one, if the exchange came to its end; else close it."""
        if connection.rest():
            loop = asyncio.get_running_loop()
            kept_s = min(self._kept_s, max(0.0, connection.kept_s - _EARLIER_S))
            connection.kept_until = loop.time() + kept_s
            self._kept.append(connection)
            if self._sweep is None:
                self._sweep = loop.call_at(connection.kept_until, self._close_old)
        self._slots.release()

    async def close(self) -> None:
        """Close every connection, also those that somebody uses, and open no other."""
        self._is_closed = True
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        self._kept.clear()
        for connection in self._open:
            connection.abort()
        for connection in tuple(self._open):
            await connection.is_gone.wait()
        self._open.clear()

    async def _wait_for_a_slot(self, until: float) -> None:
        try:
            async with asyncio.timeout_at(until):
                await self._slots.acquire()
        except TimeoutError:
            raise TimedOut("no connection was free in time", sent=False) from None

    async def _silent_one(self, until: float) -> ClientConnection:
        while self._kept:
            connection = self._kept.pop()  # the one used last is the likeliest to live
            is_old = connection.kept_until <= asyncio.get_running_loop().time()
            if not is_old and await connection.is_silent():
                return connection
            connection.abort()
        connection = await self._dialler.dial(until)
        self._open = {each for each in self._open if not each.is_gone.is_set()} | {connection}
        if self._is_closed or not await connection.is_silent():
            connection.abort()
            raise ConnectionLost("it was closed, or spoke, before it was asked", sent=False)
        return connection

    def _close_old(self) -> None:
        now = asyncio.get_running_loop().time()
        for connection in [each for each in self._kept if each.kept_until <= now]:
            self._kept.remove(connection)
            connection.abort()
        self._sweep = None
        if self._kept:
            oldest = min(each.kept_until for each in self._kept)
            self._sweep = asyncio.get_running_loop().call_at(oldest, self._close_old)
