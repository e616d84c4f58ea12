"""The door to the gateway's HTTP: one kept connection, one POST a call, never repeated by itself.

post() raises nothing for the network's sake.
"""

import asyncio
import logging
import socket
import ssl
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection

from terminal_daemon.gateway.address import host_and_port, own_address, resolve
from terminal_daemon.gateway.replies import Answer, Failure, http_date
from terminal_daemon.sale.reason import Doubt

_log = logging.getLogger(__name__)

_LONGEST_BODY: Final = 256 * 1024  # bytes, after decompression
_CHUNK: Final = 16 * 1024
_KEEP_ALIVE_S: Final = 300.0  # aiohttp's 15 s would make most sales open a new connection
_CONNECTIONS: Final = 4  # the counter's call, one of the background, a probe, one to spare
_HTTP_OK: Final = 200
_HEADERS: Final = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "User-Agent": "terminal-daemon",
}


class _Body(aiohttp.BytesPayload):
    """What one POST sends."""

    on_the_way = False
    """It was given a connection, so from here on a byte of it may have left."""


class GatewayClient:
    """Posts to the gateway. An async context manager; post() only inside it."""

    def __init__(
        self,
        url: str,
        *,
        connect_timeout_s: float,
        reply_timeout_s: float,
        whole_timeout_s: float | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`url` ends before the call's path; the whole exchange may last connect plus reply.

        Without `tls` the system's certificates count, as aiohttp has read them when it was loaded:
        reading them again takes a tenth of the start and a MiB.
        """
        self._url = url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(
            total=None, connect=connect_timeout_s, sock_read=reply_timeout_s
        )
        # sock_read starts anew with every byte; this does not
        self._whole_s = whole_timeout_s or connect_timeout_s + reply_timeout_s
        self._tls: ssl.SSLContext | bool = tls or True
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Make ready; the first post opens the connection."""
        connector = aiohttp.TCPConnector(
            ssl=self._tls,
            limit=_CONNECTIONS,
            keepalive_timeout=_KEEP_ALIVE_S,
            resolver=_Resolver(),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=self._timeout,
            headers=_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=_Request,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._opened().close()

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        """Post the body to `path` below the gateway's URL; never raises for the network's sake."""
        sent = _Body(body)
        try:
            async with asyncio.timeout(self._whole_s):
                return await self._exchange(path, sent)
        except TimeoutError as error:
            return _failure(sent, Doubt.TIMED_OUT, error)
        except aiohttp.ClientResponseError as error:
            return _failure(sent, Doubt.MALFORMED, error)
        except (aiohttp.ClientError, OSError) as error:
            return _failure(sent, Doubt.CONNECTION_LOST, error)

    async def own_address(self) -> str:
        """Return this machine's address on the way to the gateway."""
        return await own_address(*host_and_port(self._url))

    async def _exchange(self, path: str, body: _Body) -> Answer | Failure:
        async with self._opened().post(
            self._url + path, data=body, allow_redirects=False
        ) as response:
            if response.status != _HTTP_OK:
                response.close()
                return Failure(True, Doubt.HTTP_STATUS, str(response.status))
            whole = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                whole += chunk
                if len(whole) > _LONGEST_BODY:
                    response.close()
                    return Failure(True, Doubt.TOO_LARGE)
            return Answer(bytes(whole), http_date(response.headers.get("Date", "")))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is used outside `async with`")
        return self._session


class _SpokeUnaskedError(aiohttp.ClientConnectionError):
    """The connection holds an answer before anything was asked; not a byte of ours left."""


class _Request(aiohttp.ClientRequest):
    """Is sent only on a silent connection: what came unasked would be read as its own answer."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        if conn.protocol is None or conn.protocol.should_close:
            raise _SpokeUnaskedError
        body = self.body
        if not isinstance(body, _Body):
            raise TypeError("nobody would know that a byte of this may have left")
        body.on_the_way = True
        return await super().send(conn)


class _Resolver(AbstractResolver):
    """Ours, since aiohttp's waits in the loop's executor and so holds up the process's end."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address.host,
                port=port,
                family=address.family,
                proto=address.proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in await resolve(host, port, family)
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _failure(body: _Body, doubt: Doubt, error: Exception) -> Failure:
    detail = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        detail = f"{detail}: {type(error.os_error).__name__}"
    _log.debug("no answer: %s, any_byte_sent=%s", detail, body.on_the_way)
    return Failure(body.on_the_way, doubt, detail)
