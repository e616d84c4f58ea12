"""The refunds' part of the journal: each is on disk before it is sent, and each of its steps."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from terminal_daemon.journal import refund_statements, statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.refund_event import refund_event
from terminal_daemon.journal.refund_rows import (
    KnownRefund,
    known_refund_of,
    refund_of,
    refund_row_of,
)
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import number_of, row_of, sale_of
from terminal_daemon.sale.refund import Refund, count_refund
from terminal_daemon.sale.refund_entry import Found
from terminal_daemon.sale.refunding import AskFirst, NoRefund, refundable, sale_after
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

BeginRefund = Callable[[Sale | None, Sequence[Refund]], Refund | NoRefund | AskFirst]
"""Pure: from the sale and all its refunds, the next one, or why there is none."""

MOST_LOOKED_AT: Final = 200
"""Orders that end alike, the newest first: more of them are told apart by one more digit."""

AddStep = Callable[[int, Sale, str, str, UnixSeconds], None]


class RefundBook:
    """Works in the journal's thread. Every method raises JournalError."""

    def __init__(self, database: Database, add_step: AddStep) -> None:
        self._database: Final = database
        self._add_step: Final = add_step

    def arm(
        self, order: OrderNumber, begin: BeginRefund, request: Request | None
    ) -> Refund | NoRefund | AskFirst | KnownRefund:
        """Put the refund on disk that `begin` makes of what is there, in one transaction."""
        with self._database.transaction():
            if request is not None and (known := self.begun_with(request.key)) is not None:
                return known
            rows = self._database.execute(statements.ONE_SALE, (order,))
            sale = sale_of(rows[0]) if rows else None
            refund = begin(sale, self.of_order(order))
            if sale is None or not isinstance(refund, Refund):
                return NoRefund.UNKNOWN_ORDER if sale is None else refund
            number = number_of(rows[0])
            row = refund_row_of(refund, number, request)
            self._database.execute(refund_statements.INSERT, row)
            self._add_step(number, sale, refund_event(refund, "Armed"), "", refund.created_at)
        return refund

    def record(self, refund: Refund, event: str, evidence: str, at: UnixSeconds) -> Sale:
        """Put the refund as it is now on disk, and what it makes of its sale; return that."""
        with self._database.transaction():
            rows = self._database.execute(statements.ONE_SALE, (refund.order,))
            number = number_of(rows[0]) if rows else 0
            row = refund_row_of(refund, number)
            if not self._database.execute(refund_statements.UPDATE, row):
                raise JournalError(f"refund {refund.number} is not in the journal like this")
            sale = sale_after(sale_of(rows[0]), self.of_order(refund.order))
            self._database.execute(refund_statements.SALE_IS, row_of(sale) | {"number": number})
            self._add_step(number, sale, refund_event(refund, event), evidence, at)
        return sale

    def tell(self, told: Collection[Refund]) -> None:
        """Put on disk that staff know how these ended."""
        with self._database.transaction():
            for refund in told:
                for row in self._database.execute(statements.ONE_SALE, (refund.order,)):
                    which = {"number": row["number"], "nth": count_refund(refund.number)}
                    self._database.execute(refund_statements.TELL, which)

    def open(self) -> tuple[Refund, ...]:
        """Return every refund that is open or untold, oldest first."""
        return tuple(refund_of(row) for row in self._database.execute(refund_statements.OPEN))

    def of_order(self, order: OrderNumber) -> tuple[Refund, ...]:
        """Return all refunds of an order, oldest first."""
        rows = self._database.execute(refund_statements.OF_ORDER, (order,))
        return tuple(refund_of(row) for row in rows)

    def begun_with(self, key: str) -> KnownRefund | None:
        """Return the refund that this key began."""
        rows = self._database.execute(refund_statements.OF_KEY, (key,))
        return known_refund_of(rows[0]) if rows else None

    def find_paid(self, digits: str) -> Found | None:
        """Return the newest order that ends so and of which something can be refunded."""
        top = number_of(self._database.execute(statements.NEXT_NUMBER)[0]) - 1
        apart, ending = 10 ** len(digits), int(digits)
        newest = top - (top - ending) % apart
        for number in range(newest, 0, -apart)[:MOST_LOOKED_AT]:
            for row in self._database.execute(refund_statements.PAID_SALE, (number,)):
                sale = sale_of(row)
                left = refundable(sale, self.of_order(sale.order))
                if not isinstance(left, NoRefund):
                    at = sale.created_at if sale.submitted_at is None else sale.submitted_at
                    return Found(sale.order, left, at)
        return None

    def wrong_pins(self, pin: str) -> int:
        """Return how many wrong ones came in a row instead of this PIN."""
        for row in self._database.execute(refund_statements.WRONG_PINS, (pin,)):
            return int(row["count"] or 0)
        return 0

    def note_wrong_pins(self, count: int, pin: str) -> None:
        """Put on disk that so many came instead of this PIN."""
        with self._database.transaction():
            self._database.execute(refund_statements.NOTE_WRONG_PINS, (count, pin))
