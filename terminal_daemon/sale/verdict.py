"""Verdicts: what one answer, or the lack of one, proves about one order.

Only Approved approves. Declined and Rejected end a sale as not paid. All the others leave it open
and say what kind of open it is, so that sale/step.py can decide what to ask next.
"""

from enum import Enum

from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds


@dataclass(frozen=True, slots=True)
class Approved:
    """A verified reply for this merchant, this order and this amount says: paid."""

    trade_id: str
    out_trade_id: str = ""
    paid_at: UnixSeconds | None = None
    payer: str = ""
    """Keyed hash of who paid; "": the reply did not say."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Not paid, and it cannot be paid any more. `code` is the gateway's or channel's own word."""

    reason: Reason
    code: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The gateway will not take it; merchant or software is at fault, staff must act."""

    reason: Reason
    code: str = ""


@dataclass(frozen=True, slots=True)
class AskFirst:
    """An answer to the submit that says no, but is believed only once a query agrees."""

    no: Declined | Rejected
    signed_only: bool = False
    """Heard over a link that is not TLS: only a signed answer may agree."""


class Wait(Enum):
    """What an order that is not paid yet is waiting for."""

    NOT_PAID_YET = "not_paid_yet"
    CONFIRMING = "confirming"  # the customer is entering the password
    REVERSING = "reversing"


@dataclass(frozen=True, slots=True)
class Pending:
    """Not paid yet; it still can be."""

    wait: Wait


@dataclass(frozen=True, slots=True)
class PerhapsFailed:
    """trade_state -1: "failed" on one page, "initial state" on another; final only if it stays."""


@dataclass(frozen=True, slots=True)
class FailedForNow:
    """PAYERROR: not paid, but final only after the window."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """Verified: paid, and then moved to refund. Not approved for this sale."""


@dataclass(frozen=True, slots=True)
class NotThere:
    """The gateway has no such order (yet)."""

    code: str = "301"


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not one byte of the request left this machine."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer proves nothing: the money may or may not have moved."""

    doubt: Doubt
    code: str = ""


@dataclass(frozen=True, slots=True)
class NotOurs:
    """A verified reply under our order number, but about another amount."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Verified: the order is closed, now or before."""


Verdict = (
    Approved
    | Declined
    | Rejected
    | AskFirst
    | Pending
    | PerhapsFailed
    | FailedForNow
    | Refunded
    | NotThere
    | NotSent
    | Unknown
    | NotOurs
    | Closed
)
