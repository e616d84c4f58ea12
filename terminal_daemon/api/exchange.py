"""What is asked and what is answered, without the web library: calls, answers, routes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end of a connection."""

    name: str
    """Whom limits count: "unix", "192.0.2.7", or a whole "2001:db8:0:1::/64"."""
    trusted: bool = False
    """It came by the unix socket, which the file system guards."""
    own_address: str = ""
    """The address of ours that it called."""
    tls: bool = False


async def _nothing() -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, its body not read yet."""

    method: str
    path: str
    """As it was sent, still with its %XX."""
    peer: Peer
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By their names in small letters."""
    query: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    """What stands in the path for the route's {names}."""
    receive: Callable[[], Awaitable[bytes]] = _nothing
    """Read the whole body. Raises Refused: it is too long, or does not come."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once nobody waits for the answer any more."""

    def header(self, name: str) -> str:
        """Return the header's last value, "" without one."""
        return self.headers.get(name, ("",))[-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a whole body, or one in pieces."""

    body: bytes = b""
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: AsyncIterator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One call that can be made; `answer` may raise Refused."""

    method: str
    path: str
    """For example "/v1/sales/{order}"."""
    answer: Callable[[Call], Awaitable[Answer]]
    open: bool = False
    """Nobody has to say who they are."""
