"""Counters in the modes that matter, and what events make of them, for the tests of sale/."""

from dataclasses import replace

from terminal_daemon.sale.counter import Counter, CounterRules, Paying
from terminal_daemon.sale.counter_step import counter_step
from terminal_daemon.sale.effects import CounterEffect
from terminal_daemon.sale.events import CounterEvent
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from tests.unit.sale.sales import ARMED, at

RULES, FIXED = CounterRules(), CounterRules(fixed=Fen(500))
ORDER = ARMED.order
PAYING = Counter(Paying(ORDER))
APPROVED = replace(ARMED, state=State.APPROVED)
UNKNOWN = replace(ARMED, state=State.UNKNOWN)


def after(
    counter: Counter, *events: CounterEvent, now: float = 1.0, rules: CounterRules = RULES
) -> tuple[Counter, tuple[CounterEffect, ...]]:
    """Return the counter after the events, and the last one's effects."""
    effects: tuple[CounterEffect, ...] = ()
    for event in events:
        result = counter_step(counter, event, at(now), rules)
        counter, effects = result.counter, result.effects
    return counter, effects
