"""The words in English."""

from typing import Final

from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.screen.view import Advice
from terminal_daemon.screen.wording import Notice, Texts
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode

_AGAIN: Final = "Start again"
_OTHER: Final = "Pay another way"
_SUPPORT: Final = "Call support"
_NOT_CHARGED: Final = "Nothing charged"
_SCAN_CODE: Final = "Scan a pay code"

ENGLISH: Final = Texts(
    titles={
        view.Starting: "Starting",
        view.Stopped: "Closed",
        view.Ready: "Ready",
        view.EnterAmount: "Amount",
        view.PresentCode: "Pay",
        view.Paying: "Paying",
        view.NoNetworkYet: "Offline",
        view.Confirming: "Wait",
        view.Checking: "Wait",
        view.Approved: "PAID",
        view.PaidTwice: "Refund?",
        view.Declined: "NOT PAID",
        view.Unknown: "UNKNOWN",
        view.Cancelled: "Cancelled",
        view.ScanRefused: "Rescan",
        view.AmountRefusedView: "Amount",
        view.Advise: "Note",
        view.NoScanner: "No scanner",
        view.NoKeypad: "No keypad",
    },
    lines={
        view.PresentCode: "Show pay code",
        view.Paying: "Sending payment",
        view.NoNetworkYet: "Not sent, retry",
        view.Confirming: "Confirm on phone",
        view.Checking: "Checking result",
        view.EnterAmount: "Press Enter",
        view.Approved: "Approved",
    },
    notices={
        view.Starting: Notice(("Starting", "Please wait")),
        view.Stopped: Notice(("Out of service", "Do not scan")),
        view.Ready: Notice(("Enter amount",)),
        view.Unknown: Notice(("Do not", "charge again"), "Check #{tail}"),
        view.NoScanner: Notice(("Scanner", "missing"), "Plug it in"),
        view.NoKeypad: Notice(("Keypad", "missing"), "Plug it in"),
    },
    reasons={
        Reason.NOT_ENOUGH: Notice(("Not enough", "balance"), _OTHER),
        Reason.CARD_NOT_SUPPORTED: Notice(("Card not", "supported"), "Try other card"),
        Reason.CODE_EXPIRED: Notice(("Code expired",), "Refresh, rescan"),
        Reason.CODE_NOT_VALID: Notice(("Code not", "valid"), "Refresh, rescan"),
        Reason.CODE_MISMATCH: Notice(("Code is not", "this order's"), _AGAIN),
        Reason.DID_NOT_FINISH: Notice(("Customer did", "not finish"), _AGAIN),
        Reason.RESTRICTED: Notice(("Payment", "restricted"), _OTHER),
        Reason.ORDER_CLOSED: Notice(("Order closed",), _AGAIN),
        Reason.ORDER_REVERSED: Notice(("Order", "reversed"), _AGAIN),
        Reason.PAYMENT_FAILED: Notice(("Payment", "failed"), _AGAIN),
        Reason.NOT_PAID_IN_TIME: Notice(("Not paid", "in time"), _AGAIN),
        Reason.PAID_AND_REFUNDED: Notice(("Paid, then", "refunded"), "Money goes back"),
        Reason.SYSTEM_ERROR: Notice(("System error",), _SUPPORT),
        Reason.MERCHANT_SETUP: Notice(("Merchant", "set-up wrong"), _SUPPORT),
        Reason.OUTSIDE_SERVICE_HOURS: Notice(("Outside", "pay hours"), "Try later"),
        Reason.CANCELLED_BY_STAFF: Notice(("Cancelled", "by staff"), _NOT_CHARGED),
        Reason.NO_CODE_IN_TIME: Notice(("No code", "in time"), _NOT_CHARGED),
        Reason.NO_NETWORK: Notice(("No network,", "not charged"), "Check network"),
        Reason.NEVER_ARRIVED: Notice(("Order never", "arrived"), _NOT_CHARGED),
        Reason.STOPPED: Notice(("Terminal", "stopped"), _NOT_CHARGED),
    },
    messages={
        Reason.NOT_ENOUGH: "Not enough balance; ask for another way to pay.",
        Reason.CARD_NOT_SUPPORTED: "The card is not supported; ask for another card.",
        Reason.CODE_EXPIRED: "The payment code expired; have it refreshed and start again.",
        Reason.CODE_NOT_VALID: "The payment code is not valid; have it refreshed and start again.",
        Reason.CODE_MISMATCH: "The payment code does not belong to this order; start again.",
        Reason.DID_NOT_FINISH: "The customer did not finish the payment; start again.",
        Reason.RESTRICTED: "The payment is restricted; ask for another way to pay.",
        Reason.ORDER_CLOSED: "The order is closed and was not paid; start again.",
        Reason.ORDER_REVERSED: "The order was reversed and is not paid; start again.",
        Reason.PAYMENT_FAILED: "The payment failed; start again.",
        Reason.NOT_PAID_IN_TIME: "The customer did not pay in time; start again.",
        Reason.PAID_AND_REFUNDED: "Paid, then refunded: the money goes back to the customer.",
        Reason.SYSTEM_ERROR: "System error, not paid; call support.",
        Reason.MERCHANT_SETUP: "The merchant's set-up is wrong, not paid; call support.",
        Reason.OUTSIDE_SERVICE_HOURS: "Outside the payment service's hours, not paid; try later.",
        Reason.CANCELLED_BY_STAFF: "Cancelled by staff; nothing was charged.",
        Reason.NO_CODE_IN_TIME: "No payment code was presented in time; nothing was charged.",
        Reason.NO_NETWORK: "No network: the order was not sent and nothing was charged.",
        Reason.NEVER_ARRIVED: "The order never reached the gateway; nothing was charged.",
        Reason.STOPPED: "The terminal stopped before sending; nothing was charged.",
    },
    not_codes={
        NotACode.EMPTY: Notice(("Nothing read",), "Scan again"),
        NotACode.DAMAGED: Notice(("Code not", "fully read"), "Scan again"),
        NotACode.LETTERS: Notice(("Has letters:", "no pay code"), _SCAN_CODE),
        NotACode.PRODUCT: Notice(("A product's", "barcode"), _SCAN_CODE),
        NotACode.OTHER_NUMBER: Notice(("Number is", "no pay code"), _SCAN_CODE),
        NotACode.TOO_LONG: Notice(("Too long for", "a pay code"), _SCAN_CODE),
        NotACode.USED: Notice(("Code was", "used before"), "Refresh, rescan"),
        NotACode.WALLET_OFF: Notice(("This wallet", "isn't taken"), _OTHER),
    },
    amount_problems={
        AmountProblem.NOTHING: Notice(("Amount is", "zero"), "Enter amount"),
        AmountProblem.TOO_MUCH: Notice(("Amount too", "large"), "Max {maximum}"),
        AmountProblem.NOT_AN_AMOUNT: Notice(("Not an", "amount"), "Max 2 decimals"),
    },
    advices={
        Advice.ENTER_AMOUNT_FIRST: Notice(("Enter amount", "first"), "Then scan"),
        Advice.PAYMENT_RUNNING: Notice(("Payment is", "under way"), "Wait for result"),
        Advice.DISK_FULL: Notice(("Disk full,", "not charged"), _SUPPORT),
        Advice.DISK_TROUBLE: Notice(("Disk trouble", "not charged"), _SUPPORT),
        Advice.JOURNAL_MOVED: Notice(("Bad journal", "set aside"), _SUPPORT),
        Advice.JOURNAL_RECOVERED: Notice(("Bad journal", "repaired"), "{count} sales kept"),
    },
    ready_fixed="Show pay code",
    ready_register="Wait for till",
    earlier="Earlier ",
    earlier_paid="PAID",
    earlier_not_paid="NOT PAID",
    twice=("Same customer", "paid {amount}", "at {time} too"),
    twice_lately=("Same customer", "paid {amount}", "minutes ago too"),
    order="No. ",
    unknown="UNKNOWN ",
    press_enter="Press Enter",
    second="s",
    test="TEST",
)
