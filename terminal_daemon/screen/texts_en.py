"""The words in English."""

from typing import Final

from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.refund_texts_en import REFUND_MESSAGES, REFUND_REASONS, SUPPORT
from terminal_daemon.screen.view import Advice
from terminal_daemon.screen.wording import Instruction, Texts
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode

_AGAIN: Final = "Start again"
_AGAIN_REFRESHED: Final = "Refresh code|New code"
_OTHER: Final = "Pay another way|Other way"
_MAY_CHARGE: Final = "Start again"
_SCAN_CODE: Final = "Scan a pay code|Scan code"
_SCAN_AGAIN: Final = "Scan again"

ENGLISH: Final = Texts(
    titles={
        view.Starting: "Starting",
        view.Stopped: "Closed",
        view.Ready: "Ready",
        view.EnterAmount: "Amount",
        view.PresentCode: "Scan",
        view.Connecting: "Wait",
        view.Paying: "Paying",
        view.NoNetworkYet: "Offline",
        view.Confirming: "Wait",
        view.Checking: "Checking|Check",
        view.Approved: "PAID",
        view.PaidTwice: "Refund?",
        view.Declined: "NOT PAID|UNPAID",
        view.Unknown: "UNKNOWN|UNSURE",
        view.Cancelled: "NOT CHARGED|NOT PAID|UNPAID",
        refund_view.RefundOrder: "Refund",
        refund_view.RefundMatch: "Refund this?|Refund?",
        refund_view.RefundPart: "Refund",
        refund_view.RefundPin: "PIN",
        refund_view.Refunding: "Refunding|Refund",
        refund_view.RefundDone: "REFUNDED|Refunded",
        refund_view.RefundFailed: "NOT REFUNDED|NO REFUND",
        view.ScanRefused: "Rescan",
        view.AmountRefusedView: "Amount",
        view.Advise: "Note",
        view.NoScanner: "No scanner",
        view.NoKeypad: "No keypad",
        view.ClosedDay: "Day end|End",
    },
    lines={
        view.PresentCode: "Show pay code|Show code",
        view.Connecting: "Connecting",
        view.Paying: "Paying, wait|Please wait",
        view.NoNetworkYet: "Not sent, retry|Not sent",
        view.Confirming: "Confirm on phone|On phone",
        view.Checking: "Checking result|Please wait",
        view.EnterAmount: "Press Enter|Enter",
        view.Approved: "Approved",
        refund_view.RefundOrder: "Order's last digits|Last digits",
        refund_view.RefundMatch: "{tail} at {time}|{tail}",
        refund_view.RefundPart: "Enter: refund it|Enter",
        refund_view.RefundPin: "Operator's PIN|PIN",
        refund_view.Refunding: "Refunding, wait|Please wait",
    },
    notes={
        view.Starting: "Starting, please wait",
        view.Stopped: "Out of service, do not pay|Do not pay here",
        view.Ready: "Enter amount",
    },
    instructions={
        view.Unknown: Instruction(
            "Do not charge again|No 2nd charge",
            "Check #{tail} {amount}|Check #{tail}|#{tail}",
            "Check #{tail} {amount}|Check #{tail} first",
        ),
        refund_view.RefundDone: Instruction(
            "{amount} goes back|It goes back|Goes back", "Press Enter|Enter", "{amount} back: Enter"
        ),
        view.NoScanner: Instruction("Scanner missing", "Plug it in", "Plug in the scanner"),
        view.NoKeypad: Instruction("Keypad missing", "Plug it in", "Plug in the keypad"),
    },
    reasons={
        Reason.NOT_ENOUGH: Instruction(
            "Not enough balance|Low balance", _OTHER, "Low funds: other way"
        ),
        Reason.CARD_NOT_SUPPORTED: Instruction(
            "Card not supported|Card refused", "Try other card|Other card", "Bad card: other card"
        ),
        Reason.CODE_EXPIRED: Instruction("Code expired", _AGAIN_REFRESHED, "Code old: refresh it"),
        Reason.CODE_NOT_VALID: Instruction(
            "Code not valid", _AGAIN_REFRESHED, "Bad code: refresh it"
        ),
        Reason.CODE_MISMATCH: Instruction(
            "Code is not this order's|Wrong code", _AGAIN, "Wrong code: try again"
        ),
        Reason.DID_NOT_FINISH: Instruction(
            "Customer did not finish|Not finished", _AGAIN, "Unfinished: try again"
        ),
        Reason.RESTRICTED: Instruction(
            "Payment restricted|Not allowed", _OTHER, "Barred: other way"
        ),
        Reason.ORDER_CLOSED: Instruction("Order closed", _AGAIN, "Closed: try again"),
        Reason.ORDER_REVERSED: Instruction("Payment undone", _AGAIN, "Undone: try again"),
        Reason.PAYMENT_FAILED: Instruction("Payment failed", _AGAIN, "Failed: try again"),
        Reason.NOT_PAID_IN_TIME: Instruction("Not paid in time", _AGAIN, "Too late: try again"),
        Reason.PAID_AND_REFUNDED: Instruction(
            "Paid, then refunded|Refunded", "Money goes back|Goes back", "Refunded to customer"
        ),
        Reason.SYSTEM_ERROR: Instruction("System error", SUPPORT, "Error: call support"),
        Reason.MERCHANT_SETUP: Instruction(
            "Merchant set-up wrong|Bad set-up", SUPPORT, "Set-up: call support"
        ),
        Reason.OUTSIDE_SERVICE_HOURS: Instruction(
            "Outside pay hours|Closed now", "Try later", "Closed now: try later"
        ),
        Reason.CANCELLED_BY_STAFF: Instruction(
            "Cancelled by staff|By staff", _MAY_CHARGE, "By staff: try again"
        ),
        Reason.CANCELLED_BY_REGISTER: Instruction(
            "Cancelled by till|By till", _MAY_CHARGE, "By till: try again"
        ),
        Reason.NO_CODE_IN_TIME: Instruction("No code in time", _MAY_CHARGE, "No code: try again"),
        Reason.NO_NETWORK: Instruction(
            "No network", "Check network|See router", "Check the network"
        ),
        Reason.NEVER_ARRIVED: Instruction(
            "Order never arrived|Not arrived", _MAY_CHARGE, "Missing: try again"
        ),
        Reason.STOPPED: Instruction("Terminal stopped|Stopped", _MAY_CHARGE, "Stopped: try again"),
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
        Reason.ORDER_REVERSED: "The payment was undone, so nothing is paid; start again.",
        Reason.PAYMENT_FAILED: "The payment failed; start again.",
        Reason.NOT_PAID_IN_TIME: "The customer did not pay in time; start again.",
        Reason.PAID_AND_REFUNDED: "Paid, then refunded: the money goes back to the customer.",
        Reason.SYSTEM_ERROR: "System error, not paid; call support.",
        Reason.MERCHANT_SETUP: "The merchant's set-up is wrong, not paid; call support.",
        Reason.OUTSIDE_SERVICE_HOURS: "Outside the payment service's hours, not paid; try later.",
        Reason.CANCELLED_BY_STAFF: "Cancelled by staff; nothing was charged.",
        Reason.CANCELLED_BY_REGISTER: "Cancelled by the cash register; nothing was charged.",
        Reason.NO_CODE_IN_TIME: "No payment code was presented in time; nothing was charged.",
        Reason.NO_NETWORK: "No network: the order was not sent and nothing was charged.",
        Reason.NEVER_ARRIVED: "The order never reached the gateway; nothing was charged.",
        Reason.STOPPED: "The terminal stopped before sending; nothing was charged.",
    },
    refund_reasons=REFUND_REASONS,
    refund_messages=REFUND_MESSAGES,
    not_codes={
        NotACode.EMPTY: Instruction("Nothing read", _SCAN_AGAIN, "Nothing: scan again"),
        NotACode.DAMAGED: Instruction(
            "Code not fully read|Half read", _SCAN_AGAIN, "Half read: scan again"
        ),
        NotACode.LAYOUT: Instruction(
            "Scanner not on US layout|Not on US", "Set it to US|Set to US", "Set scanner to US"
        ),
        NotACode.LETTERS: Instruction(
            "Has letters: no pay code|Has letters", _SCAN_CODE, "Letters: no pay code"
        ),
        NotACode.PRODUCT: Instruction(
            "A product's barcode|A product", _SCAN_CODE, "Product: no pay code"
        ),
        NotACode.OTHER_NUMBER: Instruction(
            "Number is no pay code|No pay code", _SCAN_CODE, "Number: no pay code"
        ),
        NotACode.TOO_LONG: Instruction(
            "Too long for a pay code|Too long", _SCAN_CODE, "Too long: no pay code"
        ),
        NotACode.USED: Instruction(
            "Code was used before|Used before", "Refresh, rescan|New code", "Used: refresh code"
        ),
        NotACode.TOO_OLD: Instruction(
            "Scanned too long ago|Too old", _SCAN_AGAIN, "Too old: scan again"
        ),
        NotACode.WECHAT_OFF: Instruction(
            "No WeChat taken here|No WeChat", _OTHER, "No WeChat here"
        ),
        NotACode.ALIPAY_OFF: Instruction(
            "No Alipay taken here|No Alipay", _OTHER, "No Alipay here"
        ),
        NotACode.QQ_OFF: Instruction("No QQ Wallet taken here|No QQ", _OTHER, "No QQ here"),
    },
    amount_problems={
        AmountProblem.NOTHING: Instruction(
            "Amount is zero", "Enter amount|Type it in", "Enter an amount"
        ),
        AmountProblem.TOO_MUCH: Instruction(
            "Amount too large|Too large", "Max {maximum}|to {maximum}", "Max {maximum}"
        ),
        AmountProblem.NOT_AN_AMOUNT: Instruction(
            "Not an amount", "Max 2 decimals|2 decimals", "Max 2 decimals"
        ),
    },
    advices={
        Advice.ENTER_AMOUNT_FIRST: Instruction(
            "Enter amount first|Amount first", "Then scan", "Type the amount first"
        ),
        Advice.ACKNOWLEDGE_FIRST: Instruction(
            "Press Enter first|Enter first", "Then the amount|Then type", "Press Enter first"
        ),
        Advice.CANCEL_FIRST: Instruction(
            "Press Esc first|Esc first", "Then the amount|Then type", "Press Esc first"
        ),
        Advice.PAYMENT_RUNNING: Instruction(
            "Payment is under way|Under way", "Wait for result|Just wait", "Paying: please wait"
        ),
        Advice.DISK_FULL: Instruction(
            "Disk full, not charged|Disk full", "Call support|No charge", "Disk full: no charge"
        ),
        Advice.DISK_TROUBLE: Instruction(
            "Bad disk, not charged|Bad disk", "Call support|No charge", "Bad disk: no charge"
        ),
        Advice.REFUND_NOT_FOUND: Instruction(
            "No such paid order|Not found", "Type it again|Type again", "No such paid order"
        ),
        Advice.REFUND_REFUSED: Instruction(
            "Not refundable|Cannot be", "Check the order|See order", "Check the order"
        ),
        Advice.REFUND_GOES_ON: Instruction(
            "Refund is under way|Under way", "Wait for result|Just wait", "Refund under way"
        ),
        Advice.PIN_WRONG: Instruction(
            "PIN is wrong|Wrong PIN", "{count} tries left|{count} left", "Wrong PIN: {count} left"
        ),
        Advice.PIN_LOCKED: Instruction(
            "Too many wrong PINs|PIN locked", "Wait {count}s", "PIN locked: {count}s"
        ),
        Advice.PIN_NOT_SET: Instruction(
            "No PIN for refunds|No PIN yet", SUPPORT, "No PIN: call support"
        ),
        Advice.JOURNAL_MOVED: Instruction(
            "Bad journal set aside|Bad journal", SUPPORT, "Journal: call support"
        ),
        Advice.JOURNAL_RECOVERED: Instruction(
            "Bad journal repaired|Repaired",
            "{count} sales kept|{count} kept",
            "Repaired: {count} kept",
        ),
    },
    not_known={
        view.NoScanner: "No scanner, but this:|Not known:",
        view.NoKeypad: "No keypad, but this:|Not known:",
    },
    refund_whole="Enter: all of it|Enter: all",
    no_scanner="Plug in scanner|No scanner",
    ready_fixed="Show pay code|Show code",
    ready_register="Wait for till",
    sent="Sent, waiting|Sent",
    usually="usually {seconds}s|~{seconds}s",
    earlier=Instruction(
        "Earlier {tail} {amount}|Order {tail}", "Press Enter|Enter", "Order {tail}: Enter"
    ),
    earlier_paid="Earlier: PAID|Now PAID|PAID",
    earlier_not_paid="Earlier: UNPAID|UNPAID",
    twice=Instruction(
        "Same customer paid {amount} at {time} too|Paid at {time} too",
        "Ask, refund one|Refund?",
        "Also paid at {time}",
    ),
    twice_lately=Instruction(
        "Same customer paid {amount} minutes ago too|Paid just now too",
        "Ask, refund one|Refund?",
        "Also paid just now",
    ),
    approved_test="TEST Approved|TEST paid",
    closed_day="{day} Photograph this code|{day} Take a photo|{day} photo|Photo|Snap",
    order="No. ",
    comma=", ",
    second="s",
    test="TEST",
)
