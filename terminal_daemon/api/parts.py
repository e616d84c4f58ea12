"""The parts of the API, put together for one terminal."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from terminal_daemon.api.access import Access
from terminal_daemon.api.books import Books
from terminal_daemon.api.days import Days
from terminal_daemon.api.doors import Ledger, Reader, Terminal
from terminal_daemon.api.events import Events
from terminal_daemon.api.exchange import Route
from terminal_daemon.api.feed import Feed
from terminal_daemon.api.front import Front
from terminal_daemon.api.hosts import hosts_from
from terminal_daemon.api.images import Screenshots
from terminal_daemon.api.limits import Limits, Rate, Seats
from terminal_daemon.api.log_in import LogIn
from terminal_daemon.api.looks import Looks
from terminal_daemon.api.openapi import document
from terminal_daemon.api.pages import File, Pages
from terminal_daemon.api.receipts import Receipting
from terminal_daemon.api.refunds import Refunding
from terminal_daemon.api.representation import Members, panel_size, terminal_members
from terminal_daemon.api.routing import Routing
from terminal_daemon.api.sales import Sales
from terminal_daemon.api.server import Server
from terminal_daemon.api.sessions import Sessions
from terminal_daemon.api.tallies import Tallies
from terminal_daemon.config.model import Config, Language
from terminal_daemon.config.time_zones import zone_name, zone_of
from terminal_daemon.receipts.slip import shop_of
from terminal_daemon.terminal.doors import Clock
from terminal_daemon.values.business_day import BusinessDays
from terminal_daemon.values.moment import UnixSeconds

_NAME_BYTES: Final = 32
_RUN_BYTES: Final = 4


class Parts:
    """Everything between the server and the terminal."""

    def __init__(
        self,
        config: Config,
        terminal: Terminal,
        reader: Reader,
        clock: Clock,
        limits: Limits,
        extra: Sequence[Route],
        ledger: Ledger | None,
    ) -> None:
        """Without a `ledger` no day can be closed."""
        self._config = config
        self._terminal = terminal
        self._reader = reader
        self._clock = clock
        self._extra = extra
        self._zone = zone_of(config.terminal.time_zone)
        self._ledger = ledger
        self._started_at = self._wall()
        self._rate = Rate(limits.requests_per_s)
        self._streams = Seats(limits.streams, limits.client_streams)
        self._answers = Counter[int]()
        sessions = Sessions(partial(secrets.token_urlsafe, _NAME_BYTES))
        clock_s = asyncio.get_running_loop().time
        self._access = Access(config.token, sessions, clock_s, config.refund_token)
        self.feed = Feed(reader, terminal.bulletin)
        self.server: Server | None = None
        """Set once it is there, for it serves the front."""

    def front(self, files: Mapping[str, File]) -> Front:
        """Return what every call passes; `files` are the page's."""
        config = self._config
        return Front(
            Routing(self._routes(files)),
            self._access,
            hosts_from(config.api.listen, config.api.hosts),
            config.api.cors_origins,
            self._rate,
            asyncio.get_running_loop().time,
            self._answers,
        )

    def _routes(self, files: Mapping[str, File]) -> list[Route]:
        terminal, reader, config = self._terminal, self._reader, self._config
        usual, maximum = config.terminal.language, config.amount.maximum
        screenshots = Screenshots(terminal.bulletin, usual, panel_size(config))
        days = BusinessDays(self._zone, config.terminal.day_begins)
        run = secrets.token_hex(_RUN_BYTES)
        looks = Looks(
            terminal, self._doing, self._tallies, screenshots, usual, document(maximum), run
        )
        events = Events(self.feed, reader, terminal.bulletin, self._doing, usual, self._streams)
        return [
            *Books(reader, days, self._wall, usual).routes(),
            *Sales(terminal, reader, self.feed, self._wall, usual, maximum).routes(),
            *Refunding(terminal, reader, self.feed, self._access, self._wall, usual).routes(),
            *Receipting(reader, terminal, shop_of(config), usual).routes(),
            *self._closing(days),
            *events.routes(),
            *looks.routes(),
            *LogIn(self._access).routes(),
            *Pages(files).routes(),
            *self._extra,
        ]

    def _closing(self, days: BusinessDays) -> tuple[Route, ...]:
        if self._ledger is None:
            return ()
        return Days(self._terminal, self._reader, self._ledger, days, self._wall).routes()

    def _doing(self, language: Language) -> Members:
        bulletin = self._terminal.bulletin
        zone = zone_name(self._zone)
        return terminal_members(bulletin, self._config, zone, self._started_at, language)

    def _tallies(self) -> Tallies:
        connections = 0 if self.server is None else self.server.connections
        wrong = self._access.guesses.wrong
        return Tallies(dict(self._answers), wrong, connections, self._streams.taken)

    def _wall(self) -> UnixSeconds:
        return self._clock.now().unix
