"""Reads the journal beside the one who writes it: on a connection and a thread of its own.

It never holds a write up, works from another process too, and while no terminal runs.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from terminal_daemon.journal import queries, refund_statements, statements
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.closed_days import ClosedDay, closed_day_of
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.refund_rows import refund_of
from terminal_daemon.journal.requests import KnownRequest
from terminal_daemon.journal.rows import (
    Cell,
    HistoryEntry,
    entry_of,
    known_request_of,
    number_of,
    sale_of,
)
from terminal_daemon.journal.stream import Step, step_of
from terminal_daemon.journal.totals import Totals, part_of, sum_of, totals_of
from terminal_daemon.sale.refund import REFUND_OPEN, Refund, RefundNumber
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber

T = TypeVar("T")

_ABOVE_ALL: Final = 2**62


@dataclass(frozen=True, slots=True)
class Page:
    """Some sales, the newest first."""

    sales: tuple[Sale, ...]
    more: bool
    """True if there are older ones that were asked for too."""


def open_reader(path: Path, *, inline: bool = False) -> "JournalReader":
    """Open a journal to read only; `inline` as in open_journal. Raises JournalError.

    Blocks for a moment, however large the journal is: unlike the one who writes, a reader does
    not read it through.
    """
    return JournalReader(open_beside(path), inline=inline)


class JournalReader:
    """Each question sees what was on disk when it was asked. Every method raises JournalError."""

    def __init__(self, database: Database, *, inline: bool) -> None:
        self._database = database
        self._thread = None if inline else ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._closed = False

    async def sale(self, order: OrderNumber) -> Sale | None:
        """Return the sale with this order number, if there is one."""
        return await self._do(lambda: self._sale(order))

    async def history(self, order: OrderNumber) -> tuple[HistoryEntry, ...]:
        """Return what happened to a sale, in order; empty if there is no such sale."""
        return await self._do(lambda: self._history(order))

    async def refunds(self, order: OrderNumber) -> tuple[Refund, ...]:
        """Return all refunds of an order, the oldest first."""
        return await self._do(lambda: self._refunds(order))

    async def request(self, key: str) -> KnownRequest | None:
        """Return which sale a key of the register began, if it is known."""
        return await self._do(lambda: self._request(key))

    async def sales(
        self,
        *,
        day: Span | None = None,
        state: State | None = None,
        after: OrderNumber | None = None,
        limit: int,
    ) -> Page:
        """Return the newest sales, at most `limit`; with `after` those older than that one.

        Raises LookupError if `after` is not in the journal.
        """
        if limit < 1:
            raise ValueError("a page holds one sale at least")
        return await self._do(lambda: self._sales(day, state, after, limit))

    async def totals(self, span: Span) -> Totals:
        """Return what the sales begun within the span come to."""
        return await self._do(lambda: self._totals(span))

    async def refunds_under_way(self, span: Span) -> tuple[RefundNumber, ...]:
        """Return the refunds asked for within the span whose end is open, the oldest first."""
        return await self._do(lambda: self._refunds_under_way(span))

    async def closed_day(self, day: date) -> ClosedDay | None:
        """Return how a day was closed; None: it was not."""
        return await self._do(lambda: self._closed_day(day))

    async def unknown(self, limit: int) -> tuple[Sale, ...]:
        """Return the sales whose end is open, the oldest first."""
        return await self._do(lambda: self._unknown(limit))

    async def steps_after(self, seq: int, limit: int) -> tuple[Step, ...]:
        """Return the steps of all sales that were written after this one, the oldest first."""
        return await self._do(lambda: self._steps_after(seq, limit))

    async def newest_seq(self) -> int:
        """Return the last step's place in the stream; 0 if there is none."""
        return await self._do(lambda: self._seq(queries.NEWEST_SEQ)) or 0

    async def oldest_seq(self) -> int | None:
        """Return the first step's place in the stream."""
        return await self._do(lambda: self._seq(queries.OLDEST_SEQ))

    async def close(self) -> None:
        """Finish what is asked and close the file; calling it again does nothing."""
        if self._closed:
            return
        try:
            await self._do(self._database.close)
        finally:
            self._closed = True
            if self._thread is not None:
                self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise JournalError("the journal is closed")
        if self._thread is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _sale(self, order: OrderNumber) -> Sale | None:
        rows = self._database.execute(statements.ONE_SALE, (order,))
        return sale_of(rows[0]) if rows else None

    def _history(self, order: OrderNumber) -> tuple[HistoryEntry, ...]:
        return tuple(entry_of(row) for row in self._database.execute(statements.HISTORY, (order,)))

    def _refunds(self, order: OrderNumber) -> tuple[Refund, ...]:
        rows = self._database.execute(refund_statements.OF_ORDER, (order,))
        return tuple(refund_of(row) for row in rows)

    def _request(self, key: str) -> KnownRequest | None:
        rows = self._database.execute(statements.ONE_REQUEST, (key,))
        return known_request_of(rows[0]) if rows else None

    def _sales(
        self, day: Span | None, state: State | None, after: OrderNumber | None, limit: int
    ) -> Page:
        values: dict[str, Cell] = {"before": self._number(after), "limit": limit + 1}
        if state is not None:
            values["state"] = state.value
        if day is None:
            query = queries.NEWEST if state is None else queries.NEWEST_IN_STATE
        else:
            query = queries.NEWEST_OF_DAY if state is None else queries.NEWEST_OF_DAY_IN_STATE
            values |= {"begin": day.begin, "end": day.end}
        found = tuple(sale_of(row) for row in self._database.execute(query, values))
        return Page(found[:limit], more=len(found) > limit)

    def _number(self, after: OrderNumber | None) -> int:
        if after is None:
            return _ABOVE_ALL
        for row in self._database.execute(queries.NUMBER_OF, (after,)):
            return number_of(row)
        raise LookupError(after)

    def _totals(self, span: Span) -> Totals:
        bounds = {"begin": span.begin, "end": span.end}
        parts = [part_of(row) for row in self._database.execute(queries.SUMS, bounds)]
        first = min((part.first for part in parts), default=None)
        last = max((part.last for part in parts), default=None)
        (back,) = self._database.execute(refund_statements.SUM_OF_DAY, bounds)
        return totals_of(parts, sum_of(back), span, self._order(first), self._order(last))

    def _refunds_under_way(self, span: Span) -> tuple[RefundNumber, ...]:
        rows = self._database.execute(refund_statements.OPEN)
        refunds = (refund_of(row) for row in rows)
        return tuple(
            refund.number
            for refund in refunds
            if refund.state in REFUND_OPEN and span.begin <= refund.created_at < span.end
        )

    def _order(self, number: int | None) -> OrderNumber | None:
        rows = self._database.execute(queries.ORDER_OF, (number,))
        return OrderNumber(str(rows[0]["order"])) if rows else None

    def _closed_day(self, day: date) -> ClosedDay | None:
        rows = self._database.execute(statements.CLOSED_DAY, (day.isoformat(),))
        return closed_day_of(rows[0]) if rows else None

    def _unknown(self, limit: int) -> tuple[Sale, ...]:
        return tuple(sale_of(row) for row in self._database.execute(queries.OPEN, (limit,)))

    def _steps_after(self, seq: int, limit: int) -> tuple[Step, ...]:
        rows = self._database.execute(queries.STEPS_AFTER, (seq, limit))
        return tuple(step_of(row) for row in rows)

    def _seq(self, query: str) -> int | None:
        (row,) = self._database.execute(query)
        seq = row["seq"]
        return seq if isinstance(seq, int) else None
