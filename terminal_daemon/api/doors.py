"""What the API asks of the terminal and of the journal; the real ones and the tests' all fit."""

from datetime import date
from typing import Protocol

from terminal_daemon.journal.closed_days import ClosedDay
from terminal_daemon.journal.reader import Page
from terminal_daemon.journal.requests import KnownRequest
from terminal_daemon.journal.rows import HistoryEntry
from terminal_daemon.journal.stream import Step
from terminal_daemon.journal.totals import Totals
from terminal_daemon.sale.events import DayClosed
from terminal_daemon.sale.refund import Refund, RefundNumber, RefundState
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.asking import Asked
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.doors import Receipts
from terminal_daemon.terminal.measures import Measures
from terminal_daemon.terminal.pin_gate import PinGate
from terminal_daemon.terminal.refunds import Refunds
from terminal_daemon.terminal.register import Ask, CancelAnswer, StartAnswer
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber


class Terminal(Protocol):
    """terminal/terminal.py: one counter, where a register is one more who may begin a sale."""

    @property
    def bulletin(self) -> Bulletin:
        """What is known now."""
        ...

    @property
    def measures(self) -> Measures:
        """What it counts."""
        ...

    @property
    def refunds(self) -> Refunds:
        """The desk that gives money back."""
        ...

    @property
    def pin(self) -> PinGate:
        """Who knows the operator's PIN."""
        ...

    @property
    def receipts(self) -> Receipts | None:
        """The printer's desk; None: there is no printer."""
        ...

    async def start_sale(self, ask: Ask) -> StartAnswer:
        """Begin a sale, and return once it is on disk and shown, or why it did not begin."""
        ...

    async def cancel_sale(self, order: OrderNumber) -> CancelAnswer:
        """Cancel a sale that was not submitted, and return once that is on disk."""
        ...

    async def ask_now(self, sale: Sale, within_s: float = 0.0) -> Asked:
        """Ask the gateway about an order, and wait so long for what comes of it."""
        ...

    def acknowledge(self, order: OrderNumber, seen: frozenset[State | RefundState]) -> bool:
        """Take away what the screen says of an order in what was seen; False: it says nothing."""
        ...

    def happened(self, event: DayClosed) -> None:
        """Show it where nothing else is to be seen."""
        ...


class Ledger(Protocol):
    """journal/store.py: what the API itself writes. Every method raises JournalError."""

    async def close_day(self, day: date, said: str, at: UnixSeconds) -> ClosedDay:
        """Mark the day closed, unless it is."""
        ...


class Reader(Protocol):
    """journal/reader.py: reads beside the one who writes. Every method raises JournalError."""

    async def sale(self, order: OrderNumber) -> Sale | None:
        """Return the sale with this order number, if there is one."""
        ...

    async def refunds(self, order: OrderNumber) -> tuple[Refund, ...]:
        """Return all refunds of an order, the oldest first."""
        ...

    async def history(self, order: OrderNumber) -> tuple[HistoryEntry, ...]:
        """Return what happened to a sale, in order."""
        ...

    async def request(self, key: str) -> KnownRequest | None:
        """Return which sale a key of the register began, if it is known."""
        ...

    async def sales(
        self,
        *,
        day: Span | None = None,
        state: State | None = None,
        after: OrderNumber | None = None,
        limit: int,
    ) -> Page:
        """Return the newest sales, or those older than `after`. Raises LookupError: unknown."""
        ...

    async def refunds_under_way(self, span: Span) -> tuple[RefundNumber, ...]:
        """Return the refunds asked for within the span whose end is open, the oldest first."""
        ...

    async def closed_day(self, day: date) -> ClosedDay | None:
        """Return how a day was closed."""
        ...

    async def totals(self, span: Span) -> Totals:
        """Return what the sales begun within the span come to."""
        ...

    async def unknown(self, limit: int) -> tuple[Sale, ...]:
        """Return the sales whose end is open, the oldest first."""
        ...

    async def steps_after(self, seq: int, limit: int) -> tuple[Step, ...]:
        """Return the steps of all sales that were written after this one, the oldest first."""
        ...

    async def newest_seq(self) -> int:
        """Return the last step's number; 0 if there is none."""
        ...

    async def oldest_seq(self) -> int | None:
        """Return the first step's number."""
        ...
