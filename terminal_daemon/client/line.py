"""The line to one terminal. Raises Unreachable."""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final
from urllib.parse import urlencode

from terminal_daemon.client.address import Address
from terminal_daemon.client.errors import NotUnderstood, Unreachable
from terminal_daemon.client.replies import Reply, refusal_of
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.secret import Secret
from terminal_daemon.web.client_connection import ClientConnection
from terminal_daemon.web.client_pool import MANY, Pool
from terminal_daemon.web.dial import Dialler
from terminal_daemon.web.exchange import Reply as Coming
from terminal_daemon.web.exchange import RequestHead
from terminal_daemon.web.no_reply import NoReply, TooLarge
from terminal_daemon.web.place import origin_of, said_path
from terminal_daemon.web.unpacking import unpacked

_CONNECT_S: Final = 5.0
_KEEP_S: Final = 10.0  # the terminal closes an idle connection after 15 s
_LONGEST: Final = 16 * 1024 * 1024  # bytes; a page of 500 sales has 300,000
_LEAST_S: Final = 0.001
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


class Line:
    """Connections to one terminal, made when they are needed."""

    def __init__(
        self,
        address: Address,
        token: Secret | None,
        tls: ssl.SSLContext | None,
        language: str | None,
    ) -> None:
        self._origin = origin_of(address.url, address.socket)
        self._tls = tls
        self._headers = {"Host": self._origin.said, "Accept-Encoding": "identity"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token.reveal()}"
        if language is not None:
            self._headers["Accept-Language"] = language
        self._pool: Pool | None = None

    async def ask(self, asked: Asked, within_s: float) -> Reply:
        """Return the answer, whole. Raises Unreachable, NotUnderstood."""
        within_s = max(within_s, _LEAST_S)
        try:
            async with self._exchange(asked, within_s, within_s) as (connection, coming):
                return await _reply(connection, coming)
        except NoReply as error:
            raise _unreachable(error) from error

    @asynccontextmanager
    async def listen(self, asked: Asked, quiet_s: float) -> AsyncIterator[AsyncIterator[bytes]]:
        """Give the pieces of an answer that does not end; quiet for so long, it is lost.

        Raises Unreachable, Refused, NotUnderstood; so does the iterator.
        """
        try:
            async with self._exchange(asked, quiet_s, float("inf")) as (connection, coming):
                if coming.status != _OK:
                    raise refusal_of(await _reply(connection, coming))
                async with aclosing(_pieces(connection)) as pieces:
                    yield pieces
        except NoReply as error:
            raise _unreachable(error) from error

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def _exchange(
        self, asked: Asked, quiet_s: float, whole_s: float
    ) -> AsyncIterator[tuple[ClientConnection, Coming]]:
        """Ask, and give the connection once the answer's head is there. Raises NoReply."""
        head, body = self._written(asked)
        if self._pool is None:
            self._pool = Pool(Dialler(self._origin, self._tls), most=MANY, kept_s=_KEEP_S)
        pool, now = self._pool, asyncio.get_running_loop().time()
        connection = await pool.take(now + min(whole_s, _CONNECT_S))
        try:
            connection.ask(head, body, quiet_s=quiet_s, until=now + whole_s)
            yield connection, await connection.head()
        finally:
            pool.give_back(connection)

    def _written(self, asked: Asked) -> tuple[RequestHead, bytes]:
        """Return head and body of a request."""
        target = said_path(asked.path)
        if asked.query:
            target = f"{target}?{urlencode(asked.query)}"
        headers = {**self._headers, **asked.headers}
        body = b""
        if asked.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(asked.body).encode()
        return RequestHead(asked.method, target, tuple(headers.items())), body


async def _reply(connection: ClientConnection, coming: Coming) -> Reply:
    body = await connection.body(_LONGEST)
    return Reply(
        coming.status,
        coming.field(b"content-type").partition(";")[0].strip().lower(),
        unpacked(body, coming.field(b"content-encoding"), _LONGEST),
        coming.field(b"retry-after"),
    )


async def _pieces(connection: ClientConnection) -> AsyncGenerator[bytes]:
    while piece := await connection.piece():
        yield piece


def _unreachable(error: NoReply) -> Unreachable | NotUnderstood:
    if isinstance(error, TooLarge):
        return NotUnderstood(str(error))
    why = error.__cause__ or error  # what the system said of it says more
    return Unreachable(f"{type(error).__name__}: {why}", sent=error.sent)
