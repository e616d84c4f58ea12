"""What each screen of a refund says, as view.py has it of all others."""

from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """The last digits of the order that is to be refunded, as typed so far."""

    digits: str = ""


@dataclass(frozen=True, slots=True)
class RefundMatch:
    """Is it this order? `amount` can be refunded; it was paid at "12:31"."""

    amount: Fen
    order_tail: str
    at: str


@dataclass(frozen=True, slots=True)
class RefundPart:
    """How much goes back, as typed so far; nothing typed is `left`, all of it."""

    text: str
    left: Fen


@dataclass(frozen=True, slots=True)
class RefundPin:
    """The operator's PIN: how many digits of it were typed."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class Refunding:
    """The refund is on its way."""

    amount: Fen


@dataclass(frozen=True, slots=True)
class RefundDone:
    """So much of this order went back."""

    amount: Fen
    order_tail: str


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """Nothing went back under this refund, nor will it; and why."""

    amount: Fen
    reason: RefundReason
    order_tail: str
