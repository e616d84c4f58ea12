"""The counter's machine: keys, scans and the sales' moves in; sounds and orders out."""

from typing import Final

from terminal_daemon.sale.counter import (
    AcknowledgeFirst,
    Arming,
    AwaitingCode,
    CancelFirst,
    Counter,
    CounterRules,
    CounterStep,
    HeldCode,
    Idle,
    JournalFailed,
    JournalMoved,
    Mode,
    Paying,
    PaymentRunning,
    Result,
    Typing,
)
from terminal_daemon.sale.effects import Arm, GiveUp, Play, PrintLast, Sound
from terminal_daemon.sale.ends import (
    RESULT_S,
    UNACKNOWLEDGED_S,
    acknowledged,
    noticed,
    refund_ended,
    sale_moved,
)
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountLost,
    AmountRefused,
    AmountTyped,
    Armed,
    ArmingFailed,
    BackspacePressed,
    CounterEvent,
    DayClosed,
    EnterPressed,
    EscapePressed,
    JournalWasDamaged,
    KnownBefore,
    LineScanned,
    OtherKeyPressed,
    PinRefused,
    ReadElsewhere,
    ReceiptKeyPressed,
    RefundBegun,
    RefundEnded,
    RefundKeyPressed,
    RefundNotBegun,
    RegisterAsked,
    RegisterCancelled,
    SaleLookedUp,
    SaleMoved,
    ScanCutOff,
    TimePassed,
)
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_entry import RefundEntry, Sending
from terminal_daemon.sale.refund_keys import (
    begin_refund,
    refund_key,
    refund_news,
    refund_time_passed,
)
from terminal_daemon.sale.register import register_said
from terminal_daemon.sale.scans import armed, scan_cut_off, scanned_code, scanned_something, unused
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import Moment

HEAD_S: Final = 180.0  # to fetch a phone and photograph it
NOT_SEEN_YET_S: Final = 0.5  # from a screen that must be read to a key that can be for it

_WRONG: Final = Play(Sound.WRONG)
_KEY: Final = Play(Sound.KEY)


def counter_step(
    counter: Counter, event: CounterEvent, now: Moment, rules: CounterRules
) -> CounterStep:
    """Return what the event makes of the counter; one that means nothing now changes nothing."""
    step = _step(counter, event, now, rules)
    if isinstance(step.counter.message, DayHead) and not _is_free(step.counter):
        step = replace(step, counter=step.counter.quiet())
    return noticed(counter, step, now, rules)


def _is_free(counter: Counter) -> bool:
    return isinstance(counter.mode, Idle) and not counter.notices


def _step(counter: Counter, event: CounterEvent, now: Moment, rules: CounterRules) -> CounterStep:
    match event:
        case SaleMoved():
            return sale_moved(counter, event, now, rules)
        case RefundEnded(refund, whole):
            return refund_ended(counter, refund, whole=whole)
        case SaleLookedUp() | PinRefused() | RefundNotBegun() | RefundBegun():
            return refund_news(counter, event, now)
        case Armed(sale):
            return armed(counter, sale, now, rules)
        case ArmingFailed(full):
            return _arming_failed(counter, now, full=full)
        case TimePassed():
            return _time_passed(counter, now)
        case JournalWasDamaged(recovered):
            until = now.after(UNACKNOWLEDGED_S) if rules.register or not rules.has_keys else None
            moved = replace(counter, message=JournalMoved(recovered), message_until=until)
            return CounterStep(moved, (Play(Sound.ATTENTION),))
        case DayClosed(head):
            return _day_closed(counter, head, now)
        case RegisterAsked() | RegisterCancelled() | ReadElsewhere() | KnownBefore():
            return register_said(counter, event, now, rules)
        case _:
            return _device_did(counter, event, now, rules)


def _device_did(
    counter: Counter, event: CounterEvent, now: Moment, rules: CounterRules
) -> CounterStep:
    match event:
        case LineScanned(AuthCode() as auth_code, at):
            scanned_at = now.monotonic if at is None else min(at, now.monotonic)
            return scanned_code(counter, HeldCode(auth_code, scanned_at), now, rules)
        case LineScanned(NotACode.EMPTY):
            return CounterStep(counter)
        case LineScanned(NotACode() as what):
            return scanned_something(counter, what, now, rules)
        case ScanCutOff():
            return scan_cut_off(counter, now, rules)
        case _:
            return _key_pressed(counter, event, now, rules)


def _key_pressed(
    counter: Counter, event: CounterEvent, now: Moment, rules: CounterRules
) -> CounterStep:
    match event:
        case AmountLost():
            return _amount_lost(counter)
        case _ if isinstance(counter.mode, RefundEntry):
            return refund_key(counter, counter.mode, event, now)
        case RefundKeyPressed() if counter.takes_amount and not isinstance(counter.mode, Typing):
            return begin_refund(counter, now, rules)
        case ReceiptKeyPressed() if counter.takes_amount and not isinstance(counter.mode, Typing):
            return CounterStep(counter, (_KEY, PrintLast()))
        case OtherKeyPressed() | BackspacePressed() if isinstance(counter.message, DayHead):
            return CounterStep(counter.quiet(), (_KEY,))
        case EscapePressed() | EnterPressed() if _is_covered(counter):
            return CounterStep(counter.quiet(), (_KEY,))  # what lies below must be seen first
        case EscapePressed():
            return _escape(counter.quiet(), now)
        case EnterPressed():
            return _enter(counter.quiet(), now)
        case _ if counter.takes_amount:
            return _amount(counter, event, now)
        case _:
            return CounterStep(_what_first(counter, now), (_WRONG,))


