"""The machine: step() takes a sale and an event and returns the new sale and what to do now.

No await, clock, log, configuration or random number in here. The caller puts the new sale in the
journal, then carries out the effects, and brings every outcome back as an event.
"""

from terminal_daemon.sale import rules as waits
from terminal_daemon.sale.effects import Call, Close, Query, SaleEffect, Submit
from terminal_daemon.sale.events import (
    AskedNow,
    CodeScanned,
    GivenUp,
    Judged,
    Recovered,
    SaleEvent,
    WokenUp,
)
from terminal_daemon.sale.evidence import Ending, age_s, ending
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Chase, Sale
from terminal_daemon.sale.state import MOVES, State
from terminal_daemon.sale.verdict import (
    Approved,
    AskFirst,
    Closed,
    NotOurs,
    NotSent,
    Pending,
    PerhapsFailed,
    Refunded,
    Unknown,
    Verdict,
    Wait,
)
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds


class IllegalEvent(TerminalError):
    """An event that this state does not know: a bug of ours, never of the gateway's."""


@dataclass(frozen=True, slots=True)
class Step:
    """The sale after the event, and the calls to make for it."""

    sale: Sale
    effects: tuple[SaleEffect, ...] = ()


def step(sale: Sale, event: SaleEvent, now: Moment, rules: Rules) -> Step:
    """Return what the event makes of the sale. Raises IllegalEvent and changes nothing."""
    match event:
        case CodeScanned(auth_code):
            return _submit(sale, auth_code, now, rules)
        case GivenUp(reason):
            return _give_up(sale, reason, now)
        case WokenUp():
            return _wake_up(sale, now, rules)
        case AskedNow():
            return _ask_now(sale, now, rules)
        case Recovered():
            return _recover(sale, now)
        case Judged(call, verdict):
            if call is not sale.chase.in_flight:
                raise IllegalEvent(f"{call} was not in flight in {sale.state}")
            return _judged(sale, call, verdict, now, rules)


def _submit(sale: Sale, auth_code: AuthCode, now: Moment, rules: Rules) -> Step:
    expire = UnixSeconds(int(now.unix + rules.window_s + waits.EXPIRES_AFTER_WINDOW_S))
    moved = _moved(
        sale,
        State.SUBMITTING,
        pay_type=auth_code.pay_type,
        masked_code=str(auth_code),
        submitted_at=now.unix,
        time_expire=expire if now.trusted else None,
        chase=Chase(since=now.monotonic, in_flight=Call.SUBMIT, auth_code=auth_code),
    )
    return Step(moved, (Submit(auth_code),))


def _give_up(sale: Sale, reason: Reason, now: Moment) -> Step:
    """Cancel, if not a byte of the submit can have left; otherwise the payment goes on."""
    sending = sale.state is State.SUBMITTING and sale.chase.in_flight is None
    if sale.state is State.AWAITING_CODE or sending:
        return Step(_cancelled(sale, reason, now))
    return Step(sale)


def _wake_up(sale: Sale, now: Moment, rules: Rules) -> Step:
    if sale.chase.wake_at is None or sale.chase.in_flight is not None:
        raise IllegalEvent(f"woken up in {sale.state} without a reason")
    if sale.state is State.SUBMITTING:
        if sale.chase.auth_code is None:
            raise IllegalEvent("the code is gone, the order cannot be sent again")
        again = sale.chased(in_flight=Call.SUBMIT, wake_at=None)
        return Step(again, (Submit(sale.chase.auth_code),))
    if _close_is_due(sale, now, rules):
        return Step(sale.chased(in_flight=Call.CLOSE, wake_at=None), (Close(),))
    return Step(sale.chased(in_flight=Call.QUERY, wake_at=None), (Query(),))


def _ask_now(sale: Sale, now: Moment, rules: Rules) -> Step:
    """Query out of turn. What is owed besides stays owed, and later waits do not grow by it."""
    open_now = sale.state in (State.PENDING, State.UNKNOWN, State.DECLINED)
    if not open_now or sale.chase.in_flight is not None:
        return Step(sale)
    if sale.state is State.DECLINED:  # a look that nobody answers does not add up
        sale = replace(sale, checks_left=min(sale.checks_left, len(waits.DECLINE_CHECKS_S)) + 1)
    before = max(0, sale.chase.in_background - 1)
    return _wake_up(sale.chased(in_background=before, wake_at=now.monotonic), now, rules)


