"""◉ aiohttp: the line to one terminal. Raises Unreachable."""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

import aiohttp

from terminal_daemon.client.address import Address
from terminal_daemon.client.errors import Unreachable
from terminal_daemon.client.replies import Reply, refusal_of
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.secret import Secret

_CONNECT_S: Final = 5.0
_KEEP_S: Final = 10.0  # the terminal closes an idle connection after 15 s
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
        self._address = address
        self._tls = tls
        self._headers = {} if token is None else {"Authorization": f"Bearer {token.reveal()}"}
        if language is not None:
            self._headers["Accept-Language"] = language
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, asked: Asked, within_s: float) -> Reply:
        """Return the answer, whole. Raises Unreachable."""
        timeout = aiohttp.ClientTimeout(total=max(within_s, 0.001), sock_connect=_CONNECT_S)
        try:
            async with self._request(asked, timeout) as answer:
                return await _reply(answer)
        except (aiohttp.ClientError, OSError) as error:
            raise _unreachable(error) from error

    @asynccontextmanager
    async def listen(self, asked: Asked, quiet_s: float) -> AsyncIterator[AsyncIterator[bytes]]:
        """Give the pieces of an answer that does not end; quiet for so long, it is lost.

        Raises Unreachable, Refused, NotUnderstood; so does the iterator.
        """
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_S, sock_read=quiet_s)
        try:
            async with self._request(asked, timeout) as answer:
                if answer.status != _OK:
                    raise refusal_of(await _reply(answer))
                async with aclosing(_pieces(answer)) as pieces:
                    yield pieces
        except (aiohttp.ClientError, OSError) as error:
            raise _unreachable(error) from error

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _request(
        self, asked: Asked, timeout: aiohttp.ClientTimeout
    ) -> "aiohttp.client._RequestContextManager":
        if self._session is None:
            self._session = self._opened()
        return self._session.request(
            asked.method,
            self._address.url + asked.path,
            params=asked.query,
            headers=asked.headers,
            json=asked.body,
            timeout=timeout,
            allow_redirects=False,  # the token is for nobody else
        )

    def _opened(self) -> aiohttp.ClientSession:
        connector: aiohttp.BaseConnector
        if self._address.socket is not None:
            connector = aiohttp.UnixConnector(
                self._address.socket, limit=0, keepalive_timeout=_KEEP_S
            )
        else:
            tls = True if self._tls is None else self._tls
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_S, ssl=tls)
        jar = aiohttp.DummyCookieJar()
        return aiohttp.ClientSession(connector=connector, headers=self._headers, cookie_jar=jar)


async def _reply(answer: aiohttp.ClientResponse) -> Reply:
    body = await answer.read()
    after = answer.headers.get("Retry-After", "")
    return Reply(answer.status, answer.content_type, body, after)


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncGenerator[bytes]:
    async for piece in answer.content.iter_any():
        yield piece


def _unreachable(error: Exception) -> Unreachable:
    not_sent = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    sent = not isinstance(error, not_sent)
    return Unreachable(f"{type(error).__name__}: {error}".rstrip(": "), sent=sent)
