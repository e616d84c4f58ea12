"""Listens for calls, as many as there are seats for. May raise OSError."""

import asyncio
import socket
import ssl

from terminal_daemon.api.connection import Answering, Connection, peer_at, refusal
from terminal_daemon.api.gate import Gate
from terminal_daemon.api.limits import Limits, Rows, Seats
from terminal_daemon.api.problems import Kind
from terminal_daemon.api.sockets import BACKLOG
from terminal_daemon.web.message import Response
from terminal_daemon.web.plug import Plug
from terminal_daemon.web.serving import Server as Web
from terminal_daemon.web.visit import Pace


class Server:
    """Serves `answering` on sockets that it is given; its tasks are in the given group."""

    def __init__(self, answering: Answering, limits: Limits, tasks: asyncio.TaskGroup) -> None:
        self._limits = limits
        self._answering = answering
        self._seats = Rows(limits)
        self._web = Web(self._admit, tasks, Pace(limits.head_s, limits.write_s))
        self._tcp = _gate_seats(limits, limits.connections)
        self._unix = _gate_seats(limits, limits.client_connections)

    @property
    def connections(self) -> int:
        """How many there are."""
        return self._seats.taken

    async def listen(self, bound: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Serve a bound socket until close(). Raises OSError."""
        is_unix = bound.family == socket.AF_UNIX
        gate = Gate(bound, self._unix if is_unix else self._tcp)
        await self._web.listen(gate, tls, BACKLOG)

    async def close(self, within_s: float) -> None:
        """Take no more connections, let calls under way finish in time, and end the rest."""
        await self._web.close(within_s)

    def _admit(self, plug: Plug) -> Connection | Response:
        peer = peer_at(plug)
        if not self._seats.take(peer):
            return refusal(Kind.TOO_MANY_CONNECTIONS, **{"Retry-After": "1"})
        return Connection(peer, self._seats, self._answering, self._limits)


def _gate_seats(limits: Limits, most: int) -> Seats:
    return Seats(most + limits.spare, limits.client_connections + limits.spare)
