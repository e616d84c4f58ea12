"""◉ sockets: opens one connection to a place. Raises NoReply: nothing was sent."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from typing import Protocol

from terminal_daemon.web.client_connection import ClientConnection
from terminal_daemon.web.no_reply import ConnectionLost, TimedOut
from terminal_daemon.web.place import Origin
from terminal_daemon.web.race import connect, first_to_take
from terminal_daemon.web.resolve import Address, Name
from terminal_daemon.web.trust import system_trust


class Where(Protocol):
    """Says where a host is, for example a Name."""

    async def addresses(self) -> Sequence[Address]:
        """Return where to try, in this order. Raises OSError."""
        ...

    def doubted(self) -> None:
        """Take note that nobody was reached there."""
        ...


class Dialler:
    """Opens connections to one place."""

    def __init__(
        self, origin: Origin, trusted: ssl.SSLContext | None = None, where: Where | None = None
    ) -> None:
        """Trust those that `trusted` trusts; None: those that the system trusts."""
        self._origin = origin
        self._trusted = trusted
        self._where = where or Name(origin.host, origin.port)

    async def dial(self, until: float) -> ClientConnection:
        """Return an open connection, by then on the loop's clock. Raises NoReply."""
        try:
            async with asyncio.timeout_at(until):
                return await self._dialled()
        except TimeoutError:
            self._where.doubted()
            raise TimedOut("no connection in time", sent=False) from None
        except OSError as error:
            self._where.doubted()
            raise ConnectionLost(type(error).__name__, sent=False) from error

    async def _dialled(self) -> ClientConnection:
        if self._origin.path is not None:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            await connect(sock, self._origin.path)
            return await self._carried_by(sock)
        if self._origin.has_tls and self._trusted is None:
            self._trusted = await system_trust()
        left = list(await self._where.addresses())
        while True:
            sock, address = await first_to_take(left)
            left.remove(address)
            try:
                return await self._carried_by(sock)
            except OSError:  # it speaks no TLS, or none that is trusted; another one may
                if not left:
                    raise

    async def _carried_by(self, sock: socket.socket) -> ClientConnection:
        tls = self._trusted if self._origin.has_tls else None
        name = self._origin.host.rstrip(".") if tls else None
        try:
            _, connection = await asyncio.get_running_loop().create_connection(
                lambda: ClientConnection(sock), sock=sock, ssl=tls, server_hostname=name
            )
        except BaseException:
            sock.close()
            raise
        return connection
