"""The local API from a cash register's side, for registers that are written in Python (asyncio)."""

from terminal_daemon.client.client import TerminalClient
from terminal_daemon.client.documents import Sale, Sum, Totals, Why
from terminal_daemon.client.errors import (
    ClientError,
    Invalid,
    KeyReused,
    NoSuchSale,
    NotAllowed,
    NothingToDo,
    NotNow,
    NotPrinted,
    NotRefundable,
    NotUnderstood,
    Occupied,
    OutcomeUnknown,
    PerhapsPaid,
    PinRefused,
    Refused,
    StillOpen,
    TerminalFault,
    TooLate,
    Unreachable,
)
from terminal_daemon.client.news import News, Reset, Step, TerminalNow
from terminal_daemon.client.receipt_calls import Receipt
from terminal_daemon.client.refunds import Refund, Refunds, RefundState
from terminal_daemon.sale.state import State

__all__ = [
    "ClientError",
    "Invalid",
    "KeyReused",
    "News",
    "NoSuchSale",
    "NotAllowed",
    "NotNow",
    "NotPrinted",
    "NotRefundable",
    "NotUnderstood",
    "NothingToDo",
    "Occupied",
    "OutcomeUnknown",
    "PerhapsPaid",
    "PinRefused",
    "Receipt",
    "Refund",
    "RefundState",
    "Refunds",
    "Refused",
    "Reset",
    "Sale",
    "State",
    "Step",
    "StillOpen",
    "Sum",
    "TerminalClient",
    "TerminalFault",
    "TerminalNow",
    "TooLate",
    "Totals",
    "Unreachable",
    "Why",
]
