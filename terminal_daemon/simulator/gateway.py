"""Serves the simulated bank over HTTP on loopback. May raise OSError: the port is taken."""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, Callable
from types import TracebackType
from typing import Final, Self

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.behaviour import GatewayError
from terminal_daemon.simulator.bodies import How, Response, error
from terminal_daemon.web import message
from terminal_daemon.web.errors import CutOffError, MalformedError, TooLongError
from terminal_daemon.web.plug import Plug
from terminal_daemon.web.serving import Server
from terminal_daemon.web.visit import Pace

_log = logging.getLogger(__name__)

_BASE: Final = "/paygate/merchant_info"
_MOST_BYTES: Final = 64 * 1024
_SHOWN_TYPE: Final = 60
_BYTE_EVERY_S: Final = 0.0002
_PACE: Final = Pace(head_s=3600.0, write_s=20.0)
_SHUTDOWN_S: Final = 0.1
_BAD_REQUEST, _NOT_FOUND, _NOT_ALLOWED, _TOO_LARGE, _BUG = 400, 404, 405, 413, 500


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
        self._tasks: Final = asyncio.TaskGroup()
        self._server: Final = Server(self._admit, self._tasks, _PACE)
        self._clients: Final[set[_Client]] = set()

    @property
    def url(self) -> str:
        """The base URL to configure: "http://127.0.0.1:PORT/paygate/merchant_info"."""
        return f"http://{self._host}:{self._port}{_BASE}"

    async def __aenter__(self) -> Self:
        bound = socket.create_server((self._host, self._port))
        self._port = bound.getsockname()[1]
        await self._tasks.__aenter__()
        await self._server.listen(bound)
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for client in self._clients:
            client.over.set()
        await self._server.close(_SHUTDOWN_S)
        await self._tasks.__aexit__(None, None, None)  # why the block ended is not its business

    def _admit(self, _plug: Plug) -> "_Client":
        client = _Client(self._answered, self._clients)
        self._clients.add(client)
        return client

    def _answered(self, path: str, content_type: str, body: bytes) -> Response:
        if content_type == "application/json":
            response = self._bank.answer(path, body, asyncio.get_running_loop().time())
        else:
            sent = ascii(content_type)[:_SHOWN_TYPE]
            told = GatewayError(100, f"Content-Type: {sent}, 应为 application/json")
            response = error(told)
        _log.debug("%s %s", path, response.note)
        if self._on_answer is not None:
            self._on_answer(path, response)
        return response


class _Client:
    """Whoever calls on one connection."""

    def __init__(
        self, answered: Callable[[str, str, bytes], Response], all_of_them: "set[_Client]"
    ) -> None:
        self._answered = answered
        self._all = all_of_them
        self.over = asyncio.Event()
        """The client is gone, or the gateway closes: nothing is held any longer."""

    async def answer(self, request: message.Request) -> message.Response:
        base, _, call = request.path.rpartition("/")
        if base != _BASE or not call:
            return message.Response(_NOT_FOUND)
        if request.method != "POST":
            return message.Response(_NOT_ALLOWED, {"Allow": "POST"})
        sent = request.headers.get("content-type", ("",))[0]
        try:
            body = await request.receive(_MOST_BYTES)
        except TooLongError:
            return message.Response(_TOO_LARGE)
        except MalformedError:
            return message.Response(_BAD_REQUEST)
        content_type = sent.partition(";")[0].strip().lower()
        return await self._sent(self._answered(f"/{call}", content_type, body))

    def malformed(self, _why: MalformedError) -> message.Response:
        return message.Response(_BAD_REQUEST)

    def bug(self, bug: Exception) -> message.Response:
        _log.error("the simulated gateway has a bug", exc_info=bug)
        return message.Response(_BUG)

    def left(self) -> None:
        self.over.set()
        self._all.discard(self)

    async def _sent(self, told: Response) -> message.Response:
        headers = {"Content-Type": f"{told.content_type}; charset=utf-8"}
        length = len(told.body)
        match told.how:
            case How.WHOLE:
                return message.Response(told.status, headers, told.body)
            case How.HELD:
                await self.over.wait()
                raise CutOffError("held until nobody waited")
            case How.RESET:
                pieces = _half(told.body)
            case How.BYTE_BY_BYTE:
                pieces = _trickle(told.body)
        return message.Response(told.status, headers, pieces=pieces, length=length)


async def _half(body: bytes) -> AsyncGenerator[bytes]:
    yield body[: len(body) // 2]
    raise CutOffError("in the middle of an answer")


async def _trickle(body: bytes) -> AsyncGenerator[bytes]:
    for position in range(len(body)):
        yield body[position : position + 1]
        await asyncio.sleep(_BYTE_EVERY_S)
