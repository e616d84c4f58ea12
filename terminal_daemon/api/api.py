"""The whole API: listens wherever it can, and ends before the terminal does."""

import asyncio
import logging
import ssl
from collections.abc import Sequence
from typing import Final

from terminal_daemon.api.doors import Ledger, Reader, Terminal
from terminal_daemon.api.exchange import Route
from terminal_daemon.api.limits import Limits
from terminal_daemon.api.pages import read_pages
from terminal_daemon.api.parts import Parts
from terminal_daemon.api.server import Server
from terminal_daemon.api.sockets import Listener, bind
from terminal_daemon.config.addresses import is_unix
from terminal_daemon.config.model import Config
from terminal_daemon.terminal.doors import Clock

_log: Final = logging.getLogger(__name__)

_CLOSE_WITHIN_S: Final = 0.4
_AGAIN_AFTER_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)


class Api:
    """Serves one terminal; `extra` are routes of the caller's own, for the demo."""

    def __init__(
        self,
        config: Config,
        terminal: Terminal,
        reader: Reader,
        clock: Clock,
        extra: Sequence[Route] = (),
        limits: Limits | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._config = config
        self._limits = limits or Limits(requests_per_s=config.api.requests_per_second)
        self._parts = Parts(config, terminal, reader, clock, self._limits, extra, ledger)
        self._server: Server | None = None
        self._listeners: list[Listener] = []
        self._missing = list(config.api.listen)
        self._running: list[asyncio.Task[None]] = []

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it listens now: "unix:/path", "127.0.0.1:8900"."""
        return tuple(listener.address for listener in self._listeners)

    async def start(self, tasks: asyncio.TaskGroup) -> None:
        """Listen where it can; an address that fails is said in the log and tried again."""
        files = await asyncio.to_thread(read_pages)
        await self._parts.feed.catch_up()
        self._server = Server(self._parts.front(files).answer, self._limits, tasks)
        self._parts.server = self._server
        self._running.append(tasks.create_task(self._parts.feed.run(), name="feed"))
        await self._listen(self._server, logging.WARNING)
        if self._missing:
            self._running.append(tasks.create_task(self._listen_again(self._server), name="api"))

    async def close(self) -> None:
        """Answer no more calls, and end the streams; take the unix socket away."""
        self._parts.feed.end()
        if self._server is not None:
            await self._server.close(_CLOSE_WITHIN_S)
        for task in self._running:
            task.cancel()
        for listener in self._listeners:
            listener.close()

    async def _listen_again(self, server: Server) -> None:
        tries = 0
        while self._missing:
            await asyncio.sleep(_AGAIN_AFTER_S[min(tries, len(_AGAIN_AFTER_S) - 1)])
            await self._listen(server, logging.DEBUG)
            tries += 1

    async def _listen(self, server: Server, level: int) -> None:
        for address in tuple(self._missing):
            listeners: tuple[Listener, ...] = ()
            try:
                tls = None if is_unix(address) else await asyncio.to_thread(self._tls)
                listeners = await asyncio.to_thread(bind, address)
                for listener in listeners:
                    await server.listen(listener.socket, tls)
            except OSError as error:
                for listener in listeners:
                    listener.close()
                _log.log(level, "api: cannot listen at %s: %s", address, error.strerror or error)
            else:
                self._missing.remove(address)
                self._listeners += listeners
                _log.info("api: listening at %s", address)

    def _tls(self) -> ssl.SSLContext | None:
        """Return what TCP is wrapped in. Raises OSError, as ssl's own errors are."""
        api = self._config.api
        if api.tls_cert is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(api.tls_cert, api.tls_key, password="")  # ask nobody for one
        return context
