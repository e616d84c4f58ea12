"""What the fleet's part asks of broker, journal and terminal; the real ones and the tests' fit."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from terminal_daemon.journal.outbox import Debt, Owed, Place
from terminal_daemon.journal.stream import Step
from terminal_daemon.journal.totals import Totals
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.measures import Measures
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.order_number import OrderNumber

ConfigArrived = Callable[[bytes], Awaitable[None]]
"""Takes what came on the terminal's own topic for configurations, each time that it comes."""

Arrived = Callable[[str, bytes], None]
"""Takes a topic, and what came on it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told."""

    topic: str
    payload: bytes
    retain: bool = False


class BrokerLost(TerminalError):
    """The broker cannot be reached, or will have nothing to do with us; says why."""


class Session(Protocol):
    """A connection to the broker while it lasts."""

    async def publish(self, messages: Sequence[Message]) -> bool:
        """Send them in this order; return once the broker has confirmed all. Raises BrokerLost.

        False: of some it said that nobody takes them.
        """
        ...

    async def until_lost(self) -> None:
        """Wait for the end of the connection. Raises BrokerLost."""
        ...


class Broker(Protocol):
    """fleet/broker.py."""

    def session(
        self, last_will: Message, incoming: Sequence[str], arrived: Arrived
    ) -> AbstractAsyncContextManager[Session]:
        """Connect, and call `arrived` with what comes on the topics `incoming`. Raises BrokerLost.

        The broker tells the last will itself once this terminal is gone without a word.
        """
        ...

    def close(self) -> None:
        """Let go of what sessions share; there is none any more."""
        ...


class Reader(Protocol):
    """journal/reader.py. Every method raises JournalError."""

    async def steps_after(self, seq: int, limit: int) -> tuple[Step, ...]:
        """Return the steps of all sales that were written after this one, the oldest first."""
        ...

    async def refunds(self, order: OrderNumber) -> tuple[Refund, ...]:
        """Return all refunds of an order, the oldest first."""
        ...

    async def totals(self, span: Span) -> Totals:
        """Return what the sales begun within the span come to."""
        ...

    async def unknown(self, limit: int) -> tuple[Sale, ...]:
        """Return the sales whose end is open, the oldest first."""
        ...

    async def newest_seq(self) -> int:
        """Return the last step's number; 0 if there is none."""
        ...


class Outbox(Protocol):
    """journal/outbox.py. Every method raises JournalError."""

    async def debt(self) -> Debt:
        """Return what is owed."""
        ...

    async def note(
        self, told: Place | None, owed: Sequence[Owed] = (), settled: Sequence[str] = ()
    ) -> None:
        """Put down together how far the steps are told, what else is owed, and what is not now."""
        ...


class Terminal(Protocol):
    """terminal/terminal.py."""

    @property
    def bulletin(self) -> Bulletin:
        """What is known now."""
        ...

    @property
    def measures(self) -> Measures:
        """What it counts."""
        ...
