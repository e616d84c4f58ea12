"""What the terminal counts and times of itself; whoever wants to see it reads the fields."""

from bisect import bisect_left
from collections import Counter
from enum import Enum
from typing import Final

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.events import Judged, SaleEvent
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import NotSent, Unknown, Verdict, Wait
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.moment import Moment, Monotonic
from terminal_daemon.values.order_number import OrderNumber

NOT_SENT: Final = "not_sent"
"""The gateway error that is no doubt: not one byte left."""

_QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_SLOW: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 30.0, 47.0, 60.0, 90.0)
_UNDER_WAY: Final = frozenset({State.SUBMITTING, State.PENDING})


class Phase(Enum):
    """The parts of a sale that are timed; the values stand in the metrics."""

    ANSWER = "answer"
    """From the scan to what the submit was answered."""
    CONFIRMING = "confirming"
    """From the first word that the customer is confirming to the end."""
    TOTAL = "total"
    """From the scan to the end, at the counter."""


@dataclass(slots=True)
class Histogram:
    """How often something took how many seconds."""

    bounds: tuple[float, ...]
    """The longest time of each bucket, rising; one more bucket is for what took longer."""
    counts: list[int] = field(init=False)
    """How many fell into each bucket, not added up."""
    total: float = 0.0
    """The sum of all that was observed."""

    def __post_init__(self) -> None:
        """Start with empty buckets."""
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, seconds: float) -> None:
        """Count one more."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds


class Measures:
    """Rising since the start. Cheap: a few additions an event."""

    def __init__(self) -> None:
        self.ended = Counter[tuple[State, Reason | None]]()
        """Sales by how they left the counter, and again if the background found another end."""
        self.seconds = {phase: Histogram(_SLOW) for phase in Phase}
        self.gateway_errors = Counter[str]()
        """Calls that proved nothing, by the value of their Doubt, or NOT_SENT."""
        self.journal_s = Histogram(_QUICK)
        """What each write of a sale took."""
        self.loop_lag_s = Histogram(_QUICK)
        """How late the loop was for each of the terminal's own alarms."""
        self._confirming: dict[OrderNumber, Monotonic] = {}

    def stepped(self, was: Sale, sale: Sale, event: SaleEvent, now: Moment) -> None:
        """Take note of a sale's step."""
        if isinstance(event, Judged):
            self._judged(was, event.call, event.verdict, now)
        if sale.state in _UNDER_WAY:
            if sale.chase.wait is Wait.CONFIRMING:
                self._confirming.setdefault(sale.order, now.monotonic)
        elif sale.state is not was.state:
            self.ended[sale.state, sale.reason] += 1
            self._left_the_counter(was, now)

    def _judged(self, was: Sale, call: Call, verdict: Verdict, now: Moment) -> None:
        match verdict:
            case NotSent():
                self.gateway_errors[NOT_SENT] += 1
                return
            case Unknown(doubt):
                self.gateway_errors[doubt.value] += 1
        if call is Call.SUBMIT and was.chase.since is not None:
            self.seconds[Phase.ANSWER].observe(now.monotonic - was.chase.since)

    def _left_the_counter(self, was: Sale, now: Moment) -> None:
        confirming = self._confirming.pop(was.order, None)
        if was.state in _UNDER_WAY and was.chase.since is not None:
            self.seconds[Phase.TOTAL].observe(now.monotonic - was.chase.since)
        if confirming is not None:
            self.seconds[Phase.CONFIRMING].observe(now.monotonic - confirming)
