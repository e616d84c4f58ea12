"""What receipts need of the outside, put together only where there is a printer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from terminal_daemon.config.model import Config
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

if TYPE_CHECKING:  # loaded once a customer can pay, and not at all without a printer
    from terminal_daemon.journal.store import Journal
    from terminal_daemon.receipts.printer import Begin
    from terminal_daemon.receipts.trouble import Printed, Trouble
    from terminal_daemon.terminal.doors import Clock
    from terminal_daemon.terminal.receipt_desk import ReceiptDesk, Steps
    from terminal_daemon.terminal.terminal import Terminal


class Printer(Protocol):
    """receipts/printer.py: it may take as long as it likes; whoever waits has a limit."""

    async def probe(self) -> "Trouble | None":
        """Return what would keep it from printing now."""
        ...

    async def print(self, begin: "Begin") -> "Printed | Trouble | None":
        """Print what `begin` returns, right before the first byte; None: nothing."""
        ...

    def close(self) -> None:
        """Let it go, at once."""
        ...


class Notes(Protocol):
    """journal/receipt_book.py: which receipts may be on paper."""

    async def begins(self, order: OrderNumber, edition: str, at: UnixSeconds) -> bool:
        """Note it, and tell whether it was before. Raises JournalError, LookupError."""
        ...


@dataclass(frozen=True, slots=True)
class Printing:
    """A printer, and the notes of what went to it."""

    make: Callable[[], Printer]
    """Called in a thread, once a customer can pay."""
    notes: Notes


def printing_of(config: Config, journal: "Journal") -> Printing | None:
    """Return what the configured printer needs; None: there is none."""
    section = config.receipt
    place = section.printer
    if place is None:
        return None

    def make() -> Printer:
        from terminal_daemon.receipts.printer import ThermalPrinter  # noqa: PLC0415 - see above

        return ThermalPrinter(place, section)

    from terminal_daemon.journal.receipt_book import ReceiptBook  # noqa: PLC0415 - see above

    return Printing(make, ReceiptBook(journal))


def receipt_desk(
    config: Config,
    printing: Printing | None,
    steps: "Steps | None",
    terminal: "Terminal",
    clock: "Clock",
) -> "ReceiptDesk | None":
    """Give the terminal its desk of receipts; None: no printer, or nothing to read with."""
    if printing is None or steps is None:
        return None
    from terminal_daemon.terminal.receipt_desk import ReceiptDesk  # noqa: PLC0415 - see above

    terminal.receipts = ReceiptDesk(config, printing, steps, terminal.bulletin, clock)
    return terminal.receipts
