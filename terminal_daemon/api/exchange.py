"""What is asked and what is answered, without the web library: calls, answers, routes."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from terminal_daemon.values.dataclass import dataclass, field

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


class Line:
    """A client's connection: whether anybody still waits at its other end."""

    def __init__(self) -> None:
        self.is_gone = False
        self._wake: Callable[[], None] | None = None

    def hang_up(self) -> None:
        """Note that the client is gone, and wake whoever waits on its behalf."""
        self.is_gone = True
        if self._wake is not None:
            self._wake()

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """Call `wake` if the client goes while inside; a connection has one call at a time."""
        self._wake = wake
        try:
            yield
        finally:
            self._wake = None


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
    line: Line = field(default_factory=Line)

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
    pieces: AsyncGenerator[bytes] | None = None
    done: Callable[[], None] = lambda: None
    """Called once nothing more is sent."""


@dataclass(frozen=True, slots=True)
class Route:
    """One call that can be made; `answer` may raise Refused."""

    method: str
    path: str
    """For example "/v1/sales/{order}"."""
    answer: Callable[[Call], Awaitable[Answer]]
    open: bool = False
    """Nobody has to say who they are."""
