"""◉ sockets: names to addresses, off the event loop; raises OSError where a name has none.

Each look-up has a daemon thread of its own: a resolver that hangs on a dead network must hold up
neither a sale nor the end of the process, and the loop's own executor is waited for at the end.
"""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any, Final

from terminal_daemon.values.dataclass import dataclass

_log = logging.getLogger(__name__)

_FRESH_S: Final = 10.0
_WAIT_S: Final = 1.0  # for a resolver that hangs, where an older answer will do


@dataclass(frozen=True, slots=True)
class Address:
    """One address that a name stands for."""

    family: socket.AddressFamily
    proto: int
    place: tuple[Any, ...]
    """As sockets of this family take it."""

    @property
    def host(self) -> str:
        """Return it without the port."""
        return str(self.place[0])


Outcome = asyncio.Future[list[Address] | OSError]
"""Of a look-up; who stops waiting for it disturbs nobody else."""
Resolver = Callable[[str, int, socket.AddressFamily], Outcome]


def begin(host: str, port: int, family: socket.AddressFamily) -> Outcome:
    """Begin to look a host up."""
    loop = asyncio.get_running_loop()
    found: Outcome = loop.create_future()

    def settle(outcome: list[Address] | OSError) -> None:
        if not found.done():
            found.set_result(outcome)

    def look_up() -> None:
        outcome = _look_up(host, port, family)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=look_up, name=f"resolve-{host}", daemon=True).start()
    return found


async def resolve(host: str, port: int, family: socket.AddressFamily) -> list[Address]:
    """Return the stream addresses of the host, best first. Raises OSError."""
    outcome = await begin(host, port, family)
    if isinstance(outcome, OSError):
        raise outcome
    return outcome


class Name:
    """Where a host is: as the resolver says now, or as it said last where it is silent now."""

    def __init__(self, host: str, port: int, begin: Resolver = begin) -> None:
        self._host = host
        self._port = port
        self._begin = begin
        self._asked: Outcome | None = None
        self._known: list[Address] = []
        self._fresh_until = 0.0

    async def addresses(self) -> list[Address]:
        """Return where to try, in this order. Raises OSError: nobody ever knew."""
        loop = asyncio.get_running_loop()
        if self._known and loop.time() < self._fresh_until:
            return self._known
        outcome = await self._outcome()
        if not isinstance(outcome, OSError):
            self._known = by_turns(outcome)
            self._fresh_until = loop.time() + _FRESH_S
        elif not self._known:
            raise outcome
        else:
            _log.debug("%s: %s; as before", self._host, type(outcome).__name__)
        return self._known

    async def _outcome(self) -> list[Address] | OSError:
        """Ask, or wait for what was asked before: a resolver that hangs is asked once."""
        if self._asked is None:
            self._asked = self._begin(self._host, self._port, socket.AF_UNSPEC)
        try:
            async with asyncio.timeout(_WAIT_S if self._known else None):
                outcome = await asyncio.shield(self._asked)
        except TimeoutError as error:
            return error
        self._asked = None
        return outcome

    def doubted(self) -> None:
        """Take note that nobody was reached there: the next one asks the resolver again."""
        self._fresh_until = 0.0


def by_turns(addresses: Sequence[Address]) -> list[Address]:
    """Return the best first, then by turns of both families (RFC 8305, 4)."""
    first = [each for each in addresses if each.family == addresses[0].family]
    other = [each for each in addresses if each.family != addresses[0].family]
    return [each for pair in zip_longest(first, other) for each in pair if each is not None]


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[Address] | OSError:
    try:
        infos = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    except ValueError as error:  # for example a label longer than DNS allows
        return socket.gaierror(socket.EAI_NONAME, str(error))
    return [Address(kind, proto, place) for kind, _, proto, _, place in infos]
