"""What one answer of the gateway proves about one refund."""

from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RefundDone:
    """A verified reply about this refund, order, merchant and amount says: refunded."""

    refund_id: str = ""


@dataclass(frozen=True, slots=True)
class RefundInProgress:
    """Verified: the gateway has it and is at it."""

    refund_id: str = ""


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """Verified: it failed. Believed only once a query agrees some seconds later."""


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """An unsigned "no" to the request; believed only once a query does not find the refund."""

    reason: RefundReason
    code: str = ""
    """The gateway's or channel's own word."""
    signed_only: bool = False
    """Heard over a link that is not TLS: nothing unsigned may agree."""


RefundVerdict = (
    RefundDone | RefundInProgress | RefundFailed | RefundRefused | NotThere | NotSent | Unknown
)