def _recover(sale: Sale, now: Moment) -> Step:
    """Begin the chase anew: what was in flight before the restart is not known any more."""
    if sale.state is State.DECLINED:
        # How long the power was off is not known either: all looks are owed again.
        return Step(_owed_looks(sale, now, since=now.monotonic))
    if sale.state is not State.UNKNOWN:
        sale = _moved(sale, State.UNKNOWN)
    chase = Chase(since=now.monotonic, wake_at=now.monotonic)
    return Step(replace(sale, chase=chase))


def _judged(sale: Sale, call: Call, verdict: Verdict, now: Moment, rules: Rules) -> Step:
    if call is Call.CLOSE:
        # Closed or not, only a query tells how the order ended.
        closed = replace(sale, closed=sale.closed or isinstance(verdict, Closed))
        asked = closed.chased(closes=sale.chase.closes + 1, in_flight=Call.QUERY)
        return Step(asked, (Query(),))
    if call is Call.SUBMIT and isinstance(verdict, NotSent):
        return Step(_not_sent(sale, now))
    sale = _remembered(sale, call, verdict, now)
    if sale.state is State.DECLINED:
        return Step(_checked(sale, verdict, now))
    end = ending(sale, verdict, now, rules)
    if end is None:
        return Step(_still_open(sale, verdict, now, rules))
    return Step(_ended(sale, end, now))


def _not_sent(sale: Sale, now: Moment) -> Sale:
    """Not one byte left: the same order may be sent again, with the same number."""
    if age_s(sale, now) >= waits.SEND_FOR_S:
        return _cancelled(sale, Reason.NO_NETWORK, now)
    return sale.chased(in_flight=None, wake_at=now.after(waits.SEND_AGAIN_S))


def _remembered(sale: Sale, call: Call, verdict: Verdict, now: Moment) -> Sale:
    """Note in the chase what the answer said, before it is weighed."""
    if isinstance(verdict, Approved | Refunded):
        return sale  # the chase is over
    chase = replace(sale.chase, in_flight=None, auth_code=None)
    if call is Call.QUERY:
        chase = replace(chase, queries=chase.queries + 1)
    match verdict:
        case Unknown(doubt):
            slower = chase.slower or doubt is Doubt.SLOW_DOWN
            return replace(sale, chase=replace(chase, slower=slower))
        case NotSent() | NotOurs():
            return replace(sale, chase=chase)
        case PerhapsFailed():
            first = chase.minus_one_since
            if first is None and call is Call.QUERY and age_s(sale, now) >= waits.MINUS_ONE_AGE_S:
                first = now.monotonic
            return replace(sale, chase=replace(chase, wait=None, minus_one_since=first))
        case AskFirst():
            chase = replace(chase, ask_first=verdict)
        case Pending(Wait.CONFIRMING):
            chase = replace(chase, ask_first=None)  # the customer is at it after all
    wait = verdict.wait if isinstance(verdict, Pending) else None
    return replace(sale, chase=replace(chase, wait=wait, minus_one_since=None))


def _still_open(sale: Sale, verdict: Verdict, now: Moment, rules: Rules) -> Sale:
    """Set the next wake-up of an open order; it leaves the counter after the last look."""
    if sale.state is State.SUBMITTING:
        sale = _moved(sale, State.PENDING)
    age = age_s(sale, now)
    if age < rules.last_look_s and sale.state is State.PENDING:
        due = _close_is_due(sale, now, rules)
        wait = 0.0 if due else _counter_wait(sale, verdict, age, rules)
        return sale.chased(wake_at=now.after(wait))
    if age < rules.last_look_s:  # recovered moments ago, the customer may still be here
        return sale.chased(wake_at=now.after(waits.MANUAL_WAIT_S))
    if sale.state is State.PENDING:
        sale = _moved(sale, State.UNKNOWN)
    return _ask_later(sale, now)


def _counter_wait(sale: Sale, verdict: Verdict, age: float, rules: Rules) -> float:
    if age >= rules.window_s:  # the close was tried; one more look
        return rules.last_look_s - age
    if isinstance(verdict, AskFirst):
        wait = waits.ASK_FIRST_AFTER_S
    elif sale.chase.queries == 0 and isinstance(verdict, Unknown):
        wait = waits.AFTER_NO_ANSWER_S
    else:
        wait = rules.counter_wait(sale.chase.queries, age, slower=sale.chase.slower)
    return min(wait, rules.window_s - age)


