"""What one answer of the gateway proves about one refund, and why refunds fail."""

from enum import Enum

from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.dataclass import dataclass


class RefundReason(Enum):
    """Why a refund failed; the values stand in the API. Its words stand in screen/."""

    CHANNEL_FAILED = "refund_failed"
    NO_NETWORK = "no_network"
    NEVER_SENT = "never_sent"  # the disk was so slow that nobody waited for it any more
    BALANCE_TOO_LOW = "balance_too_low"  # the merchant's own, at the channel
    TOO_OLD = "too_old"  # paid longer ago than the channel refunds
    ACCOUNT_CLOSED = "account_closed"  # the customer's
    NOT_REFUNDABLE = "not_refundable"  # the channel knows of less money than we do
    MERCHANT_SETUP = "merchant_setup"
    OUTSIDE_SERVICE_HOURS = "outside_service_hours"
    SYSTEM_ERROR = "system_error"


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