def _amount(counter: Counter, event: CounterEvent, now: Moment) -> CounterStep:
    cleared = counter.quiet()
    match event:
        case AmountTyped(text, items):
            return CounterStep(replace(cleared, mode=_typing(text, items, now)), (_KEY,))
        case AmountRefused(problem, text, items):
            kept = replace(cleared, mode=_typing(text, items, now))
            return CounterStep(kept.saying(problem, now), (_WRONG,))
        case AmountConfirmed(amount):
            arming = Arming(amount, shown_at=now.monotonic)
            begun = replace(cleared, mode=arming, for_register=False)
            return CounterStep(begun, (_KEY, Arm(amount)))
        case _:
            return CounterStep(counter, (_WRONG,))


def _what_first(counter: Counter, now: Moment) -> Counter:
    """Say which key makes way for an amount, where one does."""
    match counter.mode:
        case AwaitingCode():
            return counter.saying(CancelFirst(), now)
        case Idle() | Result(until=None) if not _is_covered(counter) and not counter.notice_until:
            return counter.saying(AcknowledgeFirst(), now)
        case _:
            return counter


def _amount_lost(counter: Counter) -> CounterStep:
    """Clear an amount, so that it is never charged; nobody pressed a key for anything else."""
    sent = isinstance(counter.mode, RefundEntry) and isinstance(counter.mode.at, Sending)
    if sent or not isinstance(counter.mode, Typing | RefundEntry):
        return CounterStep(counter)
    return CounterStep(replace(counter.quiet(), mode=Idle()), (_WRONG,))


def _typing(text: str, items: Fen, now: Moment) -> Mode:
    return Typing(text, items, now.monotonic) if text or items else Idle()


def _escape(counter: Counter, now: Moment) -> CounterStep:
    match counter.mode:
        case AwaitingCode(order=order):
            leaving = replace(counter, mode=Paying(order))
            return CounterStep(leaving, (_KEY, GiveUp(order, Reason.CANCELLED_BY_STAFF)))
        case Paying(order):
            running = counter.saying(PaymentRunning(), now)
            return CounterStep(running, (_WRONG, GiveUp(order, Reason.CANCELLED_BY_STAFF)))
        case Idle() | Result():
            return _dismissed(counter, now)
        case _:
            return CounterStep(counter, (_WRONG,))


def _enter(counter: Counter, now: Moment) -> CounterStep:
    match counter.mode:
        case Result():
            return _dismissed(counter, now)
        case Idle() if counter.notices:
            return _dismissed(counter, now)
        case Idle():
            nothing = counter.saying(AmountProblem.NOTHING, now)
            return CounterStep(nothing, (_WRONG,))
        case _:
            return CounterStep(counter, (_WRONG,))


def _dismissed(counter: Counter, now: Moment) -> CounterStep:
    """Clear the result; if there is none, the oldest notice. Neither goes unseen."""
    if _came_just_now(counter, now):
        return CounterStep(counter, (_WRONG,))
    if isinstance(counter.mode, Result):
        return CounterStep(replace(counter, mode=Idle()), (_KEY,))
    if not counter.notices:
        return CounterStep(counter, (_KEY,))
    after = acknowledged(counter)
    return CounterStep(after.counter, (_KEY, *after.effects))


def _came_just_now(counter: Counter, now: Moment) -> bool:
    """Tell whether the key was meant for what was on the screen before; or it bounced."""
    match counter.mode:
        case Result(sale, since):
            return sale.state is State.UNKNOWN and now.monotonic - since < NOT_SEEN_YET_S
        case _:
            return bool(counter.notices) and now.monotonic - counter.notice_at < NOT_SEEN_YET_S


def _day_closed(counter: Counter, head: DayHead, now: Moment) -> CounterStep:
    """Show the head where nothing else is to be seen: it can be had again."""
    covered = counter.message is not None and not isinstance(counter.message, DayHead)
    if covered or not _is_free(counter):
        return CounterStep(counter)
    return CounterStep(replace(counter, message=head, message_until=now.after(HEAD_S)))


def _arming_failed(counter: Counter, now: Moment, *, full: bool) -> CounterStep:
    if not isinstance(counter.mode, Arming):
        return CounterStep(counter)
    until = now.after(RESULT_S)  # how this sale ended; the status bar goes on saying why
    held = counter.mode.held
    freed = counter if held is None else unused(counter, held.auth_code)
    failed = replace(freed, mode=Idle(), message=JournalFailed(full), message_until=until)
    return CounterStep(failed, (Play(Sound.ATTENTION),))


def _time_passed(counter: Counter, now: Moment) -> CounterStep:
    if counter.message_until is not None and now.monotonic >= counter.message_until:
        counter = counter.quiet()
    if counter.notice_until is not None and now.monotonic >= counter.notice_until:
        return acknowledged(counter)
    match counter.mode:
        case AwaitingCode(order, _, until) if now.monotonic >= until:
            waiting = replace(counter, mode=Paying(order))
            return CounterStep(waiting, (GiveUp(order, Reason.NO_CODE_IN_TIME),))
        case RefundEntry() as entry:
            return refund_time_passed(counter, entry, now)
        case Result(until=float() as until) if now.monotonic >= until:
            return CounterStep(replace(counter, mode=Idle()))
        case _:
            return CounterStep(counter)


def _is_covered(counter: Counter) -> bool:
    return counter.message is not None and isinstance(counter.mode, Idle | Result)