def _checked(sale: Sale, verdict: Verdict, now: Moment) -> Sale:
    """Weigh a look at a declined order: money that arrives late is never silent."""
    match verdict:
        case Approved():
            late = {"late": True, "reason": None, "code": "", "checks_left": 0}
            return _approved(sale, verdict, now, untold=True, **late)
        case Refunded():
            return _finished(sale, State.REFUNDED, now, checks_left=0, untold=True)
        case Unknown(code=same) if same and same == sale.code and _for_days(sale, now):
            # A merchant who is suspended for good never gets another answer.
            return replace(sale, checks_left=0, chase=Chase())
        case Unknown() | NotSent() | NotOurs():
            return _ask_later(sale, now)
        case Pending() if not sale.closed:
            return _ask_later(sale, now)  # it can still be paid: it will be closed first
    left = sale.checks_left - 1
    wake_at = now.after(waits.DECLINE_CHECKS_S[-left]) if left > 0 else None
    return replace(sale, checks_left=left).chased(wake_at=wake_at)


def _ask_later(sale: Sale, now: Moment) -> Sale:
    """Set the next wake-up of an order away from the counter: it is asked about for ever."""
    count = sale.chase.in_background
    wake_at = now.after(waits.background_wait(count, age_s(sale, now)))
    return sale.chased(in_background=count + 1, wake_at=wake_at)


def _for_days(sale: Sale, now: Moment) -> bool:
    return age_s(sale, now) >= waits.HOURLY_UNTIL_S


def _close_is_due(sale: Sale, now: Moment, rules: Rules) -> bool:
    """Tell whether to close before asking again (gateway.md, "Polling and closing").

    At the window's end and again at 5 minutes; already at 15 s if the submit's answer was no.
    Later than that, before each query, while the gateway still says "not paid yet".
    """
    if sale.closed:
        return False
    age = age_s(sale, now)
    payable = sale.chase.wait is not None
    if sale.state is State.DECLINED:
        return payable and age >= waits.EARLIEST_CLOSE_S
    again = sale.state is State.UNKNOWN and age >= waits.SECOND_CLOSE_S
    if again and payable:
        return True
    due = int(sale.chase.ask_first is not None and age >= waits.EARLIEST_CLOSE_S)
    due += int(age >= rules.window_s) + int(again)
    return sale.chase.closes < due


def _ended(sale: Sale, end: Ending, now: Moment) -> Sale:
    match end:
        case Approved():
            return _approved(sale, end, now, untold=True)
        case Refunded():
            reason = Reason.PAID_AND_REFUNDED
            return _finished(sale, State.REFUNDED, now, reason=reason, untold=True)
        case _:
            moved = _moved(sale, State.DECLINED, reason=end.reason, code=end.code, untold=True)
    moved = replace(moved, finished_at=now.unix)
    return _owed_looks(moved, now, since=sale.chase.since)


def _approved(sale: Sale, paid: Approved, now: Moment, **changes: object) -> Sale:
    said = {"trade_id": paid.trade_id, "out_trade_id": paid.out_trade_id, "payer": paid.payer}
    return _finished(sale, State.APPROVED, now, **said, **changes)


def _owed_looks(sale: Sale, now: Moment, *, since: Monotonic | None) -> Sale:
    chase = Chase(since=since, wake_at=now.after(waits.DECLINE_CHECKS_S[0]))
    return replace(sale, checks_left=len(waits.DECLINE_CHECKS_S), chase=chase)


def _cancelled(sale: Sale, reason: Reason, now: Moment) -> Sale:
    return _finished(sale, State.CANCELLED, now, reason=reason)


def _finished(sale: Sale, state: State, now: Moment, **changes: object) -> Sale:
    return _moved(sale, state, finished_at=now.unix, chase=Chase(), **changes)


def _moved(sale: Sale, state: State, **changes: object) -> Sale:
    if state not in MOVES[sale.state]:
        raise IllegalEvent(f"no way from {sale.state} to {state}")
    return replace(sale, state=state, **changes)  # type: ignore[arg-type]
