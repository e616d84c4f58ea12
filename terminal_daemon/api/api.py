"""The whole API: builds its parts, listens wherever it can, and ends before the terminal does."""

import asyncio
import logging
import secrets
import ssl
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from terminal_daemon.api.access import Access
from terminal_daemon.api.doors import Terminal
from terminal_daemon.api.exchange import Route
from terminal_daemon.api.front import Front
from terminal_daemon.api.hosts import hosts_from
from terminal_daemon.api.images import Screenshots
from terminal_daemon.api.limits import Limits, Rate
from terminal_daemon.api.log_in import LogIn
from terminal_daemon.api.looks import Looks
from terminal_daemon.api.pages import File, Pages, read_pages
from terminal_daemon.api.representation import Members, panel_size, terminal_members
from terminal_daemon.api.routing import Routing
from terminal_daemon.api.server import Server
from terminal_daemon.api.sessions import Sessions
from terminal_daemon.api.sockets import Listener, bind
from terminal_daemon.config.addresses import is_unix
from terminal_daemon.config.model import Config, Language
from terminal_daemon.values.moment import UnixSeconds

_log: Final = logging.getLogger(__name__)

_CLOSE_WITHIN_S: Final = 0.4
_AGAIN_AFTER_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
_NAME_BYTES: Final = 32
_RUN_BYTES: Final = 4


class Api:
    """Serves one terminal; `extra` are routes of the caller's own, for the demo."""

    def __init__(
        self,
        config: Config,
        terminal: Terminal,
        started_at: UnixSeconds,
        extra: Sequence[Route] = (),
        limits: Limits | None = None,
    ) -> None:
        self._config = config
        self._terminal = terminal
        self._started_at = started_at
        self._extra = extra
        self._limits = limits or Limits()
        self._server: Server | None = None
        self._listeners: list[Listener] = []
        self._missing = list(config.api.listen)
        self._again: asyncio.Task[None] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it listens now: "unix:/path", "127.0.0.1:8900"."""
        return tuple(listener.address for listener in self._listeners)

    async def start(self, tasks: asyncio.TaskGroup) -> None:
        """Listen where it can; an address that fails is said in the log and tried again."""
        files = await asyncio.to_thread(read_pages)
        self._server = Server(self._front(files).answer, self._limits)
        await self._listen(self._server, logging.WARNING)
        if self._missing:
            self._again = tasks.create_task(self._listen_again(self._server), name="api")

    async def close(self) -> None:
        """Answer no more calls, and end the streams; take the unix socket away."""
        if self._again is not None:
            self._again.cancel()
        if self._server is not None:
            await self._server.close(_CLOSE_WITHIN_S)
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
            try:
                tls = None if is_unix(address) else await asyncio.to_thread(self._tls)
                listeners = await asyncio.to_thread(bind, address)
                for listener in listeners:
                    await server.listen(listener.socket, tls)
            except OSError as error:
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
        context.load_cert_chain(api.tls_cert, api.tls_key)
        return context

    def _front(self, files: Mapping[str, File]) -> Front:
        config, bulletin = self._config, self._terminal.bulletin
        clock = asyncio.get_running_loop().time
        usual = config.terminal.language
        access = Access(config.token, Sessions(partial(secrets.token_urlsafe, _NAME_BYTES)), clock)
        screenshots = Screenshots(bulletin, usual, panel_size(config))

        def terminal(language: Language) -> Members:
            return terminal_members(bulletin, config, self._started_at, language)

        looks = Looks(terminal, screenshots, usual, secrets.token_hex(_RUN_BYTES))
        routes = (
            *looks.routes(),
            *LogIn(access).routes(),
            *Pages(files).routes(),
            *self._extra,
        )
        return Front(
            Routing(routes),
            access,
            hosts_from(config.api.listen, config.api.hosts),
            config.api.cors_origins,
            Rate(self._limits.requests_per_s),
            clock,
        )
