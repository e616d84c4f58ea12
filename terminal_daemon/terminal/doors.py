"""What the terminal asks of its doors; the real ones, the demo's and the tests' all fit."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Protocol

from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.journal.refund_book import BeginRefund
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.keys.inputs import KeyTyped
from terminal_daemon.sale.effects import Sound, Told
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refund_entry import Found
from terminal_daemon.sale.refunding import AskFirst, NoRefund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen.view import Picture
from terminal_daemon.values.moment import Moment, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

if TYPE_CHECKING:
    from terminal_daemon.terminal.receipt_desk import Outcome


class Gateway(Protocol):
    """gateway/client.py: one POST at a time, never repeated by itself."""

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        """Post the body to `path` below the gateway's URL; never raises for the network's sake."""
        ...

    async def own_address(self) -> str:
        """Return this machine's address on the way to the gateway."""
        ...


class RefundJournal(Protocol):
    """journal/store.py: refunds, and wrong PINs of the operator. All may raise JournalError."""

    async def arm_refund(
        self, order: OrderNumber, begin: BeginRefund, request: Request | None = None
    ) -> Refund | NoRefund | AskFirst | KnownRefund:
        """Put the refund on disk that `begin` makes of the sale and its refunds, if it does."""
        ...

    async def record_refund(
        self, refund: Refund, event: str, evidence: str, at: UnixSeconds
    ) -> Sale:
        """Put the refund as it is now on disk; return its sale as it is then."""
        ...

    async def tell_refunds(self, told: Collection[Refund]) -> None:
        """Put on disk that these refunds are no longer owed an announcement."""
        ...

    async def open_refunds(self) -> tuple[Refund, ...]:
        """Return every refund that is open or untold, oldest first."""
        ...

    async def find_paid(self, digits: str) -> Found | None:
        """Return the newest order that ends so and of which something can be refunded."""
        ...

    async def wrong_pins(self, pin: str) -> int:
        """Return how many wrong ones came in a row instead of this PIN."""
        ...

    async def note_wrong_pins(self, count: int, pin: str) -> None:
        """Put on disk that so many came instead of this PIN."""
        ...


class SalesJournal(Protocol):
    """journal/store.py: what must survive the power being pulled."""

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        """Draw the next order number and put the sale it begins on disk. Raises JournalError.

        The orders in `told` are no longer owed an announcement. Raises RequestKnown, and writes
        nothing, if the key of `request` began a sale before.
        """
        ...

    async def tell(self, told: Collection[Told]) -> None:
        """Put on disk that these orders are no longer owed an announcement. Raises JournalError."""
        ...

    async def tidy(self) -> None:
        """Do what can wait for a moment of rest. Raises JournalError."""
        ...

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        """Put the sale as it is now, and what made it so, on disk. Raises JournalError."""
        ...

    async def open_sales(self) -> tuple[Sale, ...]:
        """Return every sale that is open, owed a check, or untold; oldest first."""
        ...

    async def sale(self, order: OrderNumber) -> Sale | None:
        """Return the sale with this order number, if there is one. Raises JournalError."""
        ...

    async def request(self, key: str) -> KnownRequest | None:
        """Return the request of the register that had this key. Raises JournalError."""
        ...

    async def lately_paid(self) -> tuple[Sale, ...]:
        """Return the approved sales with a payer among the newest 100, newest last."""
        ...

    async def lately_took_s(self) -> tuple[int, ...]:
        """Return how long the last payments took, newest last. Raises JournalError."""
        ...


class Journal(SalesJournal, RefundJournal, Protocol):
    """journal/store.py: all of it."""


class Display(Protocol):
    """screen/oled.py: the newest picture wins, nobody waits."""

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once."""
        ...

    def touched(self) -> None:
        """Somebody is at the terminal: a panel that rests wakes up. Returns at once."""
        ...

    @property
    def works(self) -> bool:
        """Tell whether the last picture reached the panel."""
        ...


class Buzzer(Protocol):
    """sound/buzzer.py: what tells how a sale ended is heard out, the rest cuts the older short."""

    def play(self, sound: Sound) -> None:
        """Start the sound and return at once."""
        ...


class Button(Protocol):
    """keys/button.py: a key of the keypad on a pin of its own."""

    def listen(self, happened: Callable[[KeyTyped], object]) -> None:
        """Call this at each press, in another thread than the loop's."""
        ...


class Clock(Protocol):
    """terminal/clock.py."""

    def now(self) -> Moment:
        """Return this instant on both clocks."""
        ...

    def saw_date(self, date: int) -> None:
        """Take the gateway's `Date` header, in Unix seconds, as a second opinion."""
        ...


class Receipts(Protocol):
    """terminal/receipt_desk.py: the printer, where there is one."""

    async def ask(self, order: OrderNumber) -> "Outcome":
        """Print the receipt of a sale, and return what came of it."""
        ...
