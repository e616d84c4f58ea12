"""Effects: what the shell must carry out for a sale, and for the counter."""

from enum import Enum

from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy, Wish
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.order_number import OrderNumber


class Call(Enum):
    """The gateway's calls (5.2.1, 5.2.2, gateway.md "Polling and closing")."""

    SUBMIT = "submit"
    QUERY = "query"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Submit:
    """Submit the order with this code. The order must be in the journal, on disk."""

    auth_code: AuthCode


@dataclass(frozen=True, slots=True)
class Query:
    """Ask the gateway for the order."""


@dataclass(frozen=True, slots=True)
class Close:
    """Ask the gateway to close the order."""


SaleEffect = Submit | Query | Close


class Sound(Enum):
    """What staff hear; sound/tunes.py gives each its tune."""

    KEY = "key"
    CODE_READ = "code_read"
    WRONG = "wrong"
    APPROVED = "approved"
    DECLINED = "declined"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Play:
    """Sound this, now."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Arm:
    """Write a new order of this amount to the journal; answer with Armed or ArmingFailed.

    For a wish of the cash register, its key is written along; if that began a sale before, answer
    with KnownBefore.
    """

    amount: Fen
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell the cash register that its wish of this number cannot begin now."""

    number: int
    why: Busy
    order: OrderNumber | None
    """What the counter is busy with, if that is an order."""


@dataclass(frozen=True, slots=True)
class SendCode:
    """Hand the scanned code to the sale."""

    order: OrderNumber
    auth_code: AuthCode


@dataclass(frozen=True, slots=True)
class GiveUp:
    """End the sale's wait for a code."""

    order: OrderNumber
    reason: Reason


@dataclass(frozen=True, slots=True)
class Told:
    """Staff were told that this order ended so; the journal may forget that it owes them that."""

    order: OrderNumber
    state: State


@dataclass(frozen=True, slots=True)
class RefundTold:
    """Staff were told how this refund ended; the journal may forget that it owes them that."""

    refund: Refund


@dataclass(frozen=True, slots=True)
class FindPaid:
    """Look for the newest order that ends so and can be refunded; answer with SaleLookedUp."""

    digits: str


@dataclass(frozen=True, slots=True)
class BeginRefund:
    """Refund so much, if this is the PIN; answer with RefundBegun, PinRefused or RefundNotBegun."""

    order: OrderNumber
    amount: Fen
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintLast:
    """Print the receipt of what was paid or given back last."""


CounterEffect = (
    Play | Arm | Refuse | SendCode | GiveUp | Told | RefundTold | FindPaid | BeginRefund | PrintLast
)
