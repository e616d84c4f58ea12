"""The newest steps of all sales, kept in memory: whoever is not far behind needs no disk."""

from collections import deque
from collections.abc import Sequence
from typing import Final, Generic, Protocol, TypeVar

MOST: Final = 1000


class Numbered(Protocol):
    """Something of a stream without gaps in its order."""

    @property
    def seq(self) -> int:
        """Its number; the next one's is higher."""
        ...


Each = TypeVar("Each", bound=Numbered)


class Ring(Generic[Each]):
    """What follows `newest`, as it came in; nothing between two of them is missing."""

    def __init__(self, newest: int) -> None:
        """`newest` is the number of the last one that is not in here."""
        self._before = newest
        self._newest: deque[Each] = deque()

    @property
    def newest(self) -> int:
        """The number of the last one."""
        return self._newest[-1].seq if self._newest else self._before

    def add(self, steps: Sequence[Each]) -> None:
        """Take the next ones, which follow the newest."""
        self._newest.extend(steps)
        while len(self._newest) > MOST:
            self._before = self._newest.popleft().seq

    def after(self, seq: int) -> tuple[Each, ...] | None:
        """Return all that came after a number; None: some of it is here no more."""
        if seq < self._before:
            return None
        late: list[Each] = []
        for step in reversed(self._newest):
            if step.seq <= seq:
                break
            late.append(step)
        return tuple(reversed(late))
