"""How much one client, and all of them together, may ask for."""

from collections import Counter, OrderedDict
from typing import Final

from terminal_daemon.api.exchange import Peer
from terminal_daemon.values.dataclass import dataclass

_MOST_CLIENTS: Final = 1024  # remembered at once, the longest quiet forgotten first


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures."""

    requests_per_s: float = 100.0
    """Of one client, in the long run; twice as many at once."""
    connections: int = 512
    """Over TCP; the unix socket has seats of its own, `client_connections`."""
    client_connections: int = 256
    spare: int = 16
    """So many more are let in, to be told that there is no room; the others are cut off."""
    streams: int = 256
    """Of events, at once."""
    client_streams: int = 224
    body_bytes: int = 16 * 1024
    head_s: float = 15.0
    """A request's head must be here by then; as long an idle connection is kept."""
    body_s: float = 10.0
    write_s: float = 20.0
    """A client that takes no byte for so long is cut off."""


class Rate:
    """A token bucket for each client."""

    def __init__(self, per_s: float) -> None:
        self._per_s = per_s
        self._most = 2 * per_s
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, client: str, now: float) -> float:
        """Count a request, and return 0; or count nothing, and return how long to wait."""
        left, at = self._buckets.pop(client, (self._most, now))
        left = min(self._most, left + (now - at) * self._per_s)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._per_s


class Seats:
    """So many at once, and so many of one client."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._taken = Counter[str]()

    @property
    def taken(self) -> int:
        """How many there are."""
        return self._taken.total()

    def take(self, client: str) -> bool:
        """Take a seat, which the caller gives back with leave(); False: there is none."""
        if self.taken >= self._most or self._taken[client] >= self._most_of_one:
            return False
        self._taken[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Give a seat back."""
        self._taken[client] -= 1
        if not self._taken[client]:
            del self._taken[client]


class Rows:
    """The seats of connections: no crowd on the network takes those of the unix socket."""

    def __init__(self, limits: Limits) -> None:
        self._tcp = Seats(limits.connections, limits.client_connections)
        self._unix = Seats(limits.client_connections, limits.client_connections)

    @property
    def taken(self) -> int:
        """How many there are."""
        return self._tcp.taken + self._unix.taken

    def take(self, peer: Peer) -> bool:
        """Take a seat, as of Seats."""
        return self._row(peer).take(peer.name)

    def leave(self, peer: Peer) -> None:
        """Give a seat back."""
        self._row(peer).leave(peer.name)

    def _row(self, peer: Peer) -> Seats:
        return self._unix if peer.trusted else self._tcp
