"""The machine of a refund at the keypad: order, amount, PIN; Esc leaves at any point."""

from typing import Final

from terminal_daemon.sale.counter import Counter, CounterRules, CounterStep, Idle
from terminal_daemon.sale.effects import BeginRefund, FindPaid, Play, Sound
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountRefused,
    AmountTyped,
    BackspacePressed,
    CounterEvent,
    DigitPressed,
    EnterPressed,
    EscapePressed,
    PinRefused,
    RefundBegun,
    RefundNews,
    RefundNotBegun,
    SaleLookedUp,
)
from terminal_daemon.sale.refund_entry import (
    FindOrder,
    Found,
    RefundEntry,
    RefundSays,
    RefundWord,
    Sending,
    ShowOrder,
    TypePart,
    TypePin,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment

ABANDONED_S: Final = 60.0
PIN_ABANDONED_S: Final = 20.0  # nobody shall find a PIN half typed
SHOWN_S: Final = 25.0  # most are done by then; the end of the others is announced
MOST_DIGITS: Final = 9
LEAST_PIN, MOST_PIN = 4, 12

_KEY: Final = Play(Sound.KEY)
_WRONG: Final = Play(Sound.WRONG)
At = FindOrder | ShowOrder | TypePart | TypePin | Sending


def begin_refund(counter: Counter, now: Moment, rules: CounterRules) -> CounterStep:
    """Ask for the order, where anybody could give the PIN later."""
    if not rules.refunds:
        told = counter.saying(RefundSays(RefundWord.PIN_NOT_SET), now)
        return CounterStep(told, (_WRONG,))
    return _at(counter, FindOrder(), now)


def refund_key(
    counter: Counter, entry: RefundEntry, event: CounterEvent, now: Moment
) -> CounterStep:
    """Return what a key makes of the refund that is entered."""
    cleared = counter.quiet()
    match entry.at, event:
        case Sending(number=None), _:
            return CounterStep(counter, (_WRONG,))
        case Sending(), EscapePressed() | EnterPressed():
            return _left(cleared, now, RefundSays(RefundWord.GOES_ON), _KEY)
        case _, EscapePressed():
            return CounterStep(replace(cleared, mode=Idle()), (_KEY,))
        case FindOrder(looking=False) as find, _:
            return _finding(cleared, find, event, now)
        case ShowOrder(found), EnterPressed():
            return _at(cleared, TypePart(found), now)
        case TypePart(found), _:
            return _part(cleared, found, event, now)
        case TypePin() as typing, _:
            return _pin(cleared, typing, event, now)
        case _:
            return CounterStep(counter, (_WRONG,))


def refund_news(counter: Counter, event: RefundNews, now: Moment) -> CounterStep:
    """Return what journal, PIN gate or desk answered; nothing, where nobody waits any more."""
    at = counter.mode.at if isinstance(counter.mode, RefundEntry) else None
    match at, event:
        case FindOrder(looking=True), SaleLookedUp(None):
            again = _at(counter, FindOrder(), now).counter
            return CounterStep(again.saying(RefundSays(RefundWord.NOT_FOUND), now), (_WRONG,))
        case FindOrder(looking=True), SaleLookedUp(Found() as found):
            return CounterStep(_at(counter, ShowOrder(found), now).counter)
        case Sending(found, amount, None), PinRefused(left):
            again = _at(counter, TypePin(found, amount), now).counter
            return CounterStep(again.saying(RefundSays(RefundWord.PIN_WRONG, left), now), (_WRONG,))
        case Sending(number=None), RefundNotBegun(says):
            return _left(counter, now, says, _WRONG)
        case Sending(found, amount, None), RefundBegun(number):
            return CounterStep(_at(counter, Sending(found, amount, number), now).counter)
        case _:
            return CounterStep(counter)


def refund_time_passed(counter: Counter, entry: RefundEntry, now: Moment) -> CounterStep:
    """Leave a refund that nobody went on with, or that takes longer than anybody looks at."""
    if now.monotonic < entry.until:
        return CounterStep(counter)
    if isinstance(entry.at, Sending):
        return _left(counter, now, RefundSays(RefundWord.GOES_ON), None)
    return CounterStep(replace(counter.quiet(), mode=Idle()))


def _finding(counter: Counter, find: FindOrder, event: CounterEvent, now: Moment) -> CounterStep:
    match event:
        case DigitPressed(digit) if len(find.digits) < MOST_DIGITS:
            return _at(counter, FindOrder(find.digits + digit), now)
        case BackspacePressed():
            return _at(counter, FindOrder(find.digits[:-1]), now)
        case EnterPressed() if find.digits:
            looking = _at(counter, FindOrder(find.digits, looking=True), now)
            return CounterStep(looking.counter, (_KEY, FindPaid(find.digits)))
        case _:
            return CounterStep(counter, (_WRONG,))


def _part(counter: Counter, found: Found, event: CounterEvent, now: Moment) -> CounterStep:
    match event:
        case AmountTyped(text):
            return _at(counter, TypePart(found, text), now)
        case AmountRefused(problem, text):
            kept = _at(counter, TypePart(found, text), now).counter
            return CounterStep(kept.saying(problem, now), (_WRONG,))
        case AmountConfirmed(amount):
            return _at(counter, TypePin(found, amount), now)
        case EnterPressed():
            return _at(counter, TypePin(found, found.left), now)
        case _:
            return CounterStep(counter, (_WRONG,))


def _pin(counter: Counter, typing: TypePin, event: CounterEvent, now: Moment) -> CounterStep:
    match event:
        case DigitPressed(digit) if len(typing.digits) < MOST_PIN:
            return _at(counter, replace(typing, digits=typing.digits + digit), now)
        case BackspacePressed():
            return _at(counter, replace(typing, digits=typing.digits[:-1]), now)
        case EnterPressed() if len(typing.digits) >= LEAST_PIN:
            sending = _at(counter, Sending(typing.found, typing.amount), now)
            asked = BeginRefund(typing.found.order, Fen(typing.amount), typing.digits)
            return CounterStep(sending.counter, (_KEY, asked))
        case _:
            return CounterStep(counter, (_WRONG,))


def _at(counter: Counter, at: At, now: Moment) -> CounterStep:
    match at:
        case TypePin():
            until = now.after(PIN_ABANDONED_S)
        case Sending():
            until = now.after(SHOWN_S)
        case _:
            until = now.after(ABANDONED_S)
    return CounterStep(replace(counter.quiet(), mode=RefundEntry(at, until)), (_KEY,))


def _left(counter: Counter, now: Moment, says: RefundSays, sound: Play | None) -> CounterStep:
    told = replace(counter, mode=Idle()).saying(says, now)
    return CounterStep(told, () if sound is None else (sound,))
