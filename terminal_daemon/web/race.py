"""◉ sockets: connects to the first of several addresses that takes it (RFC 8305)."""

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from typing import Any, Final

from terminal_daemon.web.resolve import Address

_NEXT_AFTER_S: Final = 0.25  # RFC 8305, 8: then the next address is tried beside


async def first_to_take(addresses: Sequence[Address]) -> tuple[socket.socket, Address]:
    """Return a connected socket, and where it leads; all others are closed.

    The best address gets a head start. Raises OSError: none of them takes it.
    """
    race = _Race()
    try:
        async with asyncio.TaskGroup() as tasks:
            tries = []
            for address in addresses:
                tries.append(tasks.create_task(race.enter(address)))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_NEXT_AFTER_S):
                        await race.news()
                if race.winner is not None:
                    break
            while race.winner is None and len(race.failures) < len(tries):
                await race.news()
            for each in tries:
                each.cancel()
    except BaseException:
        if race.winner is not None:
            race.winner[0].close()
        raise
    if race.winner is None:
        raise race.failures[0]
    return race.winner


async def connect(sock: socket.socket, place: tuple[Any, ...] | str) -> None:
    """Connect the socket, or close it. Raises OSError."""
    sock.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(sock, place)
    except BaseException:
        sock.close()
        raise


class _Race:
    def __init__(self) -> None:
        self.winner: tuple[socket.socket, Address] | None = None
        self.failures: list[OSError] = []
        self._changed = asyncio.Event()

    async def enter(self, address: Address) -> None:
        try:
            sock = socket.socket(address.family, socket.SOCK_STREAM, address.proto)
            await connect(sock, address.place)
        except OSError as error:
            self.failures.append(error)
        else:
            if self.winner is None:
                self.winner = sock, address
            else:
                sock.close()
        self._changed.set()

    async def news(self) -> None:
        await self._changed.wait()
        self._changed.clear()
