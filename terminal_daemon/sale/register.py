"""What the cash register's wishes do at the counter: first come, first served, and told why not."""

from typing import Final

from terminal_daemon.sale.counter import (
    Arming,
    AwaitingCode,
    Counter,
    CounterRules,
    CounterStep,
    Idle,
    JournalMoved,
    Notice,
    Paying,
    Result,
    Typing,
)
from terminal_daemon.sale.effects import Arm, CounterEffect, GiveUp, RefundTold, Refuse, Told
from terminal_daemon.sale.events import (
    KnownBefore,
    ReadElsewhere,
    RegisterAsked,
    RegisterCancelled,
)
from terminal_daemon.sale.payments import PaidTwice
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundState
from terminal_daemon.sale.refund_entry import RefundEntry
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy, Wish
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment, Monotonic
from terminal_daemon.values.order_number import OrderNumber

ABANDONED_S: Final = 30.0  # a half-typed amount that nobody touched for so long makes way
SEEN_S: Final = 3.0  # a cashier who looks up finds how the sale that was typed ended
_NOT_SHOWN_YET: Final = Monotonic(float("inf"))


RegisterEvent = RegisterAsked | RegisterCancelled | ReadElsewhere | KnownBefore


def register_said(
    counter: Counter, event: RegisterEvent, now: Moment, rules: CounterRules
) -> CounterStep:
    """Return what the register's word makes of the counter."""
    match event:
        case RegisterAsked(wish):
            return _asked(counter, wish, now, rules)
        case RegisterCancelled(order):
            return _cancelled(counter, order)
        case ReadElsewhere(order, seen):
            return _read(counter, order, seen)
        case KnownBefore():
            return _known_before(counter)


def _asked(counter: Counter, wish: Wish, now: Moment, rules: CounterRules) -> CounterStep:
    """Begin the register's sale, or refuse it; it is shown once it is on disk."""
    busy = _busy(counter, now, rules)
    if busy is not None:
        why, order = busy
        return CounterStep(counter, (Refuse(wish.number, why, order),))
    arming = Arming(wish.amount, shown_at=_NOT_SHOWN_YET, wish=wish)
    begun = replace(counter.quiet(), mode=arming, for_register=True)
    return CounterStep(begun, (Arm(wish.amount, wish),))


def _busy(
    counter: Counter, now: Moment, rules: CounterRules
) -> tuple[Busy, OrderNumber | None] | None:
    """Return what stands in the way, and the order that it is about."""
    if not rules.register:
        return Busy.NOT_FROM_HERE, None
    match counter.mode:
        case Arming():
            return Busy.SALE, None
        case AwaitingCode(order=order) | Paying(order):
            return Busy.SALE, order
        case Typing(touched_at=touched_at) if now.monotonic - touched_at < ABANDONED_S:
            return Busy.TYPING, None
        case RefundEntry():  # it is left by itself within a minute
            return Busy.TYPING, None
        case Result(sale) if sale.state is State.UNKNOWN:
            return Busy.NOTICE, sale.order
        case Idle() | Result() if counter.notices:
            return Busy.NOTICE, counter.notices[0].order
        case Result(sale, since) if _is_the_cashiers(counter, sale, now.monotonic - since):
            return Busy.SALE, sale.order
        case _ if isinstance(counter.message, JournalMoved):
            return Busy.NOTICE, None
        case _:
            return None


def _is_the_cashiers(counter: Counter, sale: Sale, seen_s: float) -> bool:
    """Tell a result that nobody but the screen tells, and that is not to be missed."""
    by_hand = not counter.for_register and sale.state is not State.CANCELLED
    return by_hand and seen_s < SEEN_S


def _known_before(counter: Counter) -> CounterStep:
    """Be ready again: the register's key began a sale before, so this one was not armed."""
    if not isinstance(counter.mode, Arming):
        return CounterStep(counter)
    return CounterStep(replace(counter, mode=Idle()))


def _cancelled(counter: Counter, order: OrderNumber) -> CounterStep:
    """End the wait for a code; where a payment is under way, the sale itself knows if it can."""
    match counter.mode:
        case AwaitingCode(order=here) | Paying(here) if here == order:
            leaving = replace(counter, mode=Paying(order))
            return CounterStep(leaving, (GiveUp(order, Reason.CANCELLED_BY_REGISTER),))
        case _:
            return CounterStep(counter)


def _read(
    counter: Counter, order: OrderNumber, seen: frozenset[State | RefundState]
) -> CounterStep:
    """Take away what the screen says of this order, or was going to: somebody read it elsewhere.

    Of any state but those that were seen nobody read anything yet.
    """
    shown = counter.mode.sale if isinstance(counter.mode, Result) else None
    if shown is not None and (shown.order, shown.state) == (order, State.UNKNOWN):
        counter = replace(counter, mode=Idle()) if State.UNKNOWN in seen else counter
    read = [each for each in counter.notices if each.order == order and _state(each) in seen]
    if not read:
        return CounterStep(counter)
    left = tuple(notice for notice in counter.notices if notice not in read)
    told = dict.fromkeys(_told(notice) for notice in read)  # an order's end once
    return CounterStep(replace(counter, notices=left), tuple(told))


def _told(notice: Notice) -> CounterEffect:
    match notice:
        case Refund():
            return RefundTold(notice)
        case PaidTwice(order):
            return Told(order, State.APPROVED)
        case Sale(order, state=state):
            return Told(order, state)


def _state(notice: Notice) -> State | RefundState:
    return State.APPROVED if isinstance(notice, PaidTwice) else notice.state
