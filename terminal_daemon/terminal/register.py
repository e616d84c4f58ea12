"""What the cash register, or any client of the API, asks of the terminal, and what it is told."""

from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Ask:
    """A sale that somebody wants. The amount was checked: 1 fen to the configured maximum."""

    amount: Fen
    reference: str = ""
    description: str = ""
    """"": the terminal's own."""
    retry_of: OrderNumber | None = None
    request: Request | None = None
    """Its key, and a digest of all the rest; None: a repetition begins another sale."""


@dataclass(frozen=True, slots=True)
class Started:
    """The sale is on disk, and its amount is shown."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class Known:
    """Its key began a sale before, perhaps for another body: compare `digest`."""

    order: OrderNumber
    digest: str


@dataclass(frozen=True, slots=True)
class Occupied:
    """No sale began: the terminal is busy, perhaps with this order."""

    why: Busy
    order: OrderNumber | None = None


@dataclass(frozen=True, slots=True)
class NotWritten:
    """No sale began: the journal cannot be written, or not in time. Nothing can be charged."""

    full: bool


StartAnswer = Started | Known | Occupied | NotWritten


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nothing was sent and nothing can be paid."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class TooLate:
    """The payment is under way, or over; the sale goes on as if nobody had asked."""

    state: State


@dataclass(frozen=True, slots=True)
class NotOpen:
    """The terminal is done with this order, or never had it: the journal knows."""


CancelAnswer = Cancelled | TooLate | NotOpen
