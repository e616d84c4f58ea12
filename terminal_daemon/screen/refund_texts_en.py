"""Why refunds fail, in English: on the screen, and in whole sentences for the API."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen.wording import Instruction

SUPPORT: Final = "Call support|Get help"

REFUND_REASONS: Final[Mapping[RefundReason, Instruction]] = {
    RefundReason.CHANNEL_FAILED: Instruction(
        "Refund failed|It failed", SUPPORT, "Failed: call support"
    ),
    RefundReason.NO_NETWORK: Instruction(
        "No network", "Check network|See router", "Check the network"
    ),
    RefundReason.NEVER_SENT: Instruction("Disk too slow", SUPPORT, "Disk: call support"),
    RefundReason.BALANCE_TOO_LOW: Instruction(
        "Shop's balance too low|Low balance", "Try later", "Low balance: later"
    ),
    RefundReason.TOO_OLD: Instruction(
        "Paid too long ago|Too old", "Refund in cash|Use cash", "Too old: use cash"
    ),
    RefundReason.ACCOUNT_CLOSED: Instruction(
        "Customer's account shut|Account shut", "Refund in cash|Use cash", "Shut: use cash"
    ),
    RefundReason.NOT_REFUNDABLE: Instruction(
        "Not refundable|Cannot be", "Check the order|See order", "Check the order"
    ),
    RefundReason.MERCHANT_SETUP: Instruction(
        "Merchant set-up wrong|Bad set-up", SUPPORT, "Set-up: call support"
    ),
    RefundReason.OUTSIDE_SERVICE_HOURS: Instruction(
        "Outside pay hours|Closed now", "Try later", "Closed now: try later"
    ),
    RefundReason.SYSTEM_ERROR: Instruction("System error", SUPPORT, "Error: call support"),
}

REFUND_MESSAGES: Final[Mapping[RefundReason, str]] = {
    RefundReason.CHANNEL_FAILED: "The refund failed, nothing went back; call support.",
    RefundReason.NO_NETWORK: "No network: the refund was not sent, nothing went back.",
    RefundReason.NEVER_SENT: "The disk was too slow: the refund was never sent.",
    RefundReason.BALANCE_TOO_LOW: "The shop's balance is too low, nothing went back; wait.",
    RefundReason.TOO_OLD: "It was paid too long ago to be refunded this way.",
    RefundReason.ACCOUNT_CLOSED: "The customer's account takes no refund any more.",
    RefundReason.NOT_REFUNDABLE: "The payment service has nothing to refund of this order.",
    RefundReason.MERCHANT_SETUP: "The merchant's set-up is wrong, nothing went back.",
    RefundReason.OUTSIDE_SERVICE_HOURS: "Outside the payment service's hours; try later.",
    RefundReason.SYSTEM_ERROR: "System error, nothing went back; call support.",
}
