"""◉ aiohttp.web: listens, and carries calls to the front and answers back. May raise OSError."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Final

from aiohttp import HttpVersion10, HttpVersion11, web
from aiohttp.web_protocol import RequestPayloadError

from terminal_daemon.api.connection import Connection, Door
from terminal_daemon.api.exchange import Answer, Call
from terminal_daemon.api.gate import Gate
from terminal_daemon.api.limits import Limits, Seats
from terminal_daemon.api.problems import Kind, Problem, refused
from terminal_daemon.api.sockets import BACKLOG

_HANDSHAKE_S: Final = 5.0
_VERSIONS: Final = {HttpVersion10, HttpVersion11}

Answering = Callable[[Call], Awaitable[Answer]]


class Server:
    """Serves `answering` on sockets that it is given."""

    def __init__(self, answering: Answering, limits: Limits) -> None:
        self._limits = limits
        self._answering = answering
        self._door = Door(self._serve, limits)
        self._tcp = _gate_seats(limits, limits.connections)
        self._unix = _gate_seats(limits, limits.client_connections)
        self._servers: list[asyncio.Server] = []

    @property
    def connections(self) -> int:
        """How many there are."""
        return self._door.seats.taken

    async def listen(self, bound: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Serve a bound socket until close(); Raises OSError."""
        is_unix = bound.family == socket.AF_UNIX
        server = await asyncio.get_running_loop().create_server(
            self._door,
            sock=Gate(bound, self._unix if is_unix else self._tcp),
            ssl=tls,
            backlog=BACKLOG,
            ssl_handshake_timeout=None if tls is None else _HANDSHAKE_S,
        )
        self._servers.append(server)

    async def close(self, within_s: float) -> None:
        """Take no more connections, let calls under way finish in time, and end the rest."""
        for server in self._servers:
            server.close()
        self._door.pre_shutdown()
        await self._door.shutdown(within_s / 2)  # which it waits for twice

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        connection = request.protocol
        assert isinstance(connection, Connection)  # noqa: S101 - made by Door alone
        headers: dict[str, tuple[str, ...]] = {}
        for name, value in request.headers.items():
            headers[name.lower()] = (*headers.get(name.lower(), ()), value)
        call = Call(
            request.method,
            request.rel_url.raw_path,
            connection.peer,
            headers,
            request.rel_url.raw_query_string,
            receive=lambda: _receive(request, self._limits),
            line=connection.line,
        )
        if request.version not in _VERSIONS:
            return await self._send(request, Problem(Kind.MALFORMED, "speak HTTP/1.1").answer())
        return await self._send(request, await self._answering(call))

    async def _send(self, request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
        try:
            return await self._sent(request, answer)
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError("the client takes nothing") from None
        finally:
            answer.done()

    async def _sent(self, request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
        head = {"Content-Type": answer.content_type, **answer.headers}
        if answer.pieces is None:
            whole = web.Response(status=answer.status, body=answer.body, headers=head)
            await self._write(whole.prepare(request))
            await self._write(whole.write_eof())
            return whole
        stream = web.StreamResponse(status=answer.status, headers=head)
        async with aclosing(answer.pieces) as pieces:
            await self._write(stream.prepare(request))
            if request.method != "HEAD":
                async for piece in pieces:
                    await self._write(stream.write(piece))
            await self._write(stream.write_eof())
        return stream

    async def _write(self, writing: Awaitable[object]) -> None:
        async with asyncio.timeout(self._limits.write_s):
            await writing


def _gate_seats(limits: Limits, most: int) -> Seats:
    return Seats(most + limits.spare, limits.client_connections + limits.spare)


async def _receive(request: web.BaseRequest, limits: Limits) -> bytes:
    """Return the request's body. Raises Refused."""
    if request.headers.get("Content-Encoding"):
        raise refused(Kind.NOT_JSON, "a compressed body is not read")
    expected = request.headers.get("Expect", "").lower()
    if expected not in {"", "100-continue"}:
        raise refused(Kind.EXPECTATION_FAILED)
    if (request.content_length or 0) > limits.body_bytes:
        raise refused(Kind.TOO_LARGE, f"a body has at most {limits.body_bytes} bytes")
    body = b""
    try:
        async with asyncio.timeout(limits.body_s):
            if expected and request.transport is not None:
                request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > limits.body_bytes:
                    raise refused(Kind.TOO_LARGE, f"a body has at most {limits.body_bytes} bytes")
    except TimeoutError:
        raise refused(Kind.TIMED_OUT) from None
    except RequestPayloadError as error:
        raise refused(Kind.MALFORMED, "the body is not as its headers say") from error
    return body
