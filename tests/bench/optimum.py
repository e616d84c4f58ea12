"""The best times to ask, by dynamic programming: the least delay that so many queries can buy."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_STEP_S: Final = 0.1
_LAST_S: Final = 45.0
_LOOK_AHEAD: Final = 80  # steps: no good schedule waits longer
_HALVINGS: Final = 14


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to ask, and what comes of it."""

    late_s: list[float]
    """For each customer, how late the terminal knows."""
    queries: float
    """Mean of them."""


def best_schedule(times: Sequence[float], queries: float, call_s: float) -> Schedule:
    """Return the schedule with the least mean delay among those with so many queries a sale."""
    ordered = sorted(times)
    cheap, dear = 0.0, 10.0  # what a query costs, in seconds of delay
    for _ in range(_HALVINGS):
        price = (cheap + dear) / 2
        asked = _solved(ordered, price)
        if _lived(ordered, asked, call_s).queries > queries:
            cheap = price
        else:
            dear = price
    return _lived(ordered, _solved(ordered, dear), call_s)


def _solved(ordered: Sequence[float], price: float) -> list[float]:
    """Return the times to ask that cost the least, delay and queries together."""
    steps = round(_LAST_S / _STEP_S)
    grid = [place * _STEP_S for place in range(steps + 1)]
    until = [bisect_right(ordered, at) for at in grid]
    sums = [0.0]
    for each in ordered:
        sums.append(sums[-1] + each)
    cost, following = [0.0] * (steps + 1), [steps] * (steps + 1)
    for place in range(steps - 1, -1, -1):
        left = len(ordered) - until[place]
        least = float("inf")
        for ask in range(place + 1, min(place + _LOOK_AHEAD, steps) + 1):
            paid = until[ask] - until[place]
            delay = grid[ask] * paid - (sums[until[ask]] - sums[until[place]])
            total = price * left + delay + cost[ask]
            if total < least:
                least, following[place] = total, ask
        cost[place] = least
    asked, place = list[float](), 0
    while place < steps:
        place = following[place]
        asked.append(grid[place])
    return asked


def _lived(ordered: Sequence[float], asked: Sequence[float], call_s: float) -> Schedule:
    late, queries, place = [], 0, 0
    for each in ordered:
        while asked[place] < each:
            place += 1
        late.append(asked[place] - each + call_s / 2)
        queries += place + 1
    return Schedule(late, queries / len(ordered))
