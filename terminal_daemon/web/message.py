"""A request and a response as those see them who answer: without a connection, without h11."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

from terminal_daemon.values.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """A request, its body not read yet."""

    method: str
    path: str
    """As it was sent, still with its %XX; "*" for all of a server."""
    query: str
    headers: Mapping[str, tuple[str, ...]]
    """By their names in small letters; bytes that are not UTF-8 stand as surrogates."""
    length: int | None
    """Of the body; None: it comes in chunks."""
    receive: Callable[[int], Awaitable[bytes]]
    """Read the whole body, of at most so many bytes. Raises WireError."""


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back: a whole body, or one in pieces."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Without those that frame the body, which whoever sends it adds."""
    body: bytes = b""
    pieces: AsyncGenerator[bytes] | None = None
    length: int | None = None
    """What the pieces come to, if that is known; otherwise they go in chunks."""
    done: Callable[[], None] = lambda: None
    """Called once nothing more is sent, however it ended."""
