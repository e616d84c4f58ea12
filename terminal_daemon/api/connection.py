"""◉ aiohttp.web: one connection, counted, with problem documents where aiohttp has pages."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from terminal_daemon.api.exchange import Line, Peer
from terminal_daemon.api.limits import Limits, Rows
from terminal_daemon.api.peers import ON_THIS_MACHINE, peer_of
from terminal_daemon.api.problems import PROBLEM, Kind, Problem

_log: Final = logging.getLogger(__name__)

_LINGER_S: Final = 1.0  # the rest of a refused body is read so long, so that the answer arrives
_MOST_HEADERS: Final = 64
_LONGEST_LINE: Final = 4096  # bytes of a request line, or of a header
_MALFORMED: Final = 400
_MOST_UNSENT: Final = 32 * 1024  # bytes; more, and the writer waits

Serving = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Connection(web.RequestHandler):
    """A connection that knows its peer and when it is gone."""

    __slots__ = ("_seated", "_seats", "line", "peer")

    def __init__(self, door: "Door", seats: Rows, limits: Limits) -> None:
        super().__init__(
            door,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=limits.head_s,
            logger=_log,
            access_log=None,  # type: ignore[arg-type] # as its own runner does
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
            lingering_time=_LINGER_S,
            auto_decompress=False,
        )
        self._seats = seats
        self._seated = False
        self.peer: Peer = ON_THIS_MACHINE
        self.line = Line()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a seat, or say that there is none and leave."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a stream
        tls = transport.get_extra_info("ssl_object") is not None
        names = (transport.get_extra_info(name) for name in ("peername", "sockname"))
        self.peer = peer_of(*names, tls=tls)
        self._seated = self._seats.take(self.peer)
        if not self._seated:
            transport.write(_turned_away())
            transport.close()
            self.force_close()  # reads nothing of it any more
            return
        transport.set_write_buffer_limits(high=_MOST_UNSENT)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give the seat back."""
        self.line.hang_up()
        if self._seated:
            self._seats.leave(self.peer)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp's words, which may repeat the request
    ) -> web.StreamResponse:
        """Return the problem document of what is no HTTP, or of a bug of ours."""
        if request.writer.output_size > 0 or isinstance(exc, ConnectionError):
            raise ConnectionResetError("the answer broke off")
        if status == _MALFORMED:
            _log.debug("api: malformed request from %s: %s", self.peer.name, type(exc).__name__)
            problem = Problem(Kind.MALFORMED)
        else:
            _log.error("api: a bug", exc_info=exc)
            problem = Problem(Kind.BUG)
        head = {"Content-Type": PROBLEM, "Server": "terminal-daemon"}
        response = web.Response(status=problem.kind.status, body=problem.document(), headers=head)
        response.force_close()
        return response


class Door(web.Server):
    """Makes a Connection of every socket that comes in."""

    def __init__(self, serving: Serving, limits: Limits) -> None:
        super().__init__(serving)
        self.seats = Rows(limits)
        self._limits = limits

    def __call__(self) -> web.RequestHandler:
        """Return the protocol of a new connection."""
        return Connection(self, self.seats, self._limits)


def _turned_away() -> bytes:
    problem = Problem(Kind.TOO_MANY_CONNECTIONS)
    body = problem.document()
    head = (
        f"HTTP/1.1 {problem.kind.status} Busy\r\nContent-Type: {PROBLEM}\r\n"
        f"Content-Length: {len(body)}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
