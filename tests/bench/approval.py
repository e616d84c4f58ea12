"""From the customer's password to the terminal's knowing, by simulation: the sale's own machine.

Password times are log-normal; a call takes 0.15 s. Beside it: the manual's query every 5 s, and the
best schedule there is for as many queries (optimum.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from random import Random
from typing import Final

from terminal_daemon.sale.effects import Query, Submit
from terminal_daemon.sale.events import CodeScanned, Judged, SaleEvent, WokenUp
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.step import step
from terminal_daemon.sale.verdict import Approved, Pending, Wait
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from terminal_daemon.values.order_number import compose
from tests.bench.optimum import best_schedule
from tests.bench.result import Figure, Goal, Of, Samples, Unit, floor, peer, samples

CALL_S: Final = 0.15
_CUSTOMERS: Final = 4_000
_REVOKED_AFTER_S: Final = 45.0
_SIGMA: Final = log(25 / 8) / 1.645  # median 8 s, p95 25 s
_NOON: Final = UnixSeconds(1_790_000_000)


@dataclass(frozen=True, slots=True)
class Found:
    """How one sale was found paid."""

    after_s: float
    queries: int


def password_times(median_s: float, count: int) -> list[float]:
    """Return when each customer who pays at all confirms, in seconds after the submit."""
    random, times = Random(7), list[float]()
    while len(times) < count:
        drawn = exp(random.gauss(log(median_s), _SIGMA))
        if drawn < _REVOKED_AFTER_S:
            times.append(drawn)
    return times


def paid_at(password_s: float, rules: Rules) -> Found:
    """Sell to a customer who confirms so many seconds after the submit."""
    sale = Sale(compose("T01", "ABCDEFGH", 1), Fen(1250), _NOON)
    now, queries, calls = 0.0, 0, 0
    event: SaleEvent = CodeScanned(AuthCode("130000000000002015"))
    while True:
        result = step(sale, event, Moment(Monotonic(now), _NOON, trusted=True), rules)
        sale = result.sale
        if sale.state is State.APPROVED:
            return Found(now - password_s, queries)
        calling = [each for each in result.effects if isinstance(each, Submit | Query)]
        if calling:
            asked_at = now + CALL_S / 2  # when the gateway looks
            now += CALL_S
            call = sale.chase.in_flight
            assert call is not None
            calls += 1
            queries += isinstance(calling[0], Query)
            knows = queries and asked_at >= password_s
            event = Judged(call, Approved("4001") if knows else Pending(Wait.CONFIRMING))
        else:
            assert sale.chase.wake_at is not None
            now = sale.chase.wake_at
            event = WokenUp()


def measure() -> Iterator[Figure]:
    """Yield how late, and with how many queries, for slow typists and for quick ones."""
    for who, median_s in (("slow typists, median 8 s", 8.0), ("quick typists, median 3 s", 3.0)):
        times = password_times(median_s, _CUSTOMERS)
        ours = [paid_at(time, Rules()) for time in times]
        manual = [paid_at(time, Rules(manual_pace=True)) for time in times]
        mean_queries = sum(each.queries for each in ours) / len(ours)
        best = best_schedule(times, mean_queries, CALL_S)
        slow = median_s > 5
        goals = (Goal(Of.MEAN, 0.85), *((Goal(Of.P95, 1.9),) if slow else ()))
        yield Figure(
            f"customer confirms → terminal knows ({who})",
            Unit.S,
            _late(ours),
            (
                floor("the best schedule for as many queries", samples(best.late_s)),
                peer("the manual's query every 5 s", _late(manual)),
            ),
            goals,
            counted=f"mean {_mean(_late(ours))}, best {_mean(samples(best.late_s))}, "
            f"manual {_mean(_late(manual))} s",
        )
        yield Figure(
            f"queries a sale ({who})",
            Unit.COUNT,
            _queries(ours),
            (peer("the manual's query every 5 s", _queries(manual)),),
            (Goal(Of.MEAN, 8), Goal(Of.MOST, 25)),
        )


def _mean(of: Samples) -> str:
    return f"{of.mean:.2f}"


def _late(found: list[Found]) -> Samples:
    return samples(each.after_s for each in found)


def _queries(found: list[Found]) -> Samples:
    return samples(float(each.queries) for each in found)
