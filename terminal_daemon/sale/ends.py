"""How sales end for staff: the result at the counter, and the notices of everything else."""

from typing import Final

from terminal_daemon.sale.counter import (
    AwaitingCode,
    Counter,
    CounterRules,
    CounterStep,
    Idle,
    Notice,
    Paying,
    Result,
)
from terminal_daemon.sale.effects import CounterEffect, Play, RefundTold, Sound, Told
from terminal_daemon.sale.events import SaleMoved
from terminal_daemon.sale.payments import PaidTwice, paid_twice, remembered
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refund_entry import RefundEntry, Sending
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment, Monotonic
from terminal_daemon.values.order_number import OrderNumber

RESULT_S: Final = 30.0  # a cashier who looked away still finds it; any key clears it before
CANCELLED_S: Final = 5.0
APPROVED_FIRST_S: Final = 4.0  # then "paid twice?", while the customer is still there
UNACKNOWLEDGED_S: Final = 60.0  # where no keypad is needed, nobody can press Enter
_ON_PURPOSE: Final = (Reason.CANCELLED_BY_STAFF, Reason.CANCELLED_BY_REGISTER)


def sale_moved(counter: Counter, event: SaleMoved, now: Moment, rules: CounterRules) -> CounterStep:
    """Show the end of the counter's own sale; announce any other that nobody waits for."""
    sale = event.sale
    twice = paid_twice(counter.paid, sale, now)
    counter = replace(counter, paid=remembered(counter.paid, sale, now))
    if _at_counter(counter) == sale.order:
        return _ended_here(counter, sale, twice, now, rules)
    notable = sale.state in (State.APPROVED, State.DECLINED, State.REFUNDED)
    if not notable or event.was not in (State.UNKNOWN, State.DECLINED):
        return CounterStep(counter)
    mode = counter.mode
    if isinstance(mode, Result) and mode.sale.order == sale.order:
        mode = Idle()  # what the screen says of this order is not true any more
    others = tuple(
        notice
        for notice in counter.notices
        if notice.order != sale.order or isinstance(notice, Refund)
    )
    news: tuple[Notice, ...] = (sale,) if twice is None else (sale, twice)
    told = replace(counter, mode=mode, notices=(*others, *news))
    return CounterStep(told, (Play(Sound.ATTENTION),))


def refund_ended(counter: Counter, refund: Refund, *, whole: bool) -> CounterStep:
    """Announce how a refund ended; of an order all of which went back nothing else is true."""
    mode, notices = counter.mode, counter.notices
    match mode:
        case RefundEntry(Sending(number=number)) if number == refund.number:
            mode = Idle()  # its end is said now
    if whole:
        if isinstance(mode, Result) and mode.sale.order == refund.order:
            mode = Idle()
        notices = tuple(
            notice
            for notice in notices
            if notice.order != refund.order or not isinstance(notice, Sale)
        )
    told = replace(counter, mode=mode, notices=(*notices, refund))
    return CounterStep(told, (Play(Sound.ATTENTION),))


def acknowledged(counter: Counter) -> CounterStep:
    """Take the oldest notice away; staff know of its order once it has no other."""
    oldest, *rest = counter.notices
    left = replace(counter, notices=tuple(rest))
    if isinstance(oldest, Refund):
        return CounterStep(left, (RefundTold(oldest),))
    others = (each for each in rest if not isinstance(each, Refund))
    if any(each.order == oldest.order for each in others):
        return CounterStep(left)
    state = oldest.state if isinstance(oldest, Sale) else State.APPROVED
    return CounterStep(left, (Told(oldest.order, state),))


def noticed(was: Counter, step: CounterStep, now: Moment, rules: CounterRules) -> CounterStep:
    """Sound for a doubt that comes to light, and time a notice where nobody can acknowledge it.

    It goes by itself only once it could be read all the time, and no sale was in front of it.
    """
    before, after = _in_sight(was), _in_sight(step.counter)
    effects = step.effects
    if isinstance(after, PaidTwice) and after != before:
        effects = (*effects, Play(Sound.ATTENTION))
    counter, until = step.counter, step.counter.notice_until
    if after is not None and after != before:
        counter = replace(counter, notice_at=now.monotonic)
    if after is None or rules.has_keys:
        until = None
    elif after != before:
        until = now.after(UNACKNOWLEDGED_S)
    if until != counter.notice_until:
        counter = replace(counter, notice_until=until)
    return CounterStep(counter, effects)


def _in_sight(counter: Counter) -> Notice | None:
    return counter.notices[0] if counter.notices and isinstance(counter.mode, Idle) else None


def _ended_here(
    counter: Counter, sale: Sale, twice: PaidTwice | None, now: Moment, rules: CounterRules
) -> CounterStep:
    until: Monotonic | None
    match sale.state:
        case State.APPROVED:
            until = now.after(RESULT_S if twice is None else APPROVED_FIRST_S)
            sound = Sound.APPROVED
        case State.DECLINED | State.REFUNDED:
            until, sound = now.after(RESULT_S), Sound.DECLINED
        case State.CANCELLED:
            until = now.after(CANCELLED_S if sale.reason in _ON_PURPOSE else RESULT_S)
            sound = Sound.WRONG
        case State.UNKNOWN:
            # Until somebody acknowledges it; without a keypad, long enough to be read.
            until = None if rules.has_keys else now.after(UNACKNOWLEDGED_S)
            sound = Sound.ATTENTION
        case _:
            return CounterStep(counter)
    ended = replace(counter.quiet(), mode=Result(sale, now.monotonic, until))
    effects: tuple[CounterEffect, ...] = (Play(sound),)
    if twice is not None:  # first, for the customer is still here; staff know all of it after that
        ended = replace(ended, notices=(twice, *counter.notices))
    elif sale.untold:
        effects = (*effects, Told(sale.order, sale.state))
    return CounterStep(ended, effects)


def _at_counter(counter: Counter) -> OrderNumber | None:
    return counter.mode.order if isinstance(counter.mode, AwaitingCode | Paying) else None
