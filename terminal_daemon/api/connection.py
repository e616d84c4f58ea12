"""One connection's caller: who it is, and its requests as calls."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from terminal_daemon.api.body import received
from terminal_daemon.api.exchange import Answer, Call, Line, Peer
from terminal_daemon.api.limits import Limits, Rows
from terminal_daemon.api.peers import peer_of
from terminal_daemon.api.problems import Kind, Problem
from terminal_daemon.web.errors import MalformedError
from terminal_daemon.web.message import Request, Response
from terminal_daemon.web.plug import Plug

_log: Final = logging.getLogger(__name__)

Answering = Callable[[Call], Awaitable[Answer]]


class Connection:
    """A caller that sits on one of the seats."""

    __slots__ = ("_answering", "_limits", "_line", "_peer", "_seats")

    def __init__(self, peer: Peer, seats: Rows, answering: Answering, limits: Limits) -> None:
        self._peer = peer
        self._seats = seats
        self._answering = answering
        self._limits = limits
        self._line = Line()

    async def answer(self, request: Request) -> Response:
        """Let the call be answered."""
        limits = self._limits
        call = Call(
            request.method,
            request.path,
            self._peer,
            request.headers,
            request.query,
            receive=lambda: received(request, limits),
            line=self._line,
        )
        return response_of(await self._answering(call))

    def malformed(self, why: MalformedError) -> Response:
        """Return the problem document of what is no HTTP."""
        _log.debug("api: malformed request from %s: %s", self._peer.name, why)
        return refusal(Kind.MALFORMED)

    def bug(self, bug: Exception) -> Response:
        """Return the problem document of a mistake of ours."""
        _log.error("api: a bug", exc_info=bug)
        return refusal(Kind.BUG)

    def left(self) -> None:
        """Give the seat back, and wake whoever waits on behalf of who is gone."""
        self._line.hang_up()
        self._seats.leave(self._peer)


def peer_at(plug: Plug) -> Peer:
    """Return who is at the other end."""
    tls = plug.about("ssl_object") is not None
    return peer_of(plug.about("peername"), plug.about("sockname"), tls=tls)


def response_of(answer: Answer) -> Response:
    """Return the answer as it goes over the wire."""
    headers = {"Content-Type": answer.content_type, **answer.headers}
    return Response(answer.status, headers, answer.body, answer.pieces, done=answer.done)


def refusal(kind: Kind, **headers: str) -> Response:
    """Return the problem document of what comes before any route."""
    told = Problem(kind, headers={"Server": "terminal-daemon", **headers})
    return response_of(told.answer())
