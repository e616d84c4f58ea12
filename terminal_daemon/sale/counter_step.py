"""The counter's machine: keys, scans and the sales' moves in; sounds and orders out."""

from dataclasses import replace
from typing import Final

from terminal_daemon.sale.counter import (
    Arming,
    AwaitingCode,
    Counter,
    CounterRules,
    CounterStep,
    EnterAmountFirst,
    Idle,
    JournalFailed,
    Message,
    Mode,
    Paying,
    PaymentRunning,
    Result,
    Typing,
    UsedCode,
)
from terminal_daemon.sale.effects import Arm, GiveUp, Play, SendCode, Sound
from terminal_daemon.sale.ends import RESULT_S, acknowledged, noticed, sale_moved
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountRefused,
    AmountTyped,
    Armed,
    ArmingFailed,
    CounterEvent,
    EnterPressed,
    EscapePressed,
    LineScanned,
    SaleMoved,
    TimePassed,
)
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.moment import Moment

MESSAGE_S: Final = 3.0  # long enough to read one line, short enough not to be in the way
RESULT_SEEN_S: Final = 3.0  # time to take the phone away
CODE_USED_S: Final = 120.0  # twice the life of a payment code

_WRONG: Final = Play(Sound.WRONG)
_KEY: Final = Play(Sound.KEY)


def counter_step(
    counter: Counter, event: CounterEvent, now: Moment, rules: CounterRules
) -> CounterStep:
    """Return what the event makes of the counter; one that means nothing now changes nothing."""
    return noticed(counter, _step(counter, event, now, rules), now, rules)


def _step(counter: Counter, event: CounterEvent, now: Moment, rules: CounterRules) -> CounterStep:
    match event:
        case SaleMoved():
            return sale_moved(counter, event, now, rules)
        case Armed(sale):
            return _armed(counter, sale, now, rules)
        case ArmingFailed(full):
            return _arming_failed(counter, now, full=full)
        case TimePassed():
            return _time_passed(counter, now)
        case LineScanned(NotACode.EMPTY):
            return CounterStep(counter)
        case LineScanned(NotACode() as what):
            return _scanned_something(counter, what, now, rules)
        case LineScanned(AuthCode() as auth_code):
            return _scanned_code(counter, auth_code, now, rules)
        case _:
            return _key_pressed(counter, event, now)


def _key_pressed(counter: Counter, event: CounterEvent, now: Moment) -> CounterStep:
    match event:
        case EscapePressed() | EnterPressed() if _is_covered(counter):
            return CounterStep(_quiet(counter), (_KEY,))  # what lies below must be seen first
        case EscapePressed():
            return _escape(_quiet(counter), now)
        case EnterPressed():
            return _enter(_quiet(counter), now)
        case _ if counter.takes_amount:
            return _amount(counter, event, now)
        case _:
            return CounterStep(counter, (_WRONG,))


def _amount(counter: Counter, event: CounterEvent, now: Moment) -> CounterStep:
    cleared = _quiet(counter)
    match event:
        case AmountTyped(text, items):
            return CounterStep(replace(cleared, mode=_typing(text, items)), (_KEY,))
        case AmountRefused(problem, text, items):
            kept = replace(counter, mode=_typing(text, items))
            return CounterStep(_with_message(kept, problem, now), (_WRONG,))
        case AmountConfirmed(amount):
            return CounterStep(replace(cleared, mode=Arming(amount)), (_KEY, Arm(amount)))
        case _:
            return CounterStep(counter, (_WRONG,))


def _typing(text: str, items: Fen) -> Mode:
    return Typing(text, items) if text or items else Idle()


def _escape(counter: Counter, now: Moment) -> CounterStep:
    match counter.mode:
        case AwaitingCode(order=order):
            leaving = replace(counter, mode=Paying(order))
            return CounterStep(leaving, (_KEY, GiveUp(order, Reason.CANCELLED_BY_STAFF)))
        case Paying(order):
            running = _with_message(counter, PaymentRunning(), now)
            return CounterStep(running, (_WRONG, GiveUp(order, Reason.CANCELLED_BY_STAFF)))
        case Idle() | Result():
            return _dismissed(counter)
        case _:
            return CounterStep(counter, (_WRONG,))


def _enter(counter: Counter, now: Moment) -> CounterStep:
    match counter.mode:
        case Result():
            return _dismissed(counter)
        case Idle() if counter.notices:
            return _dismissed(counter)
        case Idle():
            nothing = _with_message(counter, AmountProblem.NOTHING, now)
            return CounterStep(nothing, (_WRONG,))
        case _:
            return CounterStep(counter, (_WRONG,))


def _dismissed(counter: Counter) -> CounterStep:
    """Clear the result; if there is none, the oldest notice."""
    if isinstance(counter.mode, Result):
        return CounterStep(replace(counter, mode=Idle()), (_KEY,))
    if not counter.notices:
        return CounterStep(counter, (_KEY,))
    after = acknowledged(counter)
    return CounterStep(after.counter, (_KEY, *after.effects))


