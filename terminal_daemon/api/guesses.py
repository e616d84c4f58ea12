"""Wrong tokens: counted, and each one more makes whoever sent it wait longer."""

from collections import OrderedDict, deque
from typing import Final

from terminal_daemon.values.dataclass import dataclass

_FREE: Final = 5  # slips of the pen
_LONGEST_S: Final = 60.0
_FORGOTTEN_S: Final = 900.0
_MOST_PEERS: Final = 1024
_IN_ALL: Final = 100  # within a minute, from everywhere
_MINUTE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Record:
    wrong: int
    until: float
    at: float


class Guesses:
    """Who sent wrong tokens lately. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._peers: OrderedDict[str, _Record] = OrderedDict()
        self._lately: deque[float] = deque(maxlen=_IN_ALL)
        self._right: OrderedDict[str, float] = OrderedDict()
        self.wrong = 0
        """How many there were since the start."""

    def wait_s(self, peer: str, now: float) -> float:
        """Return how long nothing this peer sends is compared; 0: it may try."""
        record = self._peers.get(peer)
        mine = 0.0 if record is None else max(0.0, record.until - now)
        if peer in self._right and now - self._right[peer] < _FORGOTTEN_S:
            return mine
        flood = len(self._lately) == _IN_ALL and now - self._lately[0] < _MINUTE_S
        return max(mine, self._lately[0] + _MINUTE_S - now) if flood else mine

    def was_wrong(self, peer: str, now: float) -> None:
        """Count a wrong token."""
        self.wrong += 1
        self._lately.append(now)
        before = self._peers.pop(peer, None)
        known = before is not None and now - before.at < _FORGOTTEN_S
        wrong = before.wrong + 1 if before is not None and known else 1
        wait = 0.0 if wrong < _FREE else min(_LONGEST_S, 2.0 ** (wrong - _FREE))
        self._peers[peer] = _Record(wrong, now + wait, now)
        if len(self._peers) > _MOST_PEERS:
            self._peers.popitem(last=False)

    def was_right(self, peer: str, now: float) -> None:
        """Forget what this peer sent before."""
        self._peers.pop(peer, None)
        self._right.pop(peer, None)
        self._right[peer] = now
        if len(self._right) > _MOST_PEERS:
            self._right.popitem(last=False)
