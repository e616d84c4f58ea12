"""What each screen says: one frozen class a screen, no pixels and no words yet."""

from enum import Enum
from typing import Final

from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import refund_view
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import NotACode
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.day_head import DayHead

NOTHING: Final = Fen(0)


@dataclass(frozen=True, slots=True)
class Status:
    """The status bar, on top of every screen."""

    network: bool = True
    scanner: bool = True
    keypad: bool = True
    clock: bool = True
    journal: bool = True
    open_orders: int = 0
    """Orders away from the counter whose outcome is not known yet."""
    test: bool = False
    """No real money moves at the gateway."""
    others: tuple[str, ...] = ()
    """Names of the keyboards that are plugged in where a scanner or keypad is missing."""
    damaged: bool = False
    """The journal was found damaged, and is mended at the next start."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """Whole seconds left out of so many; drawn as a bar."""

    left: int
    total: int


@dataclass(frozen=True, slots=True)
class Starting:
    """The daemon starts."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Left on the panel when the daemon stops: out of service."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing is going on; `fixed` is the amount of a fixed-amount terminal."""

    fixed: Fen | None = None
    register: bool = False
    """Amounts come from the cash register, so there is nothing to type."""


@dataclass(frozen=True, slots=True)
class EnterAmount:
    """The amount as typed so far, and the sum of the items before it."""

    text: str
    items: Fen = NOTHING


@dataclass(frozen=True, slots=True)
class PresentCode:
    """The customer is asked for the payment code."""

    amount: Fen
    countdown: Countdown
    scanner: bool = True
    """False: there is none that could read it."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """The payment is about to be sent; the gateway is not reached yet."""

    amount: Fen


@dataclass(frozen=True, slots=True)
class Paying:
    """The submit is on its way; `sent`: the request has surely left, the answer is awaited."""

    amount: Fen
    sent: bool = False
    usual_s: int | None = None
    """Seconds that most payments take here; None: not known yet."""


@dataclass(frozen=True, slots=True)
class NoNetworkYet:
    """The submit could not be sent; it is tried again by itself."""

    amount: Fen


@dataclass(frozen=True, slots=True)
class Confirming:
    """The customer is entering the password."""

    amount: Fen
    countdown: Countdown


@dataclass(frozen=True, slots=True)
class Checking:
    """The outcome is open and being asked for. `usual_s` as in Paying."""

    amount: Fen
    countdown: Countdown
    usual_s: int | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """The money is there. `background`: for an order that was unknown or declined before."""

    amount: Fen
    order_tail: str
    background: bool = False


@dataclass(frozen=True, slots=True)
class PaidTwice:
    """Who paid this order paid the same amount for another one; perhaps one is to be refunded."""

    amount: Fen
    order_tail: str
    at: str
    """When the other one was paid, "12:31"; "" if the clock was not right then."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Not paid, and why; with what to do now. `background` as in Approved."""

    amount: Fen
    reason: Reason
    order_tail: str
    background: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known whether the money moved: do not charge again before checking."""

    amount: Fen
    order_tail: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nothing was submitted, nothing can be paid."""

    amount: Fen
    reason: Reason


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """What was scanned is no payment code that can be used."""

    what: NotACode


@dataclass(frozen=True, slots=True)
class AmountRefusedView:
    """What was typed cannot be charged; `maximum` for the words."""

    problem: AmountProblem
    maximum: Fen


class Advice(Enum):
    """Short messages over whatever goes on."""

    ENTER_AMOUNT_FIRST = "enter_amount_first"
    ACKNOWLEDGE_FIRST = "acknowledge_first"  # a key typed over what must be read
    CANCEL_FIRST = "cancel_first"  # an amount typed while a code is awaited
    PAYMENT_RUNNING = "payment_running"  # it cannot be cancelled any more
    DISK_FULL = "disk_full"  # the sale was refused; nothing was sent
    DISK_TROUBLE = "disk_trouble"
    REFUND_NOT_FOUND = "refund_not_found"
    REFUND_REFUSED = "refund_refused"
    REFUND_GOES_ON = "refund_goes_on"
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    PIN_NOT_SET = "pin_not_set"
    JOURNAL_MOVED = "journal_moved"  # the old journal was unreadable and kept aside
    JOURNAL_RECOVERED = "journal_recovered"  # as above, but sales of it were carried over


@dataclass(frozen=True, slots=True)
class Advise:
    """One of the short messages; `count` for its words."""

    advice: Advice
    count: int = 0


@dataclass(frozen=True, slots=True)
class NoScanner:
    """The scanner is missing; `others`: what is plugged in and not known as one."""

    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoKeypad:
    """The keypad is missing; `others` as in NoScanner."""

    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """The head of a day that was closed, to be photographed."""

    head: DayHead


View = (
    Starting
    | Stopped
    | Ready
    | EnterAmount
    | PresentCode
    | Connecting
    | Paying
    | NoNetworkYet
    | Confirming
    | Checking
    | Approved
    | PaidTwice
    | Declined
    | Unknown
    | Cancelled
    | refund_view.RefundOrder
    | refund_view.RefundMatch
    | refund_view.RefundPart
    | refund_view.RefundPin
    | refund_view.Refunding
    | refund_view.RefundDone
    | refund_view.RefundFailed
    | ScanRefused
    | AmountRefusedView
    | Advise
    | NoScanner
    | NoKeypad
    | ClosedDay
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen under its status bar: all that draw.py needs."""

    view: View
    status: Status


CountingDown = PresentCode | Confirming | Checking
"""Screens with a countdown."""

Ticking = CountingDown | Paying
"""Screens that change by themselves as the seconds pass."""
