"""What goes on at the counter in one word, for the API."""

from enum import Enum

from terminal_daemon.sale.counter import Arming, AwaitingCode, Counter, Idle, Paying, Result, Typing
from terminal_daemon.sale.refund_entry import RefundEntry, Sending
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Wait
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber


class Doing(Enum):
    """The values stand in the API."""

    STARTING = "starting"
    READY = "ready"
    TYPING = "typing"
    ARMING = "arming"
    """The order is on its way to the journal."""
    AWAITING_CODE = "awaiting_code"
    PAYING = "paying"
    NO_NETWORK_YET = "no_network_yet"
    """Not a byte was sent; it is tried again."""
    CONFIRMING = "confirming"
    """The customer types the password."""
    CHECKING = "checking"
    """The outcome is open and being asked for."""
    APPROVED = "approved"
    DECLINED = "declined"
    REFUNDED = "refunded"
    REFUNDING = "refunding"
    """A refund is entered, or was sent and is looked at."""
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """It must be acknowledged, as a notice must."""
    NOTICE = "notice"
    STOPPING = "stopping"


def doing(counter: Counter, sale: Sale | None) -> Doing | None:
    """Return the word for it, or None while the last one stays: the end is not on disk yet.

    `sale` is the one that is being paid.
    """
    match counter.mode:
        case Idle():
            return Doing.NOTICE if counter.notices else Doing.READY
        case Typing():
            return Doing.TYPING
        case RefundEntry():
            return Doing.REFUNDING
        case Arming():
            return Doing.ARMING
        case AwaitingCode():
            return Doing.AWAITING_CODE
        case Paying():
            return None if sale is None else _paying(sale)
        case Result(ended):
            return Doing(ended.state.value)


def _paying(sale: Sale) -> Doing | None:
    match sale.state:
        case State.SUBMITTING if sale.chase.in_flight is None:
            return Doing.NO_NETWORK_YET
        case State.PENDING if sale.chase.wait is Wait.CONFIRMING:
            return Doing.CONFIRMING
        case State.PENDING:
            return Doing.CHECKING
        case State.SUBMITTING:
            return Doing.PAYING
        case _:
            return None


def about(counter: Counter, sale: Sale | None) -> tuple[OrderNumber | None, Fen | None]:
    """Return the order and the amount that the counter is at."""
    match counter.mode:
        case Arming(amount):
            return None, amount
        case AwaitingCode(order, amount):
            return order, amount
        case Paying(order):
            return order, None if sale is None else sale.amount
        case Result(ended):
            return ended.order, ended.amount
        case RefundEntry(Sending(found, amount)):
            return found.order, amount
        case _:
            return None, None
