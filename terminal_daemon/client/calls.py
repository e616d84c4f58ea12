"""How a call is made: again where that can do no harm, and by its key where it begins something."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Final, Self, TypeVar

from terminal_daemon.client.address import address_of
from terminal_daemon.client.beginning import FAILURES, Beginning
from terminal_daemon.client.errors import NotNow, TerminalFault, Unreachable
from terminal_daemon.client.line import Asked, Line
from terminal_daemon.client.members import Members
from terminal_daemon.client.pauses import pauses
from terminal_daemon.client.replies import Reply, understood
from terminal_daemon.values.secret import Secret

T = TypeVar("T")

_TRY_S: Final = 10.0
_LEAST_S: Final = 0.1


class Calls:
    """A line to one terminal, and how long to try."""

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        tls: ssl.SSLContext | None = None,
        language: str | None = None,
        within_s: float = 30.0,
    ) -> None:
        """Take for example "unix:/run/terminal-daemon/api.sock" or "https://till:8900".

        `tls` trusts a certificate of the shop's own; `language` is "zh-CN" or "en". Raises
        ValueError: this is no address.
        """
        secret = None if token is None else Secret(token)
        self._line = Line(address_of(address), secret, tls, language)
        self._within_s = within_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; no sale is changed by that."""
        await self._line.close()

    async def _begun(self, asked: Asked, beginning: Beginning) -> Members:
        """Ask until something began, or it is known that nothing did. Raises ClientError."""
        until, waiting = self._now() + self._within_s, pauses()
        while True:
            try:
                return understood(await self._line.ask(asked, self._try_s(until)))
            except FAILURES as failure:
                pause_s = beginning.failed(failure)
            pause_s = max(pause_s, next(waiting))
            if self._now() + pause_s >= until:
                raise beginning.given_up()
            await asyncio.sleep(pause_s)

    async def _asked(
        self, asked: Asked, until: float, longer_s: float = 0.0, *, harmless: bool = True
    ) -> Members:
        """Ask, and ask again where nothing came of it; not harmless: only if it never arrived."""
        return await self._read(understood, asked, until, longer_s, harmless=harmless)

    async def _read(
        self,
        read: Callable[[Reply], T],
        asked: Asked,
        until: float,
        longer_s: float = 0.0,
        *,
        harmless: bool = True,
    ) -> T:
        """As above, for what `read` makes of the answer."""
        waiting = pauses()
        while True:
            try:
                return read(await self._line.ask(asked, longer_s + self._try_s(until)))
            except (Unreachable, NotNow, TerminalFault) as failure:
                refused_s = failure.retry_after_s if isinstance(failure, NotNow) else 0.0
                arrived = not isinstance(failure, Unreachable | NotNow) or (
                    isinstance(failure, Unreachable) and failure.sent
                )
                pause_s = max(refused_s, next(waiting))
                if (arrived and not harmless) or self._now() + pause_s >= until:
                    raise
            await asyncio.sleep(pause_s)

    def _until(self) -> float:
        return self._now() + self._within_s

    def _try_s(self, until: float) -> float:
        return min(_TRY_S, max(until - self._now(), _LEAST_S))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
