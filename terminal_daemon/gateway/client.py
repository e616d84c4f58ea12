"""The gateway's HTTP: a few kept connections, one POST a call, never repeated by itself.

post() raises nothing for the network's sake.
"""

import asyncio
import logging
import ssl
from types import TracebackType
from typing import Final, Self

from terminal_daemon.gateway.address import host_and_port, own_address
from terminal_daemon.gateway.replies import Answer, Failure, http_date
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.web.client_pool import Pool
from terminal_daemon.web.dial import Dialler
from terminal_daemon.web.exchange import RequestHead
from terminal_daemon.web.no_reply import ConnectionLost, NoReply, NotHttp, TimedOut, TooLarge
from terminal_daemon.web.place import origin_of, target_of
from terminal_daemon.web.unpacking import unpacked

_log = logging.getLogger(__name__)

_LONGEST_BODY: Final = 256 * 1024  # bytes, packed and unpacked
_KEPT_S: Final = 300.0  # less would make most sales open a new connection
_CONNECTIONS: Final = 4  # the counter's call, one of the background, a probe, one to spare
_HTTP_OK: Final = 200
_FIELDS: Final = (
    ("Content-Type", "application/json"),
    ("Accept", "application/json"),
    ("Accept-Encoding", "identity"),
    ("User-Agent", "terminal-daemon"),
)
_DOUBTS: Final[dict[type[NoReply], Doubt]] = {
    ConnectionLost: Doubt.CONNECTION_LOST,
    TimedOut: Doubt.TIMED_OUT,
    NotHttp: Doubt.MALFORMED,
    TooLarge: Doubt.TOO_LARGE,
}


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

        Without `tls` the system's certificates count.
        """
        self._url = url.rstrip("/")
        self._connect_s = connect_timeout_s
        self._reply_s = reply_timeout_s
        # the reply's time starts anew with every byte; this does not
        self._whole_s = whole_timeout_s or connect_timeout_s + reply_timeout_s
        self._origin = origin_of(self._url)
        self._tls = tls
        self._heads: dict[str, RequestHead] = {}
        self._pool: Pool | None = None

    async def __aenter__(self) -> Self:
        """Make ready; the first post opens the connection."""
        dialler = Dialler(self._origin, self._tls)
        self._pool = Pool(dialler, most=_CONNECTIONS, kept_s=_KEPT_S)
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
        try:
            return await self._exchange(self._head_of(path), body)
        except NoReply as failure:
            _log.debug("no answer: %s, any_byte_sent=%s", failure.detail, failure.sent)
            return Failure(failure.sent, _DOUBTS[type(failure)], failure.detail)

    async def own_address(self) -> str:
        """Return this machine's address on the way to the gateway."""
        return await own_address(*host_and_port(self._url))

    async def _exchange(self, head: RequestHead, body: bytes) -> Answer | Failure:
        pool, now = self._opened(), asyncio.get_running_loop().time()
        until = now + self._whole_s
        connection = await pool.take(min(until, now + self._connect_s))
        try:
            connection.ask(head, body, quiet_s=self._reply_s, until=until)
            reply = await connection.head()
            if reply.status != _HTTP_OK:
                return Failure(True, Doubt.HTTP_STATUS, str(reply.status))
            whole = await connection.body(_LONGEST_BODY)
        finally:
            pool.give_back(connection)
        whole = unpacked(whole, reply.field(b"content-encoding"), _LONGEST_BODY)
        return Answer(whole, http_date(reply.field(b"date")))

    def _head_of(self, path: str) -> RequestHead:
        if path not in self._heads:
            fields = (("Host", self._origin.said), *_FIELDS)
            self._heads[path] = RequestHead("POST", target_of(self._url + path), fields)
        return self._heads[path]

    def _opened(self) -> Pool:
        if self._pool is None:
            raise RuntimeError("the client is used outside `async with`")
        return self._pool
