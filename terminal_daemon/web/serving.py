"""Listens, and has a task for each connection. Listening may raise OSError."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Final

from terminal_daemon.web.date import date_now
from terminal_daemon.web.heads import HeadLimits
from terminal_daemon.web.message import Response
from terminal_daemon.web.phrasing import lone_answer
from terminal_daemon.web.plug import Plug
from terminal_daemon.web.visit import Caller, Pace, Visit

_HANDSHAKE_S: Final = 5.0

Admit = Callable[[Plug], Caller | Response]
"""Tells who answers on a connection, or what turns it away."""


class Server:
    """Serves sockets that it is given; its tasks are in the group of whoever made it."""

    def __init__(
        self, admit: Admit, tasks: asyncio.TaskGroup, pace: Pace, limits: HeadLimits | None = None
    ) -> None:
        self._admit = admit
        self._tasks = tasks
        self._pace = pace
        self._limits = limits or HeadLimits()
        self._servers: list[asyncio.Server] = []
        self._visits: dict[asyncio.Task[None], Visit] = {}
        self._is_closing = False

    async def listen(
        self, bound: socket.socket, tls: ssl.SSLContext | None = None, backlog: int = 100
    ) -> None:
        """Serve a bound socket until close(). Raises OSError."""
        server = await asyncio.get_running_loop().create_server(
            lambda: Plug(self._opened),
            sock=bound,
            ssl=tls,
            backlog=backlog,
            ssl_handshake_timeout=None if tls is None else _HANDSHAKE_S,
        )
        self._servers.append(server)

    async def close(self, within_s: float) -> None:
        """Take no more connections, let calls under way finish in time, and end the rest."""
        self._is_closing = True
        for server in self._servers:
            server.close()
        for visit in self._visits.values():
            visit.finish()
        await _over(self._visits, within_s)
        for task in self._visits:
            task.cancel()
        await _over(self._visits, None)
        await asyncio.sleep(0)  # the loop closes sockets one turn after they are given up

    def _opened(self, plug: Plug) -> None:
        if self._is_closing:
            plug.abort()
            return
        caller = self._admit(plug)
        if isinstance(caller, Response):
            headers = {"Date": date_now(), **caller.headers}
            plug.dismiss(lone_answer(caller.status, headers, caller.body))
            return
        plug.lost = caller.left
        visit = Visit(plug, caller, self._pace, self._limits)
        task = self._tasks.create_task(visit.stay(), name="connection")
        self._visits[task] = visit
        task.add_done_callback(self._visits.pop)


async def _over(tasks: dict[asyncio.Task[None], Visit], within_s: float | None) -> None:
    if tasks:
        await asyncio.wait(tuple(tasks), timeout=within_s)