def _scanned_something(
    counter: Counter, what: NotACode, now: Moment, rules: CounterRules
) -> CounterStep:
    match counter.mode:
        case Paying():
            return CounterStep(_with_message(counter, PaymentRunning(), now), (_WRONG,))
        case AwaitingCode() | Arming():
            return CounterStep(_with_message(counter, what, now), (_WRONG,))
        case Idle() | Result() if rules.fixed is not None:
            return CounterStep(_with_message(counter, what, now), (_WRONG,))
        case _:
            return CounterStep(_with_message(counter, EnterAmountFirst(), now), (_WRONG,))


def _scanned_code(
    counter: Counter, auth_code: AuthCode, now: Moment, rules: CounterRules
) -> CounterStep:
    mode = counter.mode
    if any(used.auth_code == auth_code for used in _still_used(counter, now)):
        running = isinstance(mode, Arming | Paying)
        message: Message = PaymentRunning() if running else NotACode.USED
        return CounterStep(_with_message(counter, message, now), (_WRONG,))
    match mode:
        case AwaitingCode(order=order):
            paying = replace(_used(counter, auth_code, now), mode=Paying(order))
            return CounterStep(paying, (Play(Sound.CODE_READ), SendCode(order, auth_code)))
        case Arming(amount, None):
            held = replace(_used(counter, auth_code, now), mode=Arming(amount, auth_code))
            return CounterStep(held, (Play(Sound.CODE_READ),))
        case Arming() | Paying():
            return CounterStep(_with_message(counter, PaymentRunning(), now), (_WRONG,))
        case Result() if rules.fixed is not None and not _makes_way(mode, now):
            return CounterStep(counter, (_WRONG,))
        case Idle() | Result() if rules.fixed is not None:
            arming = replace(_used(counter, auth_code, now), mode=Arming(rules.fixed, auth_code))
            return CounterStep(arming, (Play(Sound.CODE_READ), Arm(rules.fixed)))
        case _:
            return CounterStep(_with_message(counter, EnterAmountFirst(), now), (_WRONG,))


def _makes_way(result: Result, now: Moment) -> bool:
    """Tell whether a scan may begin the next sale of a fixed amount.

    Not while the screen says "do not charge again", and not at once after a result: a phone left
    under the scanner would pay again.
    """
    seen = now.monotonic - result.since >= RESULT_SEEN_S
    return seen and result.sale.state is not State.UNKNOWN


def _used(counter: Counter, auth_code: AuthCode, now: Moment) -> Counter:
    used = (*_still_used(counter, now), UsedCode(auth_code, now.after(CODE_USED_S)))
    return replace(_quiet(counter), used=used)


def _still_used(counter: Counter, now: Moment) -> tuple[UsedCode, ...]:
    return tuple(used for used in counter.used if used.until > now.monotonic)


def _armed(counter: Counter, sale: Sale, now: Moment, rules: CounterRules) -> CounterStep:
    if not isinstance(counter.mode, Arming):  # nobody waits for it any more
        return CounterStep(counter, (GiveUp(sale.order, Reason.CANCELLED_BY_STAFF),))
    held = counter.mode.auth_code
    if held is not None:
        paying = replace(counter, mode=Paying(sale.order))
        return CounterStep(paying, (SendCode(sale.order, held),))
    mode = AwaitingCode(sale.order, sale.amount, now.after(rules.scan_timeout_s))
    return CounterStep(replace(counter, mode=mode))


def _arming_failed(counter: Counter, now: Moment, *, full: bool) -> CounterStep:
    if not isinstance(counter.mode, Arming):
        return CounterStep(counter)
    until = now.after(RESULT_S)  # how this sale ended; the status bar goes on saying why
    failed = replace(counter, mode=Idle(), message=JournalFailed(full), message_until=until)
    return CounterStep(failed, (Play(Sound.ATTENTION),))


def _time_passed(counter: Counter, now: Moment) -> CounterStep:
    if counter.message_until is not None and now.monotonic >= counter.message_until:
        counter = _quiet(counter)
    if counter.notice_until is not None and now.monotonic >= counter.notice_until:
        return acknowledged(counter)
    match counter.mode:
        case AwaitingCode(order, _, until) if now.monotonic >= until:
            waiting = replace(counter, mode=Paying(order))
            return CounterStep(waiting, (GiveUp(order, Reason.NO_CODE_IN_TIME),))
        case Result(until=float() as until) if now.monotonic >= until:
            return CounterStep(replace(counter, mode=Idle()))
        case _:
            return CounterStep(counter)


def _is_covered(counter: Counter) -> bool:
    return counter.message is not None and isinstance(counter.mode, Idle | Result)


def _quiet(counter: Counter) -> Counter:
    return replace(counter, message=None, message_until=None)


def _with_message(counter: Counter, message: Message, now: Moment) -> Counter:
    return replace(counter, message=message, message_until=now.after(MESSAGE_S))
