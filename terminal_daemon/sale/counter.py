"""The counter: what cashier and customer are at, and what lies over it.

One sale at the counter at a time; the ends of orders in the background, and payments that may be
one too many, are kept here as notices until somebody pressed a key. The moves are in
sale/counter_step.py and sale/ends.py.
"""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.sale.effects import CounterEffect
from terminal_daemon.sale.payments import PaidTwice, Payment
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refund_entry import RefundEntry, RefundSays
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.wish import Wish
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import Moment, Monotonic
from terminal_daemon.values.order_number import OrderNumber

MESSAGE_S: Final = 3.0  # long enough to read one line, short enough not to be in the way
_LONG_AGO: Final = Monotonic(0.0)


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is going on."""


@dataclass(frozen=True, slots=True)
class Typing:
    """An amount is being typed."""

    text: str
    items: Fen
    touched_at: Monotonic = field(default=_LONG_AGO, compare=False)
    """When the last key of it was pressed."""


@dataclass(frozen=True, slots=True)
class HeldCode:
    """A payment code that came early, and when it was scanned."""

    auth_code: AuthCode
    scanned_at: Monotonic


@dataclass(frozen=True, slots=True)
class Arming:
    """The order is on its way to the journal; a code that comes early waits for it."""

    amount: Fen
    held: HeldCode | None = None
    shown_at: Monotonic = _LONG_AGO
    """From when on the amount is shown; nobody could pay it with a code scanned before."""
    wish: Wish | None = None
    """Of the cash register: its sale is not shown before it is on disk."""


@dataclass(frozen=True, slots=True)
class AwaitingCode:
    """The customer is looking for the payment code."""

    order: OrderNumber
    amount: Fen
    until: Monotonic
    shown_at: Monotonic = _LONG_AGO


@dataclass(frozen=True, slots=True)
class Paying:
    """The sale goes on by itself: the code was handed to it, or it was told to end."""

    order: OrderNumber


@dataclass(frozen=True, slots=True)
class Result:
    """How the sale ended; `until` None: stays until Enter or Esc."""

    sale: Sale
    since: Monotonic
    until: Monotonic | None


Mode = Idle | Typing | Arming | AwaitingCode | Paying | Result | RefundEntry


@dataclass(frozen=True, slots=True)
class EnterAmountFirst:
    """Somebody scanned before there was an amount."""


@dataclass(frozen=True, slots=True)
class AcknowledgeFirst:
    """Somebody typed while the screen says what must be read; Enter makes way."""


@dataclass(frozen=True, slots=True)
class CancelFirst:
    """Somebody typed an amount while a code is awaited for another; Esc makes way."""


@dataclass(frozen=True, slots=True)
class PaymentRunning:
    """The payment cannot be cancelled any more."""


@dataclass(frozen=True, slots=True)
class JournalFailed:
    """The sale was refused since the journal could not be written."""

    full: bool


@dataclass(frozen=True, slots=True)
class JournalMoved:
    """The journal found at start was unreadable and kept aside."""

    recovered: int = 0
    """Sales of it that could be carried over; the open ones are asked about."""


Message = (
    EnterAmountFirst
    | AcknowledgeFirst
    | CancelFirst
    | PaymentRunning
    | JournalFailed
    | JournalMoved
    | RefundSays
    | NotACode
    | AmountProblem
    | DayHead
)

Notice = Sale | PaidTwice | Refund
"""What staff must acknowledge: the end of an order or of a refund, or what was paid twice."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What goes on at the counter, and what lies over it."""

    mode: Mode = Idle()
    message: Message | None = None
    message_until: Monotonic | None = None
    """None with a message: it stays until a key is pressed."""
    notices: tuple[Notice, ...] = ()
    """What nobody has acknowledged yet, oldest first; first of all what the last customer paid."""
    used: Mapping[AuthCode, Monotonic] = field(default_factory=dict)
    """Codes handed to a sale in the last minutes, so that none is handed over twice; each until
    when, the oldest first."""
    notice_at: Monotonic = field(default=_LONG_AGO, compare=False)
    """Since when the notice in sight is to be seen."""
    notice_until: Monotonic | None = None
    """When the notice in sight goes by itself: only where no keypad is there to acknowledge it."""
    for_register: bool = field(default=False, compare=False)
    """The last sale at the counter was the register's, which knows how it ended."""
    paid: tuple[Payment, ...] = ()
    """The last payments, newest last, so that one who pays the same again is noticed."""

    @property
    def takes_amount(self) -> bool:
        """Tell whether a digit typed now would begin or go on with an amount."""
        if isinstance(self.mode, Result):
            return self.mode.until is not None and not self.notices
        return isinstance(self.mode, Typing) or (isinstance(self.mode, Idle) and not self.notices)

    def saying(self, message: Message, now: Moment) -> "Counter":
        """Return the counter with a message over it for a few seconds.

        One that stays until a key is pressed stays in front of it.
        """
        if self.message is not None and self.message_until is None:
            return self
        return replace(self, message=message, message_until=now.after(MESSAGE_S))

    def quiet(self) -> "Counter":
        """Return the counter without a message."""
        return replace(self, message=None, message_until=None)

    @property
    def wake_at(self) -> Monotonic | None:
        """Return when TimePassed is due."""
        until = (
            self.mode.until if isinstance(self.mode, AwaitingCode | Result | RefundEntry) else None
        )
        times = (until, self.message_until, self.notice_until)
        return min((moment for moment in times if moment is not None), default=None)


@dataclass(frozen=True, slots=True)
class CounterRules:
    """What the shop sets: seconds to present a code, and where amounts come from."""

    scan_timeout_s: float = 60.0
    fixed: Fen | None = None
    """The amount where it never changes."""
    keypad: bool = True
    """Amounts are typed here, unless it is fixed."""
    register: bool = False
    """The cash register may ask for sales."""
    refunds: bool = False
    """The operator has a PIN, so refunds can be entered at the keypad."""
    receipts: bool = False
    """There is a printer, so a key prints the last receipt."""

    @property
    def has_keys(self) -> bool:
        """Tell whether there surely is a keypad: what must be read stays until Enter or Esc."""
        return self.keypad and self.fixed is None


@dataclass(frozen=True, slots=True)
class CounterStep:
    """The counter after the event, and what to do for it."""

    counter: Counter
    effects: tuple[CounterEffect, ...] = ()
