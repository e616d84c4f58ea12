"""◉ socket: a gate that lets in only so many, counted from the first byte until all is closed.

asyncio says nothing of a connection before its TLS is agreed upon, nor after it was told to
close; it has a file open all the same, and a sale that finds none left cannot be sent.
"""

import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from terminal_daemon.api.limits import Seats
from terminal_daemon.api.peers import peer_of


class Gate(socket.socket):
    """A listening socket; whoever finds no seat is cut off without a word."""

    def __init__(self, bound: socket.socket, seats: Seats) -> None:
        """Take over the socket of `bound`."""
        super().__init__(bound.family, bound.type, bound.proto, fileno=bound.detach())
        self.setblocking(False)
        self._seats = seats

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection. Raises BlockingIOError: there is none, or no seat for it."""
        connection, address = super().accept()
        name = peer_of(address, self.getsockname(), tls=False).name
        if not self._seats.take(name):
            connection.close()
            raise BlockingIOError("nobody more is let in")
        return _Counted(connection, partial(self._seats.leave, name)), address


class _Counted(socket.socket):
    """A connection that gives its seat back when it is closed."""

    def __init__(self, accepted: socket.socket, left: Callable[[], None]) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self._left: Callable[[], None] | None = left

    def close(self) -> None:
        """Close it."""
        super().close()
        left, self._left = self._left, None
        if left is not None:
            left()
