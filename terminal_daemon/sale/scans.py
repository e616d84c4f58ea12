"""What a scanned line does at the counter: to the sale, held for it, or refused."""

from typing import Final

from terminal_daemon.sale.counter import (
    Arming,
    AwaitingCode,
    Counter,
    CounterRules,
    CounterStep,
    EnterAmountFirst,
    HeldCode,
    Idle,
    Message,
    Mode,
    Paying,
    PaymentRunning,
    Result,
)
from terminal_daemon.sale.effects import Arm, GiveUp, Play, SendCode, Sound
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment, Monotonic

RESULT_SEEN_S: Final = 3.0  # time to take the phone away
CODE_USED_S: Final = 120.0  # twice the life of a payment code
MOST_USED: Final = 200  # more than any counter takes in that time
CODE_FRESH_S: Final = 5.0  # a code lives about a minute, and its customer may have walked on

_WRONG: Final = Play(Sound.WRONG)


def scanned_something(
    counter: Counter, what: NotACode, now: Moment, rules: CounterRules
) -> CounterStep:
    """Refuse what is no payment code, and say why."""
    match counter.mode:
        case Paying():
            return CounterStep(counter.saying(PaymentRunning(), now), (_WRONG,))
        case AwaitingCode() | Arming():
            return CounterStep(counter.saying(what, now), (_WRONG,))
        case Idle() | Result() if rules.fixed is not None:
            return _refused(counter, what, now)
        case _:
            return _no_amount_yet(counter, now, rules)


def scan_cut_off(counter: Counter, now: Moment, rules: CounterRules) -> CounterStep:
    """Ask for a new scan where one was wanted; the missing scanner is said by the screen anyway."""
    match counter.mode:
        case AwaitingCode() | Arming(held=None):
            return CounterStep(counter.saying(NotACode.DAMAGED, now), (_WRONG,))
        case Idle() if rules.fixed is not None:
            return CounterStep(counter.saying(NotACode.DAMAGED, now), (_WRONG,))
        case _:
            return CounterStep(counter)


def scanned_code(
    counter: Counter, scanned: HeldCode, now: Moment, rules: CounterRules
) -> CounterStep:
    """Hand a payment code to the sale that awaits it, unless it was used or is too old."""
    mode, auth_code = counter.mode, scanned.auth_code
    used_until = counter.used.get(auth_code)
    if used_until is not None and used_until > now.monotonic:
        running = isinstance(mode, Arming | Paying)
        message: Message = PaymentRunning() if running else NotACode.USED
        return CounterStep(counter.saying(message, now), (_WRONG,))
    if _is_too_old(mode, scanned, now, rules):
        return _refused(counter, NotACode.TOO_OLD, now)
    match mode:
        case AwaitingCode(order=order):
            paying = _using(counter, auth_code, now, Paying(order))
            return CounterStep(paying, (Play(Sound.CODE_READ), SendCode(order, auth_code)))
        case Arming(held=None):
            held = _using(counter, auth_code, now, replace(mode, held=scanned))
            return CounterStep(held, (Play(Sound.CODE_READ),))
        case Arming() | Paying():
            return CounterStep(counter.saying(PaymentRunning(), now), (_WRONG,))
        case Result() if rules.fixed is not None and not _makes_way(mode, scanned.scanned_at):
            return CounterStep(counter, (_WRONG,))
        case Idle() | Result() if rules.fixed is not None:
            arming = Arming(rules.fixed, scanned, now.monotonic)
            begun = _using(counter, auth_code, now, arming)
            return CounterStep(begun, (Play(Sound.CODE_READ), Arm(rules.fixed)))
        case _:
            return _no_amount_yet(counter, now, rules)


def _no_amount_yet(counter: Counter, now: Moment, rules: CounterRules) -> CounterStep:
    if rules.has_keys:
        return _refused(counter, EnterAmountFirst(), now)
    return CounterStep(_cleared(counter, now), (_WRONG,))  # the screen says "wait for the till"


def _refused(counter: Counter, message: Message, now: Moment) -> CounterStep:
    return CounterStep(_cleared(counter, now).saying(message, now), (_WRONG,))


def _cleared(counter: Counter, now: Moment) -> Counter:
    """Take away the last customer's approval: it must not come back for the one who scans now."""
    if isinstance(counter.mode, Result) and _makes_way(counter.mode, now.monotonic):
        return replace(counter, mode=Idle())
    return counter


def _is_too_old(mode: Mode, scanned: HeldCode, now: Moment, rules: CounterRules) -> bool:
    """Tell a code that must not be used any more, where it would be."""
    match mode:
        case AwaitingCode(shown_at=shown_at) | Arming(held=None, shown_at=shown_at):
            return scanned.scanned_at < shown_at or not _is_fresh(scanned, now)
        case Idle() | Result():
            return rules.fixed is not None and not _is_fresh(scanned, now)
        case _:
            return False


def _is_fresh(scanned: HeldCode, now: Moment) -> bool:
    return now.monotonic - scanned.scanned_at <= CODE_FRESH_S


def _makes_way(result: Result, scanned_at: Monotonic) -> bool:
    """Tell whether a scan is the next customer's: it may begin the next sale of a fixed amount.

    Not while the screen says "do not charge again", and not at once after a result: a phone left
    under the scanner would pay again.
    """
    seen = scanned_at - result.since >= RESULT_SEEN_S
    return seen and result.sale.state is not State.UNKNOWN


def _using(counter: Counter, auth_code: AuthCode, now: Moment, mode: Mode) -> Counter:
    """Go on with the code, which cannot be used again."""
    used = dict(counter.used)
    for code, until in counter.used.items():
        if until > now.monotonic and len(used) < MOST_USED:
            break  # as are all that came after it
        del used[code]
    used[auth_code] = now.after(CODE_USED_S)
    return replace(counter, mode=mode, used=used, message=None, message_until=None)


def unused(counter: Counter, auth_code: AuthCode) -> Counter:
    """Let a code be scanned again that never left the terminal."""
    return replace(counter, used={c: until for c, until in counter.used.items() if c != auth_code})


def armed(counter: Counter, sale: Sale, now: Moment, rules: CounterRules) -> CounterStep:
    """Await the code of an order that is on disk, or send the one that came early."""
    if not isinstance(counter.mode, Arming):  # nobody waits for it any more
        return CounterStep(counter, (GiveUp(sale.order, Reason.CANCELLED_BY_STAFF),))
    held, shown_at = counter.mode.held, counter.mode.shown_at
    if counter.mode.wish is not None:
        counter, shown_at = counter.quiet(), now.monotonic  # it is shown from now on
    if held is not None and _is_fresh(held, now):
        paying = replace(counter, mode=Paying(sale.order))
        return CounterStep(paying, (SendCode(sale.order, held.auth_code),))
    mode = AwaitingCode(sale.order, sale.amount, now.after(rules.scan_timeout_s), shown_at)
    waiting = replace(counter, mode=mode)
    if held is None:
        return CounterStep(waiting)
    again = unused(waiting, held.auth_code).saying(NotACode.TOO_OLD, now)
    return CounterStep(again, (_WRONG,))
