"""Which screen to show: a pure function of the counter, its sale and the terminal's health."""

import math
from collections.abc import Mapping
from typing import Final

from terminal_daemon.sale.counter import (
    AcknowledgeFirst,
    Arming,
    AwaitingCode,
    CancelFirst,
    Counter,
    EnterAmountFirst,
    Idle,
    JournalFailed,
    JournalMoved,
    Message,
    Notice,
    Paying,
    PaymentRunning,
    Result,
    Typing,
)
from terminal_daemon.sale.payments import PaidTwice
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundState
from terminal_daemon.sale.refund_entry import (
    FindOrder,
    RefundEntry,
    RefundSays,
    RefundWord,
    Sending,
    ShowOrder,
    TypePart,
    TypePin,
)
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Wait
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.view import Countdown, Status, View
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import NotACode
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import Moment, Monotonic, time_of_day
from terminal_daemon.values.order_number import tail


@dataclass(frozen=True, slots=True)
class Setting:
    """What the screens depend on besides the counter: the configuration, and what is usual here."""

    rules: Rules
    scan_timeout_s: float
    maximum: Fen
    fixed: Fen | None = None
    connect_within_s: float = 0.0
    """A request that is still out after so long has surely been sent."""
    usual_s: int | None = None
    """Seconds that most payments take here; None: too few to tell."""
    register: bool = False
    """Amounts come from the cash register alone."""


_ADVICE: Final[Mapping[type[Message], view.Advice]] = {
    EnterAmountFirst: view.Advice.ENTER_AMOUNT_FIRST,
    AcknowledgeFirst: view.Advice.ACKNOWLEDGE_FIRST,
    CancelFirst: view.Advice.CANCEL_FIRST,
    PaymentRunning: view.Advice.PAYMENT_RUNNING,
}
_SAYS: Final = {
    RefundWord.NOT_FOUND: view.Advice.REFUND_NOT_FOUND,
    RefundWord.REFUSED: view.Advice.REFUND_REFUSED,
    RefundWord.GOES_ON: view.Advice.REFUND_GOES_ON,
    RefundWord.PIN_WRONG: view.Advice.PIN_WRONG,
    RefundWord.PIN_LOCKED: view.Advice.PIN_LOCKED,
    RefundWord.PIN_NOT_SET: view.Advice.PIN_NOT_SET,
}


def view_of(
    counter: Counter, sale: Sale | None, status: Status, now: Moment, setting: Setting
) -> View | None:
    """Return the screen of this instant, or None while the last one stays.

    `sale` is the counter's own. How it ended is shown once the journal has it on disk: then the
    counter has a Result.
    """
    if counter.message is not None:
        return _message(counter.message, setting)
    match counter.mode:
        case Idle():
            return _idle(counter, status, setting)
        case Typing(text, items):
            return view.EnterAmount(text, items)
        case Arming() as arming:
            return _arming(arming, status, setting)
        case AwaitingCode(_, amount, until):
            left = _countdown(until, setting.scan_timeout_s, now)
            return view.PresentCode(amount, left, status.scanner)
        case Paying():
            return None if sale is None else _under_way(sale, status, now, setting)
        case Result(ended):
            return _end(ended, background=False)
        case RefundEntry(at):
            return _refund_entry(at)


def _arming(arming: Arming, status: Status, setting: Setting) -> View | None:
    if arming.wish is not None:
        return None  # the register's sale is shown once it is on disk
    if arming.held is not None:
        return view.Connecting(arming.amount)
    whole = math.ceil(setting.scan_timeout_s)
    return view.PresentCode(arming.amount, Countdown(whole, whole), status.scanner)


def _refund_entry(at: FindOrder | ShowOrder | TypePart | TypePin | Sending) -> View:
    match at:
        case FindOrder(digits):
            return refund_view.RefundOrder(digits)
        case ShowOrder(found):
            return refund_view.RefundMatch(found.left, tail(found.order), time_of_day(found.at))
        case TypePart(found, text):
            return refund_view.RefundPart(text, found.left)
        case TypePin(digits=digits):
            return refund_view.RefundPin(len(digits))
        case Sending(amount=amount):
            return refund_view.Refunding(amount)


def _idle(counter: Counter, status: Status, setting: Setting) -> View:
    if counter.notices:
        return _notice(counter.notices[0])
    if not status.scanner:
        return view.NoScanner(status.others)
    if not status.keypad:
        return view.NoKeypad(status.others)
    return view.Ready(setting.fixed, setting.register)


def _notice(notice: Notice) -> View:
    match notice:
        case PaidTwice(order, amount, at):
            return view.PaidTwice(amount, tail(order), "" if at is None else time_of_day(at))
        case Refund(state=RefundState.REFUNDED):
            return refund_view.RefundDone(notice.amount, tail(notice.order))
        case Refund():
            reason = notice.reason or RefundReason.SYSTEM_ERROR
            return refund_view.RefundFailed(notice.amount, reason, tail(notice.order))
        case Sale():
            return _end(notice, background=True)


def _under_way(sale: Sale, status: Status, now: Moment, setting: Setting) -> View | None:
    chase = sale.chase
    since = chase.since if chase.since is not None else now.monotonic
    match sale.state:
        case State.SUBMITTING if chase.in_flight is None:
            return view.NoNetworkYet(sale.amount)
        case State.SUBMITTING if not status.network:
            return view.Connecting(sale.amount)
        case State.SUBMITTING:
            sent = now.monotonic - since > setting.connect_within_s
            return view.Paying(sale.amount, sent, setting.usual_s)
        case State.PENDING if chase.wait is Wait.CONFIRMING:
            window_s = setting.rules.window_s
            until = Monotonic(since + window_s)
            return view.Confirming(sale.amount, _countdown(until, window_s, now))
        case State.PENDING:
            last_look_s = setting.rules.last_look_s
            until = Monotonic(since + last_look_s)
            countdown = _countdown(until, last_look_s, now)
            return view.Checking(sale.amount, countdown, setting.usual_s)
        case _:
            return None


def _end(sale: Sale, *, background: bool) -> View:
    order_tail = tail(sale.order)
    reason = sale.reason if sale.reason is not None else Reason.NOT_PAID_IN_TIME
    match sale.state:
        case State.APPROVED:
            return view.Approved(sale.amount, order_tail, background)
        case State.DECLINED | State.REFUNDED:
            return view.Declined(sale.amount, reason, order_tail, background)
        case State.CANCELLED:
            return view.Cancelled(sale.amount, reason)
        case _:
            return view.Unknown(sale.amount, order_tail)


def _message(message: Message, setting: Setting) -> View:
    match message:
        case NotACode():
            return view.ScanRefused(message)
        case AmountProblem():
            return view.AmountRefusedView(message, setting.maximum)
        case EnterAmountFirst() | AcknowledgeFirst() | CancelFirst() | PaymentRunning():
            return view.Advise(_ADVICE[type(message)])
        case JournalFailed(full):
            return view.Advise(view.Advice.DISK_FULL if full else view.Advice.DISK_TROUBLE)
        case RefundSays(word, count):
            return view.Advise(_SAYS[word], count)
        case DayHead():
            return view.ClosedDay(message)
        case JournalMoved(0):
            return view.Advise(view.Advice.JOURNAL_MOVED)
        case JournalMoved(recovered):
            return view.Advise(view.Advice.JOURNAL_RECOVERED, recovered)


def _countdown(until: Monotonic, total_s: float, now: Moment) -> Countdown:
    left = max(0, math.ceil(round(until - now.monotonic, 3)))
    return Countdown(left, math.ceil(total_s))
