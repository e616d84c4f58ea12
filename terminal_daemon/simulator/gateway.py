"""Serves the simulated bank over HTTP on loopback. May raise OSError: the port is taken."""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from aiohttp import web

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.behaviour import GatewayError
from terminal_daemon.simulator.bodies import How, Response, error

_log = logging.getLogger(__name__)

_BASE: Final = "/paygate/merchant_info"
_MOST_BYTES: Final = 64 * 1024
_SHOWN_TYPE: Final = 60
_BYTE_EVERY_S: Final = 0.0002
_SHUTDOWN_S: Final = 0.1
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: RST


class SimulatedGateway:
    """A context manager: listens while it is entered. The loop's clock is the bank's.

    `on_answer(path, response)` hears of every answer, for those who print them.
    """

    def __init__(
        self,
        bank: Bank,
        host: str = "127.0.0.1",
        port: int = 0,
        on_answer: Callable[[str, Response], None] | None = None,
    ) -> None:
        self._bank: Final = bank
        self._host: Final = host
        self._port = port
        self._on_answer: Final = on_answer
        self._closing: Final = asyncio.Event()
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_post(f"{_BASE}/{{call}}", self._serve)
        self._runner: Final = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            handler_cancellation=True,  # a client that gives up ends its held request
            shutdown_timeout=_SHUTDOWN_S,
        )

    @property
    def url(self) -> str:
        """The base URL to configure: "http://127.0.0.1:PORT/paygate/merchant_info"."""
        return f"http://{self._host}:{self._port}{_BASE}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = f"/{request.match_info['call']}"
        response = await self._answered(request, path)
        _log.debug("%s %s", path, response.note)
        if self._on_answer is not None:
            self._on_answer(path, response)
        match response.how:
            case How.WHOLE:
                return web.Response(
                    status=response.status,
                    body=response.body,
                    content_type=response.content_type,
                    charset="utf-8",
                )
            case How.HELD:
                return await self._hold(request)
            case How.RESET:
                return await self._reset(request, response)
            case How.BYTE_BY_BYTE:
                return await self._trickle(request, response)

    async def _answered(self, request: web.Request, path: str) -> Response:
        if request.content_type != "application/json":
            sent = ascii(request.content_type)[:_SHOWN_TYPE]
            return error(GatewayError(100, f"Content-Type: {sent}, 应为 application/json"))
        body = await request.read()
        return self._bank.answer(path, body, asyncio.get_running_loop().time())

    async def _hold(self, request: web.Request) -> web.StreamResponse:
        await self._closing.wait()
        _abort(request)
        return web.Response()

    async def _reset(self, request: web.Request, response: Response) -> web.StreamResponse:
        stream = await _begun(request, response)
        await stream.write(response.body[: len(response.body) // 2])
        _abort(request)
        return stream

    async def _trickle(self, request: web.Request, response: Response) -> web.StreamResponse:
        stream = await _begun(request, response)
        for position in range(len(response.body)):
            await stream.write(response.body[position : position + 1])
            await asyncio.sleep(_BYTE_EVERY_S)
        await stream.write_eof()
        return stream


async def _begun(request: web.Request, response: Response) -> web.StreamResponse:
    stream = web.StreamResponse(status=response.status)
    stream.content_type = response.content_type
    stream.content_length = len(response.body)
    await stream.prepare(request)
    return stream


def _abort(request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    plug = transport.get_extra_info("socket")
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
