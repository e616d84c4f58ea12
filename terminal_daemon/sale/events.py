"""Events: everything that can happen to a sale, and everything that can happen at the counter."""

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundNumber, RefundState
from terminal_daemon.sale.refund_entry import Found, RefundSays
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Verdict
from terminal_daemon.sale.wish import Wish
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import Monotonic
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """The customer's code was read."""

    auth_code: AuthCode


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Staff, the register or the scan time-out ended the wait for a code."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Judged:
    """A call came back. `evidence` is the reply without secrets, for the journal."""

    call: Call
    verdict: Verdict
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class WokenUp:
    """The sale's `wake_at` has passed."""


@dataclass(frozen=True, slots=True)
class AskedNow:
    """Somebody wants to know now: the order is queried out of turn."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The sale was read from the journal at start; what happened meanwhile is not known."""


SaleEvent = CodeScanned | GivenUp | Judged | WokenUp | AskedNow | Recovered


def event_name(event: SaleEvent) -> str:
    """Return the event as log and journal name it, for example "Judged query Approved"."""
    match event:
        case Judged(call, verdict):
            return f"Judged {call.value} {type(verdict).__name__}"
        case GivenUp(reason):
            return f"GivenUp {reason.value}"
        case _:
            return type(event).__name__


@dataclass(frozen=True, slots=True)
class AmountTyped:
    """The amount grows: what is typed now, and the sum of the items before it ("" and 0: empty)."""

    text: str
    items: Fen


@dataclass(frozen=True, slots=True)
class AmountRefused:
    """What was typed is no amount that can be charged; it stands as AmountTyped's would."""

    problem: AmountProblem
    text: str
    items: Fen


@dataclass(frozen=True, slots=True)
class AmountConfirmed:
    """Enter, with an amount that can be charged."""

    amount: Fen


@dataclass(frozen=True, slots=True)
class AmountLost:
    """Keys of the keypad were lost: what is being typed may lack a digit or its point."""


@dataclass(frozen=True, slots=True)
class EscapePressed:
    """Esc where no amount is being typed."""


@dataclass(frozen=True, slots=True)
class EnterPressed:
    """Enter where no amount is being typed."""


@dataclass(frozen=True, slots=True)
class OtherKeyPressed:
    """A key that means nothing now."""


@dataclass(frozen=True, slots=True)
class LineScanned:
    """The scanner typed one line; what it is worth was judged by values/auth_code.py."""

    read: AuthCode | NotACode
    at: Monotonic | None = None
    """When its last key was typed; None: just now."""


@dataclass(frozen=True, slots=True)
class ScanCutOff:
    """The scanner was lost in the middle of a line."""


@dataclass(frozen=True, slots=True)
class JournalWasDamaged:
    """The journal found at start was moved aside; so many of its sales could be carried over."""

    recovered: int


@dataclass(frozen=True, slots=True)
class RegisterAsked:
    """The cash register wants a sale."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class RegisterCancelled:
    """The cash register wants this order to end, if nothing was sent yet."""

    order: OrderNumber


@dataclass(frozen=True, slots=True)
class ReadElsewhere:
    """What must be read about this order was read, on the register or in a browser."""

    order: OrderNumber
    seen: frozenset[State | RefundState]
    """What was read; news that came meanwhile was not."""


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """The register's key had begun a sale before: nothing was armed."""


@dataclass(frozen=True, slots=True)
class Armed:
    """The journal has the order on disk: from now on it may be submitted."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class ArmingFailed:
    """The journal could not be written, so nothing may be sent."""

    full: bool


@dataclass(frozen=True, slots=True)
class SaleMoved:
    """A sale went from one state to another, at the counter or in the background."""

    sale: Sale
    was: State


@dataclass(frozen=True, slots=True)
class RefundEnded:
    """Money went back, or it is proven that it did not."""

    refund: Refund
    whole: bool = False
    """All of the order went back by now."""


@dataclass(frozen=True, slots=True)
class RefundKeyPressed:
    """The key that begins a refund, where nothing else goes on."""


@dataclass(frozen=True, slots=True)
class ReceiptKeyPressed:
    """The key that prints the last receipt again, where nothing else goes on."""


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """A digit that is part of no amount."""

    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BackspacePressed:
    """Backspace where no amount is being typed."""


@dataclass(frozen=True, slots=True)
class SaleLookedUp:
    """The journal was asked for the order of a refund; None: there is none that ends so."""

    found: Found | None


@dataclass(frozen=True, slots=True)
class PinRefused:
    """The PIN was wrong; so many more may be."""

    left: int


@dataclass(frozen=True, slots=True)
class RefundNotBegun:
    """No refund was begun, and why."""

    says: RefundSays


@dataclass(frozen=True, slots=True)
class RefundBegun:
    """The refund is on disk and under way."""

    number: RefundNumber


@dataclass(frozen=True, slots=True)
class DayClosed:
    """The owner closed a day, or looks at how it was closed."""

    head: DayHead


RefundNews = SaleLookedUp | PinRefused | RefundNotBegun | RefundBegun

DeskNews = RefundNews | DayClosed
"""What others have to say to the counter."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The counter's `wake_at` has passed."""


CounterEvent = (
    AmountTyped
    | AmountRefused
    | AmountConfirmed
    | AmountLost
    | EscapePressed
    | EnterPressed
    | OtherKeyPressed
    | LineScanned
    | ScanCutOff
    | JournalWasDamaged
    | RegisterAsked
    | RegisterCancelled
    | ReadElsewhere
    | KnownBefore
    | Armed
    | ArmingFailed
    | SaleMoved
    | RefundEnded
    | RefundKeyPressed
    | ReceiptKeyPressed
    | DigitPressed
    | BackspacePressed
    | SaleLookedUp
    | PinRefused
    | RefundNotBegun
    | RefundBegun
    | DayClosed
    | TimePassed
)
