"""Why refunds fail."""

from enum import Enum


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
